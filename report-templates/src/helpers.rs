//! The words that templates are written in, each refusing what strict mode alone lets through.
//!
//! Strict mode does not look at `{{#if misspelt}}` and prints null as nothing. On a paper that people sign, either
//! is a line that silently disappears, so `if` and `unless` are replaced and every value is printed by `text`.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, PathAndJson, RenderContext, RenderError,
    RenderErrorReason, Renderable, ScopedJson,
};
use serde_json::Value;

use crate::error::{FieldFault, RaisedFault};

/// Registers all helpers.
pub(crate) fn register(registry: &mut Handlebars<'_>) {
    registry.register_helper("text", Box::new(Text));
    registry.register_helper("if", Box::new(Condition { holds_when: true }));
    registry.register_helper("unless", Box::new(Condition { holds_when: false }));
    registry.register_helper("ordinal", Box::new(Ordinal));
    registry.register_helper("position", Box::new(Position));
}

/// `{{text field}}` prints a field that must be there and must say something.
struct Text;

impl HelperDef for Text {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let parameter = present(helper, "text")?;
        match parameter.value() {
            Value::String(text) if !text.trim().is_empty() => Ok(Value::String(text.clone()).into()),
            Value::Array(entries) if entries.is_empty() => Err(raise(parameter, FieldFault::Blank)),
            Value::String(_) | Value::Null => Err(raise(parameter, FieldFault::Blank)),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Err(raise(parameter, FieldFault::NotText))
            }
        }
    }
}

/// `{{#if field}}` and `{{#unless field}}`: null, empty text, an empty list and false do not hold; a field that the
/// view lacks is an error.
struct Condition {
    holds_when: bool,
}

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render_context: &mut RenderContext<'reg, 'rc>,
        output: &mut dyn Output,
    ) -> HelperResult {
        let says_something = match present(helper, "if")?.value() {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(entries) => !entries.is_empty(),
            Value::Number(_) | Value::Object(_) => true,
        };
        let branch = if says_something == self.holds_when { helper.template() } else { helper.inverse() };
        branch.map_or(Ok(()), |branch| branch.render(registry, context, render_context, output))
    }
}

/// `{{ordinal @index}}` numbers a heading as official papers do: 一, 二 … 十一 …
struct Ordinal;

impl HelperDef for Ordinal {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(Value::String(chinese_ordinal(index(helper, "ordinal")? + 1)).into())
    }
}

/// `{{position @index}}` numbers a row: 1, 2, 3 …
struct Position;

impl HelperDef for Position {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(Value::String((index(helper, "position")? + 1).to_string()).into())
    }
}

fn index(helper: &Helper<'_>, name: &'static str) -> Result<u64, RenderError> {
    present(helper, name)?.value().as_u64().ok_or_else(|| RenderErrorReason::InvalidParamType("index").into())
}

fn present<'helper, 'rc>(
    helper: &'helper Helper<'rc>,
    name: &'static str,
) -> Result<&'helper PathAndJson<'rc>, RenderError> {
    let parameter = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex(name, 0))?;
    if parameter.is_value_missing() { Err(raise(parameter, FieldFault::Missing)) } else { Ok(parameter) }
}

fn raise(parameter: &PathAndJson<'_>, fault: FieldFault) -> RenderError {
    let field = parameter.relative_path().cloned().unwrap_or_default();
    RenderErrorReason::NestedError(Box::new(RaisedFault { field, fault })).into()
}

/// 1 to 99 in Chinese numerals; Arabic digits from 100, where official papers use them too.
fn chinese_ordinal(number: u64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u64| usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or("");
    match number {
        0 | 100.. => number.to_string(),
        1..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number % 10)),
        20..=99 => format!("{}十{}", digit(number / 10), digit(number % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::chinese_ordinal;

    #[test]
    fn headings_are_numbered_in_chinese() {
        let numbered: Vec<String> =
            [1, 9, 10, 11, 20, 21, 99, 100].into_iter().map(chinese_ordinal).collect();
        assert_eq!(numbered, ["一", "九", "十", "十一", "二十", "二十一", "九十九", "100"]);
    }
}

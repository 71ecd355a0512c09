//! Why a paper could not be made, with the place in the template that says so.

use handlebars::{RenderError, RenderErrorReason};

/// A template that does not compile, or a view that does not fit its template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template's own text is wrong. Found when the renderer is built, never while a paper is made.
    #[error("模板{template}{}有语法错误：{reason}", place(*.line))]
    Syntax {
        /// File name without `.hbs`.
        template: String,
        /// Line in the template, from 1.
        line: Option<usize>,
        /// What the template engine says.
        reason: String,
    },
    /// The view lacks a field that the template prints, or holds something there that cannot be printed.
    #[error("模板{template}{}：字段{field}{fault}", place(*.line))]
    Field {
        /// File name without `.hbs`.
        template: String,
        /// Line in the template, from 1; `None` when the view was refused as a whole, before any line was printed.
        line: Option<usize>,
        /// The field's path, as the template writes it.
        field: String,
        /// What is wrong with it.
        fault: FieldFault,
    },
    /// Any other failure while a paper is made.
    #[error("模板{template}{}无法生成：{reason}", place(*.line))]
    Render {
        /// File name without `.hbs`.
        template: String,
        /// Line in the template, from 1.
        line: Option<usize>,
        /// What the template engine says.
        reason: String,
    },
}

/// What is wrong with one field of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// The view has no field of that name.
    #[error("缺失")]
    Missing,
    /// A field that the paper cannot do without is null, empty or blank.
    #[error("为空")]
    Blank,
    /// The field is a number, a truth value, a list or an object where text is printed.
    #[error("不是文本")]
    NotText,
    /// The list has another length, order or set of codes than the paper is laid out for.
    #[error("的条目与规定不符")]
    WrongEntries,
}

/// A fault in a field, raised by a helper inside a template; the renderer adds the template and the line.
#[derive(Debug, thiserror::Error)]
#[error("{field}{fault}")]
pub(crate) struct RaisedFault {
    pub(crate) field: String,
    pub(crate) fault: FieldFault,
}

fn place(line: Option<usize>) -> String {
    line.map(|line| format!("第{line}行")).unwrap_or_default()
}

impl From<handlebars::TemplateError> for TemplateError {
    fn from(error: handlebars::TemplateError) -> Self {
        Self::Syntax {
            template: error.name().cloned().unwrap_or_default(),
            line: error.pos().map(|(line, _)| line),
            reason: error.reason().to_string(),
        }
    }
}

impl TemplateError {
    /// Adds to what the engine says the name of the template that was asked for: the engine leaves it out for an
    /// error outside any line.
    pub(crate) fn while_rendering(template: &str, error: &RenderError) -> Self {
        let template = error.template_name.clone().unwrap_or_else(|| template.to_owned());
        let line = error.line_no;
        match fault_of(error.reason()) {
            // `@root` is the template language's word for the whole view.
            Some((path, fault)) => {
                Self::Field { template, line, field: path.trim_start_matches("@root.").to_owned(), fault }
            }
            None => Self::Render { template, line, reason: error.reason().to_string() },
        }
    }
}

/// The field at fault and what is wrong with it; `None` when no field is at fault.
fn fault_of(reason: &RenderErrorReason) -> Option<(&str, FieldFault)> {
    if let RenderErrorReason::MissingVariable(path) = reason {
        return Some((path.as_deref().unwrap_or_default(), FieldFault::Missing));
    }
    // A list where the template looks for a named field: the field is not there.
    if let RenderErrorReason::InvalidJsonIndex(name) = reason {
        return Some((name, FieldFault::Missing));
    }
    if let RenderErrorReason::NestedError(nested) = reason {
        return nested.downcast_ref::<RaisedFault>().map(|raised| (raised.field.as_str(), raised.fault));
    }
    None
}

//! The view of the 事前绩效评估报告 (Art. 15): 正文 in the order of the article, then 附件.
//!
//! Every leaf is text that the caller has formatted; numbers, dates, marks and money are never formatted here.
//! *May be null* and *may be empty* are the only exceptions to "must say something", and each prints a plain
//! sentence instead of an empty heading. [`sample`] is a complete view.
//!
//! | field | content |
//! |---|---|
//! | `title` | the paper's title |
//! | `place` | the district whose money is spent |
//! | `bases[]` | 评估依据 (Art. 5), at least one |
//! | `organiser` | 评估组织部门 |
//! | `third_party` | 第三方机构; may be null (Art. 11) |
//! | `round` | 评估轮次, as in `第1轮` |
//! | `rulebook` | name and version of the 规则集 |
//! | `dates[] {label, date}` | the round's key dates; may be empty |
//! | `subject {name, kind, applicant, implementing_unit, total_amount, content, application}` | 评估对象; `implementing_unit` may be null |
//! | `subject.funding[] {source, amount, certainty}` | 资金来源; may be empty; `amount` and `certainty` may be null |
//! | `subject.determination {verdict, clauses[] {article, text}}` | why it is evaluated (Art. 3); `clauses` may be empty |
//! | `methods {ways[], methods[], text}` | 方式 and 方法 (Art. 8); each may be empty, `text` may be null |
//! | `plan[] {title, text}` | 评估方案 in brief (Art. 13(3)); may be empty |
//! | `working_group[]` | posts; may be empty |
//! | `panel[] {post, kind, organisation}` | 专家小组 by post, never by name; may be empty |
//! | `sections[] {code, title, article, paragraphs[]}` | the 正文 in the order of the rulebook, each code once, none of [`REQUIRED_SECTIONS`] missing; `paragraphs` may be empty |
//! | `scores` | null before the panel has scored |
//! | `scores.experts[]` | column heads, `专家一` … : never names (Art. 22) |
//! | `scores.headings[] {name, weight, mean, indicators[]}` | the six headings (Art. 7) |
//! | `….indicators[] {code, name, weight, preliminary, mean, marks[], reasons[]}` | `marks` one per expert; `preliminary` may be null; `reasons` may be empty |
//! | `scores.totals[]` | one total per expert |
//! | `scores.final_score`, `scores.exact_score` | the score that carries the grade to two decimals, and the exact fraction |
//! | `scores.awaits_rating` | what is printed in their place while the organiser has not rated, where that rating carries the grade; null otherwise |
//! | `scores.basis` | how the score came about, in the words of the rulebook |
//! | `scores.panel_score`, `scores.organiser_score` | the two scores apart; the latter may be null |
//! | `scores.how_sure[]` | sentences without a full stop; may be empty |
//! | `scores.preliminary_total` | the working group's own total, shown apart and not counted; may be null |
//! | `scores.grade`, `scores.outcome` | may be null before the organiser has confirmed them, and the grade alone where the measure has none; the template itself adds that the outcome approves no budget |
//! | `scores.insufficient_evidence` | whether the outcome is the one beside the grades, because the evidence carries none |
//! | `scores.requested_amount`, `scores.recommended_amount` | what was applied for and the lower amount that is recommended; either may be null |
//! | `scores.result_reason` | why the amount is lower or the evidence insufficient; may be null |
//! | `scores.conditions[]` | conditions of the support, without a full stop; may be empty |
//! | `scores.superseded` | which later round takes the result's place; may be null |
//! | `annexes.materials[] {name, state, digest}` | 申报资料; may be empty; `digest` may be null |
//! | `annexes.opinion {paragraphs[], dissents[] {expert, text}}` | 专家评估意见; may be null; `dissents` may be empty |
//! | `annexes.deputies[] {post, text, suggestions}` | 代表、委员意见; may be empty; `suggestions` may be null |
//! | `signatures[] {post, date}` | may be empty; `date` may be null, and then stays open for the pen |
//! | `footer {evaluation_id, journal_head, generated_at}` | what ties the paper to the records |

mod sample;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::{FieldFault, TemplateError};

pub use sample::sample;

/// The codes of the sections without which no place's report is one.
pub const REQUIRED_SECTIONS: [&str; 4] = ["overview", "methods", "findings", "recommendations"];

/// Refuses a view whose lists do not fit the paper's layout: a section too few would leave out what Art. 15 asks
/// for, and a mark too few would print every later mark under the wrong expert.
///
/// Fields that are not there are left to the template, which names the line.
pub(crate) fn check(template: &str, view: &Value) -> Result<(), TemplateError> {
    let refuse = |field: &str| {
        Err(TemplateError::Field {
            template: template.to_owned(),
            line: None,
            field: field.to_owned(),
            fault: FieldFault::WrongEntries,
        })
    };
    if let Some(sections) = list(view, "/sections") {
        let codes: Vec<_> =
            sections.iter().map(|section| section.get("code").and_then(Value::as_str)).collect();
        let distinct: BTreeSet<_> = codes.iter().flatten().collect();
        if distinct.len() != codes.len() || !REQUIRED_SECTIONS.iter().all(|code| distinct.contains(&code)) {
            return refuse("sections");
        }
    }
    let Some(experts) = list(view, "/scores/experts").map(Vec::len) else { return Ok(()) };
    if list(view, "/scores/totals").is_some_and(|totals| totals.len() != experts) {
        return refuse("scores.totals");
    }
    let indicators = list(view, "/scores/headings")
        .into_iter()
        .flatten()
        .filter_map(|heading| list(heading, "/indicators"))
        .flatten();
    for indicator in indicators {
        if list(indicator, "/marks").is_some_and(|marks| marks.len() != experts) {
            return refuse("scores.headings.indicators.marks");
        }
    }
    Ok(())
}

fn list<'view>(view: &'view Value, pointer: &str) -> Option<&'view Vec<Value>> {
    view.pointer(pointer).and_then(Value::as_array)
}

//! Whether two objects say nearly the same.

use super::features::Features;
use super::finding::{Finding, FindingKind};
use super::settings::{AGREEING_CONTENT, SAME_CONTENT, SAME_NAME, TELLING_CONTENT};
use crate::id::SubjectId;

/// The overlap of two objects, if they may be the same. It is the same whichever comes first.
pub(super) fn compare(first: (SubjectId, &Features), second: (SubjectId, &Features)) -> Option<Finding> {
    let ((id, one), (other_id, other)) = if first.0 <= second.0 { (first, second) } else { (second, first) };
    // Another place or another part is another thing, however alike the words are.
    if one.name.is_elsewhere(&other.name) || one.name.parts != other.name.parts {
        return None;
    }
    let names =
        if one.name.stem == other.name.stem { 100 } else { one.name_grams.similarity(&other.name_grams) };
    let contents = one.content_grams.similarity(&other.content_grams);
    let stated = one.content_grams.len() > 0 && other.content_grams.len() > 0;
    let telling = one.content_grams.len().min(other.content_grams.len()) >= TELLING_CONTENT;
    let same_name = names >= SAME_NAME && (!stated || contents >= AGREEING_CONTENT);
    // In one list a unit writes alike about different things; elsewhere the same words are the same thing renamed.
    let one_hand = one.is_in_list_with(other) && one.root.is_some() && one.root == other.root;
    let same_content = telling && contents >= SAME_CONTENT && !one_hand;
    if !same_name && !same_content {
        return None;
    }
    let score = if stated { (names + contents) / 2 } else { names };
    Some(Finding {
        kind: FindingKind::Overlap,
        subjects: vec![id, other_id],
        score,
        reason: reason(one, other, names, contents, stated),
        amounts: None,
    })
}

/// 名称相同，建设内容相近（82%），申报单位同为农业农村局.
fn reason(one: &Features, other: &Features, names: u32, contents: u32, stated: bool) -> String {
    let mut reason = likeness("名称", names);
    if stated {
        reason.push('，');
        reason.push_str(&likeness("内容", contents));
    }
    match (one.unit.as_deref(), other.unit.as_deref()) {
        (Some(unit), Some(second)) if unit == second => reason.push_str(&format!("，同为{unit}实施")),
        (Some(unit), Some(second)) => reason.push_str(&format!("，分别由{unit}、{second}实施")),
        (Some(_) | None, Some(_) | None) => {}
    }
    reason
}

fn likeness(what: &str, per_cent: u32) -> String {
    match per_cent {
        100.. => format!("{what}相同"),
        60..100 => format!("{what}相近（{per_cent}%）"),
        0..60 => format!("{what}部分相同（{per_cent}%）"),
    }
}

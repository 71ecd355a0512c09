//! 组织部门评分 (Art. 16, C31): every indicator gets a mark within its points, and a reason where points are taken off.

use std::collections::BTreeMap;

use super::{Case, checks};
use crate::evaluation::rating::RatingChange;
use crate::evaluation::rejection::Rejection;
use crate::scoring::{Mark, Sheet, lock_issues, mark_issues};

const ARTICLE: &str = "第十六条";

impl Case<'_> {
    pub(super) fn rate_result(&self, marks: BTreeMap<String, Mark>) -> Result<RatingChange, Rejection> {
        let weights = self.evaluation.round.weights().ok_or_else(|| {
            Rejection::blocked("no_indicator_table", ARTICLE, "本轮没有评分表，不能评分".to_owned())
        })?;
        let mut issues = mark_issues(&marks, weights, self.rulebook.scoring.step);
        for (code, mark) in marks.iter().filter(|(_, mark)| !mark.reason.is_empty()) {
            checks::check_text(&mut issues, &format!("marks.{code}.reason"), "评分理由", &mark.reason);
        }
        let complete = Sheet { marks, ..Sheet::default() };
        issues.extend(lock_issues(&complete, weights));
        if issues.is_empty() {
            Ok(RatingChange::ResultRated { marks: complete.marks })
        } else {
            Err(Rejection::invalid(ARTICLE, issues))
        }
    }
}

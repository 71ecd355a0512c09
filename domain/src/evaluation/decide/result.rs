//! 认定结果 (Arts. 16, 17): the score, the grade, what it leads to, and what a supported result may carry.

use super::{Case, checks};
use crate::evaluation::conditions::{Condition, ConditionChange, Confirmation, MOST_CONDITIONS};
use crate::evaluation::event::ReportChange;
use crate::evaluation::rejection::Rejection;
use crate::evaluation::scores::deciding_score;
use crate::issue::Issue;
use crate::money::Money;
use crate::rulebook::{Effect, Ruling};

const GRADING_ARTICLE: &str = "第十六条";
const RESULT_ARTICLE: &str = "第十七条";

impl Case<'_> {
    /// Arts. 16 and 17, C31–C34: the exact score that carries the grade decides it, the grade the outcome. What is added to
    /// the outcome never touches the score.
    pub(super) fn confirm_result(&self, confirmation: Confirmation) -> Result<ReportChange, Rejection> {
        let score = deciding_score(&self.evaluation.round, &self.rulebook.scoring).ok_or_else(|| {
            let detail = "专家评分尚不完整，不能认定结果".to_owned();
            Rejection::blocked("sheets_open", GRADING_ARTICLE, detail)
        })?;
        let Ruling { grade, outcome } = if confirmation.insufficient_evidence {
            self.insufficient_ruling()?
        } else {
            self.rulebook.ruling(score).ok_or_else(|| {
                let detail = "规则集没有写明这一得分的结果应用，请财政局核对规则集".to_owned();
                Rejection::blocked("no_outcome", RESULT_ARTICLE, detail)
            })?
        };
        let mut issues = Vec::new();
        if outcome.effect == Effect::Supported {
            self.check_support(&mut issues, &confirmation);
        } else {
            refuse_support(&mut issues, &confirmation, &outcome.label);
        }
        check_reason(&mut issues, &confirmation);
        if !issues.is_empty() {
            return Err(Rejection::invalid(RESULT_ARTICLE, issues));
        }
        let Confirmation { recommended_amount, reason, conditions, insufficient_evidence } = confirmation;
        Ok(ReportChange::ResultConfirmed {
            score,
            grade,
            outcome,
            preliminary_total: self.evaluation.round.preliminary_total(),
            recommended_amount,
            reason: reason.filter(|reason| !reason.trim().is_empty()),
            conditions,
            insufficient_evidence,
        })
    }

    /// The outcome beside the grades: no grade is given, whatever the score.
    fn insufficient_ruling(&self) -> Result<Ruling, Rejection> {
        match self.rulebook.outcome_beside_grades() {
            Some(rule) => Ok(Ruling { grade: None, outcome: rule.outcome() }),
            None => {
                let message = "规则集没有在等次之外另设证据不足的结果，请按得分认定".to_owned();
                let (field, code) = ("insufficient_evidence", "outcome_not_in_rulebook");
                Err(checks::refuse(GRADING_ARTICLE, field, code, message))
            }
        }
    }

    fn check_support(&self, issues: &mut Vec<Issue>, confirmation: &Confirmation) {
        if let Some(amount) = confirmation.recommended_amount {
            if amount <= Money::ZERO {
                let message = "建议支持金额应大于零".to_owned();
                issues.push(Issue::new("recommended_amount_wan", "out_of_range", message));
            }
            match self.evaluation.subject.requested_amount {
                Some(requested) if amount > requested => {
                    let message = format!("建议支持金额{amount}超过申报金额{requested}，只能核减，不能核增");
                    issues.push(Issue::new("recommended_amount_wan", "above_requested", message));
                }
                Some(requested) if amount == requested => {}
                Some(_) | None => crate::issue::require(
                    issues,
                    "reason",
                    "核减理由",
                    confirmation.reason.as_deref().unwrap_or_default(),
                ),
            }
        }
        if confirmation.conditions.len() > MOST_CONDITIONS {
            let message = format!("所附条件最多{MOST_CONDITIONS}项");
            issues.push(Issue::new("conditions", "too_many", message));
        }
        for (index, terms) in confirmation.conditions.iter().enumerate().take(MOST_CONDITIONS) {
            let field = format!("conditions.{}", index + 1);
            checks::check_text(issues, &format!("{field}.text"), "所附条件", &terms.text);
            checks::check_due(issues, &format!("{field}.due"), "落实期限", terms.due, self.today);
        }
    }

    /// The condition of the result that holds now with this number, while it is not settled.
    fn open_condition(&self, number: u32) -> Result<&Condition, Rejection> {
        let deciding = self.evaluation.deciding_round().map(|round| round.number).unwrap_or_default();
        let found = self.evaluation.conditions_of(deciding).find(|condition| condition.number == number);
        let (code, message) = match found {
            Some(condition) if !condition.is_settled() => return Ok(condition),
            Some(condition) => {
                ("already_settled", format!("第{number}项条件{}，无需再办理", condition.standing().label()))
            }
            None => ("unknown_number", format!("现行结果没有第{number}项条件")),
        };
        Err(checks::refuse(RESULT_ARTICLE, "number", code, message))
    }

    pub(super) fn report_condition(
        &self,
        number: u32,
        text: String,
        files: Vec<String>,
    ) -> Result<ConditionChange, Rejection> {
        let round = self.open_condition(number)?.round;
        let mut issues = Vec::new();
        checks::check_text(&mut issues, "text", "落实情况", &text);
        for (index, digest) in files.iter().enumerate() {
            checks::check_digest(&mut issues, &format!("files.{}", index + 1), digest);
        }
        if issues.is_empty() {
            Ok(ConditionChange::ConditionReported { round, number, text, files })
        } else {
            Err(Rejection::invalid(RESULT_ARTICLE, issues))
        }
    }

    /// Whoever reported on a condition does not settle it. What nobody reported on can be waived, not confirmed.
    pub(super) fn settle_condition(
        &self,
        number: u32,
        waiver: Option<String>,
    ) -> Result<ConditionChange, Rejection> {
        let condition = self.open_condition(number)?;
        if condition.was_reported_by(self.actor.id) {
            return Err(Rejection::blocked(
                "second_person_needed",
                RESULT_ARTICLE,
                "条件的落实情况须由报告人以外的人确认或者免除".to_owned(),
            ));
        }
        let round = condition.round;
        match waiver {
            Some(reason) => {
                let reason = checks::text("waiver_reason", "免除理由", reason)?;
                Ok(ConditionChange::ConditionWaived { round, number, reason })
            }
            None if condition.reports.is_empty() => {
                let message = format!("第{number}项条件尚未报告落实情况；确需免除的，请写明理由");
                Err(checks::refuse(RESULT_ARTICLE, "number", "not_reported", message))
            }
            None => Ok(ConditionChange::ConditionMet { round, number }),
        }
    }
}

/// What is not supported carries neither an amount nor conditions.
fn refuse_support(issues: &mut Vec<Issue>, confirmation: &Confirmation, outcome: &str) {
    let mut refuse = |given: bool, field: &str, what: &str| {
        if given {
            let message = format!("结果为“{outcome}”，不能附{what}");
            issues.push(Issue::new(field, "not_supported", message));
        }
    };
    refuse(confirmation.recommended_amount.is_some(), "recommended_amount_wan", "建议支持金额");
    refuse(!confirmation.conditions.is_empty(), "conditions", "条件");
}

/// A reason belongs to an amount or to insufficient evidence, and the latter needs one.
fn check_reason(issues: &mut Vec<Issue>, confirmation: &Confirmation) {
    let reason = confirmation.reason.as_deref().unwrap_or_default();
    if confirmation.insufficient_evidence {
        checks::check_text(issues, "reason", "证据不足的理由", reason);
    } else if !reason.trim().is_empty() {
        checks::check_text(issues, "reason", "核减理由", reason);
        if confirmation.recommended_amount.is_none() {
            let message = "没有填写建议支持金额，无需填写理由；确需核减的，请填写金额".to_owned();
            issues.push(Issue::new("reason", "not_needed", message));
        }
    }
}

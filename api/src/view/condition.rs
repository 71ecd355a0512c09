//! Conditions of a supported result, and what became of them.

use chrono::NaiveDate;
use domain::evaluation::{Condition, Standing};
use poem_openapi::Object;

use super::deadline::DeadlineView;
use super::{Labelled, day, moment};

/// 所附条件: a condition of a supported result.
#[derive(Debug, Clone, Object)]
pub struct ConditionView {
    /// Which, from 1.
    pub number: u32,
    /// What has to be done.
    pub text: String,
    /// By when.
    pub due: String,
    /// Where it stands.
    pub standing: Labelled,
    /// Whether its day has passed without a report in time. Nothing is decided by it.
    pub overdue: bool,
    /// What was reported, oldest first.
    pub reports: Vec<ConditionReportView>,
    /// Why it was waived.
    pub waived_because: Option<String>,
    /// The post of whoever confirmed or waived it.
    pub settled_by: Option<String>,
    /// When.
    pub settled_at: Option<String>,
}

/// What somebody says was done about a condition.
#[derive(Debug, Clone, Object)]
pub struct ConditionReportView {
    /// What was done.
    pub text: String,
    /// SM3 of the files that show it.
    pub files: Vec<String>,
    /// The post of whoever reported.
    pub reported_by: String,
    /// When.
    pub reported_at: String,
}

impl ConditionView {
    /// The condition as it stands on a day.
    pub fn new(condition: &Condition, today: NaiveDate) -> Self {
        let settlement = condition.settlement.as_ref();
        let standing = condition.standing();
        Self {
            number: condition.number,
            text: condition.terms.text.clone(),
            due: day(condition.terms.due),
            standing: Labelled::new(&standing, standing.label()),
            overdue: condition.is_overdue(today),
            reports: condition
                .reports
                .iter()
                .map(|report| ConditionReportView {
                    text: report.text.clone(),
                    files: report.files.clone(),
                    reported_by: report.reported_by.post.clone(),
                    reported_at: moment(report.reported_at),
                })
                .collect(),
            waived_because: settlement.and_then(|settlement| settlement.waiver.clone()),
            settled_by: settlement.map(|settlement| settlement.settled_by.post.clone()),
            settled_at: settlement.map(|settlement| moment(settlement.settled_at)),
        }
    }
}

/// A condition among the deadlines of its case. Its day is one that a person set, so no working days are counted.
pub fn deadline(condition: &Condition, today: NaiveDate) -> DeadlineView {
    let reported = condition.first_reported_on();
    let standing = if condition.is_overdue(today) {
        Standing::Overdue
    } else if !condition.is_settled() {
        Standing::Running
    } else {
        match reported {
            Some(on) if on > condition.terms.due => Standing::MetLate,
            Some(_) => Standing::Met,
            None => Standing::Done,
        }
    };
    DeadlineView {
        step: Labelled { code: "condition".to_owned(), label: "落实所附条件".to_owned() },
        number: usize::try_from(condition.number).ok(),
        article: "第十七条".to_owned(),
        working_days: None,
        begins_on: None,
        set_on: Some(day(condition.terms.due)),
        due: Some(day(condition.terms.due)),
        days_left: None,
        standing: Labelled { code: standing.code().to_owned(), label: standing.label().to_owned() },
        note: Some(condition.terms.text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days, NaiveDate};
    use domain::evaluation::{Condition, ConditionReport, ConditionSettlement, ConditionTerms, Person};
    use domain::id::ActorId;
    use uuid::Uuid;

    use super::{ConditionView, deadline};

    fn somebody() -> Person {
        Person {
            actor: ActorId(Uuid::nil()), post: "经办".to_owned(), organisation: "住建局".to_owned()
        }
    }

    #[test]
    fn an_overdue_condition_is_shown_with_its_deadline_until_it_is_settled() {
        let due = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let (last, after) = (due, due + Days::new(1));
        let mut condition = Condition {
            round: 1,
            number: 2,
            terms: ConditionTerms { text: "落实养护经费".to_owned(), due },
            reports: Vec::new(),
            settlement: None,
        };
        let shown = |condition: &Condition, today| {
            let view = ConditionView::new(condition, today);
            (view.standing.code, view.overdue, deadline(condition, today).standing.code)
        };
        let told = |code: &str, overdue, standing: &str| (code.to_owned(), overdue, standing.to_owned());
        assert_eq!(shown(&condition, last), told("open", false, "running"));
        assert_eq!(shown(&condition, after), told("open", true, "overdue"));
        let late = DateTime::parse_from_rfc3339("2026-12-02T02:00:00Z").unwrap().to_utc();
        condition.reports.push(ConditionReport {
            text: "已列入".to_owned(),
            files: Vec::new(),
            reported_by: somebody(),
            reported_at: late,
        });
        assert_eq!(shown(&condition, after), told("reported", true, "overdue"));
        condition.settlement =
            Some(ConditionSettlement { waiver: None, settled_by: somebody(), settled_at: late });
        assert_eq!(shown(&condition, after), told("met", false, "met_late"));
    }
}

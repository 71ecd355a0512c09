//! Whether an object may enter the next budget step.

use domain::budget::{BudgetEntry, CaseOutline, RoundOutline};
use domain::money::{Money, MoneyUnit};
use domain::rulebook::Rulebook;
use domain::subject::{BudgetOverride, Subject};
use poem_openapi::Object;

use super::evaluation::Blocking;
use super::{Labelled, day};

/// 预算编审下一环节: whether an object may enter it in a budget year. It says nothing of money that was approved.
#[derive(Debug, Clone, Object)]
pub struct BudgetEntryView {
    /// The subject.
    pub subject: String,
    /// Its version, for asking for an override.
    pub subject_version: u64,
    /// Its name.
    pub name: String,
    /// 申报单位.
    pub unit: Option<String>,
    /// The budget year.
    pub budget_year: u16,
    /// `open`, `overridden`, `not_required` or `blocked`.
    pub standing: Labelled,
    /// What keeps it; with `overridden`, in spite of what it enters.
    pub obstacles: Vec<Blocking>,
    /// What else to know.
    pub notes: Vec<String>,
    /// The evaluation of that year.
    pub evaluation: Option<String>,
    /// The result that holds now.
    pub result: Option<EntryResultView>,
    /// Results of other rounds of that evaluation, oldest first; they do not count any more.
    pub earlier_results: Vec<EntryResultView>,
    /// The override of that year, asked for or approved.
    pub budget_override: Option<BudgetOverrideView>,
    /// 予以支持 is not approved money.
    pub note: String,
}

/// A result in short.
#[derive(Debug, Clone, Object)]
pub struct EntryResultView {
    /// The round.
    pub round: u32,
    /// Why the round was opened.
    pub kind: Labelled,
    /// Where the round stands.
    pub state: Labelled,
    /// The score with two decimals.
    pub score: String,
    /// The grade, where one was given.
    pub grade: Option<Labelled>,
    /// What it leads to.
    pub outcome: Labelled,
    /// What was applied for, in 万元, when it was known.
    pub requested_amount_wan: Option<String>,
    /// 建议支持金额 in 万元, where it is below what was applied for. It is no approved budget.
    pub recommended_amount_wan: Option<String>,
    /// How many conditions are neither met nor waived.
    pub open_conditions: u32,
}

/// An override of the entry into one year's budget by two people of the bureau.
#[derive(Debug, Clone, Object)]
pub struct BudgetOverrideView {
    /// The budget year.
    pub budget_year: u16,
    /// Whether the second person approved it.
    pub approved: bool,
    /// Why.
    pub reason: String,
    /// The post of whoever asked.
    pub requested_by: String,
    /// On which day.
    pub requested_on: String,
    /// The post of whoever approved.
    pub approved_by: Option<String>,
    /// On which day.
    pub approved_on: Option<String>,
}

/// A page of objects with their entry into a budget.
#[derive(Debug, Clone, Object)]
pub struct BudgetEntryPage {
    /// The budget year.
    pub budget_year: u16,
    /// The objects that Article 3 requires to be evaluated, in the order of the list.
    pub entries: Vec<BudgetEntryView>,
    /// Pass as `after` to read on; empty at the end.
    pub next: Option<i64>,
}

impl From<&BudgetOverride> for BudgetOverrideView {
    fn from(asked: &BudgetOverride) -> Self {
        let approval = asked.approval.as_ref();
        Self {
            budget_year: asked.budget_year,
            approved: approval.is_some(),
            reason: asked.reason.clone(),
            requested_by: asked.requested_by.post.clone(),
            requested_on: day(asked.requested_on),
            approved_by: approval.map(|approval| approval.approved_by.post.clone()),
            approved_on: approval.map(|approval| day(approval.approved_on)),
        }
    }
}

impl BudgetEntryView {
    /// The entry of `subject`. `rulebook` is that of the case, which says how a score is shown.
    pub fn new(subject: &Subject, entry: &BudgetEntry, rulebook: &Rulebook) -> Self {
        let case = entry.case.as_ref();
        let deciding = case.and_then(CaseOutline::deciding_round);
        let view = |case: &CaseOutline, round: &RoundOutline| result_view(case, round, rulebook);
        Self {
            subject: subject.id.to_string(),
            subject_version: subject.version,
            name: subject.declaration.name.clone(),
            unit: subject.declaration.unit.clone(),
            budget_year: entry.budget_year,
            standing: Labelled {
                code: entry.standing.code().to_owned(),
                label: entry.standing.label().to_owned(),
            },
            obstacles: entry
                .obstacles
                .iter()
                .map(|obstacle| Blocking {
                    code: obstacle.code.to_owned(),
                    article: obstacle.article.to_owned(),
                    detail: obstacle.detail.clone(),
                })
                .collect(),
            notes: entry.notes.clone(),
            evaluation: case.map(|case| case.evaluation.to_string()),
            result: case.zip(deciding).and_then(|(case, round)| view(case, round)),
            earlier_results: case
                .into_iter()
                .flat_map(|case| case.rounds.iter().map(move |round| (case, round)))
                .filter(|(_, round)| deciding.is_none_or(|deciding| deciding.number != round.number))
                .filter_map(|(case, round)| view(case, round))
                .collect(),
            budget_override: entry.budget_override.as_ref().map(BudgetOverrideView::from),
            note: "可进入预算编审下一环节不等于预算已经批准".to_owned(),
        }
    }
}

fn result_view(case: &CaseOutline, round: &RoundOutline, rulebook: &Rulebook) -> Option<EntryResultView> {
    let result = round.result.as_ref()?;
    let wan = |amount: Money| amount.to_decimal(MoneyUnit::TenThousand);
    Some(EntryResultView {
        round: round.number,
        kind: Labelled::new(&round.kind, round.kind.label()),
        state: Labelled::new(&round.state, round.state.label()),
        score: rulebook.scoring.shown(result.score).to_string(),
        grade: result
            .grade
            .as_ref()
            .map(|grade| Labelled { code: grade.code.clone(), label: grade.label.clone() }),
        outcome: Labelled { code: result.outcome.code.clone(), label: result.outcome.label.clone() },
        requested_amount_wan: case.requested_amount.map(wan),
        recommended_amount_wan: result.recommended_amount.map(wan),
        open_conditions: round.open_conditions,
    })
}

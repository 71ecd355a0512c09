//! Entry into the next budget step (Arts. 9(3), 17; C49–C51): whether an object may go on, and what keeps it.
//!
//! A required object goes on with a supported result of the budget year that the bureau has accepted and whose
//! conditions are settled. Nothing here approves a budget (C50).

use crate::classification::Verdict;
use crate::evaluation::{Evaluation, RoundKind, State};
use crate::id::EvaluationId;
use crate::money::Money;
use crate::rulebook::{Effect, Grade, Outcome};
use crate::score::Mean;
use crate::subject::{BudgetOverride, Standing, Subject};

/// What of a case decides on entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOutline {
    /// The case.
    pub evaluation: EvaluationId,
    /// The budget year applied for.
    pub budget_year: u16,
    /// Who organises its rounds, without repetition.
    pub organisers: Vec<String>,
    /// What was applied for, when it was known.
    pub requested_amount: Option<Money>,
    /// Its rounds, oldest first.
    pub rounds: Vec<RoundOutline>,
}

/// What of a round decides on entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundOutline {
    /// 1, 2, 3…
    pub number: u32,
    /// Why it was opened.
    pub kind: RoundKind,
    /// Where it stands.
    pub state: State,
    /// The round whose result it replaces.
    pub supersedes: Option<u32>,
    /// Its result.
    pub result: Option<ResultOutline>,
    /// How many conditions of its result are not settled.
    pub open_conditions: u32,
}

/// A confirmed result in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultOutline {
    /// The exact score.
    pub score: Mean,
    /// The grade, where one was given.
    pub grade: Option<Grade>,
    /// What it leads to.
    pub outcome: Outcome,
    /// 建议支持金额, where it is not simply what was requested.
    pub recommended_amount: Option<Money>,
}

impl From<&Evaluation> for CaseOutline {
    fn from(evaluation: &Evaluation) -> Self {
        let mut organisers: Vec<String> = Vec::new();
        for round in evaluation.rounds() {
            if !organisers.contains(&round.organiser.organisation) {
                organisers.push(round.organiser.organisation.clone());
            }
        }
        let outline = |round: &crate::evaluation::Round| {
            let open = evaluation.conditions_of(round.number).filter(|condition| !condition.is_settled());
            RoundOutline {
                number: round.number,
                kind: round.kind,
                state: round.state,
                supersedes: round.supersedes,
                result: round.result.as_ref().map(|result| ResultOutline {
                    score: result.score,
                    grade: result.grade.clone(),
                    outcome: result.outcome.clone(),
                    recommended_amount: result.recommended_amount,
                }),
                open_conditions: u32::try_from(open.count()).unwrap_or(u32::MAX),
            }
        };
        Self {
            evaluation: evaluation.id,
            budget_year: evaluation.budget_year,
            organisers,
            requested_amount: evaluation.subject.requested_amount,
            rounds: evaluation.rounds().map(outline).collect(),
        }
    }
}

impl CaseOutline {
    /// The last round that was not withdrawn.
    fn last_standing(&self) -> Option<&RoundOutline> {
        self.rounds.iter().rev().find(|round| round.state != State::Withdrawn)
    }

    /// The round whose result holds now; see [`Evaluation::deciding_round`].
    #[must_use]
    pub fn deciding_round(&self) -> Option<&RoundOutline> {
        self.last_standing().filter(|round| round.result.is_some())
    }

    fn is_supported(&self) -> bool {
        let result = self.deciding_round().and_then(|round| round.result.as_ref());
        result.is_some_and(|result| result.outcome.effect == Effect::Supported)
    }
}

/// Whether an object may enter the next budget step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryStanding {
    /// It may, by its result.
    Open,
    /// It may, because two people of the bureau said so in spite of what keeps it (C49).
    Overridden,
    /// It needs no evaluation (C21).
    NotRequired,
    /// It may not.
    Blocked,
}

impl EntryStanding {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::Open, Self::Overridden, Self::NotRequired, Self::Blocked];

    /// The stable code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overridden => "overridden",
            Self::NotRequired => "not_required",
            Self::Blocked => "blocked",
        }
    }

    /// As pages name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "可进入预算编审下一环节",
            Self::Overridden => "财政局特批进入预算编审下一环节",
            Self::NotRequired => "不需评估，不受评估结果限制",
            Self::Blocked => "不能进入预算编审下一环节",
        }
    }
}

/// Something that keeps an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Stable code for programs.
    pub code: &'static str,
    /// The article.
    pub article: &'static str,
    /// What is missing and what to do.
    pub detail: String,
}

impl Obstacle {
    const fn new(code: &'static str, article: &'static str, detail: String) -> Self {
        Self { code, article, detail }
    }
}

/// Whether and why an object may enter the next budget step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetEntry {
    /// The budget year.
    pub budget_year: u16,
    /// Whether it may.
    pub standing: EntryStanding,
    /// What keeps it; also what an override overrode.
    pub obstacles: Vec<Obstacle>,
    /// What else to know.
    pub notes: Vec<String>,
    /// The case of that year.
    pub case: Option<CaseOutline>,
    /// The override of that year, asked for or approved.
    pub budget_override: Option<BudgetOverride>,
}

/// Works out whether `subject` may enter the budget of `budget_year`, from all its cases in any order.
#[must_use]
pub fn budget_entry(subject: &Subject, cases: &[CaseOutline], budget_year: u16) -> BudgetEntry {
    let mut entry = BudgetEntry {
        budget_year,
        standing: EntryStanding::Blocked,
        obstacles: Vec::new(),
        notes: Vec::new(),
        case: case_of(cases, budget_year).cloned(),
        budget_override: subject
            .budget_overrides
            .iter()
            .find(|budget_override| budget_override.budget_year == budget_year)
            .cloned(),
    };
    if let Err(rejection) = subject.standing.check_counts() {
        entry.obstacles.push(Obstacle::new(rejection.code, rejection.article, rejection.detail));
        return entry;
    }
    if let Some(note) = unbound(subject) {
        entry.standing = EntryStanding::NotRequired;
        entry.notes.push(note);
        return entry;
    }
    judge(subject, cases, &mut entry);
    let approved =
        entry.budget_override.as_ref().is_some_and(|budget_override| budget_override.approval.is_some());
    entry.standing = match (entry.obstacles.is_empty(), approved) {
        (true, _) => EntryStanding::Open,
        (false, true) => EntryStanding::Overridden,
        (false, false) => EntryStanding::Blocked,
    };
    entry
}

/// The case of a year: the newest that was not withdrawn without a result.
fn case_of(cases: &[CaseOutline], budget_year: u16) -> Option<&CaseOutline> {
    cases
        .iter()
        .filter(|case| case.budget_year == budget_year && case.last_standing().is_some())
        .max_by_key(|case| case.evaluation)
}

/// Why no result is needed, where none is (C9, C21).
fn unbound(subject: &Subject) -> Option<String> {
    match (&subject.standing, subject.determination.verdict) {
        (Standing::Exempted { decision }, _) => {
            Some(format!("财政局已豁免评估（{}），事实变化后须重新判断", decision.reason))
        }
        (_, verdict @ (Verdict::NotRequired | Verdict::OutOfScope)) => {
            Some(format!("按第三条“{}”；如有自愿评估，其结果供预算编审参考", verdict.label()))
        }
        (_, Verdict::Required | Verdict::NeedsInformation) => None,
    }
}

fn judge(subject: &Subject, cases: &[CaseOutline], entry: &mut BudgetEntry) {
    if subject.determination.verdict == Verdict::NeedsInformation {
        let detail = "是否应当评估尚缺信息，请先答复所列问题".to_owned();
        entry.obstacles.push(Obstacle::new("needs_information", "第三条", detail));
        return;
    }
    let Some(case) = entry.case.clone() else {
        entry.obstacles.push(no_case(cases, entry.budget_year));
        return;
    };
    let Some(round) = case.last_standing() else { return };
    let withdrawn = case.rounds.last().is_some_and(|last| last.state == State::Withdrawn);
    match &round.result {
        None => entry.obstacles.extend(still_open(round)),
        Some(result) => {
            entry.obstacles.extend(of_result(round, result));
            if round.state == State::Superseded && withdrawn {
                entry.notes.push(format!("重新评估已由财政局撤回，第{}轮的结果继续有效", round.number));
            }
        }
    }
    if let Some(replaced) = round.supersedes {
        let number = round.number;
        entry.notes.push(format!("第{replaced}轮的结果由第{number}轮（{}）取代", round.kind.label()));
    }
}

fn no_case(cases: &[CaseOutline], budget_year: u16) -> Obstacle {
    let earlier = cases
        .iter()
        .filter(|case| case.budget_year < budget_year && case.is_supported())
        .map(|case| case.budget_year)
        .max();
    match earlier {
        Some(year) => {
            let detail =
                format!("予以支持的结果是按{year}年度预算申报的，不能用于{budget_year}年度，请重新立项评估");
            Obstacle::new("result_of_earlier_year", "第九条第（三）项", detail)
        }
        None => {
            let detail = format!("应评估而没有{budget_year}年度的评估，请先立项评估");
            Obstacle::new("no_evaluation", "第九条第（三）项", detail)
        }
    }
}

/// Without a result: the round goes on, and what it is to replace does not count meanwhile.
fn still_open(round: &RoundOutline) -> Vec<Obstacle> {
    let detail = format!("第{}轮评估尚未得出结果，现为“{}”", round.number, round.state.label());
    let mut obstacles = vec![Obstacle::new("round_open", "第九条第（三）项", detail)];
    if let Some(replaced) = round.supersedes {
        let detail = format!("第{replaced}轮的结果正在重新评估，不能作为依据");
        obstacles.push(Obstacle::new("result_superseded", "第十九条", detail));
    }
    obstacles
}

fn of_result(round: &RoundOutline, result: &ResultOutline) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    match (result.outcome.effect, round.state) {
        (Effect::Supported, State::Concluded) => {
            let detail = "结果已认定，尚未报送财政局".to_owned();
            obstacles.push(Obstacle::new("not_submitted", "第十八条", detail));
        }
        (Effect::Supported, State::Submitted) => {
            let detail = "已报送，财政局尚未接收".to_owned();
            obstacles.push(Obstacle::new("not_accepted", "第十八条", detail));
        }
        (Effect::Supported, _) => {}
        (Effect::ReviseAndResubmit, _) => {
            let detail = format!("结果为“{}”，请修改完善后再次评估", result.outcome.label);
            obstacles.push(Obstacle::new("returned_for_revision", "第十七条第（二）项", detail));
        }
        (Effect::Excluded, _) => {
            let detail = format!("结果为“{}”", result.outcome.label);
            obstacles.push(Obstacle::new("excluded", "第十七条第（三）项", detail));
        }
    }
    if round.open_conditions > 0 {
        let detail = format!("结果所附条件还有{}项没有落实或者免除", round.open_conditions);
        obstacles.push(Obstacle::new("conditions_open", "第十七条", detail));
    }
    obstacles
}

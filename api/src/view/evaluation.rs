//! An evaluation as one actor may see it: what the embargo hides is absent, not blanked.

use chrono::NaiveDate;
use domain::actor::{Actor, Role};
use domain::calendar::Calendars;
use domain::evaluation::{
    Allowance, Evaluation, OrganiserRating, Person, Round, SiteVisit, allowed, deadlines, panel_score_of,
};
use domain::money::{Money, MoneyUnit};
use domain::policy::{Action, Relation, can};
use domain::rulebook::{Effect, IndicatorTree, Rulebook};
use domain::score::Mean;
use poem_openapi::Object;
use storage::evaluations::EvaluationSummary;

use super::condition::{self, ConditionView};
use super::deadline::{DeadlineView, concerns_everybody};
use super::departures::{
    DeputyView, FormerGroupMemberView, FormerPanelMemberView, ReportReturnView, WithdrawalRequestView,
    withdrawal_requests,
};
use super::evidence::{EvidenceView, PreliminaryScoreView, preliminary_scores};
use super::statistics::{StatisticsSight, StatisticsView};
use super::{Labelled, day, moment};

/// 评估: the case with its rounds.
#[derive(Debug, Clone, Object)]
pub struct EvaluationView {
    /// Identifier.
    pub id: String,
    /// Version, as `If-Match` and `ETag` carry it.
    pub version: u64,
    /// The subject.
    pub subject_id: String,
    /// Its name.
    pub subject_name: String,
    /// 申报单位.
    pub applicant: String,
    /// `policy` or `project`.
    pub object: Labelled,
    /// Whether Article 3 does not require the evaluation.
    pub voluntary: bool,
    /// The budget year applied for.
    pub budget_year: u16,
    /// The rulebook it is pinned to.
    pub rulebook: String,
    /// The latest round.
    pub round: RoundView,
    /// Earlier rounds, oldest first.
    pub earlier: Vec<RoundView>,
    /// When things are due in the latest round; nothing is ever decided by it.
    pub deadlines: Vec<DeadlineView>,
    /// What to be told of an object that came back often.
    pub rounds_warning: Option<String>,
    /// The round whose result holds now.
    pub result_round: Option<u32>,
    /// The commands that are yours in this state, and what blocks them.
    pub allowed_commands: Vec<AllowedCommand>,
}

/// An evaluation in a list.
#[derive(Debug, Clone, Object)]
pub struct EvaluationSummaryView {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: u64,
    /// The subject.
    pub subject_id: String,
    /// Its name.
    pub subject_name: String,
    /// 申报单位.
    pub applicant: String,
    /// 评估组织部门 of the latest round.
    pub organiser: String,
    /// Where the latest round stands.
    pub state: Labelled,
    /// The latest round.
    pub round: u32,
    /// The budget year applied for.
    pub budget_year: u16,
}

impl From<EvaluationSummary> for EvaluationSummaryView {
    fn from(summary: EvaluationSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            version: summary.version,
            subject_id: summary.subject_id.to_string(),
            subject_name: summary.subject_name,
            applicant: summary.applicant,
            organiser: summary.organiser,
            state: Labelled::new(&summary.state, summary.state.label()),
            round: summary.round,
            budget_year: summary.budget_year,
        }
    }
}

/// A command that belongs to the reader.
#[derive(Debug, Clone, Object)]
pub struct AllowedCommand {
    /// Its code.
    pub command: String,
    /// What the button says.
    pub label: String,
    /// Whether it can be given now.
    pub open: bool,
    /// What blocks it.
    pub blocked_by: Vec<Blocking>,
}

/// A guard that blocks a command.
#[derive(Debug, Clone, Object)]
pub struct Blocking {
    /// Stable code.
    pub code: String,
    /// The article.
    pub article: String,
    /// What is missing and what to do.
    pub detail: String,
}

impl From<Allowance> for AllowedCommand {
    fn from(allowance: Allowance) -> Self {
        let Labelled { code, label } = Labelled::new(&allowance.command, allowance.command.label());
        Self {
            command: code,
            label,
            open: allowance.blocked_by.is_empty(),
            blocked_by: allowance
                .blocked_by
                .into_iter()
                .map(|rejection| Blocking {
                    code: rejection.code.to_owned(),
                    article: rejection.article.to_owned(),
                    detail: rejection.detail,
                })
                .collect(),
        }
    }
}

/// A person in a post.
#[derive(Debug, Clone, Object)]
pub struct PersonView {
    /// The actor.
    pub actor: String,
    /// The post.
    pub post: String,
    /// The organisation.
    pub organisation: String,
}

impl From<&Person> for PersonView {
    fn from(person: &Person) -> Self {
        Self {
            actor: person.actor.to_string(),
            post: person.post.clone(),
            organisation: person.organisation.clone(),
        }
    }
}

/// A member of the panel.
#[derive(Debug, Clone, Object)]
pub struct PanelMemberView {
    /// The member.
    pub person: PersonView,
    /// For which kind of expert.
    pub kind: Labelled,
    /// Whether their sheet is locked.
    pub locked: bool,
}

/// A checklist item.
#[derive(Debug, Clone, Object)]
pub struct ChecklistItemView {
    /// Its code.
    pub code: String,
    /// The material.
    pub name: String,
    /// Whether everybody has to supply it.
    pub required: bool,
    /// Where it stands.
    pub status: Labelled,
    /// What was supplied.
    pub materials: Vec<MaterialView>,
    /// Why it was returned.
    pub return_reason: Option<String>,
    /// Why it need not be supplied, once that was approved.
    pub waiver_reason: Option<String>,
}

/// A supplied document.
#[derive(Debug, Clone, Object)]
pub struct MaterialView {
    /// Title.
    pub title: String,
    /// SM3 of the file.
    pub digest: String,
    /// When it was supplied.
    pub supplied_at: String,
}

/// A request for more material.
#[derive(Debug, Clone, Object)]
pub struct SupplementView {
    /// Its number, from 1.
    pub number: usize,
    /// What was asked for.
    pub text: String,
    /// By when.
    pub due: String,
    /// The checklist item that it is about.
    pub item: Option<String>,
    /// The indicator that it is about.
    pub indicator: Option<String>,
    /// The answer.
    pub answer: Option<String>,
    /// SM3 of files that belong to the answer.
    pub digests: Vec<String>,
    /// Why it was closed without an answer.
    pub closed_because: Option<String>,
}

/// An indicator of the frozen table.
#[derive(Debug, Clone, Object)]
pub struct IndicatorView {
    /// Its code.
    pub code: String,
    /// Its heading.
    pub heading: String,
    /// Its name.
    pub name: String,
    /// The most points, two decimals.
    pub weight: String,
    /// What to look at.
    pub points: Vec<String>,
    /// The preliminary mark, for those who may see it.
    pub preliminary: Option<String>,
}

/// The confirmed result.
#[derive(Debug, Clone, Object)]
pub struct ResultView {
    /// The score with two decimals, as the rulebook shows it.
    pub score: String,
    /// The grade, where the measure has grades.
    pub grade: Option<Labelled>,
    /// What it leads to, in the words of the measure.
    pub outcome: Labelled,
    /// What the workflow does: `supported`, `revise_and_resubmit` or `excluded`.
    pub effect: Labelled,
    /// When it was confirmed.
    pub confirmed_at: String,
    /// The round that it is the result of.
    pub round: u32,
    /// The later round that takes its place (Art. 19).
    pub superseded_by: Option<u32>,
    /// What was applied for, in 万元, when it was known.
    pub requested_amount_wan: Option<String>,
    /// 建议支持金额 in 万元, for a supported object whose amount is known. It is no approved budget.
    pub recommended_amount_wan: Option<String>,
    /// Why the amount is lower, or why the evidence is insufficient.
    pub reason: Option<String>,
    /// Whether the evidence carries no grade, so that the outcome is the one beside the grades.
    pub insufficient_evidence: bool,
    /// The conditions of the support.
    pub conditions: Vec<ConditionView>,
    /// The panel's own score, for those who may read the report.
    pub panel_score: Option<String>,
    /// The organiser's own rating (Art. 16), for those who may read the report. Which of the two carries the grade is
    /// a setting of the rulebook; the other one counts for nothing.
    pub organiser_score: Option<String>,
    /// How sure the result is, in plain sentences, for those who may see the sheets.
    pub how_sure: Vec<String>,
    /// A supported result may enter the next step of budget review; it is not approved money.
    pub note: String,
}

/// One round as the reader may see it.
#[derive(Debug, Clone, Object)]
pub struct RoundView {
    /// 1, 2, 3…
    pub number: u32,
    /// Why it was opened.
    pub kind: Labelled,
    /// The round it replaces.
    pub supersedes: Option<u32>,
    /// Why a later round was opened.
    pub opening_reason: Option<String>,
    /// Where it stands.
    pub state: Labelled,
    /// The stage of Article 12.
    pub stage: String,
    /// 评估组织部门.
    pub organiser: String,
    /// When it was opened.
    pub opened_at: String,
    /// A commissioned third party.
    pub third_party: Option<String>,
    /// 评估工作组.
    pub working_group: Vec<PersonView>,
    /// 专家小组; empty for those who may not see it.
    pub panel: Vec<PanelMemberView>,
    /// The number of the notice.
    pub notice: Option<String>,
    /// The frozen indicator table.
    pub indicators: Vec<IndicatorView>,
    /// 资料清单.
    pub checklist: Vec<ChecklistItemView>,
    /// 补充资料要求.
    pub supplements: Vec<SupplementView>,
    /// 现场调研, in one sentence.
    pub site_visit: Option<String>,
    /// What judgements rest on; for those who may not see it, nothing but what they raised themselves.
    pub evidence: EvidenceView,
    /// 初步评分 with their evidence, for those who may see them.
    pub preliminary_scores: Vec<PreliminaryScoreView>,
    /// How sure the scoring is, in plain sentences, for those who may see the sheets; empty until all are locked.
    pub how_sure: Vec<String>,
    /// The confirmed result, for those who may see it.
    pub result: Option<ResultView>,
    /// Who was invited as a deputy or member, for those who may see the panel.
    pub deputies: Vec<DeputyView>,
    /// Who left the panel, for those who run the round and the bureau.
    pub former_panel: Vec<FormerPanelMemberView>,
    /// Who left the working group, for the same.
    pub former_group_members: Vec<FormerGroupMemberView>,
    /// Requests that somebody leave the panel, for the same.
    pub withdrawal_requests: Vec<WithdrawalRequestView>,
    /// Reports that the bureau returned (Art. 19), latest last.
    pub report_returns: Vec<ReportReturnView>,
    /// The batch in which it was submitted.
    pub batch: Option<String>,
    /// Why the round ended, where its end needs a reason.
    pub end_reason: Option<String>,
}

impl EvaluationView {
    /// The evaluation as `actor` may see it today.
    pub fn new(
        evaluation: &Evaluation,
        actor: &Actor,
        rulebook: &Rulebook,
        calendars: &Calendars,
        today: NaiveDate,
    ) -> Self {
        let view = |round: &Round| RoundView::new(round, evaluation, actor, rulebook, today);
        let finished = evaluation.earlier.len() + usize::from(evaluation.round.state.is_end());
        let may_read_report =
            can(actor.role, Action::ReadReport, &Relation::to_evaluation(actor, evaluation)).is_ok();
        Self {
            id: evaluation.id.to_string(),
            version: evaluation.version,
            subject_id: evaluation.subject.id.to_string(),
            subject_name: evaluation.subject.name.clone(),
            applicant: evaluation.subject.applicant.clone(),
            object: Labelled::new(&evaluation.subject.object, evaluation.subject.object.label()),
            voluntary: evaluation.subject.voluntary,
            budget_year: evaluation.budget_year,
            rulebook: evaluation.rulebook.id.clone(),
            round: view(&evaluation.round),
            earlier: evaluation.earlier.iter().map(view).collect(),
            deadlines: deadlines(evaluation, rulebook, calendars, today)
                .into_iter()
                .filter(|deadline| may_read_report || concerns_everybody(deadline.step))
                .map(DeadlineView::from)
                .chain(condition_deadlines(evaluation, actor, today))
                .collect(),
            result_round: evaluation.deciding_round().map(|round| round.number),
            rounds_warning: rulebook.rounds.warning(u32::try_from(finished).unwrap_or(u32::MAX)),
            allowed_commands: allowed(evaluation, actor, rulebook)
                .into_iter()
                .map(AllowedCommand::from)
                .collect(),
        }
    }
}

impl RoundView {
    fn new(
        round: &Round,
        evaluation: &Evaluation,
        actor: &Actor,
        rulebook: &Rulebook,
        today: NaiveDate,
    ) -> Self {
        let relation = Relation::to_round(actor, evaluation, round);
        let may = |action| can(actor.role, action, &relation).is_ok();
        let runs = may(Action::ReadReport);
        let tree = rulebook.tree(evaluation.subject.object);
        Self {
            number: round.number,
            kind: Labelled::new(&round.kind, round.kind.label()),
            supersedes: round.supersedes,
            opening_reason: round.opening_reason.clone(),
            state: Labelled::new(&round.state, round.state.label()),
            stage: round.state.stage().to_owned(),
            organiser: round.organiser.organisation.clone(),
            opened_at: moment(round.opened_at),
            third_party: round.third_party.as_ref().map(|commission| commission.firm.clone()),
            working_group: round
                .working_group
                .iter()
                .flat_map(|group| group.everybody())
                .map(PersonView::from)
                .collect(),
            panel: if may(Action::ReadPanel) { panel(round) } else { Vec::new() },
            notice: round.notice.as_ref().map(|notice| notice.document_number.clone()),
            indicators: indicators(round, evaluation, rulebook, may(Action::ReadPreliminaryScores)),
            checklist: checklist(round),
            supplements: supplements(round),
            site_visit: round.site_visit.as_ref().map(site_visit),
            evidence: if may(Action::ReadEvidence) {
                EvidenceView::whole(round, evaluation.subject.object, rulebook)
            } else {
                EvidenceView::own(round, evaluation.subject.object, rulebook, actor.id)
            },
            how_sure: how_sure(round, actor.role, &relation, tree, rulebook),
            preliminary_scores: if may(Action::ReadPreliminaryScores) {
                preliminary_scores(round)
            } else {
                Vec::new()
            },
            result: if may(Action::ReadResult) {
                result(evaluation, round, actor.role, &relation, rulebook, today)
            } else {
                None
            },
            deputies: shown(may(Action::ReadPanel), &round.deputies, |deputy| DeputyView::new(deputy, runs)),
            former_panel: shown(runs, &round.panel.former, FormerPanelMemberView::from),
            former_group_members: shown(runs, &round.former_group_members, FormerGroupMemberView::from),
            withdrawal_requests: if runs { withdrawal_requests(round) } else { Vec::new() },
            report_returns: shown(runs, &round.report_returns, ReportReturnView::from),
            batch: round.batch.as_ref().map(|batch| batch.number.clone()),
            end_reason: round.end_reason.clone(),
        }
    }
}

/// A list for those who may see it.
fn shown<'a, T, V>(may: bool, items: &'a [T], view: impl Fn(&'a T) -> V) -> Vec<V> {
    if may { items.iter().map(view).collect() } else { Vec::new() }
}

/// The conditions of the result that holds now, for those who may see it.
fn condition_deadlines(evaluation: &Evaluation, actor: &Actor, today: NaiveDate) -> Vec<DeadlineView> {
    let Some(round) = evaluation.deciding_round() else { return Vec::new() };
    if can(actor.role, Action::ReadResult, &Relation::to_round(actor, evaluation, round)).is_err() {
        return Vec::new();
    }
    evaluation.conditions_of(round.number).map(|condition| condition::deadline(condition, today)).collect()
}

fn panel(round: &Round) -> Vec<PanelMemberView> {
    round
        .panel
        .members
        .iter()
        .map(|member| PanelMemberView {
            person: PersonView::from(&member.person),
            kind: Labelled::new(&member.kind, member.kind.label()),
            locked: round.sheets.get(&member.person.actor).is_some_and(|sheet| sheet.locked_at.is_some()),
        })
        .collect()
}

fn indicators(
    round: &Round,
    evaluation: &Evaluation,
    rulebook: &Rulebook,
    preliminary: bool,
) -> Vec<IndicatorView> {
    let Some(weights) = round.notice.as_ref().and_then(|_| round.weights()) else {
        return Vec::new();
    };
    let tree = rulebook.tree(evaluation.subject.object);
    tree.headings
        .iter()
        .flat_map(|heading| heading.indicators.iter().map(move |indicator| (heading, indicator)))
        .filter_map(|(heading, indicator)| {
            let weight = weights.get(&indicator.code)?;
            Some(IndicatorView {
                code: indicator.code.clone(),
                heading: heading.name.clone(),
                name: indicator.name.clone(),
                weight: weight.to_string(),
                points: indicator.points.iter().map(|point| point.text.clone()).collect(),
                preliminary: round
                    .preliminary
                    .get(&indicator.code)
                    .filter(|_| preliminary)
                    .map(|entry| entry.score.to_string()),
            })
        })
        .collect()
}

fn checklist(round: &Round) -> Vec<ChecklistItemView> {
    round
        .checklist
        .iter()
        .map(|(code, item)| ChecklistItemView {
            code: code.clone(),
            name: item.name.clone(),
            required: item.required,
            status: Labelled::new(&item.status, item.status.label()),
            materials: item
                .materials
                .iter()
                .map(|material| MaterialView {
                    title: material.title.clone(),
                    digest: material.digest.clone(),
                    supplied_at: moment(material.supplied_at),
                })
                .collect(),
            return_reason: item.return_reason.clone(),
            waiver_reason: item
                .waiver
                .as_ref()
                .filter(|waiver| waiver.approved_by.is_some())
                .map(|waiver| waiver.reason.clone()),
        })
        .collect()
}

fn supplements(round: &Round) -> Vec<SupplementView> {
    round
        .supplements
        .iter()
        .enumerate()
        .map(|(index, supplement)| SupplementView {
            number: index + 1,
            text: supplement.text.clone(),
            due: day(supplement.due),
            item: supplement.item.clone(),
            indicator: supplement.indicator.clone(),
            answer: supplement.answer.clone(),
            digests: supplement.digests.clone(),
            closed_because: supplement.closure.as_ref().map(|closure| closure.reason.clone()),
        })
        .collect()
}

fn site_visit(visit: &SiteVisit) -> String {
    match visit {
        SiteVisit::Recorded { on, place, .. } => format!("{}在{place}开展了现场调研", day(*on)),
        SiteVisit::Skipped { reason } => format!("未开展现场调研：{reason}"),
    }
}

/// How sure the scoring of a round is, as far as somebody with this relation may know.
fn how_sure(
    round: &Round,
    role: Role,
    relation: &Relation,
    tree: &IndicatorTree,
    rulebook: &Rulebook,
) -> Vec<String> {
    StatisticsSight::of(role, relation)
        .and_then(|sight| StatisticsView::new(round, tree, rulebook, sight))
        .map_or_else(Vec::new, |statistics| statistics.sentences())
}

/// The result of a round as somebody with this relation may see it, when it has one.
pub fn result(
    evaluation: &Evaluation,
    round: &Round,
    role: Role,
    relation: &Relation,
    rulebook: &Rulebook,
    today: NaiveDate,
) -> Option<ResultView> {
    let result = round.result.as_ref()?;
    let tree = rulebook.tree(evaluation.subject.object);
    let requested = evaluation.subject.requested_amount;
    let supported = result.outcome.effect == Effect::Supported;
    let wan = |amount: Money| amount.to_decimal(MoneyUnit::TenThousand);
    let inside = can(role, Action::ReadReport, relation).is_ok();
    let shown = |score: Mean| rulebook.scoring.shown(score).to_string();
    let panel_score = panel_score_of(round, &rulebook.scoring).filter(|_| inside);
    let organiser_score = round.rating.as_ref().filter(|_| inside).and_then(OrganiserRating::score);
    let named = |code: &String, label: &String| Labelled { code: code.clone(), label: label.clone() };
    Some(ResultView {
        score: rulebook.scoring.shown(result.score).to_string(),
        grade: result.grade.as_ref().map(|grade| named(&grade.code, &grade.label)),
        outcome: named(&result.outcome.code, &result.outcome.label),
        effect: Labelled::new(&result.outcome.effect, result.outcome.effect.label()),
        confirmed_at: moment(result.confirmed_at),
        round: round.number,
        superseded_by: evaluation.superseding_round(round.number).map(|later| later.number),
        requested_amount_wan: requested.map(wan),
        recommended_amount_wan: result.recommended_amount.or(requested).filter(|_| supported).map(wan),
        reason: result.reason.clone(),
        insufficient_evidence: result.insufficient_evidence,
        conditions: evaluation
            .conditions_of(round.number)
            .map(|condition| ConditionView::new(condition, today))
            .collect(),
        panel_score: panel_score.map(shown),
        organiser_score: organiser_score.map(shown),
        how_sure: how_sure(round, role, relation, tree, rulebook),
        note: "可进入预算编审下一环节不等于预算已经批准".to_owned(),
    })
}

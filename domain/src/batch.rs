//! 报送批次 (Art. 18, C48): what an organiser sends to the bureau together, once it is ready.
//!
//! A batch is a list until it is sent; sending it submits every item or none. What becomes of an item afterwards is
//! decided case by case and read off the case: the batch keeps no second copy of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::evaluation::{Evaluation, Organiser, Person, Rejection, State};
use crate::id::{BatchId, EvaluationId};
use crate::issue::{Issue, require};
use crate::policy::{Action, Denied, Relation, can};
use crate::rulebook::NumberPattern;
use crate::subject::day_of;

const ARTICLE: &str = "第十八条";
/// The longest number, in characters.
const LONGEST_NUMBER: usize = 200;
/// The most objects of one batch.
pub const MOST_ITEMS: usize = 200;

/// One object of a batch: the round whose result is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchItem {
    /// The evaluation.
    pub evaluation: EvaluationId,
    /// The round.
    pub round: u32,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Identifier.
    pub id: BatchId,
    /// How many events of it have happened.
    pub version: u64,
    /// Its number, which no other batch has.
    pub number: String,
    /// Whose it is.
    pub organiser: Organiser,
    /// What it holds, in order.
    pub items: Vec<BatchItem>,
    /// Who made it.
    pub created_by: Person,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What ended its making.
    pub closing: Option<Closing>,
}

/// What ended the making of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Closing {
    /// It was sent, which happens once.
    Sent {
        /// The day on the paper.
        on: NaiveDate,
        /// Who sent it.
        by: Person,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was given up before it was sent.
    Discarded {
        /// Why.
        reason: String,
        /// Who gave it up.
        by: Person,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// 编制中
    Open,
    /// 已报送
    Sent,
    /// 已作废
    Discarded,
}

impl BatchState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Sent, Self::Discarded];

    /// As pages name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "编制中",
            Self::Sent => "已报送",
            Self::Discarded => "已作废",
        }
    }
}

/// Where one object of a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// The batch is not sent yet.
    Waiting,
    /// The bureau has it.
    Submitted,
    /// The bureau accepted it.
    Accepted,
    /// The bureau returned its report (Art. 19).
    Returned,
    /// The bureau had it evaluated anew (Art. 19).
    Superseded,
    /// The batch was given up.
    Discarded,
}

impl ItemState {
    /// As pages name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "待报送",
            Self::Submitted => "待财政局接收",
            Self::Accepted => "已接收",
            Self::Returned => "报告退回",
            Self::Superseded => "被重新评估取代",
            Self::Discarded => "未报送",
        }
    }
}

/// Something that happened to a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub change: BatchChange,
}

/// What happened to a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BatchChange {
    /// It was made.
    BatchCreated {
        /// Identifier.
        id: BatchId,
        /// Its number.
        number: String,
        /// Whose it is.
        organiser: Organiser,
        /// What it holds.
        items: Vec<BatchItem>,
    },
    /// It holds other objects from now on.
    BatchItemsChanged {
        /// All of them.
        items: Vec<BatchItem>,
    },
    /// It was sent to the bureau.
    BatchSent {
        /// The day on the paper.
        on: NaiveDate,
    },
    /// It was given up.
    BatchDiscarded {
        /// Why.
        reason: String,
    },
}

impl BatchChange {
    /// The stable name of the change, as the journal lists it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BatchCreated { .. } => "batch_created",
            Self::BatchItemsChanged { .. } => "batch_items_changed",
            Self::BatchSent { .. } => "batch_sent",
            Self::BatchDiscarded { .. } => "batch_discarded",
        }
    }
}

/// An evaluation that is to be put into a batch.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The case; `None` when there is none with the identifier.
    pub evaluation: Option<&'a Evaluation>,
    /// The number of another batch that holds it and is not sent yet.
    pub held_by: Option<&'a str>,
}

/// A batch to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The new identifier.
    pub id: BatchId,
    /// Its number.
    pub number: String,
    /// Whether another batch has this number.
    pub number_taken: bool,
}

impl Batch {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> BatchState {
        match &self.closing {
            None => BatchState::Open,
            Some(Closing::Sent { .. }) => BatchState::Sent,
            Some(Closing::Discarded { .. }) => BatchState::Discarded,
        }
    }

    /// Where one of its objects stands, as the case tells it.
    #[must_use]
    pub fn item_state(&self, item: &BatchItem, evaluation: &Evaluation) -> ItemState {
        match &self.closing {
            None => ItemState::Waiting,
            Some(Closing::Discarded { .. }) => ItemState::Discarded,
            Some(Closing::Sent { .. }) => {
                let round = evaluation.rounds().find(|round| round.number == item.round);
                let Some(round) = round.filter(|round| {
                    round.batch.as_ref().is_some_and(|submitted| submitted.number == self.number)
                }) else {
                    return ItemState::Returned;
                };
                match round.state {
                    State::Supported => ItemState::Accepted,
                    State::Superseded => ItemState::Superseded,
                    State::Opened
                    | State::Organised
                    | State::Planned
                    | State::Collecting
                    | State::Preliminary
                    | State::InMeeting
                    | State::Reporting
                    | State::Concluded
                    | State::Submitted
                    | State::ReturnedForRevision
                    | State::Excluded
                    | State::Withdrawn => ItemState::Submitted,
                }
            }
        }
    }

    /// Why the bureau returned the report of an object of this batch: the first return after it was sent.
    #[must_use]
    pub fn return_reason<'e>(&self, item: &BatchItem, evaluation: &'e Evaluation) -> Option<&'e str> {
        let Some(Closing::Sent { at: sent_at, .. }) = &self.closing else { return None };
        let round = evaluation.rounds().find(|round| round.number == item.round)?;
        let returned = round.report_returns.iter().find(|returned| returned.returned_at >= *sent_at)?;
        (self.item_state(item, evaluation) == ItemState::Returned).then_some(returned.reason.as_str())
    }

    /// Whether the actor may see it.
    #[must_use]
    pub fn is_visible_to(&self, actor: &Actor) -> bool {
        let relation = Relation::to_organiser(actor, &self.organiser.organisation);
        can(actor.role, Action::ReadEvaluation, &relation).is_ok()
    }
}

/// Decides on making a batch. The maker's organisation is its organiser.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn create(
    batch: NewBatch,
    candidates: &[Candidate<'_>],
    pattern: Option<&NumberPattern>,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<BatchEvent, Rejection> {
    let relation = Relation::to_organiser(actor, &actor.organisation);
    can(actor.role, Action::Organise, &relation).map_err(|_| forbidden("编制报送批次"))?;
    let organiser = Organiser {
        organisation: actor.organisation.clone(),
        finance_bureau: can(actor.role, Action::Supervise, &Relation::default()).is_ok(),
    };
    let mut issues = Vec::new();
    check_number(&mut issues, &batch, pattern);
    let items = items_of(candidates, actor, &mut issues);
    if !issues.is_empty() {
        return Err(Rejection::invalid(ARTICLE, issues));
    }
    let change = BatchChange::BatchCreated { id: batch.id, number: batch.number, organiser, items };
    Ok(BatchEvent { at, by: Person::from(actor), change })
}

/// Decides on what a batch holds, in place of what it held.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn change_items(
    batch: &Batch,
    candidates: &[Candidate<'_>],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<BatchEvent, Rejection> {
    admit(batch, actor, "调整报送批次")?;
    let mut issues = Vec::new();
    let items = items_of(candidates, actor, &mut issues);
    if !issues.is_empty() {
        return Err(Rejection::invalid(ARTICLE, issues));
    }
    Ok(BatchEvent { at, by: Person::from(actor), change: BatchChange::BatchItemsChanged { items } })
}

/// Decides on sending a batch. `refusals` are those of its items' own submissions, each with the object's name: one of
/// them keeps the whole batch.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses, and every item's refusal as an issue.
pub fn send(
    batch: &Batch,
    on: NaiveDate,
    refusals: &[(BatchItem, String, Rejection)],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<BatchEvent, Rejection> {
    admit(batch, actor, "报送批次")?;
    let mut issues = Vec::new();
    let today = day_of(at);
    if on > today {
        let message = format!("报送日期{on}晚于今天（{today}），请核对");
        issues.push(Issue::new("on", "in_future", message));
    }
    if on < day_of(batch.created_at) {
        let message = format!("报送日期{on}早于编制批次的{}，请核对", day_of(batch.created_at));
        issues.push(Issue::new("on", "in_past", message));
    }
    for (item, name, refusal) in refusals {
        let position = batch.items.iter().position(|held| held == item).unwrap_or_default();
        let message = format!("“{name}”不能报送：{}", refusal.detail);
        issues.push(Issue::new(format!("items.{}", position + 1), refusal.code, message));
    }
    if !issues.is_empty() {
        return Err(Rejection::invalid(ARTICLE, issues));
    }
    Ok(BatchEvent { at, by: Person::from(actor), change: BatchChange::BatchSent { on } })
}

/// Decides on giving up a batch that is not sent.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn discard(
    batch: &Batch,
    reason: String,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<BatchEvent, Rejection> {
    admit(batch, actor, "作废批次")?;
    let mut issues = Vec::new();
    require(&mut issues, "reason", "作废理由", &reason);
    if !issues.is_empty() {
        return Err(Rejection::invalid(ARTICLE, issues));
    }
    Ok(BatchEvent { at, by: Person::from(actor), change: BatchChange::BatchDiscarded { reason } })
}

/// The batch that its making begins. `None` for any other event.
#[must_use]
pub fn begin(event: &BatchEvent) -> Option<Batch> {
    let BatchChange::BatchCreated { id, number, organiser, items } = &event.change else { return None };
    Some(Batch {
        id: *id,
        version: 1,
        number: number.clone(),
        organiser: organiser.clone(),
        items: items.clone(),
        created_by: event.by.clone(),
        created_at: event.at,
        closing: None,
    })
}

/// The batch after `event`.
#[must_use]
pub fn evolve(mut batch: Batch, event: &BatchEvent) -> Batch {
    batch.version += 1;
    let (by, at) = (event.by.clone(), event.at);
    match &event.change {
        BatchChange::BatchCreated { .. } => {}
        BatchChange::BatchItemsChanged { items } => batch.items.clone_from(items),
        BatchChange::BatchSent { on } => batch.closing = Some(Closing::Sent { on: *on, by, at }),
        BatchChange::BatchDiscarded { reason } => {
            batch.closing = Some(Closing::Discarded { reason: reason.clone(), by, at });
        }
    }
    batch
}

/// The batch that a whole history leads to. `None` when it does not begin with its making.
#[must_use]
pub fn replay<'a>(events: impl IntoIterator<Item = &'a BatchEvent>) -> Option<Batch> {
    let mut events = events.into_iter();
    let first = begin(events.next()?)?;
    Some(events.fold(first, evolve))
}

fn forbidden(what: &str) -> Rejection {
    let holder = Action::Organise.reserved_for();
    Rejection::forbidden(ARTICLE, format!("{what}由{holder}办理，您没有此项权限"))
}

fn admit(batch: &Batch, actor: &Actor, what: &str) -> Result<(), Rejection> {
    let relation = Relation::to_organiser(actor, &batch.organiser.organisation);
    can(actor.role, Action::Organise, &relation).map_err(|denied| match denied {
        Denied::Hidden => {
            Rejection { detail: "没有找到该批次，请核对编号".to_owned(), ..Rejection::hidden() }
        }
        Denied::Forbidden => forbidden(what),
    })?;
    match batch.state() {
        BatchState::Open => Ok(()),
        state @ (BatchState::Sent | BatchState::Discarded) => {
            let detail = format!("批次“{}”{}，不能再{what}", batch.number, state.label());
            Err(Rejection::blocked("batch_closed", ARTICLE, detail))
        }
    }
}

fn check_number(issues: &mut Vec<Issue>, batch: &NewBatch, pattern: Option<&NumberPattern>) {
    let number = &batch.number;
    require(issues, "number", "批次号", number);
    if number.chars().any(char::is_control) {
        let message = "“批次号”中有不能显示的控制字符，请删除后重填".to_owned();
        issues.push(Issue::new("number", "unprintable", message));
    }
    if number.chars().count() > LONGEST_NUMBER {
        let message = format!("“批次号”不能超过{LONGEST_NUMBER}字，请压缩");
        issues.push(Issue::new("number", "too_long", message));
    }
    if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(number)) {
        let message = format!("批次号“{number}”不合规则集规定的格式，应如“{}”", pattern.example());
        issues.push(Issue::new("number", "number_malformed", message));
    }
    if batch.number_taken {
        let message = format!("批次号“{number}”已有批次使用，请另编");
        issues.push(Issue::new("number", "number_taken", message));
    }
}

/// Only what the organiser's own evaluations found worth supporting, each in one batch at a time (Art. 18, C42). What the
/// actor may not know of is named by its place in the list alone.
fn items_of(candidates: &[Candidate<'_>], actor: &Actor, issues: &mut Vec<Issue>) -> Vec<BatchItem> {
    if candidates.is_empty() {
        issues.push(Issue::required("items", "报送的对象"));
    }
    if candidates.len() > MOST_ITEMS {
        issues.push(Issue::new("items", "too_many", format!("一个批次最多{MOST_ITEMS}个对象")));
        return Vec::new();
    }
    let mut items: Vec<BatchItem> = Vec::with_capacity(candidates.len());
    for (index, Candidate { evaluation, held_by }) in candidates.iter().enumerate() {
        let field = format!("items.{}", index + 1);
        let known = evaluation.filter(|evaluation| {
            can(actor.role, Action::ReadEvaluation, &Relation::to_case(actor, evaluation)).is_ok()
        });
        let Some(evaluation) = known else {
            let message = format!("没有找到第{}项评估，请核对编号", index + 1);
            issues.push(Issue::new(field, "not_found", message));
            continue;
        };
        let (name, round) = (&evaluation.subject.name, &evaluation.round);
        if !actor.is_of(&round.organiser.organisation) {
            let message = format!("“{name}”由{}组织评估，不由本单位报送", round.organiser.organisation);
            issues.push(Issue::new(field, "other_organiser", message));
        } else if round.state != State::Concluded {
            let message =
                format!("“{name}”现为“{}”，只有已认定予以支持、尚未报送的才能列入批次", round.state.label());
            issues.push(Issue::new(field, "not_ready", message));
        } else if let Some(number) = held_by {
            let message = format!("“{name}”已列入尚未报送的批次“{number}”");
            issues.push(Issue::new(field, "in_other_batch", message));
        } else if items.iter().any(|item| item.evaluation == evaluation.id) {
            issues.push(Issue::new(field, "duplicate", format!("“{name}”重复列入")));
        } else {
            items.push(BatchItem { evaluation: evaluation.id, round: round.number });
        }
    }
    items
}

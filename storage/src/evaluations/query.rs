//! Evaluations as somebody may see them. There is no query without a reader.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::classification::ObjectKind;
use domain::evaluation::{
    Commission, Deputy, EvaluatedSubject, Evaluation, Organiser, Person, Round, RoundKind, RulebookPin,
    State, WorkingGroup,
};
use domain::id::{EvaluationId, SubjectId};
use domain::panel::{ExpertKind, PanelMember};
use domain::policy::{Action, Relation, can};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult};

use super::entities::{evaluation, round, round_seat};
use super::load::load;
use super::names::{name_of, named, read_number};
use crate::error::StoreError;
use crate::snapshot::open_snapshot;
use crate::text::read_uuid;

/// The longest page that [`page`] gives.
const LONGEST_PAGE: u64 = 500;

/// What a list is narrowed to; `None` does not narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvaluationFilter {
    /// The state of the latest round.
    pub state: Option<State>,
    /// Who organises the latest round, by the whole name.
    pub organiser: Option<String>,
    /// Who filed the subject, by the whole name.
    pub applicant: Option<String>,
    /// The subject.
    pub subject: Option<SubjectId>,
    /// The budget year.
    pub budget_year: Option<u16>,
}

/// What a list shows of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationSummary {
    /// Identifier.
    pub id: EvaluationId,
    /// Version of the case.
    pub version: u64,
    /// The subject.
    pub subject_id: SubjectId,
    /// Its name when the case was opened.
    pub subject_name: String,
    /// Who filed it.
    pub applicant: String,
    /// Who organises the latest round.
    pub organiser: String,
    /// The state of the latest round.
    pub state: State,
    /// The number of the latest round.
    pub round: u32,
    /// The budget year.
    pub budget_year: u16,
}

/// The evaluations that `reader` may see and `filter` leaves, at most `limit` (and at most 500), those with the
/// highest identifiers first, which are the newest. The last identifier, given as `after`, continues the list.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when a row cannot be read.
pub async fn page(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    filter: &EvaluationFilter,
    after: Option<EvaluationId>,
    limit: u64,
) -> Result<Vec<EvaluationSummary>, StoreError> {
    use evaluation::Column as Case;
    let case = |column: Case| (evaluation::Entity, column);
    let latest = Condition::all()
        .add(Expr::col((round::Entity, round::Column::EvaluationId)).equals(case(Case::Id)))
        .add(Expr::col((round::Entity, round::Column::Round)).equals(case(Case::RoundNumber)));
    let mut query = Query::select();
    query
        .columns(
            [
                Case::Id,
                Case::Version,
                Case::SubjectId,
                Case::SubjectName,
                Case::Applicant,
                Case::State,
                Case::RoundNumber,
                Case::BudgetYear,
            ]
            .map(case),
        )
        .column((round::Entity, round::Column::Organiser))
        .from(evaluation::Entity)
        .inner_join(round::Entity, latest)
        .cond_where(visible_to(reader)?)
        .cond_where(narrowed_to(filter)?)
        .order_by(case(Case::Id), Order::Desc)
        .limit(Ord::min(limit, LONGEST_PAGE));
    if let Some(after) = after {
        query.and_where(Expr::col(case(Case::Id)).lt(after.to_string()));
    }
    let rows = connection.query_all(&query).await?;
    rows.iter().map(|row| SummaryRow::from_query_result(row, "")?.read()).collect()
}

/// The evaluation with this identifier, if it exists and `reader` may know of it. What of it the reader may see is
/// for the caller to ask the policy.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make an evaluation.
pub async fn find_visible(
    connection: &DatabaseConnection,
    reader: &Actor,
    id: EvaluationId,
) -> Result<Option<Evaluation>, StoreError> {
    let snapshot = open_snapshot(connection).await?;
    let found = load(&snapshot, id).await?;
    snapshot.commit().await?;
    Ok(found.filter(|evaluation| {
        can(reader.role, Action::ReadEvaluation, &Relation::to_case(reader, evaluation)).is_ok()
    }))
}

#[derive(FromQueryResult)]
struct SummaryRow {
    id: String,
    version: i64,
    subject_id: String,
    subject_name: String,
    applicant: String,
    organiser: String,
    state: String,
    round_number: i64,
    budget_year: i64,
}

impl SummaryRow {
    fn read(self) -> Result<EvaluationSummary, StoreError> {
        Ok(EvaluationSummary {
            id: EvaluationId(read_uuid(&self.id)?),
            version: read_number(self.version)?,
            subject_id: SubjectId(read_uuid(&self.subject_id)?),
            subject_name: self.subject_name,
            applicant: self.applicant,
            organiser: self.organiser,
            state: named(&self.state)?,
            round: read_number(self.round_number)?,
            budget_year: read_number(self.budget_year)?,
        })
    }
}

fn narrowed_to(filter: &EvaluationFilter) -> Result<Condition, StoreError> {
    use evaluation::Column as Case;
    let EvaluationFilter { state, organiser, applicant, subject, budget_year } = filter;
    let case = |column: Case| Expr::col((evaluation::Entity, column));
    let state = state.as_ref().map(name_of).transpose()?;
    Ok(Condition::all()
        .add_option(state.map(|state| case(Case::State).eq(state)))
        .add_option(
            organiser
                .as_deref()
                .map(|organiser| Expr::col((round::Entity, round::Column::Organiser)).eq(organiser)),
        )
        .add_option(applicant.as_deref().map(|applicant| case(Case::Applicant).eq(applicant)))
        .add_option(subject.map(|subject| case(Case::SubjectId).eq(subject.to_string())))
        .add_option(budget_year.map(|year| case(Case::BudgetYear).eq(i64::from(year)))))
}

/// Which evaluations `reader` may know of, as a condition on the case and all its rounds.
///
/// No role is compared here. The policy is asked how the reader would stand to an evaluation in which everything is
/// theirs, and which of these relations suffice; a condition is added for each that does.
fn visible_to(reader: &Actor) -> Result<Condition, StoreError> {
    let suffices = |relation: Relation| can(reader.role, Action::ReadEvaluation, &relation).is_ok();
    if suffices(Relation::default()) {
        return Ok(Condition::all());
    }
    let Relation {
        organises,
        in_working_group,
        commissioned,
        on_panel,
        own_sheet_locked: _,
        own_first_round_locked: _,
        invited_deputy,
        applied,
        convened: _,
        released: _,
    } = Relation::to_case(reader, &all_theirs(reader));
    let none = Relation::default();
    let names: Vec<&str> = reader.organisation_names().collect();
    let id = || Expr::col((evaluation::Entity, evaluation::Column::Id));
    let applicant =
        Expr::col((evaluation::Entity, evaluation::Column::Applicant)).is_in(names.iter().copied());
    let mut condition = Condition::any();
    if organises && suffices(Relation { organises, ..none }) {
        condition = condition.add(id().in_subquery(with_round(round::Column::Organiser, &names)));
    }
    if commissioned && suffices(Relation { commissioned, ..none }) {
        condition = condition.add(id().in_subquery(with_round(round::Column::Firm, &names)));
    }
    if applied && suffices(Relation { applied, ..none }) {
        condition = condition.add(applicant);
    }
    let mut seats: Vec<&str> = Vec::new();
    if in_working_group && suffices(Relation { in_working_group, ..none }) {
        seats.extend(["leader", "member"]);
    }
    if on_panel && suffices(Relation { on_panel, ..none }) {
        seats.push("panel");
    }
    if invited_deputy && suffices(Relation { invited_deputy, ..none }) {
        seats.push("deputy");
    }
    if !seats.is_empty() {
        condition = condition.add(id().in_subquery(seated(reader, seats)));
    }
    // An empty choice would be no condition at all.
    Ok(condition.add(Expr::val(1).eq(0)))
}

/// The evaluations one of whose rounds has this organisation in the column. The name stands for another use of the
/// table: the list itself joins the latest round.
fn with_round(column: round::Column, organisations: &[&str]) -> SelectStatement {
    Query::select()
        .column(("any_round", round::Column::EvaluationId))
        .from_as(round::Entity, "any_round")
        .and_where(Expr::col(("any_round", column)).is_in(organisations.iter().copied()))
        .take()
}

/// The evaluations in one of whose rounds the reader has one of these seats.
fn seated(reader: &Actor, seats: Vec<&str>) -> SelectStatement {
    let seat = |column: round_seat::Column| (round_seat::Entity, column);
    Query::select()
        .column(seat(round_seat::Column::EvaluationId))
        .from(round_seat::Entity)
        .and_where(Expr::col(seat(round_seat::Column::Actor)).eq(reader.id.to_string()))
        .and_where(Expr::col(seat(round_seat::Column::Seat)).is_in(seats))
        .take()
}

/// An evaluation that the reader's organisation filed, organises and is commissioned with, and in which the reader has
/// every seat.
fn all_theirs(reader: &Actor) -> Evaluation {
    let person = Person::from(reader);
    let organisation = reader.organisation.clone();
    let organiser = Organiser { organisation: organisation.clone(), finance_bureau: false };
    let mut round = Round::new(1, RoundKind::First, organiser, DateTime::<Utc>::UNIX_EPOCH);
    round.third_party = Some(Commission {
        firm: organisation.clone(),
        contract: String::new(),
        fee: None,
        fee_source: String::new(),
    });
    round.working_group = Some(WorkingGroup { leader: person.clone(), members: Vec::new() });
    round.panel.members.push(PanelMember { person: person.clone(), kind: ExpertKind::Business });
    round.deputies.push(Deputy { person, opinion: None, suggestions: None, released: None });
    Evaluation {
        id: EvaluationId(reader.id.0),
        version: 1,
        subject: EvaluatedSubject {
            id: SubjectId(reader.id.0),
            name: String::new(),
            object: ObjectKind::Project,
            applicant: organisation,
            voluntary: false,
            requested_amount: None,
        },
        rulebook: RulebookPin { id: String::new(), digest: String::new() },
        budget_year: 2000,
        earlier: Vec::new(),
        round,
        conditions: Vec::new(),
    }
}

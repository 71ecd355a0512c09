//! Subjects as somebody may see them. There is no query without a reader.

use domain::actor::Actor;
use domain::classification::Verdict;
use domain::id::{ImportId, SubjectId};
use domain::policy::{Action, Relation, can};
use domain::subject::{StandingKind, Subject, SubjectEvent};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::tables::subject;
use super::values::{name_of, named, read_number};
use super::{load, load_many, stream_of};
use crate::error::StoreError;
use crate::journal;
use crate::snapshot::open_snapshot;
use crate::text::read_uuid;

/// The longest page that [`page`] gives.
const LONGEST_PAGE: u64 = 500;

/// What a list is narrowed to; `None` does not narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubjectFilter {
    /// The verdict. Without a `standing`, what no longer counts by itself is left out as in [`counts`].
    pub verdict: Option<Verdict>,
    /// Where it stands beside the verdict.
    pub standing: Option<StandingKind>,
    /// The unit, by its whole name.
    pub unit: Option<String>,
    /// The list it came from.
    pub import: Option<ImportId>,
    /// The section's number in the list: `一`.
    pub section: Option<String>,
}

/// How many subjects have each verdict. What was joined counts once, as the joint subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerdictCounts {
    /// 应评估
    pub required: u64,
    /// 不需评估
    pub not_required: u64,
    /// 需补充信息
    pub needs_information: u64,
    /// 不属适用范围
    pub out_of_scope: u64,
    /// 已豁免: how many of `required` the bureau exempted.
    pub exempted: u64,
    /// 已归并: how many are part of a joint subject and in none of the numbers above.
    pub joined: u64,
}

/// The subjects that `reader` may see and `filter` leaves, at most `limit` (and at most 500), in the order in
/// which they were registered, which for an import is that of its list. The second value, given as `after`,
/// continues the list; `None` when it is at its end.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when rows do not make a subject.
pub async fn page(
    connection: &DatabaseConnection,
    reader: &Actor,
    filter: &SubjectFilter,
    after: Option<i64>,
    limit: u64,
) -> Result<(Vec<Subject>, Option<i64>), StoreError> {
    let limit = Ord::min(limit, LONGEST_PAGE);
    let snapshot = open_snapshot(connection).await?;
    let mut query = subject::Entity::find()
        .select_only()
        .column(subject::Column::Id)
        .column(subject::Column::ListPosition)
        .filter(visible_to(reader))
        .filter(narrowed_to(filter)?);
    if let Some(after) = after {
        query = query.filter(subject::Column::ListPosition.gt(after));
    }
    let mut found: Vec<(String, i64)> = query
        .order_by_asc(subject::Column::ListPosition)
        .limit(limit + 1)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > length;
    found.truncate(length);
    let next = found.last().filter(|_| more).map(|(_, position)| *position);
    let ids =
        found.iter().map(|(id, _)| Ok(SubjectId(read_uuid(id)?))).collect::<Result<Vec<_>, StoreError>>()?;
    let subjects = load_many(&snapshot, &ids).await?;
    snapshot.commit().await?;
    Ok((subjects, next))
}

/// The subject with this identifier, if it exists and `reader` may see it.
///
/// # Errors
/// As for [`page`].
pub async fn find_visible(
    connection: &DatabaseConnection,
    reader: &Actor,
    id: SubjectId,
) -> Result<Option<Subject>, StoreError> {
    let snapshot = open_snapshot(connection).await?;
    let subject = if is_visible(&snapshot, reader, id).await? { load(&snapshot, id).await? } else { None };
    snapshot.commit().await?;
    Ok(subject)
}

/// Everything that happened to the subject with its verdicts, oldest first, from the journal; `None` if it does not
/// exist or `reader` may not see it.
///
/// # Errors
/// As for [`page`].
pub async fn history(
    connection: &DatabaseConnection,
    reader: &Actor,
    id: SubjectId,
) -> Result<Option<Vec<SubjectEvent>>, StoreError> {
    let snapshot = open_snapshot(connection).await?;
    if !is_visible(&snapshot, reader, id).await? {
        return Ok(None);
    }
    let entries = journal::stream(&snapshot, &stream_of(id)).await?;
    snapshot.commit().await?;
    let events = entries.iter().map(|entry| {
        serde_json::from_str(&entry.payload)
            .map_err(|_| StoreError::corrupt(format!("entry {} is no event of a subject", entry.sequence)))
    });
    events.collect::<Result<_, _>>().map(Some)
}

async fn is_visible(
    connection: &impl ConnectionTrait,
    reader: &Actor,
    id: SubjectId,
) -> Result<bool, StoreError> {
    let found = subject::Entity::find_by_id(id.to_string())
        .filter(visible_to(reader))
        .select_only()
        .column(subject::Column::Id)
        .into_tuple::<String>()
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// How many of the subjects that `reader` may see have each verdict.
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] for a verdict that nobody knows.
pub async fn counts(connection: &impl ConnectionTrait, reader: &Actor) -> Result<VerdictCounts, StoreError> {
    let rows: Vec<(String, String, i64)> = subject::Entity::find()
        .select_only()
        .column(subject::Column::Verdict)
        .column(subject::Column::Standing)
        .column_as(Expr::col(subject::Column::Id).count(), "subjects")
        .filter(visible_to(reader))
        .group_by(subject::Column::Verdict)
        .group_by(subject::Column::Standing)
        .into_tuple()
        .all(connection)
        .await?;
    let mut counts = VerdictCounts::default();
    for (verdict, standing, count) in rows {
        let count: u64 = read_number(count)?;
        match named(&standing)? {
            StandingKind::Independent => {}
            StandingKind::Exempted => counts.exempted += count,
            StandingKind::Joined => {
                counts.joined += count;
                continue;
            }
            StandingKind::Dissolved => continue,
        }
        let place = match named(&verdict)? {
            Verdict::Required => &mut counts.required,
            Verdict::NotRequired => &mut counts.not_required,
            Verdict::NeedsInformation => &mut counts.needs_information,
            Verdict::OutOfScope => &mut counts.out_of_scope,
        };
        *place += count;
    }
    Ok(counts)
}

/// Whether `reader` sees every subject without having to do with it.
pub(crate) fn sees_every_subject(reader: &Actor) -> bool {
    can(reader.role, Action::ReadSubject, &Relation::default()).is_ok()
}

/// Which subjects stand to `reader` in a relation that lets them be read: an applicant's are those of its own unit,
/// anybody else's those with an evaluation in which they take part.
pub(super) fn visible_to(reader: &Actor) -> Condition {
    let condition = Condition::all();
    if sees_every_subject(reader) {
        return condition;
    }
    let possible = Relation::possible_for(reader.role);
    let mut relations = Condition::any().add(subject::Column::Id.in_subquery(seated(reader)));
    if possible.applied {
        relations = relations.add(subject::Column::Unit.is_in(reader.organisation_names()));
    }
    if possible.commissioned {
        relations = relations.add(subject::Column::Id.in_subquery(commissioned(reader)));
    }
    condition.add(relations)
}

/// The subjects of evaluations in which `reader` has a seat: in the working group, on the panel or as a deputy.
fn seated(reader: &Actor) -> SelectStatement {
    Query::select()
        .column(("evaluations", "subject_id"))
        .from("evaluations")
        .inner_join("round_seats", Expr::col(("round_seats", "evaluation_id")).equals(("evaluations", "id")))
        .and_where(Expr::col(("round_seats", "actor")).eq(reader.id.to_string()))
        // Somebody who was replaced takes no part any more.
        .and_where(Expr::col(("round_seats", "seat")).is_in(["leader", "member", "panel", "deputy"]))
        .take()
}

/// The subjects of evaluations with which the reader's firm is commissioned.
fn commissioned(reader: &Actor) -> SelectStatement {
    Query::select()
        .column(("evaluations", "subject_id"))
        .from("evaluations")
        .inner_join(
            "evaluation_rounds",
            Expr::col(("evaluation_rounds", "evaluation_id")).equals(("evaluations", "id")),
        )
        .and_where(Expr::col(("evaluation_rounds", "firm")).is_in(reader.organisation_names()))
        .take()
}

fn narrowed_to(filter: &SubjectFilter) -> Result<Condition, StoreError> {
    let SubjectFilter { verdict, standing, unit, import, section } = filter;
    let verdict = verdict.as_ref().map(name_of).transpose()?;
    let standings: Option<Vec<StandingKind>> = match (standing, &verdict) {
        (Some(standing), _) => Some(vec![*standing]),
        (None, Some(_)) => Some(StandingKind::ALL.into_iter().filter(|kind| kind.counts()).collect()),
        (None, None) => None,
    };
    let standings = standings
        .map(|standings| standings.iter().map(name_of).collect::<Result<Vec<_>, _>>())
        .transpose()?;
    Ok(Condition::all()
        .add_option(standings.map(|standings| subject::Column::Standing.is_in(standings)))
        .add_option(verdict.map(|verdict| subject::Column::Verdict.eq(verdict)))
        .add_option(unit.as_deref().map(|unit| subject::Column::Unit.eq(unit)))
        .add_option(import.map(|import| subject::Column::ImportId.eq(import.to_string())))
        .add_option(section.as_deref().map(|section| subject::Column::Section.eq(section))))
}

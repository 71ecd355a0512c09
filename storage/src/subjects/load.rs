//! Subjects from their rows, with a constant number of statements however many are wanted.

use std::collections::{HashMap, HashSet};

use domain::classification::{
    AdjustmentFacts, Designation, Determination, Fact, Facts, FundingSource, Origin, PossibleParts,
};
use domain::id::{ImportId, SubjectId};
use domain::money::{Money, Share};
use domain::subject::{
    BudgetOverride, Decision, Declaration, ListPlace, OverrideApproval, Part, Standing, StandingKind, Subject,
};
use domain::target::{PerformanceTarget, Quantity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::tables::{
    budget_override, determination, fact, funding_source, part, possible_parts, sibling, standing, subject,
    target,
};
use super::values::{FactValue, named, read_list, read_number, unreadable};
use crate::error::StoreError;
use crate::evaluations::names::{read_day, read_optional_person, read_person};
use crate::text::read_uuid;

/// How many subjects one set of statements reads: far below SQLite's limit of 32,766 bound values.
const IDS_PER_QUERY: usize = 1000;

/// The subject with this identifier, whoever asks. Within a write or a snapshot all its tables show one moment;
/// for showing it to somebody there is [`find_visible`](super::find_visible).
///
/// # Errors
/// [`StoreError::Unavailable`], or [`StoreError::Corrupt`] when its rows do not make a subject.
pub async fn load(connection: &impl ConnectionTrait, id: SubjectId) -> Result<Option<Subject>, StoreError> {
    Ok(load_many(connection, &[id]).await?.pop())
}

/// Those of the subjects `ids` that exist, each once, in the order of `ids`, whoever asks.
///
/// # Errors
/// As for [`load`].
pub async fn load_many(
    connection: &impl ConnectionTrait,
    ids: &[SubjectId],
) -> Result<Vec<Subject>, StoreError> {
    let mut seen = HashSet::new();
    let ids: Vec<SubjectId> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let mut subjects = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_PER_QUERY) {
        let ids: Vec<String> = ids.iter().map(SubjectId::to_string).collect();
        let found = subject::Entity::find()
            .filter(subject::Column::Id.is_in(ids.iter().cloned()))
            .all(connection)
            .await?;
        let mut rows: HashMap<String, subject::Model> =
            found.into_iter().map(|row| (row.id.clone(), row)).collect();
        if rows.is_empty() {
            continue;
        }
        let mut parts = Parts::read(connection, &ids).await?;
        for id in &ids {
            if let Some(row) = rows.remove(id) {
                subjects.push(parts.assemble(row)?);
            }
        }
    }
    Ok(subjects)
}

/// The rows of several subjects that are not in `subjects`, by subject.
struct Parts {
    facts: HashMap<String, Vec<fact::Model>>,
    funding: HashMap<String, Vec<funding_source::Model>>,
    parts: HashMap<String, Vec<possible_parts::Model>>,
    siblings: HashMap<String, Vec<sibling::Model>>,
    determinations: HashMap<String, Vec<determination::Model>>,
    beside: Beside,
}

/// Of the rows in [`Parts`] those that no verdict rests on.
struct Beside {
    standings: HashMap<String, Vec<standing::Model>>,
    members: HashMap<String, Vec<part::Model>>,
    targets: HashMap<String, Vec<target::Model>>,
    overrides: HashMap<String, Vec<budget_override::Model>>,
}

/// Reads the rows of the subjects `$ids` in one of their tables, in order, grouped by subject.
macro_rules! grouped {
    ($connection:expr, $ids:expr, $table:ident $(, $order:ident)?) => {{
        let rows = $table::Entity::find()
            .filter($table::Column::SubjectId.is_in($ids.iter().cloned()))
            $(.order_by_asc($table::Column::$order))?
            .all($connection)
            .await?;
        let mut groups: HashMap<String, Vec<$table::Model>> = HashMap::new();
        for row in rows {
            groups.entry(row.subject_id.clone()).or_default().push(row);
        }
        groups
    }};
}

impl Beside {
    async fn read(connection: &impl ConnectionTrait, ids: &[String]) -> Result<Self, StoreError> {
        Ok(Self {
            standings: grouped!(connection, ids, standing),
            members: grouped!(connection, ids, part, Position),
            targets: grouped!(connection, ids, target, Position),
            overrides: grouped!(connection, ids, budget_override, BudgetYear),
        })
    }
}

impl Parts {
    async fn read(connection: &impl ConnectionTrait, ids: &[String]) -> Result<Self, StoreError> {
        Ok(Self {
            facts: grouped!(connection, ids, fact),
            funding: grouped!(connection, ids, funding_source, Position),
            parts: grouped!(connection, ids, possible_parts),
            siblings: grouped!(connection, ids, sibling, Position),
            determinations: grouped!(connection, ids, determination),
            beside: Beside::read(connection, ids).await?,
        })
    }

    fn assemble(&mut self, row: subject::Model) -> Result<Subject, StoreError> {
        let determination = self.determination(&row)?;
        let facts = self.facts(&row)?;
        let standing = self.standing(&row)?;
        let parts = self.beside.members.remove(&row.id).unwrap_or_default();
        let targets = self.beside.targets.remove(&row.id).unwrap_or_default();
        let overrides = self.beside.overrides.remove(&row.id).unwrap_or_default();
        Ok(Subject {
            id: SubjectId(read_uuid(&row.id)?),
            version: read_number(row.version)?,
            place: place(&row)?,
            declaration: Declaration {
                name: row.name,
                unit: row.unit,
                nature: row.nature,
                content: row.content,
                schedule: row.schedule,
                funding: row.funding,
                remark: row.remark,
                targets: targets.into_iter().map(performance_target).collect::<Result<_, _>>()?,
            },
            facts,
            determination,
            standing,
            parts: parts.into_iter().map(member).collect::<Result<_, _>>()?,
            budget_overrides: overrides.into_iter().map(read_override).collect::<Result<_, _>>()?,
        })
    }

    fn facts(&mut self, row: &subject::Model) -> Result<Facts, StoreError> {
        let rows = self.facts.remove(&row.id).unwrap_or_default();
        let mut known = KnownFacts(rows.into_iter().map(|row| (row.fact.clone(), row)).collect());
        let funding = self.funding.remove(&row.id).unwrap_or_default();
        let facts = Facts {
            object: known.take("object")?,
            application: known.take("application")?,
            in_progress: known.take("in_progress")?,
            class: known.take("class")?,
            class_doubt: row.class_doubt.clone(),
            total_amount: known.take("total_amount")?,
            funding: funding.into_iter().map(funding_source).collect::<Result<_, _>>()?,
            district_money: known.take("district_money")?,
            district_share: known.take("district_share")?,
            unit: known.take("unit")?,
            adjustment: AdjustmentFacts {
                approved_district_budget: known.take("approved_district_budget")?,
                requested_increase: known.take("requested_increase")?,
                earlier_increases: known.take("earlier_increases")?,
                ordered_by_higher_level: known.take("ordered_by_higher_level")?,
                cause: row.adjustment_cause.clone(),
            },
            possible_parts: self.possible_parts(&row.id, &mut known)?,
            designation: designation(row)?,
            decided_on: known.take("decided_on")?,
        };
        match known.0.into_keys().next() {
            None => Ok(facts),
            Some(name) => Err(StoreError::corrupt(format!("{name:?} is no fact of subject {}", row.id))),
        }
    }

    fn standing(&mut self, row: &subject::Model) -> Result<Standing, StoreError> {
        let kind: StandingKind = named(&row.standing)?;
        let found = self.beside.standings.remove(&row.id).and_then(|mut rows| rows.pop());
        let incomplete = || StoreError::corrupt(format!("the standing of subject {} is incomplete", row.id));
        let Some(found) = found else {
            return if kind == StandingKind::Independent {
                Ok(Standing::Independent)
            } else {
                Err(incomplete())
            };
        };
        let decision = Decision {
            reason: found.reason,
            document: found.document,
            by: found.decided_by,
            on: FactValue::read(&found.decided_on)?,
        };
        match (kind, found.into_subject) {
            (StandingKind::Exempted, None) => Ok(Standing::Exempted { decision }),
            (StandingKind::Joined, Some(into)) => {
                Ok(Standing::Joined { into: SubjectId(read_uuid(&into)?), decision })
            }
            (StandingKind::Dissolved, None) => Ok(Standing::Dissolved { decision }),
            (
                StandingKind::Independent
                | StandingKind::Exempted
                | StandingKind::Joined
                | StandingKind::Dissolved,
                _,
            ) => Err(incomplete()),
        }
    }

    fn possible_parts(
        &mut self,
        id: &str,
        known: &mut KnownFacts,
    ) -> Result<Option<PossibleParts>, StoreError> {
        let siblings = self.siblings.remove(id).unwrap_or_default();
        let Some(parts) = self.parts.remove(id).and_then(|mut rows| rows.pop()) else {
            return if siblings.is_empty() {
                Ok(None)
            } else {
                Err(StoreError::corrupt(format!("subject {id} has siblings without their joint amount")))
            };
        };
        Ok(Some(PossibleParts {
            siblings: siblings.into_iter().map(|sibling| sibling.name).collect(),
            joint_amount: Money::from_fen(parts.joint_amount_fen),
            one_project: known.take("one_project")?,
        }))
    }

    fn determination(&mut self, row: &subject::Model) -> Result<Determination, StoreError> {
        let id = row.id.as_str();
        let determination = self
            .determinations
            .remove(id)
            .and_then(|mut rows| rows.pop())
            .filter(|determination| determination.subject_version == row.version)
            .ok_or_else(|| StoreError::corrupt(format!("subject {id} has no current determination")))?;
        Ok(Determination {
            verdict: named(&determination.verdict)?,
            findings: read_list(&determination.findings)?,
            missing: read_list(&determination.missing)?,
            follow_up: read_list(&determination.follow_up)?,
            facts_used: read_list(&determination.facts_used)?,
            readings: read_list(&determination.readings)?,
            reasons: read_list(&determination.reasons)?,
            rulebook: determination.rulebook,
        })
    }
}

/// The facts of one subject that have not been taken yet, by name.
struct KnownFacts(HashMap<String, fact::Model>);

impl KnownFacts {
    fn take<T: FactValue>(&mut self, name: &str) -> Result<Option<Fact<T>>, StoreError> {
        let Some(row) = self.0.remove(name) else { return Ok(None) };
        Ok(Some(Fact { value: T::read(&row.value)?, origin: origin(row)? }))
    }
}

fn origin(row: fact::Model) -> Result<Origin, StoreError> {
    let given = |column: Option<String>| {
        column.ok_or_else(|| StoreError::corrupt(format!("fact {:?} lacks its origin", row.fact)))
    };
    Ok(match row.origin_kind.as_str() {
        "stated" => Origin::Stated { field: given(row.origin_field)? },
        "inferred" => Origin::Inferred { words: given(row.origin_words)?, rule: given(row.origin_rule)? },
        "confirmed" => Origin::Confirmed {
            by: given(row.origin_by)?,
            on: FactValue::read(&given(row.origin_on)?)?,
            document: row.origin_document,
        },
        other => return Err(unreadable(other)),
    })
}

fn funding_source(row: funding_source::Model) -> Result<FundingSource, StoreError> {
    let share = |basis_points: i64| {
        read_number(basis_points).and_then(|points| {
            Share::from_basis_points(points).ok_or_else(|| unreadable(&basis_points.to_string()))
        })
    };
    Ok(FundingSource {
        level: named(&row.level)?,
        share: row.share_basis_points.map(share).transpose()?,
        amount: row.amount_fen.map(Money::from_fen),
        secured: row.secured_fen.map(Money::from_fen),
        certainty: named(&row.certainty)?,
        words: row.words,
    })
}

fn member(row: part::Model) -> Result<Part, StoreError> {
    Ok(Part {
        subject: SubjectId(read_uuid(&row.part)?),
        name: row.name,
        amount: Money::from_fen(row.amount_fen),
    })
}

fn performance_target(row: target::Model) -> Result<PerformanceTarget, StoreError> {
    Ok(PerformanceTarget {
        dimension: named(&row.dimension)?,
        indicator: row.indicator,
        comparison: named(&row.comparison)?,
        value: Quantity::parse(&row.value).map_err(|_| unreadable(&row.value))?,
        unit: row.unit,
        year: row.year.map(read_number).transpose()?,
    })
}

fn place(row: &subject::Model) -> Result<Option<ListPlace>, StoreError> {
    match (&row.import_id, &row.section, &row.section_title, row.number) {
        (None, None, None, None) => Ok(None),
        (Some(import), Some(section), Some(section_title), Some(number)) => Ok(Some(ListPlace {
            import: ImportId(read_uuid(import)?),
            section: section.clone(),
            section_title: section_title.clone(),
            subsection: row.subsection.clone(),
            number: read_number(number)?,
        })),
        _ => Err(StoreError::corrupt(format!("the place of subject {} is incomplete", row.id))),
    }
}

fn designation(row: &subject::Model) -> Result<Option<Designation>, StoreError> {
    match (&row.designated_by, &row.designation_document, &row.designated_on) {
        (None, None, None) => Ok(None),
        (Some(by), Some(document), Some(on)) => {
            Ok(Some(Designation { by: by.clone(), document: document.clone(), on: FactValue::read(on)? }))
        }
        _ => Err(StoreError::corrupt(format!("the designation of subject {} is incomplete", row.id))),
    }
}

fn read_override(row: budget_override::Model) -> Result<BudgetOverride, StoreError> {
    let approved_by =
        read_optional_person(row.approved_by, row.approved_by_post, row.approved_by_organisation)?;
    let approved_on = row.approved_on.as_deref().map(read_day).transpose()?;
    Ok(BudgetOverride {
        budget_year: read_number(row.budget_year)?,
        reason: row.reason,
        requested_by: read_person(&row.requested_by, row.requested_by_post, row.requested_by_organisation)?,
        requested_on: read_day(&row.requested_on)?,
        approval: approved_by
            .zip(approved_on)
            .map(|(approved_by, approved_on)| OverrideApproval { approved_by, approved_on }),
    })
}

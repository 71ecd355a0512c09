//! The directory of units: names, aliases and kinds that a place lives with. Posts and public bodies only.
//!
//! The file that ships with a rulebook seeds the directory; from the first change on, the directory is what its
//! events say. A name belongs to one unit. Two entries for one unit are merged: the names move, and so do the subjects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::actor::Actor;
use crate::classification::UnitKind;
use crate::evaluation::{Person, Rejection};
use crate::id::OrganisationId;
use crate::intake::ListedUnit;
use crate::issue::{Issue, require};
use crate::policy::{Action, Relation, can};

const ARTICLE: &str = "第九条";

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// How many names one unit can be given at once.
const MOST_ALIASES: usize = 30;

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Identifier.
    pub id: OrganisationId,
    /// How many events of it have happened.
    pub version: u64,
    /// Its full name.
    pub name: String,
    /// Other names, in the order in which they were added.
    pub aliases: Vec<String>,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// The unit that it was merged into; it then has no names of its own but the one it is remembered by.
    pub merged_into: Option<OrganisationId>,
}

impl Organisation {
    /// Every name that leads to it: none once it was merged.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.merged_into.is_none().then_some(self.name.as_str());
        own.into_iter().chain(self.aliases.iter().map(String::as_str))
    }
}

/// Something that happened to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// What.
    pub change: OrganisationChange,
}

/// What happened to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OrganisationChange {
    /// It was added.
    OrganisationAdded {
        /// Identifier.
        id: OrganisationId,
        /// Its full name.
        name: String,
        /// Other names.
        aliases: Vec<String>,
        /// What kind of body it is.
        #[serde(rename = "unit_kind")]
        kind: UnitKind,
    },
    /// It was given another name.
    AliasAdded {
        /// The name.
        alias: String,
    },
    /// It was merged into another.
    OrganisationMerged {
        /// The other.
        into: OrganisationId,
        /// Why.
        reason: String,
    },
    /// Another was merged into it.
    OrganisationAbsorbed {
        /// The other.
        from: OrganisationId,
        /// The names that moved.
        names: Vec<String>,
        /// Why.
        reason: String,
    },
}

impl OrganisationChange {
    /// The stable name of the change, as the journal lists it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrganisationAdded { .. } => "organisation_added",
            Self::AliasAdded { .. } => "alias_added",
            Self::OrganisationMerged { .. } => "organisation_merged",
            Self::OrganisationAbsorbed { .. } => "organisation_absorbed",
        }
    }
}

/// The directory as the shipped file tells it, with the same identifiers wherever it is read.
#[must_use]
pub fn seed(units: &[ListedUnit]) -> Vec<Organisation> {
    let mut taken = std::collections::HashSet::new();
    let mut organisations = Vec::with_capacity(units.len());
    for unit in units {
        if !taken.insert(unit.name.clone()) {
            continue;
        }
        let aliases = unit.aliases.iter().filter(|alias| taken.insert((*alias).clone())).cloned().collect();
        organisations.push(Organisation {
            id: seed_id(&unit.name),
            version: 1,
            name: unit.name.clone(),
            aliases,
            kind: unit.kind,
            merged_into: None,
        });
    }
    organisations
}

fn seed_id(name: &str) -> OrganisationId {
    let digest = Sm3::digest(name.as_bytes());
    let mut bytes = [0; 16];
    for (byte, digested) in bytes.iter_mut().zip(digest) {
        *byte = digested;
    }
    OrganisationId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The event that puts a unit of the shipped file into the directory, by whoever makes the first change.
#[must_use]
pub fn seeded(organisation: &Organisation, actor: &Actor, at: DateTime<Utc>) -> OrganisationEvent {
    let Organisation { id, name, aliases, kind, .. } = organisation.clone();
    let change = OrganisationChange::OrganisationAdded { id, name, aliases, kind };
    OrganisationEvent { at, by: Person::from(actor), change }
}

/// Whether `actor` may change the directory at all.
///
/// # Errors
/// A [`Rejection`] that says who may.
pub fn may_manage(actor: &Actor) -> Result<(), Rejection> {
    can(actor.role, Action::ManageOrganisations, &Relation::default()).map_err(|_| {
        let detail = format!("单位名录由{}维护，您没有此项权限", Action::ManageOrganisations.reserved_for());
        Rejection::forbidden(ARTICLE, detail)
    })
}

/// Decides on adding a unit. `taken` are those of its names that other units have.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn add(
    id: OrganisationId,
    name: &str,
    aliases: &[String],
    kind: UnitKind,
    taken: &[String],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<OrganisationEvent, Rejection> {
    may_manage(actor)?;
    let mut issues = Vec::new();
    check_name(&mut issues, "name", name, taken);
    if aliases.len() > MOST_ALIASES {
        issues.push(Issue::new("aliases", "too_many", format!("别名不能超过{MOST_ALIASES}个")));
    }
    for (number, alias) in (1..).zip(aliases) {
        let number: usize = number;
        let field = format!("aliases.{number}");
        check_name(&mut issues, &field, alias, taken);
        let earlier = aliases.iter().take(number.saturating_sub(1));
        if alias == name || earlier.into_iter().any(|earlier| earlier == alias) {
            issues.push(Issue::new(&field, "duplicate", format!("“{alias}”重复")));
        }
    }
    settled(issues)?;
    let (name, aliases) = (name.to_owned(), aliases.to_vec());
    let change = OrganisationChange::OrganisationAdded { id, name, aliases, kind };
    Ok(OrganisationEvent { at, by: Person::from(actor), change })
}

/// Decides on another name for a unit. `taken` holds it when another unit has it.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn add_alias(
    organisation: &Organisation,
    alias: &str,
    taken: &[String],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<OrganisationEvent, Rejection> {
    may_manage(actor)?;
    refuse_merged(organisation)?;
    let mut issues = Vec::new();
    check_name(&mut issues, "alias", alias, taken);
    settled(issues)?;
    let change = OrganisationChange::AliasAdded { alias: alias.to_owned() };
    Ok(OrganisationEvent { at, by: Person::from(actor), change })
}

/// Decides on merging `from` into `into`: one event for each.
///
/// # Errors
/// A [`Rejection`] with the rule that refuses.
pub fn merge(
    from: &Organisation,
    into: &Organisation,
    reason: &str,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<[OrganisationEvent; 2], Rejection> {
    may_manage(actor)?;
    let mut issues = Vec::new();
    require(&mut issues, "reason", "理由", reason);
    if from.id == into.id {
        issues.push(Issue::new("into", "same", "一个单位不能与自己合并"));
    }
    settled(issues)?;
    // A unit that was merged leads on to another, so that merging it, or into it, would make a chain or a circle.
    refuse_merged(from)?;
    refuse_merged(into)?;
    let (by, reason) = (Person::from(actor), reason.to_owned());
    let names = from.names().map(str::to_owned).collect();
    let merged = OrganisationChange::OrganisationMerged { into: into.id, reason: reason.clone() };
    let absorbed = OrganisationChange::OrganisationAbsorbed { from: from.id, names, reason };
    Ok([merged, absorbed].map(|change| OrganisationEvent { at, by: by.clone(), change }))
}

fn settled(issues: Vec<Issue>) -> Result<(), Rejection> {
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid(ARTICLE, issues)) }
}

fn refuse_merged(organisation: &Organisation) -> Result<(), Rejection> {
    match organisation.merged_into {
        None => Ok(()),
        Some(into) => {
            let detail = format!("“{}”已并入另一单位（编号{into}），请对该单位办理", organisation.name);
            Err(Rejection::blocked("organisation_merged", ARTICLE, detail))
        }
    }
}

fn check_name(issues: &mut Vec<Issue>, field: &str, name: &str, taken: &[String]) {
    require(issues, field, "单位名称", name);
    if name.chars().count() > LONGEST_NAME {
        issues.push(Issue::new(field, "too_long", format!("单位名称不能超过{LONGEST_NAME}字")));
    }
    if taken.iter().any(|taken| taken == name) {
        let message = format!("“{name}”已在名录中；同一单位登记了两次的，请合并");
        issues.push(Issue::new(field, "name_taken", message));
    }
}

/// The unit that an adding event begins. `None` for any other event.
#[must_use]
pub fn begin(event: &OrganisationEvent) -> Option<Organisation> {
    match &event.change {
        OrganisationChange::OrganisationAdded { id, name, aliases, kind } => Some(Organisation {
            id: *id,
            version: 1,
            name: name.clone(),
            aliases: aliases.clone(),
            kind: *kind,
            merged_into: None,
        }),
        OrganisationChange::AliasAdded { .. }
        | OrganisationChange::OrganisationMerged { .. }
        | OrganisationChange::OrganisationAbsorbed { .. } => None,
    }
}

/// The unit after `event`.
#[must_use]
pub fn evolve(mut organisation: Organisation, event: &OrganisationEvent) -> Organisation {
    organisation.version += 1;
    match &event.change {
        OrganisationChange::OrganisationAdded { .. } => {}
        OrganisationChange::AliasAdded { alias } => organisation.aliases.push(alias.clone()),
        OrganisationChange::OrganisationMerged { into, .. } => {
            organisation.aliases.clear();
            organisation.merged_into = Some(*into);
        }
        OrganisationChange::OrganisationAbsorbed { names, .. } => {
            organisation.aliases.extend(names.iter().cloned());
        }
    }
    organisation
}

/// The unit that a whole history leads to. `None` when it does not begin with the unit being added.
#[must_use]
pub fn replay<'a>(events: impl IntoIterator<Item = &'a OrganisationEvent>) -> Option<Organisation> {
    let mut events = events.into_iter();
    let first = begin(events.next()?)?;
    Some(events.fold(first, evolve))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::actor::Role;
    use crate::id::ActorId;
    use crate::intake::UnitDirectory;

    fn moment() -> DateTime<Utc> {
        "2026-11-24T07:56:57.123Z".parse().unwrap()
    }

    fn actor(role: Role) -> Actor {
        Actor {
            id: ActorId(Uuid::from_u128(7)),
            post: "绩效股经办".to_owned(),
            role,
            organisation: "区财政局".to_owned(),
            known_as: Vec::new(),
        }
    }

    fn unit(number: u128, name: &str, aliases: &[&str]) -> Organisation {
        Organisation {
            id: OrganisationId(Uuid::from_u128(number)),
            version: 1,
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            kind: UnitKind::Department,
            merged_into: None,
        }
    }

    #[test]
    fn the_shipped_file_seeds_the_directory_the_same_way_everywhere() {
        let directory = UnitDirectory::yunxi().unwrap();
        let seeded = seed(directory.units());
        assert_eq!(seeded, seed(UnitDirectory::yunxi().unwrap().units()));
        assert!(seeded.len() > 80, "{}", seeded.len());
        let mut names: Vec<&str> = seeded.iter().flat_map(Organisation::names).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a name belongs to one unit");
    }

    #[test]
    fn merging_moves_the_names_and_makes_no_circle() {
        let bureau = actor(Role::FinanceBureau);
        let (from, into) = (unit(1, "区扶贫办", &["扶贫办"]), unit(2, "区农业农村局", &["农业农村局"]));
        let [merged, absorbed] = merge(&from, &into, "机构改革", &bureau, moment()).unwrap();
        let (gone, grown) = (evolve(from.clone(), &merged), evolve(into.clone(), &absorbed));
        assert_eq!(gone.names().count(), 0);
        let names: Vec<&str> = grown.names().collect();
        assert_eq!(names, ["区农业农村局", "农业农村局", "区扶贫办", "扶贫办"]);
        let code = |from: &Organisation, into: &Organisation, reason: &str| {
            let rejection = merge(from, into, reason, &bureau, moment()).unwrap_err();
            rejection.issues.first().map_or(rejection.code.to_owned(), |issue| issue.code.clone())
        };
        assert_eq!(code(&grown, &gone, "再并"), "organisation_merged");
        assert_eq!(code(&gone, &grown, "再并"), "organisation_merged");
        assert_eq!(code(&into, &into, "自并"), "same");
        assert_eq!(code(&from, &into, " "), "required");
        for role in Role::ALL.into_iter().filter(|role| *role != Role::FinanceBureau) {
            assert!(merge(&from, &into, "机构改革", &actor(role), moment()).is_err(), "{role:?}");
        }
    }

    #[test]
    fn a_name_belongs_to_one_unit() {
        let bureau = actor(Role::FinanceBureau);
        let id = OrganisationId(Uuid::from_u128(3));
        let aliases = ["水利局", "水务局", "水务局"].map(str::to_owned);
        let taken = ["水利局".to_owned()];
        let rejection = add(id, "", &aliases, UnitKind::Department, &taken, &bureau, moment()).unwrap_err();
        let found: Vec<(&str, &str)> =
            rejection.issues.iter().map(|issue| (issue.field.as_str(), issue.code.as_str())).collect();
        assert_eq!(found, [("name", "required"), ("aliases.1", "name_taken"), ("aliases.3", "duplicate")]);
        let event = add(id, "区水务局", &aliases[1..2], UnitKind::Department, &[], &bureau, moment());
        let added = begin(&event.unwrap()).unwrap();
        let event = add_alias(&added, "水务站", &[], &bureau, moment()).unwrap();
        assert_eq!(evolve(added.clone(), &event).aliases, ["水务局", "水务站"]);
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<OrganisationEvent>(&json).unwrap(), event);
        assert!(add_alias(&added, "水利局", &taken, &bureau, moment()).is_err());
    }
}

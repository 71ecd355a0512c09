//! The changes of the directory. What a subject's unit is follows at once, and the subject is judged anew.

use std::sync::Arc;

use domain::classification::UnitKind;
use domain::id::{OrganisationId, SubjectId};
use domain::intake::ListedUnit;
use domain::organisation::{Organisation, add, add_alias, may_manage, merge};
use domain::rulebook::Rulebook;
use domain::subject::{Recognition, recognise_unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::query::load;
use super::tables::name;
use super::write::{change, insert, seed_once};
use crate::error::StoreError;
use crate::operation::{Operation, WriteTransaction};
use crate::request::{Receipt, Refusal, Request};
use crate::subjects::{self, load_many, tables::subject};
use crate::text::read_uuid;

/// What a change of the directory led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationReceipt {
    /// The unit: for a merge the one that stays.
    pub organisation: OrganisationId,
    /// Its version now.
    pub version: u64,
    /// How many subjects changed with it.
    pub subjects: u64,
}

/// Adds a unit.
#[derive(Debug, Clone)]
pub struct AddOrganisation {
    /// The circumstances. The unit is new, so its version is 0.
    pub request: Request,
    /// The new identifier.
    pub organisation: OrganisationId,
    /// Its full name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// The file that the directory begins with.
    pub shipped: Arc<[ListedUnit]>,
    /// The rulebook to judge subjects by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for AddOrganisation {
    type Output = Receipt<OrganisationReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, name, aliases, kind, .. } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        may_manage(&request.actor)?;
        request.check_version(0)?;
        seed_once(transaction, request, &self.shipped).await?;
        let names: Vec<String> = std::iter::once(name).chain(aliases).cloned().collect();
        let taken = taken(transaction, &names).await?;
        let (actor, at) = (&request.actor, request.at);
        let event = add(self.organisation, name, aliases, *kind, &taken, actor, at)?;
        let unit = insert(transaction, &event).await?;
        let follow = Follow { request, rulebook: &self.rulebook, unit: &unit, renamed: false };
        let subjects = follow.subjects_of(transaction, &names).await?;
        conclude(request, transaction, &unit, subjects).await
    }
}

/// Gives a unit another name. The version that is expected is that of the unit.
#[derive(Debug, Clone)]
pub struct AddAlias {
    /// The circumstances.
    pub request: Request,
    /// The unit.
    pub organisation: OrganisationId,
    /// The name.
    pub alias: String,
    /// The file that the directory begins with.
    pub shipped: Arc<[ListedUnit]>,
    /// The rulebook to judge subjects by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for AddAlias {
    type Output = Receipt<OrganisationReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, alias, .. } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        may_manage(&request.actor)?;
        seed_once(transaction, request, &self.shipped).await?;
        let unit = load(transaction.connection(), self.organisation).await?.ok_or(Refusal::Missing)?;
        request.check_version(unit.version)?;
        let names = [alias.clone()];
        let taken = taken(transaction, &names).await?;
        let event = add_alias(&unit, alias, &taken, &request.actor, request.at)?;
        let unit = change(transaction, unit, &event).await?;
        let follow = Follow { request, rulebook: &self.rulebook, unit: &unit, renamed: false };
        let subjects = follow.subjects_of(transaction, &names).await?;
        conclude(request, transaction, &unit, subjects).await
    }
}

/// Merges one unit into another.
#[derive(Debug, Clone)]
pub struct MergeOrganisations {
    /// The circumstances.
    pub request: Request,
    /// The unit that goes, with the version that the asker saw.
    pub from: (OrganisationId, u64),
    /// The unit that stays, with the version that the asker saw.
    pub into: (OrganisationId, u64),
    /// Why.
    pub reason: String,
    /// The file that the directory begins with.
    pub shipped: Arc<[ListedUnit]>,
    /// The rulebook to judge subjects by.
    pub rulebook: Arc<Rulebook>,
}

impl Operation for MergeOrganisations {
    type Output = Receipt<OrganisationReceipt>;
    type Error = Refusal;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<Self::Output, Refusal> {
        let Self { request, reason, .. } = self;
        if let Some(receipt) = request.recall(transaction).await? {
            return Ok(receipt);
        }
        may_manage(&request.actor)?;
        seed_once(transaction, request, &self.shipped).await?;
        let from = load_version(transaction, self.from).await?;
        let into = load_version(transaction, self.into).await?;
        let names: Vec<String> = from.names().map(str::to_owned).collect();
        let [merged, absorbed] = merge(&from, &into, reason, &request.actor, request.at)?;
        // The one that goes gives its names up before the other takes them.
        change(transaction, from, &merged).await?;
        let into = change(transaction, into, &absorbed).await?;
        let follow = Follow { request, rulebook: &self.rulebook, unit: &into, renamed: true };
        let subjects = follow.subjects_of(transaction, &names).await?;
        conclude(request, transaction, &into, subjects).await
    }
}

async fn load_version(
    transaction: &WriteTransaction<'_>,
    (id, expected): (OrganisationId, u64),
) -> Result<Organisation, Refusal> {
    let unit = load(transaction.connection(), id).await?.ok_or(Refusal::Missing)?;
    if unit.version == expected { Ok(unit) } else { Err(Refusal::Stale { expected, found: unit.version }) }
}

/// Those of `names` that a unit has.
async fn taken(transaction: &WriteTransaction<'_>, names: &[String]) -> Result<Vec<String>, StoreError> {
    Ok(name::Entity::find()
        .select_only()
        .column(name::Column::Name)
        .filter(name::Column::Name.is_in(names.iter().map(String::as_str)))
        .into_tuple()
        .all(transaction.connection())
        .await?)
}

/// What happens to the subjects of a unit when the directory changes.
struct Follow<'a> {
    request: &'a Request,
    rulebook: &'a Rulebook,
    unit: &'a Organisation,
    /// Whether the subjects are to be called after the unit.
    renamed: bool,
}

impl Follow<'_> {
    /// Changes every subject whose unit is called one of `names`. Returns how many there were to change.
    async fn subjects_of(
        &self,
        transaction: &mut WriteTransaction<'_>,
        names: &[String],
    ) -> Result<u64, Refusal> {
        let ids: Vec<String> = subject::Entity::find()
            .select_only()
            .column(subject::Column::Id)
            .filter(subject::Column::Unit.is_in(names.iter().map(String::as_str)))
            .order_by_asc(subject::Column::ListPosition)
            .into_tuple()
            .all(transaction.connection())
            .await
            .map_err(StoreError::from)?;
        let ids =
            ids.iter().map(|id| Ok(SubjectId(read_uuid(id)?))).collect::<Result<Vec<_>, StoreError>>()?;
        let recognition =
            Recognition { name: self.renamed.then(|| self.unit.name.clone()), kind: self.unit.kind };
        let mut changed = 0;
        for subject in load_many(transaction.connection(), &ids).await? {
            let Request { actor, at, .. } = self.request;
            if let Some(event) = recognise_unit(&subject, &recognition, actor, self.rulebook, *at) {
                subjects::change(transaction, subject, &event).await?;
                changed += 1;
            }
        }
        Ok(changed)
    }
}

async fn conclude(
    request: &Request,
    transaction: &WriteTransaction<'_>,
    unit: &Organisation,
    subjects: u64,
) -> Result<Receipt<OrganisationReceipt>, Refusal> {
    let receipt = OrganisationReceipt { organisation: unit.id, version: unit.version, subjects };
    request.remember(transaction, receipt).await
}

//! The directory of units: reading it, adding to it, merging, and asking about the units that it does not have.

use std::sync::Arc;

use domain::actor::Actor;
use domain::classification::UnitKind;
use domain::id::OrganisationId;
use domain::intake::{ListedUnit, UnitDirectory};
use domain::policy::Action;
use storage::organisations::{self, AddAlias, AddOrganisation, MergeOrganisations, OrganisationReceipt};
use storage::{Receipt, Refusal};

use super::{App, AppError, Preconditions};
use crate::view::organisation::{
    DirectoryChangeView, DirectoryView, OrganisationView, UnknownUnitView, UnknownUnitsView,
};

const ORGANISATION: &str = "该单位";

fn unless_missing(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::Missing => AppError::NotFound(ORGANISATION),
        refusal @ (Refusal::Rule(_) | Refusal::Stale { .. } | Refusal::KeyReused | Refusal::Store(_)) => {
            refusal.into()
        }
    }
}

impl App {
    /// The directory as lists are read by it: the database's, or the shipped one while nobody has changed it.
    ///
    /// # Errors
    /// Store errors.
    pub async fn directory(&self) -> Result<UnitDirectory, AppError> {
        let kept = organisations::list(self.store().reader(), self.units().units()).await?;
        let units = kept.into_iter().filter(|unit| unit.merged_into.is_none());
        let units = units.map(|unit| ListedUnit { name: unit.name, aliases: unit.aliases, kind: unit.kind });
        Ok(self.units().with_units(units.collect()))
    }

    /// Every unit, by name.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn organisations(&self, actor: &Actor) -> Result<DirectoryView, AppError> {
        self.reserve(actor, Action::ReadOrganisations, "第九条", "查阅单位名录")?;
        let mut kept = organisations::list(self.store().reader(), self.units().units()).await?;
        kept.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(DirectoryView { organisations: kept.iter().map(OrganisationView::from).collect() })
    }

    /// The units that subjects name and the directory does not have.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn unknown_units(&self, actor: &Actor) -> Result<UnknownUnitsView, AppError> {
        self.reserve(actor, Action::ManageOrganisations, "第九条", "核对单位名录")?;
        let directory = self.directory().await?;
        let reader = self.store().reader();
        let units = organisations::unknown_units(reader, actor, |unit| directory.knows(unit)).await?;
        let units = units.into_iter().map(|(name, subjects)| UnknownUnitView { name, subjects });
        Ok(UnknownUnitsView { units: units.collect() })
    }

    /// Adds a unit. Subjects that name it are judged anew.
    ///
    /// # Errors
    /// The rule that refuses; store errors.
    pub async fn add_organisation(
        &self,
        actor: &Actor,
        name: String,
        aliases: Vec<String>,
        kind: UnitKind,
        preconditions: Preconditions,
    ) -> Result<DirectoryChangeView, AppError> {
        let request = self.request(actor, preconditions, &("add_organisation", &name, &aliases, kind));
        let organisation = OrganisationId(self.context().identifier());
        let (shipped, rulebook) = (self.shipped(), self.rulebook().clone());
        let operation = AddOrganisation { request, organisation, name, aliases, kind, shipped, rulebook };
        self.changed(self.store().write(operation).await).await
    }

    /// Gives a unit another name. Subjects that name it are judged anew.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn add_alias(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
        alias: String,
        preconditions: Preconditions,
    ) -> Result<DirectoryChangeView, AppError> {
        let request = self.request(actor, preconditions, &("add_alias", organisation, &alias));
        let (shipped, rulebook) = (self.shipped(), self.rulebook().clone());
        let operation = AddAlias { request, organisation, alias, shipped, rulebook };
        self.changed(self.store().write(operation).await).await
    }

    /// Merges a unit into another: its names move, its subjects follow and are judged anew.
    ///
    /// # Errors
    /// The rule that refuses; a stale version; store errors.
    pub async fn merge_organisations(
        &self,
        actor: &Actor,
        from: (OrganisationId, u64),
        into: (OrganisationId, u64),
        reason: String,
        preconditions: Preconditions,
    ) -> Result<DirectoryChangeView, AppError> {
        let request = self.request(actor, preconditions, &("merge_organisations", from, into, &reason));
        let (shipped, rulebook) = (self.shipped(), self.rulebook().clone());
        let operation = MergeOrganisations { request, from, into, reason, shipped, rulebook };
        self.changed(self.store().write(operation).await).await
    }

    fn shipped(&self) -> Arc<[ListedUnit]> {
        self.units().units().into()
    }

    async fn changed(
        &self,
        receipt: Result<Receipt<OrganisationReceipt>, Refusal>,
    ) -> Result<DirectoryChangeView, AppError> {
        let receipt = receipt.map_err(unless_missing)?.value;
        let kept = organisations::list(self.store().reader(), self.units().units()).await?;
        let unit = kept.iter().find(|unit| unit.id == receipt.organisation);
        let organisation = unit.map(OrganisationView::from).ok_or(AppError::NotFound(ORGANISATION))?;
        Ok(DirectoryChangeView { organisation, subjects: receipt.subjects })
    }
}

//! A unit of the directory as it is shown.

use domain::organisation::Organisation;
use poem_openapi::Object;

use super::Labelled;

/// 单位: one unit of the directory.
#[derive(Debug, Clone, Object)]
pub struct OrganisationView {
    /// Identifier.
    pub id: String,
    /// Version, as `If-Match` and `ETag` carry it.
    pub version: u64,
    /// Full name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// `department`, `town`, `park`, `district_company`, `municipal` or `enterprise`.
    pub kind: Labelled,
    /// The unit that it was merged into; empty for a unit that is still one.
    pub merged_into: Option<String>,
}

impl From<&Organisation> for OrganisationView {
    fn from(organisation: &Organisation) -> Self {
        Self {
            id: organisation.id.to_string(),
            version: organisation.version,
            name: organisation.name.clone(),
            aliases: organisation.aliases.clone(),
            kind: Labelled::new(&organisation.kind, organisation.kind.label()),
            merged_into: organisation.merged_into.map(|into| into.to_string()),
        }
    }
}

/// The directory.
#[derive(Debug, Clone, Object)]
pub struct DirectoryView {
    /// Every unit, by name.
    pub organisations: Vec<OrganisationView>,
}

/// What a change of the directory led to.
#[derive(Debug, Clone, Object)]
pub struct DirectoryChangeView {
    /// The unit as it is now: for a merge the one that stays.
    pub organisation: OrganisationView,
    /// How many subjects were judged anew.
    pub subjects: u64,
}

/// Units that subjects name and the directory does not have.
#[derive(Debug, Clone, Object)]
pub struct UnknownUnitsView {
    /// Most subjects first.
    pub units: Vec<UnknownUnitView>,
}

/// A unit that the directory does not have.
#[derive(Debug, Clone, Object)]
pub struct UnknownUnitView {
    /// Its name as subjects have it.
    pub name: String,
    /// How many subjects have it.
    pub subjects: u64,
}

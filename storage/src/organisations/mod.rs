//! The directory of units: its tables, and every way to change and to see it.
//!
//! While the tables are empty the directory is the file that the program ships with. The first change puts that file
//! into the tables and the journal (stream `organisation/{id}`); from then on they are the directory.

mod operations;
mod query;
pub(crate) mod tables;
mod verify;
mod write;

pub use operations::{AddAlias, AddOrganisation, MergeOrganisations, OrganisationReceipt};
pub use query::{list, names_of, unknown_units};
pub use verify::verify_organisations;

use domain::id::OrganisationId;

/// The journal's stream of a unit.
#[must_use]
pub fn stream_of(id: OrganisationId) -> String {
    format!("{STREAM_PREFIX}{id}")
}

/// What the streams of units begin with.
const STREAM_PREFIX: &str = "organisation/";

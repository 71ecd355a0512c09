//! The tables as rows. They stay inside this crate; what leaves it are the domain's values.

pub(crate) mod actor;
pub(crate) mod file;
pub(crate) mod idempotency_key;
pub(crate) mod import;
pub(crate) mod import_draft;
pub(crate) mod import_draft_file;
pub(crate) mod import_issue;
pub(crate) mod journal_entry;
pub(crate) mod journal_head;
pub(crate) mod rulebook;

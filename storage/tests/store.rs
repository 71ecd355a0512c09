//! The store from outside. Every test runs on SQLite and on PostgreSQL.

// The attribute tells clippy that helpers outside of test functions are test code as well.
#[cfg(test)]
mod store {
    #[macro_use]
    mod support;

    mod actors;
    mod chain;
    mod closing;
    mod drafts;
    mod evaluations;
    mod idempotency;
    mod imports;
    mod listing;
    mod opening;
    mod organisations;
    mod similarity;
    mod subject_life;
    mod subjects;
    mod together;
    mod writing;
}

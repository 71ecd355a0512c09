//! The papers as their callers get them: through the public API, from a view to bytes.

// An integration test is compiled for testing only; saying so lets the lints for production code know it.
#![cfg(test)]

mod evaluation_report;
mod literal_text;
mod page;
mod refused_views;
mod template_folder;
mod views;

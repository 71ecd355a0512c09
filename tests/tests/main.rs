//! The built program driven from outside: nothing here looks behind its doors.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod case;
mod cast;
mod classify;
mod conditions;
mod crash;
mod database;
mod drafts;
mod draw;
mod embargo;
mod engine;
mod evidence;
mod explain;
mod files;
mod openapi;
mod organisations;
mod path;
mod postgres;
mod problems;
mod program;
mod restart;
mod results;
mod rulebooks;
mod scoring;
mod server;
mod similar;
mod spreadsheet;
mod streaming;
mod subject_life;

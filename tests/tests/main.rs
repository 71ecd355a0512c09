//! The built program driven from outside: nothing here looks behind its doors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod classify;
mod database;
mod program;
mod streaming;

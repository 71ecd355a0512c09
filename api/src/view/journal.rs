//! Journal entries as they are shown.

use poem_openapi::Object;
use storage::journal::Entry;

/// One entry of the hash-chained journal.
#[derive(Debug, Clone, Object)]
pub struct JournalEntryView {
    /// Position in the journal, from 1.
    pub sequence: i64,
    /// What it is about: `evaluation:…`.
    pub stream: String,
    /// Position within the stream, from 1.
    pub stream_version: i64,
    /// What happened: `notice_issued`.
    pub kind: String,
    /// The recorded contents. Empty where they are sealed for you; the hashes still chain.
    pub payload: Option<String>,
    /// The actor.
    pub actor: String,
    /// When, RFC 3339 in UTC.
    pub occurred_at: String,
    /// Hash of the entry before (SM3).
    pub previous_hash: String,
    /// Hash of this entry (SM3).
    pub hash: String,
}

impl JournalEntryView {
    /// An entry, with its contents unless they are sealed.
    pub fn new(entry: Entry, sealed: bool) -> Self {
        Self {
            sequence: entry.sequence,
            stream: entry.stream,
            stream_version: entry.stream_version,
            kind: entry.kind,
            payload: (!sealed).then_some(entry.payload),
            actor: entry.actor.to_string(),
            occurred_at: entry.occurred_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            previous_hash: entry.previous_hash,
            hash: entry.hash,
        }
    }
}

/// A page of the journal.
#[derive(Debug, Clone, Object)]
pub struct JournalPage {
    /// The entries in order.
    pub entries: Vec<JournalEntryView>,
    /// Pass as `after` to read on; empty at the end.
    pub next: Option<i64>,
}

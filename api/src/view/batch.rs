//! Batches of supported objects (Art. 18).

use domain::batch::{Batch, BatchItem, Closing};
use domain::evaluation::Evaluation;
use poem_openapi::Object;

use super::{Labelled, day, moment};

/// 报送批次.
#[derive(Debug, Clone, Object)]
pub struct BatchView {
    /// Identifier.
    pub id: String,
    /// Version, as `If-Match` and `ETag` carry it.
    pub version: u64,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub organiser: String,
    /// `open`, `sent` or `discarded`.
    pub state: Labelled,
    /// The post of whoever made it.
    pub created_by: String,
    /// When.
    pub created_at: String,
    /// The day on the paper, once it is sent.
    pub sent_on: Option<String>,
    /// Why it was given up.
    pub discarded_because: Option<String>,
    /// The post of whoever sent it or gave it up.
    pub closed_by: Option<String>,
    /// What it holds, in order.
    pub items: Vec<BatchItemView>,
}

/// One object of a batch.
#[derive(Debug, Clone, Object)]
pub struct BatchItemView {
    /// The evaluation.
    pub evaluation: String,
    /// Its version, for accepting or returning it.
    pub evaluation_version: u64,
    /// The round whose result is sent.
    pub round: u32,
    /// The object's name.
    pub name: String,
    /// Who filed it.
    pub applicant: String,
    /// `waiting`, `submitted`, `accepted`, `returned`, `superseded` or `discarded`.
    pub state: Labelled,
    /// Why the report was returned.
    pub returned_because: Option<String>,
}

/// A page of batches.
#[derive(Debug, Clone, Object)]
pub struct BatchPage {
    /// The batches, newest first.
    pub batches: Vec<BatchView>,
    /// Pass as `after` to read on; empty at the end.
    pub next: Option<String>,
}

impl BatchView {
    /// The batch with the cases that it holds.
    pub fn new(batch: &Batch, items: &[(BatchItem, Evaluation)]) -> Self {
        let (sent_on, discarded_because, closed_by) = match &batch.closing {
            None => (None, None, None),
            Some(Closing::Sent { on, by, .. }) => (Some(day(*on)), None, Some(by.post.clone())),
            Some(Closing::Discarded { reason, by, .. }) => {
                (None, Some(reason.clone()), Some(by.post.clone()))
            }
        };
        let state = batch.state();
        Self {
            id: batch.id.to_string(),
            version: batch.version,
            number: batch.number.clone(),
            organiser: batch.organiser.organisation.clone(),
            state: Labelled::new(&state, state.label()),
            created_by: batch.created_by.post.clone(),
            created_at: moment(batch.created_at),
            sent_on,
            discarded_because,
            closed_by,
            items: items.iter().map(|(item, evaluation)| item_view(batch, item, evaluation)).collect(),
        }
    }
}

fn item_view(batch: &Batch, item: &BatchItem, evaluation: &Evaluation) -> BatchItemView {
    let state = batch.item_state(item, evaluation);
    BatchItemView {
        evaluation: evaluation.id.to_string(),
        evaluation_version: evaluation.version,
        round: item.round,
        name: evaluation.subject.name.clone(),
        applicant: evaluation.subject.applicant.clone(),
        state: Labelled::new(&state, state.label()),
        returned_because: batch.return_reason(item, evaluation).map(str::to_owned),
    }
}

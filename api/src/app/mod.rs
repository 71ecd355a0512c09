//! Use cases: what the HTTP API, the pages and the command line have in common. Nothing here knows HTTP.

pub mod context;
pub mod error;
pub mod imports;
pub mod people;

use std::sync::Arc;

use domain::actor::Actor;
use domain::intake::UnitDirectory;
use domain::rulebook::Rulebook;
use serde::Serialize;
use sm3::{Digest, Sm3};
use storage::{IdempotencyKey, Request, Store};

pub use context::Context;
pub use error::AppError;

/// The running application. Clones share everything.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    rulebook: Arc<Rulebook>,
    units: UnitDirectory,
    context: Context,
}

/// What a client adds to a change: the version it saw, and its own name for the request.
#[derive(Debug, Clone, Default)]
pub struct Preconditions {
    /// The version.
    pub version: Option<u64>,
    /// The name.
    pub idempotency_key: Option<String>,
}

impl App {
    /// An application on an open store.
    #[must_use]
    pub fn new(store: Store, rulebook: Rulebook, units: UnitDirectory, context: Context) -> Self {
        Self { inner: Arc::new(Inner { store, rulebook: Arc::new(rulebook), units, context }) }
    }

    /// The rulebook in force.
    #[must_use]
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.inner.rulebook
    }

    /// The directory of units.
    #[must_use]
    pub fn units(&self) -> &UnitDirectory {
        &self.inner.units
    }

    /// The store, for the command line's verification and shutdown.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The clock and the source of identifiers.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.inner.context
    }

    /// The circumstances of a change. `content` is what was asked, so that a reused key is noticed.
    fn request(&self, actor: &Actor, preconditions: Preconditions, content: &impl Serialize) -> Request {
        Request {
            actor: actor.clone(),
            at: self.context().now(),
            expected_version: preconditions.version,
            idempotency: preconditions
                .idempotency_key
                .map(|key| IdempotencyKey { key, digest: digest(&(preconditions.version, content)) }),
        }
    }
}

/// SM3 of a value's JSON, in hexadecimal.
fn digest(content: &impl Serialize) -> String {
    hex::encode(Sm3::digest(serde_json::to_vec(content).unwrap_or_default()))
}

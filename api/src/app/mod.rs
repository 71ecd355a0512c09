//! Use cases: what the HTTP API, the pages and the command line have in common. Nothing here knows HTTP.

pub mod batches;
pub mod budget;
pub mod context;
pub mod drafts;
pub mod error;
pub mod evaluations;
pub mod exports;
pub mod files;
pub mod imports;
pub mod journal;
pub mod organisations;
pub mod people;
pub mod report;
pub mod rulebooks;
pub mod scoring;
pub mod similarity;
pub mod subject_life;
pub mod subjects;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::calendar::Calendars;
use domain::id::EvaluationId;
use domain::intake::UnitDirectory;
use domain::rulebook::{Library, Rulebook, Shelved};
use report_templates::Renderer;
use serde::Serialize;
use sm3::{Digest, Sm3};
use storage::blobs::Blobs;
use storage::{IdempotencyKey, Request, Store};

pub use context::Context;
pub use error::AppError;
use similarity::Similarity;

/// The running application. Clones share everything.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    library: Library,
    in_force: InForce,
    calendars: Calendars,
    units: UnitDirectory,
    renderer: Renderer,
    context: Context,
    blobs: Blobs,
    largest_file: u64,
    similarity: Similarity,
    /// The rulebooks that cases are pinned to, by digest, and which case is pinned to which: neither changes.
    shelf: RwLock<Shelf>,
}

#[derive(Default)]
struct Shelf {
    rulebooks: HashMap<String, Arc<Rulebook>>,
    pins: HashMap<EvaluationId, String>,
}

/// Which rulebook new subjects are classified and new cases opened under.
#[derive(Debug, Clone)]
pub enum InForce {
    /// This one, whatever the day.
    Fixed(Shelved),
    /// The one of the place that is in force on the day; until the first takes effect, `first`.
    OfPlace {
        /// The place: `岳阳市云溪区`.
        place: String,
        /// What is worked by on a day before all of them.
        first: Shelved,
    },
}

impl InForce {
    /// What is worked by on a day.
    fn on<'a>(&'a self, day: NaiveDate, library: &'a Library) -> &'a Shelved {
        match self {
            Self::Fixed(shelved) => shelved,
            Self::OfPlace { place, first } => library.in_force(place, day).unwrap_or(first),
        }
    }
}

/// What an application is made of.
pub struct Parts {
    /// The open store.
    pub store: Store,
    /// Every rulebook at hand.
    pub library: Library,
    /// Which of them is worked by.
    pub in_force: InForce,
    /// Which days are working days.
    pub calendars: Calendars,
    /// The directory of units.
    pub units: UnitDirectory,
    /// The renderer of papers.
    pub renderer: Renderer,
    /// Where time and identifiers come from.
    pub context: Context,
    /// Where uploaded files are.
    pub blobs: Blobs,
    /// The largest file that is taken, in bytes.
    pub largest_file: u64,
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
    pub fn new(parts: Parts) -> Self {
        let Parts { store, library, in_force, calendars, units, renderer, context, blobs, largest_file } =
            parts;
        let mut shelf = Shelf::default();
        for Shelved { rulebook, .. } in library.iter() {
            shelf.rulebooks.insert(rulebook.digest(), Arc::clone(rulebook));
        }
        let shelf = RwLock::new(shelf);
        let today = domain::subject::day_of(context.now());
        let similarity = Similarity::new(&in_force.on(today, &library).rulebook);
        let inner = Inner {
            store,
            library,
            in_force,
            calendars,
            units,
            renderer,
            context,
            blobs,
            largest_file,
            similarity,
            shelf,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The rulebook in force today.
    #[must_use]
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.in_force().rulebook
    }

    /// The rulebook in force today, with its text.
    #[must_use]
    pub fn in_force(&self) -> &Shelved {
        self.inner.in_force.on(self.today(), &self.inner.library)
    }

    /// The rulebook in force on a day; `None` on a day before all of them.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> Option<&Shelved> {
        match &self.inner.in_force {
            InForce::Fixed(shelved) => Some(shelved),
            InForce::OfPlace { place, .. } => self.inner.library.in_force(place, day),
        }
    }

    /// Every rulebook at hand.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.inner.library
    }

    /// Which days are working days.
    #[must_use]
    pub fn calendars(&self) -> &Calendars {
        &self.inner.calendars
    }

    /// Today, as in Beijing.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        domain::subject::day_of(self.context().now())
    }

    /// The directory of units that ships with the program: what the directory begins with.
    #[must_use]
    pub fn units(&self) -> &UnitDirectory {
        &self.inner.units
    }

    /// The store, for the command line's verification and shutdown.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The renderer of papers.
    #[must_use]
    pub fn renderer(&self) -> &Renderer {
        &self.inner.renderer
    }

    /// Where uploaded files are, for the command line's verification.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The clock and the source of identifiers.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.inner.context
    }

    /// Whether the database can be read.
    ///
    /// # Errors
    /// Store errors.
    pub async fn is_ready(&self) -> Result<(), AppError> {
        storage::journal::head_hash(self.store().reader()).await?;
        Ok(())
    }

    /// The rulebook that a case is pinned to, by way of the shelf.
    async fn rulebook_of(&self, evaluation: EvaluationId) -> Result<Arc<Rulebook>, AppError> {
        if let Some(rulebook) = self.shelved(evaluation) {
            return Ok(rulebook);
        }
        let reader = self.store().reader();
        let pin = storage::evaluations::pin(reader, evaluation).await?.ok_or(AppError::NotFound("该评估"))?;
        let known = self.shelf().rulebooks.get(&pin.digest).cloned();
        let rulebook = match known {
            Some(rulebook) => rulebook,
            None => storage::rulebooks::find(reader, &pin.digest)
                .await?
                .and_then(|text| Rulebook::parse(&text).ok())
                .map(Arc::new)
                .ok_or(AppError::Rulebook(pin.id))?,
        };
        let mut shelf = self.inner.shelf.write().unwrap_or_else(PoisonError::into_inner);
        shelf.pins.insert(evaluation, pin.digest.clone());
        shelf.rulebooks.insert(pin.digest, Arc::clone(&rulebook));
        Ok(rulebook)
    }

    fn shelf(&self) -> std::sync::RwLockReadGuard<'_, Shelf> {
        self.inner.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelved(&self, evaluation: EvaluationId) -> Option<Arc<Rulebook>> {
        let shelf = self.shelf();
        shelf.pins.get(&evaluation).and_then(|digest| shelf.rulebooks.get(digest)).cloned()
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

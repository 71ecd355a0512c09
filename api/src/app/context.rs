//! Where time and identifiers come from. The domain gets them as values.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// The clock, and the sources of identifiers and secrets.
#[derive(Clone)]
pub struct Context {
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    identifiers: Arc<dyn Fn() -> Uuid + Send + Sync>,
    secrets: Arc<dyn Fn() -> [Uuid; 2] + Send + Sync>,
}

impl Context {
    /// The machine's clock, time-ordered identifiers, and secrets from its random source.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place where they enter")]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(Utc::now),
            identifiers: Arc::new(Uuid::now_v7),
            secrets: Arc::new(|| [Uuid::new_v4(), Uuid::new_v4()]),
        }
    }

    /// Now, to the millisecond, which is what the journal keeps.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)().trunc_subsecs(3)
    }

    /// A new access token: 244 random bits in 64 hexadecimal digits.
    #[must_use]
    pub fn secret(&self) -> String {
        (self.secrets)().iter().map(|part| part.simple().to_string()).collect()
    }

    /// A new identifier.
    #[must_use]
    pub fn identifier(&self) -> Uuid {
        (self.identifiers)()
    }
}

//! Typed identifiers. Their values come from outside: the domain never makes one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifiers {
    ($($(#[$documentation:meta])* $name:ident;)+) => {$(
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

identifiers! {
    /// A person in a post who uses the product.
    ActorId;
    /// One reading of one list into subjects.
    ImportId;
    /// An evaluation subject (评估对象): one policy or project.
    SubjectId;
    /// An evaluation of one subject with all its rounds.
    EvaluationId;
    /// A unit in the directory.
    OrganisationId;
    /// A batch of supported objects that an organiser sends to the bureau.
    BatchId;
}

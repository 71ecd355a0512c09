//! What the directory of units says about a subject's unit.

use chrono::{DateTime, Utc};

use super::{Subject, SubjectChange, SubjectEvent, concluded};
use crate::actor::Actor;
use crate::classification::{Origin, UnitKind};
use crate::rulebook::Rulebook;

/// What the directory says of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// The name that the unit has from now on; `None` when it keeps the one that it was declared with.
    pub name: Option<String>,
    /// What kind of body it is.
    pub kind: UnitKind,
}

/// What happens to a subject when the directory learns what its unit is: the kind is corrected and the verdict with
/// it. `None` when nothing changes. A kind that somebody confirmed stands, unless the unit became another.
#[must_use]
pub fn recognise_unit(
    subject: &Subject,
    recognition: &Recognition,
    actor: &Actor,
    rulebook: &Rulebook,
    at: DateTime<Utc>,
) -> Option<SubjectEvent> {
    let declared = subject.declaration.unit.clone()?;
    let Recognition { name, kind } = recognition;
    let known = subject.facts.unit.as_ref();
    let confirmed = known.is_some_and(|unit| matches!(unit.origin, Origin::Confirmed { .. }));
    let differs = known.map(|unit| unit.value) != Some(*kind);
    let unit = (differs && (!confirmed || name.is_some())).then_some(*kind);
    let name = name.clone().filter(|name| *name != declared);
    if unit.is_none() && name.is_none() {
        return None;
    }
    let name = name.unwrap_or_else(|| declared.clone());
    let change = SubjectChange::UnitRecognised { declared, name, unit };
    Some(concluded(subject, change, actor, rulebook, at))
}

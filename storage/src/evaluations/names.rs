//! How single values are written in columns. An enumeration is stored by the name that it has in JSON.

use chrono::NaiveDate;
use domain::evaluation::Person;
use domain::id::ActorId;
use domain::score::Score;

use crate::error::StoreError;
pub(super) use crate::subjects::values::{name_of, named, read_number, write_number};
use crate::text::read_uuid;

/// The place in a list, counted from 1.
pub(crate) fn position(index: usize) -> Result<i64, StoreError> {
    i64::try_from(index)
        .ok()
        .and_then(|index| index.checked_add(1))
        .ok_or_else(|| StoreError::corrupt("a list is too long"))
}

/// Reads a mark in hundredths.
pub(super) fn read_score(hundredths: i64) -> Result<Score, StoreError> {
    let hundredths: u32 = read_number(hundredths)?;
    Score::from_hundredths(hundredths)
        .ok_or_else(|| StoreError::corrupt(format!("{hundredths} is not a mark")))
}

/// Reads a day: `2026-11-24`.
pub(crate) fn read_day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(format!("{text:?} is not a day")))
}

/// Reads an actor's identifier.
pub(super) fn read_actor(text: &str) -> Result<ActorId, StoreError> {
    read_uuid(text).map(ActorId)
}

/// Reads the three columns of a person.
pub(crate) fn read_person(actor: &str, post: String, organisation: String) -> Result<Person, StoreError> {
    Ok(Person { actor: read_actor(actor)?, post, organisation })
}

/// Reads the three columns of a person that may be missing.
pub(crate) fn read_optional_person(
    actor: Option<String>,
    post: Option<String>,
    organisation: Option<String>,
) -> Result<Option<Person>, StoreError> {
    match (actor, post, organisation) {
        (None, None, None) => Ok(None),
        (Some(actor), Some(post), Some(organisation)) => read_person(&actor, post, organisation).map(Some),
        _ => Err(StoreError::corrupt("half a person")),
    }
}

/// The three columns of a person that may be missing.
pub(crate) fn write_optional_person(
    person: Option<&Person>,
) -> (Option<String>, Option<String>, Option<String>) {
    person.map_or((None, None, None), |person| {
        (Some(person.actor.to_string()), Some(person.post.clone()), Some(person.organisation.clone()))
    })
}

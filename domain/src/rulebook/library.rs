//! All rulebooks at hand: those that are built in, and those of a folder that replace or join them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Rulebook, RulebookErrors};

/// File names and texts of the rulebooks that are built in: everything in `domain/rulebooks` but directories of units.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rulebooks.rs"));

/// One rulebook with the file it was read from.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// The rulebook, proved.
    pub rulebook: Arc<Rulebook>,
    /// Its text.
    pub text: Arc<str>,
    /// The name of its file.
    pub file: String,
    /// Whether it is part of the program.
    pub built_in: bool,
}

/// Rulebooks by identifier; at most one of a place takes effect on one day.
#[derive(Debug, Clone, Default)]
pub struct Library {
    shelved: Vec<Shelved>,
}

/// Why a file cannot join the library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// It is no rulebook.
    #[error("规则集文件{file}有误：\n{errors}")]
    NotARulebook {
        /// The file.
        file: String,
        /// What is wrong.
        errors: RulebookErrors,
    },
    /// Another file of the folder has the same identifier.
    #[error("规则集文件{file}与{other}的编号都是“{id}”")]
    SameIdentifier {
        /// The file.
        file: String,
        /// The other file.
        other: String,
        /// The identifier.
        id: String,
    },
    /// Two versions of a place's measure take effect on the same day.
    #[error("规则集“{id}”与“{other}”同属{place}，又同在{day}施行，分不出按哪一份")]
    SameDay {
        /// The rulebook.
        id: String,
        /// The other one.
        other: String,
        /// The place.
        place: String,
        /// The day.
        day: NaiveDate,
    },
}

impl Library {
    /// The rulebooks that are built in.
    ///
    /// # Errors
    /// None in a program whose tests pass.
    pub fn built_in() -> Result<Self, LibraryError> {
        let mut library = Self::default();
        for (file, text) in BUILT_IN {
            library.add(file, text, true)?;
        }
        Ok(library)
    }

    /// Puts a file into the library. One from a folder replaces the built-in rulebook of the same identifier.
    ///
    /// # Errors
    /// [`LibraryError`] says why it cannot join; the library is unchanged then.
    pub fn add(&mut self, file: &str, text: &str, built_in: bool) -> Result<(), LibraryError> {
        let rulebook = Rulebook::parse(text)
            .map_err(|errors| LibraryError::NotARulebook { file: file.to_owned(), errors })?;
        let position = self.shelved.iter().position(|known| known.rulebook.id == rulebook.id);
        let known = position.and_then(|position| self.shelved.get(position));
        if let Some(known) = known.filter(|known| known.built_in == built_in) {
            let (file, other) = (file.to_owned(), known.file.clone());
            return Err(LibraryError::SameIdentifier { file, other, id: rulebook.id });
        }
        let measure = &rulebook.measure;
        let rival = self.shelved.iter().find(|other| {
            let theirs = &other.rulebook.measure;
            other.rulebook.id != rulebook.id
                && theirs.place == measure.place
                && theirs.effective_from == measure.effective_from
        });
        if let Some(other) = rival {
            return Err(LibraryError::SameDay {
                other: other.rulebook.id.clone(),
                place: measure.place.clone(),
                day: measure.effective_from,
                id: rulebook.id,
            });
        }
        if let Some(position) = position {
            self.shelved.remove(position);
        }
        let (rulebook, text) = (Arc::new(rulebook), Arc::from(text));
        self.shelved.push(Shelved { rulebook, text, file: file.to_owned(), built_in });
        self.shelved.sort_by(|one, other| {
            let key = |shelved: &Shelved| {
                (shelved.rulebook.measure.place.clone(), shelved.rulebook.measure.effective_from)
            };
            key(one).cmp(&key(other))
        });
        Ok(())
    }

    /// Every rulebook, by place and then by the day from which it applies.
    pub fn iter(&self) -> impl Iterator<Item = &Shelved> {
        self.shelved.iter()
    }

    /// The rulebook of that identifier.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Shelved> {
        self.shelved.iter().find(|shelved| shelved.rulebook.id == id)
    }

    /// The rulebook of a place that is in force on a day: of those that apply by then, the one that took effect last.
    /// A profile that is still to be confirmed is in force nowhere.
    #[must_use]
    pub fn in_force(&self, place: &str, on: NaiveDate) -> Option<&Shelved> {
        self.shelved
            .iter()
            .filter(|shelved| {
                let measure = &shelved.rulebook.measure;
                measure.place == place && measure.effective_from <= on && measure.to_confirm.is_none()
            })
            .max_by_key(|shelved| shelved.rulebook.measure.effective_from)
    }
}

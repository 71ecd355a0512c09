//! Where in its file an entry of a rulebook stands, so that a problem can be found again.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Line numbers, from 1, for the paths of issues: `trigger[1].amount`, `indicators.project.A1.weight`.
pub(super) struct Lines<'a> {
    text: &'a str,
    root: Option<Spanned<DeTable<'a>>>,
}

/// Keys by whose value an entry of a list is called.
const NAMES: [&str; 2] = ["code", "step"];

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, root: DeTable::parse(text).ok() }
    }

    /// The line of the entry, or of the nearest entry around it; `None` when nothing of the path is in the file.
    pub(super) fn line_of(&self, path: &str) -> Option<usize> {
        let mut place: Option<usize> = None;
        let mut here = Here::Table(self.root.as_ref()?.get_ref());
        for segment in path.split('.') {
            let (name, index) = indexed(segment);
            let Some((found, start)) = here.step(name, index) else { break };
            place = Some(start);
            here = found;
        }
        place.map(|start| self.line_at(start))
    }

    fn line_at(&self, offset: usize) -> usize {
        self.text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
    }
}

/// `trigger[1]` is the entry 1 of `trigger`.
fn indexed(segment: &str) -> (&str, Option<usize>) {
    let named = segment.strip_suffix(']').and_then(|rest| rest.split_once('['));
    match named.and_then(|(name, index)| Some((name, index.parse().ok()?))) {
        Some((name, index)) => (name, Some(index)),
        None => (segment, None),
    }
}

/// A part of the file that other parts are in.
enum Here<'v, 'i> {
    Table(&'v DeTable<'i>),
    Array(&'v [Spanned<DeValue<'i>>]),
    Leaf,
}

impl<'v, 'i> Here<'v, 'i> {
    fn of(value: &'v DeValue<'i>) -> Self {
        match value {
            DeValue::Table(table) => Self::Table(table),
            DeValue::Array(array) => Self::Array(array),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => Self::Leaf,
        }
    }

    /// The entry of that name or place, and where it starts.
    fn step(&self, name: &str, index: Option<usize>) -> Option<(Self, usize)> {
        if let Self::Table(table) = self
            && let Some((key, value)) = table.get_key_value(name)
        {
            return match (value.get_ref(), index) {
                (DeValue::Array(entries), Some(index)) => {
                    entries.get(index).map(|entry| (Self::of(entry.get_ref()), entry.span().start))
                }
                (value, _) => Some((Self::of(value), key.span().start)),
            };
        }
        self.called(name)
    }

    /// The entry in any list below that is called so.
    fn called(&self, name: &str) -> Option<(Self, usize)> {
        match self {
            Self::Leaf => None,
            Self::Table(table) => table.values().find_map(|value| Self::of(value.get_ref()).called(name)),
            Self::Array(entries) => entries.iter().find_map(|entry| {
                if let DeValue::Table(table) = entry.get_ref()
                    && NAMES.iter().any(|key| {
                        table.get(*key).is_some_and(|value| value.get_ref().as_str() == Some(name))
                    })
                {
                    return Some((Self::Table(table), entry.span().start));
                }
                Self::of(entry.get_ref()).called(name)
            }),
        }
    }
}

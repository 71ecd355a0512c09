//! Looking one object up among many: what shares a key with it, and what shares its rarest pairs of characters.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::features::{Features, Key, Likeness};
use super::finding::{Finding, rank};
use super::limits::Limits;
use super::settings::{MOST_COMPARED, MOST_OVERLAPS, MOST_PLACES};
use super::{overlap, split};
use crate::id::{ImportId, SubjectId};

/// Where an object stands in the index.
pub(super) type Place = u32;

/// Objects with what is compared of them, found by key and by pairs of characters.
///
/// It lives in memory and is always made from the subjects: it holds nothing that they do not say.
#[derive(Debug, Default)]
pub struct SimilarityIndex {
    entries: Vec<(SubjectId, Features)>,
    places: HashMap<SubjectId, Place>,
    /// Sorted places by the hash of a key. Two keys with one hash are told apart where the objects are compared.
    keys: HashMap<u64, Vec<Place>>,
    /// Sorted places by pair of characters, in name or content.
    pairs: HashMap<u32, Vec<Place>>,
}

impl SimilarityIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many objects it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an object, or replaces what was known of it.
    pub fn put(&mut self, id: SubjectId, features: Features) {
        let place = match self.places.get(&id) {
            Some(place) => *place,
            None => Place::try_from(self.entries.len()).unwrap_or(Place::MAX),
        };
        let before = usize::try_from(place).ok().and_then(|at| self.entries.get_mut(at));
        let (old_keys, old_pairs) = match &before {
            Some((_, old)) => (hashes(&old.keys), pairs_of(old)),
            None => (Vec::new(), Vec::new()),
        };
        let (new_keys, new_pairs) = (hashes(&features.keys), pairs_of(&features));
        match before {
            Some(entry) => entry.1 = features,
            None => {
                self.entries.push((id, features));
                self.places.insert(id, place);
            }
        }
        replace(&mut self.keys, &old_keys, &new_keys, place);
        replace(&mut self.pairs, &old_pairs, &new_pairs, place);
    }

    /// What may be wrong with one object: at most one split, then overlaps, strongest first. `sees` says which other
    /// objects the asker may know of; the rest is as if it were not there.
    #[must_use]
    pub fn findings_of(
        &self,
        id: SubjectId,
        limits: &Limits,
        sees: &dyn Fn(SubjectId) -> bool,
    ) -> Vec<Finding> {
        let Some(place) = self.places.get(&id).copied().filter(|_| sees(id)) else { return Vec::new() };
        let mut overlaps = self.overlaps(place, sees);
        rank(&mut overlaps);
        overlaps.truncate(MOST_OVERLAPS);
        let split = split::find(self, place, limits, sees);
        split.into_iter().chain(overlaps).collect()
    }

    /// Everything that may be wrong with the objects of one list, or with all of them; strongest first, each once.
    #[must_use]
    pub fn findings(
        &self,
        import: Option<ImportId>,
        limits: &Limits,
        sees: &dyn Fn(SubjectId) -> bool,
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .entries
            .iter()
            .filter(|(_, features)| import.is_none() || features.import == import)
            .flat_map(|(id, _)| self.findings_of(*id, limits, sees))
            .collect();
        rank(&mut findings);
        let mut known = HashSet::new();
        findings.retain(|finding| known.insert((finding.kind, finding.subjects.clone())));
        findings
    }

    pub(super) fn at(&self, place: Place) -> Option<(SubjectId, &Features)> {
        let (id, features) = self.entries.get(usize::try_from(place).ok()?)?;
        Some((*id, features))
    }

    /// The objects that share a key with `features`, and how they are alike; the object itself is among them.
    pub(super) fn sharing_a_key<'a>(
        &'a self,
        features: &'a Features,
    ) -> impl Iterator<Item = (Place, Likeness)> + 'a {
        features.keys.iter().flat_map(move |key| {
            let places = self.keys.get(&hash(key)).map(Vec::as_slice).unwrap_or_default();
            let really =
                move |place: &Place| self.at(*place).is_some_and(|(_, other)| other.keys.contains(key));
            places.iter().copied().filter(really).map(move |place| (place, key.likeness))
        })
    }

    /// The overlaps of the object at `place`. Candidates are found by the rarest pairs of characters; only how long
    /// that takes depends on the other objects, and at great numbers which of the faintest likenesses are tried.
    fn overlaps(&self, place: Place, sees: &dyn Fn(SubjectId) -> bool) -> Vec<Finding> {
        let Some((id, features)) = self.at(place) else { return Vec::new() };
        let mut lists: Vec<&[Place]> =
            pairs_of(features).iter().filter_map(|pair| self.pairs.get(pair)).map(Vec::as_slice).collect();
        lists.sort_by_key(|places| places.len());
        let mut shared: HashMap<Place, u32> = HashMap::new();
        let mut seen = 0;
        for places in lists.into_iter().filter(|places| places.len() > 1) {
            seen += places.len();
            if seen > MOST_PLACES && !shared.is_empty() {
                break;
            }
            for other in places.iter().copied().filter(|other| *other != place) {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut candidates: Vec<(Place, u32)> = shared.into_iter().collect();
        candidates.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        candidates
            .into_iter()
            .filter_map(|(place, _)| self.at(place))
            .filter(|(other, _)| sees(*other))
            .take(MOST_COMPARED)
            .filter_map(|other| overlap::compare((id, features), other))
            .collect()
    }
}

fn hash(key: &Key) -> u64 {
    // The same in every run, unlike the hasher of a map.
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn hashes(keys: &[Key]) -> Vec<u64> {
    let mut hashes: Vec<u64> = keys.iter().map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn pairs_of(features: &Features) -> Vec<u32> {
    let mut pairs: Vec<u32> = features.name_grams.iter().chain(features.content_grams.iter()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Takes `place` out of the lists of what is gone and puts it into those of what is new. Both are sorted.
fn replace<K: Copy + Eq + Hash + Ord>(
    lists: &mut HashMap<K, Vec<Place>>,
    old: &[K],
    new: &[K],
    place: Place,
) {
    for gone in old.iter().filter(|key| new.binary_search(key).is_err()) {
        if let Some(places) = lists.get_mut(gone)
            && let Ok(at) = places.binary_search(&place)
        {
            places.remove(at);
        }
    }
    for added in new.iter().filter(|key| old.binary_search(key).is_err()) {
        let places = lists.entry(*added).or_default();
        if let Err(at) = places.binary_search(&place) {
            places.insert(at, place);
        }
    }
}

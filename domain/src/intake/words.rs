//! Word lists searched all at once.
//!
//! A search machine over bytes takes three dependent steps for every Chinese character. Here the first
//! character alone leads to the few words that can begin there, mostly to none.

/// How many slots the first characters are spread over.
const SLOTS: usize = 1024;

/// A list of words, each with what it means. Where words overlap, the one that begins first and is longest
/// counts, so a longer word can take a shorter one out of consideration.
#[derive(Debug)]
pub(super) struct Lexicon<T> {
    /// For each slot the range of its words.
    slots: Vec<(usize, usize)>,
    /// Sorted by slot, then longest first.
    words: Vec<(&'static str, T)>,
}

impl<T: Copy> Lexicon<T> {
    pub(super) fn new(list: &[(&'static str, T)]) -> Self {
        let mut words = list.to_vec();
        words.retain(|(word, _)| !word.is_empty());
        words.sort_by_key(|(word, _)| (word.chars().next().map(slot), std::cmp::Reverse(word.len())));
        let mut slots = vec![(0, 0); SLOTS];
        for (at, (word, _)) in words.iter().enumerate() {
            if let Some(range) = word.chars().next().and_then(|first| slots.get_mut(slot(first))) {
                let start = if range.1 == 0 { at } else { range.0 };
                *range = (start, at + 1);
            }
        }
        Self { slots, words }
    }

    /// The words found in `text`, in order.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'static str, T)> + 'a {
        let mut characters = text.chars();
        std::iter::from_fn(move || {
            loop {
                let rest = characters.as_str();
                let first = characters.next()?;
                let (start, end) = self.slots.get(slot(first)).copied().unwrap_or_default();
                if start == end {
                    continue;
                }
                let candidates = self.words.get(start..end).unwrap_or_default();
                if let Some((word, meaning)) = candidates.iter().find(|(word, _)| rest.starts_with(word)) {
                    characters = rest.get(word.len()..).unwrap_or_default().chars();
                    return Some((*word, *meaning));
                }
            }
        })
    }
}

const fn slot(first: char) -> usize {
    first as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_longest_word_counts() {
        let lexicon = Lexicon::new(&[("服务", 1), ("服务楼", 2), ("楼", 3), ("楼道", 4), ("PPP", 5)]);
        let found = |text: &'static str| lexicon.find(text).map(|(_, meaning)| meaning).collect::<Vec<_>>();
        assert_eq!(found("服务楼道"), [2]);
        assert_eq!(found("新建楼道、服务"), [4, 1]);
        assert_eq!(found("三峡PPPP"), [5]);
        assert_eq!(found("𠀀服"), [] as [i32; 0]);
        assert_eq!(found(""), [] as [i32; 0]);
    }
}

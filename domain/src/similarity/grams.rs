//! Pairs of neighbouring characters, by which texts are compared.

/// The distinct pairs of neighbouring characters of a text, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Grams(Box<[u32]>);

impl Grams {
    /// Of the text's letters and digits, up to `most` pairs.
    pub(super) fn of(text: &str, most: usize) -> Self {
        let mut characters = text.chars().filter(|character| character.is_alphanumeric());
        let Some(mut before) = characters.next() else { return Self::default() };
        let mut pairs: Vec<u32> = Vec::new();
        for character in characters.take(most) {
            pairs.push(pair(before, character));
            before = character;
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs.into_boxed_slice())
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The pairs in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied()
    }

    /// How much of both texts is the same, in per cent, cut off (Dice's coefficient). Two texts without any pair have
    /// nothing in common.
    pub(super) fn similarity(&self, other: &Self) -> u32 {
        let together = self.len() + other.len();
        let shared = shared(&self.0, &other.0);
        (200 * shared).checked_div(together).and_then(|share| u32::try_from(share).ok()).unwrap_or(0)
    }
}

/// How many values two sorted lists share.
fn shared(first: &[u32], second: &[u32]) -> usize {
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    let mut count = 0;
    while let (Some(one), Some(other)) = (first.peek(), second.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(first.next()),
            std::cmp::Ordering::Greater => drop(second.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                first.next();
                second.next();
            }
        }
    }
    count
}

/// Exact for all characters in use in China but the rarest, which share numbers with others.
fn pair(first: char, second: char) -> u32 {
    (u32::from(first) << 16) ^ u32::from(second)
}

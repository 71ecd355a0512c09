//! From a seed to an order: `ChaCha20`, rejection, Fisher–Yates. The description is in the documentation of the
//! module above; nothing here depends on the habits of a library's shuffle.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};

use super::encoding::Hashing;

/// One more than the largest word.
const WORDS: u64 = 1 << 32;

/// The keystream of one stratum, read as 32-bit words.
struct Keystream(ChaCha20);

impl Keystream {
    fn new(seed: &str, stratum: &str) -> Self {
        let key = Hashing::of("quanheng/draw/stratum/1").field(seed).field(stratum).bytes();
        Self(ChaCha20::new(&key.into(), &[0; 12].into()))
    }

    /// The next four bytes, least significant first. The keystream has 2^36 words, far more than a pool of the
    /// largest size can use up.
    fn word(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.apply_keystream(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    /// A whole number below `bound`, every one equally likely: words beyond the largest multiple of `bound` are
    /// thrown away, as they would favour the small numbers.
    fn below(&mut self, bound: u64) -> u64 {
        let limit = WORDS - WORDS % bound;
        loop {
            let word = u64::from(self.word());
            if word < limit {
                return word % bound;
            }
        }
    }
}

/// The order in which the candidates of one stratum are drawn: seats first, reserves after. `ids` are in the order
/// of the snapshot.
#[must_use]
pub fn draw_order(seed: &str, stratum: &str, ids: Vec<String>) -> Vec<String> {
    let mut keystream = Keystream::new(seed, stratum);
    let mut order = ids;
    for last in (1..order.len()).rev() {
        let chosen = keystream.below(last as u64 + 1);
        order.swap(last, chosen as usize);
    }
    order
}

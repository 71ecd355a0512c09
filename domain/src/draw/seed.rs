//! The seed: several parties each bind themselves to a contribution before any contribution is known.

use serde::{Deserialize, Serialize};

use super::encoding::{Hashing, is_lower_hexadecimal};
use crate::issue::{Issue, require};

/// The least number of hexadecimal digits of a salt: 128 bits, so that a contribution as short as three dice
/// cannot be found by trying.
const LEAST_SALT_DIGITS: usize = 32;
/// The most digits and characters of what a party reveals.
const LONGEST: usize = 256;

/// What one party puts into the seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// Chosen at random by the party: 32 to 256 lower-case hexadecimal digits.
    pub salt: String,
    /// Any text: three dice, a lottery result, a phrase.
    pub text: String,
}

impl Contribution {
    /// What the party hands in before anything is revealed. It binds the party to this contribution in the round
    /// that the step with the digest `opening` opened, and in no other.
    #[must_use]
    pub fn commitment(&self, opening: &str, party: &str) -> String {
        Hashing::of("quanheng/draw/commitment/1")
            .field(opening)
            .field(party)
            .field(&self.salt)
            .field(&self.text)
            .hex()
    }

    /// What is wrong with it.
    pub(super) fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        if !(LEAST_SALT_DIGITS..=LONGEST).contains(&self.salt.len()) || !is_lower_hexadecimal(&self.salt) {
            let message = format!("随机盐应为{LEAST_SALT_DIGITS}至{LONGEST}位小写十六进制数字");
            issues.push(Issue::new("contribution.salt", "malformed", message));
        }
        require(&mut issues, "contribution.text", "提供的数", &self.text);
        if self.text.chars().count() > LONGEST {
            let message = format!("提供的数不应超过{LONGEST}个字符");
            issues.push(Issue::new("contribution.text", "too_long", message));
        }
        issues
    }
}

/// The seed, 64 hexadecimal digits, from every contribution in the order of the parties' names in UTF-8 bytes.
#[must_use]
pub fn seed<'a>(
    snapshot_hash: &str,
    opening: &str,
    contributions: impl ExactSizeIterator<Item = (&'a String, &'a Contribution)>,
) -> String {
    Hashing::of("quanheng/draw/seed/1")
        .field(snapshot_hash)
        .field(opening)
        .list(contributions, |hashing, (party, contribution)| {
            hashing.field(party).field(&contribution.salt).field(&contribution.text)
        })
        .hex()
}

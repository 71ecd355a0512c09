//! How values become bytes before they are hashed: one rule for everything in a draw.

use sm3::{Digest, Sm3};

/// SM3 over a label and fields, each written as a netstring: the number of its UTF-8 bytes in decimal, a colon,
/// the bytes, a comma. No two lists of fields have the same bytes.
pub(super) struct Hashing(Sm3);

impl Hashing {
    /// Starts with the label that says what is hashed, so that no hash can stand for one of another kind.
    pub(super) fn of(label: &str) -> Self {
        Self(Sm3::new()).field(label)
    }

    /// One text.
    pub(super) fn field(mut self, text: &str) -> Self {
        self.0.update(text.len().to_string());
        self.0.update(b":");
        self.0.update(text);
        self.0.update(b",");
        self
    }

    /// One number, as decimal digits.
    pub(super) fn number(self, number: u64) -> Self {
        self.field(&number.to_string())
    }

    /// A list: how many there are, then each as `write` writes it.
    pub(super) fn list<T>(
        self,
        items: impl ExactSizeIterator<Item = T>,
        write: impl Fn(Self, T) -> Self,
    ) -> Self {
        let counted = self.number(items.len() as u64);
        items.fold(counted, write)
    }

    /// The 32 bytes.
    pub(super) fn bytes(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    /// The hash as 64 lower-case hexadecimal digits.
    pub(super) fn hex(self) -> String {
        hex::encode(self.bytes())
    }
}

/// Whether `text` is a hash as this module writes it.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && is_lower_hexadecimal(text)
}

/// Whether there is nothing but lower-case hexadecimal digits in `text`.
pub(super) fn is_lower_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// `2026-11-24T07:56:57.123Z`, the only form a time has in a record.
pub(super) mod moment {
    use chrono::{DateTime, SecondsFormat, Utc};
    use serde::{Deserialize, Deserializer, Serializer, de};

    /// The time as a record writes it.
    pub(in crate::draw) fn text(at: DateTime<Utc>) -> String {
        at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    pub(in crate::draw) fn serialize<S: Serializer>(
        at: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(*at))
    }

    pub(in crate::draw) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        let written = String::deserialize(deserializer)?;
        let at: DateTime<Utc> = written.parse().map_err(de::Error::custom)?;
        if text(at) == written {
            Ok(at)
        } else {
            Err(de::Error::custom("时间应写作2026-11-24T07:56:57.123Z"))
        }
    }
}

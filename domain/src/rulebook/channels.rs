//! Art. 14(1): through which channels a working group learns what the unit does not tell.

use serde::{Deserialize, Serialize};

/// The channels that the measure names. A rulebook without them takes any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InformationChannels {
    /// The article.
    pub article: String,
    /// Their names in the order of the text.
    pub names: Vec<String>,
    /// Whether the text is open (等), so that another channel can be used and named.
    pub others_allowed: bool,
}

impl InformationChannels {
    /// Whether something can be learnt through a channel of that name.
    #[must_use]
    pub fn admits(&self, name: &str) -> bool {
        self.others_allowed || self.names.iter().any(|known| known == name)
    }
}

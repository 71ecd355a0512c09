//! What happens to the registers.

use serde::{Deserialize, Deserializer, Serialize};

use super::records::{ComparisonContents, CrossCheckContents, EvidenceLink, InquiryContents};

/// The working group's registers, and what the meeting was asked to mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EvidenceChange {
    /// Something was learnt through a channel.
    InquiryRecorded {
        /// Which, counted from 1.
        number: u32,
        /// What.
        inquiry: InquiryContents,
    },
    /// A claim was compared with several sources.
    CrossCheckRecorded {
        /// Which, counted from 1.
        number: u32,
        /// What.
        cross_check: CrossCheckContents,
    },
    /// A contradiction was resolved.
    ContradictionResolved {
        /// Of which cross-check.
        number: u32,
        /// How.
        resolution: String,
    },
    /// Another policy or project was compared.
    ComparisonRecorded {
        /// Which, counted from 1.
        number: u32,
        /// What.
        comparison: ComparisonContents,
    },
    /// The meeting was asked to mind something.
    RedFlagRaised {
        /// Which, counted from 1.
        number: u32,
        /// The question of Art. 7 that it is about.
        point: Option<String>,
        /// What has to be minded.
        text: String,
    },
    /// The meeting dealt with it.
    RedFlagAnswered {
        /// Which.
        number: u32,
        /// How.
        answer: String,
    },
}

/// Reads the evidence of a mark. Before there were links it was one text, and such events are in journals for good.
pub(in crate::evaluation) fn links_or_words<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<EvidenceLink>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Words(String),
        Links(Vec<EvidenceLink>),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Words(text) => vec![EvidenceLink::Words { text }],
        Either::Links(links) => links,
    })
}

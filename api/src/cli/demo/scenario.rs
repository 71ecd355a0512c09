//! What happens in the demonstration, as `demo/xinhe-road.toml` tells it.

use std::collections::BTreeMap;

use domain::actor::Role;
use serde::Deserialize;

/// The whole story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) subject: String,
    pub(super) batch: String,
    pub(super) cast: Vec<Part>,
    pub(super) expert: Vec<Expert>,
    pub(super) plan: Plan,
    pub(super) notice: BTreeMap<String, String>,
    pub(super) materials: BTreeMap<String, String>,
    pub(super) waiver: Waiver,
    pub(super) supplement: Exchange,
    pub(super) site_visit: SiteVisit,
    pub(super) evidence: Evidence,
    pub(super) argument_request: ArgumentRequest,
    pub(super) meeting: Meeting,
    pub(super) opinion: Opinion,
    pub(super) deputy_opinion: Text,
    pub(super) support: Support,
    pub(super) report: BTreeMap<String, String>,
    pub(super) preliminary: BTreeMap<String, Deduction>,
    pub(super) marks: BTreeMap<String, BTreeMap<String, Deduction>>,
}

/// Points taken off, and why.
pub(super) type Deduction = (String, String);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) post: String,
    pub(super) role: Role,
    pub(super) organisation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expert {
    pub(super) key: String,
    pub(super) post: String,
    pub(super) kind: String,
    pub(super) organisation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) methods: Vec<String>,
    pub(super) contents: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Waiver {
    pub(super) item: String,
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) text: String,
    pub(super) answer: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteVisit {
    pub(super) place: String,
    pub(super) participants: Vec<String>,
    pub(super) findings: String,
    pub(super) explanations: String,
}

/// The registers. What is learnt and compared is sent as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    pub(super) inquiry: Vec<BTreeMap<String, String>>,
    pub(super) cross_check: CrossCheck,
    pub(super) comparison: Vec<BTreeMap<String, String>>,
    pub(super) red_flag: RedFlag,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrossCheck {
    pub(super) claim: String,
    pub(super) material: String,
    pub(super) contradiction: String,
    pub(super) resolution: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedFlag {
    pub(super) point: String,
    pub(super) text: String,
    pub(super) answer: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArgumentRequest {
    pub(super) indicator: String,
    pub(super) question: String,
    pub(super) answer: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meeting {
    pub(super) place: String,
    pub(super) attendees: Vec<String>,
    pub(super) unit_report: String,
    pub(super) preliminary_report: String,
    pub(super) discussion: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opinion {
    pub(super) text: String,
    pub(super) dissent: String,
}

/// What the supported result carries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Support {
    pub(super) recommended_amount_wan: String,
    pub(super) reason: String,
    pub(super) condition: String,
    pub(super) report: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) text: String,
}

impl Scenario {
    /// The story that the program carries.
    pub(super) fn built_in() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../demo/xinhe-road.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::Scenario;

    #[test]
    fn the_story_is_complete() {
        let scenario = Scenario::built_in().unwrap();
        for expert in &scenario.expert {
            assert!(scenario.marks.contains_key(&expert.key), "{}", expert.key);
        }
        assert_eq!(scenario.marks.len(), scenario.expert.len());
    }
}

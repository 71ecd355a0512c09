//! Which conflicts follow from the facts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ARTICLE;
use super::facts::{
    CaseParties, Engagement, Examinee, ExamineeKind, Fact, Interest, PartyRole, Tie, counts_through, day,
    is_same_organisation,
};
use crate::draw::Exclusion;

/// Whether a conflict can be cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Never, by nobody.
    Hard,
    /// With a reason and a second person.
    Soft,
}

/// What a conflict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Belongs to a party.
    SameUnit(PartyRole),
    /// Took part in the application.
    TookPart,
    /// A declared interest.
    Interest(Interest),
    /// Worked for a party within three years.
    RecentEngagement(Engagement),
    /// Worked for a party, longer ago.
    PastEngagement(Engagement),
    /// Another tie.
    Tie(Tie),
}

impl Ground {
    /// Whether it can be cleared.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::SameUnit(_) | Self::TookPart | Self::Interest(_) | Self::RecentEngagement(_) => {
                Severity::Hard
            }
            Self::PastEngagement(_) | Self::Tie(_) => Severity::Soft,
        }
    }

    /// Stable code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameUnit(PartyRole::Applicant) => "same_unit_as_applicant",
            Self::SameUnit(PartyRole::ProjectUnit) => "same_unit_as_project_unit",
            Self::SameUnit(PartyRole::ThirdParty) => "same_unit_as_third_party",
            Self::TookPart => "took_part_in_application",
            Self::Interest(Interest::Family) => "family_interest",
            Self::Interest(Interest::Money) => "money_interest",
            Self::RecentEngagement(Engagement::Employment) => "recent_employment",
            Self::RecentEngagement(Engagement::Advice) => "recent_advice",
            Self::PastEngagement(Engagement::Employment) => "past_employment",
            Self::PastEngagement(Engagement::Advice) => "past_advice",
            Self::Tie(Tie::LegalDispute) => "legal_dispute",
            Self::Tie(Tie::Acquaintance) => "acquaintance",
            Self::Tie(Tie::StatedOpinion) => "stated_opinion",
            Self::Tie(Tie::SuperiorOrSubordinate) => "superior_or_subordinate",
            Self::Tie(Tie::Other) => "other_tie",
        }
    }
}

/// One conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it rests on.
    pub ground: Ground,
    /// What it is, in Chinese, with the unit or the work it is about.
    pub reason: String,
}

impl Conflict {
    /// The article: `第二十二条`.
    #[must_use]
    pub const fn article(&self) -> &'static str {
        ARTICLE
    }

    /// Whether it can never be cleared.
    #[must_use]
    pub fn is_hard(&self) -> bool {
        self.ground.severity() == Severity::Hard
    }
}

/// Why somebody with the conflict is not in the pool of a draw.
impl From<&Conflict> for Exclusion {
    fn from(conflict: &Conflict) -> Self {
        Self {
            code: conflict.ground.code().to_owned(),
            article: conflict.article().to_owned(),
            reason: conflict.reason.clone(),
        }
    }
}

/// Every conflict of `examinee` on the day `on`, hard ones first. Each fact is judged by itself: a further fact can add
/// a conflict and never removes one.
#[must_use]
pub fn conflicts(examinee: &Examinee, parties: &CaseParties, on: NaiveDate) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (role, party) in judged_parties(examinee, parties) {
        if is_same_organisation(&examinee.organisation, party) {
            let reason = match examinee.kind {
                ExamineeKind::Person => format!("{}与{}同属{party}，应当回避", examinee.name, role.label()),
                ExamineeKind::Firm => format!("{}就是{}，应当回避", examinee.name, role.label()),
            };
            found.push(Conflict { ground: Ground::SameUnit(role), reason });
        }
    }
    found.extend(examinee.facts.iter().flat_map(|fact| from_fact(examinee, fact, parties, on)));
    found.sort_by_key(|conflict| conflict.ground.severity());
    found
}

/// A firm is not in conflict with being commissioned.
fn judged_parties<'a>(
    examinee: &Examinee,
    parties: &'a CaseParties,
) -> impl Iterator<Item = (PartyRole, &'a str)> {
    let kind = examinee.kind;
    parties.all().filter(move |(role, _)| kind == ExamineeKind::Person || *role != PartyRole::ThirdParty)
}

fn from_fact(examinee: &Examinee, fact: &Fact, parties: &CaseParties, on: NaiveDate) -> Vec<Conflict> {
    let name = &examinee.name;
    match fact {
        Fact::Participation { work } => {
            let reason = format!("{name}参与过本项申报（{work}），应当回避");
            vec![Conflict { ground: Ground::TookPart, reason }]
        }
        Fact::Interest { kind, detail } => {
            let what = match kind {
                Interest::Family => "亲属关系",
                Interest::Money => "经济利益关系",
            };
            let reason = format!("{name}申报有{what}（{detail}），应当回避");
            vec![Conflict { ground: Ground::Interest(*kind), reason }]
        }
        Fact::Engagement { kind, organisation, until } => judged_parties(examinee, parties)
            .filter(|(_, party)| is_same_organisation(organisation, party))
            .map(|(role, party)| from_engagement(name, *kind, role, party, *until, on))
            .collect(),
        Fact::Tie { kind, detail } => {
            let reason = format!("{name}{}（{detail}），须说明理由并由第二人同意", kind.label());
            vec![Conflict { ground: Ground::Tie(*kind), reason }]
        }
    }
}

fn from_engagement(
    name: &str,
    kind: Engagement,
    role: PartyRole,
    party: &str,
    until: Option<NaiveDate>,
    on: NaiveDate,
) -> Conflict {
    let (role, label) = (role.label(), kind.label());
    let Some(until) = until else {
        let reason = format!("{name}在{role}{party}{label}，尚未结束或者未写明何时结束，应当回避");
        return Conflict { ground: Ground::RecentEngagement(kind), reason };
    };
    match counts_through(until) {
        Some(last) if last < on => {
            let reason = format!(
                "{name}曾在{role}{party}{label}，{}结束，已满三年，须说明理由并由第二人同意",
                day(until)
            );
            Conflict { ground: Ground::PastEngagement(kind), reason }
        }
        Some(_) | None => {
            let reason = format!("{name}在{role}{party}{label}，至{}未满三年或者尚未结束，应当回避", day(on));
            Conflict { ground: Ground::RecentEngagement(kind), reason }
        }
    }
}

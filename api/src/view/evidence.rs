//! What judgements rest on, for those who may see it: registers, links to evidence, the site visit, a commission.

use domain::classification::ObjectKind;
use domain::evaluation::{
    Commission, Comparison, ComparisonKind, CrossCheck, EvidenceLink, Inquiry, PreliminaryScore, RedFlag,
    Round, SiteVisit,
};
use domain::id::ActorId;
use domain::rulebook::Rulebook;
use poem_openapi::Object;

use super::{Labelled, day};

/// 信息收集、交叉比对、对比、提请会议注意 and what they are chosen from.
#[derive(Debug, Clone, Object)]
pub struct EvidenceView {
    /// 信息收集.
    pub inquiries: Vec<InquiryView>,
    /// 交叉比对.
    pub cross_checks: Vec<CrossCheckView>,
    /// 外地同类政策和项目: what the report's comparison is written from.
    pub comparable: Vec<ComparisonView>,
    /// 与现行政策和项目交叉重复: what the report's statement on overlaps is written from.
    pub overlaps: Vec<ComparisonView>,
    /// 提请会议注意; a reader who may not see the registers sees their own.
    pub red_flags: Vec<RedFlagView>,
    /// 现场调研.
    pub site_visit: Option<SiteVisitView>,
    /// 委托第三方机构.
    pub commission: Option<CommissionView>,
    /// The channels that the rulebook names.
    pub channels: Vec<String>,
    /// The questions that the rulebook marks for the meeting to mind.
    pub red_flag_points: Vec<Labelled>,
}

/// What was learnt through a channel.
#[derive(Debug, Clone, Object)]
pub struct InquiryView {
    /// Its number, from 1.
    pub number: u32,
    /// The channel.
    pub channel: String,
    /// The day.
    pub on: String,
    /// Where it was learnt.
    pub source: String,
    /// What was learnt.
    pub learnt: String,
    /// SM3 of files that show it.
    pub digests: Vec<String>,
    /// Who recorded it, as a post.
    pub recorded_by: String,
}

/// A claim compared with several sources.
#[derive(Debug, Clone, Object)]
pub struct CrossCheckView {
    /// Its number, from 1.
    pub number: u32,
    /// What was claimed.
    pub claim: String,
    /// What it was compared with.
    pub sources: Vec<EvidenceLinkView>,
    /// How they contradict.
    pub contradiction: Option<String>,
    /// How that was resolved.
    pub resolution: Option<String>,
    /// Whether nothing contradicts, or what did was resolved.
    pub settled: bool,
    /// Who recorded it, as a post.
    pub recorded_by: String,
}

/// Another policy or project.
#[derive(Debug, Clone, Object)]
pub struct ComparisonView {
    /// Its number, from 1, counted over both kinds.
    pub number: u32,
    /// What it is to this one.
    pub kind: Labelled,
    /// Its name.
    pub name: String,
    /// The place, or the unit that runs it.
    pub place: String,
    /// What is compared.
    pub compared: String,
    /// What the comparison shows.
    pub finding: String,
    /// Where the other's figures are from.
    pub source: String,
    /// Who recorded it, as a post.
    pub recorded_by: String,
}

/// What the meeting is asked to mind. It fails nothing by itself.
#[derive(Debug, Clone, Object)]
pub struct RedFlagView {
    /// Its number, from 1.
    pub number: u32,
    /// The question of Art. 7 that it is about, where the rulebook marks one.
    pub point: Option<Labelled>,
    /// What has to be minded.
    pub text: String,
    /// Who raised it, as a post.
    pub raised_by: String,
    /// How the meeting dealt with it.
    pub answer: Option<String>,
}

/// A source: exactly one of the fields is given, as in a request, and what it is called.
#[derive(Debug, Clone, Object)]
pub struct EvidenceLinkView {
    /// The code of a checklist item.
    pub material: Option<String>,
    /// The number of an entry of 信息收集.
    pub inquiry: Option<u32>,
    /// The number of a 交叉比对.
    pub cross_check: Option<u32>,
    /// The number of an entry of 对比和交叉重复.
    pub comparison: Option<u32>,
    /// The site visit.
    pub site_visit: Option<bool>,
    /// Another source in words.
    pub words: Option<String>,
    /// What it is called.
    pub label: String,
}

/// The site visit.
#[derive(Debug, Clone, Object)]
pub struct SiteVisitView {
    /// The day, when it took place.
    pub on: Option<String>,
    /// The place.
    pub place: Option<String>,
    /// Who took part, as posts.
    pub participants: Vec<String>,
    /// What was seen.
    pub findings: Option<String>,
    /// What the unit explained.
    pub explanations: Option<String>,
    /// Photographs and other files.
    pub files: Vec<VisitFileView>,
    /// Why it was left out.
    pub skipped_because: Option<String>,
}

/// A file of the site visit.
#[derive(Debug, Clone, Object)]
pub struct VisitFileView {
    /// SM3 of the file.
    pub digest: String,
    /// What it shows.
    pub caption: String,
}

/// A commissioned third party.
#[derive(Debug, Clone, Object)]
pub struct CommissionView {
    /// The firm.
    pub firm: String,
    /// The contract.
    pub contract: String,
    /// The fee, such as `12万元`; commissions from before fees were recorded have none.
    pub fee: Option<String>,
    /// Where the fee comes from.
    pub fee_source: String,
}

/// The working group's mark of one indicator with its four fields.
#[derive(Debug, Clone, Object)]
pub struct PreliminaryScoreView {
    /// The indicator.
    pub indicator: String,
    /// The mark, two decimals.
    pub score: String,
    /// 评分依据.
    pub basis: String,
    /// 评分要点.
    pub points: String,
    /// 证明资料.
    pub evidence: Vec<EvidenceLinkView>,
    /// 评分原因.
    pub reason: String,
}

impl EvidenceView {
    /// Everything there is.
    pub fn whole(round: &Round, object: ObjectKind, rulebook: &Rulebook) -> Self {
        let evidence = &round.evidence;
        let comparisons = |kind| {
            numbered(&evidence.comparisons)
                .filter(|(_, entry)| entry.contents.kind == kind)
                .map(|(number, entry)| ComparisonView::new(number, entry))
                .collect()
        };
        Self {
            inquiries: numbered(&evidence.inquiries)
                .map(|(number, entry)| InquiryView::new(number, entry))
                .collect(),
            cross_checks: numbered(&evidence.cross_checks)
                .map(|(number, entry)| CrossCheckView::new(number, entry, round))
                .collect(),
            comparable: comparisons(ComparisonKind::Comparable),
            overlaps: comparisons(ComparisonKind::Overlap),
            site_visit: round.site_visit.as_ref().map(SiteVisitView::from),
            commission: round.third_party.as_ref().map(CommissionView::from),
            ..Self::with_flags(round, object, rulebook, |_| true)
        }
    }

    /// Nothing but the red flags that the reader raised.
    pub fn own(round: &Round, object: ObjectKind, rulebook: &Rulebook, reader: ActorId) -> Self {
        Self::with_flags(round, object, rulebook, |flag| flag.raised_by.actor == reader)
    }

    fn with_flags(
        round: &Round,
        object: ObjectKind,
        rulebook: &Rulebook,
        shown: impl Fn(&RedFlag) -> bool,
    ) -> Self {
        Self {
            inquiries: Vec::new(),
            cross_checks: Vec::new(),
            comparable: Vec::new(),
            overlaps: Vec::new(),
            red_flags: numbered(&round.evidence.red_flags)
                .filter(|(_, flag)| shown(flag))
                .map(|(number, flag)| RedFlagView::new(number, flag, object, rulebook))
                .collect(),
            site_visit: None,
            commission: None,
            channels: rulebook
                .information_channels
                .as_ref()
                .map_or_else(Vec::new, |channels| channels.names.clone()),
            red_flag_points: rulebook
                .tree(object)
                .points()
                .filter(|point| point.red_flag)
                .map(|point| Labelled { code: point.code.clone(), label: point.text.clone() })
                .collect(),
        }
    }
}

/// Entries with their numbers, from 1.
fn numbered<T>(entries: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (1..).zip(entries)
}

impl InquiryView {
    fn new(number: u32, entry: &Inquiry) -> Self {
        let contents = &entry.contents;
        Self {
            number,
            channel: contents.channel.clone(),
            on: day(contents.on),
            source: contents.source.clone(),
            learnt: contents.learnt.clone(),
            digests: contents.digests.clone(),
            recorded_by: entry.recorded_by.post.clone(),
        }
    }
}

impl CrossCheckView {
    fn new(number: u32, entry: &CrossCheck, round: &Round) -> Self {
        let contradiction = entry.contradiction.as_ref();
        Self {
            number,
            claim: entry.claim.clone(),
            sources: link_views(&entry.sources, round),
            contradiction: contradiction.map(|contradiction| contradiction.text.clone()),
            resolution: contradiction
                .and_then(|contradiction| contradiction.resolution.as_ref())
                .map(|resolution| resolution.text.clone()),
            settled: entry.is_settled(),
            recorded_by: entry.recorded_by.post.clone(),
        }
    }
}

impl ComparisonView {
    fn new(number: u32, entry: &Comparison) -> Self {
        let contents = &entry.contents;
        Self {
            number,
            kind: Labelled::new(&contents.kind, contents.kind.label()),
            name: contents.name.clone(),
            place: contents.place.clone(),
            compared: contents.compared.clone(),
            finding: contents.finding.clone(),
            source: contents.source.clone(),
            recorded_by: entry.recorded_by.post.clone(),
        }
    }
}

impl RedFlagView {
    fn new(number: u32, flag: &RedFlag, object: ObjectKind, rulebook: &Rulebook) -> Self {
        let text_of = |code: &String| {
            let mut points = rulebook.tree(object).points();
            points.find(|point| point.code == *code).map_or_else(|| code.clone(), |point| point.text.clone())
        };
        let point = flag.point.as_ref().map(|code| Labelled { code: code.clone(), label: text_of(code) });
        Self {
            number,
            point,
            text: flag.text.clone(),
            raised_by: flag.raised_by.post.clone(),
            answer: flag.answer.as_ref().map(|answer| answer.text.clone()),
        }
    }
}

impl EvidenceLinkView {
    fn new(link: &EvidenceLink, round: &Round) -> Self {
        let empty = Self {
            material: None,
            inquiry: None,
            cross_check: None,
            comparison: None,
            site_visit: None,
            words: None,
            label: String::new(),
        };
        match link {
            EvidenceLink::Material { item } => {
                let name = round.checklist.get(item).map_or("", |entry| entry.name.as_str());
                Self { material: Some(item.clone()), label: format!("{item}{name}"), ..empty }
            }
            EvidenceLink::Inquiry { number } => {
                Self { inquiry: Some(*number), label: format!("信息收集第{number}项"), ..empty }
            }
            EvidenceLink::CrossCheck { number } => {
                Self { cross_check: Some(*number), label: format!("交叉比对第{number}项"), ..empty }
            }
            EvidenceLink::Comparison { number } => {
                Self {
                    comparison: Some(*number), label: format!("对比和交叉重复第{number}项"), ..empty
                }
            }
            EvidenceLink::SiteVisit => {
                Self { site_visit: Some(true), label: "现场调研记录".to_owned(), ..empty }
            }
            EvidenceLink::Words { text } => Self { words: Some(text.clone()), label: text.clone(), ..empty },
        }
    }
}

fn link_views(links: &[EvidenceLink], round: &Round) -> Vec<EvidenceLinkView> {
    links.iter().map(|link| EvidenceLinkView::new(link, round)).collect()
}

impl From<&SiteVisit> for SiteVisitView {
    fn from(visit: &SiteVisit) -> Self {
        let empty = Self {
            on: None,
            place: None,
            participants: Vec::new(),
            findings: None,
            explanations: None,
            files: Vec::new(),
            skipped_because: None,
        };
        match visit {
            SiteVisit::Recorded { on, place, participants, findings, explanations, files } => Self {
                on: Some(day(*on)),
                place: Some(place.clone()),
                participants: participants.clone(),
                findings: Some(findings.clone()),
                explanations: Some(explanations.clone()),
                files: files
                    .iter()
                    .map(|file| VisitFileView { digest: file.digest.clone(), caption: file.caption.clone() })
                    .collect(),
                ..empty
            },
            SiteVisit::Skipped { reason } => Self { skipped_because: Some(reason.clone()), ..empty },
        }
    }
}

impl From<&Commission> for CommissionView {
    fn from(commission: &Commission) -> Self {
        Self {
            firm: commission.firm.clone(),
            contract: commission.contract.clone(),
            fee: commission.fee.map(|fee| fee.to_string()),
            fee_source: commission.fee_source.clone(),
        }
    }
}

/// The preliminary marks, by indicator.
pub fn preliminary_scores(round: &Round) -> Vec<PreliminaryScoreView> {
    let view = |(indicator, entry): (&String, &PreliminaryScore)| PreliminaryScoreView {
        indicator: indicator.clone(),
        score: entry.score.to_string(),
        basis: entry.basis.clone(),
        points: entry.points.clone(),
        evidence: link_views(&entry.evidence, round),
        reason: entry.reason.clone(),
    };
    round.preliminary.iter().map(view).collect()
}

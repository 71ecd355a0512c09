//! Registers, links and files that judgements rest on.

use std::collections::BTreeMap;

use domain::evaluation::{
    Comparison, ComparisonContents, Contradiction, CrossCheck, Evidence, EvidenceLink, Inquiry,
    InquiryContents, RedFlag, RedFlagAnswer, Resolution, VisitFile,
};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::evaluations::entities::{
    comparison, cross_check, evidence_file, evidence_link, inquiry, red_flag,
};
use crate::evaluations::names::{
    name_of, named, position, read_day, read_number, read_optional_person, read_person, write_optional_person,
};
use crate::evaluations::statements::RoundKey;

/// What a link belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::evaluations) enum LinkOwner {
    /// A preliminary mark, by its indicator.
    Preliminary,
    /// A cross-check, by its number.
    CrossCheck,
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::evaluations) enum FileOwner {
    /// An inquiry, by its number.
    Inquiry,
    /// An answer to a request for more, by its number.
    Supplement,
    /// The site visit; its number is 1.
    SiteVisit,
}

/// Which kind of link a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LinkKind {
    Material,
    Inquiry,
    CrossCheck,
    Comparison,
    SiteVisit,
    Words,
}

pub(in crate::evaluations) fn link_rows(
    key: &RoundKey,
    owner: LinkOwner,
    reference: &str,
    links: &[EvidenceLink],
) -> Result<Vec<evidence_link::Model>, StoreError> {
    let row = |(index, link): (usize, &EvidenceLink)| {
        let numbered = |number: &u32| Some(i64::from(*number));
        let (kind, item, number, words) = match link {
            EvidenceLink::Material { item } => (LinkKind::Material, Some(item.clone()), None, None),
            EvidenceLink::Inquiry { number } => (LinkKind::Inquiry, None, numbered(number), None),
            EvidenceLink::CrossCheck { number } => (LinkKind::CrossCheck, None, numbered(number), None),
            EvidenceLink::Comparison { number } => (LinkKind::Comparison, None, numbered(number), None),
            EvidenceLink::SiteVisit => (LinkKind::SiteVisit, None, None, None),
            EvidenceLink::Words { text } => (LinkKind::Words, None, None, Some(text.clone())),
        };
        Ok(evidence_link::Model {
            evaluation_id: key.evaluation.clone(),
            round: key.round,
            owner: name_of(&owner)?,
            reference: reference.to_owned(),
            position: position(index)?,
            kind: name_of(&kind)?,
            item,
            number,
            words,
        })
    };
    links.iter().enumerate().map(row).collect()
}

fn read_link(row: evidence_link::Model) -> Result<EvidenceLink, StoreError> {
    let number = |number: Option<i64>| number.ok_or_else(half).and_then(read_number);
    Ok(match named(&row.kind)? {
        LinkKind::Material => EvidenceLink::Material { item: row.item.ok_or_else(half)? },
        LinkKind::Inquiry => EvidenceLink::Inquiry { number: number(row.number)? },
        LinkKind::CrossCheck => EvidenceLink::CrossCheck { number: number(row.number)? },
        LinkKind::Comparison => EvidenceLink::Comparison { number: number(row.number)? },
        LinkKind::SiteVisit => EvidenceLink::SiteVisit,
        LinkKind::Words => EvidenceLink::Words { text: row.words.ok_or_else(half)? },
    })
}

fn half() -> StoreError {
    StoreError::corrupt("half a link to evidence")
}

/// The links of one round, by what they belong to. What is left when the round is put together belongs to nothing.
pub(in crate::evaluations) struct Links(BTreeMap<(LinkOwner, String), Vec<EvidenceLink>>);

impl Links {
    /// Reads the rows of one round, which are in the order of their key.
    pub(in crate::evaluations) fn read(rows: Vec<evidence_link::Model>) -> Result<Self, StoreError> {
        let mut links: BTreeMap<_, Vec<EvidenceLink>> = BTreeMap::new();
        for row in rows {
            let key = (named(&row.owner)?, row.reference.clone());
            links.entry(key).or_default().push(read_link(row)?);
        }
        Ok(Self(links))
    }

    /// Takes the links of one owner out.
    pub(in crate::evaluations) fn take(&mut self, owner: LinkOwner, reference: &str) -> Vec<EvidenceLink> {
        self.0.remove(&(owner, reference.to_owned())).unwrap_or_default()
    }

    /// That every link was taken.
    pub(in crate::evaluations) fn all_taken(&self) -> Result<(), StoreError> {
        match self.0.keys().next() {
            None => Ok(()),
            Some((_, reference)) => {
                Err(StoreError::corrupt(format!("a link to evidence of the missing {reference:?}")))
            }
        }
    }
}

/// The rows of files that have no captions.
pub(in crate::evaluations) fn file_rows(
    key: &RoundKey,
    owner: FileOwner,
    number: i64,
    digests: &[String],
) -> Result<Vec<evidence_file::Model>, StoreError> {
    let row = |(index, digest): (usize, &String)| file_row(key, owner, number, index, digest, None);
    digests.iter().enumerate().map(row).collect()
}

pub(in crate::evaluations) fn visit_file_rows(
    key: &RoundKey,
    files: &[VisitFile],
) -> Result<Vec<evidence_file::Model>, StoreError> {
    let row = |(index, file): (usize, &VisitFile)| {
        file_row(key, FileOwner::SiteVisit, 1, index, &file.digest, Some(file.caption.clone()))
    };
    files.iter().enumerate().map(row).collect()
}

fn file_row(
    key: &RoundKey,
    owner: FileOwner,
    number: i64,
    index: usize,
    digest: &str,
    caption: Option<String>,
) -> Result<evidence_file::Model, StoreError> {
    Ok(evidence_file::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        owner: name_of(&owner)?,
        number,
        position: position(index)?,
        digest: digest.to_owned(),
        caption,
    })
}

/// The files of one round, by what they belong to.
pub(in crate::evaluations) struct Files(BTreeMap<(FileOwner, i64), Vec<evidence_file::Model>>);

impl Files {
    /// Reads the rows of one round, which are in the order of their key.
    pub(in crate::evaluations) fn read(rows: Vec<evidence_file::Model>) -> Result<Self, StoreError> {
        let mut files: BTreeMap<_, Vec<evidence_file::Model>> = BTreeMap::new();
        for row in rows {
            files.entry((named(&row.owner)?, row.number)).or_default().push(row);
        }
        Ok(Self(files))
    }

    /// Takes the digests of one owner out.
    pub(in crate::evaluations) fn take(&mut self, owner: FileOwner, number: i64) -> Vec<String> {
        let rows = self.0.remove(&(owner, number)).unwrap_or_default();
        rows.into_iter().map(|row| row.digest).collect()
    }

    /// Takes the files of the site visit out.
    pub(in crate::evaluations) fn take_of_visit(&mut self) -> Result<Vec<VisitFile>, StoreError> {
        let rows = self.0.remove(&(FileOwner::SiteVisit, 1)).unwrap_or_default();
        let file = |row: evidence_file::Model| {
            let caption = row.caption.ok_or_else(|| StoreError::corrupt("a photograph without a caption"))?;
            Ok(VisitFile { digest: row.digest, caption })
        };
        rows.into_iter().map(file).collect()
    }

    /// That every file was taken.
    pub(in crate::evaluations) fn all_taken(&self) -> Result<(), StoreError> {
        match self.0.keys().next() {
            None => Ok(()),
            Some((owner, number)) => {
                Err(StoreError::corrupt(format!("a file of the missing {owner:?} {number}")))
            }
        }
    }
}

/// The rows of the four registers of one round.
pub(in crate::evaluations) struct Registers {
    pub(in crate::evaluations) inquiries: Vec<inquiry::Model>,
    pub(in crate::evaluations) cross_checks: Vec<cross_check::Model>,
    pub(in crate::evaluations) comparisons: Vec<comparison::Model>,
    pub(in crate::evaluations) red_flags: Vec<red_flag::Model>,
}

impl Registers {
    /// The registers, with the links and files that are theirs.
    pub(in crate::evaluations) fn read(
        self,
        links: &mut Links,
        files: &mut Files,
    ) -> Result<Evidence, StoreError> {
        let inquiries = self.inquiries.into_iter().map(|row| {
            let digests = files.take(FileOwner::Inquiry, row.position);
            read_inquiry(row, digests)
        });
        let cross_checks = self.cross_checks.into_iter().map(|row| {
            let sources = links.take(LinkOwner::CrossCheck, &row.position.to_string());
            read_cross_check(row, sources)
        });
        Ok(Evidence {
            inquiries: inquiries.collect::<Result<_, StoreError>>()?,
            cross_checks: cross_checks.collect::<Result<_, StoreError>>()?,
            comparisons: self
                .comparisons
                .into_iter()
                .map(read_comparison)
                .collect::<Result<_, StoreError>>()?,
            red_flags: self.red_flags.into_iter().map(read_red_flag).collect::<Result<_, StoreError>>()?,
        })
    }
}

pub(in crate::evaluations) fn inquiry_row(key: &RoundKey, number: i64, entry: &Inquiry) -> inquiry::Model {
    let Inquiry { contents, recorded_by } = entry;
    inquiry::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        position: number,
        channel: contents.channel.clone(),
        inquired_on: contents.on.to_string(),
        source: contents.source.clone(),
        learnt: contents.learnt.clone(),
        recorded_by: recorded_by.actor.to_string(),
        recorded_by_post: recorded_by.post.clone(),
        recorded_by_organisation: recorded_by.organisation.clone(),
    }
}

fn read_inquiry(row: inquiry::Model, digests: Vec<String>) -> Result<Inquiry, StoreError> {
    Ok(Inquiry {
        contents: InquiryContents {
            channel: row.channel,
            on: read_day(&row.inquired_on)?,
            source: row.source,
            learnt: row.learnt,
            digests,
        },
        recorded_by: read_person(&row.recorded_by, row.recorded_by_post, row.recorded_by_organisation)?,
    })
}

pub(in crate::evaluations) fn cross_check_row(
    key: &RoundKey,
    number: i64,
    entry: &CrossCheck,
) -> cross_check::Model {
    let contradiction = entry.contradiction.as_ref();
    let resolution = contradiction.and_then(|contradiction| contradiction.resolution.as_ref());
    let (resolved_by, resolved_by_post, resolved_by_organisation) =
        write_optional_person(resolution.map(|resolution| &resolution.resolved_by));
    cross_check::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        position: number,
        claim: entry.claim.clone(),
        contradiction: contradiction.map(|contradiction| contradiction.text.clone()),
        resolution: resolution.map(|resolution| resolution.text.clone()),
        resolved_by,
        resolved_by_post,
        resolved_by_organisation,
        recorded_by: entry.recorded_by.actor.to_string(),
        recorded_by_post: entry.recorded_by.post.clone(),
        recorded_by_organisation: entry.recorded_by.organisation.clone(),
    }
}

fn read_cross_check(row: cross_check::Model, sources: Vec<EvidenceLink>) -> Result<CrossCheck, StoreError> {
    let resolved_by =
        read_optional_person(row.resolved_by, row.resolved_by_post, row.resolved_by_organisation)?;
    let resolution = match (row.resolution, resolved_by) {
        (Some(text), Some(resolved_by)) => Some(Resolution { text, resolved_by }),
        (None, None) => None,
        _ => return Err(StoreError::corrupt("half a resolution")),
    };
    let contradiction = match (row.contradiction, resolution) {
        (Some(text), resolution) => Some(Contradiction { text, resolution }),
        (None, None) => None,
        (None, Some(_)) => return Err(StoreError::corrupt("a resolution without a contradiction")),
    };
    Ok(CrossCheck {
        claim: row.claim,
        sources,
        contradiction,
        recorded_by: read_person(&row.recorded_by, row.recorded_by_post, row.recorded_by_organisation)?,
    })
}

pub(in crate::evaluations) fn comparison_row(
    key: &RoundKey,
    number: i64,
    entry: &Comparison,
) -> Result<comparison::Model, StoreError> {
    let Comparison { contents, recorded_by } = entry;
    Ok(comparison::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        position: number,
        kind: name_of(&contents.kind)?,
        name: contents.name.clone(),
        place: contents.place.clone(),
        compared: contents.compared.clone(),
        finding: contents.finding.clone(),
        source: contents.source.clone(),
        recorded_by: recorded_by.actor.to_string(),
        recorded_by_post: recorded_by.post.clone(),
        recorded_by_organisation: recorded_by.organisation.clone(),
    })
}

fn read_comparison(row: comparison::Model) -> Result<Comparison, StoreError> {
    Ok(Comparison {
        contents: ComparisonContents {
            kind: named(&row.kind)?,
            name: row.name,
            place: row.place,
            compared: row.compared,
            finding: row.finding,
            source: row.source,
        },
        recorded_by: read_person(&row.recorded_by, row.recorded_by_post, row.recorded_by_organisation)?,
    })
}

pub(in crate::evaluations) fn red_flag_row(key: &RoundKey, number: i64, flag: &RedFlag) -> red_flag::Model {
    let (answered_by, answered_by_post, answered_by_organisation) =
        write_optional_person(flag.answer.as_ref().map(|answer| &answer.answered_by));
    red_flag::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        position: number,
        point: flag.point.clone(),
        text: flag.text.clone(),
        raised_by: flag.raised_by.actor.to_string(),
        raised_by_post: flag.raised_by.post.clone(),
        raised_by_organisation: flag.raised_by.organisation.clone(),
        answer: flag.answer.as_ref().map(|answer| answer.text.clone()),
        answered_by,
        answered_by_post,
        answered_by_organisation,
    }
}

fn read_red_flag(row: red_flag::Model) -> Result<RedFlag, StoreError> {
    let answered_by =
        read_optional_person(row.answered_by, row.answered_by_post, row.answered_by_organisation)?;
    let answer = match (row.answer, answered_by) {
        (Some(text), Some(answered_by)) => Some(RedFlagAnswer { text, answered_by }),
        (None, None) => None,
        _ => return Err(StoreError::corrupt("half an answer to a red flag")),
    };
    Ok(RedFlag {
        point: row.point,
        text: row.text,
        raised_by: read_person(&row.raised_by, row.raised_by_post, row.raised_by_organisation)?,
        answer,
    })
}

//! 交叉比对、对比和提请事项 (Arts. 7(1), 14, 15): what entries of the registers may contain, and what a link leads to.

use std::collections::BTreeSet;

use super::implementation::{next_number, nth};
use super::{Case, checks};
use crate::evaluation::evidence::{
    ComparisonContents, CrossCheckContents, EvidenceChange, EvidenceLink, InquiryContents, VisitFile,
};
use crate::evaluation::records::SiteVisit;
use crate::evaluation::rejection::Rejection;
use crate::issue::Issue;

const COLLECTION_ARTICLE: &str = "第十四条第（一）项";
const MEETING_ARTICLE: &str = "第十四条第（四）项";
const RED_FLAG_ARTICLE: &str = "第七条";
/// 交叉比对 is between sources, so one is not enough (Art. 14(1)).
const LEAST_SOURCES: usize = 2;
/// More links than anybody follows from one mark.
const MOST_LINKS: usize = 50;
/// More files than anybody attaches to one entry.
const MOST_FILES: usize = 100;

impl Case<'_> {
    pub(super) fn record_inquiry(&self, inquiry: InquiryContents) -> Result<EvidenceChange, Rejection> {
        let mut issues = Vec::new();
        checks::check_name(&mut issues, "channel", "信息渠道", &inquiry.channel);
        let channels = self.rulebook.information_channels.as_ref();
        if issues.is_empty()
            && let Some(channels) = channels.filter(|channels| !channels.admits(&inquiry.channel))
        {
            let message =
                format!("没有“{}”这一信息渠道，可填：{}", inquiry.channel, channels.names.join("、"));
            issues.push(Issue::new("channel", "unknown_channel", message));
        }
        checks::check_past(&mut issues, "on", "日期", inquiry.on, self.today);
        checks::check_name(&mut issues, "source", "信息来源", &inquiry.source);
        checks::check_text(&mut issues, "learnt", "了解到的情况", &inquiry.learnt);
        check_files(&mut issues, "digests", inquiry.digests.iter());
        let number = next_number(self.evaluation.round.evidence.inquiries.len());
        invalid_unless_empty(COLLECTION_ARTICLE, issues)?;
        Ok(EvidenceChange::InquiryRecorded { number, inquiry })
    }

    pub(super) fn record_cross_check(
        &self,
        cross_check: CrossCheckContents,
    ) -> Result<EvidenceChange, Rejection> {
        let CrossCheckContents { claim, sources, contradiction, resolution } = &cross_check;
        let mut issues = Vec::new();
        checks::check_text(&mut issues, "claim", "比对事项", claim);
        if sources.len() < LEAST_SOURCES {
            let message = format!("交叉比对至少须有{LEAST_SOURCES}个来源，现有{}个", sources.len());
            issues.push(Issue::new("sources", "too_few_sources", message));
        }
        self.check_links(&mut issues, "sources", "来源", sources);
        for (index, link) in sources.iter().enumerate() {
            if matches!(link, EvidenceLink::CrossCheck { .. }) {
                let message = "交叉比对不能以另一项交叉比对为来源，请填写其所依据的资料".to_owned();
                issues.push(Issue::new(format!("sources.{}", index + 1), "not_a_source", message));
            }
        }
        if let Some(contradiction) = contradiction {
            checks::check_text(&mut issues, "contradiction", "矛盾之处", contradiction);
        }
        if let Some(resolution) = resolution {
            checks::check_text(&mut issues, "resolution", "处理情况", resolution);
            if contradiction.is_none() {
                let message = "没有填写矛盾之处，无需填写处理情况".to_owned();
                issues.push(Issue::new("resolution", "no_contradiction", message));
            }
        }
        invalid_unless_empty(COLLECTION_ARTICLE, issues)?;
        let number = next_number(self.evaluation.round.evidence.cross_checks.len());
        Ok(EvidenceChange::CrossCheckRecorded { number, cross_check })
    }

    pub(super) fn resolve_contradiction(
        &self,
        number: u32,
        resolution: String,
    ) -> Result<EvidenceChange, Rejection> {
        let refused =
            |code, message: String| Err(checks::refuse(COLLECTION_ARTICLE, "number", code, message));
        let Some(cross_check) = nth(&self.evaluation.round.evidence.cross_checks, number) else {
            return refused("unknown_number", format!("没有第{number}项交叉比对"));
        };
        match &cross_check.contradiction {
            None => refused("no_contradiction", format!("第{number}项交叉比对没有矛盾")),
            Some(contradiction) if contradiction.resolution.is_some() => {
                refused("already_resolved", format!("第{number}项交叉比对的矛盾已经处理"))
            }
            Some(_) => Ok(EvidenceChange::ContradictionResolved {
                number,
                resolution: checks::text("resolution", "处理情况", resolution)?,
            }),
        }
    }

    pub(super) fn record_comparison(
        &self,
        comparison: ComparisonContents,
    ) -> Result<EvidenceChange, Rejection> {
        let ComparisonContents { kind: _, name, place, compared, finding, source } = &comparison;
        let mut issues = Vec::new();
        checks::check_name(&mut issues, "name", "政策或者项目名称", name);
        checks::check_name(&mut issues, "place", "所在地方或者单位", place);
        checks::check_text(&mut issues, "compared", "对比内容", compared);
        checks::check_text(&mut issues, "finding", "对比结论", finding);
        checks::check_text(&mut issues, "source", "资料出处", source);
        invalid_unless_empty("第十五条", issues)?;
        let number = next_number(self.evaluation.round.evidence.comparisons.len());
        Ok(EvidenceChange::ComparisonRecorded { number, comparison })
    }

    /// C38: a point that the rulebook marks, or anything else in words.
    pub(super) fn raise_red_flag(
        &self,
        point: Option<String>,
        text: String,
    ) -> Result<EvidenceChange, Rejection> {
        let mut issues = Vec::new();
        if let Some(code) = &point {
            let tree = self.rulebook.tree(self.evaluation.subject.object);
            let marked: Vec<&str> =
                tree.points().filter(|point| point.red_flag).map(|point| point.code.as_str()).collect();
            if !marked.contains(&code.as_str()) {
                let choices = if marked.is_empty() { "无".to_owned() } else { marked.join("、") };
                let message = format!(
                    "要点{code}不是规则集标明须提请会议注意的要点（{choices}）；其他事项请不填要点，只写内容"
                );
                issues.push(Issue::new("point", "unknown_point", message));
            }
        }
        checks::check_text(&mut issues, "text", "提请注意的内容", &text);
        invalid_unless_empty(RED_FLAG_ARTICLE, issues)?;
        let number = next_number(self.evaluation.round.evidence.red_flags.len());
        Ok(EvidenceChange::RedFlagRaised { number, point, text })
    }

    pub(super) fn answer_red_flag(&self, number: u32, answer: String) -> Result<EvidenceChange, Rejection> {
        let refused = |code, message: String| Err(checks::refuse(MEETING_ARTICLE, "number", code, message));
        match nth(&self.evaluation.round.evidence.red_flags, number) {
            None => refused("unknown_number", format!("没有第{number}项提请会议注意的事项")),
            Some(flag) if flag.answer.is_some() => {
                refused("already_answered", format!("第{number}项提请会议注意的事项已经记录处理情况"))
            }
            Some(_) => Ok(EvidenceChange::RedFlagAnswered {
                number,
                answer: checks::text("answer", "处理情况", answer)?,
            }),
        }
    }

    /// Adds what is wrong with links: each leads somewhere, and none is there twice.
    pub(super) fn check_links(
        &self,
        issues: &mut Vec<Issue>,
        field: &str,
        label: &str,
        links: &[EvidenceLink],
    ) {
        if links.is_empty() {
            issues.push(Issue::required(field, label));
        }
        if links.len() > MOST_LINKS {
            issues.push(Issue::new(field, "too_many", format!("“{label}”不能超过{MOST_LINKS}项")));
        }
        let mut seen = BTreeSet::new();
        for (index, link) in links.iter().enumerate() {
            let place = format!("{field}.{}", index + 1);
            if let EvidenceLink::Words { text } = link {
                checks::check_text(issues, &place, label, text);
            }
            if let Some(message) = self.leads_nowhere(link) {
                issues.push(Issue::new(&place, "unknown_evidence", message));
            }
            if !seen.insert(link) {
                issues.push(Issue::new(&place, "duplicate", format!("“{label}”第{}项重复", index + 1)));
            }
        }
    }

    /// Why there is nothing at the end of a link.
    fn leads_nowhere(&self, link: &EvidenceLink) -> Option<String> {
        let round = &self.evaluation.round;
        let evidence = &round.evidence;
        match link {
            EvidenceLink::Material { item } => match round.checklist.get(item) {
                None => Some(format!("资料清单中没有第{item}项")),
                Some(entry) if entry.materials.is_empty() => {
                    Some(format!("“{}”（{item}）尚未提交资料，不能作为证明资料", entry.name))
                }
                Some(_) => None,
            },
            EvidenceLink::Inquiry { number } => {
                nth(&evidence.inquiries, *number).is_none().then(|| format!("没有第{number}项信息收集记录"))
            }
            EvidenceLink::CrossCheck { number } => {
                nth(&evidence.cross_checks, *number).is_none().then(|| format!("没有第{number}项交叉比对"))
            }
            EvidenceLink::Comparison { number } => {
                nth(&evidence.comparisons, *number).is_none().then(|| format!("没有第{number}项对比记录"))
            }
            EvidenceLink::SiteVisit => match &round.site_visit {
                Some(SiteVisit::Recorded { .. }) => None,
                Some(SiteVisit::Skipped { .. }) | None => {
                    Some("本轮没有现场调研记录，不能作为证明资料".to_owned())
                }
            },
            EvidenceLink::Words { .. } => None,
        }
    }
}

fn invalid_unless_empty(article: &'static str, issues: Vec<Issue>) -> Result<(), Rejection> {
    if issues.is_empty() { Ok(()) } else { Err(Rejection::invalid(article, issues)) }
}

/// Adds what is wrong with a list of digests of files.
pub(super) fn check_files<'a>(
    issues: &mut Vec<Issue>,
    field: &str,
    digests: impl ExactSizeIterator<Item = &'a String>,
) {
    if digests.len() > MOST_FILES {
        issues.push(Issue::new(field, "too_many", format!("一次不能超过{MOST_FILES}份文件")));
    }
    let mut seen = BTreeSet::new();
    for (index, digest) in digests.enumerate() {
        let place = format!("{field}.{}", index + 1);
        checks::check_digest(issues, &place, digest);
        if !seen.insert(digest) {
            issues.push(Issue::new(&place, "duplicate", format!("第{}份文件重复", index + 1)));
        }
    }
}

/// Adds what is wrong with the files of a site visit.
pub(super) fn check_visit_files(issues: &mut Vec<Issue>, files: &[VisitFile]) {
    check_files(issues, "files", files.iter().map(|file| &file.digest));
    for (index, file) in files.iter().enumerate() {
        checks::check_name(issues, &format!("files.{}.caption", index + 1), "文件说明", &file.caption);
    }
}

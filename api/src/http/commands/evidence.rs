//! 信息收集、交叉比对、对比、提请会议注意 (Arts. 7(1), 14, 15), and links from a mark to its evidence.

use domain::evaluation::{
    Command, ComparisonContents, ComparisonKind, CrossCheckContents, EvidenceLink, InquiryContents,
};
use poem_openapi::Object;
use serde::Serialize;
use validator::Validate;

use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;

/// One source: exactly one of the fields is given.
#[derive(Debug, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct EvidenceLinkRequest {
    /// The code of a checklist item that has material.
    pub material: Option<String>,
    /// The number of an entry of 信息收集.
    pub inquiry: Option<u32>,
    /// The number of a 交叉比对.
    pub cross_check: Option<u32>,
    /// The number of an entry of 对比和交叉重复.
    pub comparison: Option<u32>,
    /// `true`: the site visit.
    pub site_visit: Option<bool>,
    /// Another source in words.
    pub words: Option<String>,
}

impl EvidenceLinkRequest {
    /// The link, when exactly one is given.
    fn link(self) -> Option<EvidenceLink> {
        let site_visit = self.site_visit.filter(|visit| *visit).map(|_| EvidenceLink::SiteVisit);
        let mut given = [
            self.material.map(|item| EvidenceLink::Material { item }),
            self.inquiry.map(|number| EvidenceLink::Inquiry { number }),
            self.cross_check.map(|number| EvidenceLink::CrossCheck { number }),
            self.comparison.map(|number| EvidenceLink::Comparison { number }),
            site_visit,
            self.words.map(|text| EvidenceLink::Words { text }),
        ]
        .into_iter()
        .flatten();
        let first = given.next()?;
        given.next().is_none().then_some(first)
    }
}

/// Reads a list of sources.
pub(super) fn links(shape: &mut Shape, field: &str, requests: Vec<EvidenceLinkRequest>) -> Vec<EvidenceLink> {
    let mut links = Vec::with_capacity(requests.len());
    for (index, request) in requests.into_iter().enumerate() {
        match request.link() {
            Some(link) => links.push(link),
            None => shape.issue(
                &format!("{field}.{}", index + 1),
                "one_source_each",
                format!(
                    "第{}项应当而且只能填写一种来源：material（资料清单编号）、inquiry（信息收集序号）、\
                     cross_check（交叉比对序号）、comparison（对比序号）、site_visit（true）或者words（文字说明）",
                    index + 1
                ),
            ),
        }
    }
    links
}

/// What was learnt through a channel.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct InquiryRequest {
    /// 信息渠道, as the rulebook names it, or another where it leaves its list open.
    #[validate(length(max = 200))]
    pub channel: String,
    /// The day, `2026-11-24`.
    pub on: String,
    /// Where it was learnt: a document, or who was asked, as posts.
    #[validate(length(max = 200))]
    pub source: String,
    /// What was learnt.
    #[validate(length(max = 20000))]
    pub learnt: String,
    /// SM3 of files that were uploaded to the evaluation.
    #[oai(default)]
    #[validate(length(max = 100, message = "不能超过100份"))]
    pub digests: Vec<String>,
}

impl IntoCommand for InquiryRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let on = shape.day("on", &self.on);
        shape.settled()?;
        let Self { channel, on: _, source, learnt, digests } = self;
        Ok(Command::RecordInquiry(InquiryContents { channel, on, source, learnt, digests }))
    }
}

/// A claim compared with several sources.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct CrossCheckRequest {
    /// What was claimed.
    #[validate(length(max = 20000))]
    pub claim: String,
    /// What it was compared with: at least two.
    #[validate(length(max = 50, message = "不能超过50项"))]
    pub sources: Vec<EvidenceLinkRequest>,
    /// How the sources contradict each other or the claim; not given when they agree.
    #[validate(length(max = 20000))]
    pub contradiction: Option<String>,
    /// How that was resolved, where it was at once.
    #[validate(length(max = 20000))]
    pub resolution: Option<String>,
}

impl IntoCommand for CrossCheckRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let Self { claim, sources, contradiction, resolution } = self;
        let sources = links(&mut shape, "sources", sources);
        shape.settled()?;
        Ok(Command::RecordCrossCheck(CrossCheckContents { claim, sources, contradiction, resolution }))
    }
}

/// How a contradiction was resolved.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ResolutionRequest {
    /// Of which cross-check, counted from 1.
    pub number: u32,
    /// Which of the sources is relied on, and why.
    #[validate(length(max = 20000))]
    pub resolution: String,
}

impl IntoCommand for ResolutionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ResolveContradiction { number: self.number, resolution: self.resolution })
    }
}

/// Another policy or project, and what the comparison with it shows.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ComparisonRequest {
    /// `comparable` 外地同类, or `overlap` 与现行政策和项目交叉重复.
    #[validate(length(max = 20))]
    pub kind: String,
    /// Its name.
    #[validate(length(max = 200))]
    pub name: String,
    /// The place, or the unit that runs it.
    #[validate(length(max = 200))]
    pub place: String,
    /// What is compared: standard, cost, scope, result.
    #[validate(length(max = 20000))]
    pub compared: String,
    /// What the comparison shows.
    #[validate(length(max = 20000))]
    pub finding: String,
    /// Where the other's figures are from.
    #[validate(length(max = 20000))]
    pub source: String,
}

impl IntoCommand for ComparisonRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let kind: Option<ComparisonKind> = shape.code("kind", &self.kind, &["comparable", "overlap"]);
        shape.settled()?;
        let Self { kind: _, name, place, compared, finding, source } = self;
        let kind = kind.unwrap_or(ComparisonKind::Comparable);
        let contents = ComparisonContents { kind, name, place, compared, finding, source };
        Ok(Command::RecordComparison(contents))
    }
}

/// What the meeting is asked to mind.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RedFlagRequest {
    /// The question of Art. 7, where the rulebook marks it; not given for anything else.
    #[validate(length(max = 20))]
    pub point: Option<String>,
    /// What has to be minded.
    #[validate(length(max = 20000))]
    pub text: String,
}

impl IntoCommand for RedFlagRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::RaiseRedFlag { point: self.point, text: self.text })
    }
}

/// How the meeting dealt with a red flag.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RedFlagAnswerRequest {
    /// Which, counted from 1.
    pub number: u32,
    /// How.
    #[validate(length(max = 20000))]
    pub answer: String,
}

impl IntoCommand for RedFlagAnswerRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::AnswerRedFlag { number: self.number, answer: self.answer })
    }
}

command_endpoints! {
    /// 信息收集、交叉比对、对比、提请会议注意.
    EvidenceApi;
    with_body {
        /// 记录信息收集
        record_inquiry "/evaluations/:evaluation/record-inquiry" InquiryRequest;
        /// 记录交叉比对
        record_cross_check "/evaluations/:evaluation/record-cross-check" CrossCheckRequest;
        /// 说明矛盾处理情况
        resolve_contradiction "/evaluations/:evaluation/resolve-contradiction" ResolutionRequest;
        /// 记录对比和交叉重复
        record_comparison "/evaluations/:evaluation/record-comparison" ComparisonRequest;
        /// 提请会议注意
        raise_red_flag "/evaluations/:evaluation/raise-red-flag" RedFlagRequest;
        /// 记录提请事项处理情况
        answer_red_flag "/evaluations/:evaluation/answer-red-flag" RedFlagAnswerRequest;
    }
    bare {}
}

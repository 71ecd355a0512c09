//! 评估指标评分、正式评估 (Art. 14(3), (4)). Score sheets have endpoints of their own.

use domain::evaluation::Command;
use domain::id::ActorId;
use poem_openapi::Object;
use uuid::Uuid;
use validator::Validate;

use super::evidence::{EvidenceLinkRequest, links};
use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;

/// A preliminary mark with its four mandatory fields.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct PreliminaryScoreRequest {
    /// The indicator.
    #[validate(length(max = 20))]
    pub indicator: String,
    /// The mark, such as `"7.5"`.
    pub score: String,
    /// 评分依据.
    #[validate(length(max = 20000))]
    pub basis: String,
    /// 评分要点.
    #[validate(length(max = 20000))]
    pub points: String,
    /// 证明资料: at least one.
    #[validate(length(max = 50, message = "不能超过50项"))]
    pub evidence: Vec<EvidenceLinkRequest>,
    /// 评分原因.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for PreliminaryScoreRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let score = shape.score("score", &self.score);
        let evidence = links(&mut shape, "evidence", self.evidence);
        shape.settled()?;
        Ok(Command::ScorePreliminary {
            indicator: self.indicator,
            score,
            basis: self.basis,
            points: self.points,
            evidence,
            reason: self.reason,
        })
    }
}

/// 论证需求.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ArgumentRequestRequest {
    /// The indicator.
    #[validate(length(max = 20))]
    pub indicator: String,
    /// What the experts are asked.
    #[validate(length(max = 20000))]
    pub question: String,
}

impl IntoCommand for ArgumentRequestRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::RaiseArgumentRequest { indicator: self.indicator, question: self.question })
    }
}

/// An expert's answer.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct ArgumentAnswerRequest {
    /// Which question, counted from 1.
    pub number: u32,
    /// The answer.
    #[validate(length(max = 20000))]
    pub answer: String,
}

impl IntoCommand for ArgumentAnswerRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::AnswerArgumentRequest { number: self.number, answer: self.answer })
    }
}

/// 正式评估会记录.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct MeetingRequest {
    /// The day, `2026-11-24`.
    pub on: String,
    /// The place.
    #[validate(length(max = 200))]
    pub place: String,
    /// Who attended, as posts.
    #[validate(length(max = 200, message = "不能超过200人"))]
    pub attendees: Vec<String>,
    /// What the unit reported: goals, implementation, budget.
    #[validate(length(max = 20000))]
    pub unit_report: String,
    /// What the working group presented.
    #[validate(length(max = 20000))]
    pub preliminary_report: String,
    /// The discussion.
    #[validate(length(max = 20000))]
    pub discussion: String,
}

impl IntoCommand for MeetingRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let on = shape.day("on", &self.on);
        shape.settled()?;
        Ok(Command::RecordMeeting {
            on,
            place: self.place,
            attendees: self.attendees,
            unit_report: self.unit_report,
            preliminary_report: self.preliminary_report,
            discussion: self.discussion,
        })
    }
}

/// A locked sheet to be opened again.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct SheetReopeningRequest {
    /// The expert.
    pub expert: Uuid,
    /// Why.
    #[validate(length(max = 20000))]
    pub reason: String,
}

impl IntoCommand for SheetReopeningRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::ReopenSheet { expert: ActorId(self.expert), reason: self.reason })
    }
}

/// 专家评估意见.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OpinionRequest {
    /// The text.
    #[validate(length(max = 20000))]
    pub text: String,
}

impl IntoCommand for OpinionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::DraftOpinion { text: self.text })
    }
}

/// A signature under the panel's opinion.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct OpinionSignatureRequest {
    /// A dissent to be attached.
    #[validate(length(max = 20000))]
    pub dissent: Option<String>,
}

impl IntoCommand for OpinionSignatureRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SignOpinion { dissent: self.dissent })
    }
}

/// 代表、委员意见.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct DeputyOpinionRequest {
    /// The text.
    #[validate(length(max = 20000))]
    pub text: String,
    /// What the deputy suggests beside it.
    #[validate(length(max = 20000))]
    pub suggestions: Option<String>,
}

impl IntoCommand for DeputyOpinionRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        Shape::of(&self).settled()?;
        Ok(Command::SubmitDeputyOpinion { text: self.text, suggestions: self.suggestions })
    }
}

command_endpoints! {
    /// 评估指标评分、正式评估.
    MeetingApi;
    with_body {
        /// 初步评分
        score_preliminary "/evaluations/:evaluation/score-preliminary" PreliminaryScoreRequest;
        /// 提出论证需求
        raise_argument_request "/evaluations/:evaluation/raise-argument-request" ArgumentRequestRequest;
        /// 答复论证需求
        answer_argument_request "/evaluations/:evaluation/answer-argument-request" ArgumentAnswerRequest;
        /// 记录正式评估会
        record_meeting "/evaluations/:evaluation/record-meeting" MeetingRequest;
        /// 重新打开评分表
        reopen_sheet "/evaluations/:evaluation/reopen-sheet" SheetReopeningRequest;
        /// 起草专家评估意见
        draft_opinion "/evaluations/:evaluation/draft-opinion" OpinionRequest;
        /// 签署专家评估意见
        sign_opinion "/evaluations/:evaluation/sign-opinion" OpinionSignatureRequest;
        /// 出具代表、委员意见
        submit_deputy_opinion "/evaluations/:evaluation/submit-deputy-opinion" DeputyOpinionRequest;
    }
    bare {
        /// 召开正式评估会
        convene_meeting "/evaluations/:evaluation/convene-meeting" ConveneMeeting;
        /// 结束正式评估
        conclude_meeting "/evaluations/:evaluation/conclude-meeting" ConcludeMeeting;
    }
}

//! The second round of scoring (Art. 14(4), C33) and the organiser's own rating (Art. 16, C31).

use domain::evaluation::Command;
use poem_openapi::Object;
use validator::Validate;

use super::{IntoCommand, command_endpoints};
use crate::app::{App, AppError};
use crate::http::shape::Shape;
use crate::http::sheets::{MarkRequest, read_marks};

/// The organiser's marks, one for every indicator.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct RatingRequest {
    /// The marks.
    #[validate(length(max = 500, message = "不能超过500项"), nested)]
    pub marks: Vec<MarkRequest>,
}

impl IntoCommand for RatingRequest {
    async fn into_command(self, _app: &App) -> Result<Command, AppError> {
        let mut shape = Shape::of(&self);
        let marks = read_marks(&mut shape, self.marks);
        shape.settled()?;
        Ok(Command::RateResult { marks })
    }
}

command_endpoints! {
    /// 第二次评分、组织部门评分.
    ScoringCommandsApi;
    with_body {
        /// 组织部门评分
        rate_result "/evaluations/:evaluation/rate-result" RatingRequest;
    }
    bare {
        /// 修改本人评分表
        revise_sheet "/evaluations/:evaluation/revise-sheet" ReviseSheet;
    }
}

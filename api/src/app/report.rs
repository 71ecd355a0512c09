//! The evaluation report (Art. 15).

use domain::actor::Actor;
use domain::id::EvaluationId;
use domain::policy::{Action, Relation};
use report_templates::{Document, Format};
use serde_json::Value;
use storage::{journal, subjects};

use super::evaluations::round_of;
use super::{App, AppError};
use crate::view::moment;
use crate::view::report::{Provenance, evaluation_report};

impl App {
    /// The data of the report of a round, the latest when none is named.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not read it; [`AppError::NotFound`] when the evaluation is hidden or has
    /// no such round.
    pub async fn report(
        &self,
        actor: &Actor,
        id: EvaluationId,
        round: Option<u32>,
    ) -> Result<Value, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let round = round_of(&evaluation, round)?;
        let relation = Relation::to_round(actor, &evaluation, round);
        self.authorise(actor, Action::ReadReport, &relation, ("第二十二条", "查阅评估报告"))?;
        let reader = self.store().reader();
        let subject =
            subjects::load(reader, evaluation.subject.id).await?.ok_or(AppError::NotFound("该评估对象"))?;
        let rulebook = self.rulebook_of(id).await?;
        let provenance = Provenance {
            journal_head: journal::head_hash(reader).await?,
            generated_at: moment(self.context().now()),
        };
        Ok(evaluation_report(&evaluation, round, &subject, &rulebook, &provenance))
    }

    /// The report as HTML.
    ///
    /// # Errors
    /// As for [`report`](Self::report), and when the template fails.
    pub async fn report_html(
        &self,
        actor: &Actor,
        id: EvaluationId,
        round: Option<u32>,
    ) -> Result<Vec<u8>, AppError> {
        let view = self.report(actor, id, round).await?;
        Ok(self.renderer().render(Document::EvaluationReport, Format::Html, &view)?)
    }
}

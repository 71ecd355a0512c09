//! What is read of scoring beside the sheets themselves: revisions, figures, notes, and the experts' year.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::actor::Actor;
use domain::evaluation::{Evaluation, Rejection, Round, panel_notes};
use domain::id::{ActorId, EvaluationId};
use domain::policy::{Action, Relation};
use storage::evaluations::{concluded_panels, sheet_events};

use super::{App, AppError};
use crate::view::expert_statistics::ExpertStatisticsView;
use crate::view::sheet_revision::SheetRevisionView;
use crate::view::statistics::{OpinionDraftView, StatisticsSight, StatisticsView};

const SEALED: (&str, &str) = ("第二十二条", "查阅评分表的历次修改");

impl App {
    /// Every revision of one expert's sheet in a round, the latest one where none is named: one's own always, the
    /// others' once the result is confirmed, for the organiser, the finance bureau and the audit bureau.
    ///
    /// # Errors
    /// [`AppError::Rule`] when they are sealed for the actor; [`AppError::NotFound`] when there is no such evaluation
    /// or round for them.
    pub async fn sheet_revisions(
        &self,
        actor: &Actor,
        id: EvaluationId,
        expert: ActorId,
        round: Option<u32>,
    ) -> Result<Vec<SheetRevisionView>, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let round = find_round(&evaluation, round)?;
        if expert != actor.id {
            let relation = Relation::to_round(actor, &evaluation, round);
            self.authorise(actor, Action::ReadJournal, &relation, SEALED)?;
            if !relation.released {
                let detail = "他人评分表的历次修改在结果认定之后才能查阅".to_owned();
                return Err(Rejection::blocked("sheets_sealed", "第二十二条", detail).into());
            }
        }
        let events = sheet_events(self.store().reader(), id, round.number, expert).await?;
        Ok((1..).zip(&events).filter_map(|(version, event)| SheetRevisionView::new(version, event)).collect())
    }

    /// How sure the latest round's result is.
    ///
    /// # Errors
    /// [`AppError::Rule`] before every member has locked a sheet, and for whoever may not see the sheets;
    /// [`AppError::NotFound`] when the evaluation is hidden.
    pub async fn statistics(&self, actor: &Actor, id: EvaluationId) -> Result<StatisticsView, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        self.authorise(actor, Action::ReadFirstRound, &relation, ("第二十二条", "查阅评分分析"))?;
        let rulebook = self.rulebook_of(id).await?;
        let sight = StatisticsSight::of(actor.role, &relation).ok_or_else(sheets_open)?;
        let tree = rulebook.tree(evaluation.subject.object);
        StatisticsView::new(&evaluation.round, tree, &rulebook, sight).ok_or_else(sheets_open)
    }

    /// What the experts wrote beside their marks, as a text that the panel's opinion may start from.
    ///
    /// # Errors
    /// As for [`statistics`](Self::statistics); while somebody is revising there is no text either.
    pub async fn opinion_draft(&self, actor: &Actor, id: EvaluationId) -> Result<OpinionDraftView, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        self.authorise(actor, Action::ReadSheets, &relation, ("第二十二条", "查阅专家评分理由"))?;
        let rulebook = self.rulebook_of(id).await?;
        let tree = rulebook.tree(evaluation.subject.object);
        panel_notes(&evaluation.round, tree).map(OpinionDraftView::new).ok_or_else(sheets_open)
    }

    /// How strictly and how steadily each expert marked on the panels whose results were confirmed in a year.
    ///
    /// # Errors
    /// [`AppError::Rule`] for everybody but the finance bureau; store errors.
    pub async fn expert_statistics(
        &self,
        actor: &Actor,
        year: i32,
    ) -> Result<ExpertStatisticsView, AppError> {
        self.reserve(actor, Action::ReadExpertStatistics, "第九条第（一）项", "查阅专家年度评分情况")?;
        let (from, until) = year_in_beijing(year).ok_or(AppError::NotFound("该年度"))?;
        let panels = concluded_panels(self.store().reader(), from, until).await?;
        Ok(ExpertStatisticsView::new(year, &panels))
    }
}

fn sheets_open() -> AppError {
    let detail = "还有专家未锁定评分表，全部锁定后才能查阅".to_owned();
    Rejection::blocked("sheets_open", "第十四条第（四）项", detail).into()
}

fn find_round(evaluation: &Evaluation, number: Option<u32>) -> Result<&Round, AppError> {
    let mut rounds = evaluation.earlier.iter().chain(std::iter::once(&evaluation.round));
    match number {
        None => Ok(&evaluation.round),
        Some(number) => rounds.find(|round| round.number == number).ok_or(AppError::NotFound("该轮评估")),
    }
}

/// The first moment of a calendar year in Beijing, and that of the next.
fn year_in_beijing(year: i32) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let first = |year: i32| {
        let midnight =
            NaiveDate::from_ymd_opt(year, 1, 1)?.checked_sub_days(Days::new(1))?.and_hms_opt(16, 0, 0)?;
        midnight.and_utc().checked_add_signed(TimeDelta::zero())
    };
    Some((first(year)?, first(year.checked_add(1)?)?))
}

//! 评估报告 and 结果应用 (Arts. 15–17): the report's sections, the score, the grade and what it leads to.

use super::{Case, checks};
use crate::evaluation::event::ReportChange;
use crate::evaluation::rejection::Rejection;
use crate::evaluation::scores::deciding_score;
use crate::rulebook::Ruling;

impl Case<'_> {
    pub(super) fn write_report_section(
        &self,
        section: String,
        text: String,
    ) -> Result<ReportChange, Rejection> {
        let Some(rule) = self.rulebook.report_sections.iter().find(|rule| rule.code == section) else {
            let codes: Vec<&str> =
                self.rulebook.report_sections.iter().map(|rule| rule.code.as_str()).collect();
            let message = format!("报告没有“{section}”这一部分，可填：{}", codes.join("、"));
            return Err(checks::refuse("第十五条", "section", "unknown_section", message));
        };
        let text = checks::text("text", &rule.title, text)?;
        Ok(ReportChange::ReportSectionWritten { section, text })
    }

    /// Art. 18: a batch bears a number of the rulebook's pattern, where it has one.
    pub(super) fn submit_to_bureau(&self, batch: String) -> Result<ReportChange, Rejection> {
        let batch = checks::name("batch", "批次号", batch)?;
        let numbers = self.rulebook.document_numbers.as_ref();
        match checks::number_issue("batch", "批次号", &batch, numbers.and_then(|all| all.batch.as_ref())) {
            Some(issue) => Err(Rejection::invalid("第十八条", vec![issue])),
            None => Ok(ReportChange::SubmittedToBureau { batch }),
        }
    }

    /// Arts. 16 and 17, C31–C34: the exact score that carries the grade decides it, the grade the outcome.
    pub(super) fn confirm_result(&self) -> Result<ReportChange, Rejection> {
        let round = &self.evaluation.round;
        let Some(score) = deciding_score(round, &self.rulebook.scoring) else {
            let detail = "专家评分尚不完整，不能认定结果".to_owned();
            return Err(Rejection::blocked("sheets_open", "第十六条", detail));
        };
        let Some(Ruling { grade, outcome }) = self.rulebook.ruling(score) else {
            let detail = "规则集没有写明这一得分的结果应用，请财政局核对规则集".to_owned();
            return Err(Rejection::blocked("no_outcome", "第十七条", detail));
        };
        let preliminary_total = round.preliminary_total();
        Ok(ReportChange::ResultConfirmed { score, grade, outcome, preliminary_total })
    }
}

//! 评估报告 and its way to the bureau (Arts. 15, 18): the report's sections, the number of a batch.

use super::{Case, checks};
use crate::evaluation::event::ReportChange;
use crate::evaluation::rejection::Rejection;

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
}

//! The time that a step of the path is given, counted in working days (C53).

use serde::{Deserialize, Serialize};

/// A step with a time of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineStep {
    /// From opening the round to issuing the notice (Art. 13).
    Notice,
    /// From the notice to the material (Arts. 13(4), 14(1)).
    Material,
    /// From a request for more to its answer (Art. 14(3), C41).
    Supplement,
    /// From the formal meeting to the signed report (Art. 15).
    Report,
    /// From the signed report to the confirmed result (Art. 16).
    Confirmation,
    /// From the return of a report to the report that was rewritten (Art. 19, C45).
    RevisedReport,
}

impl DeadlineStep {
    /// Every step in the order of the path.
    pub const ALL: [Self; 6] = [
        Self::Notice,
        Self::Material,
        Self::Supplement,
        Self::Report,
        Self::Confirmation,
        Self::RevisedReport,
    ];

    /// What has to be done in that time.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Notice => "立项后下达通知书",
            Self::Material => "通知书下达后报送资料",
            Self::Supplement => "按要求补充资料",
            Self::Report => "正式评估会后完成报告",
            Self::Confirmation => "报告签署后认定结果",
            Self::RevisedReport => "报告退回后修改完成",
        }
    }
}

/// The working days that one step is given. The day on which it begins does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// The step.
    pub step: DeadlineStep,
    /// How many working days.
    pub working_days: u32,
    /// The article of the step.
    pub article: String,
}

//! How much each kind of expert counts in the score, where a rulebook does not count all experts alike (C32).

use serde::{Deserialize, Serialize};

use crate::panel::ExpertKind;

/// The weight of each kind of expert in per cent. In a proved rulebook each is above zero and they add up to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWeights {
    /// 业务专家
    pub business: u32,
    /// 管理专家
    pub management: u32,
    /// 财政财务专家
    pub finance: u32,
}

impl KindWeights {
    /// The weight of one kind in per cent.
    #[must_use]
    pub const fn of(&self, kind: ExpertKind) -> u32 {
        match kind {
            ExpertKind::Business => self.business,
            ExpertKind::Management => self.management,
            ExpertKind::Finance => self.finance,
        }
    }

    /// In words: `业务专家40%、管理专家30%、财政财务专家30%`.
    #[must_use]
    pub fn label(&self) -> String {
        let parts = ExpertKind::ALL.map(|kind| format!("{}{}%", kind.label(), self.of(kind)));
        parts.join("、")
    }
}

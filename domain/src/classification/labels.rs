//! What officials read for each value, and the stable code of a question.

use super::{
    Application, Certainty, DistrictMoney, FundingLevel, ObjectKind, ProjectClass, Question, UnitKind,
    Verdict,
};

impl Verdict {
    /// The verdict as papers print it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Required => "应评估",
            Self::NotRequired => "不需评估",
            Self::NeedsInformation => "需补充信息",
            Self::OutOfScope => "不属适用范围",
        }
    }

    /// The verdict as programs read it, the same as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotRequired => "not_required",
            Self::NeedsInformation => "needs_information",
            Self::OutOfScope => "out_of_scope",
        }
    }
}

impl Question {
    /// Every question, in the order in which to ask.
    pub const ALL: [Self; 11] = [
        Self::Object,
        Self::Application,
        Self::Amount,
        Self::Class,
        Self::OneProject,
        Self::Money,
        Self::Unit,
        Self::DistrictShare,
        Self::ApprovedDistrictBudget,
        Self::RequestedIncrease,
        Self::HigherLevelOrder,
    ];

    /// What is asked, in a few words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Object => "是政策还是项目",
            Self::Application => "申请事项",
            Self::Amount => "总投资",
            Self::Class => "是否属基础设施类",
            Self::OneProject => "是一个项目还是几个项目",
            Self::Money => "是否使用区级财政资金",
            Self::Unit => "实施单位的性质",
            Self::DistrictShare => "区级出资比例",
            Self::ApprovedDistrictBudget => "已批准的区级预算",
            Self::RequestedIncrease => "申请增加的区级预算",
            Self::HigherLevelOrder => "上级统一部署调整的金额和文号",
        }
    }

    /// The stable code for programs, the same as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Application => "application",
            Self::Amount => "amount",
            Self::Class => "class",
            Self::OneProject => "one_project",
            Self::Money => "money",
            Self::Unit => "unit",
            Self::DistrictShare => "district_share",
            Self::ApprovedDistrictBudget => "approved_district_budget",
            Self::RequestedIncrease => "requested_increase",
            Self::HigherLevelOrder => "higher_level_order",
        }
    }

    /// Whether only an adjustment has this fact (Art. 3(3)).
    pub(super) const fn concerns_adjustment(self) -> bool {
        matches!(self, Self::ApprovedDistrictBudget | Self::RequestedIncrease | Self::HigherLevelOrder)
    }
}

impl ObjectKind {
    /// The kind as Art. 6 names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Policy => "政策",
            Self::Project => "项目",
        }
    }
}

impl Application {
    /// What is applied for, as Art. 3 names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Adjustment => "申请调整预算",
            Self::Continuation => "到期申请继续执行",
            Self::Nothing => "没有新的申请",
        }
    }
}

impl ProjectClass {
    /// The class as Art. 3(2) names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Infrastructure => "基础设施类",
            Self::NonInfrastructure => "非基础设施类",
        }
    }
}

impl UnitKind {
    /// The kind of unit.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Department => "区级预算部门、单位",
            Self::Town => "镇（街道）",
            Self::Park => "园区",
            Self::DistrictCompany => "区属国有企业",
            Self::Municipal => "市级部门或市属国有企业",
            Self::Enterprise => "其他企业",
        }
    }
}

impl FundingLevel {
    /// Whose money it is.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Central => "中央资金",
            Self::Province => "省级资金",
            Self::City => "市级资金",
            Self::HigherLevel => "上级资金",
            Self::District => "区级财政资金",
            Self::SpecialBond => "专项债券",
            Self::SelfRaised => "自筹",
            Self::Enterprise => "企业资金",
            Self::Society => "社会资金",
            Self::Unclear => "来源不明",
        }
    }
}

impl Certainty {
    /// How certain the money is.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unstated => "未说明",
            Self::Intended => "拟争取",
            Self::Sought => "争取中",
            Self::Assigned => "已下达",
            Self::Received => "已到位",
        }
    }
}

impl DistrictMoney {
    /// Whether district money pays for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Some => "使用区级财政资金",
            Self::ConfirmedNone => "确认没有区级财政资金",
            Self::OutsideBudget => "全部由企业或市级出资",
        }
    }
}

//! What belongs to a subject beside its verdict: decisions about it, its parts, its targets, its facts with origin.

use domain::classification::{AdjustmentFacts, Designation, Fact, Facts, Origin};
use domain::money::MoneyUnit;
use domain::subject::{Part, Standing};
use domain::target::PerformanceTarget;
use poem_openapi::Object;

use super::{Labelled, day};

/// Where a subject stands beside its verdict.
#[derive(Debug, Clone, Object)]
pub struct StandingView {
    /// `independent`, `exempted` (the verdict stays required), `joined` or `dissolved`.
    pub kind: Labelled,
    /// Why; empty for `independent`, as all that follows.
    pub reason: Option<String>,
    /// The document that records the decision.
    pub document: Option<String>,
    /// The post of whoever decided.
    pub by: Option<String>,
    /// The day of the decision, `2026-11-24`.
    pub on: Option<String>,
    /// For `joined`: the joint subject, which counts instead.
    pub joined_into: Option<String>,
}

impl From<&Standing> for StandingView {
    fn from(standing: &Standing) -> Self {
        let decision = standing.decision();
        let joined_into = match standing {
            Standing::Joined { into, .. } => Some(into.to_string()),
            Standing::Independent | Standing::Exempted { .. } | Standing::Dissolved { .. } => None,
        };
        Self {
            kind: Labelled::new(&standing.kind(), standing.kind().label()),
            reason: decision.map(|decision| decision.reason.clone()),
            document: decision.and_then(|decision| decision.document.clone()),
            by: decision.map(|decision| decision.by.clone()),
            on: decision.map(|decision| decision.on.to_string()),
            joined_into,
        }
    }
}

/// One of the subjects that a joint subject consists of.
#[derive(Debug, Clone, Object)]
pub struct PartView {
    /// The subject.
    pub subject: String,
    /// Its name when it was joined.
    pub name: String,
    /// Its total investment in 万元 when it was joined.
    pub amount_wan: String,
}

impl From<&Part> for PartView {
    fn from(part: &Part) -> Self {
        Self {
            subject: part.subject.to_string(),
            name: part.name.clone(),
            amount_wan: part.amount.to_decimal(MoneyUnit::TenThousand),
        }
    }
}

/// 绩效目标: one performance target.
#[derive(Debug, Clone, Object)]
pub struct TargetView {
    /// `quantity`, `quality`, `timeliness`, `cost`, `benefit` or `satisfaction`.
    pub dimension: Labelled,
    /// The indicator.
    pub indicator: String,
    /// `at_least`, `at_most` or `equal`.
    pub comparison: Labelled,
    /// The figure, exact.
    pub value: String,
    /// The unit of measure.
    pub unit: String,
    /// The year by whose end it is to be met; empty for the whole term.
    pub year: Option<u16>,
    /// All of it as declarations print it.
    pub text: String,
}

impl From<&PerformanceTarget> for TargetView {
    fn from(target: &PerformanceTarget) -> Self {
        Self {
            dimension: Labelled::new(&target.dimension, target.dimension.label()),
            indicator: target.indicator.clone(),
            comparison: Labelled::new(&target.comparison, target.comparison.label()),
            value: target.value.to_string(),
            unit: target.unit.clone(),
            year: target.year,
            text: target.to_string(),
        }
    }
}

/// One known fact with its origin.
#[derive(Debug, Clone, Object)]
pub struct FactView {
    /// Which fact.
    pub fact: Labelled,
    /// The value, as papers print it.
    pub value: String,
    /// `stated`, `inferred` or `confirmed`.
    pub origin: Labelled,
    /// For `stated`: the column or form field.
    pub field: Option<String>,
    /// For `inferred`: the words it was concluded from.
    pub words: Option<String>,
    /// For `inferred`: the rule.
    pub rule: Option<String>,
    /// For `confirmed`: the post of whoever answered.
    pub by: Option<String>,
    /// For `confirmed`: the day, `2026-11-24`.
    pub on: Option<String>,
    /// For `confirmed`: the document that proves it.
    pub document: Option<String>,
}

/// Everything that is known of a subject.
#[derive(Debug, Clone, Object)]
pub struct FactsView {
    /// The facts, each with its origin. What is not listed is not known.
    pub facts: Vec<FactView>,
    /// The sources of money, in the words that were read.
    pub funding: Vec<String>,
    /// The order to evaluate under Article 3(5).
    pub designation: Option<DesignationView>,
    /// Names of likely other parts of the same project.
    pub possible_parts: Vec<String>,
}

/// An order to evaluate under Article 3(5).
#[derive(Debug, Clone, Object)]
pub struct DesignationView {
    /// The deciding body.
    pub by: String,
    /// The document or meeting minute.
    pub document: String,
    /// Its date, as papers print it.
    pub on: String,
}

impl From<&Designation> for DesignationView {
    fn from(designation: &Designation) -> Self {
        Self { by: designation.by.clone(), document: designation.document.clone(), on: day(designation.on) }
    }
}

impl From<&Facts> for FactsView {
    fn from(facts: &Facts) -> Self {
        let AdjustmentFacts {
            approved_district_budget,
            requested_increase,
            earlier_increases,
            ordered_by_higher_level,
            cause: _,
        } = &facts.adjustment;
        let parts = facts.possible_parts.as_ref();
        let yes = |value: &bool| if *value { "是" } else { "否" }.to_owned();
        let listed = [
            view("object", "评估对象类型", facts.object.as_ref(), |value| value.label().to_owned()),
            view("application", "申请事项", facts.application.as_ref(), |value| value.label().to_owned()),
            view("in_progress", "是否续建", facts.in_progress.as_ref(), yes),
            view("class", "项目类别", facts.class.as_ref(), |value| value.label().to_owned()),
            view("total_amount", "总投资", facts.total_amount.as_ref(), ToString::to_string),
            view("district_money", "区级资金", facts.district_money.as_ref(), |value| {
                value.label().to_owned()
            }),
            view("district_share", "区级出资比例", facts.district_share.as_ref(), ToString::to_string),
            view("unit", "实施单位性质", facts.unit.as_ref(), |value| value.label().to_owned()),
            view(
                "approved_district_budget",
                "已批准的区级预算",
                approved_district_budget.as_ref(),
                ToString::to_string,
            ),
            view(
                "requested_increase",
                "申请增加的区级预算",
                requested_increase.as_ref(),
                ToString::to_string,
            ),
            view(
                "earlier_increases",
                "此前已增加的区级预算",
                earlier_increases.as_ref(),
                ToString::to_string,
            ),
            view(
                "ordered_by_higher_level",
                "上级统一部署调整额",
                ordered_by_higher_level.as_ref(),
                ToString::to_string,
            ),
            view("one_project", "是否属同一项目", parts.and_then(|parts| parts.one_project.as_ref()), yes),
            view("decided_on", "决策日期", facts.decided_on.as_ref(), |value| day(*value)),
        ];
        Self {
            facts: listed.into_iter().flatten().collect(),
            funding: facts.funding.iter().map(|source| source.words.clone()).collect(),
            designation: facts.designation.as_ref().map(DesignationView::from),
            possible_parts: parts.map_or_else(Vec::new, |parts| parts.siblings.clone()),
        }
    }
}

fn view<T>(
    code: &str,
    label: &str,
    fact: Option<&Fact<T>>,
    words: impl Fn(&T) -> String,
) -> Option<FactView> {
    let Fact { value, origin } = fact?;
    let labelled = |code: &str, label: &str| Labelled { code: code.to_owned(), label: label.to_owned() };
    let mut view = FactView {
        fact: labelled(code, label),
        value: words(value),
        origin: labelled("stated", "填报"),
        field: None,
        words: None,
        rule: None,
        by: None,
        on: None,
        document: None,
    };
    match origin {
        Origin::Stated { field } => view.field = Some(field.clone()),
        Origin::Inferred { words, rule } => {
            view.origin = labelled("inferred", "推断");
            view.words = Some(words.clone());
            view.rule = Some(rule.clone());
        }
        Origin::Confirmed { by, on, document } => {
            view.origin = labelled("confirmed", "确认");
            view.by = Some(by.clone());
            view.on = Some(on.to_string());
            view.document.clone_from(document);
        }
    }
    Some(view)
}

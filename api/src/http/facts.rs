//! Facts as a client states them, for classification and registration.

use domain::classification::{
    AdjustmentFacts, Application, Designation, DistrictMoney, Fact, Facts, ObjectKind, ProjectClass, UnitKind,
};
use poem_openapi::Object;
use validator::Validate;

use super::shape::Shape;

/// What is known about an object. Leave out what is not known: it is asked for, never guessed.
#[derive(Debug, Default, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct FactsRequest {
    /// `policy` or `project`.
    pub object: Option<String>,
    /// `new`, `adjustment`, `continuation` or `nothing`.
    pub application: Option<String>,
    /// `infrastructure` or `non_infrastructure`.
    pub class: Option<String>,
    /// Total investment in 万元.
    pub amount_wan: Option<String>,
    /// `some`, `confirmed_none` or `outside_budget`.
    pub district_money: Option<String>,
    /// District money as a share of the total, in per cent: `"70"`.
    pub district_share: Option<String>,
    /// `department`, `town`, `park`, `district_company`, `municipal` or `enterprise`.
    pub unit: Option<String>,
    /// For an adjustment: the whole approved district budget in 万元.
    pub approved_district_budget_wan: Option<String>,
    /// For an adjustment: the additional district money applied for now, in 万元.
    pub requested_increase_wan: Option<String>,
    /// For an adjustment: increases already granted since the last evaluation, in 万元.
    pub earlier_increases_wan: Option<String>,
    /// For an adjustment: how much of the increase a higher level ordered, in 万元.
    pub ordered_by_higher_level_wan: Option<String>,
    /// For an adjustment: why the content or standard changed.
    #[validate(length(max = 20000))]
    pub cause: Option<String>,
    /// An order to evaluate under Article 3(5).
    #[validate(nested)]
    pub designation: Option<DesignationRequest>,
    /// The day on which the object was decided on, if that was before the measure: `2023-03-01`.
    pub decided_on: Option<String>,
}

/// An order to evaluate under Article 3(5).
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct DesignationRequest {
    /// The deciding body.
    #[validate(length(max = 200))]
    pub by: String,
    /// The document or meeting minute.
    #[validate(length(max = 200))]
    pub document: String,
    /// Its date, `2026-11-24`.
    pub on: String,
}

impl DesignationRequest {
    /// The order.
    pub fn read(self, shape: &mut Shape, field: &str) -> Designation {
        let on = shape.day(&format!("{field}on"), &self.on);
        Designation { by: self.by, document: self.document, on }
    }
}

/// The codes of each closed list, in the order in which refusals name them.
pub const OBJECTS: &[&str] = &["policy", "project"];
/// As [`OBJECTS`].
pub const APPLICATIONS: &[&str] = &["new", "adjustment", "continuation", "nothing"];
/// As [`OBJECTS`].
pub const CLASSES: &[&str] = &["infrastructure", "non_infrastructure"];
/// As [`OBJECTS`].
pub const UNITS: &[&str] = &["department", "town", "park", "district_company", "municipal", "enterprise"];
const MONEYS: &[&str] = &["some", "confirmed_none", "outside_budget"];

impl FactsRequest {
    /// The facts, each stated by the client. What cannot be read is noted in `shape`.
    pub fn read(self, shape: &mut Shape) -> Facts {
        let money = |shape: &mut Shape, field: &str, label: &str, text: Option<String>| {
            text.map(|text| Fact::stated(shape.amount(field, &text), label))
        };
        let adjustment = AdjustmentFacts {
            approved_district_budget: money(
                shape,
                "approved_district_budget_wan",
                "已批准的区级预算",
                self.approved_district_budget_wan,
            ),
            requested_increase: money(
                shape,
                "requested_increase_wan",
                "申请增加的区级预算",
                self.requested_increase_wan,
            ),
            earlier_increases: money(
                shape,
                "earlier_increases_wan",
                "此前已增加的区级预算",
                self.earlier_increases_wan,
            ),
            ordered_by_higher_level: money(
                shape,
                "ordered_by_higher_level_wan",
                "上级统一部署调整额",
                self.ordered_by_higher_level_wan,
            ),
            cause: self.cause,
        };
        Facts {
            object: coded::<ObjectKind>(shape, "object", "评估对象类型", self.object, OBJECTS),
            application: coded::<Application>(
                shape,
                "application",
                "申请事项",
                self.application,
                APPLICATIONS,
            ),
            class: coded::<ProjectClass>(shape, "class", "项目类别", self.class, CLASSES),
            total_amount: money(shape, "amount_wan", "总投资", self.amount_wan),
            district_money: coded::<DistrictMoney>(
                shape,
                "district_money",
                "区级资金",
                self.district_money,
                MONEYS,
            ),
            district_share: self
                .district_share
                .map(|text| Fact::stated(shape.share("district_share", &text), "区级出资比例")),
            unit: coded::<UnitKind>(shape, "unit", "实施单位性质", self.unit, UNITS),
            designation: self.designation.map(|designation| designation.read(shape, "designation.")),
            decided_on: self.decided_on.map(|text| Fact::stated(shape.day("decided_on", &text), "决策日期")),
            adjustment,
            ..Facts::default()
        }
    }
}

fn coded<T: serde::de::DeserializeOwned>(
    shape: &mut Shape,
    field: &str,
    label: &str,
    text: Option<String>,
    choices: &[&str],
) -> Option<Fact<T>> {
    text.and_then(|text| shape.code(field, &text, choices)).map(|value| Fact::stated(value, label))
}

//! Art. 3 as data: the conditions under which an object must be evaluated.

use serde::{Deserialize, Serialize};

use super::text;
use crate::classification::{Application, ObjectKind, ProjectClass};
use crate::money::{Money, Share};

/// One clause of Art. 3. It is true when every condition that it names holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Short name of the clause: `3(2)`. Several triggers may belong to one clause.
    pub clause: String,
    /// The article as papers cite it: `第三条第（二）项`.
    pub article: String,
    /// What the clause is about, in a few words.
    pub title: String,
    /// Codes of the readings it rests on.
    pub readings: Vec<String>,
    /// Fires on a designation with its document, whatever else holds (Art. 3(5)).
    #[serde(default)]
    pub designation: bool,
    /// The kinds of object it covers; empty means all.
    #[serde(default)]
    pub objects: Vec<ObjectKind>,
    /// The applications it covers; empty means all.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// Whether district money must pay for some of it.
    #[serde(default)]
    pub district_money: bool,
    /// The total investment from which it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountThreshold>,
    /// The least district share when a town carries it out (C7).
    #[serde(default, with = "text::optional_share", skip_serializing_if = "Option::is_none")]
    pub town_share: Option<Share>,
    /// The increase from which it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increase: Option<IncreaseThreshold>,
}

/// Which money is compared with an amount (C1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountBase {
    /// The whole investment, whoever pays.
    #[default]
    TotalInvestment,
    /// What the budget of the measure's own level pays: its share of the whole investment.
    DistrictMoney,
}

impl AmountBase {
    /// Whether it is what a rulebook means that does not say. Serde passes a reference.
    const fn is_total_investment(&self) -> bool {
        matches!(self, Self::TotalInvestment)
    }

    /// As reasons name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::TotalInvestment => "总投资",
            Self::DistrictMoney => "本级财政资金",
        }
    }
}

/// Amounts from which a clause applies, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountThreshold {
    /// Which money is compared (C1).
    #[serde(default, skip_serializing_if = "AmountBase::is_total_investment")]
    pub base: AmountBase,
    /// For infrastructure.
    #[serde(with = "text::amount")]
    pub infrastructure: Money,
    /// For everything else.
    #[serde(with = "text::amount")]
    pub non_infrastructure: Money,
}

/// Art. 3(3): increase ÷ approved district budget, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncreaseThreshold {
    /// The least share of the approved district budget (C11, C12).
    #[serde(with = "text::share")]
    pub at_least: Share,
    /// Whether earlier increases since the last evaluation count too (C13).
    pub cumulative: bool,
    /// Whether the part that a higher level ordered is left out (C15).
    pub without_higher_level_orders: bool,
    /// The least amount that counts as an increase at all, whatever its share; none by default (C14).
    #[serde(default, with = "text::amount", skip_serializing_if = "is_nothing")]
    pub minimum: Money,
}

/// Serde passes a reference.
fn is_nothing(amount: &Money) -> bool {
    *amount == Money::ZERO
}

impl Trigger {
    /// Whether the clause covers that kind of object.
    #[must_use]
    pub fn covers(&self, object: ObjectKind) -> bool {
        self.objects.is_empty() || self.objects.contains(&object)
    }

    /// Whether the clause covers that kind of application.
    #[must_use]
    pub fn covers_application(&self, application: Application) -> bool {
        self.applications.is_empty() || self.applications.contains(&application)
    }
}

impl AmountThreshold {
    /// Whether an object with that total investment and district share reaches the threshold of its class, compared
    /// exactly.
    #[must_use]
    pub fn is_reached(&self, class: ProjectClass, total: Money, district_share: Share) -> bool {
        match self.base {
            AmountBase::TotalInvestment => total >= self.of(class),
            AmountBase::DistrictMoney => {
                let part = i128::from(total.fen()) * i128::from(district_share.basis_points());
                part >= i128::from(self.of(class).fen()) * i128::from(Share::WHOLE.basis_points())
            }
        }
    }

    /// The threshold of one class.
    #[must_use]
    pub const fn of(&self, class: ProjectClass) -> Money {
        match class {
            ProjectClass::Infrastructure => self.infrastructure,
            ProjectClass::NonInfrastructure => self.non_infrastructure,
        }
    }
}

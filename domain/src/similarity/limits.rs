//! From which amount an object would be evaluated, as the rulebook says.

use crate::classification::{Application, ObjectKind, ProjectClass};
use crate::money::{Money, Share};
use crate::rulebook::{Rulebook, Trigger};

/// The amounts of a rulebook from which projects are evaluated, by what is applied for and by class (Art. 3).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits(Vec<Limit>);

/// One amount with the clause it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) application: Application,
    pub(super) class: ProjectClass,
    /// Inclusive.
    pub(super) amount: Money,
    /// Whether the other class has the same amount.
    pub(super) of_both_classes: bool,
    /// The least district share of a town's project (C7).
    pub(super) town_share: Option<Share>,
    pub(super) article: String,
}

impl Limits {
    /// The smallest amount for each application and class. A rulebook without amounts has no splits.
    #[must_use]
    pub fn of(rulebook: &Rulebook) -> Self {
        let mut limits = Vec::new();
        for application in [Application::New, Application::Continuation] {
            for class in [ProjectClass::Infrastructure, ProjectClass::NonInfrastructure] {
                limits.extend(smallest(&rulebook.triggers, application, class));
            }
        }
        Self(limits)
    }

    /// The limits of an application.
    pub(super) fn of_application(&self, application: Application) -> impl Iterator<Item = &Limit> {
        self.0.iter().filter(move |limit| limit.application == application)
    }
}

fn smallest(triggers: &[Trigger], application: Application, class: ProjectClass) -> Option<Limit> {
    triggers
        .iter()
        .filter(|trigger| trigger.covers(ObjectKind::Project) && trigger.covers_application(application))
        .filter_map(|trigger| Some((trigger, trigger.amount?)))
        .min_by_key(|(_, amount)| amount.of(class))
        .map(|(trigger, amount)| Limit {
            application,
            class,
            amount: amount.of(class),
            of_both_classes: amount.infrastructure == amount.non_infrastructure,
            town_share: trigger.town_share,
            article: trigger.article.clone(),
        })
}

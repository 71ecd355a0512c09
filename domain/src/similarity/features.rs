//! What is compared of an object.

use super::grams::Grams;
use super::name::{Name, narrowed};
use super::period::Period;
use super::settings::{LONGEST_CONTENT, TELLING_NAME, TELLING_WORKS};
use super::unit::{Locality, town_at_start};
use super::works::Works;
use crate::classification::{Application, DistrictMoney, Facts, ObjectKind, Origin, ProjectClass, UnitKind};
use crate::id::ImportId;
use crate::money::{Money, Share};
use crate::subject::{Declaration, Standing, Subject};

/// What is compared of one policy or project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    /// The list it came from.
    pub(super) import: Option<ImportId>,
    /// As declared, for reasons.
    pub(super) title: String,
    /// As declared.
    pub(super) unit: Option<String>,
    /// The unit that answers for it: the town of a village.
    pub(super) root: Option<String>,
    pub(super) name: Name,
    pub(super) works: Works,
    pub(super) period: Period,
    /// What must be equal for two objects to look like parts of one project.
    pub(super) keys: Vec<Key>,
    pub(super) name_grams: Grams,
    pub(super) content_grams: Grams,
    pub(super) money: MoneyFeatures,
}

/// What decides whether an object would be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MoneyFeatures {
    pub(super) amount: Option<Money>,
    /// What it is, when it can be a part of a project to which an amount applies.
    pub(super) application: Option<Application>,
    pub(super) class: Option<ProjectClass>,
    /// Nobody stated or confirmed the class, so that it may be the other one.
    pub(super) class_is_open: bool,
    pub(super) town_share: Option<Share>,
    pub(super) is_town: bool,
}

/// Why two objects of one unit look like parts of one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Likeness {
    /// The same name but for the part: 科发北侧 and 科发东侧.
    Name,
    /// The same place and kind of works.
    Place,
    /// The same kind of works and the same content but for its figures.
    Content,
}

/// A value that parts of one project share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) likeness: Likeness,
    pub(super) value: String,
}

impl Features {
    /// Of a subject.
    #[must_use]
    pub fn of(subject: &Subject, locality: &Locality) -> Self {
        let import = subject.place.as_ref().map(|place| place.import);
        let features = Self::new(&subject.declaration, &subject.facts, import, locality);
        match subject.standing {
            Standing::Independent | Standing::Exempted { .. } => features,
            // The joint subject stands for its parts while they are joined, and they for it once it is dissolved.
            Standing::Joined { .. } | Standing::Dissolved { .. } => features.unlike_anything(),
        }
    }

    /// The features of something that is not to be found any more.
    fn unlike_anything(self) -> Self {
        Self { keys: Vec::new(), name_grams: Grams::default(), content_grams: Grams::default(), ..self }
    }

    /// Of what is declared and known of an object, from the list `import` if it came from one.
    #[must_use]
    pub fn new(
        declaration: &Declaration,
        facts: &Facts,
        import: Option<ImportId>,
        locality: &Locality,
    ) -> Self {
        let name = Name::of(&declaration.name, locality);
        let works = Works::of(&name.plain);
        let unit = declaration.unit.clone().filter(|unit| !unit.trim().is_empty());
        let root = unit.as_deref().map(|unit| locality.root_of(&narrowed(unit)));
        let keys =
            root.as_deref().map(|root| keys(root, &name, &works, &declaration.content)).unwrap_or_default();
        Self {
            import,
            title: declaration.name.clone(),
            unit,
            root,
            period: Period::of(&declaration.schedule, name.years),
            keys,
            name_grams: Grams::of(&name.stem, LONGEST_CONTENT),
            content_grams: Grams::of(&narrowed(&declaration.content), LONGEST_CONTENT),
            money: MoneyFeatures::of(facts),
            name,
            works,
        }
    }

    /// Whether both come from the same list.
    pub(super) fn is_in_list_with(&self, other: &Self) -> bool {
        self.import.is_some() && self.import == other.import
    }
}

impl MoneyFeatures {
    fn of(facts: &Facts) -> Self {
        let value_of_class = facts.class.as_ref();
        Self {
            amount: facts.total_amount.as_ref().map(|amount| amount.value),
            application: application(facts),
            class: value_of_class.map(|class| class.value),
            class_is_open: value_of_class.is_none_or(|class| matches!(class.origin, Origin::Inferred { .. })),
            town_share: facts.district_share.as_ref().map(|share| share.value),
            is_town: facts.unit.as_ref().is_some_and(|unit| unit.value == UnitKind::Town),
        }
    }

    /// Whether the object can be of `class`.
    pub(super) fn can_be(&self, class: ProjectClass) -> bool {
        self.class_is_open || self.class == Some(class)
    }
}

/// What is applied for, when an amount of Article 3 can apply to it: a project, not yet under way, for which district
/// money may be asked.
fn application(facts: &Facts) -> Option<Application> {
    let is_policy = facts.object.as_ref().is_some_and(|object| object.value == ObjectKind::Policy);
    let without_money = facts.district_money.as_ref().is_some_and(|money| match money.value {
        DistrictMoney::Some => false,
        DistrictMoney::ConfirmedNone | DistrictMoney::OutsideBudget => true,
    });
    if is_policy || without_money {
        return None;
    }
    let under_way = facts.in_progress.as_ref().is_some_and(|progress| progress.value);
    match facts.application.as_ref().map(|application| application.value) {
        Some(application @ (Application::New | Application::Continuation)) => Some(application),
        Some(Application::Adjustment | Application::Nothing) => None,
        None => (!under_way).then_some(Application::New),
    }
}

fn keys(root: &str, name: &Name, works: &Works, content: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut key = |likeness, parts: &[&str]| {
        let mut value = root.to_owned();
        for part in parts {
            value.push('\n');
            value.push_str(part);
        }
        keys.push(Key { likeness, value });
    };
    if name.stem.chars().count() >= TELLING_NAME {
        key(Likeness::Name, &[&name.stem]);
    }
    // A town is one place; elsewhere the name has to say where.
    if town_at_start(root).is_some_and(|town| town == root) {
        key(Likeness::Place, &[works.key(), root]);
    } else {
        for place in &name.places {
            key(Likeness::Place, &[works.key(), place]);
        }
    }
    let without_figures: String =
        narrowed(content).chars().filter(|character| character.is_alphabetic()).collect();
    if without_figures.chars().count() >= TELLING_WORKS {
        key(Likeness::Content, &[works.key(), &without_figures]);
    }
    keys
}

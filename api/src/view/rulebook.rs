//! Rulebooks: what they say in words, what is wrong with a draft, and what it would change.

use domain::rulebook::{Difference, Rulebook, RulebookErrors, Setting, Shelved};
use poem_openapi::Object;

use super::Labelled;
use crate::app::rulebooks::{Affected, Impact};

/// 规则集, in a list.
#[derive(Debug, Clone, Object)]
pub struct RulebookSummaryView {
    /// Identifier: `yunxi-2023`.
    pub id: String,
    /// The measure's title.
    pub title: String,
    /// Its number.
    pub document_number: String,
    /// The place.
    pub place: String,
    /// The day from which it applies: `2023-04-14`.
    pub effective_from: String,
    /// Whether new subjects are classified under it on the day.
    pub in_force: bool,
    /// What has to be confirmed before anybody works by it.
    pub to_confirm: Option<String>,
    /// Whether it is part of the program; otherwise it comes from the configuration folder.
    pub built_in: bool,
    /// SM3 of what it says, whatever its layout.
    pub digest: String,
}

impl RulebookSummaryView {
    /// `in_force` is the identifier of the rulebook worked by on the day.
    pub fn new(shelved: &Shelved, in_force: &str) -> Self {
        let Rulebook { id, measure, .. } = shelved.rulebook.as_ref();
        Self {
            id: id.clone(),
            title: measure.title.clone(),
            document_number: measure.document_number.clone(),
            place: measure.place.clone(),
            effective_from: measure.effective_from.to_string(),
            in_force: id == in_force,
            to_confirm: measure.to_confirm.clone(),
            built_in: shelved.built_in,
            digest: shelved.rulebook.digest(),
        }
    }
}

/// 规则集, whole.
#[derive(Debug, Clone, Object)]
pub struct RulebookView {
    /// What the list says of it.
    pub summary: RulebookSummaryView,
    /// Every setting in words, with its article.
    pub settings: Vec<SettingView>,
    /// The file.
    pub text: String,
}

impl RulebookView {
    /// `in_force` is the identifier of the rulebook worked by today.
    pub fn new(shelved: &Shelved, in_force: &str) -> Self {
        Self {
            summary: RulebookSummaryView::new(shelved, in_force),
            settings: shelved.rulebook.settings().into_iter().map(SettingView::from).collect(),
            text: shelved.text.to_string(),
        }
    }
}

/// One setting in words.
#[derive(Debug, Clone, Object)]
pub struct SettingView {
    /// Stable name: `trigger.3(2).amount.infrastructure`.
    pub key: String,
    /// What it belongs to.
    pub subject: String,
    /// The article.
    pub article: String,
    /// What is set.
    pub label: String,
    /// To what.
    pub value: String,
}

impl From<Setting> for SettingView {
    fn from(setting: Setting) -> Self {
        let Setting { key, subject, article, label, value, group: _ } = setting;
        Self { key, subject, article, label, value }
    }
}

/// Whether a text is a sound rulebook.
#[derive(Debug, Clone, Object)]
pub struct RulebookCheckView {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Its identifier, when it is sound.
    pub id: Option<String>,
    /// SM3 of what it says, when it is sound.
    pub digest: Option<String>,
    /// Everything that is wrong, with a score, an object or a number that shows it.
    pub problems: Vec<RulebookProblemView>,
}

/// One thing that is wrong with a rulebook.
#[derive(Debug, Clone, Object)]
pub struct RulebookProblemView {
    /// The line of the file, from 1.
    pub line: Option<usize>,
    /// The entry: `trigger[1].amount`.
    pub path: String,
    /// Stable code: `bands_overlap`.
    pub code: String,
    /// What is wrong: `89.50分同时落在“良好”与“优秀”`.
    pub message: String,
}

impl From<Result<Rulebook, RulebookErrors>> for RulebookCheckView {
    fn from(checked: Result<Rulebook, RulebookErrors>) -> Self {
        match checked {
            Ok(rulebook) => {
                let digest = Some(rulebook.digest());
                Self { sound: true, digest, id: Some(rulebook.id), problems: Vec::new() }
            }
            Err(errors) => {
                let problem = |issue: &domain::issue::Issue| RulebookProblemView {
                    line: errors.line_of(issue),
                    path: issue.field.clone(),
                    code: issue.code.clone(),
                    message: issue.message.clone(),
                };
                let problems = errors.issues.iter().map(problem).collect();
                Self { sound: false, id: None, digest: None, problems }
            }
        }
    }
}

/// One thing that changes from one rulebook to another.
#[derive(Debug, Clone, Object)]
pub struct DifferenceView {
    /// Stable name of the setting or entry.
    pub key: String,
    /// The article.
    pub article: String,
    /// What changes.
    pub subject: String,
    /// What it was; empty where it is new.
    pub before: Option<String>,
    /// What it becomes; empty where it goes.
    pub after: Option<String>,
    /// The change in one sentence.
    pub words: String,
}

impl From<Difference> for DifferenceView {
    fn from(difference: Difference) -> Self {
        let words = difference.to_string();
        let Difference { key, article, subject, before, after } = difference;
        Self { key, article, subject, before, after, words }
    }
}

/// What another rulebook would change about the subjects at hand.
#[derive(Debug, Clone, Object)]
pub struct ImpactView {
    /// How many subjects were looked at.
    pub examined: u64,
    /// Those whose verdict would change.
    pub affected: Vec<AffectedView>,
}

/// A subject whose verdict would change.
#[derive(Debug, Clone, Object)]
pub struct AffectedView {
    /// The subject.
    pub subject_id: String,
    /// Its name.
    pub name: String,
    /// 申报单位 or 建设单位.
    pub unit: Option<String>,
    /// The verdict as it is.
    pub from: Labelled,
    /// The verdict as it would be.
    pub to: Labelled,
    /// The clauses that hold, or may hold.
    pub clauses_before: Vec<String>,
    /// The clauses that would.
    pub clauses_after: Vec<String>,
    /// Why it is as it is.
    pub before: Vec<String>,
    /// Why it would be otherwise.
    pub after: Vec<String>,
}

impl From<Impact> for ImpactView {
    fn from(impact: Impact) -> Self {
        let affected = impact.affected.into_iter().map(AffectedView::from).collect();
        Self { examined: impact.examined, affected }
    }
}

impl From<Affected> for AffectedView {
    fn from(affected: Affected) -> Self {
        let Affected { subject, change } = affected;
        Self {
            subject_id: subject.id.to_string(),
            name: subject.declaration.name,
            unit: subject.declaration.unit,
            from: Labelled::new(&change.from, change.from.label()),
            to: Labelled::new(&change.to, change.to.label()),
            clauses_before: change.clauses_before,
            clauses_after: change.clauses_after,
            before: change.before,
            after: change.after,
        }
    }
}

//! Rulebooks: reading them, checking a draft, and what a draft would change.

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::issue::Issue;
use domain::policy::Action;
use domain::rulebook::{Difference, Rulebook, RulebookErrors, VerdictChange, differences, verdict_change};
use domain::subject::Subject;
use storage::subjects::{self, SubjectFilter};

use super::{App, AppError};
use crate::view::rulebook::{RulebookCheckView, RulebookSummaryView, RulebookView};

/// How many subjects are read at a time.
const PAGE: u64 = 500;

/// A rulebook that somebody means: one of the library by its identifier, or a text.
#[derive(Debug, Clone)]
pub enum Meant {
    /// The one in force today.
    InForce,
    /// One of the library.
    Known(String),
    /// A draft.
    Text(String),
}

/// A subject whose verdict would change.
#[derive(Debug, Clone)]
pub struct Affected {
    /// The subject.
    pub subject: Subject,
    /// How its verdict would change.
    pub change: VerdictChange,
}

/// What another rulebook would change about the subjects at hand.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// How many subjects were looked at.
    pub examined: u64,
    /// Those whose verdict would change, in the order of the list.
    pub affected: Vec<Affected>,
}

impl App {
    /// Every rulebook at hand, and which of them is in force on the day.
    #[must_use]
    pub fn rulebooks(&self, on: NaiveDate) -> Vec<RulebookSummaryView> {
        let in_force = self.in_force_on(on).map_or("", |shelved| &shelved.rulebook.id);
        self.library().iter().map(|shelved| RulebookSummaryView::new(shelved, in_force)).collect()
    }

    /// One rulebook with its text and its settings in words.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none of that identifier.
    pub fn rulebook_view(&self, id: &str) -> Result<RulebookView, AppError> {
        let shelved = self.library().find(id).ok_or(AppError::NotFound("该规则集"))?;
        Ok(RulebookView::new(shelved, &self.rulebook().id))
    }

    /// Whether a text is a sound rulebook, and everything that is wrong with it.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not manage rulebooks.
    pub fn check_rulebook(&self, actor: &Actor, text: &str) -> Result<RulebookCheckView, AppError> {
        self.reserve(actor, Action::ManageRulebooks, "第九条第（一）项", "检查规则集")?;
        Ok(RulebookCheckView::from(Rulebook::parse(text)))
    }

    /// What changes from one rulebook to another.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not manage rulebooks; what is wrong with either rulebook.
    pub fn compare_rulebooks(
        &self,
        actor: &Actor,
        before: &Meant,
        after: &Meant,
    ) -> Result<Vec<Difference>, AppError> {
        self.reserve(actor, Action::ManageRulebooks, "第九条第（一）项", "比较规则集")?;
        let (before, after) = (self.meant("before", before)?, self.meant("after", after)?);
        Ok(differences(&before, &after))
    }

    /// Whose verdict would change if the proposed rulebook took the place of the one in force. Nothing is kept.
    ///
    /// # Errors
    /// [`AppError::Rule`] when the actor may not manage rulebooks; what is wrong with the proposed one; store errors.
    pub async fn rulebook_impact(&self, actor: &Actor, proposed: &Meant) -> Result<Impact, AppError> {
        self.reserve(actor, Action::ManageRulebooks, "第九条第（一）项", "测算规则集的影响")?;
        let proposed = self.meant("proposed", proposed)?;
        let current = self.rulebook().clone();
        let mut impact = Impact::default();
        let mut after = None;
        loop {
            let reader = self.store().reader();
            let (page, next) = subjects::page(reader, actor, &SubjectFilter::default(), after, PAGE).await?;
            impact.examined += page.len() as u64;
            for subject in page {
                if let Some(change) = verdict_change(&subject.facts, &current, &proposed) {
                    impact.affected.push(Affected { subject, change });
                }
            }
            match next {
                Some(position) => after = Some(position),
                None => return Ok(impact),
            }
        }
    }

    fn meant(&self, field: &str, meant: &Meant) -> Result<std::sync::Arc<Rulebook>, AppError> {
        match meant {
            Meant::InForce => Ok(self.rulebook().clone()),
            Meant::Known(id) => match self.library().find(id) {
                Some(shelved) => Ok(shelved.rulebook.clone()),
                None => {
                    let message = format!("没有编号为“{id}”的规则集");
                    Err(AppError::Shape(vec![Issue::new(format!("{field}.id"), "unknown_rulebook", message)]))
                }
            },
            Meant::Text(text) => Rulebook::parse(text)
                .map(std::sync::Arc::new)
                .map_err(|errors| AppError::Shape(as_issues(field, &errors))),
        }
    }
}

/// What is wrong with a text, as issues of the request that carried it.
fn as_issues(field: &str, errors: &RulebookErrors) -> Vec<Issue> {
    let issue = |issue: &Issue| {
        let message = format!("{}：{}", errors.place_of(issue), issue.message);
        Issue::new(format!("{field}.text"), &issue.code, message)
    };
    errors.issues.iter().map(issue).collect()
}

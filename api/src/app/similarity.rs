//! Possible splits and overlaps: the index in memory, what somebody may see of it, and decisions.
//!
//! The index is made from the subjects when it is first asked and is caught up before each look-up with what the
//! journal says has changed since. So it is right whichever process wrote, a write pays nothing for it, a start does
//! not wait for it, and the database stays the only truth.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use domain::actor::Actor;
use domain::id::{ImportId, SubjectId};
use domain::policy::Action;
use domain::rulebook::Rulebook;
use domain::similarity::decision::Choice;
use domain::similarity::{Features, Finding, FindingKey, Limits, Locality, SimilarityIndex};
use domain::subject::Subject;
use storage::similarity::{DecideFinding, DecisionRecord};
use storage::{similarity as decided, subjects};
use tokio::sync::Mutex;

use super::subjects::unless_missing;
use super::{App, AppError, Preconditions};
use crate::view::similarity::{
    SimilarityDecisionView, SimilarityFindingView, SimilarityPage, SubjectSimilarView,
};

/// How many entries of the journal are followed at a time, so that a first look-up keeps its memory small.
const ENTRIES_AT_A_TIME: u64 = 500;

/// Which findings of a list are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those on which nobody decided.
    Open,
    /// Those on which somebody did.
    Decided,
    /// All.
    All,
}

/// The index and what it is made by.
pub(super) struct Similarity {
    locality: Locality,
    limits: Limits,
    state: RwLock<State>,
    /// Whoever brings the index up to date; the others wait and find it done.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    index: SimilarityIndex,
    /// The journal's entry up to which the index says what the subjects say.
    upto: i64,
    /// The last list that was worked out for somebody who sees everything, as long as no subject changes.
    list: Option<(Option<ImportId>, Arc<Vec<Finding>>)>,
}

impl Similarity {
    pub(super) fn new(rulebook: &Rulebook) -> Self {
        Self {
            locality: Locality::new(&rulebook.measure.place),
            limits: Limits::of(rulebook),
            state: RwLock::default(),
            turn: Mutex::default(),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, changed: &[Subject], upto: i64) {
        let features: Vec<(SubjectId, Features)> =
            changed.iter().map(|subject| (subject.id, Features::of(subject, &self.locality))).collect();
        let mut state = self.write();
        if !features.is_empty() {
            state.list = None;
        }
        for (id, features) in features {
            state.index.put(id, features);
        }
        state.upto = upto;
    }

    /// The findings of a list or of everything. A great list takes its time, so this runs on a thread that may block.
    fn list(&self, import: Option<ImportId>, visible: Option<&HashSet<SubjectId>>) -> Arc<Vec<Finding>> {
        if let (None, Some((known, findings))) = (visible, &self.read().list)
            && *known == import
        {
            return Arc::clone(findings);
        }
        let (upto, findings) = {
            let state = self.read();
            (state.upto, Arc::new(state.index.findings(import, &self.limits, &|id| sees(visible, id))))
        };
        let mut state = self.write();
        if visible.is_none() && state.upto == upto {
            state.list = Some((import, Arc::clone(&findings)));
        }
        findings
    }
}

fn sees(visible: Option<&HashSet<SubjectId>>, id: SubjectId) -> bool {
    visible.is_none_or(|visible| visible.contains(&id))
}

impl App {
    /// What may be wrong with one subject, and what was decided about it; nothing that names a subject which is hidden
    /// from the actor.
    ///
    /// # Errors
    /// [`AppError::NotFound`] also when the subject is hidden from the actor; store errors.
    pub async fn similar_to(&self, actor: &Actor, id: SubjectId) -> Result<SubjectSimilarView, AppError> {
        self.subject(actor, id).await?;
        self.catch_up().await?;
        let reader = self.store().reader();
        let visible = subjects::visible_ids(reader, actor).await?;
        let findings = {
            let similarity = self.similarity();
            let state = similarity.read();
            state.index.findings_of(id, &similarity.limits, &|other| sees(visible.as_ref(), other))
        };
        let records = decided::decisions_about(reader, id).await?;
        let decisions = records
            .iter()
            .filter(|record| record.decided.subjects.iter().all(|other| sees(visible.as_ref(), *other)))
            .map(SimilarityDecisionView::from)
            .collect();
        let records = records.into_iter().map(|record| (record.decided.finding.clone(), record)).collect();
        let findings = self.shown(&findings, &records).await?;
        Ok(SubjectSimilarView { subject: id.to_string(), findings, decisions })
    }

    /// The findings about the subjects of one list, by default the newest, that the actor may see; strongest first.
    /// Who does not see lists gets the findings about the subjects that he does see.
    ///
    /// # Errors
    /// Store errors.
    pub async fn similar(
        &self,
        actor: &Actor,
        import: Option<ImportId>,
        wanted: Wanted,
        after: usize,
        limit: usize,
    ) -> Result<SimilarityPage, AppError> {
        self.catch_up().await?;
        let reader = self.store().reader();
        let visible = subjects::visible_ids(reader, actor).await?;
        let import = match import {
            Some(import) => Some(import),
            None => storage::imports::list(reader, actor).await?.first().map(|newest| newest.import),
        };
        let app = self.clone();
        let findings = tokio::task::spawn_blocking(move || app.similarity().list(import, visible.as_ref()))
            .await
            .map_err(|error| storage::StoreError::Panicked(error.to_string()))?;
        let keys: Vec<FindingKey> = findings.iter().map(Finding::key).collect();
        let records: HashMap<FindingKey, DecisionRecord> = decided::decisions(reader, &keys)
            .await?
            .into_iter()
            .map(|record| (record.decided.finding.clone(), record))
            .collect();
        let left: Vec<&Finding> = findings
            .iter()
            .zip(&keys)
            .filter(|(_, key)| match wanted {
                Wanted::Open => !records.contains_key(*key),
                Wanted::Decided => records.contains_key(*key),
                Wanted::All => true,
            })
            .map(|(finding, _)| finding)
            .collect();
        let page: Vec<Finding> =
            left.iter().skip(after).take(limit).map(|finding| (*finding).clone()).collect();
        let end = after.saturating_add(page.len());
        Ok(SimilarityPage {
            import: import.map(|import| import.to_string()),
            total: left.len() as u64,
            next: (end < left.len()).then_some(end as u64),
            findings: self.shown(&page, &records).await?,
        })
    }

    /// Records a decision on a finding.
    ///
    /// # Errors
    /// The rule that refuses; a stale version when somebody decided before; store errors.
    pub async fn decide_finding(
        &self,
        actor: &Actor,
        subjects: Vec<SubjectId>,
        choice: Choice,
        reason: String,
        preconditions: Preconditions,
    ) -> Result<SimilarityDecisionView, AppError> {
        self.reserve(actor, Action::DecideSimilarity, "第三条第（二）项", "疑似拆分、重复的处理")?;
        let request = self.request(actor, preconditions, &("decide_finding", &subjects, choice, &reason));
        let operation = DecideFinding { request, subjects, choice, reason };
        let receipt = self.store().write(operation).await.map_err(unless_missing)?;
        let records = decided::decisions(self.store().reader(), &[receipt.value.finding]).await?;
        records.first().map(SimilarityDecisionView::from).ok_or(AppError::NotFound("该项处理"))
    }

    fn similarity(&self) -> &Similarity {
        &self.inner.similarity
    }

    /// Brings the index to what the subjects say now.
    async fn catch_up(&self) -> Result<(), AppError> {
        let similarity = self.similarity();
        let _turn = similarity.turn.lock().await;
        loop {
            let after = similarity.read().upto;
            let changes = subjects::changed_after(self.store().reader(), after, ENTRIES_AT_A_TIME).await?;
            if changes.upto > after {
                similarity.take_in(&changes.subjects, changes.upto);
            }
            if !changes.more {
                return Ok(());
            }
        }
    }

    async fn shown(
        &self,
        findings: &[Finding],
        records: &HashMap<FindingKey, DecisionRecord>,
    ) -> Result<Vec<SimilarityFindingView>, AppError> {
        let ids: Vec<SubjectId> = findings.iter().flat_map(|finding| finding.subjects.clone()).collect();
        let subjects: HashMap<SubjectId, Subject> = subjects::load_many(self.store().reader(), &ids)
            .await?
            .into_iter()
            .map(|subject| (subject.id, subject))
            .collect();
        Ok(findings
            .iter()
            .map(|finding| SimilarityFindingView::new(finding, &subjects, records.get(&finding.key())))
            .collect())
    }
}

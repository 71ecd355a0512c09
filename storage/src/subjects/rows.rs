//! A subject as rows of all its tables.

use domain::classification::{
    AdjustmentFacts, Determination, Fact, Facts, FundingSource, Origin, PossibleParts,
};
use domain::subject::{BudgetOverride, Declaration, ListPlace, Part, Standing, Subject};
use domain::target::PerformanceTarget;
use sea_orm::ConnectionTrait;

use super::tables::{
    budget_override, determination, fact, funding_source, part, possible_parts, sibling, standing, subject,
    target,
};
use super::values::{FactValue, name_of, write_list, write_number};
use crate::error::StoreError;
use crate::evaluations::names::write_optional_person;
use crate::insert::insert_all;

/// What a row of `subjects` has beside the subject.
#[derive(Debug, Clone)]
pub(super) struct Stamps {
    /// The journal's number of the registration.
    pub(super) list_position: i64,
    pub(super) created_at: String,
    pub(super) updated_at: String,
}

/// The rows of any number of subjects, by table.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) subjects: Vec<subject::Model>,
    facts: Vec<fact::Model>,
    funding: Vec<funding_source::Model>,
    parts: Vec<possible_parts::Model>,
    siblings: Vec<sibling::Model>,
    determinations: Vec<determination::Model>,
    standings: Vec<standing::Model>,
    members: Vec<part::Model>,
    targets: Vec<target::Model>,
    overrides: Vec<budget_override::Model>,
}

impl Rows {
    /// Adds the rows of one subject.
    pub(super) fn add(&mut self, subject: &Subject, stamps: Stamps) -> Result<(), StoreError> {
        self.subjects.push(subject_row(subject, stamps)?);
        let id = subject.id.to_string();
        self.add_facts(&id, &subject.facts)?;
        self.add_targets(&id, &subject.declaration.targets)?;
        self.add_standing(&id, &subject.standing);
        self.add_members(&id, &subject.parts)?;
        self.add_overrides(&id, &subject.budget_overrides);
        self.add_determination(&id, subject)
    }

    /// Inserts everything, what others refer to first.
    pub(super) async fn insert(self, connection: &impl ConnectionTrait) -> Result<(), StoreError> {
        let Self {
            subjects,
            facts,
            funding,
            parts,
            siblings,
            determinations,
            standings,
            members,
            targets,
            overrides,
        } = self;
        insert_all::<subject::Entity>(connection, subjects).await?;
        insert_all::<fact::Entity>(connection, facts).await?;
        insert_all::<funding_source::Entity>(connection, funding).await?;
        insert_all::<possible_parts::Entity>(connection, parts).await?;
        insert_all::<sibling::Entity>(connection, siblings).await?;
        insert_all::<determination::Entity>(connection, determinations).await?;
        insert_all::<standing::Entity>(connection, standings).await?;
        insert_all::<part::Entity>(connection, members).await?;
        insert_all::<target::Entity>(connection, targets).await?;
        insert_all::<budget_override::Entity>(connection, overrides).await
    }

    /// Every fact is named here, so that a new one cannot be forgotten: it does not compile.
    fn add_facts(&mut self, id: &str, facts: &Facts) -> Result<(), StoreError> {
        let Facts {
            object,
            application,
            in_progress,
            class,
            class_doubt: _,
            total_amount,
            funding,
            district_money,
            district_share,
            unit,
            adjustment,
            possible_parts,
            designation: _,
            decided_on,
        } = facts;
        let AdjustmentFacts {
            approved_district_budget,
            requested_increase,
            earlier_increases,
            ordered_by_higher_level,
            cause: _,
        } = adjustment;
        self.add_fact(id, "object", object.as_ref())?;
        self.add_fact(id, "application", application.as_ref())?;
        self.add_fact(id, "in_progress", in_progress.as_ref())?;
        self.add_fact(id, "class", class.as_ref())?;
        self.add_fact(id, "total_amount", total_amount.as_ref())?;
        self.add_fact(id, "district_money", district_money.as_ref())?;
        self.add_fact(id, "district_share", district_share.as_ref())?;
        self.add_fact(id, "unit", unit.as_ref())?;
        self.add_fact(id, "approved_district_budget", approved_district_budget.as_ref())?;
        self.add_fact(id, "requested_increase", requested_increase.as_ref())?;
        self.add_fact(id, "earlier_increases", earlier_increases.as_ref())?;
        self.add_fact(id, "ordered_by_higher_level", ordered_by_higher_level.as_ref())?;
        self.add_fact(id, "decided_on", decided_on.as_ref())?;
        self.add_funding(id, funding)?;
        match possible_parts {
            Some(parts) => self.add_possible_parts(id, parts),
            None => Ok(()),
        }
    }

    fn add_fact<T: FactValue>(
        &mut self,
        id: &str,
        name: &str,
        fact: Option<&Fact<T>>,
    ) -> Result<(), StoreError> {
        let Some(Fact { value, origin }) = fact else { return Ok(()) };
        let mut row = fact::Model {
            subject_id: id.to_owned(),
            fact: name.to_owned(),
            value: value.write()?,
            origin_kind: String::new(),
            origin_field: None,
            origin_words: None,
            origin_rule: None,
            origin_by: None,
            origin_on: None,
            origin_document: None,
        };
        match origin {
            Origin::Stated { field } => {
                "stated".clone_into(&mut row.origin_kind);
                row.origin_field = Some(field.clone());
            }
            Origin::Inferred { words, rule } => {
                "inferred".clone_into(&mut row.origin_kind);
                row.origin_words = Some(words.clone());
                row.origin_rule = Some(rule.clone());
            }
            Origin::Confirmed { by, on, document } => {
                "confirmed".clone_into(&mut row.origin_kind);
                row.origin_by = Some(by.clone());
                row.origin_on = Some(on.to_string());
                row.origin_document.clone_from(document);
            }
        }
        self.facts.push(row);
        Ok(())
    }

    fn add_funding(&mut self, id: &str, funding: &[FundingSource]) -> Result<(), StoreError> {
        for (position, source) in funding.iter().enumerate() {
            let FundingSource { level, share, amount, secured, certainty, words } = source;
            self.funding.push(funding_source::Model {
                subject_id: id.to_owned(),
                position: write_number(position)?,
                level: name_of(level)?,
                share_basis_points: share.map(|share| i64::from(share.basis_points())),
                amount_fen: amount.map(|amount| amount.fen()),
                secured_fen: secured.map(|secured| secured.fen()),
                certainty: name_of(certainty)?,
                words: words.clone(),
            });
        }
        Ok(())
    }

    fn add_possible_parts(&mut self, id: &str, parts: &PossibleParts) -> Result<(), StoreError> {
        let PossibleParts { siblings, joint_amount, one_project } = parts;
        self.parts
            .push(possible_parts::Model { subject_id: id.to_owned(), joint_amount_fen: joint_amount.fen() });
        for (position, name) in siblings.iter().enumerate() {
            self.siblings.push(sibling::Model {
                subject_id: id.to_owned(),
                position: write_number(position)?,
                name: name.clone(),
            });
        }
        self.add_fact(id, "one_project", one_project.as_ref())
    }

    fn add_standing(&mut self, id: &str, standing: &Standing) {
        let (into_subject, decision) = match standing {
            Standing::Independent => return,
            Standing::Joined { into, decision } => (Some(into.to_string()), decision),
            Standing::Exempted { decision } | Standing::Dissolved { decision } => (None, decision),
        };
        self.standings.push(standing::Model {
            subject_id: id.to_owned(),
            into_subject,
            reason: decision.reason.clone(),
            document: decision.document.clone(),
            decided_by: decision.by.clone(),
            decided_on: decision.on.to_string(),
        });
    }

    fn add_members(&mut self, id: &str, parts: &[Part]) -> Result<(), StoreError> {
        for (position, Part { subject, name, amount }) in parts.iter().enumerate() {
            self.members.push(part::Model {
                subject_id: id.to_owned(),
                position: write_number(position)?,
                part: subject.to_string(),
                name: name.clone(),
                amount_fen: amount.fen(),
            });
        }
        Ok(())
    }

    fn add_targets(&mut self, id: &str, targets: &[PerformanceTarget]) -> Result<(), StoreError> {
        for (position, target) in targets.iter().enumerate() {
            let PerformanceTarget { dimension, indicator, comparison, value, unit, year } = target;
            self.targets.push(target::Model {
                subject_id: id.to_owned(),
                position: write_number(position)?,
                dimension: name_of(dimension)?,
                indicator: indicator.clone(),
                comparison: name_of(comparison)?,
                value: value.to_string(),
                unit: unit.clone(),
                year: year.map(i64::from),
            });
        }
        Ok(())
    }

    fn add_overrides(&mut self, id: &str, overrides: &[BudgetOverride]) {
        for BudgetOverride { budget_year, reason, requested_by, requested_on, approval } in overrides {
            let (approved_by, approved_by_post, approved_by_organisation) =
                write_optional_person(approval.as_ref().map(|approval| &approval.approved_by));
            self.overrides.push(budget_override::Model {
                subject_id: id.to_owned(),
                budget_year: i64::from(*budget_year),
                reason: reason.clone(),
                requested_by: requested_by.actor.to_string(),
                requested_by_post: requested_by.post.clone(),
                requested_by_organisation: requested_by.organisation.clone(),
                requested_on: requested_on.to_string(),
                approved_by,
                approved_by_post,
                approved_by_organisation,
                approved_on: approval.as_ref().map(|approval| approval.approved_on.to_string()),
            });
        }
    }

    fn add_determination(&mut self, id: &str, subject: &Subject) -> Result<(), StoreError> {
        let Determination { verdict, findings, missing, follow_up, facts_used, readings, reasons, rulebook } =
            &subject.determination;
        self.determinations.push(determination::Model {
            subject_id: id.to_owned(),
            subject_version: write_number(subject.version)?,
            verdict: name_of(verdict)?,
            rulebook: rulebook.clone(),
            findings: write_list(findings)?,
            missing: write_list(missing)?,
            follow_up: write_list(follow_up)?,
            facts_used: write_list(facts_used)?,
            readings: write_list(readings)?,
            reasons: write_list(reasons)?,
        });
        Ok(())
    }
}

/// The row of a subject in `subjects`.
pub(super) fn subject_row(subject: &Subject, stamps: Stamps) -> Result<subject::Model, StoreError> {
    let Stamps { list_position, created_at, updated_at } = stamps;
    let Declaration { name, unit, nature, content, schedule, funding, remark, targets: _ } =
        subject.declaration.clone();
    let place = subject.place.as_ref();
    let designation = subject.facts.designation.as_ref();
    Ok(subject::Model {
        id: subject.id.to_string(),
        version: write_number(subject.version)?,
        list_position,
        import_id: place.map(|place| place.import.to_string()),
        section: place.map(|place| place.section.clone()),
        section_title: place.map(|place| place.section_title.clone()),
        subsection: place.and_then(|place| place.subsection.clone()),
        number: place.map(|ListPlace { number, .. }| i64::from(*number)),
        name,
        unit,
        nature,
        content,
        schedule,
        funding,
        remark,
        class_doubt: subject.facts.class_doubt.clone(),
        adjustment_cause: subject.facts.adjustment.cause.clone(),
        designated_by: designation.map(|designation| designation.by.clone()),
        designation_document: designation.map(|designation| designation.document.clone()),
        designated_on: designation.map(|designation| designation.on.to_string()),
        verdict: name_of(&subject.determination.verdict)?,
        amount_fen: subject.facts.total_amount.as_ref().map(|amount| amount.value.fen()),
        created_at,
        updated_at,
        standing: name_of(&subject.standing.kind())?,
    })
}

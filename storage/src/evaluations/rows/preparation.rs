//! Deviation, plan and notice.

use std::collections::BTreeMap;

use domain::evaluation::{Notice, NoticeContents, Plan, PlanContents};
use domain::id::ActorId;
use domain::panel::{Deviation, Panel, WithdrawalRequest};
use domain::score::Score;

use crate::error::StoreError;
use crate::evaluations::entities::{notice, panel_deviation, panel_withdrawal, plan, plan_weight};
use crate::evaluations::names::{
    read_actor, read_day, read_optional_person, read_person, read_score, write_optional_person,
};
use crate::evaluations::statements::RoundKey;
use crate::text::{read_time, write_time};

pub(in crate::evaluations) fn deviation_row(key: &RoundKey, deviation: &Deviation) -> panel_deviation::Model {
    let (approved_by, approved_by_post, approved_by_organisation) =
        write_optional_person(deviation.approved_by.as_ref());
    panel_deviation::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        reason: deviation.reason.clone(),
        requested_by: deviation.requested_by.actor.to_string(),
        requested_by_post: deviation.requested_by.post.clone(),
        requested_by_organisation: deviation.requested_by.organisation.clone(),
        approved_by,
        approved_by_post,
        approved_by_organisation,
    }
}

pub(in crate::evaluations) fn read_deviation(row: panel_deviation::Model) -> Result<Deviation, StoreError> {
    Ok(Deviation {
        reason: row.reason,
        requested_by: read_person(&row.requested_by, row.requested_by_post, row.requested_by_organisation)?,
        approved_by: read_optional_person(
            row.approved_by,
            row.approved_by_post,
            row.approved_by_organisation,
        )?,
    })
}

pub(in crate::evaluations) fn withdrawal_rows(key: &RoundKey, panel: &Panel) -> Vec<panel_withdrawal::Model> {
    let row = |(expert, request): (&ActorId, &WithdrawalRequest)| panel_withdrawal::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        expert: expert.to_string(),
        reason: request.reason.clone(),
        requested_by: request.requested_by.actor.to_string(),
        requested_by_post: request.requested_by.post.clone(),
        requested_by_organisation: request.requested_by.organisation.clone(),
    };
    panel.withdrawals.iter().map(row).collect()
}

pub(in crate::evaluations) fn read_withdrawal(
    row: panel_withdrawal::Model,
) -> Result<(ActorId, WithdrawalRequest), StoreError> {
    let requested_by = read_person(&row.requested_by, row.requested_by_post, row.requested_by_organisation)?;
    Ok((read_actor(&row.expert)?, WithdrawalRequest { reason: row.reason, requested_by }))
}

pub(in crate::evaluations) fn plan_row(key: &RoundKey, plan: &Plan) -> plan::Model {
    let contents = plan.contents.clone();
    let (approved_by, approved_by_post, approved_by_organisation) =
        write_optional_person(plan.approved_by.as_ref());
    plan::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        subject_overview: contents.subject_overview,
        purpose_and_basis: contents.purpose_and_basis,
        organisation_and_methods: contents.organisation_and_methods,
        content_and_focus: contents.content_and_focus,
        indicator_system: contents.indicator_system,
        personnel: contents.personnel,
        steps_and_schedule: contents.steps_and_schedule,
        requirements: contents.requirements,
        drafted_by: plan.drafted_by.actor.to_string(),
        drafted_by_post: plan.drafted_by.post.clone(),
        drafted_by_organisation: plan.drafted_by.organisation.clone(),
        approved_by,
        approved_by_post,
        approved_by_organisation,
    }
}

pub(in crate::evaluations) fn read_plan(
    row: plan::Model,
    methods: Vec<String>,
    weights: Vec<plan_weight::Model>,
) -> Result<Plan, StoreError> {
    Ok(Plan {
        contents: PlanContents {
            subject_overview: row.subject_overview,
            purpose_and_basis: row.purpose_and_basis,
            organisation_and_methods: row.organisation_and_methods,
            content_and_focus: row.content_and_focus,
            indicator_system: row.indicator_system,
            personnel: row.personnel,
            steps_and_schedule: row.steps_and_schedule,
            requirements: row.requirements,
        },
        methods,
        weights: weights
            .into_iter()
            .map(|row| Ok((row.indicator, read_score(row.weight)?)))
            .collect::<Result<BTreeMap<String, Score>, StoreError>>()?,
        drafted_by: read_person(&row.drafted_by, row.drafted_by_post, row.drafted_by_organisation)?,
        approved_by: read_optional_person(
            row.approved_by,
            row.approved_by_post,
            row.approved_by_organisation,
        )?,
    })
}

pub(in crate::evaluations) fn weight_rows(key: &RoundKey, plan: &Plan) -> Vec<plan_weight::Model> {
    let row = |(indicator, weight): (&String, &Score)| plan_weight::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        indicator: indicator.clone(),
        weight: i64::from(weight.hundredths()),
    };
    plan.weights.iter().map(row).collect()
}

pub(in crate::evaluations) fn notice_row(key: &RoundKey, notice: &Notice) -> notice::Model {
    let contents = notice.contents.clone();
    notice::Model {
        evaluation_id: key.evaluation.clone(),
        round: key.round,
        document_number: notice.document_number.clone(),
        scope: contents.scope,
        basis: contents.basis,
        content: contents.content,
        procedure: contents.procedure,
        requirements: contents.requirements,
        base_data_table: contents.base_data_table,
        site_visit_schedule: contents.site_visit_schedule,
        material_due: notice.material_due.to_string(),
        issued_at: write_time(notice.issued_at),
        issued_by: notice.issued_by.actor.to_string(),
        issued_by_post: notice.issued_by.post.clone(),
        issued_by_organisation: notice.issued_by.organisation.clone(),
    }
}

pub(in crate::evaluations) fn read_notice(row: notice::Model) -> Result<Notice, StoreError> {
    Ok(Notice {
        document_number: row.document_number,
        contents: NoticeContents {
            scope: row.scope,
            basis: row.basis,
            content: row.content,
            procedure: row.procedure,
            requirements: row.requirements,
            base_data_table: row.base_data_table,
            site_visit_schedule: row.site_visit_schedule,
        },
        material_due: read_day(&row.material_due)?,
        issued_at: read_time(&row.issued_at)?,
        issued_by: read_person(&row.issued_by, row.issued_by_post, row.issued_by_organisation)?,
    })
}

//! Writing what an event led to: the journal's entry and the rows, in one transaction.

use domain::evaluation::Rejection;
use domain::issue::Issue;
use domain::subject::{self, Subject, SubjectEvent};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::rows::{Rows, Stamps, subject_row};
use super::stream_of;
use super::tables::{
    budget_override, determination, fact, funding_source, part, possible_parts, sibling, standing,
    subject as table, target,
};
use super::values::write_number;
use crate::error::StoreError;
use crate::journal::NewEntry;
use crate::operation::WriteTransaction;
use crate::request::Refusal;
use crate::text::write_time;

/// Subjects that are being registered: journalled one by one, inserted together.
#[derive(Debug, Default)]
pub(crate) struct NewSubjects {
    rows: Rows,
}

impl NewSubjects {
    /// Journals a registration and keeps its rows for [`insert`](Self::insert).
    pub(crate) fn add(
        &mut self,
        transaction: &mut WriteTransaction<'_>,
        event: &SubjectEvent,
    ) -> Result<Subject, Refusal> {
        let subject = subject::begin(event)
            .ok_or_else(|| StoreError::corrupt("a subject does not begin with its registration"))?;
        let list_position = transaction.append(entry(&subject, event)?)?;
        let at = write_time(event.at);
        self.rows.add(&subject, Stamps { list_position, created_at: at.clone(), updated_at: at })?;
        Ok(subject)
    }

    /// Inserts the rows of all subjects.
    pub(crate) async fn insert(self, transaction: &WriteTransaction<'_>) -> Result<(), StoreError> {
        self.insert_into(transaction.connection()).await
    }

    /// As [`insert`](Self::insert), while further subjects may be journalled.
    pub(crate) async fn insert_into(self, connection: &impl ConnectionTrait) -> Result<(), StoreError> {
        self.rows.insert(connection).await
    }
}

/// Journals a later event of `subject` and replaces its rows by what it leads to, if they are still those of
/// `subject`'s version.
pub(crate) async fn change(
    transaction: &mut WriteTransaction<'_>,
    subject: Subject,
    event: &SubjectEvent,
) -> Result<Subject, Refusal> {
    let before = write_number(subject.version)?;
    let changed = subject::evolve(subject, event);
    transaction.append(entry(&changed, event)?)?;
    let mut rows = Rows::default();
    // The place in the list and the time of registration stay as they are; see the update below.
    let stamps = Stamps { list_position: 0, created_at: String::new(), updated_at: write_time(event.at) };
    rows.add(&changed, stamps.clone())?;
    rows.subjects.clear();
    update(transaction, before, table_row(&changed, stamps)?).await?;
    delete_parts(transaction.connection(), &changed.id.to_string()).await?;
    rows.insert(transaction.connection()).await?;
    Ok(changed)
}

/// The columns of `subjects` that an event can change.
fn table_row(subject: &Subject, stamps: Stamps) -> Result<table::ActiveModel, StoreError> {
    let mut row = subject_row(subject, stamps)?.into_active_model().reset_all();
    row.list_position = ActiveValue::NotSet;
    row.created_at = ActiveValue::NotSet;
    Ok(row)
}

async fn update(
    transaction: &WriteTransaction<'_>,
    before: i64,
    row: table::ActiveModel,
) -> Result<(), StoreError> {
    let id = row.id.clone().take().unwrap_or_default();
    let updated = table::Entity::update_many()
        .set(row)
        .filter(table::Column::Id.eq(id.as_str()))
        .filter(table::Column::Version.eq(before))
        .exec(transaction.connection())
        .await?;
    if updated.rows_affected == 1 {
        return Ok(());
    }
    let found = table::Entity::find_by_id(id).one(transaction.connection()).await?;
    Err(StoreError::Stale { expected: before, found: found.map_or(0, |row| row.version) })
}

/// Deletes the subject's rows in every table but `subjects`.
async fn delete_parts(connection: &impl ConnectionTrait, id: &str) -> Result<(), StoreError> {
    macro_rules! delete_from {
        ($($table:ident),+) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::SubjectId.eq(id))
                .exec(connection)
                .await?;
        )+};
    }
    delete_from!(determination, sibling, possible_parts, funding_source, fact, standing, part, target);
    delete_from!(budget_override);
    Ok(())
}

/// The journal's entry of the event that made `subject` what it is.
fn entry(subject: &Subject, event: &SubjectEvent) -> Result<NewEntry, Refusal> {
    let payload = serde_json::to_string(event)
        .map_err(|_| StoreError::corrupt("an event of a subject has no JSON form"))?;
    if has_nul(&payload) {
        let message = "内容含有无法保存的空字符，请删除后重新提交";
        return Err(Rejection::invalid("第十条", vec![Issue::new("text", "unprintable", message)]).into());
    }
    Ok(NewEntry {
        stream: stream_of(subject.id),
        stream_version: write_number(subject.version)?,
        kind: event.change.name().to_owned(),
        payload,
        actor: event.by.actor,
        at: event.at,
    })
}

/// Whether a text in `json` has a NUL, which PostgreSQL cannot store in a row. JSON writes it as an escape; after
/// an odd number of backslashes the same characters are a backslash and plain text.
pub(crate) fn has_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        json.get(..at)
            .is_some_and(|before| before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0)
    })
}

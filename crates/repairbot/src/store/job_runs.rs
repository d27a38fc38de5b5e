//! Which jobs of the calendar have happened: one row for each job and day.

use jiff::{Timestamp, civil::Date};
use repairbot_core::schedule::Job;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use super::{Reads, StoreError, WriteTx, codec, entity::job_runs};

/// What became of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It happened.
    Done,
    /// It came too late, or before there was anybody.
    Skipped,
}

/// One occurrence of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Which job.
    pub job: Job,
    /// The day it falls on.
    pub day: Date,
    /// When it was due.
    pub due_at: Timestamp,
    /// What became of it.
    pub state: RunState,
    /// When that was decided.
    pub at: Timestamp,
}

/// The last day a job has been decided for. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn last_day(tx: &impl Reads, job: Job) -> Result<Option<Date>, StoreError> {
    let last = job_runs::Entity::find()
        .filter(job_runs::Column::Job.eq(job.code()))
        .order_by_desc(job_runs::Column::Day)
        .one(tx.connection())
        .await?;
    last.map(|row| codec::date("job_runs.day", &row.day)).transpose()
}

/// Notes what became of an occurrence. Says whether this is the first to do so: only then it may happen. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn decide(tx: &WriteTx, run: &Run) -> Result<bool, StoreError> {
    let row = job_runs::ActiveModel {
        job: Set(run.job.code().to_owned()),
        day: Set(run.day.to_string()),
        due_at: Set(run.due_at.as_millisecond()),
        state: Set(match run.state {
            RunState::Done => "done".to_owned(),
            RunState::Skipped => "skipped".to_owned(),
        }),
        at: Set(run.at.as_millisecond()),
        untold: Set(None),
    };
    let key = [job_runs::Column::Job, job_runs::Column::Day];
    let inserted = job_runs::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(inserted > 0)
}

/// Keeps what is to be told about an occurrence once people may be disturbed. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn keep_untold(tx: &WriteTx, (job, day): (Job, Date), what: &str) -> Result<(), StoreError> {
    set_untold(tx, (job, day), Some(what.to_owned())).await
}

/// It has been told. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn told(tx: &WriteTx, (job, day): (Job, Date)) -> Result<(), StoreError> {
    set_untold(tx, (job, day), None).await
}

async fn set_untold(tx: &WriteTx, (job, day): (Job, Date), what: Option<String>) -> Result<(), StoreError> {
    job_runs::Entity::update_many()
        .col_expr(job_runs::Column::Untold, what.into())
        .filter(job_runs::Column::Job.eq(job.code()))
        .filter(job_runs::Column::Day.eq(day.to_string()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// What is still to be told about a job, oldest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn untold(tx: &impl Reads, job: Job) -> Result<Vec<(Date, String)>, StoreError> {
    let rows = job_runs::Entity::find()
        .filter(job_runs::Column::Job.eq(job.code()))
        .filter(job_runs::Column::Untold.is_not_null())
        .order_by_asc(job_runs::Column::Day)
        .all(tx.connection())
        .await?;
    let told =
        |row: job_runs::Model| Ok((codec::date("job_runs.day", &row.day)?, row.untold.unwrap_or_default()));
    rows.into_iter().map(told).collect()
}

/// Forgets what was decided before this instant; says how many rows. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old = job_runs::Column::At.lt(before.as_millisecond());
    Ok(job_runs::Entity::delete_many().filter(old).exec(tx.db()).await?.rows_affected)
}

//! Timers of orders: what each order waits for, as rows that follow it in the transaction that changes it, and what
//! fired of them.
//!
//! A row holds the instant its steps are counted from, not when the next one is due: that follows from the settings as
//! they are when somebody looks. It stays while the order is what it waits with, so that it is known what has fired.

use jiff::Timestamp;
use repairbot_core::{
    ids::{OrderId, PersonId},
    order::Order,
    schedule::{Timer, TimerKind, Topic, timers as timers_of},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Order as Direction, Query, SelectStatement},
};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{firings, orders, timers},
    growth::BATCH,
    orders::{
        OrderLine,
        line::{line, select_lines},
    },
    sql::WAITING_TIMER,
};

const PENDING: &str = "pending";
const DONE: &str = "done";
const CANCELLED: &str = "cancelled";

/// A timer that waits for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub order: OrderId,
    /// What its steps are counted from.
    pub base: Timestamp,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// The order's master.
    pub master: Option<PersonId>,
    /// The end of the order's visit, if it has one.
    pub visit_to: Option<Timestamp>,
}

/// A step of a timer whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firing {
    /// Whose.
    pub order: OrderId,
    /// What for.
    pub timer: Timer,
    /// The step it waited for.
    pub waited: u8,
    /// The step that fires: this one, or a later one that is due as well.
    pub step: u8,
    /// Whether somebody is told; else it is only noted that its time has passed.
    pub told: bool,
    /// When.
    pub at: Timestamp,
}

/// What a reminder lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Of which topic.
    pub topic: Topic,
    /// Which step must have fired.
    pub step: u8,
    /// Only orders of this master.
    pub master: Option<PersonId>,
    /// Only what fired after the first and not after the second instant.
    pub fired: Option<(Timestamp, Timestamp)>,
    /// How many at most.
    pub limit: u64,
}

/// Lets an order's timers follow a change of it: what is over is cancelled, what is new waits, what is the same stays as it
/// is. One statement, none when nothing changes.
pub(super) async fn follow(
    tx: &WriteTx,
    (before, after): (Option<&Order>, &Order),
    at: Timestamp,
) -> Result<(), StoreError> {
    let (was, is) = (before.map(timers_of).unwrap_or_default(), timers_of(after));
    if was == is {
        return Ok(());
    }
    if is.is_empty() {
        timers::Entity::delete_many().filter(timers::Column::OrderId.eq(after.id.0)).exec(tx.db()).await?;
        return Ok(());
    }
    let row = |timer: Timer, state: &str| timers::ActiveModel {
        order_id: Set(after.id.0),
        kind: Set(timer.kind.code().to_owned()),
        base_at: Set(timer.base.as_millisecond()),
        step: Set(0),
        state: Set(state.to_owned()),
        planned_at: Set(at.as_millisecond()),
        fired_at: Set(None),
    };
    let over = was.iter().filter(|timer| is.iter().all(|other| other.kind != timer.kind));
    let new = is.iter().filter(|timer| !was.contains(timer));
    let rows = over.map(|timer| row(*timer, CANCELLED)).chain(new.map(|timer| row(*timer, PENDING)));
    let changed = [
        timers::Column::BaseAt,
        timers::Column::Step,
        timers::Column::State,
        timers::Column::PlannedAt,
        timers::Column::FiredAt,
    ];
    let key = [timers::Column::OrderId, timers::Column::Kind];
    timers::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).update_columns(changed).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Timers of this kind that wait for this step, the earliest base first. One query along one index.
///
/// # Errors
/// See [`StoreError`].
pub async fn waiting(
    tx: &impl Reads,
    (kind, step): (TimerKind, u8),
    limit: u64,
) -> Result<Vec<Waiting>, StoreError> {
    let select = select_waiting((kind, step), limit);
    let rows = tx.connection().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let at = |column: &str| codec::instant(column, row.try_get("", column)?);
            Ok(Waiting {
                order: OrderId(row.try_get("", "order_id")?),
                base: at("base_at")?,
                planned_at: at("planned_at")?,
                master: row.try_get::<Option<i64>>("", "master_id")?.map(PersonId),
                visit_to: codec::instant_opt("orders.visit_to", row.try_get("", "visit_to")?)?,
            })
        })
        .collect()
}

fn select_waiting((kind, step): (TimerKind, u8), limit: u64) -> SelectStatement {
    let timer = |column: timers::Column| (timers::Entity, column);
    Query::select()
        .columns([timers::Column::OrderId, timers::Column::BaseAt, timers::Column::PlannedAt].map(timer))
        .column((orders::Entity, orders::Column::MasterId))
        .column((orders::Entity, orders::Column::VisitTo))
        .from(timers::Entity)
        .inner_join(
            orders::Entity,
            Expr::col((orders::Entity, orders::Column::Id)).equals(timer(timers::Column::OrderId)),
        )
        .and_where(Expr::cust(format!("timers.{WAITING_TIMER}")))
        .and_where(timers::Column::Kind.eq(kind.code()))
        .and_where(timers::Column::Step.eq(i16::from(step)))
        .order_by(timer(timers::Column::BaseAt), Direction::Asc)
        .limit(limit)
        .to_owned()
}

/// Notes that a step fired. Says whether it is the first time and somebody is to be told: not when the timer has changed
/// meanwhile, another process was faster, or the order has been at this step before. Three statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn fire(tx: &WriteTx, firing: &Firing) -> Result<bool, StoreError> {
    let Timer { kind, base } = firing.timer;
    let last = firing.step.saturating_add(1) >= kind.steps();
    let told = firing.told && !has_fired(tx, firing).await?;
    let updated = timers::Entity::update_many()
        .set(timers::ActiveModel {
            step: Set(i16::from(firing.step.saturating_add(1))),
            state: Set(if last { DONE } else { PENDING }.to_owned()),
            fired_at: Set(told.then(|| firing.at.as_millisecond())),
            ..Default::default()
        })
        .filter(timers::Column::OrderId.eq(firing.order.0))
        .filter(timers::Column::Kind.eq(kind.code()))
        .filter(timers::Column::BaseAt.eq(base.as_millisecond()))
        .filter(timers::Column::Step.eq(i16::from(firing.waited)))
        .filter(timers::Column::State.eq(PENDING))
        .exec(tx.db())
        .await?;
    if updated.rows_affected != 1 {
        return Ok(false);
    }
    let row = firings::ActiveModel {
        order_id: Set(firing.order.0),
        kind: Set(kind.code().to_owned()),
        base_at: Set(base.as_millisecond()),
        step: Set(i16::from(firing.step)),
        outcome: Set(if told { "told" } else { "skipped" }.to_owned()),
        at: Set(firing.at.as_millisecond()),
    };
    let key =
        [firings::Column::OrderId, firings::Column::Kind, firings::Column::BaseAt, firings::Column::Step];
    firings::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(told)
}

/// Whether this very step fired before: the order was deleted and restored, or its visit moved away and back.
async fn has_fired(tx: &WriteTx, firing: &Firing) -> Result<bool, StoreError> {
    let key = (
        firing.order.0,
        firing.timer.kind.code().to_owned(),
        firing.timer.base.as_millisecond(),
        i16::from(firing.step),
    );
    Ok(firings::Entity::find_by_id(key).one(tx.db()).await?.is_some())
}

/// The orders a reminder lists, the longest waiting first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn listed(tx: &impl Reads, listed: &Listed) -> Result<Vec<OrderLine>, StoreError> {
    let timer = |column: timers::Column| Expr::col((timers::Entity, column));
    let mut select = select_lines();
    select
        .inner_join(
            timers::Entity,
            timer(timers::Column::OrderId).equals((orders::Entity, orders::Column::Id)),
        )
        .and_where(timer(timers::Column::Kind).is_in(listed.topic.kinds().map(TimerKind::code)))
        .and_where(timer(timers::Column::State).ne(CANCELLED))
        .and_where(timer(timers::Column::Step).gt(i16::from(listed.step)))
        .order_by((timers::Entity, timers::Column::BaseAt), Direction::Asc)
        .order_by((orders::Entity, orders::Column::Number), Direction::Asc)
        .limit(listed.limit);
    if let Some(master) = listed.master {
        select.and_where(Expr::col((orders::Entity, orders::Column::MasterId)).eq(master.0));
    }
    if let Some((after, until)) = listed.fired {
        select
            .and_where(timer(timers::Column::FiredAt).gt(after.as_millisecond()))
            .and_where(timer(timers::Column::FiredAt).lte(until.as_millisecond()));
    }
    tx.connection().query_all(&select).await?.iter().map(line).collect()
}

/// Whether the order still waits with this timer. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn still_waits(tx: &impl Reads, order: OrderId, timer: Timer) -> Result<bool, StoreError> {
    let found =
        timers::Entity::find_by_id((order.0, timer.kind.code().to_owned())).one(tx.connection()).await?;
    Ok(found.is_some_and(|row| row.state != CANCELLED && row.base_at == timer.base.as_millisecond()))
}

/// Forgets what fired before this instant, about a thousand rows at most; says how many. Two statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let enough: Option<i64> = firings::Entity::find()
        .select_only()
        .column(firings::Column::At)
        .filter(firings::Column::At.lt(before.as_millisecond()))
        .order_by_asc(firings::Column::At)
        .offset(BATCH)
        .into_tuple()
        .one(tx.db())
        .await?;
    let before = enough.map_or(before.as_millisecond(), |at| at.saturating_add(1));
    let deleted = firings::Entity::delete_many().filter(firings::Column::At.lt(before)).exec(tx.db()).await?;
    Ok(deleted.rows_affected)
}

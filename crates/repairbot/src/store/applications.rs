//! Applications to become a master: one open per person, decided once.

use jiff::Timestamp;
use repairbot_core::{
    ids::{ApplicationId, PersonId},
    phone::Phone,
    pii::{FreeText, PersonName},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Reads, StoreError, WriteTx, codec, entity::applications, sql::UNANSWERED};

/// What became of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationState {
    /// It waits for an answer.
    Open,
    /// He is a master now.
    Approved,
    /// No, for a reason.
    Rejected,
    /// There is nothing left to decide: he came here by another way, or was deactivated.
    Withdrawn,
}

impl ApplicationState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Approved, Self::Rejected, Self::Withdrawn];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Who applies.
    pub person: PersonId,
    /// The name he gave.
    pub name: PersonName,
    /// His phone.
    pub phone: Phone,
    /// What he repairs.
    pub specialization: FreeText,
    /// What became of it.
    pub state: ApplicationState,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// Why it was rejected.
    pub reason: Option<FreeText>,
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// What.
    pub state: ApplicationState,
    /// By whom; nobody when it is withdrawn.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Why, when rejected.
    pub reason: Option<&'a FreeText>,
}

/// Writes an open application.
///
/// # Errors
/// `Conflict` when this person has an open one.
pub async fn insert(tx: &WriteTx, new: &Application) -> Result<(), StoreError> {
    let row = applications::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.0),
        name: Set(new.name.reveal().to_owned()),
        phone: Set(new.phone.e164().to_owned()),
        specialization: Set(new.specialization.reveal().to_owned()),
        state: Set(ApplicationState::Open.code().to_owned()),
        created_at: Set(new.created_at.as_millisecond()),
        decided_by: NotSet,
        decided_at: NotSet,
        reason: NotSet,
    };
    applications::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// The application with this id. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_id(tx: &impl Reads, id: ApplicationId) -> Result<Option<Application>, StoreError> {
    let found = applications::Entity::find_by_id(id.0).one(tx.connection()).await?;
    found.map(application).transpose()
}

/// Whether this person has an open application. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_open(tx: &impl Reads, person: PersonId) -> Result<bool, StoreError> {
    let found = applications::Entity::find()
        .filter(applications::Column::PersonId.eq(person.0))
        .filter(Expr::cust(UNANSWERED))
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

/// The open applications, oldest first, at most so many. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open(tx: &impl Reads, limit: u64) -> Result<Vec<Application>, StoreError> {
    let rows = applications::Entity::find()
        .filter(Expr::cust(UNANSWERED))
        .order_by_asc(applications::Column::Id)
        .limit(limit)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(application).collect()
}

/// Decides an open application. Says whether it was still open: of two who decide at once, one does.
///
/// # Errors
/// See [`StoreError`].
pub async fn decide(tx: &WriteTx, id: ApplicationId, decision: &Decision<'_>) -> Result<bool, StoreError> {
    close(tx, applications::Column::Id.eq(id.0), decision).await
}

/// Withdraws the open application of this person, if he has one.
///
/// # Errors
/// See [`StoreError`].
pub async fn withdraw(tx: &WriteTx, person: PersonId, at: Timestamp) -> Result<bool, StoreError> {
    let decision = Decision { state: ApplicationState::Withdrawn, by: None, at, reason: None };
    close(tx, applications::Column::PersonId.eq(person.0), &decision).await
}

async fn close(
    tx: &WriteTx,
    which: sea_orm::sea_query::SimpleExpr,
    decision: &Decision<'_>,
) -> Result<bool, StoreError> {
    let change = applications::ActiveModel {
        state: Set(decision.state.code().to_owned()),
        decided_by: Set(decision.by.map(|person| person.0)),
        decided_at: Set(Some(decision.at.as_millisecond())),
        reason: Set(decision.reason.map(|reason| reason.reveal().to_owned())),
        ..Default::default()
    };
    let changed = applications::Entity::update_many()
        .set(change)
        .filter(which)
        .filter(Expr::cust(UNANSWERED))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected > 0)
}

fn application(row: applications::Model) -> Result<Application, StoreError> {
    let state = ApplicationState::ALL.into_iter().find(|state| state.code() == row.state);
    Ok(Application {
        id: ApplicationId(row.id),
        person: PersonId(row.person_id),
        name: PersonName::from_stored(row.name),
        phone: Phone::from_e164(&row.phone).map_err(|error| StoreError::row("applications.phone", error))?,
        specialization: FreeText::from_stored(row.specialization),
        state: state.ok_or_else(|| StoreError::row("applications.state", row.state))?,
        created_at: codec::instant("applications.created_at", row.created_at)?,
        decided_by: row.decided_by.map(PersonId),
        reason: row.reason.map(FreeText::from_stored),
    })
}

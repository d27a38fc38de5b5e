//! Keeps. Temporary stand-in with the real store's interface, until branch `store` is merged over it.

/// A failed storage call.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Another transaction was faster.
    #[error("another transaction was faster")]
    Conflict(Option<String>),
    /// The database was migrated by a newer program.
    #[error(
        "the database was made by a newer version: it has the migration {found}, unknown to this program"
    )]
    NewerSchema {
        /// The first unknown migration.
        found: String,
    },
    /// The database file cannot be understood.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Everything else.
    #[error("the database refused: {0}")]
    Other(String),
}

/// Where the database is.
pub struct StoreOptions {
    /// The address.
    pub url: String,
    /// Connections at most.
    pub max_connections: u32,
}

/// The database.
pub struct Store;

#[expect(clippy::unused_async, clippy::missing_errors_doc, reason = "a stand-in with the real interface")]
impl Store {
    /// Opens it.
    pub async fn connect(_: &StoreOptions) -> Result<Self, StoreError> {
        Err(StoreError::Other("no store in this build".to_owned()))
    }

    /// A sign of life.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Refuses a database this program must not run on.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Applies migrations.
    pub async fn migrate_up(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes them back.
    pub async fn migrate_down(&self, _: u32) -> Result<(), StoreError> {
        Ok(())
    }

    /// Where the schema stands.
    pub async fn migration_status(&self) -> Result<Vec<(String, bool)>, StoreError> {
        Ok(Vec::new())
    }

    /// Closes it.
    pub async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

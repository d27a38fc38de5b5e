//! Errors that are ours: logged once at the boundary, with their chain.

use crate::backup::BackupError;
use crate::shared::{SharedError, Unread};
use crate::store::StoreError;
use crate::telegram::{CallError, SetupError};

/// Something that should not have happened. What people do wrong is a `Refusal` of core instead.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused or did not answer.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// The Bot API refused or did not answer.
    #[error("Telegram: {0}")]
    Telegram(#[from] CallError),
    /// The Telegram client could not be built.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// What processes share could not be set up.
    #[error("REDIS_URL: {0}")]
    Shared(#[from] SharedError),
    /// There is no backup where one is needed.
    #[error("no backup: {0}")]
    Backup(Box<BackupError>),
    /// Data from outside or from a row is not what it should be.
    #[error("cannot be decoded: {0}")]
    Decode(String),
    /// What the database holds contradicts itself.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// The schema is of an older release, and nobody is to bring it up to date but by hand.
    #[error(
        "{0} migrations are not applied and AUTO_MIGRATE is off: make a backup, then run `repairbot migrate up`"
    )]
    Pending(usize),
    /// A screen could not be turned into a message.
    #[error("cannot be rendered: {0}")]
    Render(String),
    /// The folder that this setting names could not be read or written.
    #[error("{setting}: {error}")]
    Disk {
        /// The setting.
        setting: &'static str,
        /// Why not.
        error: std::io::Error,
    },
    /// An address could not be listened on.
    #[error("{setting}: cannot listen on {address}: {error}")]
    Listen {
        /// The setting it comes from.
        setting: &'static str,
        /// The address.
        address: std::net::SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// A draft can't be read: its owner is told, and nothing else is done.
    #[error("a draft cannot be read: {0:?}")]
    Draft(Unread),
    /// A long work was called off: nobody waits for it any more, or it took too long.
    #[error("the work was called off")]
    Stopped,
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Self {
        Self::Backup(Box::new(error))
    }
}

impl Fault {
    /// Whether the database is away: nothing is wrong with what was being done, try it again later.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_unavailable())
    }
}

/// JSON that can't be read, described by kind and place: its content may be somebody's name or phone.
#[must_use]
pub fn undecodable(what: &str, error: &serde_json::Error) -> Fault {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    Fault::Decode(format!("{what}: {kind:?} at {line}:{column}"))
}

//! What admins are told about backups.

use serde::{Deserialize, Serialize};

/// One message as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "backup", rename_all = "snake_case")]
pub enum BackupScreen {
    /// A backup was made.
    Made {
        /// Its file's name.
        name: String,
        /// How large it is, in bytes.
        bytes: u64,
        /// How many orders it holds, if it was opened to look.
        orders: Option<u64>,
        /// How many things in the database, and so in its backup, deviate from what they should be.
        deviations: u64,
        /// Whether a passphrase opens it.
        sealed: bool,
        /// It was to be sent to the owner and is not: what is not sealed leaves the company's server nowhere.
        unsent: bool,
    },
    /// There is none.
    Failed {
        /// Why.
        #[serde(default)]
        why: BackupFailure,
    },
}

/// Why there is no backup; the log knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupFailure {
    /// A file or folder could not be read or written.
    Files,
    /// The database could not be read, or the copy could not be opened.
    Database,
    /// PostgreSQL's client programs are not installed.
    NoTool,
    /// One of them failed.
    Tool,
    /// The database's user may make no database to restore the copy into.
    NoRight,
    /// The copy is not sound.
    Unsound,
    /// Something else.
    #[default]
    Other,
}

impl BackupFailure {
    /// Every reason.
    pub const ALL: [Self; 7] =
        [Self::Files, Self::Database, Self::NoTool, Self::Tool, Self::NoRight, Self::Unsound, Self::Other];

    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Database => "database",
            Self::NoTool => "no-tool",
            Self::Tool => "tool",
            Self::NoRight => "no-right",
            Self::Unsound => "unsound",
            Self::Other => "other",
        }
    }
}

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
        /// Why, masked.
        reason: String,
    },
}

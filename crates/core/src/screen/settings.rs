//! Screens of the company's settings.

use serde::{Deserialize, Serialize};

use crate::settings::{Group, Setting};

/// One page as data. It is for admins in private; that is looked at when it is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum SettingsScreen {
    /// The groups there are.
    Groups,
    /// The settings of a group.
    Group {
        /// Which.
        group: Group,
        /// Whether somebody else changed one of them before the reader could.
        overtaken: bool,
    },
    /// One setting.
    One {
        /// Which.
        setting: Setting,
        /// Whether somebody else changed it before the reader could.
        overtaken: bool,
    },
}

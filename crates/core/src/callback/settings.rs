//! Buttons of the company's settings.

use super::BadCallback;
use crate::settings::{Group, Setting};

/// What a press asks for. What changes something names the version it was drawn for: pressed twice it does no more than
/// once, and nobody overwrites what he has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingsPress {
    /// The groups there are.
    Groups,
    /// The settings of a group.
    Group {
        /// Which.
        group: Group,
    },
    /// One setting.
    Show {
        /// Which.
        setting: Setting,
    },
    /// Begin writing another value.
    Ask {
        /// Of which setting.
        setting: Setting,
    },
    /// Set it.
    Set {
        /// Which.
        setting: Setting,
        /// How often it had been set when the button was drawn.
        version: i64,
        /// To what: see [`crate::settings::Value::from_number`].
        value: i64,
    },
    /// Back to the default.
    Reset {
        /// Which.
        setting: Setting,
        /// How often it had been set when the button was drawn.
        version: i64,
    },
}

fn setting(mark: i64) -> Result<Setting, BadCallback> {
    Setting::all().find(|setting| setting.mark() == mark).ok_or(BadCallback)
}

fn group(mark: i64) -> Result<Group, BadCallback> {
    Group::ALL.into_iter().find(|group| group.mark() == mark).ok_or(BadCallback)
}

impl SettingsPress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        match self {
            Self::Groups => ('a', Vec::new()),
            Self::Group { group } => ('g', vec![group.mark()]),
            Self::Show { setting } => ('o', vec![setting.mark()]),
            Self::Ask { setting } => ('w', vec![setting.mark()]),
            Self::Set { setting, version, value } => ('s', vec![setting.mark(), version, value]),
            Self::Reset { setting, version } => ('d', vec![setting.mark(), version]),
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        Ok(match (letter, numbers) {
            ('a', []) => Self::Groups,
            ('g', &[mark]) => Self::Group { group: group(mark)? },
            ('o', &[mark]) => Self::Show { setting: setting(mark)? },
            ('w', &[mark]) => Self::Ask { setting: setting(mark)? },
            ('s', &[mark, version, value]) => Self::Set { setting: setting(mark)?, version, value },
            ('d', &[mark, version]) => Self::Reset { setting: setting(mark)?, version },
            _ => return Err(BadCallback),
        })
    }
}

//! The company's settings that handlers and the renderer need: a snapshot, never global.

use std::sync::OnceLock;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use repairbot_core::order::Workflow;

use crate::texts::Lang;

/// How this company works.
#[derive(Debug, Clone)]
pub struct Company {
    /// Where its clocks are.
    pub zone: TimeZone,
    /// The bot's name in links, without `@`; empty until Telegram has told it.
    pub bot_username: OnceLock<String>,
    /// The language of people who chose none, and of groups that are no master's.
    pub language: Lang,
    /// Standard or strict.
    pub workflow: Workflow,
}

impl Company {
    /// The bot's name, without `@`, once Telegram has told it.
    #[must_use]
    pub fn bot(&self) -> Option<&str> {
        self.bot_username.get().map(String::as_str)
    }

    /// The calendar day of an instant, in the company's zone.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }
}

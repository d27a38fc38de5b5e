//! The company's settings that handlers and the renderer need: a snapshot, never global.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use repairbot_core::order::Workflow;

use crate::texts::Lang;

/// How this company works.
#[derive(Debug, Clone)]
pub struct Company {
    /// Where its clocks are.
    pub zone: TimeZone,
    /// The bot's name in links, without `@`; `None` until Telegram has told it.
    pub bot_username: Option<String>,
    /// The language of people who chose none, and of groups that are no master's.
    pub language: Lang,
    /// Standard or strict.
    pub workflow: Workflow,
}

impl Company {
    /// The calendar day of an instant, in the company's zone.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }
}

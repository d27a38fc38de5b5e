//! Screens of reports.
//!
//! Whoever sends a report to somebody (a button, a timer, at night) leaves one of two things in the outbox, for his chat
//! and with him as its person:
//!
//! - `Delivery::Send { screen: Screen::Reports(ReportsScreen::Shown { report }) }`: the report as text;
//! - `Delivery::File { export: Export::Report { report, beside_text: true } }`: the same report as an Excel file, unless
//!   there is nothing in it.
//!
//! Both are made when they are sent, with the database as it is then, in the reader's language and with the rights he
//! has then; a [`Report`] names its days, so it is about the same ones whenever that is.

use serde::{Deserialize, Serialize};

use crate::report::{Report, Topic};

/// One page as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum ReportsScreen {
    /// The reports there are.
    Kinds,
    /// The periods to choose from.
    Periods {
        /// Of which report.
        topic: Topic,
    },
    /// A page of masters to choose from.
    Masters {
        /// Which page; the first is 0.
        page: u32,
    },
    /// A report as text, with the button for its file.
    Shown {
        /// Which.
        report: Report,
    },
}

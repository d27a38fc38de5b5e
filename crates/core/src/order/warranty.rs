//! The warranty of a closed order, and what kind of visit a repeated one is.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::OrderKind;

/// How long a repair is under warranty (docs/adr/0013).
const WARRANTY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Until when a repair that was closed then is under warranty.
pub(super) fn warranty_until(closed_at: Timestamp) -> Timestamp {
    closed_at.saturating_add(WARRANTY).unwrap_or(Timestamp::MAX)
}

/// What a repeated visit is: under warranty, or paid. The last day of a warranty counts in full: people read a date.
/// The warranty is the appliance's: another type of them has none.
#[must_use]
pub fn repeat_kind(
    warranty_until: Option<Timestamp>,
    same_appliance: bool,
    today: Date,
    zone: &TimeZone,
) -> OrderKind {
    match warranty_until {
        Some(until) if same_appliance && today <= until.to_zoned(zone.clone()).date() => OrderKind::Warranty,
        _ => OrderKind::Repeat,
    }
}

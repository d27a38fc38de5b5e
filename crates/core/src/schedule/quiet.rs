//! Quiet hours: what is due then waits until they end.

use jiff::{Timestamp, civil::Time, tz::TimeZone};

use super::calendar::{day_after, moment};

/// The hours of the day in which nobody is disturbed by what happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// When they begin.
    pub from: Time,
    /// When they end; before the beginning it is the next day, at the beginning there are none.
    pub until: Time,
}

impl Quiet {
    /// When something due at this moment may be said: at once, or when the quiet hours end.
    #[must_use]
    pub fn held_until(self, due: Timestamp, zone: &TimeZone) -> Timestamp {
        let local = due.to_zoned(zone.clone());
        let (time, past_midnight) = (local.time(), self.until < self.from);
        let quiet = if past_midnight {
            time >= self.from || time < self.until
        } else {
            time >= self.from && time < self.until
        };
        if !quiet {
            return due;
        }
        let tomorrow = past_midnight && time >= self.from;
        let day = day_after(local.date(), i64::from(tomorrow));
        // Where clocks are set back, the end may be over although they show less: then nothing is held.
        day.and_then(|day| moment(day, self.until, zone)).map_or(due, |end| end.max(due))
    }
}

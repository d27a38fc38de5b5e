//! What a phrase means at this moment: instants, checked against the clock and the calendar.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, time},
};

use super::{
    Moment, Warning, WhenError,
    date::{monday, plus_days},
    grammar::{Clock, Days, Phrase, Time, Which},
    lexicon::{Hours, Part, VOCABULARY},
};

/// Older than this is past (SPEC §5).
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// Sooner than this is worth a warning (SPEC §5).
const SOON: SignedDuration = SignedDuration::from_mins(30);
/// Further ahead is refused (SPEC §5).
const FURTHEST: SignedDuration = SignedDuration::from_hours(365 * 24);
/// A date without a year that is next year's and further ahead than this was perhaps meant to be past.
const SUSPICIOUS: SignedDuration = SignedDuration::from_hours(270 * 24);
/// "After 16" is the hour after it.
const AFTER: SignedDuration = SignedDuration::from_hours(1);
const DAY: i64 = 24 * 60;

/// An interval before it is checked.
struct Found {
    from: Timestamp,
    to: Option<Timestamp>,
    /// Whether the beginning follows from the words ("today", "until 16"): then it is not before now.
    implied: bool,
}

/// What the phrase means at this moment.
///
/// # Errors
/// [`WhenError`]
pub(super) fn resolve(phrase: &Phrase, now: &Zoned) -> Result<Moment, WhenError> {
    let days = days_of(phrase, now.date(), false)?;
    let found = match phrase.ahead {
        Some(_) if days.is_some() || phrase.part.is_some() || phrase.time.is_some() => {
            return Err(WhenError::Ambiguous);
        }
        Some(minutes) => {
            let ahead = SignedDuration::try_from_mins(minutes).ok_or(WhenError::TooFar)?;
            let from = now.timestamp().checked_add(ahead).map_err(|_| WhenError::TooFar)?;
            Found { from, to: None, implied: false }
        }
        None => Resolver { now, part: phrase.part }.found(days, phrase.time)?,
    };
    check(found, phrase.year_open, now)
}

/// The days a phrase names. With `ahead_only`, today's weekday means the one in a week.
///
/// # Errors
/// [`WhenError`] when the weekday is not that date's, or is today's: which one is meant?
pub(super) fn days_of(phrase: &Phrase, today: Date, ahead_only: bool) -> Result<Option<Days>, WhenError> {
    let Some((weekday, which)) = phrase.weekday else { return Ok(phrase.days) };
    let from = |base: Date| plus_days(base, (weekday - weekday_of(base)).rem_euclid(7));
    let day = match (phrase.weeks, phrase.days) {
        (Some(weeks), _) => from(monday(plus_days(today, weeks * 7))),
        (None, Some(days)) => {
            Some(from(days.first)).filter(|day| *day <= days.last).ok_or(WhenError::WrongWeekday)?
        }
        (None, None) => match which {
            Which::Next => from(plus_days(monday(today), 7)),
            Which::This => from(monday(today)),
            Which::Nearest if from(today) > today => from(today),
            Which::Nearest if ahead_only => plus_days(today, 7),
            Which::Nearest => return Err(WhenError::SameWeekday),
        },
    };
    let last = phrase.to_weekday.map_or(day, |last| plus_days(day, (last - weekday).rem_euclid(7)));
    Ok(Some(Days { first: day, last }))
}

/// 1 is Monday.
fn weekday_of(day: Date) -> i64 {
    i64::from(day.weekday().to_monday_one_offset())
}

struct Resolver<'a> {
    now: &'a Zoned,
    part: Option<Part>,
}

impl Resolver<'_> {
    fn found(&self, days: Option<Days>, time: Option<Time>) -> Result<Found, WhenError> {
        let day = match days {
            Some(Days { first, last }) if first != last => {
                // "At the weekend at 10": on which day?
                let whole = time.is_none() && self.part.is_none();
                return if whole { self.whole_days(first, last) } else { Err(WhenError::Ambiguous) };
            }
            days => days.map(|days| days.first),
        };
        match (time, self.part, day) {
            (None, Some(part), _) => self.part_of(part, day),
            (None, None, Some(day)) => self.whole_days(day, day),
            (None, None, None) => Err(WhenError::NotUnderstood),
            (Some(Time::At(clock)), ..) => {
                let minute = self.minute_of_day(clock)?;
                if minute == DAY {
                    return Err(WhenError::BadHour);
                }
                let from = self.instant(self.day_for(day, minute)?, minute)?;
                Ok(Found { from, to: None, implied: false })
            }
            (Some(Time::After(clock)), ..) => {
                let minute = self.minute_of_day(clock)?;
                let from = self.instant(self.day_for(day, minute)?, minute)?;
                let to = from.checked_add(AFTER).map_err(|_| WhenError::TooFar)?;
                Ok(Found { from, to: Some(to), implied: false })
            }
            (Some(Time::Between(first, last)), ..) => {
                let (first, last) = self.both(first, last)?;
                if first >= last {
                    return Err(WhenError::Reversed);
                }
                let day = self.day_for(day, first)?;
                Ok(Found {
                    from: self.instant(day, first)?,
                    to: Some(self.instant(day, last)?),
                    implied: false,
                })
            }
            (Some(Time::Until(clock)), ..) => self.until(day, self.minute_of_day(clock)?),
        }
    }

    /// The first instant of the first day up to the first instant after the last one.
    fn whole_days(&self, first: Date, last: Date) -> Result<Found, WhenError> {
        let (from, to) = (self.instant(first, 0)?, self.instant(last, DAY)?);
        Ok(Found { from, to: Some(to), implied: true })
    }

    /// A part of the day: today's while it lasts, else tomorrow's.
    fn part_of(&self, part: Part, day: Option<Date>) -> Result<Found, WhenError> {
        let interval = VOCABULARY.clockwork.hours(part).and_then(Hours::interval);
        let (first, last) = interval.ok_or(WhenError::Ambiguous)?;
        let day = self.day_until(day, last * 60)?;
        let (from, to) = (self.instant(day, first * 60)?, self.instant(day, last * 60)?);
        Ok(Found { from, to: Some(to), implied: true })
    }

    /// "Until 16": from the beginning of the working day, or of the part of the day that was named.
    fn until(&self, day: Option<Date>, minute: i64) -> Result<Found, WhenError> {
        let day = self.day_until(day, minute)?;
        let part = self.part.and_then(|part| VOCABULARY.clockwork.hours(part)).and_then(Hours::interval);
        let begins = part.map_or(VOCABULARY.clockwork.day_begins, |(from, _)| from);
        let (from, to) = (self.instant(day, begins * 60)?, self.instant(day, minute)?);
        if from < to {
            return Ok(Found { from, to: Some(to), implied: true });
        }
        // "Tomorrow until 7": of the morning or of the evening?
        let today = day == self.now.date() && to > self.now.timestamp();
        if today {
            Ok(Found { from: self.now.timestamp(), to: Some(to), implied: true })
        } else {
            Err(WhenError::Ambiguous)
        }
    }

    /// The day that was named; else today, or tomorrow when this time of today has passed.
    fn day_for(&self, day: Option<Date>, minute: i64) -> Result<Date, WhenError> {
        self.day_unless(day, minute, |at, now| at < now)
    }

    /// The same for the end of an interval: nothing is left of it at that moment.
    fn day_until(&self, day: Option<Date>, minute: i64) -> Result<Date, WhenError> {
        self.day_unless(day, minute, |at, now| at <= now)
    }

    fn day_unless(
        &self,
        day: Option<Date>,
        minute: i64,
        passed: fn(Timestamp, Timestamp) -> bool,
    ) -> Result<Date, WhenError> {
        let today = self.now.date();
        match day {
            Some(day) => Ok(day),
            None if passed(self.instant(today, minute)?, self.now.timestamp()) => Ok(plus_days(today, 1)),
            None => Ok(today),
        }
    }

    /// A clock time of a day. Where clocks are put forward, a time they skip is as much later; where they are put
    /// back, a time they show twice is the first one (RFC 5545).
    fn instant(&self, day: Date, minute: i64) -> Result<Timestamp, WhenError> {
        let day = plus_days(day, minute / DAY);
        let (hour, minute) = (minute % DAY / 60, minute % 60);
        let (Ok(hour), Ok(minute)) = (i8::try_from(hour), i8::try_from(minute)) else {
            return Err(WhenError::BadHour);
        };
        let civil = day.to_datetime(time(hour, minute, 0, 0));
        let zoned = self.now.time_zone().to_ambiguous_timestamp(civil).compatible();
        zoned.map_err(|_| WhenError::TooFar)
    }

    /// Minutes since midnight; 24:00 is the end of the day.
    fn minute_of_day(&self, clock: Clock) -> Result<i64, WhenError> {
        minute_of_day(clock, self.part)
    }

    /// Both ends of an interval. One part of the day may hold for both: "2 to 4 pm".
    fn both(&self, first: Clock, last: Clock) -> Result<(i64, i64), WhenError> {
        let alone = |clock| self.minute_of_day(clock).or_else(|_| plain(clock));
        match (first.marker, last.marker) {
            (None, Some(part)) => {
                let last = in_part(last, part)?;
                let shared = in_part(first, part).ok().filter(|first| *first < last);
                Ok((shared.map_or_else(|| alone(first), Ok)?, last))
            }
            (Some(part), None) => {
                let first = in_part(first, part)?;
                let shared = in_part(last, part).ok().filter(|last| first < *last);
                Ok((first, shared.map_or_else(|| alone(last), Ok)?))
            }
            (Some(_), Some(_)) => Ok((self.minute_of_day(first)?, self.minute_of_day(last)?)),
            (None, None) => Ok((alone(first)?, alone(last)?)),
        }
    }
}

/// The minute of the day, when the phrase names a time of the clock and nothing else.
pub(super) fn clock_alone(phrase: &Phrase) -> Option<i64> {
    let Some(Time::At(clock)) = phrase.time else { return None };
    let alone = Phrase { time: phrase.time, part: phrase.part, ..Phrase::default() };
    minute_of_day(clock, phrase.part).ok().filter(|minute| *phrase == alone && *minute < DAY)
}

/// The minute of the day in the part that was named with the clock, or beside it.
fn minute_of_day(clock: Clock, part: Option<Part>) -> Result<i64, WhenError> {
    match clock.marker.or(part) {
        Some(part) => in_part(clock, part),
        None => plain(clock),
    }
}

/// The hour as it stands. Who says "at 3" means three in the afternoon as often as not.
fn plain(clock: Clock) -> Result<i64, WhenError> {
    let guessed = clock.bare && !clock.padded && (1..=6).contains(&clock.hour);
    if guessed { Err(WhenError::Ambiguous) } else { Ok(clock.hour * 60 + clock.minute) }
}

/// The hour that may be called so: seven of the evening is 19.
fn in_part(clock: Clock, part: Part) -> Result<i64, WhenError> {
    let hours = VOCABULARY.clockwork.hours(part).ok_or(WhenError::Ambiguous)?;
    let twelve = clock.hour % 12;
    let candidates = if clock.hour <= 12 { [twelve, twelve + 12] } else { [clock.hour, clock.hour] };
    let hour = candidates.into_iter().find(|hour| hours.includes(*hour)).ok_or(WhenError::Ambiguous)?;
    if part == Part::Night && hour == 0 {
        // Midnight is the end of one day and the beginning of the next.
        return Err(WhenError::Ambiguous);
    }
    Ok(hour * 60 + clock.minute)
}

/// Past, too far, soon (SPEC §5).
fn check(found: Found, year_open: bool, at: &Zoned) -> Result<Moment, WhenError> {
    let Found { from, to, implied } = found;
    let now = at.timestamp();
    if to.is_some_and(|to| to <= now) {
        return Err(WhenError::Past);
    }
    let from = if implied { from.max(now) } else { from };
    let ahead = from.duration_since(now);
    if ahead < -TOLERANCE {
        return Err(WhenError::Past);
    }
    if ahead > FURTHEST {
        return Err(WhenError::TooFar);
    }
    let soon = (!implied && ahead < SOON) || to.is_some_and(|to| to.duration_since(now) < SOON);
    let warning = if soon {
        Some(Warning::Soon)
    } else {
        let next_year = from.to_zoned(at.time_zone().clone()).year() > at.year();
        (year_open && next_year && ahead > SUSPICIOUS).then_some(Warning::FarAhead)
    };
    Ok(Moment { from, to, warning })
}

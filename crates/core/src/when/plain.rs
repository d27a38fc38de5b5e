//! Time that is no visit: lengths, times of the day, weekdays. Settings are written in the same words.

use jiff::civil::{Date, Time, Weekday, time};

use super::{
    clause::read,
    grammar::{Reader, length},
    lexicon::Meaning,
    resolve::clock_alone,
    token::{Placed, Token, tokens},
};
use crate::text::tidy;

/// The day phrases are read on: what is asked for here does not depend on it.
const ANY_DAY: Date = jiff::civil::date(1970, 1, 1);
const MINUTES_OF_A_DAY: i64 = 24 * 60;
/// So many digits a number in the time of a visit has at most.
const VISIT_DIGITS: usize = 4;

/// Reads a length of time in minutes: "15 minutes", "2 hours", "one and a half hours", "1 day". A bare number is
/// minutes.
#[must_use]
pub fn parse_length(text: &str) -> Option<i64> {
    let text = tidy(text);
    // A visit is never so far ahead that its number has five digits, but what is set may be so long.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    match number.parse::<i64>() {
        Ok(minutes) if unit.is_empty() => Some(minutes),
        Ok(units) if digits > VISIT_DIGITS => units.checked_mul(read_length(&format!("1{unit}"))?),
        _ => read_length(&text),
    }
}

fn read_length(text: &str) -> Option<i64> {
    let placed = tokens(text);
    let tokens: Vec<&Token> = placed.iter().map(|placed| &placed.token).collect();
    length(&tokens, ANY_DAY)
}

/// Reads a time of the day: `21:30`, `9`, `09.30`, `21-30`, "at 9 pm". Without a part of the day the hour is one of
/// 0 to 23.
#[must_use]
pub fn parse_time_of_day(text: &str) -> Option<Time> {
    let placed = tokens(&tidy(text));
    let tokens: Vec<&Token> = placed.iter().map(|placed| &placed.token).collect();
    let written = match tokens.as_slice() {
        [Token::Number { value, digits: 1 | 2 }] => Some((*value, 0)),
        [Token::Clock { hour, minute }] => Some((*hour, *minute)),
        [Token::Dotted { left, right, digits: 2 }] => Some((*left, *right)),
        [
            Token::Number { value, digits: 1 | 2 },
            Token::Dash { .. },
            Token::Number { value: minute, digits: 2 },
        ] => Some((*value, *minute)),
        _ => None,
    };
    let (hour, minute) = match written {
        Some(written) => written,
        None => {
            let minute = clock_alone(&read(&placed, ANY_DAY).ok()??)?;
            (minute / 60, minute % 60)
        }
    };
    let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then(|| time(hour, minute, 0, 0))
}

/// Reads a weekday: its name or its short form in any language there is.
#[must_use]
pub fn parse_weekday(text: &str) -> Option<Weekday> {
    let placed = tokens(&tidy(text));
    let [Placed { token: Token::Word(meanings), .. }] = placed.as_slice() else { return None };
    let number = meanings.iter().find_map(|meaning| match meaning {
        Meaning::Weekday(number) => Some(*number),
        _ => None,
    })?;
    Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()
}

impl Reader<'_> {
    /// What was said to be ahead, in minutes.
    pub(super) fn minutes_said(&self) -> Option<i64> {
        let days = self.said.days.filter(|days| days.first == days.last);
        let days = days.map(|days| i64::from(self.today.until(days.first).map_or(0, |span| span.get_days())));
        self.said.ahead.or_else(|| days.and_then(|days| days.checked_mul(MINUTES_OF_A_DAY)))
    }
}

//! What a setting is set to: read from what people type, stored as text.

use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Serialize};

use super::{Setting, template};
use crate::{
    money::{Kopecks, MoneyError, parse_money},
    text::{fold, tidy},
    when::{parse_length, parse_time_of_day, parse_weekday},
};

/// The value of a setting; its kind is the setting's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// On or off.
    Switch(bool),
    /// Minutes.
    Minutes(i64),
    /// So many.
    Count(i64),
    /// A time of the day, in whole minutes.
    Clock(Time),
    /// A day of the week.
    Weekday(Weekday),
    /// A day of the month.
    Day(i64),
    /// A sum.
    Amount(Kopecks),
    /// A text; empty for the built-in one.
    Text(String),
}

/// Why a setting can't be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Neither on nor off.
    #[error("neither on nor off")]
    NotASwitch,
    /// Not a length of time.
    #[error("not a length of time")]
    NotALength,
    /// Not a whole number.
    #[error("not a whole number")]
    NotANumber,
    /// Not a time of the day.
    #[error("not a time of the day")]
    NotATime,
    /// Not a day of the week.
    #[error("not a day of the week")]
    NotAWeekday,
    /// Not a sum of money.
    #[error(transparent)]
    Money(MoneyError),
    /// Outside of [`Setting::bounds`].
    #[error("out of bounds")]
    OutOfBounds,
    /// A text of more characters than this.
    #[error("longer than {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// A brace without its other half.
    #[error("a brace without its other half")]
    OpenBrace,
    /// Something in braces that can't be filled into this text.
    #[error("a placeholder this text does not have")]
    UnknownPlaceholder,
    /// It must not be less than another setting.
    #[error("less than the setting {}", .0.code())]
    LessThan(Setting),
    /// It must not be more than another setting.
    #[error("more than the setting {}", .0.code())]
    MoreThan(Setting),
    /// It must not be the same as another setting.
    #[error("the same as the setting {}", .0.code())]
    SameAs(Setting),
}

impl Problem {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotASwitch => "not_a_switch",
            Self::NotALength => "not_a_length",
            Self::NotANumber => "not_a_number",
            Self::NotATime => "not_a_time",
            Self::NotAWeekday => "not_a_weekday",
            Self::Money(error) => error.code(),
            Self::OutOfBounds => "out_of_bounds",
            Self::TooLong { .. } => "too_long",
            Self::OpenBrace => "open_brace",
            Self::UnknownPlaceholder => "unknown_placeholder",
            Self::LessThan(_) => "less_than",
            Self::MoreThan(_) => "more_than",
            Self::SameAs(_) => "same_as",
        }
    }
}

const ON: &str = "on";
const OFF: &str = "off";

impl Value {
    /// Reads what an admin typed.
    ///
    /// # Errors
    /// [`Problem`], without those that set it against other settings: see [`super::Settings::check`].
    pub fn parse(setting: Setting, text: &str) -> Result<Self, Problem> {
        let value = match setting {
            Setting::Switch(_) => switch(&fold(text)).map(Self::Switch).ok_or(Problem::NotASwitch),
            Setting::Minutes(_) => parse_length(text).map(Self::Minutes).ok_or(Problem::NotALength),
            Setting::Count(_) => number(text).map(Self::Count),
            Setting::DayOfMonth(_) => number(text).map(Self::Day),
            Setting::Clock(_) => parse_time_of_day(text).map(Self::Clock).ok_or(Problem::NotATime),
            Setting::DayOfWeek(_) => parse_weekday(text).map(Self::Weekday).ok_or(Problem::NotAWeekday),
            Setting::Amount(_) => parse_money(text).map(Self::Amount).map_err(Problem::Money),
            Setting::Template(_) => Ok(Self::Text(lines(text))),
        }?;
        value.check(setting)?;
        Ok(value)
    }

    /// As the database has it.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Switch(on) => if *on { ON } else { OFF }.to_owned(),
            Self::Minutes(number)
            | Self::Count(number)
            | Self::Day(number)
            | Self::Amount(Kopecks(number)) => number.to_string(),
            Self::Clock(time) => time.strftime("%H:%M").to_string(),
            Self::Weekday(day) => day.to_monday_one_offset().to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// What the database has; `None` when that is not a value of this setting.
    #[must_use]
    pub fn decode(setting: Setting, text: &str) -> Option<Self> {
        let number = || text.parse::<i64>().ok();
        let value = match setting {
            Setting::Switch(_) => Self::Switch(switch(text)?),
            Setting::Minutes(_) => Self::Minutes(number()?),
            Setting::Count(_) => Self::Count(number()?),
            Setting::DayOfMonth(_) => Self::Day(number()?),
            Setting::Clock(_) => {
                let time: Time = text.parse().ok()?;
                Self::Clock(Some(time).filter(|time| time.second() == 0 && time.subsec_nanosecond() == 0)?)
            }
            Setting::DayOfWeek(_) => Self::Weekday(Weekday::from_monday_one_offset(text.parse().ok()?).ok()?),
            Setting::Amount(_) => Self::Amount(Kopecks(number()?)),
            Setting::Template(_) => Self::Text(text.to_owned()),
        };
        Some(value)
    }

    /// Whether this may be the value of this setting, whatever the others are.
    ///
    /// # Errors
    /// [`Problem`]
    pub fn check(&self, setting: Setting) -> Result<(), Problem> {
        match (setting, self) {
            (Setting::Template(template), Self::Text(text)) => {
                if text.chars().count() > template::LONGEST {
                    return Err(Problem::TooLong { max: template::LONGEST });
                }
                template::pieces(template, text).map(|_| ())
            }
            (
                _,
                Self::Minutes(number)
                | Self::Count(number)
                | Self::Day(number)
                | Self::Amount(Kopecks(number)),
            ) => {
                let fits = setting.bounds().is_none_or(|(min, max)| (min..=max).contains(number));
                if fits { Ok(()) } else { Err(Problem::OutOfBounds) }
            }
            _ => Ok(()),
        }
    }
}

fn switch(text: &str) -> Option<bool> {
    match text {
        ON => Some(true),
        OFF => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Result<i64, Problem> {
    tidy(text).parse().map_err(|_| Problem::NotANumber)
}

/// Each line tidied, without empty ones around.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    lines.join("\n").trim().to_owned()
}

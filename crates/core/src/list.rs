//! Lists of orders as data: which orders, and which page of them (SPEC §7).
//!
//! A page begins at an order, not at a count: turning it costs the same on every page, and what is created meanwhile
//! moves nothing.

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{OrderNumber, PersonId, SearchId},
    order::Status,
    text::{fold, is_dash},
    when::DateError,
};

/// Days of «week» and «month», today included.
const WEEK: i64 = 7;
const MONTH: i64 = 30;

/// Which orders, by what they are at now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Neither closed nor refused.
    Open,
    /// All there are.
    All,
    /// In this state.
    Status(Status),
    /// Open orders whose visit is to be over during today, or as it ends, and long repairs promised for today.
    Today,
    /// Visits that have passed without the master on site, and long repairs whose promised day has passed.
    Overdue,
}

impl Scope {
    /// Whether the list goes by when something is due, the earliest first; else by creation, the newest first.
    #[must_use]
    pub fn by_due(self) -> bool {
        matches!(self, Self::Today | Self::Overdue)
    }
}

/// Whose orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// With or without a master.
    #[default]
    Anyone,
    /// Without a master.
    Nobody,
    /// This master's.
    Master(PersonId),
}

/// When they were created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// At any time.
    #[default]
    Always,
    /// Today.
    Today,
    /// Yesterday.
    Yesterday,
    /// In the last seven days, today included.
    Week,
    /// In the last thirty days, today included.
    Month,
    /// On these days, both included.
    Days {
        /// The first.
        from: Date,
        /// The last.
        to: Date,
    },
}

impl Period {
    /// Its first and its last day.
    #[must_use]
    pub fn days(self, today: Date) -> Option<(Date, Date)> {
        let ago = |days: i64| today.saturating_sub(Span::new().days(days));
        match self {
            Self::Always => None,
            Self::Today => Some((today, today)),
            Self::Yesterday => Some((ago(1), ago(1))),
            Self::Week => Some((ago(WEEK - 1), today)),
            Self::Month => Some((ago(MONTH - 1), today)),
            Self::Days { from, to } => Some((from, to)),
        }
    }
}

/// The beginning of a day.
#[must_use]
pub fn day_begins(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::MAX, |begin| begin.timestamp())
}

/// The moment after a day's last.
#[must_use]
pub fn day_ends(day: Date, zone: &TimeZone) -> Timestamp {
    day.checked_add(Span::new().days(1)).map_or(Timestamp::MAX, |next| day_begins(next, zone))
}

/// Orders of the office's list. A period makes no sense with [`Scope::Today`] and [`Scope::Overdue`] and is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// What they are at.
    pub scope: Scope,
    /// Whose.
    pub whose: Whose,
    /// Of which time.
    pub period: Period,
}

impl Filter {
    /// These orders, whosever, whenever.
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        Self { scope, whose: Whose::Anyone, period: Period::Always }
    }

    /// The same with another scope.
    #[must_use]
    pub fn with(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }
}

/// Where a list's orders come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The office's list.
    Office(Filter),
    /// The viewer's own orders: nobody else's, whoever presses.
    Own(Scope),
    /// What a search finds.
    Found(SearchId),
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The first.
    First,
    /// The one that follows this order.
    After(OrderNumber),
    /// The one that ends before this order.
    Before(OrderNumber),
}

/// A page of a list: enough to come back to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Of which list.
    pub source: Source,
    /// Which page.
    pub turn: Turn,
    /// The number the page is shown with; the first is 1.
    pub page: u16,
}

impl Place {
    /// The first page.
    #[must_use]
    pub fn first(source: Source) -> Self {
        Self { source, turn: Turn::First, page: 1 }
    }

    /// The page after this one, which ends with (or was looked through as far as) `last`.
    #[must_use]
    pub fn after(self, last: OrderNumber) -> Self {
        Self { turn: Turn::After(last), page: self.page.saturating_add(1), ..self }
    }

    /// The page before this one, which begins with `first`.
    #[must_use]
    pub fn before(self, first: OrderNumber) -> Self {
        Self { turn: Turn::Before(first), page: self.page.saturating_sub(1).max(1), ..self }
    }
}

/// Reads a period: one day or two with a dash between, each `dd.mm`, `dd.mm.yy` or `dd.mm.yyyy`. Without a year it is the
/// last such day, today included. The days may come in any order.
///
/// # Errors
/// [`DateError::NotADate`]
pub fn parse_days(text: &str, today: Date) -> Result<(Date, Date), DateError> {
    let folded = fold(text);
    let days = folded.split(is_dash).map(|day| parse_day(day.trim(), today)).collect::<Option<Vec<_>>>();
    match days.as_deref() {
        Some([day]) => Ok((*day, *day)),
        Some([one, other]) => Ok((*one.min(other), *one.max(other))),
        _ => Err(DateError::NotADate),
    }
}

/// The years a button can carry.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2080;

fn parse_day(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<&str> = text.split('.').collect();
    let well_formed =
        parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let numbers = parts
        .iter()
        .map(|part| part.parse::<i16>().ok().filter(|_| well_formed))
        .collect::<Option<Vec<_>>>()?;
    let date = |year, month, day| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match *numbers.as_slice() {
        [day, month] => {
            // Two leap years may be eight years apart.
            let years = (today.year().saturating_sub(8)..=today.year()).rev();
            years.filter_map(|year| date(year, month, day)).find(|found| *found <= today)
        }
        [day, month, year @ 0..=99] => date(2000 + year, month, day),
        [day, month, year] => date(year, month, day),
        _ => None,
    }
    .filter(|day| YEARS.contains(&day.year()))
}

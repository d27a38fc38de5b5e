//! Buttons of lists and of the search: each carries the whole list and its page, so that old lists keep working.

use jiff::{Span, civil::Date};

use super::{BadCallback, STATUSES, item_of, number_of};
use crate::{
    ids::{OrderId, OrderNumber, PersonId, SearchId},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
};

/// What a press on a list asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListsPress {
    /// The lists there are, with counts, of these orders.
    Filter(Filter),
    /// The masters to choose from for this filter.
    Masters {
        /// The filter so far.
        filter: Filter,
        /// Which page; the first is 0.
        page: u16,
    },
    /// The periods to choose from for this filter.
    Periods(Filter),
    /// Begin writing a period.
    Days(Filter),
    /// A page.
    Page(Place),
    /// An order of a page; its card leads back there.
    Open {
        /// Which order.
        order: OrderId,
        /// Where it was seen.
        place: Place,
    },
    /// Begin a search.
    Search,
}

/// Scopes that are not a state; the numbers of states follow.
const SCOPES: [(Scope, u8); 4] = [(Scope::Open, 0), (Scope::All, 8), (Scope::Today, 9), (Scope::Overdue, 10)];
/// Days are counted from here: 16 bits last until 2089.
const EPOCH: Date = Date::constant(2000, 1, 1);
/// How many kinds of periods, of owners, and of turns there are: they share a number with what stands before.
const PERIODS: i64 = 6;
const OWNERS: i64 = 3;
const TURNS: i64 = 3;

impl ListsPress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        let mut numbers = Vec::new();
        let letter = match self {
            Self::Filter(filter) => {
                write_filter(&mut numbers, filter);
                'f'
            }
            Self::Masters { filter, page } => {
                numbers.push(i64::from(page));
                write_filter(&mut numbers, filter);
                'm'
            }
            Self::Periods(filter) => {
                write_filter(&mut numbers, filter);
                'p'
            }
            Self::Days(filter) => {
                write_filter(&mut numbers, filter);
                'd'
            }
            Self::Page(place) => return write_place(('g', 'w', 's'), numbers, place),
            Self::Open { order, place } => return write_place(('o', 'n', 'r'), vec![order.0], place),
            Self::Search => 'q',
        };
        (letter, numbers)
    }

    /// The press of a letter and numbers; what it accepts is written again in the same way.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        let rest = &mut numbers.iter().copied();
        let press = match letter {
            'f' => Self::Filter(read_filter(rest)?),
            'm' => {
                let page = u16::try_from(next(rest)?).map_err(|_| BadCallback)?;
                Self::Masters { filter: read_filter(rest)?, page }
            }
            'p' => Self::Periods(read_filter(rest)?),
            'd' => Self::Days(read_filter(rest)?),
            'g' => Self::Page(read_place(read_filter(rest).map(Source::Office)?, rest)?),
            'w' => Self::Page(read_place(read_scope(next(rest)?).map(Source::Own)?, rest)?),
            's' => Self::Page(read_place(Source::Found(SearchId(next(rest)?)), rest)?),
            'o' | 'n' | 'r' => {
                let order = OrderId(next(rest)?);
                let source = match letter {
                    'o' => Source::Office(read_filter(rest)?),
                    'n' => Source::Own(read_scope(next(rest)?)?),
                    _ => Source::Found(SearchId(next(rest)?)),
                };
                Self::Open { order, place: read_place(source, rest)? }
            }
            'q' => Self::Search,
            _ => return Err(BadCallback),
        };
        // Numbers that are left over, or that are written otherwise, were not written by us.
        if press.parts() == (letter, numbers.to_vec()) { Ok(press) } else { Err(BadCallback) }
    }
}

type Numbers<'a> = dyn Iterator<Item = i64> + 'a;

fn next(numbers: &mut Numbers<'_>) -> Result<i64, BadCallback> {
    numbers.next().ok_or(BadCallback)
}

fn scope_number(scope: Scope) -> i64 {
    match scope {
        Scope::Status(status) => number_of(&STATUSES, &status),
        other => number_of(&SCOPES, &other),
    }
}

fn read_scope(number: i64) -> Result<Scope, BadCallback> {
    item_of(&SCOPES, number).or_else(|_| item_of(&STATUSES, number).map(Scope::Status))
}

/// The days from [`EPOCH`]; those a button cannot carry become the nearest it can.
pub(super) fn day_number(day: Date) -> i64 {
    let days = day.since(EPOCH).map_or(0, |span| i64::from(span.get_days()));
    days.clamp(i64::from(i16::MIN), i64::from(i16::MAX))
}

pub(super) fn read_day(number: i64) -> Result<Date, BadCallback> {
    let days = i16::try_from(number).map_err(|_| BadCallback)?;
    EPOCH.checked_add(Span::new().days(i64::from(days))).map_err(|_| BadCallback)
}

fn write_filter(numbers: &mut Vec<i64>, filter: Filter) {
    let period = match filter.period {
        Period::Always => 0,
        Period::Today => 1,
        Period::Yesterday => 2,
        Period::Week => 3,
        Period::Month => 4,
        Period::Days { .. } => 5,
    };
    let owner = match filter.whose {
        Whose::Anyone => 0,
        Whose::Nobody => 1,
        Whose::Master(_) => 2,
    };
    numbers.push((scope_number(filter.scope) * PERIODS + period) * OWNERS + owner);
    if let Whose::Master(master) = filter.whose {
        numbers.push(master.0);
    }
    if let Period::Days { from, to } = filter.period {
        numbers.extend([day_number(from), day_number(to)]);
    }
}

fn read_filter(numbers: &mut Numbers<'_>) -> Result<Filter, BadCallback> {
    let head = next(numbers)?;
    let whose = match head.rem_euclid(OWNERS) {
        0 => Whose::Anyone,
        1 => Whose::Nobody,
        _ => Whose::Master(PersonId(next(numbers)?)),
    };
    let head = head.div_euclid(OWNERS);
    let period = match head.rem_euclid(PERIODS) {
        0 => Period::Always,
        1 => Period::Today,
        2 => Period::Yesterday,
        3 => Period::Week,
        4 => Period::Month,
        _ => Period::Days { from: read_day(next(numbers)?)?, to: read_day(next(numbers)?)? },
    };
    Ok(Filter { scope: read_scope(head.div_euclid(PERIODS))?, whose, period })
}

fn write_place(letters: (char, char, char), mut numbers: Vec<i64>, place: Place) -> (char, Vec<i64>) {
    let letter = match place.source {
        Source::Office(filter) => {
            write_filter(&mut numbers, filter);
            letters.0
        }
        Source::Own(scope) => {
            numbers.push(scope_number(scope));
            letters.1
        }
        Source::Found(search) => {
            numbers.push(search.0);
            letters.2
        }
    };
    let (turn, key) = match place.turn {
        Turn::First => (0, None),
        Turn::After(number) => (1, Some(number.0)),
        Turn::Before(number) => (2, Some(number.0)),
    };
    numbers.push(i64::from(place.page) * TURNS + turn);
    numbers.extend(key);
    (letter, numbers)
}

fn read_place(source: Source, numbers: &mut Numbers<'_>) -> Result<Place, BadCallback> {
    let head = next(numbers)?;
    let turn = match head.rem_euclid(TURNS) {
        0 => Turn::First,
        1 => Turn::After(OrderNumber(next(numbers)?)),
        _ => Turn::Before(OrderNumber(next(numbers)?)),
    };
    let page = u16::try_from(head.div_euclid(TURNS)).map_err(|_| BadCallback)?;
    Ok(Place { source, turn, page })
}

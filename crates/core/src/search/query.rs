//! What somebody looks for.

use super::{
    LEXICON, Searched, add, in_order, is_short, long_term, number_term, pair_term, readings, stem, text_term,
    words::{Word, split},
};
use crate::{
    ids::OrderNumber,
    phone::parse_phone,
    text::{fold, is_dash},
};

/// Words of a query that count: more are not compared.
const LONGEST: usize = 12;
/// Terms of a query the store is asked for: the rarest of them decides how much is read.
const TERMS: usize = 4;
/// Digits of a phone that is written in groups without a plus.
const GROUPED: usize = 7;
/// Digits of a whole phone.
const WHOLE: std::ops::RangeInclusive<usize> = 10..=12;
/// Digits of an order's number.
const NUMBER: usize = 9;

/// A query, understood.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
    number: Option<OrderNumber>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Query").field("words", &self.words.len()).field("number", &self.number).finish()
    }
}

impl Query {
    /// Reads what somebody typed: an order's number (`12`, `#12`), a phone in any writing or at least its last four
    /// digits, words of a name or an address in any order. `None` when there is nothing in it to look for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let folded = fold(text);
        if let Some(number) = addressed_number(&folded) {
            return Some(Self { words: Vec::new(), number: Some(number) });
        }
        let number = order_number(&folded);
        let words = match whole_phone(&folded) {
            Some(digits) => vec![Word::Number(digits)],
            None => with_phones(split(&folded)),
        };
        let mut query = Self { words: Vec::new(), number };
        for word in words {
            add(&mut query.words, word, LONGEST);
        }
        (!query.words.is_empty()).then_some(query)
    }

    /// The order's number it may be.
    #[must_use]
    pub fn number(&self) -> Option<OrderNumber> {
        self.number
    }

    /// The terms every matching order has; none when only a number is looked for. Of several words each two neighbours, as
    /// their pair says more than each of them.
    #[must_use]
    pub fn terms(&self) -> Vec<i64> {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for word in &self.words {
            match word {
                Word::Text(text) => add(&mut texts, stem(text), LONGEST),
                Word::Number(number) => add(&mut numbers, number.as_str(), LONGEST),
            }
        }
        let all = in_order(&texts, &numbers);
        let mut terms: Vec<i64> = all.windows(2).map(|two| pair_term(two[0], two[1])).collect();
        if let [only] = all[..] {
            terms.push(if texts.is_empty() { number_term(only) } else { text_term(only) });
        }
        let long = numbers.iter().filter(|number| !is_short(number));
        let long = long.map(|number| long_term(number).unwrap_or_else(|| number_term(number)));
        first_few(long.chain(terms))
    }

    /// The same of each word by itself and of the last four digits: of orders of a former release, which have no others.
    #[must_use]
    pub fn single_terms(&self) -> Vec<i64> {
        let term = |word: &Word| match word {
            Word::Text(text) => text_term(stem(text)),
            Word::Number(number) => number_term(number),
        };
        first_few(self.words.iter().map(term))
    }

    /// Whether an order has every word of this query: a word of the name or the address that is the same, or begins so
    /// when at least five letters were given; a number of the address, with or without the letter of the house; or the
    /// end of a phone, of four digits or more.
    #[must_use]
    pub fn matches(&self, order: &Searched<'_>) -> bool {
        let mut there = split(order.name.reveal());
        there.extend(split(order.address.reveal()));
        self.words.iter().all(|word| match word {
            Word::Text(wanted) => there.iter().filter_map(Word::text).any(|text| {
                text == wanted
                    || (text.starts_with(wanted.as_str()) && stem(wanted) == stem(text) && is_long(wanted))
            }),
            Word::Number(wanted) => {
                let mut numbers = there.iter().filter_map(Word::number);
                numbers.any(|number| readings(number).any(|reading| reading == wanted))
                    || (!is_short(wanted)
                        && order.phones.iter().any(|phone| phone.e164().ends_with(wanted.as_str())))
            }
        })
    }
}

/// As many different ones as the store is asked for.
fn first_few(terms: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut few = Vec::new();
    terms.for_each(|term| add(&mut few, term, TERMS));
    few
}

impl Word {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn number(&self) -> Option<&str> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

/// Whether a word is as long as its term, so that it may be the beginning of a longer one.
fn is_long(text: &str) -> bool {
    text.chars().count() >= super::STEM
}

/// `#12`, `No 12`, "order 12": the number and nothing else is meant.
fn addressed_number(folded: &str) -> Option<OrderNumber> {
    let marked = folded.strip_prefix(['#', '\u{2116}']);
    let named = || {
        let (word, rest) = folded.split_once(' ')?;
        LEXICON.order.contains(word).then_some(rest.trim_start_matches(['#', '\u{2116}']))
    };
    order_number(marked.or_else(named)?.trim_start())
}

fn order_number(text: &str) -> Option<OrderNumber> {
    let well_formed = (1..=NUMBER).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| well_formed)?;
    Some(OrderNumber(number))
}

/// The digits of a query that is a phone or the end of one and nothing else. Numbers apart by spaces only are rather a
/// house and a flat, unless there are as many digits as a phone without its code has.
fn whole_phone(folded: &str) -> Option<String> {
    if let Ok(phone) = parse_phone(folded) {
        return Some(phone.e164().trim_start_matches('+').to_owned());
    }
    let written = |c: char| c.is_ascii_digit() || is_dash(c) || matches!(c, '+' | '(' | ')' | ' ' | '.');
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let apart = folded.contains(' ') && digits.len() < GROUPED;
    (folded.chars().all(written) && digits.len() >= super::TAIL && !apart).then_some(digits)
}

/// A whole phone among words stands in groups of digits: they become one number.
fn with_phones(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let is_digits = |word: &Word| word.as_str().bytes().all(|b| b.is_ascii_digit());
        let run = rest.iter().take_while(|word| is_digits(word)).count();
        let joined: String = rest.iter().take(run).map(Word::as_str).collect();
        let phone = if WHOLE.contains(&joined.len()) { parse_phone(&joined).ok() } else { None };
        if let Some(phone) = phone {
            out.push(Word::Number(phone.e164().trim_start_matches('+').to_owned()));
            rest = rest.get(run..).unwrap_or_default();
        } else {
            out.push(first.clone());
            rest = after;
        }
    }
    out
}

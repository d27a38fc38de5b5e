//! Search: one reading of names, addresses and phones for what is written and for what is looked for (SPEC §7).
//!
//! An order is found by *terms*, which the store keeps as numbers beside the order's number: one for the beginning of each
//! word of the client's name and the address, one for each number in the address, two for the end of each of the
//! client's phones, and one for each pair of words and numbers, so that two of them together are rare even where both
//! are common. A term is a hash and only a beginning, so what it finds is compared once more, word by word
//! ([`Query::matches`]).

mod query;
mod words;

pub use query::Query;
pub(crate) use words::Lexicon;
pub use words::normalize;

use std::sync::LazyLock;

use words::{Word, split};

use crate::{
    lexicon::{lexicon, load},
    phone::Phone,
    pii::{Address, PersonName},
};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| load(lexicon!("search")));

/// Letters of a word that its term is made of. A longer word of a query is compared in full afterwards.
const STEM: usize = 5;
/// Digits at the end of a phone, or of a long number, that its term is made of: what people remember (SPEC §7).
const TAIL: usize = 4;
/// The same of a phone without its code: by this it is found where many end in the same four.
const LONG_TAIL: usize = 7;
/// Words and numbers of one order that are indexed: bounds what an address of five hundred characters costs.
const WORDS: usize = 12;
const NUMBERS: usize = 8;

/// What an order is found by.
#[derive(Debug, Clone, Copy)]
pub struct Searched<'a> {
    /// The client's name.
    pub name: &'a PersonName,
    /// Where to go.
    pub address: &'a Address,
    /// The client's phones: the one the order was taken from, and the others he is called at.
    pub phones: &'a [Phone],
}

impl Searched<'_> {
    /// The terms of this order, in ascending order, each once. At most 220, and two for each phone beyond the first.
    #[must_use]
    pub fn terms(&self) -> Vec<i64> {
        let (address, name) = (split(self.address.reveal()), split(self.name.reveal()));
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for word in name.iter().take(WORDS).chain(&address) {
            match word {
                Word::Text(text) => add(&mut texts, stem(text), WORDS),
                Word::Number(number) => {
                    readings(number).for_each(|number| add(&mut numbers, number, NUMBERS))
                }
            }
        }
        let mut terms: Vec<i64> = texts.iter().map(|text| text_term(text)).collect();
        let phones = self.phones.iter().map(Phone::e164);
        for number in numbers.iter().copied().chain(phones) {
            terms.push(number_term(number));
            terms.extend(long_term(number));
        }
        let all = in_order(&texts, &numbers);
        for (at, one) in all.iter().enumerate() {
            terms.extend(all.iter().skip(at + 1).map(|other| pair_term(one, other)));
        }
        terms.sort_unstable();
        terms.dedup();
        terms
    }
}

/// Adds what is not there yet, as long as there is room.
fn add<T: PartialEq>(list: &mut Vec<T>, one: T, most: usize) {
    if list.len() < most && !list.contains(&one) {
        list.push(one);
    }
}

/// The beginning of a word.
fn stem(text: &str) -> &str {
    text.char_indices().nth(STEM).map_or(text, |(end, _)| &text[..end])
}

/// A house with a letter is found by its number alone, too.
fn readings(number: &str) -> impl Iterator<Item = &str> {
    let plain = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    [number, plain].into_iter().take(if plain == number { 1 } else { 2 })
}

/// Whether a number can only be one of an address: a longer one may end a phone.
fn is_short(number: &str) -> bool {
    number.chars().count() < TAIL
}

fn text_term(stem: &str) -> i64 {
    hash('w', [stem])
}

fn number_term(number: &str) -> i64 {
    hash('n', [tail(number, TAIL).unwrap_or(number)])
}

/// The term of a number that is as long as a phone without its code.
fn long_term(number: &str) -> Option<i64> {
    Some(hash('l', [tail(number, LONG_TAIL)?]))
}

/// The end of a number that is no shorter.
fn tail(number: &str, length: usize) -> Option<&str> {
    let (begin, _) = number.char_indices().rev().nth(length - 1)?;
    Some(&number[begin..])
}

/// These stems and the numbers that can only be of an address, in one order, whatever order they come in.
fn in_order<'a>(stems: &[&'a str], numbers: &[&'a str]) -> Vec<&'a str> {
    let (mut all, mut short) = (stems.to_vec(), numbers.to_vec());
    short.retain(|number| is_short(number));
    all.sort_unstable();
    short.sort_unstable();
    all.extend(short);
    all
}

/// Of two that stand in that order.
fn pair_term(one: &str, other: &str) -> i64 {
    hash('p', [one, other])
}

/// FNV-1a: short, and the same in every release and on every machine. Two texts with one hash cost a comparison.
fn hash<const N: usize>(kind: char, parts: [&str; N]) -> i64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = OFFSET;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    kind.to_string().bytes().for_each(&mut add);
    for part in parts {
        part.bytes().for_each(&mut add);
        add(0);
    }
    hash.cast_signed()
}

//! From a text to the words it is compared by.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::LEXICON;
use crate::text::{fold, is_dash};

/// One word of a name, an address or a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Letters.
    Text(String),
    /// Digits, perhaps with the letter of a house.
    Number(String),
}

impl Word {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

/// The words of `lexicon/search.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Lexicon {
    noise: BTreeSet<String>,
    ordinals: BTreeSet<String>,
    pub(super) order: BTreeSet<String>,
    synonyms: BTreeMap<String, String>,
}

/// A name or an address as it is searched: lower case, one form of each letter and of each kind of street, without
/// the words that say nothing, single spaces. Doing it again changes nothing.
#[must_use]
pub fn normalize(text: &str) -> String {
    let words = split(text);
    words.iter().map(Word::as_str).collect::<Vec<_>>().join(" ")
}

/// The words of a text, in its order.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for chunk in fold(text).split(|c: char| !c.is_alphanumeric() && !is_dash(c)) {
        let chunk = chunk.trim_matches(is_dash);
        let known: String = chunk.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
        match LEXICON.synonyms.get(&known) {
            Some(word) => words.push(Word::Text(word.clone())),
            None => chunk.split(is_dash).for_each(|part| add_part(&mut words, part)),
        }
    }
    words
}

/// Letters and digits without anything between: `5`, `5a`, `5k2`, a word.
fn add_part(words: &mut Vec<Word>, part: &str) {
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if digits {
            words.push(Word::Number(run.to_owned()));
        } else {
            // The letter of a house, and not what stands between two numbers or is a word of its own.
            let of_house = rest.len() < part.len() && after.is_empty();
            add_letters(words, run, of_house);
        }
        rest = after;
    }
}

fn add_letters(words: &mut Vec<Word>, run: &str, of_house: bool) {
    let one = run.chars().nth(1).is_none();
    if LEXICON.noise.contains(run) && !(one && of_house) {
        return;
    }
    let after_digits = match words.last_mut() {
        Some(Word::Number(number)) if number.bytes().all(|b| b.is_ascii_digit()) => Some(number),
        _ => None,
    };
    match after_digits {
        Some(_) if LEXICON.ordinals.contains(run) => {}
        Some(number) if one => number.push_str(run),
        _ => {
            let word = LEXICON.synonyms.get(run).map_or(run, String::as_str);
            words.push(Word::Text(word.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LEXICON;

    #[test]
    fn synonyms_lead_to_words_that_stay() {
        for (short, long) in &LEXICON.synonyms {
            assert!(!LEXICON.noise.contains(short), "{short} is left out before it is replaced");
            assert_eq!(super::normalize(long), *long, "{short}");
        }
    }
}

//! Rates as people write them: "50%", "below 20000: 50%, from 20000: 60%".

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    lexicon::{lexicon, load},
    money::{Kopecks, parse_money},
    split::{BasisPoints, Tier},
    text::{fold, is_dash},
};

/// So many steps a rate has at most.
const STEPS: usize = 8;

/// Why a text is not a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RateTextError {
    /// Not a rate at all.
    #[error("not a rate")]
    NotARate,
    /// Not within 0..100 %, or more than two decimals.
    #[error("a share is 0 to 100 %, with two decimals at most")]
    Share,
    /// A threshold that is no sum of money.
    #[error("a threshold is a sum of money")]
    Threshold,
    /// Some sums have no share.
    #[error("some sums have no share")]
    Gap,
    /// Some sums have two shares, or thresholds do not rise.
    #[error("some sums have two shares")]
    Overlap,
    /// More steps than a rate has.
    #[error("too many steps")]
    TooMany,
}

impl RateTextError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotARate => "not_a_rate",
            Self::Share => "share",
            Self::Threshold => "threshold",
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::TooMany => "too_many",
        }
    }
}

/// The words of `lexicon/rate_words.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    below: Vec<String>,
    from: Vec<String>,
    rest: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| load(lexicon!("rate_words")));

/// For which sums a step says its share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// All that follow.
    Rest,
    /// Those below this one.
    Below(Kopecks),
    /// From this one on.
    From(Kopecks),
}

/// Reads a share: "50", "50 %", "12,5%".
///
/// # Errors
/// [`RateTextError::NotARate`], [`RateTextError::Share`]
pub fn parse_share(text: &str) -> Result<BasisPoints, RateTextError> {
    let text = fold(text);
    let number = text.strip_suffix('%').unwrap_or(&text).trim_end();
    let (whole, decimals) = match number.split_once([',', '.']) {
        Some((_, "")) => return Err(RateTextError::NotARate),
        Some(parts) => parts,
        None => (number, ""),
    };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) {
        return Err(RateTextError::NotARate);
    }
    if decimals.len() > 2 {
        return Err(RateTextError::Share);
    }
    let points = format!("{whole}{decimals:0<2}").parse().map_err(|_| RateTextError::Share)?;
    if points > BasisPoints::WHOLE.0 { Err(RateTextError::Share) } else { Ok(BasisPoints(points)) }
}

/// Reads a rate: one share for every sum, or steps separated by commas, semicolons or lines, lowest first. A step says
/// its sums with a word ("below", "from", "then") and its share. Every sum must have exactly one share.
///
/// # Errors
/// [`RateTextError`]
pub fn parse_tiers(text: &str) -> Result<Vec<Tier>, RateTextError> {
    let mut tiers: Vec<Tier> = Vec::new();
    // From where on sums wait for their share; `None` when all have one.
    let mut waits = Some(Kopecks::ZERO);
    for part in parts(text) {
        let (bound, master) = step(&part)?;
        let from = match (bound, waits) {
            (Bound::Rest, Some(from)) => from,
            (Bound::Below(to), Some(from)) if to > from => from,
            (Bound::From(at), Some(from)) if at == from => from,
            (Bound::From(at), None) if tiers.last().is_some_and(|last| at > last.from) => at,
            (Bound::From(at), Some(from)) if at > from => return Err(RateTextError::Gap),
            _ => return Err(RateTextError::Overlap),
        };
        waits = match bound {
            Bound::Below(to) => Some(to),
            Bound::Rest | Bound::From(_) => None,
        };
        tiers.push(Tier { from, master });
    }
    match waits {
        _ if tiers.is_empty() => Err(RateTextError::NotARate),
        Some(_) => Err(RateTextError::Gap),
        None if tiers.len() > STEPS => Err(RateTextError::TooMany),
        None => Ok(tiers),
    }
}

/// The steps of a text. A comma between digits belongs to a number.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends = match letter {
            ';' | '\n' => true,
            ',' => !letters.peek().is_some_and(char::is_ascii_digit),
            _ => false,
        };
        match parts.last_mut() {
            Some(part) if !ends => part.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts.into_iter().map(|part| fold(&part)).filter(|part| !part.is_empty()).collect()
}

/// One step: its sums and its share.
fn step(part: &str) -> Result<(Bound, BasisPoints), RateTextError> {
    let Some((bound, rest)) = WORDS.bound(part) else { return Ok((Bound::Rest, parse_share(part)?)) };
    let (sum, share) = divided(rest).ok_or(RateTextError::NotARate)?;
    let share = parse_share(share)?;
    let sum = || parse_money(sum).map_err(|_| RateTextError::Threshold);
    Ok(match bound {
        Word::Below => (Bound::Below(sum()?), share),
        Word::From => (Bound::From(sum()?), share),
        Word::Rest => (Bound::Rest, share),
    })
}

/// The words a step can begin with.
#[derive(Clone, Copy)]
enum Word {
    Below,
    From,
    Rest,
}

impl Words {
    /// The word a step begins with, and what follows it.
    fn bound<'a>(&self, part: &'a str) -> Option<(Word, &'a str)> {
        let lists = [(&self.below, Word::Below), (&self.from, Word::From), (&self.rest, Word::Rest)];
        let words = lists.into_iter().flat_map(|(words, kind)| words.iter().map(move |word| (word, kind)));
        let found = words.filter_map(|(word, kind)| {
            let rest = part.strip_prefix(word.as_str())?;
            rest.starts_with(|c: char| !c.is_alphabetic()).then_some((word.len(), kind, rest))
        });
        found.max_by_key(|(length, ..)| *length).map(|(_, kind, rest)| (kind, rest.trim()))
    }
}

/// What stands before a share, and the share: after a dash, a colon or an equals sign, or after the last space.
fn divided(text: &str) -> Option<(&str, &str)> {
    let sign = |c: char| is_dash(c) || matches!(c, ':' | '=');
    if let Some((sum, share)) = text.split_once(sign) {
        return Some((sum.trim(), share.trim()));
    }
    let number = text.strip_suffix('%')?.trim_end();
    let at = number.rfind(' ').map_or(0, |at| at + 1);
    Some((number.get(..at)?.trim(), number.get(at..)?))
}

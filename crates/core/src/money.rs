//! Money: whole kopecks, never floats (SPEC §6).

use std::{fmt, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{
    lexicon::{lexicon, load},
    text::{fold, is_dash},
};

/// A sum of money in kopecks. Sums of the desk are never negative, but differences may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kopecks(pub i64);

impl Kopecks {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The largest sum that is accepted: 10 000 000 roubles (SPEC §6).
    pub const MAX: Self = Self(1_000_000_000);

    /// The sum of both; `None` beyond the range of the type.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, which may be negative; `None` beyond the range of the type.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The sum of both, at most as much as the type holds.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, which may be negative.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// As much the other way round.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Whether there is no money.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is a sum the desk accepts: 0 to [`Self::MAX`].
    #[must_use]
    pub fn is_acceptable(self) -> bool {
        (Self::ZERO..=Self::MAX).contains(&self)
    }
}

/// Plain roubles with two decimals ("1234.50"), for logs, `explain` and what is handed out as data; people read what `render` writes.
impl fmt::Display for Kopecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let kopecks = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", kopecks / 100, kopecks % 100)
    }
}

/// The quotient, rounded half up; zero when there is nothing to divide by.
pub(crate) fn half_up(dividend: i128, divisor: i128) -> i64 {
    if divisor <= 0 {
        return 0;
    }
    i64::try_from((2 * dividend + divisor).div_euclid(2 * divisor)).unwrap_or(i64::MAX)
}

/// How the client paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Banknotes, to the master.
    Cash,
    /// By card.
    Card,
    /// By bank transfer.
    Transfer,
}

impl PaymentMethod {
    /// Every method, in the order buttons show them.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Card, Self::Transfer];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Transfer => "transfer",
        }
    }

    /// The method with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// Why a text is not a sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum MoneyError {
    /// Nothing was written.
    #[error("no amount was given")]
    Empty,
    /// Below zero.
    #[error("an amount cannot be negative")]
    Negative,
    /// "12.500" alone: twelve thousand, or twelve and a half?
    #[error("ambiguous: write the thousands without a separator, or add the kopecks")]
    Ambiguous,
    /// More than two decimals of a rouble.
    #[error("more than two decimals of a rouble")]
    TooPrecise,
    /// More than [`Kopecks::MAX`].
    #[error("more than 10000000 roubles")]
    TooLarge,
    /// Not a sum of money at all.
    #[error("not an amount of money")]
    NotANumber,
}

impl MoneyError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Negative => "negative",
            Self::Ambiguous => "ambiguous",
            Self::TooPrecise => "too_precise",
            Self::TooLarge => "too_large",
            Self::NotANumber => "not_a_number",
        }
    }
}

/// The words of `lexicon/money.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    currency: Vec<String>,
    thousand: Vec<String>,
    million: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| load(lexicon!("money")));

impl Words {
    /// How many decimal places the words after the number shift it: 0, 3 (thousands) or 6 (millions).
    fn magnitude(&self, tail: &str) -> Option<u32> {
        let tail: String = tail.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
        let is_currency = |rest: &str| rest.is_empty() || self.currency.iter().any(|word| word == rest);
        let starts = |words: &[String]| {
            words.iter().any(|word| tail.strip_prefix(word.as_str()).is_some_and(is_currency))
        };
        if is_currency(&tail) {
            Some(0)
        } else if starts(&self.thousand) {
            Some(3)
        } else if starts(&self.million) {
            Some(6)
        } else {
            None
        }
    }
}

/// Reads a sum of money as people write it (SPEC §6).
///
/// Accepted: digits, thousands grouped by spaces (of any kind), dots or commas, decimals after a comma or a
/// dot, a currency word or sign, and the words for thousand and million. When both a dot and a comma occur,
/// the last one is the decimal sign, so both `12.500,00` and the English `12,500.00` are 12500 roubles; a
/// separator that occurs several times groups thousands. Zero is a sum.
///
/// # Errors
/// [`MoneyError`]; in particular [`MoneyError::Ambiguous`] for one separator before exactly three digits
/// (`12.500`, `12,500`), whatever the word after it.
pub fn parse_money(text: &str) -> Result<Kopecks, MoneyError> {
    let text = fold(text);
    if text.is_empty() {
        return Err(MoneyError::Empty);
    }
    let unsigned = text.trim_start_matches(|c: char| is_dash(c) || c == ' ');
    let body = strip_currency_sign(unsigned);
    let end = body.find(|c: char| !is_numeric(c)).unwrap_or(body.len());
    let (number, tail) = body.split_at(end);
    let number = number.trim_end_matches([' ', '.']);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(MoneyError::NotANumber);
    }
    let shift = WORDS.magnitude(tail).ok_or(MoneyError::NotANumber)?;
    let (whole, decimals) = split_number(number)?;
    if unsigned.len() != text.len() {
        return Err(MoneyError::Negative);
    }
    to_kopecks(&whole, decimals, shift)
}

/// Characters a number may consist of, before its words.
fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '.' | ',')
}

/// Drops a currency sign written in front of the number.
fn strip_currency_sign(text: &str) -> &str {
    text.strip_prefix('\u{20bd}').map_or(text, str::trim_start)
}

/// Splits a number into its whole digits (without separators) and its decimals.
fn split_number(number: &str) -> Result<(String, &str), MoneyError> {
    let (whole, decimals) = match decimal_mark(number) {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, ""),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if decimal_mark(number).is_some() && !is_digits(decimals) {
        return Err(MoneyError::NotANumber);
    }
    let separators: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(separator) = separators.first().copied() else {
        let thousands = decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
        return if thousands { Err(MoneyError::Ambiguous) } else { Ok((whole.to_owned(), decimals)) };
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let well_formed = separators.iter().all(|c| *c == separator)
        && is_digits(first)
        && first.len() <= 3
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && is_digits(group));
    if well_formed { Ok((whole.replace(separator, ""), decimals)) } else { Err(MoneyError::NotANumber) }
}

/// Where the decimal sign is: the last dot or comma, unless the same sign occurs before it too.
fn decimal_mark(number: &str) -> Option<usize> {
    let at = number.rfind(['.', ','])?;
    let mark = &number[at..=at];
    if number[..at].contains(mark) { None } else { Some(at) }
}

/// Puts whole and decimal digits together, shifted by `shift` decimal places.
fn to_kopecks(whole: &str, decimals: &str, shift: u32) -> Result<Kopecks, MoneyError> {
    let places = usize::try_from(shift).map_or(2, |shift| shift + 2);
    if decimals.len() > places {
        return Err(MoneyError::TooPrecise);
    }
    let digits = format!("{whole}{decimals:0<places$}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(Kopecks::ZERO);
    }
    let sum = significant.parse().map(Kopecks).map_err(|_| MoneyError::TooLarge)?;
    if sum.is_acceptable() { Ok(sum) } else { Err(MoneyError::TooLarge) }
}

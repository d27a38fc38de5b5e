//! Phone numbers: whatever people write, stored as E.164 (SPEC §3).

use std::{fmt, sync::LazyLock};

use phonenumber::{Type, metadata::DATABASE};
use serde::{Deserialize, Serialize};

use crate::{
    lexicon::{lexicon, load},
    pii::ERASED,
    text::{fold, is_dash},
};

/// How many digits E.164 allows, country code included.
const LONGEST: usize = 15;
/// The shortest international number that is tried.
const SHORTEST: usize = 8;
/// Digits of a Russian number without the country code.
const NATIONAL: usize = 10;

/// A phone number in E.164. Prints itself masked; showing it takes [`Phone::e164`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// The number in clear: a plus and 8 to 15 digits, or [`ERASED`].
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The number as a log may carry it: its first three characters and seven stars (SPEC §13).
    #[must_use]
    pub fn masked(&self) -> String {
        crate::mask::mask_phone(&self.0)
    }

    /// A number that was stored: checks its form only, so that a number once accepted stays readable
    /// whatever numbering plans become. One that was erased is [`ERASED`].
    ///
    /// # Errors
    /// [`PhoneError::NotAPhone`] unless it is a plus and 8 to 15 digits, or erased.
    pub fn from_e164(text: &str) -> Result<Self, PhoneError> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let well_formed = (SHORTEST..=LONGEST).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        if well_formed || text == ERASED { Ok(Self(text.to_owned())) } else { Err(PhoneError::NotAPhone) }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::from_e164(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PhoneError {
    /// Nothing was written.
    #[error("no phone number was given")]
    Empty,
    /// Something else than a phone number.
    #[error("not a phone number")]
    NotAPhone,
    /// Digits are missing.
    #[error("too few digits for a phone number")]
    TooShort,
    /// Too many digits.
    #[error("too many digits for a phone number")]
    TooLong,
    /// Enough digits, but no such numbers exist.
    #[error("there are no such phone numbers")]
    Invalid,
}

impl PhoneError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAPhone => "not_a_phone",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Invalid => "invalid",
        }
    }
}

/// The words of `lexicon/phone.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    prefixes: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| load(lexicon!("phone")));

/// Reads a phone number: a Russian one in any common writing (8..., +7..., 7..., or ten digits; brackets,
/// dashes, dots and spaces as one likes), or an international one that begins with a plus (SPEC §3).
///
/// # Errors
/// [`PhoneError`]; [`PhoneError::Invalid`] when no numbering plan has such a number.
pub fn parse_phone(text: &str) -> Result<Phone, PhoneError> {
    let text = fold(text);
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let number = without_prefix(&text);
    let (international, rest) = match number.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let is_separator = |c: char| is_dash(c) || matches!(c, ' ' | '(' | ')' | '.' | '/');
    if !rest.chars().all(|c| c.is_ascii_digit() || is_separator(c)) {
        return Err(PhoneError::NotAPhone);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(PhoneError::NotAPhone);
    }
    let e164 = if international { with_country(&digits)? } else { russian(&digits)? };
    if exists(&e164[1..]) { Ok(Phone(e164)) } else { Err(PhoneError::Invalid) }
}

/// Kinds of numbers a client may call from.
const KINDS: [Type; 7] = [
    Type::Mobile,
    Type::FixedLine,
    Type::TollFree,
    Type::SharedCost,
    Type::Voip,
    Type::PersonalNumber,
    Type::Uan,
];

/// Whether a numbering plan has this number (country code and national number).
///
/// Asks the plans themselves: `phonenumber::parse` takes the 8 of +7 812... for a trunk prefix and drops it.
fn exists(digits: &str) -> bool {
    let fits = |code: &str, national: &str| {
        let plans = code.parse::<u16>().ok().and_then(|code| DATABASE.by_code(&code)).unwrap_or_default();
        plans.iter().map(|plan| plan.descriptors()).any(|plan| {
            let of_kind = |kind: &Type| plan.get(*kind).is_some_and(|kind| kind.is_match(national));
            plan.general().is_match(national) && KINDS.iter().any(of_kind)
        })
    };
    (1..=3).filter_map(|length| digits.split_at_checked(length)).any(|(code, national)| fits(code, national))
}

/// Drops a word such as "tel." in front of the number.
fn without_prefix(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if WORDS.prefixes.iter().any(|prefix| prefix == word) {
        rest.trim_start_matches(['.', ':', ' '])
    } else {
        text
    }
}

/// Digits written after a plus.
fn with_country(digits: &str) -> Result<String, PhoneError> {
    match digits.len() {
        0..SHORTEST => Err(PhoneError::TooShort),
        _ if digits.starts_with('0') => Err(PhoneError::Invalid),
        SHORTEST..=LONGEST => Ok(format!("+{digits}")),
        _ => Err(PhoneError::TooLong),
    }
}

/// Digits of a Russian number, with or without 7 or 8 in front.
fn russian(digits: &str) -> Result<String, PhoneError> {
    const WITH_TRUNK: usize = NATIONAL + 1;
    match digits.len() {
        0..NATIONAL => Err(PhoneError::TooShort),
        NATIONAL => Ok(format!("+7{digits}")),
        WITH_TRUNK if digits.starts_with(['7', '8']) => Ok(format!("+7{}", &digits[1..])),
        WITH_TRUNK => Err(PhoneError::Invalid),
        _ => Err(PhoneError::TooLong),
    }
}

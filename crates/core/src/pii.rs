//! Personal data as types that print masked (SPEC §13, §15). Showing the text takes [`PersonName::reveal`]
//! and its likes; nothing here implements `Display`.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use crate::mask::mask;
use crate::{mask::tokens, text::tidy};

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// Shorter than `min` characters.
    #[error("shorter than {min} characters")]
    TooShort {
        /// The least number of characters.
        min: usize,
    },
    /// Longer than `max` characters.
    #[error("longer than {max} characters")]
    TooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A name without a letter.
    #[error("no letter in it")]
    NoLetter,
    /// An address without a digit.
    #[error("no digit in it")]
    NoDigit,
}

impl TextError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::NoLetter => "no_letter",
            Self::NoDigit => "no_digit",
        }
    }
}

/// What stands in the database where a client's name, phone or address was erased. Nobody can type it as one: a name has a
/// letter, a phone and an address have digits.
pub const ERASED: &str = "\u{2014}";

/// Characters of a caption: twice what Telegram documents, which is what paying people may write.
const CAPTION: usize = 2048;

/// Tidies a text and checks its length in characters.
fn within(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let text = tidy(text);
    match text.chars().count() {
        n if n < min => Err(TextError::TooShort { min }),
        n if n > max => Err(TextError::TooLong { max }),
        _ => Ok(text),
    }
}

/// Declares one type of personal text.
macro_rules! personal {
    ($(#[$doc:meta])* $name:ident, $mask:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text in clear, for people who may read it.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// A text that was stored: taken as it is.
            #[must_use]
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&tokens().$mask)
            }
        }
    };
}

personal!(
    /// A person's name.
    PersonName,
    name
);
personal!(
    /// An address in one line.
    Address,
    address
);
personal!(
    /// Anything people write in their own words: a problem, notes, a reason, an instruction.
    FreeText,
    text
);

impl PersonName {
    /// A name as typed: 2 to 200 characters with at least one letter (SPEC §3).
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = within(text, 2, 200)?;
        if text.chars().any(char::is_alphabetic) { Ok(Self(text)) } else { Err(TextError::NoLetter) }
    }
}

impl PersonName {
    /// Whether it was erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.0 == ERASED
    }

    /// The name a stranger gave himself elsewhere: tidied and shortened, never refused. It may come out empty.
    #[must_use]
    pub fn of_account(text: &str) -> Self {
        Self(tidy(text).chars().take(200).collect())
    }
}

impl Address {
    /// An address as typed: 4 to 500 characters with at least one digit (SPEC §3).
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = within(text, 4, 500)?;
        if text.chars().any(|c| c.is_ascii_digit()) { Ok(Self(text)) } else { Err(TextError::NoDigit) }
    }
}

impl FreeText {
    /// What is broken: 4 to 500 characters (SPEC §3).
    ///
    /// # Errors
    /// [`TextError`]
    pub fn problem(text: &str) -> Result<Self, TextError> {
        within(text, 4, 500).map(Self)
    }

    /// Remarks of the office, or parts of a long repair: 1 to 1000 characters (SPEC §3).
    ///
    /// # Errors
    /// [`TextError`]
    pub fn notes(text: &str) -> Result<Self, TextError> {
        within(text, 1, 1000).map(Self)
    }

    /// What stands below a photo or a file: as much as Telegram lets a person write there at most; what is longer is
    /// cut. `None` when nothing is written.
    #[must_use]
    pub fn caption(text: &str) -> Option<Self> {
        let text: String = tidy(text).chars().take(CAPTION).collect();
        (!text.is_empty()).then_some(Self(text))
    }

    /// Why an order is declined or refused: 3 to 500 characters (SPEC §2).
    ///
    /// # Errors
    /// [`TextError`]
    pub fn reason(text: &str) -> Result<Self, TextError> {
        within(text, 3, 500).map(Self)
    }

    /// When the client expects the master, in words: 2 to 150 characters.
    ///
    /// # Errors
    /// [`TextError`]
    pub fn instruction(text: &str) -> Result<Self, TextError> {
        within(text, 2, 150).map(Self)
    }
}

/// An address as it is searched and compared: see [`crate::search::normalize`].
#[must_use]
pub fn normalize_address(text: &str) -> String {
    crate::search::normalize(text)
}

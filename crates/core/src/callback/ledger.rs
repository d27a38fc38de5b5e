//! Buttons about money between masters and the office. Written after the letter `K`.

use super::BadCallback;
use crate::ids::{HandInId, PersonId, TransactionId};

/// What a press of one of these buttons asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LedgerPress {
    /// A master's own balance.
    Own,
    /// Begin handing in what one holds.
    HandIn,
    /// One's own hand-in is not to be: nobody has answered yet.
    Cancel {
        /// Which.
        hand_in: HandInId,
    },
    /// A hand-in's card.
    Card {
        /// Which.
        hand_in: HandInId,
    },
    /// The office got exactly that.
    Confirm {
        /// Which.
        hand_in: HandInId,
    },
    /// The office got another sum: how much is asked.
    ConfirmOther {
        /// Which.
        hand_in: HandInId,
    },
    /// The office got nothing: why is asked.
    Reject {
        /// Which.
        hand_in: HandInId,
    },
    /// A page of the masters with a balance.
    Debts {
        /// Which page; the first is 0.
        page: u32,
    },
    /// A page of what moved a master's balance, the latest first.
    Book {
        /// Whose.
        master: PersonId,
        /// Only what came before; `None` is the first page.
        before: Option<TransactionId>,
    },
    /// Enter what the office got without being asked.
    Receive {
        /// From whom.
        master: PersonId,
    },
    /// Enter what the office paid.
    PayOut {
        /// To whom.
        master: PersonId,
    },
    /// Set a balance right.
    Adjust {
        /// Whose.
        master: PersonId,
    },
}

impl LedgerPress {
    /// The letter and the numbers it is written as. Buttons outlive releases: a letter is never given to another one.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        match self {
            Self::Own => ('m', Vec::new()),
            Self::HandIn => ('h', Vec::new()),
            Self::Cancel { hand_in } => ('x', vec![hand_in.0]),
            Self::Card { hand_in } => ('c', vec![hand_in.0]),
            Self::Confirm { hand_in } => ('y', vec![hand_in.0]),
            Self::ConfirmOther { hand_in } => ('o', vec![hand_in.0]),
            Self::Reject { hand_in } => ('n', vec![hand_in.0]),
            Self::Debts { page } => ('d', vec![i64::from(page)]),
            Self::Book { master, before } => {
                ('l', [master.0].into_iter().chain(before.map(|before| before.0)).collect())
            }
            Self::Receive { master } => ('r', vec![master.0]),
            Self::PayOut { master } => ('p', vec![master.0]),
            Self::Adjust { master } => ('a', vec![master.0]),
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        Ok(match (letter, numbers) {
            ('m', []) => Self::Own,
            ('h', []) => Self::HandIn,
            ('x', &[hand_in]) => Self::Cancel { hand_in: HandInId(hand_in) },
            ('c', &[hand_in]) => Self::Card { hand_in: HandInId(hand_in) },
            ('y', &[hand_in]) => Self::Confirm { hand_in: HandInId(hand_in) },
            ('o', &[hand_in]) => Self::ConfirmOther { hand_in: HandInId(hand_in) },
            ('n', &[hand_in]) => Self::Reject { hand_in: HandInId(hand_in) },
            ('d', &[page]) => Self::Debts { page: u32::try_from(page).map_err(|_| BadCallback)? },
            ('l', &[master]) => Self::Book { master: PersonId(master), before: None },
            ('l', &[master, before]) => {
                Self::Book { master: PersonId(master), before: Some(TransactionId(before)) }
            }
            ('r', &[master]) => Self::Receive { master: PersonId(master) },
            ('p', &[master]) => Self::PayOut { master: PersonId(master) },
            ('a', &[master]) => Self::Adjust { master: PersonId(master) },
            _ => return Err(BadCallback),
        })
    }
}

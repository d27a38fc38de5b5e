//! Screens and short answers about money between masters and the office.

use serde::{Deserialize, Serialize};

use crate::ids::{HandInId, PersonId, TransactionId};

/// One of these messages as data. Rights are checked again when it is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ledger", rename_all = "snake_case")]
pub enum LedgerScreen {
    /// The reader's own balance, if he is a master.
    Own,
    /// A hand-in: for the office with what it can answer, for its master with what became of it.
    HandIn {
        /// Which.
        hand_in: HandInId,
    },
    /// A hand-in was answered: for its master and for the rest of the office.
    HandInDecided {
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
        /// Only what came before.
        before: Option<TransactionId>,
    },
    /// What the office entered: for whoever did it, the master and the rest of the office.
    Entered {
        /// The movement.
        transaction: TransactionId,
    },
    /// Somebody left with a balance: for the admin who let him go.
    LeftWithBalance {
        /// Who.
        master: PersonId,
    },
}

/// A short answer about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerToast {
    /// Written.
    Done,
    /// Somebody answered this hand-in before.
    AlreadyDecided,
    /// A hand-in of this master waits for an answer.
    WaitsForAnswer,
    /// There is nothing to hand in.
    NothingHeld,
    /// There is nothing to pay out.
    NothingOwed,
    /// Nobody but an admin answers his own hand-in.
    OwnHandIn,
    /// There is no such hand-in or master.
    NotFound,
}

impl LedgerToast {
    /// A stable name, the key of its text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyDecided => "already-decided",
            Self::WaitsForAnswer => "waits",
            Self::NothingHeld => "nothing-held",
            Self::NothingOwed => "nothing-owed",
            Self::OwnHandIn => "own",
            Self::NotFound => "not-found",
        }
    }

    /// Whether it must be confirmed.
    #[must_use]
    pub fn is_alert(self) -> bool {
        self != Self::Done
    }
}

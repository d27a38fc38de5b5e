//! Who may do what: the one table behind every button and every command.

use serde::{Deserialize, Serialize};

/// What a person can ask for on an order's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Give a new order to a master.
    Assign,
    /// Give it to another master.
    Reassign,
    /// Take it off its master.
    TakeOff,
    /// Accept.
    Accept,
    /// Decline, with a reason.
    Decline,
    /// Arrived at the client's.
    ArriveOnSite,
    /// Begin a long repair.
    StartLongRepair,
    /// Close with money.
    Close,
    /// End without a repair, with a reason.
    Refuse,
    /// Open a refused order again.
    Reopen,
}

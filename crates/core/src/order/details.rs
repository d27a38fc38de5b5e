//! What an order says, as far as the office can change it afterwards; and its deletion.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Order, Visit};
use crate::ids::{AddressId, ClientId, ClientPhoneId, EquipmentId, TextId};

/// What an order says, by ids. The words are in rows of their own, which are added and never overwritten: what an
/// order said before can always be shown, and another order of the same client says what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Appliance type.
    pub equipment: EquipmentId,
    /// What is broken.
    pub problem: TextId,
    /// Whose appliance it is.
    pub client: ClientId,
    /// The phone to call.
    pub phone: ClientPhoneId,
    /// Where to go.
    pub address: AddressId,
    /// Remarks of the office.
    pub notes: Option<TextId>,
    /// When the client expects the master.
    pub visit: Option<Visit>,
}

/// One of the things an order says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Appliance type.
    Equipment,
    /// What is broken.
    Problem,
    /// The client, by name.
    Client,
    /// The phone to call.
    Phone,
    /// Where to go.
    Address,
    /// Remarks of the office.
    Notes,
    /// When the client expects the master.
    Visit,
}

/// An order's deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: TextId,
}

impl Details {
    /// What the two say differently, in the order of the questions. Rows are compared, not words: for another
    /// client the phone and the address are other rows, too, although they may say the same.
    #[must_use]
    pub fn changes(&self, to: &Self) -> Vec<Detail> {
        [
            (Detail::Equipment, self.equipment != to.equipment),
            (Detail::Problem, self.problem != to.problem),
            (Detail::Phone, self.phone != to.phone),
            (Detail::Client, self.client != to.client),
            (Detail::Address, self.address != to.address),
            (Detail::Notes, self.notes != to.notes),
            (Detail::Visit, self.visit != to.visit),
        ]
        .into_iter()
        .filter_map(|(detail, changed)| changed.then_some(detail))
        .collect()
    }
}

impl Order {
    /// What it says.
    #[must_use]
    pub fn details(&self) -> Details {
        Details {
            equipment: self.equipment,
            problem: self.problem,
            client: self.client,
            phone: self.phone,
            address: self.address,
            notes: self.notes,
            visit: self.visit,
        }
    }

    /// Makes it say this.
    pub(super) fn say(&mut self, details: &Details) {
        self.equipment = details.equipment;
        self.problem = details.problem;
        self.client = details.client;
        self.phone = details.phone;
        self.address = details.address;
        self.notes = details.notes;
        self.visit = details.visit;
    }

    /// Whether it is deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deletion.is_some()
    }
}

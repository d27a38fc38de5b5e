//! A client the company has served, as the dialogues offer him.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AddressId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderNumber},
    order::Status,
    pii::{Address, FreeText, PersonName},
};

/// A client the company has served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownClient {
    /// Who.
    pub client: ClientId,
    /// The phone row that matched.
    pub phone: ClientPhoneId,
    /// His name.
    pub name: PersonName,
    /// His addresses, the last used first.
    pub addresses: Vec<(AddressId, Address)>,
    /// His orders that are still open: a warning of a duplicate.
    pub open_orders: Vec<OrderNumber>,
    /// His last orders, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<KnownOrder>,
    /// Why the company does not want to serve him, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blacklisted: Option<FreeText>,
}

/// An order of a known client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownOrder {
    /// Which.
    pub id: OrderId,
    /// Its number.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: Status,
    /// Appliance type.
    pub equipment: EquipmentId,
    /// When it was created.
    pub created_at: Timestamp,
    /// Until when its repair is under warranty.
    pub warranty_until: Option<Timestamp>,
}

/// What a client who has had orders calls about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Something new.
    New,
    /// An order that is there already.
    Same,
    /// The repair of a former order does not hold.
    Repeat,
}

impl Purpose {
    /// Every purpose, in the order of their buttons' numbers.
    pub const ALL: [Self; 3] = [Self::New, Self::Same, Self::Repeat];

    /// Which of these orders may be meant.
    pub(super) fn candidates(self, orders: &[KnownOrder]) -> Vec<KnownOrder> {
        let open = |order: &&KnownOrder| !order.status.is_final();
        match self {
            Self::New => Vec::new(),
            Self::Same => orders.iter().filter(open).copied().collect(),
            // What is still open has nothing to be repeated.
            Self::Repeat => orders.iter().filter(|order| order.status.is_final()).copied().collect(),
        }
    }
}

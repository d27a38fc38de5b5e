//! Changing what is kept about a client: one thing at a time. What was written before stays where orders refer to it.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Need, Problem, text, yes_no};
use crate::{
    client::Channel,
    ids::{AddressId, ClientId},
    phone::{Phone, parse_phone},
    pii::{Address, FreeText, PersonName, normalize_address},
};

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientChange {
    /// The name is written anew.
    Name,
    /// One more phone.
    Phone,
    /// One more address.
    Address,
    /// An address is written anew.
    FixAddress,
    /// The notes are written anew, or removed.
    Notes,
    /// How the client prefers to be reached.
    Channel,
    /// The client is not wanted any more.
    Blacklist,
}

impl ClientChange {
    /// Every change, in the order a client's card offers them.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Phone,
        Self::Address,
        Self::FixAddress,
        Self::Notes,
        Self::Channel,
        Self::Blacklist,
    ];

    /// The name used in texts and in the audit trail.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::FixAddress => "fix-address",
            Self::Notes => "notes",
            Self::Channel => "channel",
            Self::Blacklist => "blacklist",
        }
    }
}

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditClientField {
    /// The name.
    Name,
    /// The phone to add.
    Phone,
    /// Others have that phone: is it this client's only?
    TakeOver,
    /// Which address to write anew.
    Which,
    /// The address.
    Address,
    /// The notes.
    Notes,
    /// The preferred channel.
    Channel,
    /// Why the client is not wanted.
    Reason,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditClient {
    cursor: Cursor<EditClientField>,
    /// Who.
    pub client: ClientId,
    /// What is changed.
    pub change: ClientChange,
    /// The addresses the client has.
    pub addresses: Vec<(AddressId, Address)>,
    /// The name.
    pub name: Option<PersonName>,
    /// The phone.
    pub phone: Option<Phone>,
    /// Other clients who have that phone.
    pub shared_with: Vec<PersonName>,
    /// Whether it is theirs no more.
    pub take_over: Option<bool>,
    /// The address to write anew.
    pub which: Option<AddressId>,
    /// The address.
    pub address: Option<Address>,
    /// The notes; `None` removes them.
    pub notes: Option<FreeText>,
    /// Whether the notes are to be removed.
    pub without_notes: bool,
    /// The preferred channel.
    pub channel: Option<Channel>,
    /// The reason.
    pub reason: Option<FreeText>,
}

impl EditClient {
    /// A fresh form about this client, who has these addresses.
    #[must_use]
    pub fn new(client: ClientId, change: ClientChange, addresses: Vec<(AddressId, Address)>) -> Self {
        let first = match change {
            ClientChange::Name => EditClientField::Name,
            ClientChange::Phone => EditClientField::Phone,
            ClientChange::Address => EditClientField::Address,
            ClientChange::FixAddress => EditClientField::Which,
            ClientChange::Notes => EditClientField::Notes,
            ClientChange::Channel => EditClientField::Channel,
            ClientChange::Blacklist => EditClientField::Reason,
        };
        Self {
            cursor: Cursor::start(first),
            client,
            change,
            addresses,
            name: None,
            phone: None,
            shared_with: Vec::new(),
            take_over: None,
            which: None,
            address: None,
            notes: None,
            without_notes: false,
            channel: None,
            reason: None,
        }
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        match (self.cursor.at, input) {
            (Some(EditClientField::Phone), Input::Text(text)) => Need::client_of(text),
            _ => Need::Nothing,
        }
    }

    fn answer_phone(&mut self, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        let phone = text(input, |t| parse_phone(t).map_err(Problem::Phone))?;
        if facts.known_clients.iter().any(|known| known.client == self.client) {
            return Err(Problem::PhoneKnown);
        }
        self.phone = Some(phone);
        self.shared_with = facts.known_clients.iter().map(|known| known.name.clone()).collect();
        self.take_over = None;
        Ok(())
    }

    fn answer_address(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let address = text(input, |t| Address::parse(t).map_err(Problem::Text))?;
        let same = |known: &Address| {
            normalize_address(known.reveal()) == normalize_address(address.reveal())
                // Another way of writing the same address is what writing it anew is for.
                && (self.which.is_none() || known == &address)
        };
        if self.addresses.iter().any(|(_, known)| same(known)) {
            return Err(Problem::AddressKnown);
        }
        self.address = Some(address);
        Ok(())
    }

    fn answer_notes(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        self.without_notes = matches!(input, Input::Pick(0));
        self.notes = match input {
            Input::Pick(0) => None,
            _ => Some(text(input, |t| FreeText::notes(t).map_err(Problem::Text))?),
        };
        Ok(())
    }
}

/// The item that a button with its place in the list picks.
fn picked<T: Copy>(input: &Input<'_>, list: &[T]) -> Result<T, Problem> {
    let index = match input {
        Input::Pick(index) => usize::try_from(*index).ok(),
        _ => None,
    };
    index.and_then(|index| list.get(index)).copied().ok_or(Problem::UseButtons)
}

impl Form for EditClient {
    type Field = EditClientField;

    fn fields(&self) -> Vec<EditClientField> {
        match self.change {
            ClientChange::Name => vec![EditClientField::Name],
            ClientChange::Phone if self.shared_with.is_empty() => vec![EditClientField::Phone],
            ClientChange::Phone => vec![EditClientField::Phone, EditClientField::TakeOver],
            ClientChange::Address => vec![EditClientField::Address],
            ClientChange::FixAddress => vec![EditClientField::Which, EditClientField::Address],
            ClientChange::Notes => vec![EditClientField::Notes],
            ClientChange::Channel => vec![EditClientField::Channel],
            ClientChange::Blacklist => vec![EditClientField::Reason],
        }
    }

    fn cursor(&self) -> Cursor<EditClientField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<EditClientField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: EditClientField) -> bool {
        false
    }

    fn answered(&self, field: EditClientField) -> bool {
        match field {
            EditClientField::Name => self.name.is_some(),
            EditClientField::Phone => self.phone.is_some(),
            EditClientField::TakeOver => self.take_over.is_some(),
            EditClientField::Which => self.which.is_some(),
            EditClientField::Address => self.address.is_some(),
            EditClientField::Notes => self.notes.is_some() || self.without_notes,
            EditClientField::Channel => self.channel.is_some(),
            EditClientField::Reason => self.reason.is_some(),
        }
    }

    fn answer(
        &mut self,
        field: EditClientField,
        input: &Input<'_>,
        facts: &Facts<'_>,
    ) -> Result<(), Problem> {
        match field {
            EditClientField::Name => {
                self.name = Some(text(input, |t| PersonName::parse(t).map_err(Problem::Text))?);
            }
            EditClientField::Phone => self.answer_phone(input, facts)?,
            EditClientField::TakeOver => self.take_over = Some(yes_no(input)?),
            EditClientField::Which => {
                let ids: Vec<AddressId> = self.addresses.iter().map(|(id, _)| *id).collect();
                self.which = Some(picked(input, &ids)?);
            }
            EditClientField::Address => self.answer_address(input)?,
            EditClientField::Notes => self.answer_notes(input)?,
            EditClientField::Channel => self.channel = Some(picked(input, &Channel::ALL)?),
            EditClientField::Reason => {
                self.reason = Some(text(input, |t| FreeText::reason(t).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, _: EditClientField) {}

    fn has_review(&self) -> bool {
        false
    }
}

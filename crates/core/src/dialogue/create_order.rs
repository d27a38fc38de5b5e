//! «Create order»: type, problem, phone, name, address, notes, time, review (SPEC §3).

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Need, Problem, text, yes_no};
use crate::{
    ids::{AddressId, ClientId, ClientPhoneId, EquipmentId, OrderNumber},
    phone::{Phone, parse_phone},
    pii::{Address, FreeText, PersonName},
    when::{ParsedVisit, parse_visit},
};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateField {
    /// Type of appliance.
    Equipment,
    /// What is broken.
    Problem,
    /// The client's phone.
    Phone,
    /// The phone is known: is it this client?
    UseKnown,
    /// The client's name.
    Name,
    /// Where to go.
    Address,
    /// Remarks.
    Notes,
    /// When it suits.
    Time,
}

/// A client the company has served, as the dialogue offers him.
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
}

/// An address as it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressAnswer {
    /// One of the client's.
    Known(AddressId, Address),
    /// A new one.
    New(Address),
}

impl AddressAnswer {
    /// The address itself.
    #[must_use]
    pub fn address(&self) -> &Address {
        match self {
            Self::Known(_, address) | Self::New(address) => address,
        }
    }
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateOrder {
    cursor: Cursor<CreateField>,
    /// Type of appliance.
    pub equipment: Option<EquipmentId>,
    /// What is broken.
    pub problem: Option<FreeText>,
    /// The client's phone.
    pub phone: Option<Phone>,
    /// The client who has that phone.
    pub known: Option<KnownClient>,
    /// Whether it is he.
    pub use_known: Option<bool>,
    /// The client's name.
    pub name: Option<PersonName>,
    /// Where to go.
    pub address: Option<AddressAnswer>,
    /// Remarks.
    pub notes: Option<FreeText>,
    /// When it suits.
    pub visit: Option<ParsedVisit>,
}

impl Default for CreateOrder {
    fn default() -> Self {
        Self {
            cursor: Cursor::start(CreateField::Equipment),
            equipment: None,
            problem: None,
            phone: None,
            known: None,
            use_known: None,
            name: None,
            address: None,
            notes: None,
            visit: None,
        }
    }
}

impl CreateOrder {
    /// The stored client, when the office said it is he.
    #[must_use]
    pub fn chosen_client(&self) -> Option<&KnownClient> {
        self.known.as_ref().filter(|_| self.use_known == Some(true))
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        match (self.cursor.at, input) {
            (Some(CreateField::Equipment), Input::Pick(_)) => Need::Equipment,
            (Some(CreateField::Phone), Input::Text(text)) => match parse_phone(text) {
                Ok(phone) => Need::Client(phone),
                Err(_) => Need::Nothing,
            },
            _ => Need::Nothing,
        }
    }

    fn answer_equipment(&mut self, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match input {
            Input::Pick(id) if facts.choices.iter().any(|choice| choice.id == *id) => {
                self.equipment = Some(EquipmentId(*id));
                Ok(())
            }
            Input::Pick(_) => Err(Problem::ChoiceGone),
            _ => Err(Problem::UseButtons),
        }
    }

    /// Another phone is another client: what was taken over from the former one is asked again. An address
    /// that was typed for this call stays.
    fn answer_phone(&mut self, phone: Phone, known: Option<&KnownClient>) {
        if self.phone.as_ref() == Some(&phone) {
            return;
        }
        self.forget_known();
        self.phone = Some(phone);
        self.known = known.cloned();
        self.use_known = None;
    }

    fn forget_known(&mut self) {
        if self.use_known == Some(true) {
            self.name = None;
            self.address = self.address.take().filter(|answer| matches!(answer, AddressAnswer::New(_)));
        }
    }

    fn answer_use_known(&mut self, yes: bool) {
        if !yes {
            self.forget_known();
        }
        self.use_known = Some(yes);
        if let (true, Some(known)) = (yes, &self.known) {
            self.name = Some(known.name.clone());
        }
    }

    fn answer_address(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let answer = match input {
            Input::Pick(id) => self
                .chosen_client()
                .and_then(|known| known.addresses.iter().find(|(address, _)| address.0 == *id))
                .map(|(id, address)| AddressAnswer::Known(*id, address.clone()))
                .ok_or(Problem::UseButtons)?,
            _ => text(input, |t| Address::parse(t).map(AddressAnswer::New).map_err(Problem::Text))?,
        };
        self.address = Some(answer);
        Ok(())
    }
}

impl Form for CreateOrder {
    type Field = CreateField;

    fn fields(&self) -> Vec<CreateField> {
        let mut fields = vec![CreateField::Equipment, CreateField::Problem, CreateField::Phone];
        if self.known.is_some() {
            fields.push(CreateField::UseKnown);
        }
        if self.use_known != Some(true) {
            fields.push(CreateField::Name);
        }
        fields.extend([CreateField::Address, CreateField::Notes, CreateField::Time]);
        fields
    }

    fn cursor(&self) -> Cursor<CreateField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<CreateField>) {
        self.cursor = cursor;
    }

    fn optional(&self, field: CreateField) -> bool {
        matches!(field, CreateField::Notes | CreateField::Time)
    }

    fn answered(&self, field: CreateField) -> bool {
        match field {
            CreateField::Equipment => self.equipment.is_some(),
            CreateField::Problem => self.problem.is_some(),
            CreateField::Phone => self.phone.is_some(),
            CreateField::UseKnown => self.use_known.is_some(),
            CreateField::Name => self.name.is_some(),
            CreateField::Address => self.address.is_some(),
            CreateField::Notes => self.notes.is_some(),
            CreateField::Time => self.visit.is_some(),
        }
    }

    fn answer(&mut self, field: CreateField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match field {
            CreateField::Equipment => self.answer_equipment(input, facts)?,
            CreateField::Problem => {
                self.problem = Some(text(input, |t| FreeText::problem(t).map_err(Problem::Text))?);
            }
            CreateField::Phone => {
                let phone = text(input, |t| parse_phone(t).map_err(Problem::Phone))?;
                self.answer_phone(phone, facts.known_client);
            }
            CreateField::UseKnown => self.answer_use_known(yes_no(input)?),
            CreateField::Name => {
                self.name = Some(text(input, |t| PersonName::parse(t).map_err(Problem::Text))?);
            }
            CreateField::Address => self.answer_address(input)?,
            CreateField::Notes => {
                self.notes = Some(text(input, |t| FreeText::notes(t).map_err(Problem::Text))?);
            }
            CreateField::Time => {
                let visit = text(input, |t| parse_visit(t, facts.now, facts.zone).map_err(Problem::When))?;
                self.visit = Some(visit);
            }
        }
        Ok(())
    }

    fn clear(&mut self, field: CreateField) {
        match field {
            CreateField::Notes => self.notes = None,
            CreateField::Time => self.visit = None,
            _ => {}
        }
    }

    fn has_review(&self) -> bool {
        true
    }
}

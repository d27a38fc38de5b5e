//! «Create order»: type, problem, phone, name, address, notes, time, review (SPEC §3).

use serde::{Deserialize, Serialize};

use super::{
    Cursor, Facts, Form, Input, KnownClient, KnownOrder, Need, Problem, Purpose, text, visit::visit,
};
use crate::{
    ids::{AddressId, ClientId, EquipmentId, OrderId},
    phone::{Phone, parse_phone},
    pii::{Address, FreeText, PersonName, normalize_address},
    when::ParsedVisit,
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
    /// The client has had orders: what is this call about?
    Purpose,
    /// Which of these orders is meant?
    Parent,
    /// The client's name.
    Name,
    /// Where to go.
    Address,
    /// Remarks.
    Notes,
    /// When it suits.
    Time,
    /// Of a changed order: is the new name the same client's?
    Whose,
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
    /// The client who has that phone; of several the latest.
    pub known: Option<KnownClient>,
    /// Others who have it, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<KnownClient>,
    /// Which of them it is: 0 is the latest.
    #[serde(default, skip_serializing_if = "is_first")]
    pub which: usize,
    /// Whether it is one of them.
    pub use_known: Option<bool>,
    /// What he calls about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The order that is meant, or repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<KnownOrder>,
    /// Begun from the client's card: who it is needs no question.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_client: bool,
    /// The client's name.
    pub name: Option<PersonName>,
    /// Where to go.
    pub address: Option<AddressAnswer>,
    /// Remarks.
    pub notes: Option<FreeText>,
    /// When it suits.
    pub visit: Option<ParsedVisit>,
}

/// For serde, which hands over a reference.
fn is_first(which: &usize) -> bool {
    *which == 0
}

impl Default for CreateOrder {
    fn default() -> Self {
        Self {
            cursor: Cursor::start(CreateField::Equipment),
            equipment: None,
            problem: None,
            phone: None,
            known: None,
            others: Vec::new(),
            which: 0,
            use_known: None,
            purpose: None,
            parent: None,
            for_client: false,
            name: None,
            address: None,
            notes: None,
            visit: None,
        }
    }
}

impl CreateOrder {
    /// A fresh form for this client, who is called at this phone.
    #[must_use]
    pub fn for_client(known: KnownClient, phone: Phone) -> Self {
        Self {
            phone: Some(phone),
            name: Some(known.name.clone()),
            known: Some(known),
            use_known: Some(true),
            for_client: true,
            ..Self::default()
        }
    }

    /// The order that is meant, when the call is about one that is there already.
    #[must_use]
    pub fn same_order(&self) -> Option<OrderId> {
        self.parent.filter(|_| self.purpose == Some(Purpose::Same)).map(|order| order.id)
    }

    /// The order whose repair is repeated.
    #[must_use]
    pub fn repeated(&self) -> Option<KnownOrder> {
        self.parent.filter(|_| self.purpose == Some(Purpose::Repeat))
    }

    /// The client's orders that may be meant.
    #[must_use]
    pub fn candidates(&self) -> Vec<KnownOrder> {
        let orders = self.chosen_client().map_or(&[][..], |known| &known.orders);
        self.purpose.map(|purpose| purpose.candidates(orders)).unwrap_or_default()
    }

    /// The stored client, when the office said it is he.
    #[must_use]
    pub fn chosen_client(&self) -> Option<&KnownClient> {
        if self.use_known != Some(true) {
            return None;
        }
        match self.which.checked_sub(1) {
            None => self.known.as_ref(),
            Some(other) => self.others.get(other),
        }
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        match (self.cursor.at, input) {
            (Some(CreateField::Equipment), Input::Pick(_)) => Need::Equipment,
            (Some(CreateField::Phone), Input::Text(text)) => Need::client_of(text),
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
    fn answer_phone(&mut self, phone: Phone, known: &[KnownClient]) {
        if self.phone.as_ref() == Some(&phone) {
            return;
        }
        self.forget_known();
        self.phone = Some(phone);
        self.known = known.first().cloned();
        self.others = known.iter().skip(1).cloned().collect();
        self.which = 0;
        self.use_known = None;
    }

    /// Does not offer this client: the order is his anyway.
    pub(super) fn offer_all_but(&mut self, client: ClientId) {
        let offered = self.known.take().into_iter().chain(std::mem::take(&mut self.others));
        let mut offered = offered.filter(|known| known.client != client);
        self.known = offered.next();
        self.others = offered.collect();
    }

    fn forget_known(&mut self) {
        self.purpose = None;
        self.parent = None;
        if self.use_known == Some(true) {
            self.name = None;
            self.address = self.address.take().filter(|answer| matches!(answer, AddressAnswer::New(_)));
        }
    }

    /// 0 is nobody of these, 1 the client offered first, 2 and more the others who have the phone.
    fn answer_use_known(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let which = match input {
            Input::Pick(pick) => usize::try_from(*pick).map_err(|_| Problem::UseButtons)?,
            _ => return Err(Problem::UseButtons),
        };
        match which.checked_sub(1) {
            Some(which) if which > self.others.len() => return Err(Problem::UseButtons),
            Some(which) if which == self.which => {}
            other => {
                self.forget_known();
                self.which = other.unwrap_or_default();
            }
        }
        self.use_known = Some(which != 0);
        if let Some(known) = self.chosen_client() {
            self.name = Some(known.name.clone());
        }
        Ok(())
    }

    /// With one order in question it is that one.
    fn answer_purpose(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let purpose = match input {
            Input::Pick(pick) => usize::try_from(*pick).ok().and_then(|index| Purpose::ALL.get(index)),
            _ => None,
        };
        let purpose = *purpose.ok_or(Problem::UseButtons)?;
        let orders = self.chosen_client().map_or(&[][..], |known| &known.orders);
        let candidates = purpose.candidates(orders);
        if purpose != Purpose::New && candidates.is_empty() {
            return Err(Problem::UseButtons);
        }
        let former = self.parent.filter(|_| self.purpose == Some(purpose));
        self.parent = if let [only] = candidates[..] { Some(only) } else { former };
        self.purpose = Some(purpose);
        Ok(())
    }

    fn answer_parent(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let Input::Pick(id) = input else { return Err(Problem::UseButtons) };
        let picked = self.candidates().into_iter().find(|order| order.id.0 == *id);
        self.parent = Some(picked.ok_or(Problem::UseButtons)?);
        Ok(())
    }

    /// The client's own address, when this is one written in another way.
    fn own_address(&self, typed: &Address) -> Option<AddressAnswer> {
        let normalized = normalize_address(typed.reveal());
        let addresses = &self.chosen_client()?.addresses;
        let (id, address) =
            addresses.iter().find(|(_, own)| normalize_address(own.reveal()) == normalized)?;
        Some(AddressAnswer::Known(*id, address.clone()))
    }

    /// What is asked about the orders a known client has had.
    fn fields_about_orders(&self) -> Vec<CreateField> {
        if self.chosen_client().is_none_or(|known| known.orders.is_empty()) {
            return Vec::new();
        }
        match self.candidates().len() {
            0 | 1 => vec![CreateField::Purpose],
            _ => vec![CreateField::Purpose, CreateField::Parent],
        }
    }

    fn answer_address(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let answer = match input {
            Input::Pick(id) => self
                .chosen_client()
                .and_then(|known| known.addresses.iter().find(|(address, _)| address.0 == *id))
                .map(|(id, address)| AddressAnswer::Known(*id, address.clone()))
                .ok_or(Problem::UseButtons)?,
            _ => {
                let typed = text(input, |t| Address::parse(t).map_err(Problem::Text))?;
                self.own_address(&typed).unwrap_or(AddressAnswer::New(typed))
            }
        };
        self.address = Some(answer);
        Ok(())
    }
}

impl Form for CreateOrder {
    type Field = CreateField;

    fn fields(&self) -> Vec<CreateField> {
        let mut fields = vec![CreateField::Equipment, CreateField::Problem];
        if !self.for_client {
            fields.push(CreateField::Phone);
        }
        if self.known.is_some() && !self.for_client {
            fields.push(CreateField::UseKnown);
        }
        fields.extend(self.fields_about_orders());
        if self.purpose == Some(Purpose::Same) {
            return fields;
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
            CreateField::Purpose => self.purpose.is_some(),
            CreateField::Parent => self.parent.is_some(),
            CreateField::Name => self.name.is_some(),
            CreateField::Address => self.address.is_some(),
            CreateField::Notes => self.notes.is_some(),
            CreateField::Time => self.visit.is_some(),
            // Not a question of this form.
            CreateField::Whose => true,
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
                self.answer_phone(phone, facts.known_clients);
            }
            CreateField::UseKnown => self.answer_use_known(input)?,
            CreateField::Purpose => self.answer_purpose(input)?,
            CreateField::Parent => self.answer_parent(input)?,
            CreateField::Name => {
                self.name = Some(text(input, |t| PersonName::parse(t).map_err(Problem::Text))?);
            }
            CreateField::Address => self.answer_address(input)?,
            CreateField::Notes => {
                self.notes = Some(text(input, |t| FreeText::notes(t).map_err(Problem::Text))?);
            }
            CreateField::Time => self.visit = Some(visit(input, facts)?),
            CreateField::Whose => return Err(Problem::UseButtons),
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

    /// An order that is there already needs none. (From the review of a new one there may be a way back to it.)
    fn has_review(&self) -> bool {
        self.purpose != Some(Purpose::Same) || self.cursor.at.is_none()
    }
}

//! «Edit order»: the questions of creating one, any of them in any order, then old and new to confirm (SPEC §3).

use serde::{Deserialize, Serialize};

use super::{AddressAnswer, CreateField, CreateOrder, Cursor, Facts, Form, Input, Need, Problem};
use crate::{
    ids::{AddressId, OrderId, PersonId},
    order::{Detail, Details},
    pii::Address,
};

/// What somebody else changed while this form was open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meanwhile {
    /// Who.
    pub by: PersonId,
    /// What.
    pub what: Vec<Detail>,
}

/// The answers. A question nobody answered again stays as the order has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditOrder {
    /// Which order.
    pub order: OrderId,
    /// What the order said when its editor saw it last.
    pub seen: Box<Details>,
    /// The addresses of its client, to choose from.
    pub addresses: Vec<(AddressId, Address)>,
    /// The new answers.
    pub answers: CreateOrder,
    /// Optional questions whose answer is to be dropped.
    pub emptied: Vec<CreateField>,
    /// What somebody else changed since the form was opened.
    pub meanwhile: Option<Meanwhile>,
    /// Whether the new name is a correction of the same client's, not another person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_client: Option<bool>,
}

impl EditOrder {
    /// A form in which nothing has changed yet.
    #[must_use]
    pub fn new(order: OrderId, seen: Details, addresses: Vec<(AddressId, Address)>) -> Self {
        let mut answers = CreateOrder::default();
        answers.set_cursor(Cursor { at: None, editing: false });
        let (emptied, meanwhile, same_client) = (Vec::new(), None, None);
        Self { order, seen: Box::new(seen), addresses, answers, emptied, meanwhile, same_client }
    }

    /// Whether the name that was typed corrects the same client's; `None` when none was typed, or nobody has said yet.
    #[must_use]
    pub fn corrects_name(&self) -> Option<bool> {
        self.same_client.filter(|_| self.is_named_anew())
    }

    /// Whether a name was typed that is not just the one of the client whom the new phone belongs to.
    fn is_named_anew(&self) -> bool {
        let chosen = self.answers.chosen_client().map(|known| &known.name);
        self.answers.name.as_ref().is_some_and(|name| Some(name) != chosen)
    }

    fn answer_whose(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        self.same_client = Some(super::yes_no(input)?);
        Ok(())
    }

    /// Whether anything was answered so far.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        let Self { answers, emptied, .. } = self;
        !emptied.is_empty()
            || answers.equipment.is_some()
            || answers.problem.is_some()
            || answers.phone.is_some()
            || answers.name.is_some()
            || answers.address.is_some()
            || answers.notes.is_some()
            || answers.visit.is_some()
    }

    /// The same answers upon an order that somebody else has changed.
    #[must_use]
    pub fn upon(&self, now: Details, by: PersonId) -> Self {
        let meanwhile = Some(Meanwhile { by, what: self.seen.changes(&now) });
        Self { seen: Box::new(now), meanwhile, ..self.clone() }
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        self.answers.need(input)
    }

    /// The addresses that can be picked: those of the client whom the new phone belongs to, else the order's.
    #[must_use]
    pub fn offered(&self) -> &[(AddressId, Address)] {
        self.answers.chosen_client().map_or(&self.addresses, |client| &client.addresses)
    }

    fn pick_address(&mut self, id: i64) -> Result<(), Problem> {
        let picked = self.offered().iter().find(|(address, _)| address.0 == id);
        let (id, address) = picked.ok_or(Problem::UseButtons)?.clone();
        self.answers.address = Some(AddressAnswer::Known(id, address));
        Ok(())
    }
}

impl Form for EditOrder {
    type Field = CreateField;

    fn fields(&self) -> Vec<CreateField> {
        let mut fields = vec![CreateField::Equipment, CreateField::Problem, CreateField::Phone];
        if self.answers.known.is_some() {
            fields.push(CreateField::UseKnown);
        }
        fields.extend([CreateField::Name, CreateField::Address, CreateField::Notes, CreateField::Time]);
        if self.is_named_anew() {
            fields.push(CreateField::Whose);
        }
        fields
    }

    fn cursor(&self) -> Cursor<CreateField> {
        self.answers.cursor()
    }

    fn set_cursor(&mut self, cursor: Cursor<CreateField>) {
        self.answers.set_cursor(cursor);
    }

    fn optional(&self, field: CreateField) -> bool {
        self.answers.optional(field)
    }

    fn answered(&self, field: CreateField) -> bool {
        match field {
            CreateField::UseKnown => self.answers.answered(field),
            CreateField::Whose => self.same_client.is_some(),
            _ => true,
        }
    }

    fn answer(&mut self, field: CreateField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match (field, input) {
            (CreateField::Address, Input::Pick(id)) => self.pick_address(*id)?,
            (CreateField::Whose, input) => self.answer_whose(input)?,
            _ => self.answers.answer(field, input, facts)?,
        }
        // Another name, or another client, is another question.
        if matches!(field, CreateField::Name | CreateField::UseKnown) {
            self.same_client = None;
        }
        // Another phone of the client it is about asks nothing.
        if field == CreateField::Phone {
            self.answers.offer_all_but(self.seen.client);
        }
        self.emptied.retain(|emptied| *emptied != field);
        Ok(())
    }

    fn clear(&mut self, field: CreateField) {
        self.answers.clear(field);
        if !self.emptied.contains(&field) {
            self.emptied.push(field);
        }
    }

    fn has_review(&self) -> bool {
        true
    }

    fn begins_with_review(&self) -> bool {
        true
    }
}

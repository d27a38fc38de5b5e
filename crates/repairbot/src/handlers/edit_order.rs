//! Changing what an order says (SPEC §3).
//!
//! Nothing is overwritten: new texts, phones and addresses are new rows. Another person is another client, so that the
//! former one's orders say what they said; only a name that is corrected is, in all orders of its client.

use repairbot_core::{
    dialogue::{AddressAnswer, CreateField, CreateOrder, Dialogue, EditOrder, Problem},
    ids::{AddressId, ClientId, ClientPhoneId, TextId},
    order::{Action, Command, Details, Order, Visit, may},
    pii::FreeText,
    screen::{ClientScreen, Screen, Toast},
    when::ParsedVisit,
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    dialogue, record,
    written::Written,
};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        clients,
        details::{self, Words},
        orders,
        texts::TextKind,
    },
};

/// So many addresses of the client are offered.
const ADDRESSES: u64 = 5;

/// «Edit» on an order's card. Not in a group: the office's questions show what a master does not see yet.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return Ok(Outcome::toast(Toast::NotInGroup));
    }
    let addresses = clients::offered_addresses(rq.tx, order.client, ADDRESSES).await?;
    let form = EditOrder::new(order.id, order.details(), addresses);
    dialogue::start(rq, Dialogue::EditOrder(form)).await
}

/// Old and new were confirmed. When somebody else has changed the order since they were shown, they are shown again.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &EditOrder) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let said = order.details();
    if said != *form.seen {
        let by = orders::last_editor(rq.tx, order.id).await?.unwrap_or(order.created_by);
        let again = Dialogue::EditOrder(form.upon(said, by));
        return Ok(Ending::Anew(Box::new(again), Problem::ChangedMeanwhile));
    }
    // With another client chosen, a name is another one when it is not his, as it is now.
    let client = form.answers.chosen_client().map_or(said.client, |known| known.client);
    // Whoever gives a client an order, a name or a phone holds him: what his orders are found by is written by who sees both.
    let touched = client != said.client || form.answers.phone.is_some() || form.answers.name.is_some();
    if touched && !clients::is_there(rq.tx, client).await? {
        return Ok(Ending::Done(rq.show(Screen::Client(ClientScreen::NotFound)).with_toast(Toast::Silent)));
    }
    let words = details::words(rq.tx, &Details { client, ..said }).await?;
    let mut edit = Edit { rq, form, said, words: &words, texts: Written::default() };
    let to = edit.details().await?;
    let texts = edit.texts;
    // A name is no row of the order: correcting it is no event of this one.
    if to == said && texts.corrects_name() && may(Action::Edit, &rq.actor, &order, rq.company.workflow) {
        texts.save(rq).await?;
        let result = rq.show(Screen::Acted { order: order.id, action: Action::Edit });
        let cards = record::refreshed(rq, order.id).await?;
        return Ok(Ending::Done(result.and(cards).with_toast(Toast::Done(Action::Edit))));
    }
    conclude(rq, Conclusion { order: &order, command: Command::Edit { to }, action: Action::Edit, texts })
        .await
}

/// From answers to rows. An answer that says what the order says already is no change.
struct Edit<'a> {
    rq: &'a Request<'a>,
    form: &'a EditOrder,
    said: Details,
    words: &'a Words,
    texts: Written,
}

impl Edit<'_> {
    async fn details(&mut self) -> Result<Details, Fault> {
        let answers = &self.form.answers;
        let client = self.client();
        Ok(Details {
            equipment: answers.equipment.unwrap_or(self.said.equipment),
            problem: self.problem(answers),
            client,
            phone: self.phone(client).await?,
            address: self.address(client),
            notes: self.notes(answers),
            visit: self.visit(answers.visit.as_ref()),
        })
    }

    /// The client whom the new phone belongs to, if the office said so; another person is another one.
    fn client(&mut self) -> ClientId {
        let client = self.whose();
        match &self.form.answers.name {
            Some(new) if *new != self.words.client && self.form.corrects_name() == Some(true) => {
                self.texts.correct_name(client, new);
                client
            }
            Some(new) if *new != self.words.client => self.texts.add_client(self.rq, new),
            _ => client,
        }
    }

    fn whose(&self) -> ClientId {
        self.form.answers.chosen_client().map_or(self.said.client, |known| known.client)
    }

    async fn phone(&mut self, client: ClientId) -> Result<ClientPhoneId, Fault> {
        let phone = self.form.answers.phone.as_ref().unwrap_or(&self.words.phone);
        if client == self.said.client && *phone == self.words.phone {
            return Ok(self.said.phone);
        }
        Ok(match clients::offered_phone(self.rq.tx, client, phone).await? {
            Some(known) => known,
            None => self.texts.add_phone(self.rq, client, phone),
        })
    }

    fn address(&mut self, client: ClientId) -> AddressId {
        let answer = self.form.answers.address.as_ref();
        let address = answer.map_or(&self.words.address, AddressAnswer::address);
        if client == self.said.client && *address == self.words.address {
            return self.said.address;
        }
        // Those of a client under a new name are another's.
        let offered = self.form.offered().iter().filter(|_| client == self.whose());
        match offered.into_iter().find(|(_, known)| known == address) {
            Some((known, _)) => *known,
            None => self.texts.add_address(self.rq, client, address),
        }
    }

    fn problem(&mut self, answers: &CreateOrder) -> TextId {
        match changed(answers.problem.as_ref(), self.words.problem.as_ref()) {
            Some(new) => self.texts.add(self.rq, TextKind::Problem, new),
            None => self.said.problem,
        }
    }

    fn notes(&mut self, answers: &CreateOrder) -> Option<TextId> {
        if self.form.emptied.contains(&CreateField::Notes) {
            return None;
        }
        match changed(answers.notes.as_ref(), self.words.notes.as_ref()) {
            Some(new) => Some(self.texts.add(self.rq, TextKind::Notes, new)),
            None => self.said.notes,
        }
    }

    fn visit(&mut self, answer: Option<&ParsedVisit>) -> Option<Visit> {
        if self.form.emptied.contains(&CreateField::Time) {
            return None;
        }
        let Some(new) = answer else { return self.said.visit };
        let said = self.said.visit;
        let same = said.is_some_and(|visit| (visit.from, visit.to) == (new.from, new.to));
        if same && new.note == self.words.visit_note {
            return said;
        }
        let note = self.texts.add_optional(self.rq, TextKind::Visit, new.note.as_ref());
        Some(Visit { from: new.from, to: new.to, note })
    }
}

/// The new words, if they are not the old ones.
fn changed<'a>(new: Option<&'a FreeText>, old: Option<&FreeText>) -> Option<&'a FreeText> {
    new.filter(|new| Some(*new) != old)
}

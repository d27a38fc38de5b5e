//! What a handler is given: the transaction, who acts, where, and when.

use std::sync::Arc;

use jiff::Timestamp;
use repairbot_core::{
    actor::{Actor, Role},
    audit::{Audited, Denied},
    ids::{ChatId, PersonId},
    screen::{Screen, Toast},
};

use crate::{
    clock::Ids,
    company::Company,
    fault::Fault,
    intake::router::Incoming,
    outcome::{Delivery, Lane, Message, Outcome},
    shared::Drafts,
    store::{WriteTx, audit, people::Person},
};

/// One update with everything a use case may look at.
pub struct Request<'a> {
    /// The transaction the runner will commit.
    pub tx: &'a WriteTx,
    /// The company's settings.
    pub company: &'a Arc<Company>,
    /// Source of ids.
    pub ids: &'a Ids,
    /// The instant of this update.
    pub now: Timestamp,
    /// Who acts.
    pub person: &'a Person,
    /// In which capacity.
    pub actor: Actor,
    /// What happened.
    pub incoming: &'a Incoming,
    /// What this transaction does with drafts that the database does not keep.
    pub drafts: &'a Drafts<'a>,
}

impl Request<'_> {
    /// The chat the update came from.
    pub fn chat(&self) -> ChatId {
        self.incoming.chat
    }

    /// Whether that is a group.
    pub fn in_group(&self) -> bool {
        self.incoming.in_group()
    }

    /// The person a message to this chat is for; a group's messages are for its master.
    pub fn reader(&self) -> Option<PersonId> {
        (!self.in_group()).then_some(self.person.id)
    }

    /// Whether the person acting is an admin.
    pub fn is_admin(&self) -> bool {
        self.actor.roles.has(Role::Admin)
    }

    fn message(&self, delivery: Delivery) -> Message {
        Message { chat: self.chat(), person: self.reader(), lane: Lane::Urgent, delivery }
    }

    /// A new message to the chat the update came from.
    pub fn say(&self, screen: Screen) -> Outcome {
        self.deliver(Delivery::Send { screen })
    }

    /// This delivery to the chat the update came from.
    pub fn deliver(&self, delivery: Delivery) -> Outcome {
        Outcome::message(self.message(delivery))
    }

    /// The pressed message becomes this screen; after a text it is a new message.
    pub fn show(&self, screen: Screen) -> Outcome {
        match (&self.incoming.callback, self.incoming.message) {
            (Some(_), Some(message)) => self.deliver(Delivery::Edit { message, screen }),
            _ => self.say(screen),
        }
    }

    /// An answer without rights: said clearly, and kept in the audit trail (SPEC §1).
    ///
    /// # Errors
    /// The audit trail could not be written.
    pub async fn no_access(&self, what: impl Into<Denied>) -> Result<Outcome, Fault> {
        audit::denied(self.tx, (self.person.id, self.now), what.into()).await?;
        Ok(self.answer(Toast::NoAccess, Screen::NoAccess))
    }

    /// Keeps what was done to the company in the audit trail.
    ///
    /// # Errors
    /// The audit trail could not be written.
    pub async fn audited(&self, what: &Audited) -> Result<(), Fault> {
        Ok(audit::note(self.tx, (self.person.id, self.now), what).await?)
    }

    /// A toast after a press, a message after a text.
    pub fn answer(&self, toast: Toast, screen: Screen) -> Outcome {
        if self.incoming.callback.is_some() { Outcome::toast(toast) } else { self.say(screen) }
    }
}

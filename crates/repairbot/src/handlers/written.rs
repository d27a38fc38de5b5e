//! Rows a command refers to, on their way into the database: ids are drawn before the command is decided, the rows
//! are written only when it was accepted.

use repairbot_core::{
    audit::ClientNote,
    ids::{AddressId, ClientId, ClientPhoneId, CommentId, OrderId, TextId},
    phone::Phone,
    pii::{Address, FreeText, PersonName, normalize_address},
};

use super::{Request, clients::note};
use crate::{
    fault::Fault,
    store::{
        clients::{self, NewAddress, NewClient, NewPhone},
        comments::{self, NewComment},
        texts::{self, NewText, TextKind},
    },
};

/// Rows waiting for the decision.
#[derive(Default)]
pub struct Written {
    texts: Vec<NewText>,
    comment: Option<NewComment>,
    client: Option<NewClient>,
    name: Option<(ClientId, PersonName)>,
    phone: Option<NewPhone>,
    address: Option<NewAddress>,
}

impl Written {
    /// Draws an id for a text.
    pub fn add(&mut self, rq: &Request<'_>, kind: TextKind, body: &FreeText) -> TextId {
        let id = TextId(rq.ids.next());
        self.texts.push(NewText { id, kind, body: body.clone(), created_at: rq.now });
        id
    }

    /// The same for a text that may be missing.
    pub fn add_optional(
        &mut self,
        rq: &Request<'_>,
        kind: TextKind,
        body: Option<&FreeText>,
    ) -> Option<TextId> {
        body.map(|body| self.add(rq, kind, body))
    }

    /// Draws ids for a comment and its words.
    pub fn add_comment(&mut self, rq: &Request<'_>, order: OrderId, body: &FreeText) -> (CommentId, TextId) {
        let text = self.add(rq, TextKind::Comment, body);
        let id = CommentId(rq.ids.next());
        self.comment = Some(NewComment { id, order, person: rq.person.id, text, at: rq.now });
        (id, text)
    }

    /// Draws an id for another client: nothing else is known of him.
    pub fn add_client(&mut self, rq: &Request<'_>, name: &PersonName) -> ClientId {
        let id = ClientId(rq.ids.next());
        self.client = Some(NewClient { id, name: name.clone(), created_at: rq.now });
        id
    }

    /// A client's name was written wrong.
    pub fn correct_name(&mut self, client: ClientId, name: &PersonName) {
        self.name = Some((client, name.clone()));
    }

    /// Whether a client's name is to be corrected.
    pub fn corrects_name(&self) -> bool {
        self.name.is_some()
    }

    /// Draws an id for a client's phone.
    pub fn add_phone(&mut self, rq: &Request<'_>, client: ClientId, phone: &Phone) -> ClientPhoneId {
        let id = ClientPhoneId(rq.ids.next());
        self.phone = Some(NewPhone { id, client, raw: phone.e164().to_owned(), phone: phone.clone() });
        id
    }

    /// Draws an id for a client's address.
    pub fn add_address(&mut self, rq: &Request<'_>, client: ClientId, address: &Address) -> AddressId {
        let id = AddressId(rq.ids.next());
        let normalized = normalize_address(address.reveal());
        self.address = Some(NewAddress { id, client, raw: address.clone(), normalized });
        id
    }

    /// Writes them all.
    ///
    /// # Errors
    /// The database could not be written.
    pub async fn save(self, rq: &Request<'_>) -> Result<(), Fault> {
        if !self.texts.is_empty() {
            texts::insert(rq.tx, &self.texts).await?;
        }
        if let Some(comment) = &self.comment {
            comments::insert(rq.tx, comment).await?;
        }
        if let Some(client) = &self.client {
            clients::insert_client(rq.tx, client).await?;
        }
        if let Some((client, name)) = &self.name {
            clients::set_name(rq.tx, *client, name).await?;
            note(rq, *client, ClientNote::Name).await?;
        }
        if let Some(phone) = &self.phone {
            clients::insert_phone(rq.tx, phone).await?;
        }
        if let Some(address) = &self.address {
            clients::insert_address(rq.tx, address).await?;
        }
        Ok(())
    }
}

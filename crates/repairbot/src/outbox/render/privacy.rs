//! A client's data: what erasing would do, and all of it as a file for the client.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    callback::{ClientPress, Press},
    ids::{ClientId, EquipmentId, OrderNumber, ReasonId, TextId},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Rendered, Scene, format, history::File, keyboard::Inline};
use crate::{
    fault::{Fault, undecodable},
    store::{
        catalogue,
        clients::{self, Contacts, KeptOrder},
    },
    texts::Args,
};

/// Orders read at a time.
const CHUNK: u64 = 200;
/// Open orders that are named.
const NAMED: usize = 20;
/// What is shown of a name.
const NAME: usize = 250;

impl Scene<'_> {
    /// What goes and what stays, with the button that does it; or why it can't be done.
    pub(super) async fn client_erase(&self, client: ClientId) -> Result<Rendered, Fault> {
        if !self.is_admin_in_private() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let view = clients::view(self.snapshot.tx(), client).await?;
        let Some(view) = view.filter(|view| !view.name.is_erased()) else {
            return Ok(Rendered::text(self.text("client-not-found")));
        };
        let back = (self.text("button-to-client"), Press::Client(ClientPress::Card { client }));
        let open = clients::open_orders(self.snapshot.tx(), client).await?;
        if !open.is_empty() {
            let named: Vec<String> = open.iter().take(NAMED).map(|number| format!("#{number}")).collect();
            let more = if open.len() > NAMED { "\u{2026}" } else { "" };
            let args = Args::new().raw("orders", format!("{}{more}", named.join(", ")));
            let text = self.text_with("client-erase-open", &args);
            return Ok(Rendered { text, markup: Inline::new().row([back]).markup() });
        }
        let orders = clients::sums(self.snapshot.tx(), client).await?.orders;
        let args = Args::new()
            .text("name", &format::within(view.name.reveal(), NAME))
            .number("orders", i64::try_from(orders).unwrap_or(i64::MAX));
        let press = Press::Client(ClientPress::Erase { client, sure: true });
        let markup = Inline::new().row([(self.text("button-client-erase-sure"), press)]).row([back]).markup();
        Ok(Rendered { text: self.text_with("client-erase-ask", &args), markup })
    }

    /// All that is kept about a client, as JSON. Who of the company wrote or did something is not in it: that is theirs.
    pub(super) async fn client_file(&self, client: ClientId, at: Timestamp) -> Result<Option<File>, Fault> {
        let tx = self.snapshot.tx();
        let (Some(view), Some(contacts)) =
            (clients::view(tx, client).await?, clients::contacts(tx, client).await?)
        else {
            return Ok(None);
        };
        let names = Names {
            equipment: catalogue::equipment_names(tx).await?,
            reasons: catalogue::reason_names(tx).await?,
        };
        let (mut orders, mut after): (Vec<Value>, Option<OrderNumber>) = (Vec::new(), None);
        loop {
            let page = clients::kept_orders(tx, client, (after, CHUNK)).await?;
            after = page.last().map(|order| order.number);
            let last = (page.len() as u64) < CHUNK;
            for order in &page {
                orders.push(self.order_of_client(order, (&contacts, &names))?);
            }
            if last {
                break;
            }
        }
        let count = i64::try_from(orders.len()).unwrap_or(i64::MAX);
        let phones: Vec<&str> = contacts.phones.iter().map(|(_, phone)| phone.e164()).collect();
        let address = |kept: &clients::KeptAddress| {
            let [flat, floor] = kept.inside.each_ref().map(|text| text.as_ref().map(|text| text.reveal()));
            object([
                ("address", json!(kept.address.reveal())),
                ("flat", json!(flat)),
                ("floor", json!(floor)),
                ("place", json!(kept.place)),
            ])
        };
        let file = object([
            ("exported_at", json!(self.iso(at))),
            ("name", json!(view.name.reveal())),
            ("known_since", json!(self.iso(contacts.created_at))),
            ("phones", json!(phones)),
            ("addresses", json!(contacts.addresses.iter().map(address).collect::<Vec<_>>())),
            ("notes", json!(view.notes.as_ref().map(|notes| notes.reveal()))),
            ("consent_since", json!(view.consent_at.map(|at| self.iso(at)))),
            ("preferred_channel", json!(view.channel.map(|channel| channel.code()))),
            ("blacklisted", json!(view.blacklisted.is_some())),
            ("blacklist_reason", json!(view.blacklisted.as_ref().map(|reason| reason.reveal()))),
            ("orders", json!(orders)),
        ]);
        let bytes = serde_json::to_vec_pretty(&file).map_err(|error| undecodable("client", &error))?;
        Ok(Some(File {
            file_name: format!("client-{}.json", self.company.day(at)),
            bytes,
            caption: self.text_with("client-file", &Args::new().number("orders", count)),
        }))
    }

    fn order_of_client(
        &self,
        kept: &KeptOrder,
        (contacts, names): (&Contacts, &Names),
    ) -> Result<Value, Fault> {
        let order = &kept.order;
        let instant = |at: Option<Timestamp>| at.map(|at| self.iso(at));
        let words = |id: TextId| {
            let body = kept.texts.iter().find(|text| text.id == id).and_then(|text| text.body.as_ref());
            body.map(|body| body.reveal().to_owned())
        };
        let phone = contacts.phones.iter().find(|(id, _)| *id == order.phone);
        let address = contacts.addresses.iter().find(|kept| kept.id == order.address);
        let mut events = Vec::with_capacity(kept.events.len());
        for recorded in &kept.events {
            let what = named(&recorded.event)?.get("type").cloned();
            events.push(json!({ "at": self.iso(recorded.at), "event": what }));
        }
        let written = kept.texts.iter().filter_map(|text| {
            let body = text.body.as_ref()?.reveal();
            Some(json!({ "about": text.kind, "written_at": self.iso(text.at), "text": body }))
        });
        let file = |file: &clients::KeptFile| {
            let caption = file.caption.and_then(words);
            object([
                ("kind", json!(file.kind)),
                ("at", json!(self.iso(file.at))),
                ("caption", json!(caption)),
                ("place", json!(file.place)),
            ])
        };
        let settled = order.settlement.as_ref();
        let picked = order.reason.and_then(|reason| reason.picked).and_then(|id| names.reasons.get(&id));
        Ok(object([
            ("number", json!(kept.number.0)),
            ("status", json!(order.status.code())),
            ("kind", json!(named(&order.kind)?)),
            ("equipment", json!(names.equipment.get(&order.equipment).map(|(_, name)| name))),
            ("phone", json!(phone.map(|(_, phone)| phone.e164()))),
            ("address", json!(address.map(|kept| kept.address.reveal()))),
            ("created_at", json!(self.iso(order.created_at))),
            ("visit_from", json!(instant(order.visit.and_then(|visit| visit.from)))),
            ("visit_to", json!(instant(order.visit.and_then(|visit| visit.to)))),
            ("assigned_at", json!(instant(order.assigned_at))),
            ("accepted_at", json!(instant(order.accepted_at))),
            ("onsite_at", json!(instant(order.onsite_at))),
            ("promised_on", json!(order.long_repair.map(|repair| repair.promised_on.to_string()))),
            ("closed_at", json!(instant(order.closed_at))),
            ("warranty_until", json!(instant(order.warranty_until))),
            ("deleted_at", json!(instant(order.deletion.map(|deletion| deletion.at)))),
            ("prepayment", json!(order.prepayment.to_string())),
            ("total", json!(settled.map(|settled| settled.total.to_string()))),
            ("materials", json!(settled.map(|settled| settled.materials.to_string()))),
            ("collected", json!(settled.map(|settled| settled.collected.to_string()))),
            ("payment", json!(settled.map(|settled| named(&settled.payment)).transpose()?)),
            ("refusal_fee", json!(order.refusal.map(|refusal| refusal.fee.to_string()))),
            ("refunded", json!(order.refusal.map(|refusal| refusal.refunded.to_string()))),
            ("reason", json!(picked)),
            ("texts", json!(written.collect::<Vec<_>>())),
            ("attachments", json!(kept.files.iter().map(file).collect::<Vec<_>>())),
            ("events", json!(events)),
        ]))
    }

    /// An instant in the company's zone, as programs read it.
    fn iso(&self, at: Timestamp) -> String {
        at.to_zoned(self.company.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// Labels of the catalogues.
struct Names {
    equipment: BTreeMap<EquipmentId, (EquipmentId, String)>,
    reasons: BTreeMap<ReasonId, String>,
}

/// The name a value is stored by.
fn named(value: &impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| undecodable("client", &error))
}

/// What is not known is left out.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let known = fields.into_iter().filter(|(_, field)| !field.is_null());
    Value::Object(known.map(|(name, field)| (name.to_owned(), field)).collect())
}

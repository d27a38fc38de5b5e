//! A client's card and orders, for the office; and what an order's card says about its client's other orders.

use jiff::Timestamp;
use repairbot_core::{
    callback::{ClientPress, Press},
    dialogue::ClientChange,
    ids::{ClientId, OrderNumber},
    order::OrderKind,
    screen::ClientScreen,
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        clients::{self, ClientOrder, ClientSums, ClientView},
        orders::OrderView,
    },
    texts::{Args, escape},
};

/// Orders on one page (SPEC §7).
const PAGE: u64 = 10;
/// Phones and addresses shown at once.
const SHOWN: usize = 10;
/// What is shown of somebody's words, in UTF-16 units: all of a card must fit one message of 4096.
const NAME: usize = 250;
const ADDRESS: usize = 80;
const NOTES: usize = 1500;
const REASON: usize = 500;

impl Scene<'_> {
    /// Any screen about clients and attachments.
    pub async fn client_screen(&self, screen: &ClientScreen) -> Result<Rendered, Fault> {
        match screen {
            ClientScreen::Card { client, saved } => self.client(*client, *saved).await,
            ClientScreen::Erase { client } => self.client_erase(*client).await,
            ClientScreen::DraftErased => Ok(Rendered::text(self.text("client-draft-erased"))),
            ClientScreen::NotFound => Ok(Rendered::text(self.text("client-not-found"))),
            ClientScreen::Orders { client, before } => self.client_orders(*client, *before).await,
            ClientScreen::SameOrder { order } => self.about_order("same-order", *order).await,
            ClientScreen::Attached { order, outcome, draft } => {
                self.attached(*order, (*outcome, *draft)).await
            }
            ClientScreen::AttachingDone { order } => self.attaching_done(*order).await,
            ClientScreen::AttachHint => Ok(Rendered::text(self.text("attach-hint"))),
            ClientScreen::Files { order, before } => self.files_line(*order, *before).await,
            ClientScreen::FileGone { order } => self.file_gone(*order).await,
        }
    }

    /// All the office knows about a client. Nobody else is shown anything.
    async fn client(&self, id: ClientId, saved: Option<ClientChange>) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let Some(client) = clients::view(self.snapshot.tx(), id).await? else {
            return Ok(Rendered::text(self.text("client-not-found")));
        };
        let sums = clients::sums(self.snapshot.tx(), id).await?;
        let mut lines = Vec::new();
        lines.extend(
            saved.map(|change| format!("{}\n", self.text(&format!("client-saved-{}", change.code())))),
        );
        if client.name.is_erased() {
            lines.push(self.text_with("client-title", &Args::new().text("name", client.name.reveal())));
            lines.push(self.text("client-erased"));
            lines.push(self.client_sums(&sums));
            let markup = Inline::new().row([self.client_orders_button(id)]).markup();
            return Ok(Rendered { text: lines.join("\n"), markup });
        }
        lines.extend(self.client_lines(&client));
        lines.push(self.client_sums(&sums));
        Ok(Rendered { text: lines.join("\n"), markup: self.client_buttons(&client).markup() })
    }

    fn client_lines(&self, client: &ClientView) -> Vec<String> {
        let line = |key: &str, words: &str, most: usize| {
            self.text_with(key, &Args::new().text("value", &format::within(words, most)))
        };
        let name = format::within(client.name.reveal(), NAME);
        let mut lines = vec![self.text_with("client-title", &Args::new().text("name", &name))];
        let reason = client.blacklisted.as_ref();
        lines.extend(reason.map(|reason| line("client-blacklisted", reason.reveal(), REASON)));
        let phones = client.phones.iter().take(SHOWN);
        lines.extend(phones.map(|(_, phone)| line("card-phone", &format::phone(phone), ADDRESS)));
        let addresses = client.addresses.iter().take(SHOWN);
        lines.extend(addresses.map(|(_, address)| line("card-address", address.reveal(), ADDRESS)));
        let more = client.addresses.len().saturating_sub(SHOWN);
        if more > 0 {
            let count = i64::try_from(more).unwrap_or(i64::MAX);
            lines.push(self.text_with("client-more-addresses", &Args::new().number("count", count)));
        }
        lines.extend(client.notes.as_ref().map(|notes| line("card-notes", notes.reveal(), NOTES)));
        lines.push(match client.consent_at {
            Some(at) => self.text_with("client-consent", &Args::new().raw("value", self.date(at))),
            None => self.text("client-no-consent"),
        });
        lines.extend(client.channel.map(|channel| {
            let channel = self.text(&format!("channel-{}", channel.code()));
            self.text_with("client-channel", &Args::new().raw("value", channel))
        }));
        lines
    }

    fn client_sums(&self, sums: &ClientSums) -> String {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let args = Args::new()
            .number("orders", count(sums.orders))
            .number("closed", count(sums.closed))
            .number("refused", count(sums.refused))
            .raw("paid", self.money(sums.paid));
        self.text_with("client-sums", &args)
    }

    fn client_buttons(&self, view: &ClientView) -> Inline {
        let client = view.id;
        let button = |key: &str, press| (self.text(key), Press::Client(press));
        let changes = ClientChange::ALL
            .into_iter()
            .filter(|change| *change != ClientChange::FixAddress || !view.addresses.is_empty())
            .filter(|change| *change != ClientChange::Blacklist || view.blacklisted.is_none());
        let mut buttons: Vec<_> = changes
            .map(|change| {
                button(&format!("button-client-{}", change.code()), ClientPress::Edit { client, change })
            })
            .collect();
        if view.blacklisted.is_some() {
            buttons.push(button("button-client-unlist", ClientPress::Unlist { client }));
        }
        let given = view.consent_at.is_none();
        let consent = if given { "button-client-consent" } else { "button-client-no-consent" };
        buttons.push(button(consent, ClientPress::Consent { client, given }));
        let mut of_admins = Vec::new();
        if self.is_admin_in_private() {
            of_admins.push(button("button-client-export", ClientPress::Export { client }));
            of_admins.push(button("button-client-erase", ClientPress::Erase { client, sure: false }));
        }
        Inline::new()
            .row([
                self.client_orders_button(client),
                button("button-client-new-order", ClientPress::NewOrder { client }),
            ])
            .grid(2, buttons)
            .row(of_admins)
    }

    fn client_orders_button(&self, client: ClientId) -> (String, Press) {
        (self.text("button-client-orders"), Press::Client(ClientPress::Orders { client, before: None }))
    }

    /// One page of a client's orders; the next page begins below the last number of this one.
    async fn client_orders(&self, client: ClientId, before: Option<OrderNumber>) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let Some(view) = clients::view(self.snapshot.tx(), client).await? else {
            return Ok(Rendered::text(self.text("client-not-found")));
        };
        let mut orders = clients::orders_of(self.snapshot.tx(), client, (before, PAGE + 1)).await?;
        let more = orders.len() as u64 > PAGE;
        orders.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let mut text =
            vec![self.text_with("client-orders-title", &Args::new().text("name", view.name.reveal()))];
        if orders.is_empty() {
            text.push(self.text("orders-none"));
        }
        text.extend(orders.iter().map(|order| self.client_order_line(order)));
        let open = |order: &ClientOrder| (format!("#{}", order.number), Press::Open { order: order.id });
        let mut keyboard = Inline::new().grid(5, orders.iter().map(open).collect());
        if let Some(last) = orders.last().filter(|_| more) {
            let next = ClientPress::Orders { client, before: Some(last.number) };
            keyboard = keyboard.row([(self.text("button-next-page"), Press::Client(next))]);
        }
        let back = (self.text("button-to-client"), Press::Client(ClientPress::Card { client }));
        Ok(Rendered { text: text.join("\n"), markup: keyboard.row([back]).markup() })
    }

    fn client_order_line(&self, order: &ClientOrder) -> String {
        let mut parts = vec![
            format!("<b>#{}</b>", order.number),
            self.status(order.status),
            escape(&self.catalogued(&order.equipment)),
            self.date(order.created_at),
        ];
        parts.extend(order.total.map(|total| self.money(total)));
        parts.join(" · ")
    }

    /// What an order's card says about the order it repeats, its own warranty and what is attached to it.
    pub fn beside_lines(&self, view: &OrderView) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(parent) = &view.parent {
            let until = parent.warranty_until.map(|until| self.date(until)).unwrap_or_default();
            let key = match (view.order.kind, parent.warranty_until) {
                (OrderKind::Warranty, _) => "card-warranty-visit",
                (_, Some(_)) => "card-repeat-until",
                (_, None) => "card-repeat",
            };
            let args = Args::new().number("number", parent.number.0).raw("until", until);
            lines.push(self.text_with(key, &args));
        }
        if let Some(until) = view.order.warranty_until {
            lines.push(self.text_with("card-warranty-until", &Args::new().raw("value", self.date(until))));
        }
        if view.attachments > 0 {
            let count = i64::try_from(view.attachments).unwrap_or(i64::MAX);
            lines.push(self.text_with("card-attachments", &Args::new().number("count", count)));
        }
        lines
    }

    /// The buttons of an order's card that are no steps of the order.
    pub fn beside_buttons(&self, view: &OrderView) -> Vec<(String, Press)> {
        let order = view.order.id;
        let mut buttons = Vec::new();
        let mut button = |key: &str, press| buttons.push((self.text(key), Press::Client(press)));
        if self.roles().is_office() {
            button("button-client", ClientPress::OfOrder { order });
        }
        button("button-attach", ClientPress::Attach { order });
        if view.attachments > 0 {
            button("button-files", ClientPress::Files { order, before: None });
        }
        buttons
    }

    /// The day of an instant in the company's zone.
    pub fn date(&self, at: Timestamp) -> String {
        at.to_zoned(self.company.zone.clone()).strftime("%d.%m.%Y").to_string()
    }
}

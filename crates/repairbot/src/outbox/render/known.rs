//! What the office is shown of a client while it takes his call: who he is, what he has had, what will become of what is
//! typed.

use repairbot_core::{
    callback::{Answer, Press},
    client::Channel,
    dialogue::{
        AddressAnswer, CreateField, CreateOrder, Dialogue, Draft, EditClient, EditClientField, KnownClient,
        KnownOrder, Purpose, Question,
    },
};

use super::{
    Scene, format,
    keyboard::Inline,
    question::{creation, press},
};
use crate::{
    fault::Fault,
    store::catalogue,
    texts::{Args, escape},
};

/// Last orders and addresses of a client that are shown at once; of several clients with a phone one address each.
const SHOWN: usize = 5;
/// What is shown of somebody's words, in UTF-16 units: a question must fit one message.
const NAME: usize = 250;
const ADDRESS: usize = 100;
const REASON: usize = 200;
/// The same on a button.
const BUTTON: usize = 60;

impl Scene<'_> {
    /// The text of a question about a client; `None` for the others.
    pub async fn client_prompt(&self, draft: &Draft) -> Result<Option<String>, Fault> {
        if let (Dialogue::EditClient(form), Question::EditClient(Some(field))) =
            (&draft.dialogue, draft.question())
        {
            return Ok(Some(self.edit_prompt(form, field)));
        }
        let (Some(form), Some(field)) = (creation(draft), creation_field(draft)) else { return Ok(None) };
        Ok(match field {
            CreateField::UseKnown => Some(self.known_clients(form).await?),
            CreateField::Purpose => Some(self.purpose(form)),
            _ => None,
        })
    }

    /// Who has the phone, with warnings: one with all that is known, several in short.
    async fn known_clients(&self, form: &CreateOrder) -> Result<String, Fault> {
        let Some(known) = &form.known else { return Ok(String::new()) };
        let mut lines = Vec::new();
        if form.others.is_empty() {
            lines.extend(self.who_is_known(known, SHOWN));
            if !known.orders.is_empty() {
                lines.push(self.text("known-last-orders"));
            }
            for order in known.orders.iter().take(SHOWN) {
                lines.push(self.known_order(order).await?);
            }
            lines.extend(self.open_orders(known));
            lines.push(self.text("ask-use-known"));
        } else {
            for known in std::iter::once(known).chain(&form.others) {
                lines.extend(self.who_is_known(known, 1));
                lines.extend(self.open_orders(known));
            }
            lines.push(self.text("ask-which-known"));
        }
        Ok(lines.join("\n"))
    }

    /// Name, warning and so many addresses.
    fn who_is_known(&self, known: &KnownClient, addresses: usize) -> Vec<String> {
        let name = format::within(known.name.reveal(), NAME);
        let mut lines = vec![self.text_with("known-client", &Args::new().text("name", &name))];
        lines.extend(self.blacklist_warning(known));
        lines.extend(known.addresses.iter().take(addresses).map(|(_, address)| {
            let address = format::within(address.reveal(), ADDRESS);
            self.text_with("card-address", &Args::new().text("value", &address))
        }));
        lines
    }

    /// A warning of a duplicate.
    fn open_orders(&self, known: &KnownClient) -> Option<String> {
        let numbers: Vec<String> = known.open_orders.iter().map(|number| format!("#{number}")).collect();
        let args = Args::new().raw("orders", numbers.join(", "));
        (!numbers.is_empty()).then(|| self.text_with("known-open-orders", &args))
    }

    fn blacklist_warning(&self, known: &KnownClient) -> Option<String> {
        let reason = known.blacklisted.as_ref()?;
        let reason = format::within(reason.reveal(), REASON);
        Some(self.text_with("client-blacklisted", &Args::new().text("value", &reason)))
    }

    /// An order in a few words; names of the catalogue are no markup.
    async fn known_order(&self, order: &KnownOrder) -> Result<String, Fault> {
        let types = self.snapshot.equipment().await?;
        let equipment = types.iter().find(|kind| kind.id == order.equipment);
        let mut parts = vec![format!("#{}", order.number), self.status(order.status)];
        parts.extend(equipment.map(|kind| escape(&self.catalogued(&kind.name))));
        parts.push(match order.warranty_until {
            Some(until) => self.text_with("known-warranty", &Args::new().raw("until", self.date(until))),
            None => self.date(order.created_at),
        });
        Ok(parts.join(" · "))
    }

    fn purpose(&self, form: &CreateOrder) -> String {
        match form.chosen_client().and_then(|known| self.open_orders(known)) {
            Some(warning) => format!("{warning}\n{}", self.text("ask-purpose-open")),
            None => self.text("ask-purpose"),
        }
    }

    fn edit_prompt(&self, form: &EditClient, field: EditClientField) -> String {
        let shared = || {
            let names: Vec<&str> = form.shared_with.iter().map(|name| name.reveal()).collect();
            self.text_with("ask-client-take-over", &Args::new().text("names", &names.join(", ")))
        };
        match field {
            EditClientField::Name => self.text("ask-client-name"),
            EditClientField::Phone => self.text("ask-client-phone"),
            EditClientField::TakeOver => shared(),
            EditClientField::Which => self.text("ask-client-which-address"),
            EditClientField::Address => self.text("ask-address"),
            EditClientField::Notes => self.text("ask-client-notes"),
            EditClientField::Channel => self.text("ask-client-channel"),
            EditClientField::Reason => self.text("ask-client-blacklist"),
        }
    }

    /// The buttons of a question about a client; `None` for the others.
    pub async fn client_choices(&self, draft: &Draft) -> Result<Option<Inline>, Fault> {
        let pick = |label: String, id: i64| (label, press(draft, Answer::Pick(id)));
        if let (Dialogue::EditClient(form), Question::EditClient(Some(field))) =
            (&draft.dialogue, draft.question())
        {
            return Ok(Some(self.edit_choices(draft, (form, field))));
        }
        let (Some(form), Some(field)) = (creation(draft), creation_field(draft)) else { return Ok(None) };
        Ok(match field {
            CreateField::UseKnown => Some(self.known_buttons(draft, form)),
            CreateField::Purpose => Some(self.purpose_buttons(draft, form)),
            CreateField::Whose => Some(Inline::new().grid(
                1,
                vec![pick(self.text("button-same-client"), 1), pick(self.text("button-another-client"), 0)],
            )),
            CreateField::Parent => {
                let mut buttons = Vec::new();
                for order in form.candidates() {
                    buttons.push(pick(self.known_order(&order).await?, order.id.0));
                }
                Some(Inline::new().grid(1, buttons))
            }
            _ => None,
        })
    }

    fn known_buttons(&self, draft: &Draft, form: &CreateOrder) -> Inline {
        let pick = |label: String, id: i64| (label, press(draft, Answer::Pick(id)));
        let mut buttons = Vec::new();
        if form.others.is_empty() {
            buttons.push(pick(self.text("button-use-known"), 1));
        } else {
            let known = form.known.iter().chain(&form.others).zip(1..);
            buttons.extend(known.map(|(client, id)| {
                let args = Args::new().raw("name", format::within(client.name.reveal(), BUTTON));
                pick(self.text_with("button-use-known-named", &args), id)
            }));
        }
        buttons.push(pick(self.text("button-not-known"), 0));
        Inline::new().grid(1, buttons)
    }

    fn purpose_buttons(&self, draft: &Draft, form: &CreateOrder) -> Inline {
        let open = form.chosen_client().is_some_and(|known| !known.open_orders.is_empty());
        let label = |purpose: &Purpose| match purpose {
            Purpose::New => "button-new-order",
            Purpose::Same => "button-same-order",
            Purpose::Repeat => "button-repeat-visit",
        };
        let over = form.chosen_client().is_some_and(|known| known.orders.iter().any(|o| o.status.is_final()));
        let buttons = Purpose::ALL.iter().zip(0..).filter(|(purpose, _)| match purpose {
            Purpose::New => true,
            Purpose::Same => open,
            Purpose::Repeat => over,
        });
        let button =
            |(purpose, id): (&Purpose, i64)| (self.text(label(purpose)), press(draft, Answer::Pick(id)));
        Inline::new().grid(1, buttons.map(button).collect())
    }

    fn edit_choices(&self, draft: &Draft, (form, field): (&EditClient, EditClientField)) -> Inline {
        let pick = |label: String, id: i64| (label, press(draft, Answer::Pick(id)));
        let buttons: Vec<(String, Press)> = match field {
            EditClientField::TakeOver => {
                vec![pick(self.text("button-take-over"), 1), pick(self.text("button-shared"), 0)]
            }
            EditClientField::Which => {
                let addresses = form.addresses.iter().take(SHOWN * 2).zip(0..);
                addresses
                    .map(|((_, address), id)| pick(format::within(address.reveal(), BUTTON), id))
                    .collect()
            }
            EditClientField::Notes => vec![pick(self.text("button-without-notes"), 0)],
            EditClientField::Channel => {
                let channels = Channel::ALL.iter().zip(0..);
                channels
                    .map(|(channel, id)| pick(self.text(&format!("channel-{}", channel.code())), id))
                    .collect()
            }
            EditClientField::Name
            | EditClientField::Phone
            | EditClientField::Address
            | EditClientField::Reason => Vec::new(),
        };
        Inline::new().grid(1, buttons)
    }

    /// What the review of a new order says about its client: what is repeated, a warning, what will be added.
    pub async fn review_client(&self, form: &CreateOrder) -> Result<Vec<String>, Fault> {
        let mut lines = Vec::new();
        if let Some(parent) = form.repeated() {
            lines.push(self.review_repeat(form, &parent).await?);
        }
        let mut known = form.known.iter().chain(&form.others);
        lines.extend(known.find_map(|known| self.blacklist_warning(known)));
        match (&form.known, form.use_known) {
            (Some(known), Some(false)) => {
                let name = format::within(known.name.reveal(), NAME);
                lines.push(self.text_with("review-another-client", &Args::new().text("name", &name)));
            }
            (Some(known), Some(true)) if adds_address(form, known) => {
                lines.push(self.text("review-address-added"))
            }
            _ => {}
        }
        Ok(lines)
    }

    /// Which order is repeated, and its warranty: that is the appliance's. Whether it still holds is decided when the
    /// order is confirmed.
    async fn review_repeat(&self, form: &CreateOrder, parent: &KnownOrder) -> Result<String, Fault> {
        let equipment = form.equipment.unwrap_or(parent.equipment);
        let same = catalogue::are_one(self.snapshot.tx(), (parent.equipment, equipment)).await?;
        let until = parent.warranty_until.filter(|_| same).map(|until| self.date(until));
        let key = match (&until, parent.warranty_until) {
            (Some(_), _) => "card-repeat-until",
            (None, Some(_)) => "review-repeat-other",
            (None, None) => "card-repeat",
        };
        let args = Args::new().number("number", parent.number.0).raw("until", until.unwrap_or_default());
        Ok(self.text_with(key, &args))
    }
}

/// Which question of a creation, or of a change, is asked.
fn creation_field(draft: &Draft) -> Option<CreateField> {
    match draft.question() {
        Question::Create(field) | Question::Edit(field) => field,
        _ => None,
    }
}

/// Whether the client gets one more address.
fn adds_address(form: &CreateOrder, known: &KnownClient) -> bool {
    matches!(form.address, Some(AddressAnswer::New(_))) && !known.addresses.is_empty()
}

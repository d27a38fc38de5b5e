//! Somebody leaves: what is asked before, who could get his orders, what is said after.

use repairbot_core::{
    actor::Role,
    callback::{Leaving, PeoplePress, Press},
    ids::{OrderId, PersonId},
    order::Workflow,
};

use super::{PAGE, existing};
use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, keyboard::Inline},
    store::{ledger, orders, people},
    texts::Args,
};

impl Scene<'_> {
    /// What becomes of his orders?
    pub(super) async fn ask_leaving(
        &self,
        who: (PersonId, Leaving),
        from_master: bool,
    ) -> Result<Rendered, Fault> {
        let (person, leaving) = who;
        let active = orders::active_of(self.snapshot.tx(), person).await?;
        let name = Args::new().text("name", &self.name_of(person).await?);
        let mut lines = vec![self.text_with(keys(leaving).ask, &name)];
        let mut keyboard = Inline::new();
        let leave = PeoplePress::Leave { person, leaving };
        if active.is_empty() {
            keyboard = keyboard.row([self.button(keys(leaving).button, leave)]);
        } else {
            let (numbers, _) = self.numbers(&active).await?;
            let args = Args::new().number("count", how_many(&active)).raw("orders", numbers);
            lines.push(self.text_with("ask-leaving-orders", &args));
            keyboard =
                keyboard.row([self.button(
                    "button-leave-to",
                    PeoplePress::Heirs { person, leaving, page: 0, from_master },
                )]);
            // The strict workflow takes nothing off a master.
            let may = self.company.workflow == Workflow::Standard;
            keyboard = keyboard.row(may.then(|| self.button("button-leave-return", leave)));
        }
        let held = ledger::held_by(self.snapshot.tx(), person).await?;
        lines.extend((!held.is_zero()).then(|| self.standing(held, false)));
        let back = match from_master {
            true => Press::Master { master: person },
            false => Press::People(PeoplePress::User { person }),
        };
        let keyboard = keyboard.row([(self.text("button-back"), back)]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    /// Who gets all his orders?
    pub(super) async fn heirs(
        &self,
        who: (PersonId, Leaving),
        page: u32,
        from_master: bool,
    ) -> Result<Rendered, Fault> {
        let (person, leaving) = who;
        let mut masters = people::masters(self.snapshot.tx()).await?;
        masters.retain(|summary| summary.person.id != person);
        masters.sort_by_key(|summary| summary.active_orders);
        let total = masters.len() as u64;
        let page = existing(page, total);
        let buttons = masters
            .iter()
            .skip((page * PAGE) as usize)
            .take(PAGE as usize)
            .map(|summary| {
                let press = PeoplePress::LeaveTo { person, leaving, heir: summary.person.id };
                (self.master_label(summary, false), Press::People(press))
            })
            .collect();
        let turn = |page| Press::People(PeoplePress::Heirs { person, leaving, page, from_master });
        let back = PeoplePress::AskLeaving { person, leaving, from_master };
        let keyboard = Inline::new()
            .grid(1, buttons)
            .row(self.turns((page, total), turn))
            .row([self.button("button-back", back)]);
        let name = Args::new().text("name", &self.name_of(person).await?);
        let key = if masters.is_empty() { "heirs-none" } else { "heirs" };
        Ok(Rendered { text: self.text_with(key, &name), markup: keyboard.markup() })
    }

    /// For the office: who left, and where his orders went.
    pub(super) async fn left(
        &self,
        (person, leaving): (PersonId, Leaving),
        (by, heir): (PersonId, Option<PersonId>),
        orders: &[OrderId],
    ) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let (numbers, buttons) = self.numbers(orders).await?;
        let heir = match heir {
            Some(heir) => self.snapshot.person(heir).await?,
            None => None,
        };
        let args = Args::new()
            .text("name", &self.name_of(person).await?)
            .text("by", &self.name_of(by).await?)
            .number("count", how_many(orders))
            .text("heir", heir.as_ref().map_or("", |heir| heir.name.reveal()))
            .raw("orders", numbers);
        let went = if heir.is_some() { "left-orders-given" } else { "left-orders-new" };
        let mut lines = vec![self.text_with(keys(leaving).left, &args), self.text_with(went, &args)];
        if heir.is_some_and(|heir| heir.work_chat.is_none() && heir.private().is_none()) {
            lines.push(self.text("left-heir-unreachable"));
        }
        let admin = self.roles().has(Role::Admin);
        let card = admin.then(|| self.button("button-user-card", PeoplePress::User { person }));
        Ok(Rendered { text: lines.join("\n"), markup: Inline::new().grid(5, buttons).row(card).markup() })
    }

    /// For the master who got them: their cards follow, each with its buttons.
    pub(super) async fn inherited(&self, from: PersonId, orders: &[OrderId]) -> Result<Rendered, Fault> {
        let mut his = Vec::new();
        self.snapshot.read_orders(orders).await?;
        for order in orders {
            let view = self.snapshot.order(*order).await?;
            if view.is_some_and(|view| self.may_see(&view.order)) {
                his.push(*order);
            }
        }
        if his.is_empty() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let (numbers, _) = self.numbers(&his).await?;
        let args = Args::new()
            .number("count", how_many(&his))
            .text("name", &self.name_of(from).await?)
            .raw("orders", numbers);
        Ok(Rendered::text(self.text_with("inherited", &args)))
    }
}

fn how_many(orders: &[OrderId]) -> i64 {
    i64::try_from(orders.len()).unwrap_or(i64::MAX)
}

/// What is said about leaving the one or the other.
struct Keys {
    ask: &'static str,
    button: &'static str,
    left: &'static str,
}

const fn keys(leaving: Leaving) -> Keys {
    match leaving {
        Leaving::Company => {
            Keys { ask: "ask-leaving-company", button: "button-leave-company", left: "left-company" }
        }
        Leaving::Masters => {
            Keys { ask: "ask-leaving-masters", button: "button-leave-masters", left: "left-masters" }
        }
    }
}

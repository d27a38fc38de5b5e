//! A reminder: everything its chat is to be told at this moment, topic by topic, from the orders as they are.

use std::collections::BTreeSet;

use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    callback::{Press, SchedulePress},
    ids::OrderId,
    order::{Status, Visit},
    schedule::Topic,
    settings::{Placeholder, Settings, Template},
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        orders::OrderLine,
        reminders::Reminder,
        timers::{self, Listed},
    },
    texts::{Args, duration},
};

/// Orders of one topic: each has a button, also one without a line of its own.
const ORDERS: usize = 15;
/// Characters of an address in a line.
const ADDRESS: usize = 60;
/// Buttons of orders in a row.
const IN_ROW: usize = 5;

/// What a reminder of one topic is about.
#[derive(Default)]
struct Found {
    /// The orders, perhaps one more than are shown.
    orders: Vec<OrderLine>,
    /// Whether they all are its reader's own.
    own: bool,
}

impl Scene<'_> {
    /// What these reminders say to the reader, of what had fired until then; `None` when nothing is left of it.
    pub async fn reminders(&self, called: &[Reminder], until: Timestamp) -> Result<Option<Rendered>, Fault> {
        let settings = self.snapshot.settings().await?;
        let (mut parts, mut buttons, mut asks) = (Vec::new(), Vec::new(), false);
        for topic in Topic::ALL {
            let Some(reminder) = called.iter().find(|reminder| reminder.topic == topic) else { continue };
            let found = self.reminded_of(reminder, until).await?;
            if found.orders.is_empty() {
                continue;
            }
            asks |= topic.asks();
            parts.push(self.section((topic, settings), &found));
            for line in found.orders.iter().take(ORDERS) {
                let button = (format!("#{}", line.number), Press::Open { order: line.id });
                if !buttons.contains(&button) {
                    buttons.push(button);
                }
            }
        }
        if parts.is_empty() {
            return Ok(None);
        }
        let later = asks.then(|| (self.text("button-remind-later"), Press::Schedule(SchedulePress::Later)));
        let markup = Inline::new().grid(IN_ROW, buttons).row(later).markup();
        Ok(Some(Rendered { text: parts.join("\n\n"), markup }))
    }

    /// The orders of one topic: of the office all, of a master his own.
    async fn reminded_of(&self, reminder: &Reminder, until: Timestamp) -> Result<Found, Fault> {
        let Some(actor) = self.viewer.actor else { return Ok(Found::default()) };
        let topic = reminder.topic;
        let first = |role: Role| topic.first_step(role).filter(|_| actor.roles.has(role));
        let office = first(Role::Dispatcher).into_iter().chain(first(Role::Admin)).min();
        let own = first(Role::Master).map(|step| (step, Some(actor.person)));
        let (mut orders, mut own_ones): (Vec<OrderLine>, BTreeSet<OrderId>) = Default::default();
        for (step, master) in office.map(|step| (step, None)).into_iter().chain(own) {
            let fired = (!topic.asks()).then_some((reminder.told_at, until));
            let limit = ORDERS as u64 + 1;
            let mut found =
                timers::listed(self.snapshot.tx(), &Listed { topic, step, master, fired, limit }).await?;
            if master.is_some() {
                own_ones = found.iter().map(|line| line.id).collect();
            }
            found.retain(|line| orders.iter().all(|other| other.id != line.id));
            orders.extend(found);
        }
        let visit = |line: &OrderLine| Visit { from: line.visit_from, to: line.visit_to, note: None };
        let is_news = |visit: Visit| visit.news_until(&self.company.zone) > Some(self.snapshot.now());
        orders.retain(|line| topic != Topic::Visit || is_news(visit(line)));
        let own = orders.iter().all(|line| own_ones.contains(&line.id));
        Ok(Found { orders, own })
    }

    /// A topic with its lines, in an admin's own words if he has set some.
    fn section(&self, (topic, settings): (Topic, &Settings), found: &Found) -> String {
        let key = if found.own { "own" } else { "office" };
        let mut section = vec![self.text(&format!("reminder-{}-{key}", topic.code()))];
        let words = |line: &OrderLine| {
            let own = settings.filled(template(topic), |place| self.filled_in(place, line));
            own.map_or_else(|| self.reminder_line(topic, (line, found.own)), |own| self.shortened(&own))
        };
        section.extend(found.orders.iter().take(self.room()).map(words));
        if found.orders.len() > self.room() {
            section.push(self.text("reminder-more"));
        }
        section.join("\n")
    }

    fn reminder_line(&self, topic: Topic, (line, own): (&OrderLine, bool)) -> String {
        let mut parts = vec![format!("<b>#{}</b>", line.number)];
        match topic {
            Topic::Unaccepted | Topic::Unassigned => parts.push(self.since(line.status_changed_at)),
            Topic::Sla => {
                parts.push(self.status(line.status));
                parts.push(self.since(line.status_changed_at));
            }
            Topic::Visit => parts.extend(line.visit_from.map(|from| self.visit_short(from, line.visit_to))),
            Topic::Promise => parts.extend(self.promised(line)),
        }
        parts.push(self.shortened(&self.catalogued(&line.equipment)));
        parts.push(self.shortened(&format::within(line.address.reveal(), ADDRESS)));
        let master = line.master.as_ref().filter(|_| !own && line.status != Status::New);
        parts.extend(master.map(|name| self.shortened(name.reveal())));
        parts.join(" · ")
    }

    /// What stands in a place of an admin's text about one order.
    fn filled_in(&self, place: Placeholder, line: &OrderLine) -> Option<String> {
        match place {
            Placeholder::Number => Some(format!("#{}", line.number)),
            Placeholder::Appliance => Some(self.catalogued(&line.equipment)),
            Placeholder::Master => {
                let name = line.master.as_ref().map(|name| name.reveal().to_owned());
                Some(name.unwrap_or_else(|| self.text("reminder-no-master")))
            }
            Placeholder::Address => Some(format::within(line.address.reveal(), ADDRESS)),
            Placeholder::Time => line.visit_from.map(|from| self.visit_short(from, line.visit_to)),
            Placeholder::Date => line.promised_on.map(|day| self.day(day)),
            Placeholder::Waited => Some(self.waited(line.status_changed_at)),
            Placeholder::Status => Some(self.status(line.status)),
            Placeholder::Period | Placeholder::File | Placeholder::Size => None,
        }
    }

    /// The promised day, and how far it is.
    fn promised(&self, line: &OrderLine) -> Option<String> {
        let promised = line.promised_on?;
        let today = self.snapshot.now().to_zoned(self.company.zone.clone()).date();
        let key = match promised.cmp(&today) {
            std::cmp::Ordering::Less => "reminder-promised-past",
            std::cmp::Ordering::Equal => "reminder-promised-today",
            std::cmp::Ordering::Greater => "reminder-promised-soon",
        };
        Some(self.text_with(key, &Args::new().raw("day", self.day(promised))))
    }

    /// For how long that is so.
    fn since(&self, then: Timestamp) -> String {
        self.text_with("reminder-since", &Args::new().raw("time", self.waited(then)))
    }

    /// The same as bare words.
    fn waited(&self, then: Timestamp) -> String {
        duration(self.lang, self.snapshot.now().duration_since(then).as_mins().max(0))
    }

    /// In place of a reminder that comes again later.
    pub(super) fn snoozed(&self, until: Timestamp) -> String {
        let local = until.to_zoned(self.company.zone.clone());
        let now = self.snapshot.now().to_zoned(self.company.zone.clone());
        let shown = if local.date() == now.date() { "%H:%M" } else { "%d.%m %H:%M" };
        self.text_with("reminder-snoozed", &Args::new().raw("time", local.strftime(shown).to_string()))
    }
}

/// The text an admin may have set for a topic.
fn template(topic: Topic) -> Template {
    match topic {
        Topic::Unaccepted => Template::Unaccepted,
        Topic::Unassigned => Template::Unassigned,
        Topic::Sla => Template::Sla,
        Topic::Visit => Template::Visit,
        Topic::Promise => Template::DrDue,
    }
}

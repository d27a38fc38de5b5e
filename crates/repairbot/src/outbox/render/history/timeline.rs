//! An order's timeline, and the order as it was after one of its events.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use repairbot_core::{
    audit::AuditFilter,
    callback::{HistoryPress, Press},
    ids::{ChatId, OrderId, OrderVersion, PersonId, TextId},
    order::{Order, Reason, Recorded, Visit, apply, fold},
};

use super::said::{Fact, said};
use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, format, keyboard::Inline},
    store::{
        catalogue,
        orders::{self, Caller},
        outbox::{self, Told, ToldState},
        texts,
    },
    telegram::DeadReason,
    texts::{Args, escape},
};

/// Events on one page.
const PAGE: i64 = 8;
/// A page ends before an event that would make it longer than this: Telegram takes 4096 characters.
const LONGEST: usize = 3400;
/// Characters of somebody's words in a line; the card as it was shows them whole.
const WORDS: usize = 200;
/// Recipients named in a line.
const NAMED: usize = 6;

/// An event between the order before it and after it.
struct Step<'a> {
    before: Option<&'a Order>,
    after: &'a Order,
    recorded: &'a Recorded,
}

impl Scene<'_> {
    /// A page of the timeline: the newest events up to this one, oldest first. A version is the place of its event, so
    /// pages are found by versions.
    pub(super) async fn timeline(&self, id: OrderId, upto: Option<OrderVersion>) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let last = view.order.version;
        let upto = upto.map_or(last, |upto| upto.clamp(OrderVersion::FIRST, last));
        let history = orders::history_upto(self.snapshot.tx(), id, upto).await?;
        let told = outbox::told(self.snapshot.tx(), id, OrderVersion(upto.0 - PAGE + 1)..=upto).await?;
        let actors = history.iter().flat_map(|recorded| [Some(recorded.by), recorded.on_behalf_of]);
        let people = actors.chain(told.iter().map(|told| told.person)).flatten();
        self.snapshot.read_people(people.collect()).await?;
        let states = states(&history)?;
        let steps: Vec<Step<'_>> = (0..history.len())
            .filter_map(|at| {
                let before = at.checked_sub(1).and_then(|before| states.get(before));
                Some(Step { before, after: states.get(at)?, recorded: history.get(at)? })
            })
            .collect();
        let mut entries = Vec::new();
        let mut length = 0;
        for step in steps.iter().rev().take(usize::try_from(PAGE).unwrap_or_default()) {
            let entry = self.timeline_entry(step, &told).await?;
            length += entry.chars().count();
            if length > LONGEST && !entries.is_empty() {
                break;
            }
            entries.push((step.recorded.version, entry));
        }
        entries.reverse();
        let first = entries.first().map_or(OrderVersion::FIRST, |(version, _)| *version);
        let args = Args::new()
            .number("number", view.number.0)
            .number("from", first.0)
            .number("to", upto.0)
            .number("all", last.0);
        let mut text = vec![self.text_with("history-title", &args)];
        let versions: Vec<OrderVersion> = entries.iter().map(|(version, _)| *version).collect();
        text.extend(entries.into_iter().map(|(_, entry)| entry));
        text.extend(self.told_since(&steps, first));
        text.push(self.text("history-hint"));
        let markup = self.timeline_buttons(id, &versions, last).markup();
        Ok(Rendered { text: text.join("\n\n"), markup })
    }

    /// That nobody knows any more who was told of the older ones of the events shown.
    fn told_since(&self, steps: &[Step<'_>], first: OrderVersion) -> Option<String> {
        let kept = SignedDuration::from_hours(outbox::KEPT_DAYS * 24);
        let since = self.snapshot.now().checked_sub(kept).ok()?;
        let oldest = steps.iter().find(|step| step.recorded.version == first)?.recorded.at;
        let day = since.to_zoned(self.company.zone.clone()).date().strftime("%d.%m.%Y").to_string();
        let args = Args::new().number("days", outbox::KEPT_DAYS).raw("day", day);
        (oldest < since).then(|| self.text_with("told-since", &args))
    }

    fn timeline_buttons(&self, order: OrderId, shown: &[OrderVersion], last: OrderVersion) -> Inline {
        let numbers = shown.iter().map(|version| {
            let label = self.text_with("button-as-it-was", &Args::new().number("number", version.0));
            (label, Press::History(HistoryPress::AsItWas { order, version: *version }))
        });
        let turn = |key: &str, upto: i64| {
            let upto = Some(OrderVersion(upto.min(last.0)));
            (self.text(key), Press::History(HistoryPress::Timeline { order, upto }))
        };
        let (first, newest) = (shown.first().map_or(1, |v| v.0), shown.last().map_or(last.0, |v| v.0));
        let earlier = (first > 1).then(|| turn("button-earlier", first - 1));
        let later = (newest < last.0).then(|| turn("button-later", newest.saturating_add(PAGE)));
        let filter = AuditFilter { order: Some(order), ..AuditFilter::default() };
        let trail = Press::History(HistoryPress::Audit { filter, cursor: None });
        let trail = self.is_admin_in_private().then(|| (self.text("button-trail"), trail));
        Inline::new()
            .grid(4, numbers.collect())
            .row(earlier.into_iter().chain(later))
            .row([(self.text("button-to-order"), Press::Open { order })].into_iter().chain(trail))
    }

    /// One event: when, who, what, what it changed, who was told.
    async fn timeline_entry(&self, step: &Step<'_>, told: &[Told]) -> Result<String, Fault> {
        let recorded = step.recorded;
        let said = said(&recorded.event);
        let by = self.actors(recorded.by, recorded.on_behalf_of).await?;
        let args =
            Args::new().number("number", recorded.version.0).raw("at", self.stamp(recorded.at)).raw("by", by);
        let mut lines = vec![self.text_with("history-entry", &args), self.text(said.title)];
        for fact in &said.facts {
            lines.extend(self.fact(fact).await?);
        }
        if let Some(before) = step.before {
            lines.extend(self.differing(before, step.after).await?);
        }
        let own: Vec<&Told> = told.iter().filter(|told| told.version == recorded.version).collect();
        lines.extend(self.told(&own).await?);
        Ok(lines.join("\n"))
    }

    /// Who did it, and for whom; as markup.
    pub(super) async fn actors(&self, by: PersonId, for_whom: Option<PersonId>) -> Result<String, Fault> {
        let name = escape(&self.name_of(by).await?);
        let Some(master) = for_whom else { return Ok(name) };
        let master = self.name_of(master).await?;
        Ok(self.text_with("history-on-behalf", &Args::new().raw("by", name).text("master", &master)))
    }

    /// The line of a fact; none when there is nothing to say.
    async fn fact(&self, fact: &Fact<'_>) -> Result<Option<String>, Fault> {
        Ok(match fact {
            Fact::Person(key, id) => {
                let name = self.name_of(*id).await?;
                Some(self.text_with(key, &Args::new().text("value", &name)))
            }
            Fact::Money(_, sum) if sum.is_zero() => None,
            Fact::Money(key, sum) => Some(self.text_with(key, &Args::new().raw("value", self.money(*sum)))),
            Fact::Day(key, day) => Some(self.text_with(key, &Args::new().raw("value", self.day(*day)))),
            Fact::Words(key, id) => {
                let words = self.words(*id).await?;
                Some(self.text_with(key, &Args::new().text("value", &words)))
            }
            Fact::Why(reason) => {
                let why = self.why(reason).await?;
                Some(self.text_with("card-reason", &Args::new().text("value", &why)))
            }
            Fact::Settled(settlement) => Some(self.settlement(settlement)),
            Fact::Corrected(from, to) => Some(self.corrected(from, to)),
        })
    }

    async fn why(&self, reason: &Reason) -> Result<String, Fault> {
        let picked = match reason.picked {
            Some(id) => self.reason_name(id).await?,
            None => None,
        };
        let written = match reason.text {
            Some(id) => Some(self.words(id).await?),
            None => None,
        };
        Ok(picked.into_iter().chain(written).collect::<Vec<_>>().join(". "))
    }

    /// Somebody's words, shortened; or that they were erased.
    async fn words(&self, id: TextId) -> Result<String, Fault> {
        let mut found = texts::bodies(self.snapshot.tx(), &[id]).await?;
        let words = found.remove(&id).map(|words| shortened(words.reveal()));
        Ok(words.unwrap_or_else(|| self.text("history-erased")))
    }

    /// The order's own fields that differ, with what they were and what they became.
    async fn differing(&self, before: &Order, after: &Order) -> Result<Vec<String>, Fault> {
        let mut lines = Vec::new();
        let mut note = |field: &str, old: String, new: String| {
            let field = self.text(&format!("field-{field}"));
            let args = Args::new().raw("field", field).text("old", &old).text("new", &new);
            lines.push(self.text_with("history-change", &args));
        };
        if before.equipment != after.equipment {
            note("equipment", self.type_name(before).await?, self.type_name(after).await?);
        }
        let called = |order: &Order| (order.client, order.phone, order.address);
        if called(before) != called(after) {
            let (old, new) = (self.caller(before).await?, self.caller(after).await?);
            for (field, old, new) in [
                ("name", shortened(old.name.reveal()), shortened(new.name.reveal())),
                ("phone", format::phone(&old.phone), format::phone(&new.phone)),
                ("address", shortened(old.address.reveal()), shortened(new.address.reveal())),
            ] {
                if old != new {
                    note(field, old, new);
                }
            }
        }
        if before.problem != after.problem {
            note("problem", self.words(before.problem).await?, self.words(after.problem).await?);
        }
        if before.notes != after.notes {
            note("notes", self.words_or_none(before.notes).await?, self.words_or_none(after.notes).await?);
        }
        if before.visit != after.visit {
            note("time", self.visit_words(before.visit).await?, self.visit_words(after.visit).await?);
        }
        Ok(lines)
    }

    async fn type_name(&self, order: &Order) -> Result<String, Fault> {
        let kind = catalogue::equipment_by_id(self.snapshot.tx(), order.equipment).await?;
        Ok(kind.map(|kind| self.catalogued(&kind.name)).unwrap_or_default())
    }

    async fn caller(&self, order: &Order) -> Result<Caller, Fault> {
        Ok(orders::caller(self.snapshot.tx(), order).await?)
    }

    async fn words_or_none(&self, id: Option<TextId>) -> Result<String, Fault> {
        match id {
            Some(id) => self.words(id).await,
            None => Ok(self.text("history-nothing")),
        }
    }

    /// When the client expects the master.
    async fn visit_words(&self, visit: Option<Visit>) -> Result<String, Fault> {
        let Some(visit) = visit else { return Ok(self.text("history-nothing")) };
        let ends = visit.from.into_iter().chain(visit.to).map(|at| self.stamp(at));
        let interval = ends.collect::<Vec<_>>().join(" – ");
        let note = match visit.note {
            Some(id) => Some(self.words(id).await?),
            None => None,
        };
        let parts = Some(interval).filter(|interval| !interval.is_empty()).into_iter().chain(note);
        Ok(parts.collect::<Vec<_>>().join(", "))
    }

    /// Who was told: delivered, on its way, never to arrive.
    async fn told(&self, told: &[&Told]) -> Result<Vec<String>, Fault> {
        let mut sent = Vec::new();
        let mut waiting = Vec::new();
        let mut dead: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in told {
            let name = self.recipient(one.chat, one.person).await?;
            match &one.state {
                ToldState::Sent(_) => sent.push(name),
                ToldState::Waiting { .. } => waiting.push(name),
                ToldState::Dead(why) => dead.entry(DeadReason::code_of(why)).or_default().push(name),
            }
        }
        let line = |key: &str, names: &[String]| {
            let args = Args::new().text("names", &self.listed(names));
            (!names.is_empty()).then(|| self.text_with(key, &args))
        };
        let mut lines: Vec<String> = line("told-sent", &sent).into_iter().collect();
        lines.extend(line("told-waiting", &waiting));
        for (code, names) in &dead {
            let why = self.text(&format!("told-why-{code}"));
            let args = Args::new().text("names", &self.listed(names)).raw("why", why);
            lines.push(self.text_with("told-dead", &args));
        }
        Ok(lines)
    }

    /// Names in one line; beyond some only how many more.
    fn listed(&self, names: &[String]) -> String {
        let mut shown: Vec<String> = names.iter().take(NAMED).cloned().collect();
        let more = i64::try_from(names.len().saturating_sub(NAMED)).unwrap_or(i64::MAX);
        if more > 0 {
            shown.push(self.text_with("told-more", &Args::new().number("count", more)));
        }
        shown.join(", ")
    }

    async fn recipient(&self, chat: ChatId, person: Option<PersonId>) -> Result<String, Fault> {
        if let Some(person) = person {
            return self.name_of(person).await;
        }
        let master = self.snapshot.master_of_chat(chat).await?;
        let name = master.map(|master| master.name.reveal().to_owned());
        Ok(match name {
            Some(name) => self.text_with("told-group-of", &Args::new().raw("name", name)),
            None => self.text("undelivered-group"),
        })
    }

    /// The card as it was after an event: to read, not to act on.
    pub(super) async fn as_it_was(&self, id: OrderId, version: OrderVersion) -> Result<Rendered, Fault> {
        let Some(now) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let last = now.order.version;
        let version = version.clamp(OrderVersion::FIRST, last);
        let history = orders::history_upto(self.snapshot.tx(), id, version).await?;
        let then = fold(&history).map_err(|error| Fault::Damaged(error.to_string()))?;
        let at = history.last().map(|recorded| self.stamp(recorded.at)).unwrap_or_default();
        let view = orders::view_as_it_was(self.snapshot.tx(), &now, then).await?;
        let args = Args::new().raw("at", at).number("number", version.0).number("all", last.0);
        let card = self.card_text(&view).await?;
        let text = format!("{}\n\n{card}", self.text_with("history-as-it-was", &args));
        let turn = |label: &str, version: i64| {
            let version = OrderVersion(version);
            (label.to_owned(), Press::History(HistoryPress::AsItWas { order: id, version }))
        };
        let before = (version.0 > 1).then(|| turn("◀️", version.0 - 1));
        let after = (version < last).then(|| turn("▶️", version.0 + 1));
        let upto = Some(OrderVersion(version.0.saturating_add(PAGE / 2).min(last.0)));
        let back = Press::History(HistoryPress::Timeline { order: id, upto });
        let markup = Inline::new()
            .row(before.into_iter().chain(after))
            .row([(self.text("button-to-history"), back)])
            .markup();
        Ok(Rendered { text, markup })
    }
}

/// The order after each of its events.
fn states(history: &[Recorded]) -> Result<Vec<Order>, Fault> {
    let mut states: Vec<Order> = Vec::with_capacity(history.len());
    for recorded in history {
        let next = match states.last() {
            Some(order) => apply(order, recorded),
            None => fold([recorded]).map_err(|error| Fault::Damaged(error.to_string()))?,
        };
        states.push(next);
    }
    Ok(states)
}

fn shortened(words: &str) -> String {
    format::within(words, WORDS)
}

//! The audit trail on pages: lines, and what they are narrowed down to.

use jiff::Timestamp;
use repairbot_core::{
    audit::{AuditFilter, Audited, Denied, Period, Topic, TrailCursor},
    callback::{HistoryPress, Press},
    ids::PersonId,
    order::Recorded,
    rates::RateChange,
};

use super::said::{Fact, said};
use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, company_settings, keyboard::Inline},
    store::{
        audit::{self, Doing, TrailLine, TrailQuery},
        catalogue, orders,
    },
    texts::{Args, escape},
};

/// Lines on one page.
const PAGE: u64 = 10;
/// People on one page.
const PEOPLE: u64 = 20;

impl Scene<'_> {
    pub(super) async fn audit(
        &self,
        filter: AuditFilter,
        since: Option<Timestamp>,
        cursor: Option<TrailCursor>,
    ) -> Result<Rendered, Fault> {
        let query = TrailQuery { filter, since, cursor, limit: PAGE };
        let (lines, next) = audit::trail(self.snapshot.tx(), &query).await?;
        self.snapshot.read_people(people_in(&lines)).await?;
        let mut text = vec![self.text("audit-title")];
        if lines.is_empty() {
            text.push(self.text("audit-none"));
        }
        for line in &lines {
            text.push(self.audit_line(line).await?);
        }
        let newest = cursor.map(|_| (self.text("button-newest"), page(filter, None)));
        let older = next.map(|next| (self.text("button-earlier"), page(filter, Some(next))));
        let export = (!lines.is_empty())
            .then(|| (self.text("button-export"), Press::History(HistoryPress::AuditExport { filter })));
        let markup =
            self.filter_buttons(filter).await?.row(older.into_iter().chain(newest)).row(export).markup();
        Ok(Rendered { text: text.join("\n"), markup })
    }

    /// What the trail is narrowed down to, each with what it is now.
    async fn filter_buttons(&self, filter: AuditFilter) -> Result<Inline, Fault> {
        let labelled = |key: &str, value: String| self.text_with(key, &Args::new().raw("value", value));
        let who = match filter.person {
            Some(person) => self.name_of(person).await?,
            None => self.text("audit-everybody"),
        };
        let people = HistoryPress::AuditPeople { filter, after: None };
        let who = (labelled("button-audit-who", who), Press::History(people));
        let topic = self.text(&format!("topic-{}", filter.topic.code()));
        let topics = HistoryPress::AuditTopics { filter };
        let what = (labelled("button-audit-what", topic), Press::History(topics));
        let period = self.text(&format!("audit-period-{}", filter.period.code()));
        let periods = HistoryPress::AuditPeriods { filter };
        let when = (labelled("button-audit-when", period), Press::History(periods));
        let mut buttons = Inline::new().row([who]).row([what, when]);
        if let Some(order) = filter.order {
            let number = orders::number_of(self.snapshot.tx(), order).await?.map_or(0, |number| number.0);
            let label = self.text_with("button-audit-order", &Args::new().number("number", number));
            buttons = buttons.row([(label, page(AuditFilter { order: None, ..filter }, None))]);
        }
        Ok(buttons)
    }

    /// One line: when, who, about which order, what.
    async fn audit_line(&self, line: &TrailLine) -> Result<String, Fault> {
        let by = self.actors(line.person, on_behalf(&line.doing)).await?;
        let args = Args::new().raw("at", self.stamp(line.at)).raw("by", by);
        let order = line.order.map(|(_, number)| format!("#{number} ")).unwrap_or_default();
        let what = escape(&self.doing(&line.doing).await?);
        Ok(self.text_with("audit-line", &args.raw("order", order).raw("what", what)))
    }

    /// What was done, in one line of plain words; nobody's own words are in it.
    pub(super) async fn doing(&self, doing: &Doing) -> Result<String, Fault> {
        Ok(match doing {
            Doing::Event(recorded) => self.event_in_line(recorded).await?,
            Doing::Noted(noted) => self.audited(noted).await?,
            Doing::Denied(what) => {
                self.text_with("audited-denied", &Args::new().raw("what", self.denied(what)))
            }
            Doing::Other(what) => self.text_with("audited-other", &Args::new().raw("what", what)),
        })
    }

    /// What was refused, in words; what another release refused, by its name.
    fn denied(&self, code: &str) -> String {
        match Denied::from_code(code) {
            Some(Denied::Menu(item)) => self.text(&format!("menu-{}", item.code())),
            Some(Denied::Action(action)) => self.text(&format!("action-{}", action.code().replace('_', "-"))),
            Some(other) => self.text(&format!("denied-{}", other.code().replace('_', "-"))),
            None => code.to_owned(),
        }
    }

    async fn event_in_line(&self, recorded: &Recorded) -> Result<String, Fault> {
        let said = said(&recorded.event);
        let mut parts = vec![self.text(said.title)];
        for fact in &said.facts {
            parts.extend(self.fact_in_line(fact).await?);
        }
        Ok(parts.join("; "))
    }

    async fn fact_in_line(&self, fact: &Fact<'_>) -> Result<Option<String>, Fault> {
        let line = |key: &str, value: String| Some(self.text_with(key, &Args::new().raw("value", value)));
        Ok(match fact {
            Fact::Person(key, id) => line(key, self.name_of(*id).await?),
            Fact::Money(_, sum) if sum.is_zero() => None,
            Fact::Money(key, sum) => line(key, self.money(*sum)),
            Fact::Day(key, day) => line(key, self.day(*day)),
            Fact::Words(..) => None,
            Fact::Why(reason) => match reason.picked {
                Some(id) => self.reason_name(id).await?.and_then(|name| line("card-reason", name)),
                None => None,
            },
            Fact::Settled(settlement) => line("settlement-total", self.money(settlement.total)),
            Fact::Corrected(from, to) => Some(self.corrected_in_line(from, to)),
        })
    }

    async fn audited(&self, noted: &Audited) -> Result<String, Fault> {
        let key = format!("audited-{}", noted.code().replace('_', "-"));
        let person =
            |id: PersonId| async move { Ok::<_, Fault>(Args::new().raw("name", self.name_of(id).await?)) };
        let args = match noted {
            Audited::MasterAdded { person: id }
            | Audited::InvitationCreated { person: id }
            | Audited::InvitationRevoked { person: id }
            | Audited::PersonRenamed { person: id }
            | Audited::PersonPhoneChanged { person: id }
            | Audited::PersonSpecializationChanged { person: id }
            | Audited::PersonDeactivated { person: id, .. }
            | Audited::MasterLeft { person: id, .. }
            | Audited::PersonReactivated { person: id }
            | Audited::ApplicationApproved { person: id, .. }
            | Audited::ApplicationRejected { person: id, .. }
            | Audited::WorkGroupSet { person: id, .. }
            | Audited::HandInRejected { person: id } => person(*id).await?,
            Audited::HandInConfirmed { person: id, amount }
            | Audited::MoneyReceived { person: id, amount }
            | Audited::MoneyPaidOut { person: id, amount }
            | Audited::BalanceAdjusted { person: id, amount } => {
                person(*id).await?.raw("amount", self.money(*amount))
            }
            Audited::RoleGranted { person: id, role }
            | Audited::RoleRevoked { person: id, role }
            | Audited::InvitationUsed { person: id, role } => {
                person(*id).await?.raw("role", self.text(&format!("audit-role-{}", role.code())))
            }
            Audited::ClientChanged { what, .. } => {
                Args::new().raw("what", self.text(&format!("client-note-{}", what.code())))
            }
            Audited::ClientErased { orders, .. } => Args::new().number("orders", i64::from(*orders)),
            Audited::SettingChanged { name, from, to } => {
                company_settings::changed(self.lang, [name.as_str(), from.as_str(), to.as_str()])
            }
            Audited::EntryRenamed { from, to, .. } => Args::new().raw("from", from).raw("to", to),
            Audited::EntryTranslated { name, english, .. } => {
                let english = english.clone().unwrap_or_else(|| self.text("history-nothing"));
                Args::new().raw("name", name).raw("english", english)
            }
            Audited::EntryAdded { name, .. }
            | Audited::EntryHidden { name, .. }
            | Audited::EntryShown { name, .. }
            | Audited::EntryMoved { name, .. } => Args::new().raw("name", name),
            Audited::AliasAdded { name, alias, .. } | Audited::AliasRemoved { name, alias, .. } => {
                Args::new().raw("name", name).raw("alias", alias)
            }
            Audited::TypesMerged { from_name, into_name, .. }
            | Audited::ReasonsMerged { from_name, into_name, .. } => {
                Args::new().raw("from", from_name).raw("to", into_name)
            }
            Audited::RatesChanged { version, valid_from, changes } => {
                let types = catalogue::types(self.snapshot.tx()).await?;
                let line = |change: &RateChange| {
                    let (what, old, new) = self.rate_change(change, &types);
                    let args = Args::new().raw("what", what).raw("old", old).raw("new", new);
                    self.text_with("audited-rates-change", &args)
                };
                let changes: Vec<String> = changes.iter().map(line).collect();
                Args::new()
                    .number("version", version.0)
                    .raw("at", self.stamp(*valid_from))
                    .raw("changes", changes.join("; "))
            }
            Audited::RatesWithdrawn { version } => Args::new().number("version", version.0),
            Audited::ApplicationSent { .. } | Audited::TrailExported | Audited::ClientExported { .. } => {
                Args::new()
            }
        };
        Ok(self.text_with(&key, &args))
    }

    pub(super) fn audit_topics(&self, filter: AuditFilter) -> Rendered {
        let choice = |topic: Topic| {
            (self.text(&format!("topic-{}", topic.code())), page(AuditFilter { topic, ..filter }, None))
        };
        let keyboard = Inline::new().grid(2, Topic::ALL.into_iter().map(choice).collect());
        self.to_choose("audit-choose-topic", keyboard, filter)
    }

    pub(super) fn audit_periods(&self, filter: AuditFilter) -> Rendered {
        let choice = |period: Period| {
            (
                self.text(&format!("audit-period-{}", period.code())),
                page(AuditFilter { period, ..filter }, None),
            )
        };
        let keyboard = Inline::new().grid(2, Period::ALL.into_iter().map(choice).collect());
        self.to_choose("audit-choose-period", keyboard, filter)
    }

    pub(super) async fn audit_people(
        &self,
        filter: AuditFilter,
        after: Option<PersonId>,
    ) -> Result<Rendered, Fault> {
        let mut staff = audit::staff(self.snapshot.tx(), after, PEOPLE + 1).await?;
        let more = staff.len() as u64 > PEOPLE;
        staff.truncate(usize::try_from(PEOPLE).unwrap_or(usize::MAX));
        let choice =
            |person: Option<PersonId>, label: String| (label, page(AuditFilter { person, ..filter }, None));
        let mut keyboard = Inline::new().row([choice(None, self.text("audit-everybody"))]);
        let last = staff.last().map(|(id, _)| *id).filter(|_| more);
        let named = staff.into_iter().map(|(id, name)| choice(Some(id), name.reveal().to_owned()));
        keyboard = keyboard.grid(2, named.collect());
        let next = last.map(|last| {
            let press = HistoryPress::AuditPeople { filter, after: Some(last) };
            (self.text("button-next-page"), Press::History(press))
        });
        Ok(self.to_choose("audit-choose-person", keyboard.row(next), filter))
    }

    fn to_choose(&self, key: &str, keyboard: Inline, filter: AuditFilter) -> Rendered {
        let markup = keyboard.row([(self.text("button-back"), page(filter, None))]).markup();
        Rendered { text: self.text(key), markup }
    }
}

/// The master somebody acted for.
pub(super) fn on_behalf(doing: &Doing) -> Option<PersonId> {
    match doing {
        Doing::Event(recorded) => recorded.on_behalf_of,
        Doing::Noted(_) | Doing::Denied(_) | Doing::Other(_) => None,
    }
}

/// Everybody these lines name first, to be read at once.
pub(super) fn people_in(lines: &[TrailLine]) -> Vec<PersonId> {
    lines.iter().flat_map(|line| [line.person].into_iter().chain(on_behalf(&line.doing))).collect()
}

fn page(filter: AuditFilter, cursor: Option<TrailCursor>) -> Press {
    Press::History(HistoryPress::Audit { filter, cursor })
}

//! Masters: the list, a master's card with his work and figures, his invitation.

use std::collections::BTreeMap;

use repairbot_core::{
    actor::Role,
    callback::{LedgerPress, PeoplePress, Press},
    dialogue::PersonField,
    ids::PersonId,
    ledger::Standing,
    money::Kopecks,
    order::Status,
    staff::{StaffChange, check},
};

use super::{PAGE, existing, on_button};
use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, format, keyboard::Inline},
    store::{
        invitations, ledger,
        orders::{self, MasterStats},
        people::{self, MasterSummary, Person},
    },
    texts::Args,
};

impl Scene<'_> {
    /// A page of the masters with their load, or of those who left.
    pub async fn masters(&self, active: bool, page: u32) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let (works, left) =
            (people::masters(self.snapshot.tx()).await?, people::former_masters(self.snapshot.tx()).await?);
        let balances = ledger::balances(self.snapshot.tx()).await?;
        let total = if active { works.len() } else { left.len() } as u64;
        let page = existing(page, total);
        let card = |person: &Person, label| (label, Press::Master { master: person.id });
        let from = (page * PAGE) as usize;
        let buttons = if active {
            let here = works.iter().skip(from).take(PAGE as usize);
            here.map(|summary| card(&summary.person, self.label_with_balance(summary, &balances))).collect()
        } else {
            let here = left.iter().skip(from).take(PAGE as usize);
            here.map(|person| card(person, on_button(person))).collect()
        };
        let turn = |page| Press::People(PeoplePress::Masters { active, page });
        let mut keyboard = Inline::new().grid(1, buttons).row(self.turns((page, total), turn));
        if active && self.roles().has(Role::Admin) {
            keyboard = keyboard.row([(self.text("button-add-master"), Press::AddMaster)]);
        }
        let (other, key) = match (active, works.is_empty()) {
            (true, _) => (!left.is_empty(), "button-former-masters"),
            (false, _) => (true, "button-present-masters"),
        };
        let other = other.then(|| self.button(key, PeoplePress::Masters { active: !active, page: 0 }));
        keyboard = keyboard.row([(self.text("button-debts"), Press::Ledger(LedgerPress::Debts { page: 0 }))]);
        let title = match (active, total) {
            (true, 0) => "masters-none",
            (true, _) => "masters-title",
            (false, 0) => "masters-none-left",
            (false, _) => "masters-former",
        };
        Ok(Rendered { text: self.text(title), markup: keyboard.row(other).markup() })
    }

    /// A master on a button: name, specialization, load.
    pub fn master_label(&self, summary: &MasterSummary, star: bool) -> String {
        let args = Args::new()
            .raw("star", if star { "yes" } else { "no" })
            .raw("name", on_button(&summary.person))
            .raw("specialization", summary.person.specialization.clone().unwrap_or_default())
            .number("load", i64::try_from(summary.active_orders).unwrap_or(i64::MAX));
        let key =
            if summary.person.specialization.is_some() { "master-label-special" } else { "master-label" };
        self.text_with(key, &args)
    }

    /// The same in the list of masters, with what is between him and the company.
    fn label_with_balance(&self, summary: &MasterSummary, balances: &BTreeMap<PersonId, Kopecks>) -> String {
        let label = self.master_label(summary, false);
        let Some(balance) = balances.get(&summary.person.id) else { return label };
        let (key, sum) = match Standing::of(*balance) {
            Standing::Owes(sum) => ("master-owes", sum),
            Standing::IsOwed(sum) => ("master-is-owed", sum),
            Standing::Even => return label,
        };
        format!("{label} · {}", self.text_with(key, &Args::new().raw("sum", self.money(sum))))
    }

    /// How a master takes his place: only admins hand out invitations.
    pub async fn invitation(&self, master: PersonId) -> Result<Rendered, Fault> {
        if !self.roles().has(Role::Admin) {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let Some(person) = self.snapshot.person(master).await? else { return Ok(self.nobody()) };
        let args = Args::new().text("name", person.name.reveal());
        let card = (self.text("button-master-card"), Press::Master { master });
        if person.telegram_id.is_some() {
            let text = self.text_with("invitation-needless", &args);
            return Ok(Rendered { text, markup: Inline::new().row([card]).markup() });
        }
        let renew = self.button("button-renew-invitation", PeoplePress::RenewInvitation { person: master });
        let Some(invitation) = invitations::open_for(self.snapshot.tx(), master).await? else {
            let text = self.text_with("invitation-none", &args);
            return Ok(Rendered { text, markup: Inline::new().row([renew]).row([card]).markup() });
        };
        let args = args.text("code", &invitation.code);
        let text = match self.company.bot() {
            Some(bot) => {
                let link = format!("https://t.me/{bot}?start={}", invitation.code);
                self.text_with("invitation-link", &args.text("link", &link))
            }
            None => self.text_with("invitation-code", &args),
        };
        let revoke =
            self.button("button-revoke-invitation", PeoplePress::RevokeInvitation { person: master });
        Ok(Rendered { text, markup: Inline::new().row([renew, revoke]).row([card]).markup() })
    }

    /// One master: how he is reached, what he does, his figures.
    pub async fn master(&self, id: PersonId) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let person = self.snapshot.person(id).await?.filter(|person| person.roles.has(Role::Master));
        let Some(person) = person else { return Ok(self.nobody()) };
        let stats = orders::stats(self.snapshot.tx(), id).await?;
        let mut lines = self.master_lines(&person);
        lines.extend(self.work_lines(&stats));
        lines.push(self.standing(ledger::held_by(self.snapshot.tx(), id).await?, false));
        let book = LedgerPress::Book { master: id, before: None };
        let mut keyboard = Inline::new().row([(self.text("button-book"), Press::Ledger(book))]);
        if self.roles().has(Role::Admin) {
            keyboard = self.master_buttons(keyboard, &person).await?;
        }
        keyboard = keyboard.row([(self.text("button-back"), Press::Masters)]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    fn master_lines(&self, person: &Person) -> Vec<String> {
        let title = Args::new().text("name", person.name.reveal());
        let mut lines = vec![self.text_with("master-title", &title)];
        if person.roles.has(Role::SeniorMaster) {
            lines.push(self.text("master-senior"));
        }
        if !person.active {
            lines.push(self.text("user-inactive"));
        }
        let specialization = person.specialization.as_deref();
        lines.extend(specialization.map(|value| self.line("master-specialization", value)));
        lines.extend(person.phone.as_ref().map(|phone| self.line("card-phone", &format::phone(phone))));
        lines.push(self.text(match (person.work_chat, person.reachable) {
            (Some(_), _) => "master-has-group",
            (None, true) => "master-private",
            (None, false) => "master-unreachable-line",
        }));
        lines
    }

    /// The load by state, and what came of the rest.
    fn work_lines(&self, stats: &MasterStats) -> Vec<String> {
        let mut lines = vec![self.count_line("stats-active", stats.active())];
        for (status, count) in stats.by_status.iter().filter(|(status, _)| !status.is_final()) {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            let args = Args::new().raw("status", self.status(*status)).number("count", count);
            lines.push(self.text_with("stats-status", &args));
        }
        lines.extend(self.done_lines(stats));
        lines
    }

    /// What was closed, for how much, and what was refused.
    pub(super) fn done_lines(&self, stats: &MasterStats) -> [String; 2] {
        let closed = i64::try_from(stats.count(Status::Closed)).unwrap_or(i64::MAX);
        let args = Args::new()
            .number("count", closed)
            .raw("total", self.money(stats.total))
            .raw("share", self.money(stats.share));
        [
            self.text_with("stats-closed", &args),
            self.count_line("stats-refused", stats.count(Status::Refused)),
        ]
    }

    pub(super) fn count_line(&self, key: &str, count: u64) -> String {
        self.text_with(key, &Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// What an admin can change about a master.
    async fn master_buttons(&self, keyboard: Inline, person: &Person) -> Result<Inline, Fault> {
        let id = person.id;
        let standing = people::standing(self.snapshot.tx(), person).await?;
        let edit = |field, key| self.button(key, PeoplePress::Edit { person: id, field });
        let group = (self.text("button-set-group"), Press::SetWorkGroup { master: id });
        let senior = !person.roles.has(Role::SeniorMaster);
        let change = if senior { StaffChange::Grant } else { StaffChange::Revoke };
        let key = if senior { "button-make-senior" } else { "button-no-senior" };
        let may = check(change(Role::SeniorMaster), &standing).is_ok();
        let senior = may.then(|| self.button(key, PeoplePress::SetSenior { master: id, on: senior }));
        let invited = person.active && person.telegram_id.is_none();
        let invitation = invited.then(|| (self.text("button-invitation"), Press::Invitation { master: id }));
        Ok(keyboard
            .row(person.active.then_some(group))
            .row([
                edit(PersonField::Phone, "button-edit-phone"),
                edit(PersonField::Specialization, "button-edit-specialization"),
            ])
            .row(senior)
            .row(invitation)
            .row([self.button("button-user-card", PeoplePress::User { person: id })])
            .row(self.activity_button(id, &standing, true)))
    }
}

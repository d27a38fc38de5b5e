//! What concerns the reader himself: settings, rights, figures.

use jiff::civil::Date;
use repairbot_core::{
    actor::Role,
    audit::AuditFilter,
    callback::{CataloguePress, HistoryPress, LedgerPress, PeoplePress, Press, RatesPress, SettingsPress},
    report::{Period, compared_with},
};

use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, keyboard::Inline},
    reports::{compared, period},
    store::{ledger, orders},
    texts::{Args, Lang},
};

impl Scene<'_> {
    /// Profile and language; what admins set for the company hangs below.
    pub(super) fn settings(&self) -> Rendered {
        let Some(person) = self.viewer.person.as_ref().filter(|_| !self.roles().is_unknown()) else {
            return Rendered::text(self.text("no-access"));
        };
        let args = Args::new()
            .text("name", person.name.reveal())
            .raw("roles", self.role_names(self.roles()))
            .text("id", &self.own_id())
            .raw("language", self.text(&format!("language-{}", self.lang.code())));
        let language = |lang: Lang| {
            let name = Args::new().raw("name", self.text(&format!("language-{}", lang.code())));
            let key = if lang == self.lang { "button-language-chosen" } else { "button-language" };
            (self.text_with(key, &name), Press::People(PeoplePress::SetLanguage { language: lang.number() }))
        };
        // A further row here is a further setting: for admins those of the company.
        let company = self.roles().has(Role::Admin).then(|| {
            let kinds = HistoryPress::Catalogue(CataloguePress::Kinds);
            let trail = HistoryPress::Audit { filter: AuditFilter::default(), cursor: None };
            [("button-catalogues", kinds), ("button-audit", trail)]
                .map(|(label, press)| (self.text(label), Press::History(press)))
        });
        let own = [
            ("button-company-settings", Press::Settings(SettingsPress::Groups)),
            ("button-rates", Press::Rates(RatesPress::Now)),
        ];
        let own = company.is_some().then(|| own.map(|(label, press)| (self.text(label), press)));
        let keyboard = Inline::new()
            .row(Lang::ALL.map(language))
            .row(own.into_iter().flatten())
            .row(company.into_iter().flatten());
        Rendered { text: self.text_with("settings", &args), markup: keyboard.markup() }
    }

    /// What the reader may do now, with the menu of it.
    pub(super) fn rights_changed(&self) -> Rendered {
        let roles = self.roles();
        let active = self.viewer.person.as_ref().is_none_or(|person| person.active);
        self.with_menu(if !active {
            self.text("rights-closed")
        } else if roles.is_unknown() {
            self.text("rights-none")
        } else {
            self.text_with("rights", &Args::new().raw("roles", self.role_names(roles)))
        })
    }

    /// A master's own figures: this month beside the one before, and in all.
    pub(super) async fn my_stats(&self, first: Date) -> Result<Rendered, Fault> {
        let Some(actor) = self.viewer.actor.filter(|actor| actor.roles.has(Role::Master)) else {
            return Ok(Rendered::text(self.text("no-access")));
        };
        let (tx, zone) = (self.snapshot.tx(), &self.company.zone);
        let all = orders::stats(tx, actor.person).await?;
        let today = self.company.day(self.snapshot.now());
        let (month, before) = compared_with(Period::month(first), today);
        let now = orders::performance_of(tx, actor.person, &month.instants(zone)).await?;
        let then = orders::performance_of(tx, actor.person, &before.instants(zone)).await?;
        let mut lines = vec![self.text("stats-title"), self.count_line("stats-active", all.active())];
        let args = Args::new().raw("before", period(self.lang, before));
        lines.push(self.text_with("stats-month", &args));
        lines.extend(compared(self.lang, &now, &then));
        lines.push(self.text("stats-all"));
        lines.extend(self.done_lines(&all));
        lines.push(self.standing(ledger::held_by(tx, actor.person).await?, true));
        let balance = (self.text("button-hand-in"), Press::Ledger(LedgerPress::Own));
        let keyboard = self.own_report_buttons(first).row([balance]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }
}

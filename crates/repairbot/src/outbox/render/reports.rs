//! Screens of reports: which there are, periods and masters to choose from, and the report itself.

mod work;

use jiff::civil::Date;
use repairbot_core::{
    actor::Role,
    callback::{Press, ReportsPress},
    report::{Period, Report, Topic, Unit},
    screen::ReportsScreen,
};

pub use work::{ReportDesk, Wanted};

use super::{
    Rendered, Scene,
    keyboard::Inline,
    people::{PAGE, existing},
};
use crate::{
    fault::Fault,
    reports::{Reader, Setting},
    store::people,
    texts::Args,
};

impl Scene<'_> {
    /// Any of these screens as a message. Reports are for private chats.
    pub async fn reports(&self, screen: ReportsScreen) -> Result<Rendered, Fault> {
        let office = self.roles().is_office() && !self.viewer.in_group;
        match screen {
            // It is made on its way (`desk.rs`).
            ReportsScreen::Shown { report } => Err(Fault::Render(format!("a report at once: {report:?}"))),
            _ if !office => Ok(Rendered::text(self.text("no-access"))),
            ReportsScreen::Kinds => Ok(self.report_kinds()),
            ReportsScreen::Periods { topic } => Ok(self.report_periods(topic)),
            ReportsScreen::Masters { page } => self.report_masters(page).await,
        }
    }

    /// Who the viewer is to this report; nobody, when it is not for him.
    fn reader_of(&self, report: Report) -> Option<Reader> {
        let actor = self.viewer.actor.filter(|_| !self.viewer.in_group)?;
        report.is_for(&actor).then_some(match report {
            Report::Own { .. } => Reader::Master(actor.person),
            _ => Reader::Office,
        })
    }

    /// For whom, where and when a report is made that this reader gets.
    fn setting(&self, reader: Reader) -> Setting {
        let (lang, zone) = (self.lang, self.company.zone.clone());
        Setting { reader, lang, zone, now: self.snapshot.now() }
    }

    /// The report's text with the button for its file, and the way back.
    fn with_report_buttons(&self, text: String, report: Report) -> Rendered {
        let file = self.report_button("button-report-file", ReportsPress::File { report });
        let back = match report {
            Report::Own { .. } => None,
            _ => Some(self.report_button("button-to-reports", ReportsPress::Kinds)),
        };
        let chart = report.has_chart();
        let chart = chart.then(|| self.report_button("button-report-chart", ReportsPress::Chart { report }));
        let row = [file].into_iter().chain(chart);
        Rendered { text, markup: Inline::new().row(row).row(back).markup() }
    }

    pub(super) fn report_button(&self, key: &str, press: ReportsPress) -> (String, Press) {
        (self.text(key), Press::Reports(press))
    }

    fn report_kinds(&self) -> Rendered {
        let mut buttons =
            vec![self.report_button("report-kind-active", ReportsPress::Show { report: Report::Active })];
        buttons.extend(Topic::ALL.map(|topic| {
            self.report_button(&format!("report-kind-{}", topic.code()), ReportsPress::Periods { topic })
        }));
        // Where people know it from: after the summaries.
        buttons.insert(5, self.report_button("report-kind-master", ReportsPress::Masters { page: 0 }));
        buttons
            .insert(6, self.report_button("report-kind-debts", ReportsPress::Show { report: Report::Debts }));
        Rendered { text: self.text("reports-title"), markup: Inline::new().grid(1, buttons).markup() }
    }

    fn report_periods(&self, topic: Topic) -> Rendered {
        let today = self.company.day(self.snapshot.now());
        let buttons = topic.choices(today).into_iter().map(|period| {
            let press = ReportsPress::Show { report: topic.of(period) };
            (self.period_label(period, today), Press::Reports(press))
        });
        let keyboard = Inline::new()
            .grid(1, buttons.collect())
            .row([self.report_button("button-other-days", ReportsPress::Days { topic })])
            .row([self.report_button("button-to-reports", ReportsPress::Kinds)]);
        Rendered { text: self.text(&format!("report-pick-{}", topic.code())), markup: keyboard.markup() }
    }

    /// «This week: 30.11–06.12» and the like.
    fn period_label(&self, period: Period, today: Date) -> String {
        let (unit, word) = match period.unit() {
            Unit::Day => (Unit::Day, "day"),
            Unit::Week => (Unit::Week, "week"),
            Unit::Month | Unit::Days => (Unit::Month, "month"),
        };
        let short = |day: Date| day.strftime("%d.%m").to_string();
        let (from, to) = (period.first_day(), period.last_day());
        let named = match unit {
            Unit::Day => {
                let weekday = self.text(&format!("weekday-short-{}", from.weekday().to_monday_one_offset()));
                format!("{}, {weekday}", short(from))
            }
            Unit::Week => format!("{}–{}", short(from), short(to)),
            Unit::Month | Unit::Days => {
                format!("{} {}", self.text(&format!("report-month-{}", from.month())), from.year())
            }
        };
        let which = ["this", "last"]
            .into_iter()
            .zip(0..)
            .find(|(_, back)| period == Period::last(unit, today, *back));
        match which {
            Some((which, _)) => {
                self.text_with(&format!("report-{which}-{word}"), &Args::new().raw("period", named))
            }
            None => named,
        }
    }

    async fn report_masters(&self, page: u32) -> Result<Rendered, Fault> {
        // Those who left have orders, too.
        let tx = self.snapshot.tx();
        let mut masters: Vec<_> = people::masters(tx).await?.into_iter().map(|one| one.person).collect();
        masters.extend(people::former_masters(tx).await?);
        let total = masters.len() as u64;
        let page = existing(page, total);
        let buttons: Vec<_> = masters
            .iter()
            .skip((page * PAGE) as usize)
            .take(PAGE as usize)
            .map(|master| {
                let report = Report::Master { master: master.id, period: None };
                (master.name.reveal().to_owned(), Press::Reports(ReportsPress::Show { report }))
            })
            .collect();
        let turn = |page| Press::Reports(ReportsPress::Masters { page });
        let text = if buttons.is_empty() { "report-no-masters" } else { "report-pick-master" };
        let keyboard = Inline::new()
            .grid(1, buttons)
            .row(self.turns((page, total), turn))
            .row([self.report_button("button-to-reports", ReportsPress::Kinds)]);
        Ok(Rendered { text: self.text(text), markup: keyboard.markup() })
    }

    /// The buttons below a master's own figures: their files.
    pub(super) fn own_report_buttons(&self, month: Date) -> Inline {
        let own = |period| ReportsPress::File { report: Report::Own { period } };
        let month = Some(Period::month(month));
        let is_master = self.roles().has(Role::Master) && !self.viewer.in_group;
        let chart = Report::Own { period: month };
        let buttons = [
            self.report_button("button-report-month-chart", ReportsPress::Chart { report: chart }),
            self.report_button("button-report-month-file", own(month)),
            self.report_button("button-report-all-file", own(None)),
        ];
        Inline::new().grid(1, if is_master { buttons.into() } else { Vec::new() })
    }
}

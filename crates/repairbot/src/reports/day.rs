//! The day in a few lines, for the message of the evening: the figures of the day's report, and where orders stand now.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;
use repairbot_core::{
    ids::{EquipmentId, PersonId},
    money::Kopecks,
    order::Status,
    report::{Figures, Period, Summary},
    settings::{Placeholder, Template},
};

use super::Maker;
use crate::{fault::Fault, store::orders::report, texts::Args};

impl Maker<'_> {
    /// What the company did that day, as Telegram's HTML, with so many lines of each list.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn day_text(&mut self, day: Date, lines: usize) -> Result<String, Fault> {
        let time = Period::day(day).instants(&self.setting.zone);
        let closed = self.summed(&time).await?;
        let mut created: BTreeMap<EquipmentId, u64> = BTreeMap::new();
        for (id, count) in report::created(self.tx, &time).await? {
            *created.entry(self.names.type_now(id)).or_default() += count;
        }
        let refused = report::refused(self.tx, &time).await?;
        self.names.read_people(self.tx, refused.keys().flatten().copied().collect()).await?;
        let counts = [created.values().sum(), closed.totals.orders, refused.values().sum()];
        let counts = self.say_with("summary-counts", &counted(Args::new(), counts));
        let mut blocks = vec![format!("{}\n{counts}", self.day_title(day))];
        if closed.totals.orders > 0 {
            blocks.push(self.day_money(&closed.totals));
        }
        blocks.extend(self.day_block("summary-masters", (lines, self.day_masters(&closed, &refused))));
        blocks.extend(self.day_block("summary-equipment", (lines, self.day_types(&closed, &created))));
        let name = |status: Status| self.say(&format!("status-{}", status.code()));
        let open = self.open_counts().await?.into_iter();
        let open = open.map(|(status, count)| format!("{}: {count}", name(status))).collect();
        blocks.extend(self.day_block("summary-open", (lines, open)));
        Ok(blocks.join("\n\n"))
    }

    fn day_title(&self, day: Date) -> String {
        let day = self.period(Period::day(day));
        let place = |place| (place == Placeholder::Date).then(|| day.clone());
        self.own_heading(Template::DailySummary, place)
            .unwrap_or_else(|| self.say_with("summary-title", &Args::new().raw("day", &day)))
    }

    fn day_money(&self, figures: &Figures) -> String {
        let money = [
            ("total", figures.total),
            ("materials", figures.materials),
            ("masters", figures.master_share),
            ("company", figures.company_share),
        ];
        let args = money.into_iter().fold(Args::new(), |args, (name, sum)| args.raw(name, self.money(sum)));
        self.say_with("summary-money", &args)
    }

    /// Whoever closed something or had something refused, the most money first.
    fn day_masters(&self, closed: &Summary, refused: &BTreeMap<Option<PersonId>, u64>) -> Vec<String> {
        let ids = closed.by_master.keys().chain(refused.keys()).flatten().copied();
        let mut lines: BTreeMap<_, String> = BTreeMap::new();
        for id in ids {
            let figures = closed.by_master.get(&Some(id)).copied().unwrap_or_default();
            let name = self.names.person(id);
            let counts = [0, figures.orders, refused.get(&Some(id)).copied().unwrap_or(0)];
            let args = counted(self.named(&name), counts)
                .raw("total", self.money(figures.total))
                .raw("share", self.money(figures.master_share));
            let place = (Reverse((figures.total, figures.orders)), name, id);
            lines.insert(place, self.say_with("summary-master", &args));
        }
        lines.into_values().collect()
    }

    /// What came and what was closed, the most closed first.
    fn day_types(&self, closed: &Summary, created: &BTreeMap<EquipmentId, u64>) -> Vec<String> {
        let mut lines: BTreeMap<_, String> = BTreeMap::new();
        for id in closed.by_equipment.keys().chain(created.keys()).copied() {
            let figures = closed.by_equipment.get(&id).copied().unwrap_or_default();
            let came = created.get(&id).copied().unwrap_or(0);
            let name = self.names.equipment(id);
            let args = counted(self.named(&name), [came, figures.orders, 0]);
            let mut line = self.say_with("summary-kind", &args);
            if figures.total != Kopecks::ZERO {
                line = format!("{line} · {}", self.money(figures.total));
            }
            lines.insert((Reverse((figures.orders, came)), name, id), line);
        }
        lines.into_values().collect()
    }

    /// A block with its title; `None` without lines.
    fn day_block(&self, title: &str, (most, mut lines): (usize, Vec<String>)) -> Option<String> {
        if lines.is_empty() {
            return None;
        }
        if lines.len() > most {
            lines.truncate(most);
            lines.push(self.say("reminder-more"));
        }
        Some(format!("{}\n{}", self.say(title), lines.join("\n")))
    }
}

fn counted(args: Args, [created, closed, refused]: [u64; 3]) -> Args {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    args.number("created", number(created))
        .number("closed", number(closed))
        .number("refused", number(refused))
}

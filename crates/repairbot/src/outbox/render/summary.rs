//! The day's summary in words.

use jiff::civil::Date;
use repairbot_core::{
    list::{day_begins, day_ends},
    money::Kopecks,
    order::Status,
    schedule::Summary,
};

use super::{Rendered, Scene};
use crate::{
    fault::Fault,
    store::orders::{SummaryQuery, summary},
    texts::Args,
};

impl Scene<'_> {
    /// What the office did that day; `None` for somebody who is not of the office any more.
    pub async fn summary(&self, day: Date) -> Result<Option<Rendered>, Fault> {
        if !self.roles().is_office() {
            return Ok(None);
        }
        let zone = &self.company.zone;
        let query = SummaryQuery { day, from: day_begins(day, zone), until: day_ends(day, zone) };
        let summary = summary(self.snapshot.tx(), &query).await?;
        Ok(Some(Rendered::text(self.summary_text(&summary))))
    }

    fn summary_text(&self, summary: &Summary) -> String {
        let day = Args::new().raw("day", self.day(summary.day));
        let counts = self.day_counts(&[summary.created, summary.closed, summary.refused]);
        let mut blocks = vec![
            [self.text_with("summary-title", &day), self.text_with("summary-counts", &counts)].join("\n"),
        ];
        if summary.closed > 0 {
            let money = [
                ("total", summary.total),
                ("materials", summary.materials),
                ("masters", summary.masters_share),
                ("company", summary.company_share),
            ];
            let args =
                money.into_iter().fold(Args::new(), |args, (name, sum)| args.raw(name, self.money(sum)));
            blocks.push(self.text_with("summary-money", &args));
        }
        blocks.extend(self.block("summary-masters", self.masters_of(summary)));
        blocks.extend(self.block("summary-equipment", self.equipment_of(summary)));
        blocks.extend(self.block("summary-open", self.open_of(summary)));
        blocks.join("\n\n")
    }

    fn day_counts(&self, [created, closed, refused]: &[u64; 3]) -> Args {
        let number = |count: &u64| i64::try_from(*count).unwrap_or(i64::MAX);
        Args::new()
            .number("created", number(created))
            .number("closed", number(closed))
            .number("refused", number(refused))
    }

    fn masters_of(&self, summary: &Summary) -> Vec<String> {
        let line = |line: &repairbot_core::schedule::MasterLine| {
            let args = self
                .day_counts(&[0, line.closed, line.refused])
                .text("name", &line.name)
                .raw("total", self.money(line.total))
                .raw("share", self.money(line.share));
            self.text_with("summary-master", &args)
        };
        summary.masters.iter().map(line).collect()
    }

    fn equipment_of(&self, summary: &Summary) -> Vec<String> {
        let line = |line: &repairbot_core::schedule::EquipmentLine| {
            let name = self.catalogued(&line.name);
            let args = self.day_counts(&[line.created, line.closed, 0]).text("name", &name);
            let line_of_day = self.text_with("summary-kind", &args);
            if line.total == Kopecks::ZERO {
                return line_of_day;
            }
            format!("{line_of_day} · {}", self.money(line.total))
        };
        summary.equipment.iter().map(line).collect()
    }

    fn open_of(&self, summary: &Summary) -> Vec<String> {
        let line = |(status, count): (&Status, &u64)| format!("{}: {count}", self.status(*status));
        summary.open.iter().map(line).collect()
    }

    /// A block with its title; `None` without lines.
    fn block(&self, title: &str, mut lines: Vec<String>) -> Option<String> {
        if lines.is_empty() {
            return None;
        }
        if lines.len() > self.room() {
            lines.truncate(self.room());
            lines.push(self.text("reminder-more"));
        }
        Some(format!("{}\n{}", self.text(title), lines.join("\n")))
    }
}

//! The pictures there are: what masters did, and what was closed day by day.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};
use repairbot_core::{
    ids::PersonId,
    money::Kopecks,
    report::{Figures, Performance, Period, Report, Summary},
};

use super::{
    At, Maker, Reader,
    picture::{Bar, Picture},
};
use crate::{fault::Fault, store::orders::report::Walk, texts::Args};

/// Bars in a picture at most: a month by days fits.
const BARS: usize = 31;

impl Maker<'_> {
    /// A report as a picture. `None` when there is none of it, or none for this reader.
    ///
    /// # Errors
    /// As [`Maker::text`]; or it could not be drawn.
    pub async fn chart(&mut self, report: Report) -> Result<Option<Picture>, Fault> {
        Ok(match (report, self.setting.reader) {
            (Report::Team { period }, Reader::Office) => Some(self.team_chart(period).await?),
            (Report::Summary { period }, Reader::Office) => {
                let summary = self.summed(&period.instants(&self.setting.zone)).await?;
                Some(self.days_chart(self.say("report-chart-title-all"), period, &summary))
            }
            (Report::Own { period: Some(period) }, Reader::Master(master)) => {
                let mut summary = Summary::new(self.setting.zone.clone());
                let walk = Walk::OverOf(master, Some(period.instants(&self.setting.zone)));
                let mut at = At::Start;
                while at != At::End {
                    let lines = self.lines(&walk, &mut at).await?;
                    lines.iter().filter_map(|line| line.closed_order()).for_each(|one| summary.add(&one));
                }
                Some(self.days_chart(self.say("report-chart-title-own"), period, &summary))
            }
            _ => None,
        })
    }

    async fn team_chart(&mut self, period: Period) -> Result<Picture, Fault> {
        let pair = self.pair(period).await?;
        let bar = |(master, now, before): &(Option<PersonId>, Performance, Performance)| Bar {
            name: self.names.master(*master),
            now: now.net().0,
            before: Some(before.net().0),
            value: self.bar_value(now.net(), now.closed),
        };
        Ok(Picture {
            title: format!("{}: {}", self.say("report-chart-title-team"), self.period(pair.period)),
            note: self.versus(&pair),
            bars: pair.ranked().iter().take(BARS).map(bar).collect(),
        })
    }

    /// The sums of a period by day, or by month when there are too many days.
    fn days_chart(&self, title: String, period: Period, summary: &Summary) -> Picture {
        let (first, last) = (period.first_day(), period.last_day());
        let days = summary.by_day.iter().map(|(day, figures)| (*day, *figures));
        let all: Vec<Date> = first.series(Span::new().days(1)).take_while(|day| *day <= last).collect();
        let long = all.len() > BARS;
        let mut bars: BTreeMap<Date, Figures> = BTreeMap::new();
        if !long {
            bars.extend(all.into_iter().map(|day| (day, Figures::default())));
        }
        for (day, figures) in days {
            bars.entry(if long { day.first_of_month() } else { day }).or_default().join(&figures);
        }
        let skipped = bars.len().saturating_sub(BARS);
        let bar = |(day, figures): (&Date, &Figures)| Bar {
            name: if long { self.period(Period::month(*day)) } else { self.weekday(*day) },
            now: figures.net().0,
            before: None,
            value: self.bar_value(figures.net(), figures.orders),
        };
        Picture { title, note: self.period(period), bars: bars.iter().skip(skipped).map(bar).collect() }
    }

    fn weekday(&self, day: Date) -> String {
        let weekday = self.say(&format!("weekday-short-{}", day.weekday().to_monday_one_offset()));
        format!("{} {weekday}", day.strftime("%d.%m"))
    }

    fn bar_value(&self, sum: Kopecks, count: u64) -> String {
        let args =
            Args::new().raw("sum", self.money(sum)).number("count", i64::try_from(count).unwrap_or(i64::MAX));
        self.say_with("report-bar", &args)
    }
}

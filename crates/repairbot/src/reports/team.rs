//! What each master did in a period, beside the period before (SPEC §10).

use std::collections::BTreeSet;

use repairbot_core::{
    ids::PersonId,
    report::{Mean, Performance, Period, Team, change, compared_with, together},
};

use super::{
    Maker,
    book::{Book, Cell},
    compared::{arrow, compared, took},
    style::Paint,
};
use crate::{fault::Fault, store::orders, texts::Args};

/// The columns of the table.
const COLUMNS: [&str; 13] = [
    "master",
    "closed",
    "closed-before",
    "sum",
    "sum-before",
    "change",
    "master-share",
    "company",
    "refused",
    "refused-share",
    "refused-before",
    "accepting",
    "closing",
];

/// A period with what it is compared with.
pub(super) struct Pair {
    pub(super) period: Period,
    before: Period,
    now: Team,
    then: Team,
}

impl Pair {
    /// Masters from the largest sum to the smallest, with what they did before.
    pub(super) fn ranked(&self) -> Vec<(Option<PersonId>, Performance, Performance)> {
        let of = |team: &Team, master| team.get(&master).copied().unwrap_or_default();
        let masters: BTreeSet<_> = self.now.keys().chain(self.then.keys()).copied().collect();
        let mut ranked: Vec<_> =
            masters.into_iter().map(|id| (id, of(&self.now, id), of(&self.then, id))).collect();
        ranked.sort_by_key(|(_, now, before)| std::cmp::Reverse((now.net(), now.closed, before.net())));
        ranked
    }
}

impl Maker<'_> {
    /// The report as text.
    pub(super) async fn team_text(&mut self, period: Period) -> Result<String, Fault> {
        let pair = self.pair(period).await?;
        let ranked = pair.ranked();
        let mut lines =
            vec![self.titled("report-title-team", pair.period), self.versus(&pair), String::new()];
        if ranked.is_empty() {
            lines.push(self.say("report-none-closed"));
            return Ok(lines.join("\n"));
        }
        lines.extend(compared(self.setting.lang, &together(&pair.now), &together(&pair.then)));
        lines.extend([String::new(), self.say("report-by-master")]);
        lines.extend(self.listed(ranked.iter().map(|line| self.team_line(line))));
        Ok(lines.join("\n"))
    }

    fn team_line(&self, (master, now, before): &(Option<PersonId>, Performance, Performance)) -> String {
        let grown = change(now.net().0, before.net().0).map(|change| arrow(self.setting.lang, change));
        let args = self
            .named(&self.names.master(*master))
            .number("count", i64::try_from(now.closed).unwrap_or(i64::MAX))
            .raw("sum", self.money(now.net()))
            .raw("change", grown.unwrap_or_else(|| self.say("compared-new")))
            .raw("refused", self.share(now.refused_share()))
            .raw("accepting", took(self.setting.lang, now.accepting))
            .raw("closing", took(self.setting.lang, now.closing));
        self.say_with("report-line-team", &args)
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn team_book(
        &mut self,
        book: &mut Book,
        period: Period,
    ) -> Result<(String, u64), Fault> {
        let pair = self.pair(period).await?;
        let sheet = book.sheet(
            &self.say("report-sheet-summary"),
            &[32, 14, 14, 18, 18, 14, 18, 18, 14, 14, 14, 18, 18],
        )?;
        book.title(sheet, Paint::Title, &self.titled("report-book-team", pair.period))?;
        book.title(sheet, Paint::Note, &self.versus(&pair))?;
        let head = book.row(sheet);
        book.head(sheet, Paint::Head, self.heads(&COLUMNS))?;
        let ranked = pair.ranked();
        for (master, now, before) in &ranked {
            let name = self.names.master(*master);
            book.line(sheet, Paint::Band, &self.team_cells(name, (now, before), &|cell| cell))?;
        }
        book.filter(sheet, head, COLUMNS.len())?;
        let rows = (head + 1, book.row(sheet));
        let (now, then) = (together(&pair.now), together(&pair.then));
        let sum = |cell| Cell::Sum(head + 1, Box::new(cell));
        book.line(sheet, Paint::Totals, &self.team_cells(self.say("report-in-all"), (&now, &then), &sum))?;
        self.charts(book, sheet, [("masters", rows, (1, 3))])?;
        let args = Args::new()
            .raw("title", self.titled("report-title-team", pair.period))
            .number("count", i64::try_from(now.closed).unwrap_or(i64::MAX))
            .raw("sum", self.money(now.net()));
        Ok((self.say_with("report-caption", &args), now.closed.saturating_add(now.refused)))
    }

    fn team_cells(
        &self,
        name: String,
        (now, before): (&Performance, &Performance),
        sum: &dyn Fn(Cell) -> Cell,
    ) -> [Cell; COLUMNS.len()] {
        let minutes = |mean: Mean| match mean.value() {
            None => Cell::Empty,
            Some(mean) => Cell::Count(u64::try_from((mean.as_secs() + 30) / 60).unwrap_or(0)),
        };
        [
            Cell::Text(name),
            sum(Cell::Count(now.closed)),
            sum(Cell::Count(before.closed)),
            sum(Cell::Money(now.net())),
            sum(Cell::Money(before.net())),
            change(now.net().0, before.net().0).map_or(Cell::Empty, Cell::Share),
            sum(Cell::Money(now.master_share)),
            sum(Cell::Money(now.company_share)),
            sum(Cell::Count(now.refused)),
            Cell::Share(now.refused_share()),
            Cell::Share(before.refused_share()),
            minutes(now.accepting),
            minutes(now.closing),
        ]
    }

    /// «compared with …»
    pub(super) fn versus(&self, pair: &Pair) -> String {
        self.say_with("report-versus", &Args::new().raw("period", self.period(pair.before)))
    }

    /// What everybody did in a period, as far as it has begun, and in the one before.
    pub(super) async fn pair(&mut self, period: Period) -> Result<Pair, Fault> {
        self.beat()?;
        let today = self.setting.now.to_zoned(self.setting.zone.clone()).date();
        let (period, before) = compared_with(period, today);
        let zone = &self.setting.zone;
        let now = orders::performance(self.tx, &period.instants(zone)).await?;
        self.beat()?;
        let then = orders::performance(self.tx, &before.instants(zone)).await?;
        let masters = now.keys().chain(then.keys()).copied().flatten().collect();
        self.names.read_people(self.tx, masters).await?;
        Ok(Pair { period, before, now, then })
    }
}

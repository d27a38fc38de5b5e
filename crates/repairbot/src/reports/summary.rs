//! Closed orders of a period by master, by type of appliance and by day (dossier §9.3).

use std::{collections::BTreeMap, ops::Range};

use jiff::{Span, Timestamp, civil::Date};
use repairbot_core::{
    ids::PersonId,
    report::{Figures, Period, Summary, Unit, permille, ranked},
    settings::{Placeholder, Template},
};

use super::{
    At, Maker,
    book::{Book, Cell, MasterSheets, Sheet, Whose},
    chart::{self, Chart},
    style::Paint,
};
use crate::{
    fault::Fault,
    store::orders::report::{self, ClosedLine},
    texts::Args,
};

/// Days in the table of days at most, counting those without orders: longer periods show days with orders only.
const DAYS: usize = 400;

/// What happened in the period besides what was closed.
struct Beside {
    created: u64,
    refused: u64,
}

/// A table to draw: its name, its first row and the row after its last, the columns of orders and of money.
type Charted<'a> = (&'a str, (u32, u32), (u16, u16));

impl Maker<'_> {
    /// The sums of a period, with nothing but them in memory.
    pub(super) async fn summed(&mut self, time: &Range<Timestamp>) -> Result<Summary, Fault> {
        let mut summary = Summary::new(self.setting.zone.clone());
        let mut at = At::Start;
        while at != At::End {
            self.closed(time, &mut at).await?.iter().for_each(|line| summary.add(&line.order));
        }
        Ok(summary)
    }

    async fn beside(&self, time: &Range<Timestamp>) -> Result<Beside, Fault> {
        let (created, refused) =
            (report::created(self.tx, time).await?, report::refused(self.tx, time).await?);
        Ok(Beside { created: created.values().sum(), refused: refused.values().sum() })
    }

    /// The report as text.
    pub(super) async fn summary_text(&mut self, period: Period) -> Result<String, Fault> {
        let time = period.instants(&self.setting.zone);
        let summary = self.summed(&time).await?;
        let beside = self.beside(&time).await?;
        let mut lines = vec![self.summary_title(period), String::new()];
        lines.push(self.count("report-created", beside.created));
        lines.push(self.count("report-closed", summary.totals.orders));
        lines.push(self.count("report-refused", beside.refused));
        if summary.totals.orders == 0 {
            lines.extend([String::new(), self.say("report-none-closed")]);
            return Ok(lines.join("\n"));
        }
        lines.push(String::new());
        lines.extend(self.figures(("report-masters-share", &summary.totals)));
        lines.extend([String::new(), self.say("report-by-master")]);
        let masters = ranked(&summary.by_master).into_iter();
        lines.extend(
            self.listed(
                masters.map(|(master, figures)| self.ranked_line(&self.names.master(master), &figures)),
            ),
        );
        lines.extend([String::new(), self.say("report-by-equipment")]);
        lines.extend(self.equipment_lines(&summary));
        Ok(lines.join("\n"))
    }

    pub(super) fn equipment_lines(&self, summary: &Summary) -> Vec<String> {
        let types = ranked(&summary.by_equipment).into_iter();
        self.listed(types.map(|(id, figures)| {
            let share = permille(figures.orders, summary.totals.orders);
            let args = self
                .named(&self.names.equipment(id))
                .number("count", i64::try_from(figures.orders).unwrap_or(i64::MAX))
                .raw("share", self.share(share))
                .raw("sum", self.money(figures.net()));
            self.say_with("report-line-type", &args)
        }))
    }

    fn ranked_line(&self, name: &str, figures: &Figures) -> String {
        let args = self
            .named(name)
            .number("count", i64::try_from(figures.orders).unwrap_or(i64::MAX))
            .raw("sum", self.money(figures.net()))
            .raw("company", self.money(figures.company_share));
        self.say_with("report-line-master", &args)
    }

    /// Sums, each in a line.
    pub(super) fn figures(&self, (share, figures): (&str, &Figures)) -> Vec<String> {
        vec![
            self.sum("report-net", figures.net()),
            self.sum("report-materials", figures.materials),
            self.sum(share, figures.master_share),
            self.sum("report-company-share", figures.company_share),
            self.sum("report-average", figures.average()),
            self.count("report-out-of-city", figures.out_of_city),
            self.count("report-reviews", figures.reviews),
        ]
    }

    fn summary_title(&self, period: Period) -> String {
        let place = |place| (place == Placeholder::Period).then(|| self.period(period));
        if let Some(own) = self.own_heading(Template::Report, place) {
            return own;
        }
        let unit = match period.unit() {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Days => "days",
        };
        self.say_with(&format!("report-title-{unit}"), &Args::new().raw("period", self.period(period)))
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn summary_book(
        &mut self,
        book: &mut Book,
        period: Period,
    ) -> Result<(String, u64), Fault> {
        let time = period.instants(&self.setting.zone);
        let front = book.sheet(&self.say("report-sheet-summary"), &[32, 14, 18, 18, 18, 18])?;
        let summary = self.master_sheets(book, (period, &time)).await?;
        let beside = self.beside(&time).await?;
        self.front(book, front, (period, &summary, &beside))?;
        let args = Args::new()
            .raw("title", self.summary_title(period))
            .number("count", i64::try_from(summary.totals.orders).unwrap_or(i64::MAX))
            .raw("sum", self.money(summary.totals.net()));
        Ok((self.say_with("report-caption", &args), summary.totals.orders))
    }

    /// A sheet for each master, written as his orders come.
    async fn master_sheets(
        &mut self,
        book: &mut Book,
        (period, time): (Period, &Range<Timestamp>),
    ) -> Result<Summary, Fault> {
        let own = columns(period);
        // The name is above on a master's own.
        let others = [&own[..1], &["master"], &own[1..]].concat();
        let columns = |whose| if matches!(whose, Whose::One(_)) { own } else { &others };
        let mut sheets = MasterSheets::new(self.sheets);
        let mut summary = Summary::new(self.setting.zone.clone());
        let mut sums: BTreeMap<Whose, Figures> = BTreeMap::new();
        let mut at = At::Start;
        while at != At::End {
            for line in self.closed(time, &mut at).await? {
                summary.add(&line.order);
                let begin =
                    |one: Option<_>| self.master_sheet(book, one, if one.is_some() { own } else { &others });
                let whose = sheets.of(line.order.master, begin)?;
                sums.entry(whose).or_default().add(&line.order);
                book.line(whose.sheet(), Paint::Plain, &self.cells(columns(whose), &line))?;
            }
        }
        for (whose, figures) in &sums {
            let columns = columns(*whose);
            book.filter(whose.sheet(), 1, columns.len())?;
            book.line(whose.sheet(), Paint::Totals, &self.totals(columns, figures))?;
        }
        Ok(summary)
    }

    fn master_sheet(
        &self,
        book: &mut Book,
        one: Option<Option<PersonId>>,
        columns: &[&str],
    ) -> Result<Sheet, Fault> {
        let name = self.sheet_name(one);
        let wide = |column: &&str| if matches!(*column, "type" | "master") { 26 } else { 17 };
        let widths: Vec<u16> = columns.iter().map(wide).collect();
        let sheet = book.sheet(&name, &widths)?;
        book.title(sheet, Paint::Title, &name)?;
        book.head(sheet, Paint::MasterHead, self.heads(columns))?;
        Ok(sheet)
    }

    pub(super) fn cells(&self, columns: &[&str], line: &ClosedLine) -> Vec<Cell> {
        let order = &line.order;
        let cell = |column: &&str| match *column {
            "order" => Cell::Number(line.number.0),
            "done" => self.moment(order.at),
            "type" => Cell::Text(self.names.equipment(order.equipment)),
            "master" => Cell::Text(self.names.master(order.master)),
            "net" => Cell::Money(order.net()),
            "materials" => Cell::Money(order.materials),
            "company" => Cell::Money(order.company_share),
            "out-of-city" => self.flag(order.out_of_city),
            "review" => self.flag(order.review),
            _ => Cell::Empty,
        };
        columns.iter().map(cell).collect()
    }

    /// The line below a table of orders whose head is in the second row.
    pub(super) fn totals(&self, columns: &[&str], figures: &Figures) -> Vec<Cell> {
        let sum = |sum| Cell::Sum(2, Box::new(Cell::Money(sum)));
        let cell = |column: &&str| match *column {
            "order" => Cell::Text(self.say("report-total")),
            "net" => sum(figures.net()),
            "materials" => sum(figures.materials),
            "company" => sum(figures.company_share),
            "out-of-city" => Cell::Count(figures.out_of_city),
            "review" => Cell::Count(figures.reviews),
            _ => Cell::Empty,
        };
        columns.iter().map(cell).collect()
    }

    /// The first sheet: it is written last, when everything is known.
    fn front(
        &self,
        book: &mut Book,
        sheet: Sheet,
        (period, summary, beside): (Period, &Summary, &Beside),
    ) -> Result<(), Fault> {
        let args = Args::new().raw("period", self.period(period));
        book.title(sheet, Paint::Title, &self.say_with("report-book-summary", &args))?;
        let masters = self.masters_table(book, sheet, (period, summary))?;
        book.skip(sheet);
        for (key, day) in [("report-from", period.first_day()), ("report-to", period.last_day())] {
            book.line(sheet, Paint::Plain, &[Cell::Text(self.say(key)), Cell::Day(day)])?;
        }
        for (key, count) in [("orders-created", beside.created), ("orders-refused", beside.refused)] {
            let label = Cell::Text(self.say(&format!("report-col-{key}")));
            book.line(sheet, Paint::Plain, &[label, Cell::Count(count)])?;
        }
        if summary.totals.orders == 0 {
            book.title(sheet, Paint::Note, &self.say("report-none-closed"))?;
        }
        let types = self.types_table(book, sheet, summary)?;
        let days = self.days_table(book, sheet, (period, summary))?;
        self.charts(
            book,
            sheet,
            [("days", days, (1, 2)), ("types", types, (1, 3)), ("masters", masters, (1, 2))],
        )
    }

    fn masters_table(
        &self,
        book: &mut Book,
        sheet: Sheet,
        (period, summary): (Period, &Summary),
    ) -> Result<(u32, u32), Fault> {
        let with_materials = is_long(period);
        let keys = ["master", "orders", "sum", "materials", "company", "average"];
        let shown = |key: &str| with_materials || key != "materials";
        let keys: Vec<&str> = keys.into_iter().filter(|key| shown(key)).collect();
        let head = book.row(sheet);
        book.head(sheet, Paint::Head, self.heads(&keys))?;
        let cells = |name: String, figures: &Figures, sum: &dyn Fn(Cell) -> Cell| {
            let cell = |key: &&str| match *key {
                "master" => Cell::Text(name.clone()),
                "orders" => sum(Cell::Count(figures.orders)),
                "sum" => sum(Cell::Money(figures.net())),
                "materials" => sum(Cell::Money(figures.materials)),
                "company" => sum(Cell::Money(figures.company_share)),
                _ => Cell::Money(figures.average()),
            };
            keys.iter().map(cell).collect::<Vec<_>>()
        };
        for (master, figures) in ranked(&summary.by_master) {
            book.line(sheet, Paint::Band, &cells(self.names.master(master), &figures, &|cell| cell))?;
        }
        book.filter(sheet, head, keys.len())?;
        let rows = (head + 1, book.row(sheet));
        let sum = |cell| Cell::Sum(head + 1, Box::new(cell));
        book.line(sheet, Paint::Totals, &cells(self.say("report-in-all"), &summary.totals, &sum))?;
        Ok(rows)
    }

    /// Types of appliances, by how often; rows from and up to (without) the last.
    fn types_table(&self, book: &mut Book, sheet: Sheet, summary: &Summary) -> Result<(u32, u32), Fault> {
        self.block(book, sheet, ("report-block-types", &["type", "count", "share", "sum"]))?;
        let first = book.row(sheet);
        for (id, figures) in ranked(&summary.by_equipment) {
            let cells = [
                Cell::Text(self.names.equipment(id)),
                Cell::Count(figures.orders),
                Cell::Share(permille(figures.orders, summary.totals.orders)),
                Cell::Money(figures.net()),
            ];
            book.line(sheet, Paint::Band, &cells)?;
        }
        Ok((first, book.row(sheet)))
    }

    fn days_table(
        &self,
        book: &mut Book,
        sheet: Sheet,
        (period, summary): (Period, &Summary),
    ) -> Result<(u32, u32), Fault> {
        self.block(book, sheet, ("report-block-days", &["day", "orders", "sum"]))?;
        let first = book.row(sheet);
        let today = self.setting.now.to_zoned(self.setting.zone.clone()).date();
        for day in days(period, today, summary) {
            let figures = summary.by_day.get(&day).copied().unwrap_or_default();
            let cells = [Cell::Day(day), Cell::Count(figures.orders), Cell::Money(figures.net())];
            book.line(sheet, Paint::Band, &cells)?;
        }
        Ok((first, book.row(sheet)))
    }

    /// The name and the head of a table below the main one.
    pub(super) fn block(
        &self,
        book: &mut Book,
        sheet: Sheet,
        (title, keys): (&str, &[&str]),
    ) -> Result<(), Fault> {
        book.skip(sheet);
        book.title(sheet, Paint::Block, &self.say(title))?;
        let heads: Vec<Cell> = self.heads(keys).into_iter().map(Cell::Text).collect();
        book.line(sheet, Paint::Head, &heads)
    }

    /// Charts of orders and money, one below the other, right of the tables. A table without rows has none.
    pub(super) fn charts<const N: usize>(
        &self,
        book: &mut Book,
        sheet: Sheet,
        tables: [Charted<'_>; N],
    ) -> Result<(), Fault> {
        let (mut top, right) = (1, 7);
        for (name, (first, end), (orders, money)) in tables {
            if end <= first {
                continue;
            }
            let chart = Chart {
                title: self.say(&format!("report-chart-{name}")),
                at: (top, right),
                rows: (first, end - 1),
                names: 0,
                days: name == "days",
                columns: (money, self.say("report-col-sum")),
                line: Some((orders, self.say("report-col-orders"))),
            };
            book.chart(sheet, &chart)?;
            top += chart::ROWS;
        }
        Ok(())
    }
}

/// Whether it is a month or any other days: those tables have materials, too.
fn is_long(period: Period) -> bool {
    matches!(period.unit(), Unit::Month | Unit::Days)
}

/// The columns of a master's sheet (dossier §9.3): a day needs no dates, materials are for the month.
fn columns(period: Period) -> &'static [&'static str] {
    match period.unit() {
        Unit::Day => &["order", "net", "type", "company", "out-of-city", "review"],
        Unit::Week => &["order", "net", "type", "company", "out-of-city", "review", "done"],
        Unit::Month | Unit::Days => {
            &["order", "net", "materials", "type", "company", "out-of-city", "review", "done"]
        }
    }
}

/// The days of the table: every one up to today, as long as they are not too many.
fn days(period: Period, today: Date, summary: &Summary) -> Vec<Date> {
    let last = period.last_day().min(today);
    let mut days: Vec<Date> = Vec::new();
    let mut day = period.first_day();
    while day <= last && days.len() <= DAYS {
        days.push(day);
        match day.checked_add(Span::new().days(1)) {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    if days.len() > DAYS { summary.by_day.keys().copied().collect() } else { days }
}

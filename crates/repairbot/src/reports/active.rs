//! Orders that are not over: all of them, and a sheet for each master (dossier §9.2).

use std::collections::BTreeMap;

use repairbot_core::{
    ids::{EquipmentId, PersonId},
    order::Status,
    report::Refusals,
};

use super::{
    At, Maker,
    book::{Book, Cell, MasterSheets, Sheet, Whose},
    chart::{self, Chart},
    style::Paint,
    words,
};
use crate::{
    fault::Fault,
    store::orders::{
        self,
        report::{self, ReportLine, Walk},
    },
    texts::Args,
};

/// The columns of the first sheet, and how wide they are.
const ALL: [&str; 13] = [
    "number",
    "status",
    "equipment",
    "problem",
    "client",
    "address",
    "phone",
    "master",
    "dispatcher",
    "arrival",
    "arrival-to",
    "promised",
    "created",
];
const ALL_WIDE: [u16; 13] = [10, 22, 24, 30, 22, 34, 18, 22, 22, 18, 18, 14, 18];
/// Those of the sheet that masters share.
const OTHERS: [&str; 9] =
    ["order", "status", "equipment", "client", "address", "arrival", "arrival-to", "created", "master"];
const OTHERS_WIDE: [u16; 9] = [12, 22, 24, 22, 36, 18, 18, 18, 22];
/// How many of them are a master's own: his name is above.
const OWN: usize = OTHERS.len() - 1;
/// Below the orders of the first sheet their names and numbers stand here: under what is as wide as they are.
const NAMES: u16 = 2;

/// How many open orders there are of each type, and with each master.
#[derive(Default)]
struct Counted {
    by_type: BTreeMap<EquipmentId, u64>,
    by_master: BTreeMap<Option<PersonId>, u64>,
}

impl Maker<'_> {
    /// How many stand where; states nobody is in are left out.
    pub(super) async fn open_counts(&self) -> Result<Vec<(Status, u64)>, Fault> {
        let counts = orders::status_counts(self.tx).await?;
        Ok(counts.into_iter().filter(|(status, count)| !status.is_final() && *count > 0).collect())
    }

    fn counted_line(&self, name: &str, count: u64) -> String {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.say_with("report-line-count", &self.named(name).number("count", count))
    }

    /// The report as text.
    pub(super) async fn active_text(&mut self) -> Result<String, Fault> {
        let by_status = self.open_counts().await?;
        let all = by_status.iter().map(|(_, count)| count).sum();
        let mut lines = vec![self.active_title(), String::new()];
        if all == 0 {
            lines.push(self.say("report-none-active"));
            return Ok(lines.join("\n"));
        }
        lines.push(self.count("report-active", all));
        let name = |status: Status| self.say(&format!("status-{}", status.code()));
        lines.extend(by_status.iter().map(|(status, count)| self.counted_line(&name(*status), *count)));
        lines.extend([String::new(), self.say("report-by-master")]);
        let by_master = report::open_by_master(self.tx).await?;
        self.names.read_people(self.tx, by_master.keys().flatten().copied().collect()).await?;
        let mut masters: Vec<_> = by_master.into_iter().collect();
        masters.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let masters =
            masters.into_iter().map(|(master, count)| self.counted_line(&self.names.master(master), count));
        lines.extend(self.listed(masters));
        Ok(lines.join("\n"))
    }

    fn active_title(&self) -> String {
        self.at_moment("report-title-active")
    }

    /// A title with the moment the report is of.
    pub(super) fn at_moment(&self, key: &str) -> String {
        self.say_with(key, &self.made_at())
    }

    /// The moment the report is of.
    pub(super) fn made_at(&self) -> Args {
        let now = self.civil(self.setting.now);
        Args::new().raw("at", format!("{} {}", words::day(now.date()), now.strftime("%H:%M")))
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn active_book(&mut self, book: &mut Book) -> Result<(String, u64), Fault> {
        let all = self.open_counts().await?.iter().map(|(_, count)| count).sum();
        let front = book.sheet(&self.say("report-sheet-summary"), &ALL_WIDE)?;
        book.title(front, Paint::Title, &self.at_moment("report-book-active"))?;
        let count = [Cell::Text(self.say("report-col-in-all")), Cell::Count(all)];
        book.line(front, Paint::Note, &count)?;
        let head = book.row(front);
        book.head(front, Paint::Head, self.heads(&ALL))?;
        let mut sheets = MasterSheets::new(self.sheets);
        let mut counted = Counted::default();
        for status in open() {
            let (walk, mut at) = (Walk::Open(status), At::Start);
            while at != At::End {
                for line in self.lines(&walk, &mut at).await? {
                    *counted.by_type.entry(line.equipment).or_default() += 1;
                    *counted.by_master.entry(line.master).or_default() += 1;
                    book.line(front, Paint::Plain, &self.order_cells(&ALL, &line))?;
                    if line.master.is_some() {
                        let whose = sheets.of(line.master, |one| self.active_sheet(book, one))?;
                        let cells = self.order_cells(columns(whose), &line);
                        book.line(whose.sheet(), Paint::Plain, &cells)?;
                    }
                }
            }
        }
        book.filter(front, head, ALL.len())?;
        self.active_charts(book, front, &counted)?;
        for whose in sheets.all() {
            book.filter(whose.sheet(), 1, columns(whose).len())?;
        }
        Ok((format!("{}\n{}", self.active_title(), self.count("report-active", all)), all))
    }

    /// How many of which type and with whom, each with a chart (SPEC §10).
    fn active_charts(&self, book: &mut Book, sheet: Sheet, counted: &Counted) -> Result<(), Fault> {
        let types = Refusals::ranked(&counted.by_type).into_iter();
        let types: Vec<_> = types.map(|(id, count)| (self.names.equipment(id), count)).collect();
        let masters = Refusals::ranked(&counted.by_master).into_iter();
        let masters: Vec<_> = masters.map(|(master, count)| (self.names.master(master), count)).collect();
        let places = (1..).step_by(usize::try_from(chart::ROWS).unwrap_or(1));
        for ((name, key, counts), top) in
            [("types", "type", types), ("masters", "master", masters)].into_iter().zip(places)
        {
            if counts.is_empty() {
                continue;
            }
            let indented = |name: Cell, count: Cell| [Cell::Empty, Cell::Empty, name, count];
            let label = |key: &str| Cell::Text(self.say(key));
            book.skip(sheet);
            let title = label(&format!("report-block-{name}"));
            book.line(sheet, Paint::Block, &indented(title, Cell::Empty))?;
            let heads = indented(label(&format!("report-col-{key}")), label("report-col-count"));
            book.line(sheet, Paint::Head, &heads)?;
            let first = book.row(sheet);
            for (name, count) in counts {
                book.line(sheet, Paint::Band, &indented(Cell::Text(name), Cell::Count(count)))?;
            }
            let chart = Chart {
                title: self.say(&format!("report-chart-{name}")),
                at: (top, 1 + u16::try_from(ALL.len()).unwrap_or(u16::MAX - 1)),
                rows: (first, book.row(sheet) - 1),
                names: NAMES,
                days: false,
                columns: (NAMES + 1, self.say("report-col-count")),
                line: None,
            };
            book.chart(sheet, &chart)?;
        }
        Ok(())
    }

    /// A sheet for this master, or for all others.
    fn active_sheet(&self, book: &mut Book, one: Option<Option<PersonId>>) -> Result<Sheet, Fault> {
        let count = if one.is_some() { OWN } else { OTHERS.len() };
        let sheet = book.sheet(&self.sheet_name(one), &OTHERS_WIDE[..count])?;
        book.title(sheet, Paint::Title, &self.sheet_name(one))?;
        book.head(sheet, Paint::MasterHead, self.heads(&OTHERS[..count]))?;
        Ok(sheet)
    }

    /// What a sheet of this master's is called, or that of all others.
    pub(super) fn sheet_name(&self, one: Option<Option<PersonId>>) -> String {
        one.map_or_else(|| self.say("report-sheet-others"), |master| self.names.master(master))
    }

    /// The cells of an order in these columns, whatever state it is in.
    pub(super) fn order_cells(&self, columns: &[&str], line: &ReportLine) -> Vec<Cell> {
        columns.iter().map(|column| self.order_cell(column, line)).collect()
    }

    fn order_cell(&self, column: &str, line: &ReportLine) -> Cell {
        let text = |text: &str| Cell::Text(text.to_owned());
        let written = |written: &repairbot_core::pii::FreeText| text(written.reveal());
        match column {
            "number" | "order" | "id" | "no" => Cell::Number(line.number.0),
            "status" => self.status(line.status),
            "equipment" | "type" => Cell::Text(self.names.equipment(line.equipment)),
            "problem" => Cell::maybe(line.problem.as_ref(), written),
            "client" => text(line.client.reveal()),
            "address" => text(line.address.reveal()),
            "phone" => self.phone(line),
            "master" => Cell::Text(self.names.master(line.master)),
            "dispatcher" => Cell::Text(self.names.person(line.creator)),
            "arrival" => self.visit(line),
            "arrival-to" => Cell::maybe(line.visit_to, |at| self.moment(at)),
            "promised" => Cell::maybe(line.promised_on, Cell::Day),
            "created" | "created-at" => self.moment(line.created_at),
            "updated" => self.moment(line.status_changed_at),
            "ended" => Cell::maybe(line.closed(), |at| self.moment(at)),
            "net" | "total" => Cell::maybe(line.net(), Cell::Money),
            "materials" => Cell::maybe(line.materials, Cell::Money),
            "master-share" => Cell::maybe(line.master_share, Cell::Money),
            "company-share" => Cell::maybe(line.company_share, Cell::Money),
            "out-of-city" => Cell::maybe(line.flags, |(out_of_city, _)| self.flag(out_of_city)),
            "review" => Cell::maybe(line.flags, |(_, review)| self.flag(review)),
            "why" => Cell::maybe(self.why(line), Cell::Text),
            _ => Cell::Empty,
        }
    }
}

/// The columns of this sheet.
fn columns(whose: Whose) -> &'static [&'static str] {
    match whose {
        Whose::One(_) => &OTHERS[..OWN],
        Whose::Others(_) => &OTHERS,
    }
}

/// The states of an order that is not over, in the order of the report.
fn open() -> impl Iterator<Item = Status> {
    Status::ALL.into_iter().filter(|status| !status.is_final())
}

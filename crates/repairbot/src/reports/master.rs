//! One master: what he has now, and what he finished (dossier §9.4, §9.5). The office gets it of any master, a master of
//! himself; the columns differ.

use std::ops::Range;

use jiff::Timestamp;
use repairbot_core::{
    ids::PersonId,
    money::Kopecks,
    order::Status,
    report::{ClosedOrder, Figures, Period, Why, permille},
    settings::{Placeholder, Template},
};

use super::{
    At, Maker, Reader,
    book::{Book, Cell, Sheet},
    style::Paint,
};
use crate::{
    fault::Fault,
    store::{
        orders::report::{ReportLine, Walk},
        people,
    },
    texts::Args,
};

/// What the office reads of a master (dossier §9.4).
const OFFICE_OPEN: [&str; 10] =
    ["id", "status", "type", "client", "address", "phone", "arrival", "arrival-to", "created", "updated"];
const OFFICE_OVER: [&str; 15] = [
    "id",
    "status",
    "type",
    "client",
    "address",
    "phone",
    "created",
    "updated",
    "net",
    "materials",
    "master-share",
    "company-share",
    "out-of-city",
    "review",
    "why",
];
/// What a master reads of himself (dossier §9.5).
const OWN_OPEN: [&str; 9] =
    ["number", "status", "equipment", "client", "phone", "address", "arrival", "arrival-to", "created-at"];
const OWN_OVER: [&str; 16] = [
    "no",
    "status",
    "equipment",
    "client",
    "phone",
    "address",
    "created",
    "updated",
    "total",
    "materials",
    "master-share",
    "company-share",
    "out-of-city",
    "review",
    "ended",
    "why",
];

/// What a master's orders come to.
#[derive(Debug, Default)]
struct Work {
    open: u64,
    closed: Figures,
    refused: u64,
    /// Refused with a reason.
    told: u64,
}

impl Work {
    fn all(&self) -> u64 {
        self.open + self.closed.orders + self.refused
    }

    fn over(&self) -> u64 {
        self.closed.orders + self.refused
    }
}

impl Maker<'_> {
    /// The report as text, for the office or for himself.
    pub(super) async fn master_text(
        &mut self,
        master: PersonId,
        period: Option<Period>,
    ) -> Result<String, Fault> {
        let work = self.work(master, period).await?;
        let mut lines = vec![self.master_title(master, period), String::new()];
        if work.all() == 0 {
            lines.push(self.say("report-none-at-all"));
            return Ok(lines.join("\n"));
        }
        lines.push(self.count("report-all", work.all()));
        lines.push(self.count("report-closed", work.closed.orders));
        lines.push(self.count("report-open", work.open));
        lines.push(self.refused_line(&work));
        lines.push(String::new());
        lines.extend(self.figures(("report-master-share", &work.closed)));
        Ok(lines.join("\n"))
    }

    fn refused_line(&self, work: &Work) -> String {
        let args = Args::new()
            .number("count", i64::try_from(work.refused).unwrap_or(i64::MAX))
            .number("told", i64::try_from(work.told).unwrap_or(i64::MAX))
            .raw("share", self.share(permille(work.refused, work.over())));
        self.say_with("report-refused-of-master", &args)
    }

    fn master_title(&self, master: PersonId, period: Option<Period>) -> String {
        let is_monthly = self.setting.reader != Reader::Office && period.is_some();
        let period = period.map_or_else(|| self.say("report-always"), |period| self.period(period));
        let name = self.names.person(master);
        let place = |place| match place {
            Placeholder::Period => Some(period.clone()),
            Placeholder::Master => Some(name.clone()),
            _ => None,
        };
        let own = is_monthly.then(|| self.own_heading(Template::MasterMonthly, place)).flatten();
        own.unwrap_or_else(|| {
            let args = Args::new().text("name", &name).raw("period", &period);
            self.say_with("report-title-master", &args)
        })
    }

    /// Counts what he has and what he finished.
    async fn work(&mut self, master: PersonId, period: Option<Period>) -> Result<Work, Fault> {
        self.names.read_people(self.tx, vec![master]).await?;
        let mut work = Work::default();
        for walk in [Walk::OpenOf(master), Walk::OverOf(master, self.time(period))] {
            let mut at = At::Start;
            while at != At::End {
                self.lines(&walk, &mut at).await?.iter().for_each(|line| work.add(line));
            }
        }
        Ok(work)
    }

    fn time(&self, period: Option<Period>) -> Option<Range<Timestamp>> {
        period.map(|period| period.instants(&self.setting.zone))
    }

    /// The report as a workbook, for the office or for himself; gives its caption.
    pub(super) async fn master_book(
        &mut self,
        book: &mut Book,
        (master, period): (PersonId, Option<Period>),
    ) -> Result<(String, u64), Fault> {
        let (open, over): (&[&str], &[&str]) = match self.setting.reader {
            Reader::Office => (&OFFICE_OPEN, &OFFICE_OVER),
            Reader::Master(_) => (&OWN_OPEN, &OWN_OVER),
        };
        let work = self.work(master, period).await?;
        let name = self.names.person(master);
        let first = book.sheet(&self.say("report-sheet-open"), &widths(open))?;
        let made = self.made_of(master).await?;
        book.title(first, Paint::Title, &name)?;
        book.title(first, Paint::Note, &made)?;
        self.table(book, first, (&Walk::OpenOf(master), open)).await?;
        let count = [Cell::Text(self.say("report-total")), Cell::Count(work.open)];
        book.line(first, Paint::Totals, &count)?;
        let second = book.sheet(&self.say("report-sheet-over"), &widths(over))?;
        book.title(second, Paint::Title, &name)?;
        let period_text = period.map_or_else(|| self.say("report-always"), |period| self.period(period));
        book.title(second, Paint::Note, &period_text)?;
        self.statistics(book, second, &work)?;
        let head = self.table(book, second, (&Walk::OverOf(master, self.time(period)), over)).await?;
        book.line(second, Paint::Totals, &self.over_totals(over, (head + 1, &work)))?;
        book.title(second, Paint::Note, &self.over_counts(&work))?;
        let args = Args::new()
            .raw("title", self.master_title(master, period))
            .number("count", i64::try_from(work.closed.orders).unwrap_or(i64::MAX))
            .raw("sum", self.money(work.closed.net()));
        Ok((self.say_with("report-caption", &args), work.all()))
    }

    /// When it was made; the office reads the master's phone, too.
    async fn made_of(&self, master: PersonId) -> Result<String, Fault> {
        if self.setting.reader != Reader::Office {
            return Ok(self.at_moment("report-made-at"));
        }
        let phone = people::many(self.tx, &[master]).await?.pop().and_then(|person| person.phone);
        let phone =
            phone.map_or_else(|| self.say("report-phone-unknown"), |phone| crate::texts::phone(&phone));
        Ok(self.say_with("report-made-of", &self.made_at().raw("phone", phone)))
    }

    /// What is over in one line.
    fn over_counts(&self, work: &Work) -> String {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let args = Args::new()
            .number("closed", number(work.closed.orders))
            .number("refused", number(work.refused))
            .number("told", number(work.told));
        self.say_with("report-over-counts", &args)
    }

    /// The figures above the table of what is over.
    fn statistics(&self, book: &mut Book, sheet: Sheet, work: &Work) -> Result<(), Fault> {
        let closed = &work.closed;
        let figures = [
            ("all", Cell::Count(work.all())),
            ("closed", Cell::Count(closed.orders)),
            ("open", Cell::Count(work.open)),
            ("refused", Cell::Count(work.refused)),
            ("told", Cell::Count(work.told)),
            ("refused-share", Cell::Share(permille(work.refused, work.over()))),
            ("total", Cell::Money(closed.net())),
            ("materials", Cell::Money(closed.materials)),
            ("master-share", Cell::Money(closed.master_share)),
            ("cash", Cell::Money(closed.company_share)),
            ("average", Cell::Money(closed.average())),
        ];
        // Side by side: what stays in sight with the head of the table must be low.
        let (heads, cells): (Vec<_>, Vec<_>) = figures.into_iter().unzip();
        let heads: Vec<Cell> = self.heads(&heads).into_iter().map(Cell::Text).collect();
        book.line(sheet, Paint::Block, &heads)?;
        book.line(sheet, Paint::Band, &cells)?;
        book.skip(sheet);
        Ok(())
    }

    /// A table of orders; gives the row of its head.
    async fn table(
        &mut self,
        book: &mut Book,
        sheet: Sheet,
        (walk, columns): (&Walk, &[&str]),
    ) -> Result<u32, Fault> {
        let head = book.row(sheet);
        book.head(sheet, Paint::Head, self.heads(columns))?;
        let mut at = At::Start;
        while at != At::End {
            for line in self.lines(walk, &mut at).await? {
                let paint = match line.status {
                    Status::Closed => Paint::Closed,
                    Status::Refused => Paint::Refused,
                    _ => Paint::Plain,
                };
                book.line(sheet, paint, &self.order_cells(columns, &line))?;
            }
        }
        book.filter(sheet, head, columns.len())?;
        Ok(head)
    }

    fn over_totals(&self, columns: &[&str], (first, work): (u32, &Work)) -> Vec<Cell> {
        let sum = |sum| Cell::Sum(first, Box::new(Cell::Money(sum)));
        let cell = |column: &&str| match *column {
            "id" | "no" => Cell::Text(self.say("report-total")),
            "status" => Cell::Count(work.over()),
            "net" | "total" => sum(work.closed.net()),
            "materials" => sum(work.closed.materials),
            "master-share" => sum(work.closed.master_share),
            "company-share" => sum(work.closed.company_share),
            "out-of-city" => Cell::Count(work.closed.out_of_city),
            "review" => Cell::Count(work.closed.reviews),
            _ => Cell::Empty,
        };
        columns.iter().map(cell).collect()
    }

    /// Why an order was refused: the picked reason, the words, or both. Others have none: what they keep is why somebody
    /// declined them once.
    pub(super) fn why(&self, line: &ReportLine) -> Option<String> {
        if line.status != Status::Refused {
            return None;
        }
        let picked = line.reason.map(|reason| self.names.why(Why::Picked(reason)));
        let words = line.reason_text.as_ref().map(|text| text.reveal().to_owned());
        let parts: Vec<String> = picked.into_iter().chain(words).collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }
}

impl Work {
    fn add(&mut self, line: &ReportLine) {
        match line.status {
            Status::Closed => {
                if let Some(order) = line.closed_order() {
                    self.closed.add(&order);
                }
            }
            Status::Refused => {
                self.refused += 1;
                self.told += u64::from(Why::of(line.reason, line.reason_text.is_some()).is_told());
            }
            _ => self.open += 1,
        }
    }
}

impl ReportLine {
    /// When it was closed.
    pub(super) fn closed(&self) -> Option<Timestamp> {
        (self.status == Status::Closed).then_some(self.status_changed_at)
    }

    /// What was to be shared.
    pub(super) fn net(&self) -> Option<Kopecks> {
        self.closed_order().map(|order| order.net())
    }

    /// The order as sums need it, if it is closed.
    pub(super) fn closed_order(&self) -> Option<ClosedOrder> {
        let (out_of_city, review) = self.flags.unwrap_or_default();
        Some(ClosedOrder {
            at: self.closed()?,
            master: self.master,
            equipment: self.equipment,
            total: self.total?,
            materials: self.materials.unwrap_or_default(),
            master_share: self.master_share.unwrap_or_default(),
            company_share: self.company_share.unwrap_or_default(),
            out_of_city,
            review,
        })
    }
}

/// How wide these columns are.
fn widths(columns: &[&str]) -> Vec<u16> {
    let wide = |column: &&str| match *column {
        "number" | "id" | "no" => 12,
        "equipment" | "type" | "client" | "status" => 24,
        "address" | "why" => 36,
        "out-of-city" | "review" => 10,
        _ => 18,
    };
    columns.iter().map(wide).collect()
}

//! Refused orders of a period by reason.

use repairbot_core::{
    money::Kopecks,
    report::{Period, Refusals, RefusedOrder, Why, permille},
};

use super::{
    At, Maker,
    book::{Book, Cell, Sheet},
    chart::Chart,
    style::Paint,
};
use crate::{
    fault::Fault,
    store::orders::report::{ReportLine, Walk},
    texts::Args,
};

/// The columns of the sheet of orders.
const COLUMNS: [&str; 8] = ["order", "refused-at", "type", "master", "reason", "words", "fee", "created-at"];

impl Maker<'_> {
    /// The report as text.
    pub(super) async fn refusals_text(&mut self, period: Period) -> Result<String, Fault> {
        let refusals = self.refused(period, None).await?;
        let mut lines = vec![self.titled("report-title-refusals", period), String::new()];
        if refusals.orders == 0 {
            lines.push(self.say("report-none-refused"));
            return Ok(lines.join("\n"));
        }
        lines.push(self.count("report-refused", refusals.orders));
        lines.push(self.count("report-told", refusals.told));
        lines.push(self.sum("report-fees", refusals.fees));
        lines.extend([String::new(), self.say("report-by-reason")]);
        let reasons = Refusals::ranked(&refusals.by_reason).into_iter();
        lines.extend(
            self.listed(reasons.map(|(why, count)| self.part(&self.names.why(why), (count, &refusals)))),
        );
        lines.extend([String::new(), self.say("report-by-master")]);
        let masters = Refusals::ranked(&refusals.by_master).into_iter();
        lines.extend(
            self.listed(masters.map(|(who, count)| self.part(&self.names.master(who), (count, &refusals)))),
        );
        Ok(lines.join("\n"))
    }

    fn part(&self, name: &str, (count, refusals): (u64, &Refusals)) -> String {
        let args = self
            .named(name)
            .number("count", i64::try_from(count).unwrap_or(i64::MAX))
            .raw("share", self.share(permille(count, refusals.orders)));
        self.say_with("report-line-part", &args)
    }

    /// Counts the refusals of a period, and writes them on this sheet.
    async fn refused(
        &mut self,
        period: Period,
        mut onto: Option<(&mut Book, Sheet)>,
    ) -> Result<Refusals, Fault> {
        let walk = Walk::Refused(period.instants(&self.setting.zone));
        let mut refusals = Refusals::new(self.setting.zone.clone());
        let mut at = At::Start;
        while at != At::End {
            for line in self.lines(&walk, &mut at).await? {
                refusals.add(&self.refused_order(&line));
                if let Some((book, sheet)) = &mut onto {
                    book.line(*sheet, Paint::Plain, &self.refused_cells(&line))?;
                }
            }
        }
        Ok(refusals)
    }

    fn refused_cells(&self, line: &ReportLine) -> [Cell; 8] {
        let words = |text: &repairbot_core::pii::FreeText| Cell::Text(text.reveal().to_owned());
        [
            Cell::Number(line.number.0),
            self.moment(line.status_changed_at),
            Cell::Text(self.names.equipment(line.equipment)),
            Cell::Text(self.names.master(line.master)),
            Cell::Text(self.names.why(self.refused_order(line).why)),
            Cell::maybe(line.reason_text.as_ref(), words),
            Cell::Money(line.fee.unwrap_or_default()),
            self.moment(line.created_at),
        ]
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn refusals_book(
        &mut self,
        book: &mut Book,
        period: Period,
    ) -> Result<(String, u64), Fault> {
        let front = book.sheet(&self.say("report-sheet-summary"), &[36, 14, 12])?;
        let name = self.say("report-sheet-refusals");
        let sheet = book.sheet(&name, &[12, 18, 26, 26, 30, 40, 16, 18])?;
        book.title(sheet, Paint::Title, &name)?;
        book.head(sheet, Paint::Head, self.heads(&COLUMNS))?;
        let refusals = self.refused(period, Some((book, sheet))).await?;
        book.filter(sheet, 1, COLUMNS.len())?;
        let mut totals = [const { Cell::Empty }; 8];
        totals[0] = Cell::Text(self.say("report-total"));
        totals[6] = Cell::Sum(2, Box::new(Cell::Money(refusals.fees)));
        book.line(sheet, Paint::Totals, &totals)?;
        self.refusals_front(book, front, (period, &refusals))?;
        let args = Args::new()
            .raw("title", self.titled("report-title-refusals", period))
            .number("count", i64::try_from(refusals.orders).unwrap_or(i64::MAX));
        Ok((self.say_with("report-caption-refusals", &args), refusals.orders))
    }

    fn refusals_front(
        &self,
        book: &mut Book,
        front: Sheet,
        (period, refusals): (Period, &Refusals),
    ) -> Result<(), Fault> {
        book.title(front, Paint::Title, &self.titled("report-book-refusals", period))?;
        let head = book.row(front);
        book.head(front, Paint::Head, self.heads(&["reason", "count", "share"]))?;
        let part = |name: String, count| {
            [Cell::Text(name), Cell::Count(count), Cell::Share(permille(count, refusals.orders))]
        };
        for (why, count) in Refusals::ranked(&refusals.by_reason) {
            book.line(front, Paint::Band, &part(self.names.why(why), count))?;
        }
        book.filter(front, head, 3)?;
        let rows = (head + 1, book.row(front));
        let sum = Cell::Sum(head + 1, Box::new(Cell::Count(refusals.orders)));
        let share = Cell::Share(permille(refusals.orders, refusals.orders));
        book.line(front, Paint::Totals, &[Cell::Text(self.say("report-in-all")), sum, share])?;
        if refusals.orders == 0 {
            book.title(front, Paint::Note, &self.say("report-none-refused"))?;
        }
        self.block(book, front, ("report-block-masters", &["master", "count", "share"]))?;
        for (master, count) in Refusals::ranked(&refusals.by_master) {
            book.line(front, Paint::Band, &part(self.names.master(master), count))?;
        }
        self.block(book, front, ("report-block-days", &["day", "count"]))?;
        let first_day = book.row(front);
        for (day, count) in &refusals.by_day {
            book.line(front, Paint::Band, &[Cell::Day(*day), Cell::Count(*count)])?;
        }
        let days = (first_day, book.row(front));
        for (index, (name, (first, end))) in (0..).zip([("reasons", rows), ("refusals", days)]) {
            if end > first {
                let chart = Chart {
                    title: self.say(&format!("report-chart-{name}")),
                    at: (1 + index * super::chart::ROWS, 4),
                    rows: (first, end - 1),
                    names: 0,
                    days: name == "refusals",
                    columns: (1, self.say("report-col-count")),
                    line: None,
                };
                book.chart(front, &chart)?;
            }
        }
        Ok(())
    }

    /// The order as sums need it, with the reason its own has become.
    fn refused_order(&self, line: &ReportLine) -> RefusedOrder {
        let picked = line.reason.map(|reason| self.names.reason_now(reason));
        RefusedOrder {
            at: line.status_changed_at,
            master: line.master,
            why: Why::of(picked, line.reason_text.is_some()),
            fee: line.fee.unwrap_or(Kopecks::ZERO),
        }
    }
}

//! Closed orders of a period by type of appliance.

use repairbot_core::report::{Figures, Period, Summary, permille, ranked};

use super::{
    At, Maker,
    book::{Book, Cell},
    style::Paint,
};
use crate::{fault::Fault, texts::Args};

/// The columns of the sheet of orders.
const COLUMNS: [&str; 9] =
    ["order", "done", "type", "master", "net", "materials", "company", "out-of-city", "review"];

impl Maker<'_> {
    /// The report as text.
    pub(super) async fn equipment_text(&mut self, period: Period) -> Result<String, Fault> {
        let summary = self.summed(&period.instants(&self.setting.zone)).await?;
        let mut lines = vec![self.titled("report-title-equipment", period), String::new()];
        lines.push(self.count("report-closed", summary.totals.orders));
        if summary.totals.orders == 0 {
            lines.extend([String::new(), self.say("report-none-closed")]);
            return Ok(lines.join("\n"));
        }
        lines.push(self.sum("report-net", summary.totals.net()));
        lines.push(self.sum("report-average", summary.totals.average()));
        lines.push(String::new());
        lines.extend(self.equipment_lines(&summary));
        Ok(lines.join("\n"))
    }

    /// A title with its period.
    pub(super) fn titled(&self, key: &str, period: Period) -> String {
        self.say_with(key, &Args::new().raw("period", self.period(period)))
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn equipment_book(
        &mut self,
        book: &mut Book,
        period: Period,
    ) -> Result<(String, u64), Fault> {
        let front = book.sheet(&self.say("report-sheet-summary"), &[32, 14, 12, 18, 18, 18, 18])?;
        let summary = self.equipment_orders(book, period).await?;
        book.title(front, Paint::Title, &self.titled("report-book-equipment", period))?;
        let head = book.row(front);
        let keys = ["type", "count", "share", "sum", "materials", "company", "average"];
        book.head(front, Paint::Head, self.heads(&keys))?;
        let whole = summary.totals.orders;
        let cells = |name: String, figures: &Figures, sum: &dyn Fn(Cell) -> Cell| {
            [
                Cell::Text(name),
                sum(Cell::Count(figures.orders)),
                Cell::Share(permille(figures.orders, whole)),
                sum(Cell::Money(figures.net())),
                sum(Cell::Money(figures.materials)),
                sum(Cell::Money(figures.company_share)),
                Cell::Money(figures.average()),
            ]
        };
        for (id, figures) in ranked(&summary.by_equipment) {
            book.line(front, Paint::Band, &cells(self.names.equipment(id), &figures, &|cell| cell))?;
        }
        book.filter(front, head, keys.len())?;
        let rows = (head + 1, book.row(front));
        let sum = |cell| Cell::Sum(head + 1, Box::new(cell));
        book.line(front, Paint::Totals, &cells(self.say("report-in-all"), &summary.totals, &sum))?;
        if whole == 0 {
            book.title(front, Paint::Note, &self.say("report-none-closed"))?;
        }
        self.charts(book, front, [("types", rows, (1, 3))])?;
        let args = Args::new()
            .raw("title", self.titled("report-title-equipment", period))
            .number("count", i64::try_from(whole).unwrap_or(i64::MAX))
            .raw("sum", self.money(summary.totals.net()));
        Ok((self.say_with("report-caption", &args), whole))
    }

    async fn equipment_orders(&mut self, book: &mut Book, period: Period) -> Result<Summary, Fault> {
        let time = period.instants(&self.setting.zone);
        let mut summary = Summary::new(self.setting.zone.clone());
        let name = self.say("report-sheet-orders");
        let sheet = book.sheet(&name, &[12, 18, 26, 26, 16, 16, 16, 12, 12])?;
        book.title(sheet, Paint::Title, &name)?;
        book.head(sheet, Paint::Head, self.heads(&COLUMNS))?;
        let mut at = At::Start;
        while at != At::End {
            for line in self.closed(&time, &mut at).await? {
                summary.add(&line.order);
                book.line(sheet, Paint::Plain, &self.cells(&COLUMNS, &line))?;
            }
        }
        book.filter(sheet, 1, COLUMNS.len())?;
        book.line(sheet, Paint::Totals, &self.totals(&COLUMNS, &summary.totals))?;
        Ok(summary)
    }
}

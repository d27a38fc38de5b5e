//! Cash that masters hold for the company: who how much, since when, what of it waits to be confirmed, and the closings
//! it is what is left of (SPEC §10). Sums are the balances of the ledger.

use std::collections::BTreeMap;

use repairbot_core::{ids::PersonId, ledger::Standing, money::Kopecks};

use super::{
    Maker,
    book::{Book, Cell, Sheet},
    style::Paint,
    words,
};
use crate::{
    fault::Fault,
    store::ledger::{self, Debt, HandIn, Unpaid},
};

/// The columns of the first sheet, and how wide they are.
const MASTERS: [&str; 6] = ["master", "held", "unpaid-since", "owed", "waiting", "waiting-since"];
const MASTERS_WIDE: [u16; 6] = [32, 18, 20, 20, 22, 20];
/// Those of the sheet of movements.
const PARTS: [&str; 6] = ["master", "movement", "number", "moved-at", "received", "left"];
const PARTS_WIDE: [u16; 6] = [32, 26, 12, 18, 18, 18];

/// A master with a balance, or with money on its way to the office.
struct Line {
    debt: Debt,
    waiting: Option<HandIn>,
}

/// All of them, and what they come to.
struct Debts {
    lines: Vec<Line>,
    /// What masters hold.
    held: Kopecks,
    /// What the company owes to others of them.
    owed: Kopecks,
    /// What waits to be confirmed.
    waiting: Kopecks,
}

impl Line {
    fn held(&self) -> Kopecks {
        self.debt.balance.max(Kopecks::ZERO)
    }

    fn owed(&self) -> Kopecks {
        self.debt.balance.min(Kopecks::ZERO).negated()
    }
}

fn sum(sums: impl Iterator<Item = Kopecks>) -> Kopecks {
    sums.fold(Kopecks::ZERO, Kopecks::plus)
}

impl Maker<'_> {
    async fn debts(&mut self) -> Result<Debts, Fault> {
        self.beat()?;
        let open = ledger::open_hand_ins(self.tx).await?;
        let mut open: BTreeMap<PersonId, HandIn> = open.into_iter().map(|one| (one.master, one)).collect();
        let waiting = sum(open.values().map(|one| one.asked));
        let line = |debt: Debt| Line { debt, waiting: open.remove(&debt.master) };
        let mut lines: Vec<Line> = ledger::debts(self.tx).await?.into_iter().map(line).collect();
        // Who holds nothing by the books may have said that he brings something.
        lines.extend(open.into_iter().map(|(master, waiting)| Line {
            debt: Debt { master, balance: Kopecks::ZERO, unpaid_since: None },
            waiting: Some(waiting),
        }));
        let masters = lines.iter().map(|line| line.debt.master).collect();
        self.names.read_people(self.tx, masters).await?;
        let (held, owed) = (sum(lines.iter().map(Line::held)), sum(lines.iter().map(Line::owed)));
        Ok(Debts { lines, held, owed, waiting })
    }

    /// The report as text.
    pub(super) async fn debts_text(&mut self) -> Result<String, Fault> {
        let debts = self.debts().await?;
        let mut lines = vec![self.at_moment("report-title-debts"), String::new()];
        if debts.lines.is_empty() {
            lines.push(self.say("report-none-debts"));
            return Ok(lines.join("\n"));
        }
        lines.push(self.sum("report-held", debts.held));
        lines.push(self.sum("report-owed", debts.owed));
        lines.push(self.sum("report-waiting", debts.waiting));
        lines.extend([String::new(), self.say("report-by-master")]);
        lines.extend(self.listed(debts.lines.iter().map(|line| self.debt_line(line))));
        Ok(lines.join("\n"))
    }

    fn debt_line(&self, line: &Line) -> String {
        let args = self.named(&self.names.person(line.debt.master));
        let args = match Standing::of(line.debt.balance) {
            Standing::IsOwed(sum) => args.raw("sum", self.money(sum)),
            Standing::Owes(_) | Standing::Even => args.raw("sum", self.money(line.held())),
        };
        let what = match (Standing::of(line.debt.balance), line.debt.unpaid_since) {
            (Standing::Owes(_), Some(since)) => {
                let since = words::day(self.civil(since).date());
                self.say_with("report-line-debt", &args.raw("since", since))
            }
            (Standing::IsOwed(_), _) => self.say_with("report-line-owed", &args),
            (Standing::Owes(_) | Standing::Even, _) => self.say_with("report-line-held", &args),
        };
        match line.waiting {
            Some(waiting) => format!("{what}{}", self.sum("report-line-waiting", waiting.asked)),
            None => what,
        }
    }

    /// The report as a workbook; gives its caption.
    pub(super) async fn debts_book(&mut self, book: &mut Book) -> Result<(String, u64), Fault> {
        let debts = self.debts().await?;
        let front = book.sheet(&self.say("report-sheet-summary"), &MASTERS_WIDE)?;
        let parts = book.sheet(&self.say("report-sheet-unpaid"), &PARTS_WIDE)?;
        self.debts_front(book, front, &debts)?;
        self.debts_parts(book, parts, &debts).await?;
        let caption = [self.at_moment("report-title-debts"), self.sum("report-caption-debts", debts.held)];
        Ok((caption.join("\n"), debts.lines.len() as u64))
    }

    fn debts_front(&self, book: &mut Book, front: Sheet, debts: &Debts) -> Result<(), Fault> {
        book.title(front, Paint::Title, &self.at_moment("report-book-debts"))?;
        let head = book.row(front);
        book.head(front, Paint::Head, self.heads(&MASTERS))?;
        for line in &debts.lines {
            let cells = [
                Cell::Text(self.names.person(line.debt.master)),
                Cell::Money(line.held()),
                Cell::maybe(line.debt.unpaid_since, |at| self.moment(at)),
                Cell::Money(line.owed()),
                Cell::maybe(line.waiting, |waiting| Cell::Money(waiting.asked)),
                Cell::maybe(line.waiting, |waiting| self.moment(waiting.asked_at)),
            ];
            book.line(front, Paint::Band, &cells)?;
        }
        book.filter(front, head, MASTERS.len())?;
        let sum = |sum| Cell::Sum(head + 1, Box::new(Cell::Money(sum)));
        let total = Cell::Text(self.say("report-total"));
        let totals = [total, sum(debts.held), Cell::Empty, sum(debts.owed), sum(debts.waiting)];
        book.line(front, Paint::Totals, &totals)?;
        if debts.lines.is_empty() {
            book.title(front, Paint::Note, &self.say("report-none-debts"))?;
        }
        Ok(())
    }

    /// What every debt is left of, the latest first.
    async fn debts_parts(&self, book: &mut Book, sheet: Sheet, debts: &Debts) -> Result<(), Fault> {
        book.title(sheet, Paint::Title, &self.say("report-sheet-unpaid"))?;
        let head = book.row(sheet);
        book.head(sheet, Paint::Head, self.heads(&PARTS))?;
        let (mut received, mut left) = (Kopecks::ZERO, Kopecks::ZERO);
        for Line { debt, .. } in &debts.lines {
            let (mut open, mut before) = (debt.balance, None);
            while open > Kopecks::ZERO {
                self.beat()?;
                let page = ledger::unpaid(self.tx, debt.master, (open, before)).await?;
                let Some(oldest) = page.last() else { break };
                before = Some(oldest.transaction);
                for part in &page {
                    open = open.minus(part.open);
                    received = received.plus(part.amount);
                    left = left.plus(part.open);
                    book.line(sheet, Paint::Plain, &self.part_cells(debt.master, part))?;
                }
            }
        }
        book.filter(sheet, head, PARTS.len())?;
        let sum = |sum| Cell::Sum(head + 1, Box::new(Cell::Money(sum)));
        let mut totals = [const { Cell::Empty }; PARTS.len()];
        totals[0] = Cell::Text(self.say("report-total"));
        totals[4] = sum(received);
        totals[5] = sum(left);
        book.line(sheet, Paint::Totals, &totals)
    }

    fn part_cells(&self, master: PersonId, part: &Unpaid) -> [Cell; PARTS.len()] {
        [
            Cell::Text(self.names.person(master)),
            Cell::Text(self.say(&format!("report-moved-{}", part.kind.code().replace('_', "-")))),
            Cell::maybe(part.order, |number| Cell::Number(number.0)),
            self.moment(part.at),
            Cell::Money(part.amount),
            Cell::Money(part.open),
        ]
    }
}

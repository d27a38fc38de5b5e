//! A workbook written from top to bottom: a row goes to a temporary file as soon as the next one begins, so a sheet takes
//! as much memory with ten rows as with a hundred thousand.
//!
//! Numbers are numbers, dates are dates, and whatever somebody wrote is text and never a formula. Sums below a table are
//! formulas that follow its filter, with the value they have without one.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::{Date, DateTime};
use repairbot_core::{ids::PersonId, money::Kopecks, report::Permille};
use rust_xlsxwriter::{ExcelDateTime, Formula, Workbook, Worksheet, XlsxError};

use super::{
    chart::{self, Chart},
    sheet_names::SheetNames,
    style::{Kind, Paint, Styles},
};
use crate::fault::Fault;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, with the row's paint.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Count(u64),
    /// An order's number: it is a name, so its thousands do not stand apart.
    Number(i64),
    /// A sum of money, in roubles.
    Money(Kopecks),
    /// A share.
    Share(Permille),
    /// A day.
    Day(Date),
    /// A day with its time.
    Moment(DateTime),
    /// What the cells above add up to, from this row to the row before this one.
    Sum(u32, Box<Cell>),
}

impl Cell {
    /// The same when there is something, else nothing.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Empty | Self::Text(_) => Kind::Text,
            Self::Count(_) => Kind::Count,
            Self::Number(_) => Kind::Number,
            Self::Money(_) => Kind::Money,
            Self::Share(_) => Kind::Share,
            Self::Day(_) => Kind::Day,
            Self::Moment(_) => Kind::Moment,
            Self::Sum(_, cell) => cell.kind(),
        }
    }

    /// What it counts for as Excel counts; `None` for what is no number.
    fn value(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number as f64),
            // Excel knows no other numbers; up to 90 trillion roubles the nearest one shows the same kopecks.
            Self::Money(sum) => Some(sum.0 as f64 / 100.0),
            Self::Share(share) => Some(share.0 as f64 / 1000.0),
            Self::Sum(_, cell) => cell.value(),
            Self::Empty | Self::Text(_) | Self::Day(_) | Self::Moment(_) => None,
        }
    }
}

/// A sheet of a [`Book`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet(usize);

/// The columns of a sheet: how wide each is, in characters.
pub type Widths<'a> = &'a [u16];

/// A sheet of masters' orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// One master's.
    One(Sheet),
    /// That of all for whom there was no sheet of their own any more.
    Others(Sheet),
}

impl Whose {
    /// The sheet.
    pub fn sheet(self) -> Sheet {
        match self {
            Self::One(sheet) | Self::Others(sheet) => sheet,
        }
    }
}

/// Sheets of masters: each has his own, and beyond so many masters the others share one. Each sheet holds a file open.
pub struct MasterSheets {
    most: usize,
    own: BTreeMap<Option<PersonId>, Sheet>,
    others: Option<Sheet>,
}

impl MasterSheets {
    /// None yet, and so many masters with a sheet of their own at most.
    pub fn new(most: usize) -> Self {
        Self { most, own: BTreeMap::new(), others: None }
    }

    /// The sheet of this master. One that is not there yet is begun: for him, or (`None`) for the others.
    ///
    /// # Errors
    /// As beginning it.
    pub fn of(
        &mut self,
        master: Option<PersonId>,
        begin: impl FnOnce(Option<Option<PersonId>>) -> Result<Sheet, Fault>,
    ) -> Result<Whose, Fault> {
        if let Some(sheet) = self.own.get(&master) {
            return Ok(Whose::One(*sheet));
        }
        if self.own.len() < self.most {
            let sheet = begin(Some(master))?;
            self.own.insert(master, sheet);
            return Ok(Whose::One(sheet));
        }
        let sheet = match self.others {
            Some(sheet) => sheet,
            None => begin(None)?,
        };
        self.others = Some(sheet);
        Ok(Whose::Others(sheet))
    }

    /// All that were begun.
    pub fn all(&self) -> impl Iterator<Item = Whose> {
        self.own.values().copied().map(Whose::One).chain(self.others.map(Whose::Others))
    }
}

/// A workbook.
pub struct Book {
    workbook: Workbook,
    styles: Styles,
    names: SheetNames,
    /// The next free row of each sheet.
    next: Vec<u32>,
}

impl Book {
    /// Without sheets yet.
    pub fn new() -> Self {
        let (workbook, styles) = (Workbook::new(), Styles::default());
        Self { workbook, styles, names: SheetNames::default(), next: Vec::new() }
    }

    /// One more sheet, called so as far as Excel allows.
    ///
    /// # Errors
    /// The temporary file could not be made.
    pub fn sheet(&mut self, name: &str, widths: Widths<'_>) -> Result<Sheet, Fault> {
        let name = self.names.take(name);
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        sheet.set_name(name).map_err(broken)?;
        // On paper as wide as it is, however many pages down.
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, f64::from(*width)).map_err(broken)?;
        }
        self.next.push(0);
        Ok(Sheet(self.next.len() - 1))
    }

    /// The row that is written next.
    pub fn row(&self, sheet: Sheet) -> u32 {
        self.next.get(sheet.0).copied().unwrap_or_default()
    }

    /// Leaves a row empty.
    pub fn skip(&mut self, sheet: Sheet) {
        if let Some(next) = self.next.get_mut(sheet.0) {
            *next += 1;
        }
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// There are more rows than Excel has, or the temporary file could not be written.
    pub fn line(&mut self, sheet: Sheet, paint: Paint, cells: &[Cell]) -> Result<(), Fault> {
        let row = self.row(sheet);
        let written = self.workbook.worksheet_from_index(sheet.0).map_err(broken)?;
        for (column, cell) in (0..).zip(cells) {
            let format = self.styles.get(paint, cell.kind());
            write(written, (row, column), cell, format).map_err(broken)?;
        }
        self.skip(sheet);
        Ok(())
    }

    /// Writes a line of words across the sheet.
    ///
    /// # Errors
    /// As [`Book::line`].
    pub fn title(&mut self, sheet: Sheet, paint: Paint, words: &str) -> Result<(), Fault> {
        self.line(sheet, paint, &[Cell::Text(words.to_owned())])
    }

    /// Writes the head of the sheet's main table: it stays in sight, and the table below it can be filtered.
    ///
    /// # Errors
    /// As [`Book::line`].
    pub fn head(&mut self, sheet: Sheet, paint: Paint, labels: Vec<String>) -> Result<(), Fault> {
        let labels: Vec<Cell> = labels.into_iter().map(Cell::Text).collect();
        self.line(sheet, paint, &labels)?;
        let row = self.row(sheet);
        self.workbook
            .worksheet_from_index(sheet.0)
            .and_then(|written| written.set_freeze_panes(row, 0))
            .map_err(broken)?;
        Ok(())
    }

    /// Lets the table be filtered whose head is in this row, whose last line was written last, and which has so many
    /// columns. A table without lines has no filter.
    ///
    /// # Errors
    /// None for a table that is there.
    pub fn filter(&mut self, sheet: Sheet, head: u32, columns: usize) -> Result<(), Fault> {
        let last = self.row(sheet).saturating_sub(1);
        let columns = u16::try_from(columns.saturating_sub(1)).unwrap_or_default();
        if last > head {
            self.workbook
                .worksheet_from_index(sheet.0)
                .and_then(|written| written.autofilter(head, 0, last, columns))
                .map_err(broken)?;
        }
        Ok(())
    }

    /// Draws a chart of rows that are written on this sheet.
    ///
    /// # Errors
    /// None for rows that are there.
    pub fn chart(&mut self, sheet: Sheet, chart: &Chart) -> Result<(), Fault> {
        let written = self.workbook.worksheet_from_index(sheet.0).map_err(broken)?;
        chart::insert(written, chart).map_err(broken)
    }

    /// Puts the sheets after the first one in the order of their names and writes the file.
    ///
    /// # Errors
    /// The file, or a temporary one, could not be written.
    pub fn save(mut self, path: &Path) -> Result<(), Fault> {
        if let Some((_, rest)) = self.workbook.worksheets_mut().split_first_mut() {
            rest.sort_by_key(|sheet| sheet.name().to_lowercase());
        }
        self.workbook.save(path).map_err(broken)
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
        Cell::Day(day) => sheet.write_datetime_with_format(row, column, excel_day(*day)?, format)?,
        Cell::Moment(at) => {
            let day = excel_day(at.date())?;
            let (hour, minute, second) = (at.hour(), at.minute(), at.second());
            let small = |part: i8| u8::try_from(part).unwrap_or_default();
            let at = day.and_hms(u16::from(small(hour)), small(minute), f64::from(second))?;
            sheet.write_datetime_with_format(row, column, at, format)?
        }
        Cell::Sum(first, whole) if *first < row => {
            let name = rust_xlsxwriter::utility::column_number_to_name(column);
            // 9 adds up; what a filter hides is not counted.
            let formula = Formula::new(format!("=SUBTOTAL(9,{name}{}:{name}{row})", first + 1));
            let value = whole.value().unwrap_or_default();
            sheet.write_formula_with_format(row, column, formula.set_result(value.to_string()), format)?
        }
        Cell::Count(_) | Cell::Number(_) | Cell::Money(_) | Cell::Share(_) | Cell::Sum(..) => {
            let value = cell.value().unwrap_or_default();
            sheet.write_number_with_format(row, column, value, format)?
        }
    };
    Ok(())
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    let small = |part: i8| u8::try_from(part).unwrap_or_default();
    ExcelDateTime::from_ymd(year, small(day.month()), small(day.day()))
}

/// What cannot be written. It names no cell and no sheet: those hold names and phones. Of what speaks of them only the kind
/// is told.
fn broken(error: XlsxError) -> Fault {
    let what = match error {
        XlsxError::IoError(error) => error.to_string(),
        other => {
            let kind = format!("{other:?}");
            kind.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
        }
    };
    Fault::Render(format!("the workbook: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_told_without_names() {
        let error = Worksheet::new().set_name("'Anna Secret").err().unwrap();
        let told = broken(error).to_string();
        assert!(told.contains("Sheetname") && !told.contains("Anna"), "{told}");
        let told = broken(XlsxError::IoError(std::io::Error::other("no space left"))).to_string();
        assert!(told.contains("no space left"), "{told}");
    }
}

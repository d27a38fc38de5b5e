//! A workbook as calamine reads it: every cell with its type.

use std::{fmt::Write as _, io::Cursor};

use calamine::{Data, Range, Reader, Xlsx};

/// The name of each sheet with its cells.
pub fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names().clone();
    names.into_iter().map(|name| (name.clone(), book.worksheet_range(&name).unwrap())).collect()
}

/// One cell with its type: words as they are, numbers after `#`, moments after `@`.
pub fn cell(data: &Data) -> Option<String> {
    match data {
        Data::Empty => None,
        Data::String(text) if text.is_empty() => None,
        Data::String(text) => Some(text.clone()),
        // Roubles have two decimals, shares three: more are the noise of binary fractions.
        Data::Float(number) => Some(format!("#{}", (number * 1e6).round() / 1e6)),
        Data::Int(number) => Some(format!("#{number}")),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            Some(format!("@{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
        }
        other => Some(format!("?{other:?}")),
    }
}

/// The cells of a sheet that hold something, by row and column.
pub fn cells(range: &Range<Data>) -> Vec<(u32, u32, String)> {
    let (top, left) = range.start().unwrap_or_default();
    let place = |at: usize| u32::try_from(at).unwrap();
    let found = range
        .used_cells()
        .filter_map(|(row, column, data)| Some((top + place(row), left + place(column), cell(data)?)));
    found.collect()
}

/// A workbook as text: a line for each row that holds something.
pub fn text(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    for (name, range) in sheets(bytes) {
        writeln!(out, "== {name}").unwrap();
        let formulas = book.worksheet_formula(&name).unwrap();
        let mut last = None;
        for (row, column, cell) in cells(&range) {
            if last != Some(row) {
                let break_line = if last.is_some() { "\n" } else { "" };
                write!(out, "{break_line}{}:", row + 1).unwrap();
                last = Some(row);
            }
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            write!(out, " {letter} {cell}").unwrap();
            if let Some(formula) = formulas.get_value((row, column)).filter(|formula| !formula.is_empty()) {
                write!(out, " ={formula}").unwrap();
            }
            out.push_str(" |");
        }
        out.push('\n');
    }
    out
}

/// Every formula of a workbook.
pub fn formulas(bytes: &[u8]) -> Vec<String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for name in book.sheet_names().clone() {
        let found = book.worksheet_formula(&name).unwrap();
        all.extend(
            found.used_cells().map(|(_, _, formula)| formula.clone()).filter(|formula| !formula.is_empty()),
        );
    }
    all
}

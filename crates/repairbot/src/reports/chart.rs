//! Charts that Excel draws itself from cells of the sheet they are on.

use rust_xlsxwriter::{Chart as Drawn, ChartType, Worksheet, XlsxError};

/// How many pixels a chart takes.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 320;
/// Rows of the sheet that one chart covers, with some room below.
pub const ROWS: u32 = 18;

/// Columns for one row of cells, and a line for another one, above the same names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// Where its upper left corner is.
    pub at: (u32, u16),
    /// The first and the last row.
    pub rows: (u32, u32),
    /// The column of names or days.
    pub names: u16,
    /// Whether they are days.
    pub days: bool,
    /// The column that columns are drawn of, with its name.
    pub columns: (u16, String),
    /// The column that a line is drawn of, with its name, on a scale of its own.
    pub line: Option<(u16, String)>,
}

/// Puts it on the sheet.
pub fn insert(sheet: &mut Worksheet, chart: &Chart) -> Result<(), XlsxError> {
    let name = sheet.name();
    let (first, last) = chart.rows;
    let cells = |column: u16| (name.as_str(), first, column, last, column);
    let mut drawn = Drawn::new(ChartType::Column);
    drawn
        .add_series()
        .set_categories(cells(chart.names))
        .set_values(cells(chart.columns.0))
        .set_name(&chart.columns.1);
    if let Some((column, label)) = &chart.line {
        let mut line = Drawn::new(ChartType::Line);
        line.add_series()
            .set_categories(cells(chart.names))
            .set_values(cells(*column))
            .set_name(label)
            .set_secondary_axis(true);
        drawn.combine(&line);
    }
    if chart.days {
        drawn.x_axis().set_num_format("dd.mm");
    }
    drawn.title().set_name(&chart.title);
    drawn.set_width(WIDTH).set_height(HEIGHT);
    sheet.insert_chart(chart.at.0, chart.at.1, &drawn)?;
    Ok(())
}

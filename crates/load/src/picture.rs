//! The rows as a picture: bars of updates per second.

use std::fmt::Write as _;

use crate::report::Row;

const WIDTH: f64 = 520.0;
const LABELS: f64 = 200.0;
const BAR: f64 = 22.0;

/// An SVG with a bar for each row.
pub fn draw(rows: &[Row]) -> String {
    let most = rows.iter().map(|row| row.worked.updates_per_second).fold(1.0, f64::max);
    let (width, height) = (LABELS + WIDTH + 80.0, BAR * rows.len() as f64 + 30.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"10\" y=\"18\" font-weight=\"bold\">Updates per second</text>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        let (rate, top) = (row.worked.updates_per_second, BAR * index as f64 + 28.0);
        let (long, base) = (WIDTH * rate / most, top + 13.0);
        let colour = match row.what.split(',').next() {
            Some("SQLite") => "#2f7ed8",
            Some("PostgreSQL") => "#8a5cc2",
            _ => "#b0b7bf",
        };
        // Writing to a string never fails.
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{base}\" text-anchor=\"end\">{what}, {people}</text>\
             <rect x=\"{LABELS}\" y=\"{top}\" width=\"{long:.1}\" height=\"17\" fill=\"{colour}\"/>\
             <text x=\"{end:.1}\" y=\"{base}\">{rate:.0}</text>",
            x = LABELS - 8.0,
            what = row.what,
            people = row.people,
            end = LABELS + long + 6.0,
        );
    }
    svg.push_str("</svg>\n");
    svg
}

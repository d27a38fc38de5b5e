//! How cells look: colours and number formats of the reports (dossier §9).

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paint {
    /// The name of the sheet.
    Title,
    /// A line below it, or below a table.
    Note,
    /// The name of a block, and its head.
    Block,
    /// The head of a table.
    Head,
    /// The head of a master's table.
    MasterHead,
    /// An ordinary line.
    Plain,
    /// A line of a summary.
    Band,
    /// The sums below a table.
    Totals,
    /// A closed order.
    Closed,
    /// A refused order.
    Refused,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Words.
    Text,
    /// How many.
    Count,
    /// A number that is a name.
    Number,
    /// Roubles.
    Money,
    /// A part of a whole.
    Share,
    /// A day.
    Day,
    /// A day with its time.
    Moment,
}

/// The formats used so far: each is made once.
#[derive(Default)]
pub struct Styles(BTreeMap<(Paint, Kind), Format>);

impl Styles {
    /// The format of such a cell in such a row.
    pub fn get(&mut self, paint: Paint, kind: Kind) -> &Format {
        self.0.entry((paint, kind)).or_insert_with(|| format(paint, kind))
    }
}

fn format(paint: Paint, kind: Kind) -> Format {
    let format = Format::new().set_num_format(match kind {
        Kind::Text => "General",
        Kind::Count => "#,##0",
        Kind::Number => "0",
        Kind::Money => "#,##0.00\\ \"\u{20bd}\"",
        Kind::Share => "0.0%",
        Kind::Day => "dd.mm.yyyy",
        Kind::Moment => "dd.mm.yyyy hh:mm",
    });
    let filled = |colour: u32| format.clone().set_background_color(Color::RGB(colour));
    let head = |colour: u32| {
        let centred = filled(colour).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        centred.set_bold().set_font_color(Color::White).set_text_wrap()
    };
    let framed = |format: Format| format.set_border(FormatBorder::Thin);
    match paint {
        Paint::Title => format.set_bold().set_font_size(14),
        Paint::Note => format.set_font_size(10),
        Paint::Block => framed(head(0x70_AD_47)),
        Paint::Head => framed(head(0x44_72_C4).set_font_size(12)),
        Paint::MasterHead => framed(head(0x70_AD_47).set_font_size(12)),
        Paint::Plain => framed(format.set_font_size(10)),
        Paint::Band => framed(filled(0xE7_F3_FF).set_font_size(10)),
        Paint::Totals => framed(filled(0xD9_E1_F2).set_bold()),
        Paint::Closed => framed(filled(0xC6_EF_CE).set_font_size(10)),
        Paint::Refused => framed(filled(0xFF_C7_CE).set_font_size(10)),
    }
}

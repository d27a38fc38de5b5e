//! Charts as pictures for a chat: bars, one below the other, as a phone shows them best.

use std::sync::OnceLock;

use plotters::{
    prelude::*,
    style::{
        register_font,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::fault::Fault;

/// How wide a picture is: a phone shows it in some 330 points, and its letters must stay readable there.
const WIDTH: u32 = 760;
/// Above the bars there is the title, below them a little room.
const HEAD: i32 = 96;
const FOOT: i32 = 40;
/// How high a row is, and the bars in it.
const ROW: i32 = 56;
const BAR: i32 = 24;
const FORMER: i32 = 8;
/// Names end here and bars begin; values stand to the right of the longest bar.
const NAMES: i32 = 250;
const VALUES: i32 = 230;
const MARGIN: i32 = 24;
/// Letters: of the title, and of everything else.
const TITLE: i32 = 34;
const LETTERS: i32 = 26;

const INK: RGBColor = RGBColor(33, 37, 41);
const PALE: RGBColor = RGBColor(134, 142, 150);
const NOW: RGBColor = RGBColor(25, 113, 194);
const BEFORE: RGBColor = RGBColor(173, 181, 189);

/// A chart to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is about.
    pub title: String,
    /// A line below the title.
    pub note: String,
    /// Its bars, from above.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long it is, compared with the others.
    pub now: i64,
    /// How long it was in the time before; `None` where nothing is compared.
    pub before: Option<i64>,
    /// The value as it is read.
    pub value: String,
}

impl Picture {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// It could not be drawn.
    pub fn png(&self) -> Result<Vec<u8>, Fault> {
        let height = HEAD + FOOT + ROW * i32::try_from(self.bars.len()).unwrap_or(0);
        let height = u32::try_from(height).unwrap_or_default();
        let mut pixels = vec![255; (WIDTH * height * 3) as usize];
        self.draw(&mut pixels, height).map_err(broken)?;
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, WIDTH, height);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().map_err(broken)?;
        writer.write_image_data(&pixels).map_err(broken)?;
        writer.finish().map_err(broken)?;
        Ok(png)
    }

    fn draw(&self, pixels: &mut [u8], height: u32) -> Result<(), String> {
        let letters = |size: i32, color: RGBColor| -> Result<TextStyle<'static>, String> {
            Ok((font()?, size).into_font().color(&color))
        };
        let area = BitMapBackend::with_buffer(pixels, (WIDTH, height)).into_drawing_area();
        area.fill(&WHITE).map_err(|error| error.to_string())?;
        let right = i32::try_from(WIDTH).unwrap_or(0) - MARGIN;
        let words = |text: &str, at: (i32, i32), style: TextStyle<'_>| {
            area.draw(&Text::new(text.to_owned(), at, style)).map_err(|error| error.to_string())
        };
        let bar = |top: i32, (length, thick): (i32, i32), color: RGBColor| {
            let corners = [(NAMES, top), (NAMES + length, top + thick)];
            area.draw(&Rectangle::new(corners, color.filled())).map_err(|error| error.to_string())
        };
        words(&fitting(&self.title, TITLE, right - MARGIN)?, (MARGIN, 16), letters(TITLE, INK)?)?;
        words(&fitting(&self.note, LETTERS, right - MARGIN)?, (MARGIN, 56), letters(LETTERS, PALE)?)?;
        let longest = self.bars.iter().flat_map(|bar| [Some(bar.now), bar.before]).flatten().max();
        for (one, row) in self.bars.iter().zip(0..) {
            let top = HEAD + ROW * row;
            let name = Pos::new(HPos::Right, VPos::Center);
            let value = Pos::new(HPos::Left, VPos::Center);
            let middle = top + BAR / 2 + 6;
            let text = fitting(&one.name, LETTERS, NAMES - 2 * MARGIN)?;
            words(&text, (NAMES - 12, middle), letters(LETTERS, INK)?.pos(name))?;
            let length = scaled(one.now, longest);
            bar(top + 6, (length, BAR), NOW)?;
            if let Some(before) = one.before {
                bar(top + 8 + BAR, (scaled(before, longest), FORMER), BEFORE)?;
            }
            words(&one.value, (NAMES + length + 10, middle), letters(LETTERS, INK)?.pos(value))?;
        }
        area.present().map_err(|error| error.to_string())
    }
}

/// How many pixels long a bar of this value is. What is below nothing has none.
fn scaled(value: i64, longest: Option<i64>) -> i32 {
    let room = i128::from(i32::try_from(WIDTH).unwrap_or(0) - NAMES - VALUES - MARGIN);
    let longest = i128::from(longest.unwrap_or(0).max(1));
    i32::try_from(i128::from(value.max(0)) * room / longest).unwrap_or(0)
}

/// As much of a text as these pixels take.
fn fitting(text: &str, size: i32, room: i32) -> Result<String, String> {
    let style = (font()?, size).into_font();
    let fits = |text: &str| -> Result<bool, String> {
        let (width, _) = style.box_size(text).map_err(|error| error.to_string())?;
        Ok(i64::from(width) <= i64::from(room))
    };
    // A letter is at least a pixel wide: no more of them are worth measuring.
    let most = usize::try_from(room).unwrap_or(0);
    let letters: Vec<char> = text.chars().take(most).collect();
    if letters.len() == text.chars().count() && fits(text)? {
        return Ok(text.to_owned());
    }
    let cut = |count: usize| letters.iter().take(count).chain(['…'].iter()).collect::<String>();
    let (mut fitting, mut too_many) = (0, letters.len() + 1);
    while fitting + 1 < too_many {
        let middle = usize::midpoint(fitting, too_many);
        if fits(&cut(middle))? { fitting = middle } else { too_many = middle }
    }
    Ok(cut(fitting))
}

/// The family of letters, there from the first call on: a server has no fonts of its own.
fn font() -> Result<&'static str, String> {
    const FAMILY: &str = "dejavu";
    static THERE: OnceLock<bool> = OnceLock::new();
    let there =
        THERE.get_or_init(|| register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular()).is_ok());
    if *there { Ok(FAMILY) } else { Err("the font is broken".to_owned()) }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Render(format!("a picture: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bars: Vec<Bar>) -> Picture {
        Picture {
            title: "Команда мастеров".to_owned(), note: "ноябрь 2026".to_owned(), bars
        }
    }

    fn bar(name: &str, now: i64, before: Option<i64>) -> Bar {
        Bar { name: name.to_owned(), now, before, value: format!("{now} ₽") }
    }

    /// How many pixels of this colour there are in a PNG file.
    fn counted(png: &[u8], color: RGBColor) -> usize {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels.chunks(3).filter(|pixel| *pixel == [color.0, color.1, color.2]).count()
    }

    #[test]
    fn bars_are_as_long_as_what_they_stand_for() {
        let one = picture(vec![bar("Пётр", 100, None)]).png().unwrap();
        let both = picture(vec![bar("Пётр", 100, None), bar("Вера", 50, Some(25))]).png().unwrap();
        let (whole, all) = (counted(&one, NOW), counted(&both, NOW));
        assert!(whole > 1_000 && all.abs_diff(whole + whole / 2) < 100, "{whole} and {all}");
        assert!(counted(&one, BEFORE) == 0 && counted(&both, BEFORE) > 100);
    }

    #[test]
    fn any_names_and_values_are_drawn() {
        for (name, now) in [("", i64::MIN), ("😀", -1), ("\u{0}\n", 0), (&"Щ".repeat(3_000), i64::MAX)] {
            let png = picture(vec![bar(name, now, Some(i64::MAX)), bar(name, 1, None)]).png().unwrap();
            assert!(png.starts_with(b"\x89PNG"));
        }
        assert!(picture(Vec::new()).png().unwrap().starts_with(b"\x89PNG"));
    }

    #[test]
    fn a_long_name_keeps_its_beginning() {
        let cut = fitting(&"Щ".repeat(100), LETTERS, NAMES).unwrap();
        assert!(cut.starts_with('Щ') && cut.ends_with('…') && cut.chars().count() < 20, "{cut}");
        assert_eq!(fitting("Щ", LETTERS, NAMES).unwrap(), "Щ");
    }
}

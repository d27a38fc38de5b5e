//! Telegram takes messages of 4096 UTF-16 units. What people write has limits of its own, and all of it together may be
//! longer than that: then each of somebody's words is cut, the longest first, with a visible «…»; of what says itself
//! line by line the last lines are left out, too.

use jiff::{Timestamp, civil::Date};
use repairbot_core::screen::Screen;

use super::{Rendered, Scene, format};
use crate::{fault::Fault, store::reminders::Reminder, texts::escape};

/// The longest message, in UTF-16 units and without its markup.
const MESSAGE: usize = 4096;
/// So much of each of somebody's words is shown, less and less until all of it fits.
const LONGEST: [usize; 6] = [800, 400, 200, 100, 50, 20];

/// Lines of one list in a message that has several.
const LINES: usize = 15;
/// So many of them stay, however little room there is.
const FEWEST: usize = 5;
/// As much of somebody's words is worth a line.
const LINE: usize = 40;

/// What becomes a message.
pub(super) enum Said<'a> {
    /// A screen.
    Screen(&'a Screen),
    /// What these reminders call for, of what had fired until then.
    Reminders(&'a [Reminder], Timestamp),
    /// What was done on a day.
    Summary(Date),
}

impl Scene<'_> {
    /// Any screen as a message that Telegram takes.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn render(&self, screen: &Screen) -> Result<Rendered, Fault> {
        let rendered = self.fitted(&Said::Screen(screen)).await?;
        Ok(rendered.unwrap_or_else(|| Rendered::text(String::new())))
    }

    /// The same of anything; `None` when there is nothing to say.
    ///
    /// # Errors
    /// The database could not be read.
    pub(super) async fn fitted(&self, said: &Said<'_>) -> Result<Option<Rendered>, Fault> {
        let mut rendered = self.said(said).await?;
        for longest in LONGEST {
            if rendered.as_ref().is_none_or(|rendered| shown(&rendered.text) <= MESSAGE) {
                break;
            }
            let shorter = Scene { longest, viewer: self.viewer.clone(), ..*self };
            rendered = shorter.said(said).await?;
        }
        Ok(rendered)
    }

    async fn said(&self, said: &Said<'_>) -> Result<Option<Rendered>, Fault> {
        match said {
            Said::Screen(screen) => self.drawn(screen).await.map(Some),
            Said::Reminders(called, until) => self.reminders(called, *until).await,
            Said::Summary(day) => self.summary(*day).await,
        }
    }

    /// As much of somebody's words as there is room for, safe in markup.
    pub(super) fn shortened(&self, words: &str) -> String {
        escape(&format::within(words, self.longest))
    }

    /// As many lines of a list as there is room for.
    pub(super) fn room(&self) -> usize {
        (self.longest / LINE).clamp(FEWEST, LINES)
    }
}

/// The length of a text as Telegram counts it: in UTF-16 units, without tags, an escaped sign as the sign.
fn shown(html: &str) -> usize {
    let mut units = 0;
    let mut rest = html.chars();
    while let Some(c) = rest.next() {
        let end = match c {
            '<' => Some('>'),
            '&' => Some(';'),
            _ => None,
        };
        units += if c == '<' { 0 } else { c.len_utf16() };
        if let Some(end) = end {
            rest.by_ref().take_while(|c| *c != end).for_each(drop);
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::texts::escape;

    #[test]
    fn markup_does_not_count() {
        for (html, units) in
            [("", 0), ("<b>a</b>b", 2), ("<a href=\"https://example.org\">🛠</a>", 2), ("&lt;&amp;&gt; ", 4)]
        {
            assert_eq!(shown(html), units, "{html}");
        }
        let words = "<&> 🛠 <b>";
        assert_eq!(shown(&escape(words)), words.encode_utf16().count());
    }
}

//! Telegram takes messages of 4096 UTF-16 units. What people write has limits of its own, and all of it together may be
//! longer than that: then each of somebody's words is cut, the longest first, with a visible «…».

use repairbot_core::screen::Screen;

use super::{Rendered, Scene};
use crate::fault::Fault;

/// The longest message, in UTF-16 units and without its markup.
const MESSAGE: usize = 4096;
/// So much of each of somebody's words is shown, less and less until all of it fits.
const LONGEST: [usize; 6] = [800, 400, 200, 100, 50, 20];

impl Scene<'_> {
    /// Any screen as a message that Telegram takes.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn render(&self, screen: &Screen) -> Result<Rendered, Fault> {
        let mut rendered = self.drawn(screen).await?;
        for longest in LONGEST {
            if shown(&rendered.text) <= MESSAGE {
                break;
            }
            let shorter = Scene { longest, viewer: self.viewer.clone(), ..*self };
            rendered = shorter.drawn(screen).await?;
        }
        Ok(rendered)
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

//! The `MarkdownV2` parse mode, with the complaints of the real server.

use crate::html::is_link;
use crate::text::{Span, Text};
use serde_json::{Value, json};

/// Characters that mean something unless a `\` stands before them.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

/// Parses a text; the error is what follows `can't parse entities: `.
pub(crate) fn parse(source: &str) -> Result<Text, String> {
    let mut parser = Parser { source, ..Parser::default() };
    while parser.pos < source.len() {
        parser.step()?;
    }
    parser.end_quote()?;
    parser.nothing_open(0)?;
    // Inner ones were closed first; outer ones go first.
    parser.spans.reverse();
    Ok(Text::formatted(&parser.plain, parser.spans))
}

/// What is between two marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    TextUrl,
    CustomEmoji,
}

impl Kind {
    /// The mark that ends it.
    const fn end(self) -> &'static str {
        match self {
            Self::Bold => "*",
            Self::Italic => "_",
            Self::Underline => "__",
            Self::Strikethrough => "~",
            Self::Spoiler => "||",
            Self::Code => "`",
            Self::Pre => "```",
            Self::TextUrl | Self::CustomEmoji => "]",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Underline => "underline",
            Self::Strikethrough => "strikethrough",
            Self::Spoiler => "spoiler",
            Self::Code => "code",
            Self::Pre => "pre",
            Self::TextUrl => "text_link",
            Self::CustomEmoji => "custom_emoji",
        }
    }

    /// Marks mean nothing inside.
    const fn is_code(self) -> bool {
        matches!(self, Self::Code | Self::Pre)
    }
}

struct Open {
    kind: Kind,
    /// Where it began: in bytes of the source and in UTF-16 units of the text.
    byte: usize,
    units: usize,
    language: String,
}

struct Quote {
    units: usize,
    /// How many entities were open when it began.
    depth: usize,
}

#[derive(Default)]
struct Parser<'a> {
    source: &'a str,
    pos: usize,
    plain: String,
    units: usize,
    open: Vec<Open>,
    quote: Option<Quote>,
    spans: Vec<Span>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.pos..).unwrap_or_default()
    }

    fn step(&mut self) -> Result<(), String> {
        let Some(c) = self.rest().chars().next() else { return Ok(()) };
        let innermost = self.open.last().map(|open| open.kind);
        let in_code = innermost.is_some_and(Kind::is_code);
        if let Some(escaped) = self.rest().strip_prefix('\\').and_then(|rest| rest.chars().next())
            && escaped.is_ascii()
            && !escaped.is_ascii_control()
        {
            self.pos += 2;
            self.push(escaped);
            return Ok(());
        }
        if !in_code && self.quote_mark(c)? {
            return Ok(());
        }
        if let Some(kind) = innermost.filter(|kind| self.ends(*kind)) {
            return self.close(kind);
        }
        if in_code || !RESERVED.contains(c) {
            self.pos += c.len_utf8();
            self.push(c);
            return Ok(());
        }
        self.begin(c)
    }

    fn push(&mut self, c: char) {
        self.plain.push(c);
        self.units += c.len_utf16();
    }

    /// Whether the mark here ends what is open; `__` is never two ends of italics.
    fn ends(&self, kind: Kind) -> bool {
        let rest = self.rest();
        rest.starts_with(kind.end()) && !(kind == Kind::Italic && rest.starts_with("__"))
    }

    /// Begins and ends quotes: lines with `>` before them. Tells whether the character was a part of that.
    fn quote_mark(&mut self, c: char) -> Result<bool, String> {
        let line_begins = self.pos == 0 || self.source.as_bytes().get(self.pos - 1) == Some(&b'\n');
        if c == '>' && line_begins {
            let (units, depth) = (self.units, self.open.len());
            self.quote.get_or_insert(Quote { units, depth });
            self.pos += 1;
            return Ok(true);
        }
        if self.quote.is_none() {
            return Ok(false);
        }
        // An empty pair of marks between two quotes tells them apart, and `||` at the end folds the quote.
        let folded = self.rest().strip_prefix("||").filter(|rest| rest.is_empty() || rest.starts_with('\n'));
        if folded.is_some() && self.open.last().map(|open| open.kind) != Some(Kind::Spoiler) {
            self.pos += 2;
            self.finish_quote("expandable_blockquote")?;
            return Ok(true);
        }
        if c == '\n' && !self.rest().starts_with("\n>") {
            self.end_quote()?;
        }
        Ok(false)
    }

    fn end_quote(&mut self) -> Result<(), String> {
        self.finish_quote("blockquote")
    }

    fn finish_quote(&mut self, word: &str) -> Result<(), String> {
        let Some(quote) = self.quote.take() else { return Ok(()) };
        self.nothing_open(quote.depth)?;
        self.spans.push((quote.units, self.units, json!({ "type": word })));
        Ok(())
    }

    /// Refuses what was begun and not ended.
    fn nothing_open(&self, depth: usize) -> Result<(), String> {
        match self.open.get(depth..).and_then(<[_]>::last) {
            Some(open) => Err(cant_find_end(open)),
            None => Ok(()),
        }
    }

    fn begin(&mut self, c: char) -> Result<(), String> {
        let rest = self.rest();
        let kind = match c {
            '_' if rest.starts_with("__") => Kind::Underline,
            '_' => Kind::Italic,
            '*' => Kind::Bold,
            '~' => Kind::Strikethrough,
            '|' if rest.starts_with("||") => Kind::Spoiler,
            '`' if rest.starts_with("```") => Kind::Pre,
            '`' => Kind::Code,
            '[' => Kind::TextUrl,
            '!' if rest.starts_with("![") => Kind::CustomEmoji,
            _ => {
                let why = "is reserved and must be escaped with the preceding '\\'";
                return Err(format!("Character '{c}' {why}"));
            }
        };
        let byte = self.pos;
        self.pos += if kind == Kind::CustomEmoji { 2 } else { kind.end().len() };
        let language = if kind == Kind::Pre { self.language() } else { String::new() };
        self.open.push(Open { kind, byte, units: self.units, language });
        Ok(())
    }

    /// The language of a block of code, and the end of its first line.
    fn language(&mut self) -> String {
        let (language, skipped) = language_of(self.rest());
        self.pos += skipped;
        language
    }

    fn close(&mut self, kind: Kind) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.pos += kind.end().len();
        let entity = match kind {
            Kind::TextUrl | Kind::CustomEmoji => self.linked(&open)?,
            Kind::Pre if !open.language.is_empty() => {
                Some(json!({ "type": "pre", "language": open.language }))
            }
            _ => Some(json!({ "type": kind.word() })),
        };
        self.spans.extend(entity.map(|entity| (open.units, self.units, entity)));
        Ok(())
    }

    /// The link or the emoji that the address in brackets makes; nothing when it is no address.
    fn linked(&mut self, open: &Open) -> Result<Option<Value>, String> {
        if !self.rest().starts_with('(') {
            if open.kind == Kind::CustomEmoji {
                return Err("Custom emoji entity must contain a tg://emoji URL".into());
            }
            let units: Vec<u16> = self.plain.encode_utf16().skip(open.units).collect();
            return Ok(link(String::from_utf16_lossy(&units)));
        }
        let begin = self.pos;
        self.pos += 1;
        let mut url = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else {
                return Err(format!("Can't find end of a URL at byte offset {begin}"));
            };
            self.pos += c.len_utf8();
            match (c, self.rest().chars().next()) {
                (')', _) => break,
                ('\\', Some(next)) if next.is_ascii() => {
                    self.pos += 1;
                    url.push(next);
                }
                _ => url.push(c),
            }
        }
        if open.kind == Kind::TextUrl {
            return Ok(link(url));
        }
        let id = url.strip_prefix("tg://emoji?id=").filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| "Custom emoji entity must contain a tg://emoji URL".to_owned())?;
        Ok(Some(json!({ "type": "custom_emoji", "custom_emoji_id": id })))
    }
}

fn cant_find_end(open: &Open) -> String {
    format!("Can't find end of {:?} entity at byte offset {}", open.kind, open.byte)
}

/// The link to an address, if it is one.
pub(crate) fn link(url: String) -> Option<Value> {
    is_link(&url).then(|| json!({ "type": "text_link", "url": url }))
}

/// The language that a block of code begins with, and how many bytes to pass over: the language and the end of its line.
pub(crate) fn language_of(block: &str) -> (String, usize) {
    let word = block.split(|c: char| c.is_whitespace() || c == '`').next().unwrap_or_default();
    let after = block.get(word.len()..).unwrap_or_default();
    // A block of one word is code, not the name of a language.
    let word = if after.starts_with('`') || after.is_empty() { "" } else { word };
    let after = block.get(word.len()..).unwrap_or_default();
    let line_end = if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with(['\n', '\r'])) };
    (word.to_owned(), word.len() + line_end)
}

//! The HTML parse mode, with the complaints of the real server.

use crate::text::{Span, Text};
use serde_json::{Value, json};

const TAGS: [&str; 15] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "span",
    "pre",
    "code",
    "blockquote",
];

/// Escapes a text for a browser.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(&mut out, c));
    out
}

/// Adds a character, escaped for a browser.
pub(crate) fn push_escaped(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        _ => out.push(c),
    }
}

/// Parses a text; the error is what follows `can't parse entities: `.
pub(crate) fn parse(source: &str) -> Result<Text, String> {
    let mut parser = Parser { source, ..Parser::default() };
    while parser.pos < source.len() {
        parser.step()?;
    }
    if let Some(open) = parser.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag));
    }
    Ok(parser.finish())
}

#[derive(Default)]
struct Parser<'a> {
    source: &'a str,
    pos: usize,
    plain: String,
    units: usize,
    open: Vec<Open>,
    entities: Vec<Span>,
}

struct Open {
    tag: String,
    argument: String,
    units: usize,
}

impl Parser<'_> {
    fn step(&mut self) -> Result<(), String> {
        match self.peek() {
            b'<' => {
                let begin = self.pos;
                self.pos += 1;
                if self.peek() == b'/' { self.end_tag(begin) } else { self.start_tag(begin) }
            }
            b'&' => {
                let (c, length) = decode_entity(&self.source[self.pos..]).unwrap_or(('&', 1));
                self.pos += length;
                self.push(c);
                Ok(())
            }
            _ => {
                let Some(c) = self.source[self.pos..].chars().next() else { return Ok(()) };
                self.pos += c.len_utf8();
                self.push(c);
                Ok(())
            }
        }
    }

    fn push(&mut self, c: char) {
        self.plain.push(c);
        self.units += c.len_utf16();
    }

    /// The byte here; 0 at the end.
    fn peek(&self) -> u8 {
        self.source.as_bytes().get(self.pos).copied().unwrap_or(0)
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let begin = self.pos;
        while self.pos < self.source.len() && wanted(self.peek()) {
            self.pos += 1;
        }
        begin
    }

    fn start_tag(&mut self, begin: usize) -> Result<(), String> {
        let unclosed = || format!("Unclosed start tag at byte offset {begin}");
        let name_begin = self.skip(|b| !is_space(b) && b != b'>');
        let tag = self.source[name_begin..self.pos].to_lowercase();
        if self.peek() == 0 {
            return Err(unclosed());
        }
        if !TAGS.contains(&tag.as_str()) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let mut argument = String::new();
        loop {
            self.skip(is_space);
            match self.peek() {
                b'>' => break,
                0 => return Err(unclosed()),
                _ => {}
            }
            let (name, value) = self.attribute(&tag, begin)?;
            if let Some(value) = argument_of(&tag, &name, value) {
                argument = value;
            }
        }
        self.pos += 1;
        if tag == "span" && argument != "spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        self.open.push(Open { tag, argument, units: self.units });
        Ok(())
    }

    fn attribute(&mut self, tag: &str, begin: usize) -> Result<(String, String), String> {
        let name_begin = self.skip(|b| !is_space(b) && b != b'=' && b != b'>');
        let name = self.source[name_begin..self.pos].to_owned();
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        self.skip(is_space);
        if self.peek() != b'=' {
            if tag == "blockquote" && name == "expandable" {
                return Ok((name, String::new()));
            }
            return Err(format!(
                "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {begin}"
            ));
        }
        self.pos += 1;
        self.skip(is_space);
        let quote = self.peek();
        if quote != b'"' && quote != b'\'' {
            let token = self.skip(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
            let next = self.peek();
            if !is_space(next) && next != b'>' && next != 0 {
                return Err(format!("Unexpected end of name token at byte offset {token}"));
            }
            return Ok((name, self.source[token..self.pos].to_lowercase()));
        }
        self.pos += 1;
        let value = self.skip(|b| b != quote);
        let raw = &self.source[value..self.pos];
        if self.peek() != quote {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        self.pos += 1;
        Ok((name, decode_all(raw)))
    }

    fn end_tag(&mut self, begin: usize) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.pos += 1;
        let name_begin = self.skip(|b| !is_space(b) && b != b'>');
        let name = self.source[name_begin..self.pos].to_owned();
        self.skip(is_space);
        if self.peek() != b'>' {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.pos += 1;
        if !name.is_empty() && name != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                open.tag
            ));
        }
        if let Some(entity) = entity_of(&open) {
            self.entities.push((open.units, self.units, entity));
        }
        Ok(())
    }

    fn finish(mut self) -> Text {
        // Inner ones were closed first; outer ones go first.
        self.entities.reverse();
        Text { html: self.source.to_owned(), ..Text::formatted(&self.plain, self.entities) }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x0b)
}

fn argument_of(tag: &str, name: &str, value: String) -> Option<String> {
    match (tag, name) {
        ("a", "href") => Some(value),
        ("code", "class") => value.strip_prefix("language-").map(str::to_owned),
        ("span", "class") => value.strip_prefix("tg-").map(str::to_owned),
        _ => None,
    }
}

/// Whether an address may become a link.
pub(crate) fn is_link(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["http://", "https://", "tg://", "ton://"].iter().any(|scheme| lower.starts_with(scheme))
        && !lower.contains(char::is_whitespace)
}

fn entity_of(open: &Open) -> Option<Value> {
    let kind = match open.tag.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "span" | "tg-spoiler" => "spoiler",
        "code" => "code",
        "pre" => "pre",
        "blockquote" => "blockquote",
        _ if is_link(&open.argument) => return Some(json!({ "type": "text_link", "url": open.argument })),
        _ => return None,
    };
    Some(json!({ "type": kind }))
}

fn decode_all(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let (c, length) = decode_entity(rest).unwrap_or((c, c.len_utf8()));
        out.push(c);
        rest = &rest[length..];
    }
    out
}

/// The character an entity stands for and how many bytes the entity takes; the semicolon may be missing.
fn decode_entity(source: &str) -> Option<(char, usize)> {
    let body = source.strip_prefix('&')?;
    let (c, length) = if let Some(digits) = body.strip_prefix("#x") {
        numeric(digits, 16).map(|(c, n)| (c, n + 3))?
    } else if let Some(digits) = body.strip_prefix('#') {
        numeric(digits, 10).map(|(c, n)| (c, n + 2))?
    } else {
        let n = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        let c = match &body[..n] {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (c, n + 1)
    };
    let semicolon = usize::from(source.as_bytes().get(length) == Some(&b';'));
    Some((c, length + semicolon))
}

fn numeric(digits: &str, radix: u32) -> Option<(char, usize)> {
    let n = digits.chars().take_while(|c| c.is_digit(radix)).count();
    let code = u32::from_str_radix(&digits[..n], radix).ok()?;
    char::from_u32(code).filter(|c| *c != '\0').map(|c| (c, n))
}

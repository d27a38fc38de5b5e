//! Formatted text: plain characters, entities, and HTML that a browser may show.

use crate::html;
use serde_json::{Value, json};

/// A part of a text, from and to in UTF-16 units, and its entity without a place.
pub(crate) type Span = (usize, usize, Value);

/// A text with what is known of its formatting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    /// Plain characters.
    pub plain: String,
    /// Entities as in the Bot API, offsets in UTF-16 units.
    pub entities: Vec<Value>,
    /// As sent when sent as HTML, otherwise the same as `safe`.
    pub html: String,
    /// Made of allowed tags only.
    pub safe: String,
}

impl Text {
    /// What a person typed: commands and mentions become entities.
    pub fn typed(text: &str) -> Self {
        Self::with_entities(text, typed_entities(text))
    }

    /// What a bot sent without a parse mode.
    pub fn plain(text: &str) -> Self {
        let text = text.trim();
        Self::with_entities(text, typed_entities(text))
    }

    /// Plain characters with ready entities.
    fn with_entities(text: &str, entities: Vec<Value>) -> Self {
        let safe = rendered(text, &entities);
        Self { plain: text.to_owned(), entities, html: safe.clone(), safe }
    }

    /// Trims the text as the server does and places the entities accordingly; of those that begin together the outer
    /// ones come first.
    pub fn formatted(text: &str, mut spans: Vec<Span>) -> Self {
        let plain = text.trim();
        let lead = text.encode_utf16().count() - text.trim_start().encode_utf16().count();
        let end = plain.encode_utf16().count();
        spans.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
        let mut entities = Vec::new();
        for (from, to, mut entity) in spans {
            let (from, to) = (from.saturating_sub(lead).min(end), to.saturating_sub(lead).min(end));
            if from < to {
                entity["offset"] = json!(from);
                entity["length"] = json!(to - from);
                entities.push(entity);
            }
        }
        Self::with_entities(plain, entities)
    }

    /// Length as Telegram counts it.
    pub fn utf16_len(&self) -> usize {
        self.plain.encode_utf16().count()
    }

    /// Whether people would see no difference.
    pub fn same(&self, other: &Self) -> bool {
        self.plain == other.plain && self.entities == other.entities
    }

    /// The parts of the text marked by entities of this type.
    pub fn marked(&self, kind: &str) -> Vec<String> {
        let units: Vec<u16> = self.plain.encode_utf16().collect();
        let part = |entity: &Value| {
            let offset = usize::try_from(entity["offset"].as_u64()?).ok()?;
            let length = usize::try_from(entity["length"].as_u64()?).ok()?;
            units.get(offset..offset.checked_add(length)?).map(String::from_utf16_lossy)
        };
        self.entities.iter().filter(|entity| entity["type"] == kind).filter_map(part).collect()
    }
}

/// The text for a browser, made of allowed tags only. Tags that would overlap are closed and opened again.
fn rendered(text: &str, entities: &[Value]) -> String {
    let place = |entity: &Value| {
        let offset = usize::try_from(entity["offset"].as_u64()?).ok()?;
        let length = usize::try_from(entity["length"].as_u64()?).ok()?;
        Some((offset, offset.checked_add(length)?, tags(entity)?))
    };
    let placed: Vec<_> = entities.iter().filter_map(place).collect();
    let mut open: Vec<(usize, &(String, &str))> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for c in text.chars().map(Some).chain([None]) {
        if let Some(first) = open.iter().position(|(end, _)| *end <= at || c.is_none()) {
            let closed = open.split_off(first);
            closed.iter().rev().for_each(|(_, (_, close))| out.push_str(close));
            for (end, tags) in closed.into_iter().filter(|(end, _)| *end > at && c.is_some()) {
                out.push_str(&tags.0);
                open.push((end, tags));
            }
        }
        let Some(c) = c else { break };
        for (_, end, tags) in placed.iter().filter(|(from, end, _)| *from == at && *end > at) {
            out.push_str(&tags.0);
            open.push((*end, tags));
        }
        html::push_escaped(&mut out, c);
        at += c.len_utf16();
    }
    out
}

/// The tags around a part of a text; nothing for entities that look like the rest.
fn tags(entity: &Value) -> Option<(String, &'static str)> {
    let (open, close) = match entity["type"].as_str()? {
        "bold" => ("<b>", "</b>"),
        "italic" => ("<i>", "</i>"),
        "underline" => ("<u>", "</u>"),
        "strikethrough" => ("<s>", "</s>"),
        "spoiler" => ("<span class=\"tg-spoiler\">", "</span>"),
        "code" => ("<code>", "</code>"),
        "pre" => ("<pre>", "</pre>"),
        "blockquote" | "expandable_blockquote" => ("<blockquote>", "</blockquote>"),
        "text_link" => {
            let url = entity["url"].as_str().filter(|url| html::is_link(url))?;
            return Some((format!("<a href=\"{}\">", html::escape(url)), "</a>"));
        }
        _ => return None,
    };
    Some((open.to_owned(), close))
}

/// Commands and mentions that Telegram finds by itself.
fn typed_entities(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut offset = 0;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_whitespace() {
            found.extend(entity_of(&word, offset - word.encode_utf16().count()));
            word.clear();
        } else {
            word.push(c);
        }
        offset += c.len_utf16();
    }
    found
}

fn entity_of(word: &str, offset: usize) -> Option<Value> {
    let (kind, rest) = match word.chars().next()? {
        '/' => ("bot_command", &word[1..]),
        '@' => ("mention", &word[1..]),
        _ => return None,
    };
    let name = name_len(rest);
    if name == 0 || name > 32 {
        return None;
    }
    let tail = &rest[name..];
    let tail_name = tail.strip_prefix('@').map_or(0, name_len);
    let extra = if kind == "bot_command" && tail_name > 0 { tail_name + 1 } else { 0 };
    Some(json!({ "type": kind, "offset": offset, "length": 1 + name + extra }))
}

fn name_len(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()
}

//! Formatted text: plain characters, entities, and HTML that a browser may show.

use crate::html;
use serde_json::{Value, json};

/// A text with what is known of its formatting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    /// Plain characters.
    pub plain: String,
    /// Entities as in the Bot API, offsets in UTF-16 units.
    pub entities: Vec<Value>,
    /// As sent when sent as HTML, otherwise escaped.
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
    pub fn with_entities(text: &str, entities: Vec<Value>) -> Self {
        let safe = html::escape(text);
        Self { plain: text.to_owned(), entities, html: safe.clone(), safe }
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

//! The legacy `Markdown` parse mode: marks inside of marks mean nothing.

use crate::markdown::{language_of, link};
use crate::text::{Span, Text};
use serde_json::json;

/// Parses a text; the error is what follows `can't parse entities: `.
pub(crate) fn parse(source: &str) -> Result<Text, String> {
    let mut plain = String::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut pos = 0;
    while let Some(c) = source.get(pos..).and_then(|rest| rest.chars().next()) {
        let rest = source.get(pos..).unwrap_or_default();
        let escaped = rest.strip_prefix('\\').filter(|rest| rest.starts_with(['_', '*', '`', '[']));
        if escaped.is_some() {
            plain.extend(rest.chars().nth(1));
            pos += 2;
            continue;
        }
        if !matches!(c, '_' | '*' | '`' | '[') {
            plain.push(c);
            pos += c.len_utf8();
            continue;
        }
        let found = marked(rest)
            .ok_or_else(|| format!("Can't find end of the entity starting at byte offset {pos}"))?;
        let from = plain.encode_utf16().count();
        plain.push_str(found.content);
        let to = plain.encode_utf16().count();
        spans.extend(found.entity.map(|entity| (from, to, entity)));
        pos += found.length;
    }
    Ok(Text::formatted(&plain, spans))
}

/// What is between two marks.
struct Marked<'a> {
    content: &'a str,
    entity: Option<serde_json::Value>,
    /// In bytes, with the marks.
    length: usize,
}

/// The marked part that a text begins with; nothing when its end is missing.
fn marked(rest: &str) -> Option<Marked<'_>> {
    if let Some(block) = rest.strip_prefix("```") {
        let (language, skipped) = language_of(block);
        let content = block.get(skipped..)?.split_once("```")?.0;
        let mut entity = json!({ "type": "pre" });
        if !language.is_empty() {
            entity["language"] = json!(language);
        }
        return Some(Marked { content, entity: Some(entity), length: 6 + skipped + content.len() });
    }
    let (end, word) = match rest.chars().next()? {
        '_' => ('_', "italic"),
        '*' => ('*', "bold"),
        '`' => ('`', "code"),
        _ => (']', "text_link"),
    };
    let content = rest.get(1..)?.split_once(end)?.0;
    let length = content.len() + 2;
    if word != "text_link" {
        return Some(Marked { content, entity: Some(json!({ "type": word })), length });
    }
    match rest.get(length..)?.strip_prefix('(') {
        Some(after) => {
            let url = after.split_once(')')?.0;
            Some(Marked { content, entity: link(url.to_owned()), length: length + url.len() + 2 })
        }
        None => Some(Marked { content, entity: link(content.to_owned()), length }),
    }
}

//! Where a person is found again in what was kept by the way: unfinished drafts, messages, updates put aside.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    phone::Phone,
    pii::{Address, PersonName},
    text::fold,
};

/// Digits at the end of a phone that nobody else's has, however the number is written.
const TAIL: usize = 10;

/// What tells one client from others. Prints nothing: it has no `Debug`.
#[derive(Clone, Default)]
pub struct Traces {
    names: Vec<String>,
    phones: Vec<String>,
    addresses: Vec<String>,
    ids: BTreeSet<i64>,
}

impl Traces {
    /// Of a client with these names, phones and addresses.
    #[must_use]
    pub fn of(name: &PersonName, phones: &[Phone], addresses: &[Address]) -> Self {
        let tail = |phone: &Phone| {
            let digits = digits(phone.e164());
            digits[digits.len().saturating_sub(TAIL)..].to_owned()
        };
        let known = |text: String| (!text.is_empty()).then_some(text);
        Self {
            names: known(fold(name.reveal())).into_iter().collect(),
            phones: phones.iter().map(tail).filter_map(known).collect(),
            addresses: addresses.iter().map(|address| fold(address.reveal())).filter_map(known).collect(),
            ids: BTreeSet::new(),
        }
    }

    /// The same that also knows him by these ids, where numbers are looked at.
    #[must_use]
    pub fn with_ids(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.ids.extend(ids);
        self
    }

    /// The same without ids: what holds nothing but ids says nothing about him.
    #[must_use]
    pub fn words(&self) -> Self {
        Self { ids: BTreeSet::new(), ..self.clone() }
    }

    /// Whether this JSON holds him; what is no JSON is read as a text.
    #[must_use]
    pub fn are_in(&self, json: &str) -> bool {
        match serde_json::from_str(json) {
            Ok(value) => self.are_in_value(&value),
            Err(_) => self.are_in_text(json),
        }
    }

    fn are_in_value(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.are_in_text(text),
            Value::Number(number) => number.as_i64().is_some_and(|number| self.ids.contains(&number)),
            Value::Array(items) => items.iter().any(|item| self.are_in_value(item)),
            Value::Object(fields) => fields.values().any(|field| self.are_in_value(field)),
            Value::Null | Value::Bool(_) => false,
        }
    }

    /// A name of one word is also many others': it counts only where nothing else is written.
    fn are_in_text(&self, text: &str) -> bool {
        let folded = fold(text);
        let named = |name: &String| folded == *name || (name.contains(' ') && folded.contains(name.as_str()));
        let digits = digits(text);
        self.names.iter().any(named)
            || self.phones.iter().any(|phone| digits.contains(phone.as_str()))
            || self.addresses.iter().any(|address| folded.contains(address.as_str()))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

//! Inline and reply keyboards in the Bot API's form.

use repairbot_core::{
    actor::Roles,
    callback::Press,
    ids::PersonId,
    screen::{MenuItem, menu},
};
use serde_json::{Value, json};

use crate::texts::{Lang, text};

/// Rows of inline buttons.
#[derive(Debug, Default)]
pub struct Inline(Vec<Vec<Value>>);

impl Inline {
    /// No buttons yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more row; an empty one is left out.
    pub fn row(mut self, buttons: impl IntoIterator<Item = (String, Press)>) -> Self {
        let row: Vec<Value> = buttons
            .into_iter()
            .map(|(label, press)| json!({ "text": label, "callback_data": press.encode() }))
            .collect();
        if !row.is_empty() {
            self.0.push(row);
        }
        self
    }

    /// Buttons in rows of `width`.
    pub fn grid(mut self, width: usize, buttons: Vec<(String, Press)>) -> Self {
        let mut rest = buttons.into_iter().peekable();
        while rest.peek().is_some() {
            self = self.row(rest.by_ref().take(width));
        }
        self
    }

    /// One more row below a keyboard that is there already.
    pub fn below(markup: Option<Value>, buttons: impl IntoIterator<Item = (String, Press)>) -> Option<Value> {
        let above = markup.and_then(|markup| serde_json::from_value(markup["inline_keyboard"].clone()).ok());
        Self(above.unwrap_or_default()).row(buttons).markup()
    }

    /// The reply markup; `None` without buttons.
    pub fn markup(self) -> Option<Value> {
        (!self.0.is_empty()).then(|| json!({ "inline_keyboard": self.0 }))
    }
}

/// The main menu of someone with these roles. Who was deactivated does not apply: he is let in again.
pub fn main_menu(lang: Lang, roles: Roles, active: bool) -> Value {
    let rows: Vec<Vec<Value>> = menu(roles)
        .into_iter()
        .filter(|row| active || !row.contains(&MenuItem::BecomeMaster))
        .map(|row| {
            row.into_iter()
                .map(|item| json!({ "text": text(lang, &format!("menu-{}", item.code())) }))
                .collect()
        })
        .collect();
    json!({ "keyboard": rows, "resize_keyboard": true, "is_persistent": true })
}

/// Telegram's button for choosing a group, and «cancel».
pub fn pick_group(lang: Lang, master: PersonId) -> Value {
    // The request id comes back with the answer; it must fit 32 bits and is only a hint: the draft decides.
    let request_id = i32::try_from(master.0 % i64::from(i32::MAX)).unwrap_or_default();
    let request = json!({
        "request_id": request_id,
        "chat_is_channel": false,
        "bot_is_member": true,
        "request_title": true,
    });
    json!({
        "keyboard": [
            [{ "text": text(lang, "button-pick-group"), "request_chat": request }],
            [{ "text": text(lang, "button-cancel") }],
        ],
        "resize_keyboard": true,
    })
}

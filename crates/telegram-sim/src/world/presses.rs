//! Presses of inline buttons.

use super::json::chat_instance;
use super::{Press, World};
use crate::ids::{ChatId, MessageId, PressId, UserId};
use crate::types::PressError;
use serde_json::{Value, json};

/// How a button is named.
pub(crate) enum Wanted<'a> {
    /// By its label.
    Label(&'a str),
    /// By its row and column.
    At(usize, usize),
}

impl World {
    /// A person presses a button of a message as it is now.
    pub fn press(
        &mut self,
        from: UserId,
        place: (ChatId, MessageId),
        wanted: &Wanted<'_>,
    ) -> Result<PressId, PressError> {
        if !self.people.contains_key(&from) {
            return Err(PressError::NoSuchPerson);
        }
        let chat = self.chats.get(&self.person_key(place.0)).ok_or(PressError::NoSuchMessage)?;
        let message = chat.messages.get(&place.1).ok_or(PressError::NoSuchMessage)?;
        let found = match wanted {
            Wanted::Label(label) => message.inline.iter().flatten().find(|button| button["text"] == *label),
            Wanted::At(row, column) => message.inline.get(*row).and_then(|row| row.get(*column)),
        };
        let label = |button: &Value| button["text"].as_str().unwrap_or_default().to_owned();
        let labels = || message.inline.iter().flatten().map(label).collect();
        let button = found.ok_or_else(|| PressError::NoSuchButton(labels()))?;
        let data = button["callback_data"].as_str().ok_or(PressError::NotCallback)?.to_owned();
        Ok(self.press_data(from, place, &data))
    }

    /// A press with any data, whether or not the message has such a button (or is there at all).
    pub fn press_data(&mut self, from: UserId, place: (ChatId, MessageId), data: &str) -> PressId {
        let key = self.person_key(place.0);
        let id = PressId(900_000 + self.count());
        let there = self.chats.get(&key).and_then(|chat| chat.messages.get(&place.1));
        let message = there.map_or_else(
            || json!({ "chat": self.chat_json_of(key), "message_id": place.1, "date": 0 }),
            |message| self.message_json(key, message),
        );
        let author = there.map(|message| message.from).filter(|author| self.is_bot(*author));
        let bot = author.unwrap_or_else(|| self.the_bot());
        let content = json!({
            "id": id.to_string(),
            "from": self.user_json(from),
            "message": message,
            "chat_instance": chat_instance(bot, key.1),
            "data": data,
        });
        let press = Press { bot, from, key, message: place.1, at: self.now(), answer: None };
        self.presses.insert(id, press);
        self.queue_update(bot, "callback_query", content);
        id
    }
}

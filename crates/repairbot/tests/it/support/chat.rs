//! One person in one chat: says, taps, sees.

use std::time::Duration;

use telegram_sim::{ChatId, ChatMessage, MessageId, PressAnswer, PressId, UserId};

use super::TestDesk;

/// A person's side of a chat.
#[derive(Debug, Clone)]
pub struct Chat {
    pub user: UserId,
    pub chat: ChatId,
    pub name: String,
}

impl Chat {
    /// The person's private chat with the bot.
    pub fn private(user: UserId, name: &str) -> Self {
        Self { user, chat: user.into(), name: name.to_owned() }
    }

    /// The same person in a group.
    pub fn in_group(&self, group: ChatId) -> Self {
        Self { chat: group, ..self.clone() }
    }

    /// Sends a text; everything that follows from it happens.
    pub async fn says(&self, desk: &mut TestDesk, text: &str) {
        desk.wait(Duration::from_secs(1));
        desk.keeps_private(text);
        desk.sim.send_text(self.user, self.chat, text);
        desk.settle().await;
    }

    /// Answers the bot's last message, as one must in a group.
    pub async fn replies(&self, desk: &mut TestDesk, text: &str) {
        desk.wait(Duration::from_secs(1));
        let last = self.last(desk).unwrap_or_else(|| panic!("{}: nothing to reply to", self.name));
        desk.keeps_private(text);
        desk.sim.reply(self.user, self.chat, last.id, text);
        desk.settle().await;
    }

    /// Presses the newest inline button with this label, or the menu button with it. Gives the bot's answer.
    pub async fn taps(&self, desk: &mut TestDesk, label: &str) -> PressAnswer {
        match self.with_button(desk, label) {
            Some(message) => self.taps_on(desk, message, label).await,
            None => {
                let menu = desk.sim.reply_keyboard(self.user);
                let there = self.chat == self.user.into() && menu.iter().flatten().any(|text| text == label);
                assert!(there, "{}: no button «{label}»\n{}", self.name, self.transcript(desk));
                self.says(desk, label).await;
                PressAnswer { text: None, alert: false }
            }
        }
    }

    /// Presses the newest inline button whose label contains this. Gives the bot's answer.
    pub async fn taps_like(&self, desk: &mut TestDesk, part: &str) -> PressAnswer {
        let messages = desk.sim.messages(self.chat);
        let label = messages.iter().rev().find_map(|message| {
            let button = message.inline.iter().flatten().find(|button| button.text.contains(part))?;
            Some((message.id, button.text.clone()))
        });
        let (message, label) = label
            .unwrap_or_else(|| panic!("{}: no button like «{part}»\n{}", self.name, self.transcript(desk)));
        self.taps_on(desk, message, &label).await
    }

    /// Presses the newest button with this label; the bot has not seen the press yet.
    pub fn queues(&self, desk: &TestDesk, label: &str) -> PressId {
        let message = self.with_button(desk, label);
        let message = message
            .unwrap_or_else(|| panic!("{}: no button «{label}»\n{}", self.name, self.transcript(desk)));
        desk.sim.press(self.user, self.chat, message, label).unwrap()
    }

    /// Presses a button of this message, as it is now.
    pub async fn taps_on(&self, desk: &mut TestDesk, message: MessageId, label: &str) -> PressAnswer {
        desk.wait(Duration::from_secs(1));
        let press = desk.sim.press(self.user, self.chat, message, label);
        let press = press.unwrap_or_else(|error| panic!("{}: «{label}»: {error:?}", self.name));
        desk.settle().await;
        desk.sim.press_answer(press).unwrap_or_else(|| panic!("{}: «{label}» was not answered", self.name))
    }

    /// Chooses a group with Telegram's request-chat button.
    pub async fn picks_group(&self, desk: &mut TestDesk, group: ChatId) {
        desk.wait(Duration::from_secs(1));
        desk.sim.share_chat(self.user, 1, group);
        desk.settle().await;
    }

    /// Presses a button that is no longer there, or never was.
    pub async fn forges(&self, desk: &mut TestDesk, message: MessageId, data: &str) -> PressAnswer {
        desk.wait(Duration::from_secs(1));
        let press = desk.sim.press_data(self.user, self.chat, message, data);
        desk.settle().await;
        desk.sim.press_answer(press).unwrap_or_else(|| panic!("{}: «{data}» was not answered", self.name))
    }

    /// The newest message whose keyboard has this label.
    pub fn with_button(&self, desk: &TestDesk, label: &str) -> Option<MessageId> {
        let messages = desk.sim.messages(self.chat);
        let has = |message: &&ChatMessage| message.inline.iter().flatten().any(|button| button.text == label);
        messages.iter().rev().find(has).map(|message| message.id)
    }

    /// The callback data of that button.
    pub fn data_of(&self, desk: &TestDesk, label: &str) -> (MessageId, String) {
        let id = self.with_button(desk, label).unwrap_or_else(|| panic!("no button «{label}»"));
        let message = desk.sim.message(self.chat, id).unwrap();
        let button = message.inline.iter().flatten().find(|button| button.text == label);
        (id, button.unwrap().data.clone().unwrap())
    }

    /// The newest message that contains this.
    pub fn message_with(&self, desk: &TestDesk, text: &str) -> ChatMessage {
        let found =
            desk.sim.messages(self.chat).into_iter().rev().find(|message| message.text.contains(text));
        found.unwrap_or_else(|| panic!("{}: «{text}» was not seen\n{}", self.name, self.transcript(desk)))
    }

    /// The labels of the newest message that contains this, in one line each row.
    pub fn buttons_of(&self, desk: &TestDesk, text: &str) -> Vec<String> {
        labels(&self.message_with(desk, text))
    }

    /// The labels of the newest message with a keyboard.
    pub fn buttons(&self, desk: &TestDesk) -> Vec<String> {
        let messages = desk.sim.messages(self.chat);
        let newest = messages.iter().rev().find(|message| !message.inline.is_empty());
        newest.map(labels).unwrap_or_default()
    }

    /// The bot's last message here.
    pub fn last(&self, desk: &TestDesk) -> Option<ChatMessage> {
        desk.sim.messages(self.chat).into_iter().rev().find(|message| message.from_bot && !message.service)
    }

    /// The bot's last message here contains this.
    pub fn sees(&self, desk: &TestDesk, text: &str) {
        let last = self.last(desk).map(|message| message.text).unwrap_or_default();
        assert!(
            last.contains(text),
            "{}: «{text}» is not the last message\n{}",
            self.name,
            self.transcript(desk)
        );
    }

    /// The bot's last message here is this and no more.
    pub fn sees_exactly(&self, desk: &TestDesk, text: &str) {
        let last = self.last(desk).map(|message| message.text).unwrap_or_default();
        assert_eq!(last, text, "{}\n{}", self.name, self.transcript(desk));
    }

    /// Some message here contains this.
    pub fn has_seen(&self, desk: &TestDesk, text: &str) {
        assert!(
            self.count(desk, text) > 0,
            "{}: «{text}» was not seen\n{}",
            self.name,
            self.transcript(desk)
        );
    }

    /// No message here contains this.
    pub fn never_saw(&self, desk: &TestDesk, text: &str) {
        assert_eq!(self.count(desk, text), 0, "{}: saw «{text}»\n{}", self.name, self.transcript(desk));
    }

    /// How many messages here contain this.
    pub fn count(&self, desk: &TestDesk, text: &str) -> usize {
        let messages = desk.sim.messages(self.chat);
        messages.iter().filter(|message| message.from_bot && message.text.contains(text)).count()
    }

    /// The chat as this person sees it, for failures and snapshots.
    pub fn transcript(&self, desk: &TestDesk) -> String {
        let mut lines = Vec::new();
        for message in desk.sim.messages(self.chat) {
            let who = if message.from_bot { "bot" } else { "person" };
            let edited = if message.edit_date.is_some() { " (edited)" } else { "" };
            lines.push(format!("--- {who}{edited}"));
            lines.push(message.text.clone());
            for row in &message.inline {
                let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
                lines.push(labels.join(" "));
            }
        }
        lines.join("\n")
    }
}

/// Buttons of an order's card that are no steps of the order: they have tests of their own.
const BESIDE: [&str; 5] = ["🧮 Как посчитано", "👤 Клиент", "📎 Прикрепить", "📎 Вложения", "🕓 История"];

/// The labels of a message's buttons, without those that stand on every card.
fn labels(message: &ChatMessage) -> Vec<String> {
    let labels = message.inline.iter().flatten().map(|button| button.text.clone());
    labels.filter(|label| !BESIDE.contains(&label.as_str())).collect()
}

/// What a press was answered with: an alert or a line, and its words.
pub fn alert(text: &str) -> PressAnswer {
    PressAnswer { text: Some(text.to_owned()), alert: true }
}

/// A passing line.
pub fn toast(text: &str) -> PressAnswer {
    PressAnswer { text: Some(text.to_owned()), alert: false }
}

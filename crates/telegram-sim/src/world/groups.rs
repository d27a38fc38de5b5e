//! Groups and the bot's place in them.

use super::{Chat, ChatKind, Standing, World, group_key};
use crate::ids::{ChatId, UserId};
use serde_json::json;

impl World {
    /// A group of people; the first one owns it.
    pub fn add_group(&mut self, id: Option<i64>, title: &str, members: &[UserId]) -> ChatId {
        let id = ChatId(id.unwrap_or_else(|| -5000 - self.count()));
        let mut chat = Chat::new(id, ChatKind::Group, title).numbered_above(self.numbered_above);
        chat.owner = members.first().copied();
        chat.members.extend(members);
        self.chats.insert(group_key(id), chat);
        id
    }

    /// Somebody adds the bot.
    pub fn add_bot_to_group(&mut self, group: ChatId, by: UserId) {
        let bot = self.the_bot();
        let key = self.person_key(group);
        let Some(chat) = self.chats.get_mut(&key) else {
            tracing::error!(%group, "no such group");
            return;
        };
        let old = chat.standing(bot);
        if !chat.members.insert(bot) {
            return;
        }
        chat.banned.remove(&bot);
        self.tell_change(key, (by, bot), (&old, &Standing::Member));
        let members = json!([self.user_json(bot)]);
        self.service(key, by, ("new_chat_members", members));
    }

    /// Somebody removes the bot; the bot still sees the message about it in a plain group.
    pub fn remove_bot_from_group(&mut self, group: ChatId, by: UserId) {
        let bot = self.the_bot();
        let key = self.person_key(group);
        let Some(chat) = self.chats.get(&key).filter(|chat| chat.members.contains(&bot)) else { return };
        let plain = chat.kind == ChatKind::Group;
        let new = if plain { Standing::Left } else { Standing::Kicked };
        self.tell_change(key, (by, bot), (&chat.standing(bot), &new));
        let gone = ("left_chat_member", self.user_json(bot));
        if plain {
            self.service(key, by, gone);
            self.leave(key, bot);
        } else {
            self.leave(key, bot);
            self.service(key, by, gone);
        }
    }

    fn leave(&mut self, key: super::ChatKey, bot: UserId) {
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.members.remove(&bot);
            chat.admins.remove(&bot);
            if chat.kind == ChatKind::Supergroup {
                chat.banned.insert(bot);
            }
            chat.keyboard = None;
        }
    }

    /// The group becomes a supergroup with another number.
    pub fn migrate(&mut self, group: ChatId) -> ChatId {
        let key = self.person_key(group);
        let number = -1_001_000_000_000 - self.count();
        let Some(old) = self.chats.get_mut(&key) else {
            tracing::error!(%group, "no such group");
            return group;
        };
        if old.kind != ChatKind::Group {
            // It is one already.
            return key.1;
        }
        let id = ChatId(number);
        let mut new = Chat::new(id, ChatKind::Supergroup, &old.title);
        new.owner = old.owner;
        new.members = old.members.clone();
        new.admins = old.admins.clone();
        let owner = old.owner.unwrap_or(UserId(0));
        self.chats.insert(group_key(id), new);
        self.service(key, owner, ("migrate_to_chat_id", json!(id)));
        self.service(group_key(id), owner, ("migrate_from_chat_id", json!(key.1)));
        if let Some(old) = self.chats.get_mut(&key) {
            old.migrated_to = Some(id);
            old.keyboard = None;
        }
        id
    }
}

//! Members of groups: who may do what, who comes, goes and is removed.

use super::{Chat, ChatKey, World};
use crate::ids::{ChatId, UserId};
use crate::rights::Right;
use serde_json::{Value, json};

/// The place of somebody in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Creator,
    Administrator(Vec<Right>),
    Member,
    Left,
    Kicked,
}

impl Chat {
    /// The place of somebody in this chat.
    pub fn standing(&self, user: UserId) -> Standing {
        if !self.members.contains(&user) {
            return if self.banned.contains(&user) { Standing::Kicked } else { Standing::Left };
        }
        if self.owner == Some(user) {
            return Standing::Creator;
        }
        let rights = self.admins.get(&user);
        rights.map_or(Standing::Member, |rights| Standing::Administrator(rights.iter().copied().collect()))
    }

    /// Whether somebody may do it as an administrator.
    pub fn may(&self, user: UserId, right: Right) -> bool {
        match self.standing(user) {
            Standing::Creator => true,
            Standing::Administrator(rights) => rights.contains(&right),
            _ => false,
        }
    }

    /// Whether somebody owns or administers it.
    pub fn is_run_by(&self, user: UserId) -> bool {
        matches!(self.standing(user), Standing::Creator | Standing::Administrator(_))
    }
}

impl World {
    /// A `ChatMember` as the Bot API shows it.
    pub fn standing_json(&self, user: UserId, standing: &Standing) -> Value {
        let Standing::Administrator(rights) = standing else {
            let status = match standing {
                Standing::Creator => "creator",
                Standing::Left => "left",
                Standing::Kicked => "kicked",
                Standing::Member | Standing::Administrator(_) => "member",
            };
            return self.member_json(user, status);
        };
        let mut member = self.member_json(user, "administrator");
        member["can_be_edited"] = json!(false);
        member["is_anonymous"] = json!(false);
        for name in ["can_manage_chat", "can_manage_video_chats"] {
            member[name] = json!(true);
        }
        for name in ["can_post_stories", "can_edit_stories", "can_delete_stories"] {
            member[name] = json!(false);
        }
        for right in Right::ALL {
            member[right.field()] = json!(rights.contains(&right));
        }
        member
    }

    /// The owner gives somebody these rights; none make him a plain member again.
    pub fn promote(&mut self, group: ChatId, user: UserId, rights: &[Right]) {
        let key = self.person_key(group);
        let Some(chat) = self.chats.get_mut(&key).filter(|chat| chat.members.contains(&user)) else {
            tracing::error!(%group, %user, "no such member");
            return;
        };
        let by = chat.owner.unwrap_or(user);
        let old = chat.standing(user);
        if rights.is_empty() {
            chat.admins.remove(&user);
        } else {
            chat.admins.insert(user, rights.iter().copied().collect());
        }
        self.tell_standing(key, (by, user), &old);
    }

    /// A person joins a group, or is added.
    pub fn add_member(&mut self, group: ChatId, person: UserId) {
        let key = self.person_key(group);
        let Some(chat) = self.chats.get_mut(&key) else {
            tracing::error!(%group, "no such group");
            return;
        };
        let old = chat.standing(person);
        if !chat.members.insert(person) {
            return;
        }
        chat.banned.remove(&person);
        self.tell_standing(key, (person, person), &old);
        let members = json!([self.user_json(person)]);
        self.service(key, person, ("new_chat_members", members));
    }

    /// Somebody leaves by himself or is removed; a removed one may not come back by himself.
    pub fn remove_member(&mut self, key: ChatKey, (by, user): (UserId, UserId), banned: bool) {
        let Some(chat) = self.chats.get_mut(&key) else { return };
        let old = chat.standing(user);
        let was_member = chat.members.remove(&user);
        chat.admins.remove(&user);
        if banned {
            chat.banned.insert(user);
        }
        if chat.standing(user) == old {
            return;
        }
        self.tell_standing(key, (by, user), &old);
        if was_member {
            self.service(key, by, ("left_chat_member", self.user_json(user)));
        }
    }

    /// A removed one may come back.
    pub fn unban(&mut self, key: ChatKey, (by, user): (UserId, UserId)) {
        let Some(chat) = self.chats.get_mut(&key) else { return };
        let old = chat.standing(user);
        if chat.banned.remove(&user) {
            self.tell_standing(key, (by, user), &old);
        }
    }

    /// Tells the bot itself, or the bots that run the group, that somebody's place is another now.
    fn tell_standing(&mut self, key: ChatKey, who: (UserId, UserId), old: &Standing) {
        let Some(chat) = self.chats.get(&key) else { return };
        let new = chat.standing(who.1);
        self.tell_change(key, who, (old, &new));
    }

    /// Tells the bot itself, or the bots that run the group, that somebody's place changes.
    pub(super) fn tell_change(
        &mut self,
        key: ChatKey,
        (by, user): (UserId, UserId),
        (old, new): (&Standing, &Standing),
    ) {
        let Some(chat) = self.chats.get(&key) else { return };
        let content = json!({
            "chat": self.chat_json(chat),
            "from": self.user_json(by),
            "date": self.now(),
            "old_chat_member": self.standing_json(user, old),
            "new_chat_member": self.standing_json(user, new),
        });
        if self.is_bot(user) {
            return self.queue_update(user, "my_chat_member", content);
        }
        let told: Vec<UserId> =
            self.bots.iter().map(|bot| bot.id).filter(|bot| chat.is_run_by(*bot)).collect();
        for bot in told {
            self.queue_update(bot, "chat_member", content.clone());
        }
    }
}

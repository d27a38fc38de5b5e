//! The handle of the simulator: kinds of chats, members and their rights.

use crate::Sim;
use crate::ids::{ChatId, MessageId, UserId};
use crate::rights::Right;
use crate::world::Topic;
use serde_json::Value;

/// Forums.
impl Sim {
    /// Makes a group a forum; a basic group becomes a supergroup first. The number it has then is returned.
    pub fn make_forum(&self, group: ChatId) -> ChatId {
        self.shared.change(|world| world.make_forum(group))
    }

    /// Somebody makes a topic in a forum; `None` when the group is not one.
    pub fn add_topic(&self, forum: ChatId, by: UserId, name: &str) -> Option<MessageId> {
        self.shared.change(|world| world.add_topic(world.person_key(forum), by, Topic::named(name)))
    }

    /// Somebody deletes a topic with its messages; tells whether there was one. Bots learn nothing of it.
    pub fn delete_topic(&self, forum: ChatId, topic: MessageId) -> bool {
        self.shared.change(|world| world.delete_topic(world.person_key(forum), topic))
    }

    /// A person writes in a topic of a forum.
    #[expect(clippy::too_many_arguments, reason = "a sentence: who, where, in which topic, what")]
    pub fn send_in_topic(&self, from: UserId, forum: ChatId, topic: MessageId, text: &str) -> MessageId {
        self.shared.change(|world| world.send_in_topic(from, forum, (topic, text)))
    }
}

/// Members.
impl Sim {
    /// The owner or an administrator writes in the name of the group.
    pub fn send_anonymously(&self, admin: UserId, group: ChatId, text: &str) -> MessageId {
        self.shared.change(|world| world.send_anonymously(admin, group, text))
    }

    /// The group's owner gives the bot these rights; none make it a plain member again.
    pub fn promote_bot(&self, group: ChatId, rights: &[Right]) {
        self.shared.change(|world| world.promote(group, world.the_bot(), rights));
    }

    /// The group's owner gives a member these rights; none make him a plain member again.
    pub fn promote(&self, group: ChatId, member: UserId, rights: &[Right]) {
        self.shared.change(|world| world.promote(group, member, rights));
    }

    /// A person joins a group.
    pub fn add_member(&self, group: ChatId, person: UserId) {
        self.shared.change(|world| world.add_member(group, person));
    }

    /// A person leaves a group.
    pub fn remove_member(&self, group: ChatId, person: UserId) {
        self.shared.change(|world| {
            let key = world.person_key(group);
            world.remove_member(key, (person, person), false);
        });
    }

    /// Turns the bot's privacy mode off (it gets all messages of its groups) or on again.
    pub fn read_all_group_messages(&self, yes: bool) {
        self.shared.change(|world| {
            if let Some(bot) = world.bot_mut(world.the_bot()) {
                bot.reads_all = yes;
            }
        });
    }

    /// A person deletes his account: the bot can no longer write to him.
    pub fn deactivate(&self, person: UserId) {
        self.shared.change(|world| {
            if let Some(person) = world.people.get_mut(&person) {
                person.deactivated = true;
            }
        });
    }
}

/// Answers to buttons that ask for something.
impl Sim {
    /// A person shares people through a `request_users` button; names are told when the button asks for them.
    pub fn share_users(&self, from: UserId, request_id: i64, users: &[UserId]) -> MessageId {
        self.shared.change(|world| world.share_users(from, request_id, users))
    }
}

/// What people see.
impl Sim {
    /// A message as the Bot API shows it, media and all, unless it is deleted.
    #[must_use]
    pub fn message_json(&self, chat: ChatId, id: MessageId) -> Option<Value> {
        let world = self.shared.world();
        let key = world.exact_key(chat);
        let message = world.chats.get(&key)?.messages.get(&id)?;
        Some(world.message_json(key, message))
    }

    /// The content of the file that a message carries, whatever its kind.
    #[must_use]
    pub fn file(&self, chat: ChatId, id: MessageId) -> Option<Vec<u8>> {
        let world = self.shared.world();
        let message = world.chats.get(&world.exact_key(chat))?.messages.get(&id)?;
        world.files.get(message.file_id()?).map(|file| file.bytes.clone())
    }

    /// The pinned messages of a chat, the last pinned one first.
    #[must_use]
    pub fn pinned(&self, chat: ChatId) -> Vec<MessageId> {
        let world = self.shared.world();
        let chat = world.chats.get(&world.exact_key(chat));
        chat.map(|chat| chat.pinned.iter().rev().copied().collect()).unwrap_or_default()
    }

    /// The menu of commands that a person sees in a chat: the narrowest scope that has any, in the person's language
    /// first.
    #[must_use]
    pub fn commands_seen(&self, person: UserId, chat: ChatId) -> Value {
        self.shared.world().commands_seen(person, chat)
    }
}

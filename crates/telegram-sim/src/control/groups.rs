//! `/control/groups`.

use super::answer::{Answer, Refusal, body, done, number};
use super::people::{deal_with, known};
use crate::ids::{ChatId, MessageId, UserId};
use crate::rights::Right;
use crate::shared::Shared;
use crate::world::{ChatKey, ChatKind, Topic, World, group_key};
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    id: Option<i64>,
    title: String,
    members: Vec<UserId>,
    /// Whether the first member adds the bot at once.
    #[serde(default)]
    bot: bool,
}

/// `POST /control/groups`.
pub(super) async fn add(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let form: NewGroup = body(&bytes)?;
    let owner =
        *form.members.first().ok_or_else(|| Refusal::bad("a group has members; the first owns it"))?;
    let id = shared.change(|world| -> Result<ChatId, Refusal> {
        form.members.iter().try_for_each(|member| known(world, *member))?;
        if form.id.is_some_and(|id| id >= 0 || world.chats.contains_key(&group_key(ChatId(id)))) {
            return Err(Refusal::bad("id must be below 0 and no other group's"));
        }
        let id = world.add_group(form.id, &form.title, &form.members);
        if form.bot {
            world.add_bot_to_group(id, owner);
        }
        Ok(id)
    })?;
    done(json!({ "id": id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(rename = "do")]
    what: What,
    /// Who does it: the owner unless given.
    by: Option<UserId>,
    /// The bot meant: the first unless given.
    bot: Option<UserId>,
    /// Who comes, goes or gets rights (the bot unless given).
    member: Option<UserId>,
    #[serde(default)]
    rights: Vec<String>,
    name: Option<String>,
    topic: Option<MessageId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    AddBot,
    RemoveBot,
    AddMember,
    RemoveMember,
    Promote,
    Migrate,
    MakeForum,
    AddTopic,
    DeleteTopic,
}

/// `POST /control/groups/{id}`: somebody comes, goes or gets rights, a topic is made, the group becomes a supergroup.
/// The number of the group afterwards is returned.
pub(super) async fn change(State(shared): State<Arc<Shared>>, path: Path<String>, bytes: Bytes) -> Answer {
    let group = ChatId(number(&path)?);
    let change: Change = body(&bytes)?;
    done(shared.change(|world| change.make(world, group))?)
}

impl Change {
    fn make(self, world: &mut World, group: ChatId) -> Result<Value, Refusal> {
        let bot = deal_with(world, self.bot)?;
        let key = world.person_key(group);
        let found = world.chats.get(&key).filter(|chat| chat.kind != ChatKind::Private);
        let owner = found.map(|chat| chat.owner).ok_or_else(|| Refusal::not_found("no such group"))?;
        self.by.map_or(Ok(()), |by| known(world, by))?;
        let by = self.by.or(owner).unwrap_or(UserId(0));
        let mut answer = json!({ "id": key.1 });
        match self.what {
            What::AddBot => world.add_bot_to_group(key.1, by),
            What::RemoveBot => world.remove_bot_from_group(key.1, by),
            What::AddMember => world.add_member(key.1, self.person(world)?),
            What::RemoveMember => {
                let person = self.person(world)?;
                world.remove_member(key, (person, person), false);
            }
            What::Promote => self.promote(world, (key, bot))?,
            What::Migrate => answer["id"] = json!(world.migrate(key.1)),
            What::MakeForum => answer["id"] = json!(world.make_forum(key.1)),
            What::AddTopic => {
                let name = self.name.filter(|name| !name.is_empty());
                let name = name.ok_or_else(|| Refusal::bad("a topic has a name"))?;
                let topic = world.add_topic(key, by, Topic::named(&name));
                answer["topic"] = json!(topic.ok_or_else(|| Refusal::bad("the group is no forum"))?);
            }
            What::DeleteTopic => {
                let gone = self.topic.is_some_and(|topic| world.delete_topic(key, topic));
                gone.then_some(()).ok_or_else(|| Refusal::not_found("no such topic"))?;
            }
        }
        Ok(answer)
    }

    fn person(&self, world: &World) -> Result<UserId, Refusal> {
        let member = self.member.ok_or_else(|| Refusal::bad("member must be given"))?;
        known(world, member).map(|()| member)
    }

    fn promote(&self, world: &mut World, (key, bot): (ChatKey, UserId)) -> Result<(), Refusal> {
        let member = self.member.unwrap_or(bot);
        if !world.chats.get(&key).is_some_and(|chat| chat.members.contains(&member)) {
            return Err(Refusal::not_found("no such member"));
        }
        let named = |name: &String| Right::ALL.into_iter().find(|right| right.field() == name);
        let rights: Option<Vec<Right>> = self.rights.iter().map(named).collect();
        let names = || Right::ALL.map(Right::field).join(", ");
        let rights = rights.ok_or_else(|| Refusal::bad(format!("no such right; there are: {}", names())))?;
        world.promote(key.1, member, &rights);
        Ok(())
    }
}

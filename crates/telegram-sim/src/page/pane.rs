//! What one person sees.

use super::media;
use crate::html::escape;
use crate::ids::UserId;
use crate::world::{Chat, ChatKind, Message, World};
use serde_json::{Value, json};

const LAST: usize = 60;

impl World {
    /// Who is shown on the page.
    pub fn shown_people(&self) -> Vec<UserId> {
        let all = || self.people.keys().copied().collect();
        let mut shown: Vec<UserId> = self.shown.clone().unwrap_or_else(all);
        shown.retain(|person| self.people.contains_key(person));
        shown
    }
}

/// The pane of a person.
pub(super) fn of(world: &World, person: UserId) -> Value {
    let about = world.people.get(&person).map(|person| person.about.clone());
    let private = (world.the_bot(), person.into());
    let chat = world.chats.get(&private);
    let groups: Vec<&Chat> = world.chats.values().filter(|chat| is_group_of(chat, person)).collect();
    let mut chats = vec![json!({
        "id": person,
        "title": world.name_of(world.the_bot()),
        "kind": "private",
        "messages": chat.map(|chat| messages(world, chat, person)).unwrap_or_default(),
        "reply_keyboard": chat.map(keyboard).unwrap_or_default(),
        "pinned": chat.map(pinned),
    })];
    chats.extend(groups.iter().map(|chat| {
        json!({
            "id": chat.id,
            "title": chat.title,
            "kind": "group",
            "messages": messages(world, chat, person),
            "reply_keyboard": keyboard(chat),
            "pinned": pinned(chat),
        })
    }));
    let share: Vec<Value> = groups.iter().map(|chat| json!({ "id": chat.id, "title": chat.title })).collect();
    json!({
        "person": { "id": person, "name": world.name_of(person), "about": about.unwrap_or_default() },
        "chats": chats,
        "groups": share,
    })
}

fn is_group_of(chat: &Chat, person: UserId) -> bool {
    chat.kind != ChatKind::Private && chat.migrated_to.is_none() && chat.members.contains(&person)
}

fn messages(world: &World, chat: &Chat, person: UserId) -> Vec<Value> {
    let skipped = chat.messages.len().saturating_sub(LAST);
    chat.messages.values().skip(skipped).map(|message| one(world, chat, (person, message))).collect()
}

fn one(world: &World, chat: &Chat, (person, message): (UserId, &Message)) -> Value {
    let (date, time) = moment(message.date + world.utc_offset);
    let replied = message.reply_to.and_then(|id| chat.messages.get(&id));
    json!({
        "id": message.id,
        "out": message.from == person,
        "from": world.name_of(message.from),
        "bot": world.is_bot(message.from),
        "html": shown_html(world, message),
        "edited": message.edit_date.is_some(),
        "time": time,
        "date": date,
        "reply_to": replied.map(|replied| json!({
            "id": replied.id,
            "from": world.name_of(replied.from),
            "text": replied.text.plain,
            "media": media::of(replied)["kind"],
        })),
        "service": message.service,
        "event": event(world, message),
        "media": media::of(message),
        "album": message.extra.get("media_group_id"),
        "forwarded_from": media::forwarded_from(message),
        "topic": topic(chat, message),
        "inline": inline(message),
    })
}

fn inline(message: &Message) -> Vec<Vec<Value>> {
    let button = |row: usize, column: usize, button: &Value| {
        let mut shown = json!({ "text": button["text"], "index": [row, column] });
        let address = [&button["url"], &button["web_app"]["url"], &button["login_url"]["url"]];
        if let Some(address) = address.into_iter().find(|address| address.is_string()) {
            shown["url"] = address.clone();
        }
        if button["copy_text"]["text"].is_string() {
            shown["copy"] = button["copy_text"]["text"].clone();
        }
        shown
    };
    let row = |(row, buttons): (usize, &Vec<Value>)| {
        buttons.iter().enumerate().map(|(column, it)| button(row, column, it)).collect()
    };
    message.inline.iter().enumerate().map(row).collect()
}

fn keyboard(chat: &Chat) -> Vec<Vec<Value>> {
    let rows = chat.shown_keyboard().map(|keyboard| keyboard.rows.as_slice()).unwrap_or_default();
    let button = |button: &Value| {
        json!({
            "text": button["text"],
            "request_chat": button["request_chat"]["request_id"],
            "request_contact": button["request_contact"] == true,
            "request_location": button["request_location"] == true,
        })
    };
    rows.iter().map(|row| row.iter().map(button).collect()).collect()
}

/// The text; what happened, for a service message.
fn shown_html(world: &World, message: &Message) -> String {
    if message.service {
        return escape(&service_text(world, message));
    }
    message.text.safe.clone()
}

/// The name of the forum topic that the message is in; `General` has no label.
fn topic(chat: &Chat, message: &Message) -> Option<String> {
    Some(chat.topic(message.thread?)?.name.clone())
}

/// The message in the bar above the chat: the one that was pinned last.
fn pinned(chat: &Chat) -> Value {
    let message = chat.pinned.last().and_then(|id| chat.messages.get(id));
    message.map_or(Value::Null, |message| json!({ "id": message.id, "text": message.text.plain }))
}

/// What a service message is about, for a page that says it in its own language.
fn event(world: &World, message: &Message) -> Value {
    let Some((kind, content)) = message.extra.iter().next().filter(|_| message.service) else {
        return Value::Null;
    };
    json!({ "kind": kind, "who": world.name_of(message.from), "about": about(world, kind, content) })
}

/// Whom or what the event concerns.
fn about(world: &World, kind: &str, content: &Value) -> String {
    let user = |user: &Value| world.name_of(UserId(user["id"].as_i64().unwrap_or_default()));
    match kind {
        "chat_shared" => title_of(world, content["chat_id"].as_i64().unwrap_or_default()),
        "new_chat_members" => user(&content[0]),
        "left_chat_member" => user(content),
        _ => content["name"].as_str().unwrap_or_default().to_owned(),
    }
}

fn title_of(world: &World, group: i64) -> String {
    let group = world.chats.values().find(|chat| chat.id.0 == group);
    group.map(|chat| chat.title.clone()).unwrap_or_default()
}

/// The same in English, for whoever does not know the event.
fn service_text(world: &World, message: &Message) -> String {
    let who = world.name_of(message.from);
    let Some((kind, content)) = message.extra.iter().next() else { return String::new() };
    let about = about(world, kind, content);
    match kind.as_str() {
        "new_chat_members" => format!("{who} added {about}"),
        "left_chat_member" => format!("{who} removed {about}"),
        "migrate_to_chat_id" => "The group became a supergroup".to_owned(),
        "migrate_from_chat_id" => "The supergroup was created from the group".to_owned(),
        "chat_shared" => format!("{who} shared the group \"{about}\" with the bot"),
        other => other.to_owned(),
    }
}

/// The date and the time of day of a moment.
pub(super) fn moment(unix: i64) -> (String, String) {
    let (days, seconds) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
    // Days are counted from 1 March of year 0 in cycles of 400 years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (format!("{year:04}-{month:02}-{day:02}"), format!("{:02}:{:02}", seconds / 3600, seconds % 3600 / 60))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments() {
        for (unix, date, time) in [
            (0, "1970-01-01", "00:00"),
            (951_782_400, "2000-02-29", "00:00"),
            (1_772_323_199, "2026-02-28", "23:59"),
            (1_772_323_200, "2026-03-01", "00:00"),
            (1_798_761_540, "2026-12-31", "23:59"),
        ] {
            assert_eq!(moment(unix), (date.to_owned(), time.to_owned()));
        }
    }
}

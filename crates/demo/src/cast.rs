//! The people and groups of the simulator.

use repairbot::texts::Lang;
use telegram_sim::{ChatId, NewPerson, Sim, UserId};

use crate::script::{Person, Script};

/// Who is who in the simulator.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Everybody with a pane, in the order of the panes.
    pub people: Vec<UserId>,
    /// The masters' work groups, with their masters.
    pub groups: Vec<(ChatId, UserId)>,
}

impl Cast {
    /// Fills an empty simulator. Its numbers begin above `last`.
    pub(crate) fn enter(sim: &Sim, script: &Script, (lang, last): (Lang, i64)) -> Self {
        let bot = sim.add_bot(&script.bot.token, &script.bot.username);
        sim.number_above(last);
        sim.name_bot(bot, script.bot.name.of(lang));
        sim.set_hint(script.bot.hint.of(lang));
        let people: Vec<UserId> = script.people.iter().map(|person| add(sim, person, lang)).collect();
        sim.show(&people);
        let groups = script.people.iter().filter_map(|master| {
            let group = master.group.as_ref()?;
            let others = script.people.iter().filter(|person| group.with.contains(&person.key));
            let members: Vec<UserId> = std::iter::once(master).chain(others).map(user).collect();
            let chat = sim.add_group_with_id(group.id, group.title.of(lang), &members);
            Some((chat, user(master)))
        });
        Self { groups: groups.collect(), people }
    }

    /// Everybody opens the chat with the bot, and the masters bring it into their groups.
    pub(crate) fn press_start(&self, sim: &Sim) {
        for person in &self.people {
            sim.send_text(*person, (*person).into(), "/start");
        }
        for (group, master) in &self.groups {
            sim.add_bot_to_group(*group, *master);
        }
    }
}

fn add(sim: &Sim, person: &Person, lang: Lang) -> UserId {
    let new =
        NewPerson { language_code: Some(lang.code().to_owned()), ..NewPerson::named(person.name.of(lang)) };
    let id = sim.add_person_with_id(person.telegram, new);
    sim.describe_person(id, person.about.of(lang));
    id
}

fn user(person: &Person) -> UserId {
    UserId(person.telegram)
}

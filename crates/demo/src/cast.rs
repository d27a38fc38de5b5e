//! The people and groups of the simulator.

use repairbot::texts::Lang;
use telegram_sim::{ChatId, NewPerson, Sim, UserId};

use crate::script::{Person, Script};

/// Who is who in the simulator.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Everybody with a pane, in the order of the panes.
    pub people: Vec<UserId>,
    /// Those who use the bot where nobody looks on.
    pub others: Vec<UserId>,
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
        let (mut people, mut others) = (Vec::new(), Vec::new());
        for person in &script.people {
            let Some(id) = add(sim, person, lang) else { continue };
            if person.about.is_some() { &mut people } else { &mut others }.push(id);
        }
        sim.show(&people);
        let groups = script.people.iter().filter_map(|master| {
            let (group, owner) = (master.group.as_ref()?, user(master)?);
            let with = script.people.iter().filter(|person| group.with.contains(&person.key));
            let members: Vec<UserId> = std::iter::once(owner).chain(with.filter_map(user)).collect();
            let chat = sim.add_group_with_id(group.id, group.title.of(lang), &members);
            Some((chat, owner))
        });
        Self { groups: groups.collect(), people, others }
    }

    /// Everybody opens the chat with the bot, and the masters bring it into their groups.
    pub(crate) fn press_start(&self, sim: &Sim) {
        for person in self.people.iter().chain(&self.others) {
            sim.send_text(*person, (*person).into(), "/start");
        }
        for (group, master) in &self.groups {
            sim.add_bot_to_group(*group, *master);
        }
    }
}

/// Adds somebody who has Telegram.
fn add(sim: &Sim, person: &Person, lang: Lang) -> Option<UserId> {
    let new =
        NewPerson { language_code: Some(lang.code().to_owned()), ..NewPerson::named(person.name.of(lang)) };
    let id = sim.add_person_with_id(person.telegram?, new);
    if let Some(about) = &person.about {
        sim.describe_person(id, about.of(lang));
    }
    Some(id)
}

fn user(person: &Person) -> Option<UserId> {
    person.telegram.map(UserId)
}

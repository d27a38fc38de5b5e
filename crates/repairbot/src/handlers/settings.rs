//! «Settings»: one's own language. What admins set for the company hangs on the same screen.

use repairbot_core::screen::{MenuItem, PeopleScreen, PersonToast, Screen, Toast};

use super::Request;
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::people,
    texts::Lang,
};

/// Back to the settings from what hangs on them.
///
/// # Errors
/// The audit trail could not be written.
pub async fn show(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if rq.actor.roles.is_unknown() || rq.in_group() {
        return rq.no_access(MenuItem::Settings).await;
    }
    Ok(rq.show(Screen::People(PeopleScreen::Settings)).with_toast(Toast::Silent))
}

/// A press on a language: screens, menu and commands are in it from now on.
///
/// # Errors
/// The database could not be written.
pub async fn set_language(rq: &Request<'_>, number: u8) -> Result<Outcome, Fault> {
    if rq.actor.roles.is_unknown() || rq.in_group() {
        return rq.no_access(MenuItem::Settings).await;
    }
    let Some(lang) = Lang::from_number(number) else { return Ok(Outcome::toast(Toast::OldQuestion)) };
    if rq.person.language.as_deref() == Some(lang.code()) {
        return Ok(Outcome::toast(Toast::Person(PersonToast::AlreadySo)));
    }
    people::set_language(rq.tx, rq.person.id, Some(lang.code())).await?;
    let menu = rq.say(Screen::People(PeopleScreen::LanguageChanged));
    Ok(rq.show(Screen::People(PeopleScreen::Settings)).and(menu).and(commands(rq)).with_toast(Toast::Silent))
}

/// The commands of the person in this private chat, as he may and speaks now.
pub fn commands(rq: &Request<'_>) -> Outcome {
    let (chat, person) = (rq.chat(), rq.reader());
    Outcome::message(Message { chat, person, lane: Lane::Bulk, delivery: Delivery::SetCommands })
}

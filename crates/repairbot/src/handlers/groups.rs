//! What is said to the bot in a group and is neither an order's business nor a dialogue's.

use repairbot_core::{
    ids::TopicId,
    screen::{ChangesScreen, Screen, Toast},
};

use super::Request;
use crate::{fault::Fault, outcome::Outcome, store::people};

/// A command or a menu button that belongs into a private chat.
pub fn help(rq: &Request<'_>) -> Outcome {
    rq.answer(Toast::NotInGroup, Screen::Changes(ChangesScreen::GroupHelp))
}

/// `/start`. In a topic of a master's group, said by himself or by an admin, it brings his cards there.
///
/// # Errors
/// The database could not be read or written.
pub async fn started(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let Some(master) = people::master_of_chat(rq.tx, rq.chat()).await? else { return Ok(help(rq)) };
    let topic: Option<TopicId> = rq.incoming.topic;
    if topic == master.work_topic || !(rq.is_admin() || master.id == rq.person.id) {
        return Ok(help(rq));
    }
    people::set_work_topic(rq.tx, master.id, topic).await?;
    Ok(rq.say(Screen::Changes(ChangesScreen::TopicSet)))
}

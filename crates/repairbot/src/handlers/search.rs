//! Looking for orders: by number, phone, name or address (SPEC §7).

use repairbot_core::{
    dialogue::{Dialogue, Search},
    ids::SearchId,
    list::{Place, Source},
    pii::FreeText,
    screen::{ListsScreen, MenuItem, Screen},
};

use super::{Request, conclude::Ending, dialogue, groups, menu};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::searches::{self, Kept},
};

/// «Search» in the menu, or under a found list: asks what to look for.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    dialogue::start(rq, Dialogue::Search(Search::default())).await
}

/// `/search`, with what to look for or without.
///
/// # Errors
/// The database could not be read or written.
pub async fn command(rq: &Request<'_>, text: &str) -> Result<Outcome, Fault> {
    if !MenuItem::Search.is_for(rq.actor.roles) {
        return rq.no_access(MenuItem::Search).await;
    }
    if rq.in_group() {
        return Ok(groups::help(rq)); // what is found is not for a group
    }
    match Search::read(text) {
        Ok(text) => {
            let screen = keep(rq, text).await?;
            menu::leave_dialogue(rq, screen).await
        }
        Err(_) => begin(rq).await,
    }
}

/// It was said what to look for.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &Search) -> Result<Ending, Fault> {
    if !MenuItem::Search.is_for(rq.actor.roles) {
        return Ok(Ending::Done(rq.no_access(MenuItem::Search).await?));
    }
    let Some(text) = form.text.clone() else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let screen = keep(rq, text).await?;
    Ok(Ending::Done(rq.say(screen)))
}

/// Keeps what is looked for, as no button can carry it; gives the first page.
async fn keep(rq: &Request<'_>, text: FreeText) -> Result<Screen, Fault> {
    let id = SearchId(rq.ids.next());
    searches::insert(rq.tx, &Kept { id, person: rq.person.id, text, at: rq.now }).await?;
    Ok(Screen::Lists(ListsScreen::Page(Place::first(Source::Found(id)))))
}

//! Dialogues: starting, answering, resuming and dropping a draft, whichever it is.

use repairbot_core::{
    callback::Answer,
    catalogue::ReasonKind,
    dialogue::{Choice, Dialogue, Draft, Facts, Input, KnownClient, Need, Progress},
    ids::DraftId,
    order::{Action, Command, Order, Refusal},
    screen::{Screen, Toast},
};

use super::{Request, act, close_order, create_order, drafts, give_reason, long_repair, record, work_group};
use crate::{
    fault::Fault,
    outcome::{Delivery, Outcome},
    store::{catalogue, clients, dialogues},
};

/// Begins a dialogue; an active one is set aside. Beginning the same about the same order asks again.
///
/// # Errors
/// The database could not be read or written.
pub async fn start(rq: &Request<'_>, dialogue: Dialogue) -> Result<Outcome, Fault> {
    let mut out = Outcome::nothing();
    if let Some(active) = drafts::active(rq).await? {
        let same = active.order().is_some()
            && std::mem::discriminant(&active.dialogue) == std::mem::discriminant(&dialogue)
            && active.order() == Draft::new(active.id, dialogue.clone()).order();
        if same {
            drafts::put(rq, &active).await?;
            return Ok(rq.say(question(&active)).with_toast(Toast::Silent));
        }
        out = drafts::set_aside(rq, &active).await?;
    }
    let draft = Draft::new(DraftId(rq.ids.next()), dialogue);
    drafts::put(rq, &draft).await?;
    Ok(out.and(rq.say(question(&draft))).with_toast(Toast::Silent))
}

fn question(draft: &Draft) -> Screen {
    Screen::Question { draft: Box::new(draft.clone()), problem: None }
}

/// A message that may be an answer: any in private; in a group only a reply to the prompt.
///
/// # Errors
/// The database could not be read or written.
pub async fn answered(rq: &Request<'_>, input: &Input<'_>) -> Result<Outcome, Fault> {
    let stored = dialogues::active(rq.tx, rq.person.id).await?;
    if rq.in_group() {
        let asked_here = stored.as_ref().is_some_and(|draft| {
            draft.chat == rq.chat() && draft.prompt.is_some() && draft.prompt == rq.incoming.reply_to
        });
        if !asked_here {
            return Ok(Outcome::nothing());
        }
    }
    match stored {
        Some(stored) => step(rq, drafts::read(&stored)?, input).await,
        None => Ok(rq.say(Screen::Hint)),
    }
}

/// A press on a question's button.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, id: DraftId, revision: u32, answer: Answer) -> Result<Outcome, Fault> {
    let Some(stored) = dialogues::by_id(rq.tx, id).await? else { return gone(rq, id).await };
    if stored.person != rq.person.id {
        return Ok(Outcome::toast(Toast::NotYours));
    }
    let draft = drafts::read(&stored)?;
    if draft.revision != revision {
        return Ok(Outcome::toast(Toast::OldQuestion));
    }
    let before = if stored.active { Outcome::nothing() } else { drafts::bring_back(rq, &draft).await? };
    let input = match answer {
        Answer::Pick(id) => Input::Pick(id),
        Answer::Back => Input::Back,
        Answer::Skip => Input::Skip,
        Answer::Confirm => Input::Confirm,
        Answer::Edit(field) => Input::Edit(field),
        Answer::Cancel => Input::Cancel,
    };
    Ok(before.and(step(rq, draft, &input).await?))
}

/// A press on a question of a draft that is over. The question of a finished one has become its result, whose
/// buttons stay.
async fn gone(rq: &Request<'_>, id: DraftId) -> Result<Outcome, Fault> {
    let finished = dialogues::is_used(rq.tx, id).await?;
    let question = rq.incoming.message.filter(|_| !finished);
    let strip = question.map(|message| rq.deliver(Delivery::StripButtons { message }));
    Ok(strip.unwrap_or_default().with_toast(Toast::DraftGone))
}

/// «Continue» under the notice that a draft was set aside.
///
/// # Errors
/// The database could not be read or written.
pub async fn resume(rq: &Request<'_>, id: DraftId) -> Result<Outcome, Fault> {
    match dialogues::by_id(rq.tx, id).await? {
        None => Ok(Outcome::toast(Toast::DraftGone)),
        Some(stored) if stored.person != rq.person.id => Ok(Outcome::toast(Toast::NotYours)),
        Some(stored) => {
            let draft = drafts::read(&stored)?;
            let out = drafts::bring_back(rq, &draft).await?;
            Ok(out.and(rq.say(question(&draft))).with_toast(Toast::Silent))
        }
    }
}

/// «Cancel» typed.
///
/// # Errors
/// The database could not be read or written.
pub async fn cancel(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match drafts::active(rq).await? {
        Some(draft) => step(rq, draft, &Input::Cancel).await,
        None if rq.in_group() => Ok(Outcome::nothing()),
        None => Ok(rq.say(Screen::NothingToCancel)),
    }
}

async fn step(rq: &Request<'_>, mut draft: Draft, input: &Input<'_>) -> Result<Outcome, Fault> {
    let before = draft.question();
    let known = Known::read(rq, &draft, input).await?;
    let facts = Facts {
        now: rq.now,
        today: rq.company.day(rq.now),
        zone: &rq.company.zone,
        choices: &known.choices,
        known_client: known.client.as_ref(),
    };
    match draft.step(input, &facts) {
        Ok(Progress::Ask) => {
            drafts::put(rq, &draft).await?;
            Ok(rq.show(question(&draft)).with_toast(Toast::Silent))
        }
        Ok(Progress::Cancelled) => {
            dialogues::end(rq.tx, draft.id).await?;
            // A message with a reply keyboard cannot be the result of an edit, so the pressed question
            // loses its buttons and the menu comes with a new message.
            let strip = match (&rq.incoming.callback, rq.incoming.message) {
                (Some(_), Some(message)) => rq.deliver(Delivery::StripButtons { message }),
                _ => Outcome::nothing(),
            };
            Ok(strip.and(rq.say(Screen::DraftCancelled)).with_toast(Toast::Silent))
        }
        Ok(Progress::Done) => finish(rq, &draft).await,
        Err(problem) if rq.incoming.callback.is_some() && draft.question() == before => {
            Ok(Outcome::toast(Toast::Problem(problem)))
        }
        Err(problem) => {
            drafts::put(rq, &draft).await?;
            Ok(rq.show(Screen::Question { draft: Box::new(draft), problem: Some(problem) }))
        }
    }
}

/// Carries out a finished draft, once: its id goes into the same transaction.
async fn finish(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    dialogues::end(rq.tx, draft.id).await?;
    if !dialogues::use_draft(rq.tx, draft.id, draft.order(), rq.now).await? {
        return Ok(Outcome::toast(Toast::DraftGone));
    }
    match &draft.dialogue {
        Dialogue::CreateOrder(form) => create_order::finish(rq, form).await,
        Dialogue::CloseOrder(form) => close_order::finish(rq, form).await,
        Dialogue::LongRepair(form) => long_repair::finish(rq, form).await,
        Dialogue::GiveReason(form) => give_reason::finish(rq, form).await,
        Dialogue::WorkGroup(form) => work_group::finish(rq, draft, form).await,
    }
}

/// The command of a finished dialogue about an order: decided on the order as it is now. The question
/// becomes the result; the live cards follow.
///
/// # Errors
/// The database could not be read or written.
pub async fn conclude(
    rq: &Request<'_>,
    order: &Order,
    command: &Command,
    action: Action,
) -> Result<Outcome, Fault> {
    match act::decided(rq, order, command).await? {
        Ok(recorded) => {
            let (_, told) = record::happened(rq, order, &recorded).await?;
            let result = Screen::Acted { order: order.id, action };
            Ok(rq.show(result).and(told).with_toast(Toast::Done(action)))
        }
        Err(Refusal::Forbidden) => rq.no_access(action.code()).await,
        Err(_) => {
            let result = Screen::Overtaken { order: order.id };
            Ok(rq.show(result).with_toast(Toast::NotPossible(order.status)))
        }
    }
}

/// What one step needs to know, read only when it does.
#[derive(Default)]
struct Known {
    choices: Vec<Choice>,
    client: Option<KnownClient>,
}

impl Known {
    async fn read(rq: &Request<'_>, draft: &Draft, input: &Input<'_>) -> Result<Self, Fault> {
        Ok(match draft.need(input) {
            Need::Nothing => Self::default(),
            Need::Equipment => {
                let types = catalogue::equipment(rq.tx).await?;
                let choices = types.into_iter().map(|t| Choice { id: t.id.0, code: t.code }).collect();
                Self { choices, client: None }
            }
            Need::Reasons(purpose) => Self { choices: reasons(rq, purpose).await?, client: None },
            Need::Client(phone) => {
                let client = clients::by_phone(rq.tx, &phone).await?.map(known_client);
                Self { choices: Vec::new(), client }
            }
        })
    }
}

async fn reasons(rq: &Request<'_>, purpose: ReasonKind) -> Result<Vec<Choice>, Fault> {
    let reasons = catalogue::reasons(rq.tx, purpose).await?;
    Ok(reasons.into_iter().map(|reason| Choice { id: reason.id.0, code: reason.code }).collect())
}

fn known_client(stored: clients::KnownClient) -> KnownClient {
    KnownClient {
        client: stored.client,
        phone: stored.phone,
        name: stored.name,
        addresses: stored.addresses,
        open_orders: stored.open_orders.into_iter().map(|(_, number)| number).collect(),
    }
}

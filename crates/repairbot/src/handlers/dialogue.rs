//! Dialogues: starting, answering, resuming and dropping a draft, whichever it is.

use futures_util::future::BoxFuture;
use repairbot_core::{
    audit::Denied,
    callback::Answer,
    catalogue::ReasonKind,
    dialogue::{Choice, Dialogue, Draft, Facts, Input, KnownClient, Need, Problem, Progress},
    ids::{DraftId, EquipmentId, ReasonId},
    screen::{Screen, Toast},
};

use super::{
    Request, add_master, apply, attach, catalogue_name, close_order, company_settings, conclude::Ending,
    correct_order, create_order, drafts, drafts::Kept, edit_client, edit_order, give_reason, ledger, lists,
    long_repair, person_form, rates, remark, reschedule, search, work_group,
};
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        cards, catalogue, clients,
        dialogues::{self, StoredDraft},
    },
};

/// Begins a dialogue; an active one is set aside. Beginning the same about the same order asks again.
///
/// # Errors
/// The database could not be read or written.
pub async fn start(rq: &Request<'_>, dialogue: Dialogue) -> Result<Outcome, Fault> {
    let fresh = Draft::new(DraftId(rq.ids.next()), dialogue);
    let (draft, out) = match dialogues::active(rq.tx, rq.person.id).await? {
        Some(stored) => match drafts::read(rq, &stored).await {
            Ok(active) if is_same(&active, &fresh) => (active, Outcome::nothing()),
            _ => (fresh, drafts::set_this_aside(rq, &stored).await?),
        },
        None => (fresh, Outcome::nothing()),
    };
    drafts::put(rq, &draft).await?;
    Ok(out.and(rq.say(question(&draft))).with_toast(Toast::Silent))
}

/// Whether both are the same dialogue about the same order or person.
fn is_same(one: &Draft, other: &Draft) -> bool {
    let kind = |draft: &Draft| std::mem::discriminant(&draft.dialogue);
    let same_order = one.order().is_some() && one.order() == other.order();
    let same = match (&one.dialogue, &other.dialogue) {
        (Dialogue::GiveReason(one), Dialogue::GiveReason(other)) => {
            same_order && one.purpose == other.purpose
        }
        (Dialogue::Remark(one), Dialogue::Remark(other)) => same_order && one.purpose == other.purpose,
        (_, Dialogue::Person(_)) => one.question() == other.question(),
        (_, Dialogue::Apply(_) | Dialogue::EditRates(_)) => true,
        (Dialogue::Ledger(one), Dialogue::Ledger(other)) => {
            one.task == other.task && one.offered == other.offered
        }
        _ => same_order,
    };
    same && kind(one) == kind(other)
}

fn question(draft: &Draft) -> Screen {
    Screen::Question { draft: Box::new(draft.clone()), problem: None }
}

/// A message that may be an answer: any in private; in a group only a reply to the question.
///
/// # Errors
/// The database could not be read or written.
pub async fn answered(rq: &Request<'_>, input: Input<'_>) -> Result<Outcome, Fault> {
    match awaited(rq).await? {
        Some(kept) => {
            let former = former_prompt(&kept);
            Ok(step(rq, kept.draft, &input).await?.and(former))
        }
        None if rq.in_group() => Ok(Outcome::nothing()),
        None => Ok(rq.say(Screen::Hint)),
    }
}

/// The label of a button that names a time, typed: an answer where a time is asked, and nothing else anywhere.
///
/// # Errors
/// The database could not be read or written.
pub async fn time_label(rq: &Request<'_>, words: &str) -> Result<Outcome, Fault> {
    let asked = awaited(rq).await?.is_some_and(|kept| kept.draft.asks_for_time());
    answered(rq, if asked { Input::Text(words) } else { Input::NotText }).await
}

/// The question that was answered in words loses its buttons: they would lead nowhere. What asks for a group has none
/// there, and what asks for files goes on.
fn former_prompt(kept: &Kept) -> Outcome {
    let goes_on = matches!(kept.draft.dialogue, Dialogue::WorkGroup(_) | Dialogue::Attach(_));
    let strip = kept.prompt.filter(|_| !goes_on).map(|message| {
        let person = (kept.chat.0 > 0).then_some(kept.person);
        let delivery = Delivery::StripButtons { message };
        Outcome::message(Message { chat: kept.chat, person, lane: Lane::Bulk, delivery })
    });
    strip.unwrap_or_default()
}

/// The draft whose question this message answers, whatever it says.
///
/// # Errors
/// The database could not be read.
pub async fn awaited(rq: &Request<'_>) -> Result<Option<Kept>, Fault> {
    let Some(stored) = dialogues::active(rq.tx, rq.person.id).await? else { return Ok(None) };
    if rq.in_group() && !is_reply_to_question(rq, &stored).await? {
        return Ok(None);
    }
    Ok(Some(drafts::open(rq, stored).await?))
}

/// Whether a group's message answers the draft's question: it replies to the noted prompt, or to a later message of
/// ours that is nothing else. A question is noted only when its sending is settled: who is quicker, or answers while
/// the process is down in between, must be heard, too.
async fn is_reply_to_question(rq: &Request<'_>, kept: &StoredDraft) -> Result<bool, Fault> {
    let Some(reply) = rq.incoming.reply_to.as_ref().filter(|_| kept.chat == rq.chat()) else {
        return Ok(false);
    };
    if kept.prompt == Some(reply.message) {
        return Ok(true);
    }
    let ours = reply.bot.is_some() && reply.bot.as_deref() == rq.company.bot();
    let later = kept.prompt.is_none_or(|prompt| reply.message > prompt);
    Ok(ours
        && later
        && cards::order_of(rq.tx, rq.chat(), reply.message).await?.is_none()
        && !dialogues::is_prompt(rq.tx, rq.chat(), reply.message).await?)
}

/// A press on a question's button.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, id: DraftId, revision: u32, answer: Answer) -> Result<Outcome, Fault> {
    let Some(stored) = dialogues::by_id(rq.tx, id).await? else { return gone(rq, id).await };
    if stored.person != rq.person.id || drafts::is_private_to(rq, &stored) {
        return Ok(Outcome::toast(Toast::NotYours));
    }
    if stored.revision != revision {
        return Ok(Outcome::toast(Toast::OldQuestion));
    }
    let kept = drafts::open(rq, stored).await?;
    let before = if kept.active { Outcome::nothing() } else { drafts::bring_back(rq, &kept.draft).await? };
    let input = match answer {
        Answer::Pick(id) => Input::Pick(id),
        Answer::Back => Input::Back,
        Answer::Skip => Input::Skip,
        Answer::Confirm => Input::Confirm,
        Answer::Edit(field) => Input::Edit(field),
        Answer::Cancel => Input::Cancel,
    };
    Ok(before.and(step(rq, kept.draft, &input).await?))
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
    let Some(stored) = dialogues::by_id(rq.tx, id).await? else {
        return Ok(Outcome::toast(Toast::DraftGone));
    };
    if stored.person != rq.person.id || drafts::is_private_to(rq, &stored) {
        return Ok(Outcome::toast(Toast::NotYours));
    }
    let draft = drafts::open(rq, stored).await?.draft;
    if !draft.dialogue.is_for(rq.actor.roles) {
        return barred(rq, &draft).await;
    }
    let out = drafts::bring_back(rq, &draft).await?;
    drafts::put(rq, &draft).await?;
    Ok(out.and(rq.say(question(&draft))).with_toast(Toast::Silent))
}

/// «Cancel» typed. In a group it drops only what was asked there.
///
/// # Errors
/// The database could not be read or written.
pub async fn cancel(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match dialogues::active(rq.tx, rq.person.id).await? {
        Some(stored) if !drafts::is_private_to(rq, &stored) => {
            let kept = drafts::open(rq, stored).await?;
            let former = former_prompt(&kept);
            Ok(step(rq, kept.draft, &Input::Cancel).await?.and(former))
        }
        _ => Ok(rq.say(Screen::NothingToCancel)),
    }
}

/// Its owner has lost the role for it: it is dropped, and none of it is shown.
async fn barred(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    drafts::end(rq, draft.id).await?;
    rq.no_access(Denied::Dialogue).await
}

/// Takes one input of the draft's owner.
///
/// # Errors
/// The database could not be read or written.
pub async fn step(rq: &Request<'_>, mut draft: Draft, input: &Input<'_>) -> Result<Outcome, Fault> {
    if !draft.dialogue.is_for(rq.actor.roles) {
        return barred(rq, &draft).await;
    }
    let before = draft.question();
    let known = Known::read(rq, &draft, input).await?;
    let facts = Facts {
        now: rq.now,
        today: rq.company.day(rq.now),
        zone: &rq.company.zone,
        choices: &known.choices,
        known_clients: &known.clients,
    };
    match draft.step(input, &facts) {
        Ok(Progress::Ask) => {
            drafts::put(rq, &draft).await?;
            Ok(rq.show(question(&draft)).with_toast(Toast::Silent))
        }
        Ok(Progress::Cancelled) => cancelled(rq, &draft).await,
        Ok(Progress::Done) => Box::pin(finish(rq, draft)).await,
        // The choices have changed since the question was drawn: it is drawn again.
        Err(problem)
            if rq.incoming.callback.is_some()
                && draft.question() == before
                && problem != Problem::ChoiceGone =>
        {
            Ok(Outcome::toast(Toast::Problem(problem)))
        }
        Err(problem) => {
            drafts::put(rq, &draft).await?;
            Ok(rq.show(Screen::Question { draft: Box::new(draft), problem: Some(problem) }))
        }
    }
}

/// A message with a reply keyboard cannot be the result of an edit, so the pressed question loses its buttons
/// and the menu comes with a new message.
async fn cancelled(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    drafts::end(rq, draft.id).await?;
    let strip = match (&rq.incoming.callback, rq.incoming.message) {
        (Some(_), Some(message)) => rq.deliver(Delivery::StripButtons { message }),
        _ => Outcome::nothing(),
    };
    Ok(strip.and(rq.say(Screen::DraftCancelled)).with_toast(Toast::Silent))
}

/// Carries out a finished draft, once: its id goes into the same transaction. When an answer does not hold any
/// more, the draft goes on under a new id.
async fn finish(rq: &Request<'_>, draft: Draft) -> Result<Outcome, Fault> {
    drafts::end(rq, draft.id).await?;
    if !dialogues::use_draft(rq.tx, draft.id, draft.order(), rq.now).await? {
        return Ok(Outcome::toast(Toast::DraftGone));
    }
    let ending = ending(rq, &draft.dialogue).await?;
    let (dialogue, problem) = match ending {
        Ending::Done(outcome) => return Ok(outcome),
        Ending::Reopen(problem) => (draft.dialogue, problem),
        Ending::Anew(dialogue, problem) => (*dialogue, problem),
    };
    let again = Draft { id: DraftId(rq.ids.next()), dialogue, ..draft };
    drafts::put(rq, &again).await?;
    Ok(rq.show(Screen::Question { draft: Box::new(again), problem: Some(problem) }))
}

/// What the use case of a finished dialogue comes to. On the heap, each by itself, as in [`super::handle`].
fn ending<'a>(rq: &'a Request<'a>, dialogue: &'a Dialogue) -> BoxFuture<'a, Result<Ending, Fault>> {
    match dialogue {
        Dialogue::CreateOrder(form) => Box::pin(create_order::finish(rq, form)),
        Dialogue::CloseOrder(form) => Box::pin(close_order::finish(rq, form)),
        Dialogue::LongRepair(form) => Box::pin(long_repair::finish(rq, form)),
        Dialogue::GiveReason(form) => Box::pin(give_reason::finish(rq, form)),
        Dialogue::AddMaster(form) => Box::pin(add_master::finish(rq, form)),
        Dialogue::WorkGroup(form) => Box::pin(work_group::finish(rq, form)),
        Dialogue::EditOrder(form) => Box::pin(edit_order::finish(rq, form)),
        Dialogue::Remark(form) => Box::pin(remark::finish(rq, form)),
        Dialogue::Reschedule(form) => Box::pin(reschedule::finish(rq, form)),
        Dialogue::Apply(form) => Box::pin(apply::finish(rq, form)),
        Dialogue::Person(form) => Box::pin(person_form::finish(rq, form)),
        Dialogue::Attach(form) => Box::pin(attach::finish(rq, form)),
        Dialogue::EditClient(form) => Box::pin(edit_client::finish(rq, form)),
        Dialogue::CatalogueName(form) => Box::pin(catalogue_name::finish(rq, form)),
        Dialogue::Search(form) => Box::pin(search::finish(rq, form)),
        Dialogue::ListDays(form) => Box::pin(lists::finish_days(rq, form)),
        Dialogue::CorrectOrder(form) => Box::pin(correct_order::finish(rq, form)),
        Dialogue::EditRates(form) => Box::pin(rates::finish(rq, form)),
        Dialogue::Ledger(form) => Box::pin(ledger::finish(rq, form)),
        Dialogue::SetSetting(form) => Box::pin(company_settings::finish(rq, form)),
    }
}

/// What one step needs to know, read only when it does.
#[derive(Default)]
struct Known {
    choices: Vec<Choice>,
    clients: Vec<KnownClient>,
}

impl Known {
    async fn read(rq: &Request<'_>, draft: &Draft, input: &Input<'_>) -> Result<Self, Fault> {
        Ok(match draft.need(input) {
            Need::Nothing => Self::default(),
            Need::Equipment => Self { choices: equipment(rq, input).await?, ..Self::default() },
            Need::Reasons(purpose) => Self { choices: reasons(rq, purpose, input).await?, ..Self::default() },
            // Whoever has left the office meanwhile learns nothing of its clients.
            Need::Client(_) if !rq.actor.roles.is_office() => Self::default(),
            Need::Client(phone) => {
                Self { clients: clients::by_phone(rq.tx, &phone).await?, ..Self::default() }
            }
        })
    }
}

/// The types that are offered; and the one a button of a former list picks, if it has become one of them.
async fn equipment(rq: &Request<'_>, input: &Input<'_>) -> Result<Vec<Choice>, Fault> {
    let types = catalogue::equipment(rq.tx).await?;
    let mut ids: Vec<EquipmentId> = types.iter().map(|kind| kind.id).collect();
    if let Input::Pick(picked) = input {
        let picked = EquipmentId(*picked);
        let known = ids.contains(&picked);
        let now = if known { None } else { catalogue::equipment_by_id(rq.tx, picked).await? };
        ids.extend(now.filter(|now| !now.hidden).map(|_| picked));
    }
    Ok(ids.into_iter().map(|id| Choice { id: id.0, needs_text: false }).collect())
}

/// The reasons that are offered; and the one a button of a former list picks, if it has become one of them.
async fn reasons(rq: &Request<'_>, purpose: ReasonKind, input: &Input<'_>) -> Result<Vec<Choice>, Fault> {
    let offered = catalogue::reasons(rq.tx, purpose).await?;
    let choice =
        |reason: &catalogue::CatalogueReason| Choice { id: reason.id.0, needs_text: reason.needs_text };
    let mut choices: Vec<Choice> = offered.iter().map(choice).collect();
    if let Input::Pick(picked) = input
        && choices.iter().all(|known| known.id != *picked)
    {
        let now = catalogue::reason_by_id(rq.tx, purpose, ReasonId(*picked)).await?;
        choices.extend(now.map(|now| Choice { id: *picked, needs_text: now.needs_text }));
    }
    Ok(choices)
}

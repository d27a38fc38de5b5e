//! The outbox's link to what is said by itself: left out when there is nothing to say any more, and one message in place
//! of the former.

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{
    ids::{MessageId, OrderId},
    order::may_see,
    schedule::{Job, Timer, TimerKind},
    screen::{Scheduled, Screen},
};

use super::{
    Scene, Snapshot, Viewer,
    desk::{DeskRender, audience, master_of, new_message, topic},
    fit::Said,
};
use crate::{
    fault::Fault,
    outbox::{Call, enqueue},
    outcome::{Delivery, Lane, Message},
    store::{
        WriteTx,
        cards::{self, Card},
        outbox::ClaimedRow,
        people::{self, Person},
        reminders::{self, Reminder},
        timers,
    },
};

/// Telegram lets a bot delete its messages for 48 hours; an hour is for what is on the way.
const DELETABLE: SignedDuration = SignedDuration::from_hours(47);

impl DeskRender {
    /// What is to be said by itself, if it still matters.
    pub(super) async fn scheduled(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        what: Scheduled,
    ) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let place = (row, topic(row, &viewer));
        let scene = Scene::new(snapshot, &self.company, viewer).await?;
        let rendered = match what {
            Scheduled::Reminders => {
                let called = reminders::of_chat(snapshot.tx(), row.chat).await?;
                let called: Vec<Reminder> =
                    called.into_iter().filter(|reminder| is_of(reminder, row)).collect();
                scene.fitted(&Said::Reminders(&called, row.claimed_at)).await?
            }
            Scheduled::Card { order, kind, base } if waits(&scene, order, Timer { kind, base }).await? => {
                Some(scene.render(&Screen::Card { order }).await?)
            }
            Scheduled::Card { .. } => None,
            Scheduled::Summary { day, due }
                if Job::DailySummary.late().still_matters(due, snapshot.now()) =>
            {
                scene.fitted(&Said::Summary(day)).await?
            }
            Scheduled::Summary { .. } => None,
        };
        Ok(rendered.map_or(Call::Nothing, |rendered| new_message(place, rendered)))
    }

    /// What is to be remembered of it; `None` when nothing was left to say.
    pub(super) async fn scheduled_sent(
        &self,
        tx: &WriteTx,
        row: &ClaimedRow,
        (what, message): (Scheduled, Option<MessageId>),
    ) -> Result<(), Fault> {
        match (what, message) {
            (Scheduled::Reminders, message) => self.reminded(tx, row, message).await,
            (Scheduled::Card { order, .. }, Some(message)) => self.card_sent(tx, row, (order, message)).await,
            (Scheduled::Card { .. }, None) => self.card_follows(tx, row, what).await,
            (Scheduled::Summary { .. }, _) => Ok(()),
        }
    }

    /// A card for a group that became nobody's before it was drawn goes where the order's master is written to now.
    async fn card_follows(&self, tx: &WriteTx, row: &ClaimedRow, what: Scheduled) -> Result<(), Fault> {
        if row.chat.0 > 0 || people::master_of_chat(tx, row.chat).await?.is_some() {
            return Ok(());
        }
        let Some((chat, person)) = master_of(tx, row.order).await?.as_ref().and_then(Person::at_work) else {
            return Ok(());
        };
        let delivery = Delivery::Scheduled { what };
        enqueue(tx, &[Message { chat, person, lane: Lane::Normal, delivery }], self.clock.now()).await
    }

    /// One message tells of all topics that were called for. It replaces the former ones of those that ask for
    /// something: they are deleted, unless they tell of something else, too. The same when nothing waits any more.
    async fn reminded(
        &self,
        tx: &WriteTx,
        row: &ClaimedRow,
        message: Option<MessageId>,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut all = reminders::hold_of_chat(tx, row.chat).await?;
        let mut former = Vec::new();
        for reminder in all.iter_mut().filter(|reminder| is_of(reminder, row)) {
            if reminder.topic.asks() {
                former.extend(reminder.message);
                reminder.message = None;
            }
            *reminder = Reminder {
                owed_at: reminder.owed_at.filter(|owed| *owed > row.claimed_at),
                called_at: None,
                told_at: row.claimed_at,
                message: message.map(|message| (message, now)).or(reminder.message),
                ..*reminder
            };
            reminders::settle(tx, reminder).await?;
        }
        former.sort_unstable();
        former.dedup();
        former.retain(|(former, _)| all.iter().all(|r| r.message.is_none_or(|(used, _)| used != *former)));
        let removed =
            former.into_iter().map(|(message, sent_at)| beside(row, Delivery::Remove { message, sent_at }));
        enqueue(tx, &removed.collect::<Vec<_>>(), now).await
    }

    /// The reminder is lost; what it would have told is told by the next one.
    pub(super) async fn reminders_failed(&self, tx: &WriteTx, row: &ClaimedRow) -> Result<(), Fault> {
        for reminder in reminders::hold_of_chat(tx, row.chat).await? {
            if is_of(&reminder, row) {
                let owed_at = reminder.owed_at.filter(|owed| *owed > row.claimed_at);
                reminders::settle(tx, &Reminder { owed_at, called_at: None, ..reminder }).await?;
            }
        }
        Ok(())
    }

    /// The order's live card is the new one; the former one loses its buttons.
    async fn card_sent(
        &self,
        tx: &WriteTx,
        row: &ClaimedRow,
        (order, message): (OrderId, MessageId),
    ) -> Result<(), Fault> {
        let former = cards::get(tx, order, row.chat).await?.and_then(|card| card.message);
        let (audience, opened_at) = (audience(tx, row).await?, self.clock.now());
        let (chat, person, message) = (row.chat, row.person, Some(message));
        cards::put(tx, &Card { order, chat, message, audience, person, opened_at, back: None }).await?;
        let strip: Vec<Message> = former.map(|former| strip(row, former)).into_iter().collect();
        enqueue(tx, &strip, opened_at).await
    }

    /// Deletes a message, or takes its buttons away when it is too old.
    pub(super) fn remove(&self, row: &ClaimedRow, message: MessageId, sent_at: Timestamp) -> Call {
        let chat = row.chat;
        if self.clock.now().duration_since(sent_at) < DELETABLE {
            Call::Delete { chat, message }
        } else {
            Call::EditMarkup { chat, message, markup: None }
        }
    }
}

/// Whether a row of the outbox stands for this reminder: it was called for before the row was claimed.
fn is_of(reminder: &Reminder, row: &ClaimedRow) -> bool {
    reminder.called_at.is_some_and(|called| called <= row.claimed_at)
}

/// Whether the order still waits with this timer, and the reader may see it.
async fn waits(scene: &Scene<'_>, order: OrderId, timer: Timer) -> Result<bool, Fault> {
    let Some(view) = scene.snapshot.order(order).await? else { return Ok(false) };
    let news_until = view.order.visit.and_then(|visit| visit.news_until(&scene.company.zone));
    if timer.kind == TimerKind::Visit && news_until <= Some(scene.snapshot.now()) {
        return Ok(false);
    }
    let seen = |actor| may_see(&actor, &view.order);
    Ok(scene.viewer.actor.is_some_and(seen) && timers::still_waits(scene.snapshot.tx(), order, timer).await?)
}

/// In the same chat, and nobody waits for it.
fn beside(row: &ClaimedRow, delivery: Delivery) -> Message {
    Message { chat: row.chat, person: row.person, lane: Lane::Bulk, delivery }
}

/// Takes the buttons of a message away.
pub(super) fn strip(row: &ClaimedRow, message: MessageId) -> Message {
    beside(row, Delivery::StripButtons { message })
}

//! What follows from a message that was given up: it goes another way, or somebody is told that it does not arrive.

use repairbot_core::{
    ids::{AttachmentId, OrderId},
    order::Recipient,
    screen::{ClientScreen, PeopleScreen, Scheduled, Screen},
};

use super::{
    desk::{DeskRender, delivery, master_of},
    scheduled::strip,
};
use crate::{
    fault::Fault,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        WriteTx,
        cards::{self, Audience},
        copies,
        outbox::ClaimedRow,
        people::{self, Person},
    },
    telegram::DeadReason,
    tell,
};

impl DeskRender {
    /// What follows from a message that was given up: its content goes another way, or somebody is told that it does not.
    pub(super) async fn given_up(
        &self,
        tx: &WriteTx,
        row: &ClaimedRow,
        reason: &DeadReason,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        // What nobody can read, such as a row another release has left, must not hold up its own end.
        let Ok(delivery) = delivery(row) else { return self.undelivered(tx, row, reason).await };
        match &delivery {
            // Those of a group that is gone go where its master is written to from now on: `tell::moved`.
            Delivery::Scheduled { what: Scheduled::Reminders }
                if !(reason.is_unreachable() && row.chat.0 < 0) =>
            {
                self.reminders_failed(tx, row).await?;
            }
            Delivery::Remove { message, .. } if matches!(reason, DeadReason::BadRequest(_)) => {
                return enqueue(tx, &[strip(row, *message)], now).await;
            }
            _ => {}
        }
        if reason.is_message_gone() && self.instead(tx, row, &delivery).await? {
            return Ok(());
        }
        if let Delivery::SendFiles { order, files } = &delivery
            && !reason.is_unreachable()
        {
            let instead = match reason {
                DeadReason::BadRequest(_) => without_lost(tx, row, (*order, files)).await?,
                _ => vec![urgently(row, Delivery::Send { screen: file_gone(*order) })],
            };
            return enqueue(tx, &instead, now).await;
        }
        if let Delivery::SendCopy { order, .. } = &delivery
            && !reason.is_unreachable()
        {
            return enqueue(tx, &[urgently(row, Delivery::Send { screen: file_gone(*order) })], now).await;
        }
        if reason.is_unreachable() && row.chat.0 < 0 {
            return enqueue(tx, &self.past_the_group(tx, row, delivery).await?, now).await;
        }
        if is_expendable(&delivery) || !self.is_news(tx, row, reason).await? {
            return Ok(());
        }
        self.undelivered(tx, row, reason).await
    }

    /// The rest of the office hears that somebody did not get this.
    async fn undelivered(&self, tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<(), Fault> {
        let report = Screen::Undelivered { person: row.person, order: row.order, reason: reason.to_string() };
        let messages = tell::office(tx, &report, |person| Some(person.id) != row.person).await?;
        enqueue(tx, &messages, self.clock.now()).await
    }

    /// The message to edit is gone (deleted, too old, or left behind in a former group): what must be seen comes
    /// as a new one. A copy of a card that nobody waits for is forgotten.
    async fn instead(&self, tx: &WriteTx, row: &ClaimedRow, delivery: &Delivery) -> Result<bool, Fault> {
        let urgent = row.lane == Lane::Urgent as i16;
        let again = match delivery {
            Delivery::Edit { screen, .. } => Delivery::Send { screen: screen.clone() },
            Delivery::RefreshCard { order } => {
                let Some(card) = cards::get(tx, *order, row.chat).await? else { return Ok(false) };
                cards::forget(tx, *order, row.chat).await?;
                if card.audience == Audience::Office && !urgent {
                    return Ok(true);
                }
                Delivery::SendCard { order: *order, told: None }
            }
            _ => return Ok(false),
        };
        let lane = if urgent { Lane::Urgent } else { Lane::Bulk };
        let message = Message { chat: row.chat, person: row.person, lane, delivery: again };
        enqueue(tx, &[message], self.clock.now()).await?;
        Ok(true)
    }

    /// A work group that is gone: the office hears of it once, and what was meant for the master reaches him
    /// privately.
    async fn past_the_group(
        &self,
        tx: &WriteTx,
        row: &ClaimedRow,
        delivery: Delivery,
    ) -> Result<Vec<Message>, Fault> {
        let (master, mut messages) = match people::master_of_chat(tx, row.chat).await? {
            Some(master) => {
                let told = tell::group_lost(tx, &master, self.clock.now()).await?;
                (Some(master), told)
            }
            // Another message of this group died before: a card's order knows whom it is for, a notice says it.
            None => (addressee(tx, row, &delivery).await?, Vec::new()),
        };
        let is_for_him = match &delivery {
            Delivery::Send { screen } => {
                matches!(screen, Screen::Notice(_) | Screen::People(PeopleScreen::Inherited { .. }))
            }
            Delivery::SendCard { .. } => true,
            Delivery::Scheduled { what } => matches!(what, Scheduled::Card { .. }),
            _ => false,
        };
        if let Some((chat, person)) = master.filter(|_| is_for_him).and_then(|master| master.private()) {
            messages.push(Message { chat, person, lane: Lane::Urgent, delivery });
        }
        Ok(messages)
    }

    /// A blocked bot is told of once: before the recipient is marked unreachable.
    async fn is_news(&self, tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<bool, Fault> {
        if !reason.is_unreachable() {
            return Ok(true);
        }
        Ok(match row.person {
            Some(id) => people::by_id(tx, id).await?.is_some_and(|p| p.reachable && !p.roles.is_unknown()),
            None => false,
        })
    }
}

/// The master whom a message to a group that is nobody's any more was for.
async fn addressee(tx: &WriteTx, row: &ClaimedRow, delivery: &Delivery) -> Result<Option<Person>, Fault> {
    match delivery {
        Delivery::SendCard { .. } | Delivery::Scheduled { what: Scheduled::Card { .. } } => {
            master_of(tx, row.order).await
        }
        Delivery::Send { screen: Screen::People(PeopleScreen::Inherited { orders, .. }) } => {
            master_of(tx, orders.first().copied()).await
        }
        Delivery::Send { screen: Screen::Notice(notice) } => match notice.to {
            Recipient::Master(master) => Ok(people::by_id(tx, master).await?),
            Recipient::OfficeExcept(_) | Recipient::AdminsExcept(_) | Recipient::Creator => Ok(None),
        },
        _ => Ok(None),
    }
}

/// An album that Telegram refuses has lost one of its files: the others come alone. Of a single one there may be a copy; else
/// whoever asked is told that it does not come.
async fn without_lost(
    tx: &WriteTx,
    row: &ClaimedRow,
    (order, files): (OrderId, &[AttachmentId]),
) -> Result<Vec<Message>, Fault> {
    let [file] = files else {
        let alone = |file: &AttachmentId| Delivery::SendFiles { order, files: vec![*file] };
        return Ok(files.iter().map(|file| urgently(row, alone(file))).collect());
    };
    Ok(vec![urgently(
        row,
        match copies::of(tx, order, *file).await? {
            Some(_) => Delivery::SendCopy { order, file: *file },
            None => Delivery::Send { screen: file_gone(order) },
        },
    )])
}

fn urgently(row: &ClaimedRow, delivery: Delivery) -> Message {
    Message { chat: row.chat, person: row.person, lane: Lane::Urgent, delivery }
}

pub(super) fn file_gone(order: OrderId) -> Screen {
    Screen::Client(ClientScreen::FileGone { order })
}

/// Failures nobody needs to hear of: an old message that could not be edited, and reports of failures
/// themselves, which must not breed.
fn is_expendable(delivery: &Delivery) -> bool {
    match delivery {
        Delivery::Send { screen } => {
            matches!(screen, Screen::Undelivered { .. } | Screen::Parked { .. } | Screen::Fault { .. })
        }
        Delivery::SendCard { .. } | Delivery::File { .. } | Delivery::Scheduled { .. } => false,
        Delivery::Edit { .. }
        | Delivery::Remove { .. }
        | Delivery::RefreshCard { .. }
        | Delivery::RetireCard { .. }
        | Delivery::SendFiles { .. }
        | Delivery::SendCopy { .. }
        | Delivery::StripButtons { .. }
        | Delivery::SetCommands => true,
    }
}

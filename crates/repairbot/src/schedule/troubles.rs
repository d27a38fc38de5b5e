//! Telling admins of what keeps the desk from hearing people, or from being heard: once when it has lasted, at once and
//! without sound; once when it is over, when people may be disturbed.

use std::time::Duration;

use repairbot_core::{
    actor::Role,
    schedule::Schedule,
    screen::{Screen, Trouble, TroubleScreen},
};

use super::{Moment, Scheduler};
use crate::{
    clock::after,
    fault::Fault,
    outbox::enqueue,
    outcome::{Delivery, Lane},
    store::{
        WriteTx, people, settings, standing,
        troubles::{self, Standing},
    },
    tell,
};

/// A trouble is told of when it has lasted so long, and is over when it has stayed away so long: a restart, or an answer
/// that once came too late, is none.
const LASTS: Duration = Duration::from_secs(300);

impl Scheduler {
    /// Looks whether messages are stuck, and tells what there is to tell. Says whether there are messages to send.
    ///
    /// # Errors
    /// The database is away or refuses.
    pub async fn look_at_outbox(&self) -> Result<bool, Fault> {
        let lag = standing::lag(&self.store.read().await?, self.clock.now()).await?;
        self.note(Trouble::Outbox, (lag > standing::STUCK).then_some("")).await
    }

    /// Notes whether this trouble is there, with what Telegram says of it, and tells what there is to tell. Any process
    /// may: what one of them has told no other tells again. Says whether there are messages to send.
    ///
    /// # Errors
    /// The database is away or refuses.
    pub async fn note(&self, trouble: Trouble, says: Option<&str>) -> Result<bool, Fault> {
        let tx = self.store.read().await?;
        let known = troubles::all(&tx).await?.into_iter().find(|known| known.trouble == trouble);
        if says.is_none() && known.is_none() {
            return Ok(false);
        }
        let schedule = Schedule::from(&settings::load(&tx).await?);
        drop(tx);
        let moment = Moment { now: self.clock.now(), company: &self.company, schedule };
        let tx = self.store.write().await?;
        let screen = match (says, known) {
            (Some(says), known) => lasts(&tx, &moment, (trouble, says, known)).await?,
            (None, Some(known)) => over(&tx, &moment, &known).await?,
            (None, None) => None,
        };
        if let Some(screen) = &screen {
            let mut admins = people::office(&tx).await?;
            admins.retain(|person| person.roles.has(Role::Admin));
            let said = [Delivery::Send { screen: Screen::Trouble(screen.clone()) }];
            enqueue(&tx, &tell::each(&admins, &said, Lane::Bulk), moment.now).await?;
        }
        tx.commit().await?;
        Ok(screen.is_some())
    }
}

/// It is there. What there is to say of it, if it has lasted.
async fn lasts(
    tx: &WriteTx,
    moment: &Moment<'_>,
    (trouble, says, known): (Trouble, &str, Option<Standing>),
) -> Result<Option<TroubleScreen>, Fault> {
    troubles::seen(tx, (trouble, says), moment.now).await?;
    let Some(since) = known.map(|known| known.since).filter(|since| moment.now >= after(*since, LASTS))
    else {
        return Ok(None);
    };
    let first = troubles::tell(tx, trouble, moment.now).await?;
    Ok(first.then(|| TroubleScreen::Lasts { trouble, since, says: says.to_owned() }))
}

/// It is away. What there is to say of it, if it stays away and people know of it.
async fn over(tx: &WriteTx, moment: &Moment<'_>, known: &Standing) -> Result<Option<TroubleScreen>, Fault> {
    if moment.now < after(known.seen_at, LASTS) || known.told && !moment.may_speak() {
        return Ok(None);
    }
    let first = troubles::end(tx, known).await?;
    Ok((first && known.told).then_some(TroubleScreen::Over { trouble: known.trouble }))
}

//! The nightly backup (SPEC §8). It takes long, so it is made outside any transaction and in a loop of its own; what it
//! came to is decided in one. A success waits for the end of the quiet hours, a failure is told at once, without sound.

use std::sync::Arc;

use repairbot_core::{
    actor::Role,
    schedule::{Job, Occurrence, Schedule},
    screen::{BackupScreen, Export, Screen},
    settings::{Settings, Switch},
};

use super::{Moment, count};
use crate::{
    backup::{self, Made},
    clock::Clock,
    company::Company,
    config::{Backup as Keeping, Database},
    fault::{Fault, undecodable},
    outbox::{BACKUP_PART, enqueue},
    outcome::{Delivery, Lane, Message},
    store::{
        Store, WriteTx,
        job_runs::{self, Run, RunState},
        people, settings,
    },
    tell,
};

/// A backup of more parts is not sent: it would fill the owner's chat.
const MOST_PARTS: u64 = 40;

/// What is backed up, and where to.
#[derive(Clone)]
pub struct Plan {
    /// The database.
    pub database: Database,
    /// Where backups go, and how long they stay.
    pub keeping: Keeping,
}

/// The backup loop's body.
pub struct Backups {
    store: Store,
    company: Arc<Company>,
    clock: Clock,
    plan: Plan,
}

impl Backups {
    /// Over this database.
    #[must_use]
    pub fn new(store: Store, company: Arc<Company>, clock: Clock, plan: Plan) -> Self {
        Self { store, company, clock, plan }
    }

    /// Makes the backup that is due, and tells what there is to tell. Says whether there are messages to send.
    ///
    /// # Errors
    /// The database is away or refuses; what is due stays due.
    pub async fn tick(&self) -> Result<bool, Fault> {
        let settings = settings::load(&self.store.read().await?).await?;
        let (now, schedule) = (self.clock.now(), Schedule::from(&settings));
        let recurrence = schedule.recurrence(Job::Backup);
        let moment = Moment { now, company: &self.company, schedule };
        let mut acted = self.tell(&moment).await?;
        if let Some(last) = recurrence.and_then(|recurrence| recurrence.last_until(now, &self.company.zone)) {
            acted |= self.decide(&moment, last, &settings).await?;
        }
        Ok(acted)
    }

    /// Decides on the last occurrence, unless that has been done.
    async fn decide(
        &self,
        moment: &Moment<'_>,
        last: Occurrence,
        settings: &Settings,
    ) -> Result<bool, Fault> {
        let known = job_runs::last_day(&self.store.read().await?, Job::Backup).await?;
        if known.is_some_and(|known| known >= last.day) {
            return Ok(false);
        }
        // Before the first start there was nothing to keep.
        let happens = known.is_some() && Job::Backup.late().still_matters(last.at, moment.now);
        if !happens {
            let tx = self.store.write().await?;
            note(&tx, moment, (last, RunState::Skipped)).await?;
            tx.commit().await?;
            count(&self.store, Job::Backup, "skipped");
            return Ok(false);
        }
        let made = backup::make(&self.plan.database, &self.plan.keeping, moment.now).await;
        let tx = self.store.write().await?;
        if !note(&tx, moment, (last, RunState::Done)).await? {
            return Ok(false);
        }
        let result = if made.is_ok() { "done" } else { "failed" };
        match made {
            Ok(made) => {
                tracing::info!(bytes = made.bytes, deviations = made.proof.deviations, "a backup was made");
                let said = said(&made, settings.on(Switch::BackupToOwner));
                let said = serde_json::to_string(&said).map_err(|error| undecodable("backup", &error))?;
                job_runs::keep_untold(&tx, (Job::Backup, last.day), &said).await?;
            }
            Err(error) => {
                tracing::error!(%error, "no backup was made");
                let screen = Screen::Backup(BackupScreen::Failed { why: error.failure() });
                let failed = Delivery::Send { screen };
                enqueue(&tx, &to_admins(&tx, &[failed], Lane::Bulk).await?, moment.now).await?;
            }
        }
        tx.commit().await?;
        count(&self.store, Job::Backup, result);
        self.tell(moment).await?;
        Ok(true)
    }

    /// Tells what was kept back, when people may be disturbed.
    async fn tell(&self, moment: &Moment<'_>) -> Result<bool, Fault> {
        if !moment.may_speak() {
            return Ok(false);
        }
        let untold = job_runs::untold(&self.store.read().await?, Job::Backup).await?;
        if untold.is_empty() {
            return Ok(false);
        }
        let tx = self.store.write().await?;
        for (day, said) in untold {
            let said: Vec<Delivery> =
                serde_json::from_str(&said).map_err(|error| undecodable("backup", &error))?;
            job_runs::told(&tx, (Job::Backup, day)).await?;
            enqueue(&tx, &to_admins(&tx, &said, Lane::Normal).await?, moment.now).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

async fn note(
    tx: &WriteTx,
    moment: &Moment<'_>,
    (last, state): (Occurrence, RunState),
) -> Result<bool, Fault> {
    let run = Run { job: Job::Backup, day: last.day, due_at: last.at, state, at: moment.now };
    Ok(job_runs::decide(tx, &run).await?)
}

/// What there is to say about a backup, with its parts if the owner wants them.
fn said(made: &Made, to_owner: bool) -> Vec<Delivery> {
    let name = made.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let of = made.bytes.div_ceil(BACKUP_PART).max(1);
    let sent = to_owner && made.sealed && of <= MOST_PARTS;
    let screen = Screen::Backup(BackupScreen::Made {
        name: name.clone(),
        bytes: made.bytes,
        orders: made.proof.summary.map(|summary| summary.orders),
        deviations: made.proof.deviations,
        sealed: made.sealed,
        unsent: to_owner && !sent,
    });
    let of = u32::try_from(of).unwrap_or(u32::MAX);
    let parts =
        (1..=of).map(|part| Delivery::File { export: Export::Backup { name: name.clone(), part, of } });
    let parts: Vec<Delivery> = if sent { parts.collect() } else { Vec::new() };
    [Delivery::Send { screen }].into_iter().chain(parts).collect()
}

async fn to_admins(tx: &WriteTx, said: &[Delivery], lane: Lane) -> Result<Vec<Message>, Fault> {
    let mut office = people::office(tx).await?;
    office.retain(|person| person.roles.has(Role::Admin));
    Ok(tell::each(&office, said, lane))
}

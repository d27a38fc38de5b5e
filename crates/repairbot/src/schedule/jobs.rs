//! Jobs by the calendar: each occurrence is decided once, in the transaction of what it leaves behind.

use repairbot_core::{
    report::{Period, Report, Unit},
    schedule::{Job, Occurrence},
    screen::{Export, ReportsScreen, Scheduled, Screen},
};

use super::{Moment, count, fire::Fired};
use crate::{
    fault::Fault,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        Store, WriteTx,
        job_runs::{self, Run, RunState},
        people, settings,
    },
    tell,
};

/// Does what is due.
pub(super) async fn due(store: &Store, moment: &Moment<'_>) -> Result<Fired, Fault> {
    let (zone, now) = (&moment.company.zone, moment.now);
    let mut fired = Fired::default();
    for job in Job::ALL.into_iter().filter(|job| *job != Job::Backup) {
        let Some(recurrence) = moment.schedule.recurrence(job) else { continue };
        let Some(last) = recurrence.last_until(now, zone) else { continue };
        // What is due at night, or comes late at night, is said in the morning.
        let (last_said, next) = (moment.held(last.at.max(now)), recurrence.next_after(now, zone));
        let waits = (last_said > now).then_some(last_said);
        let coming = waits.or(next.map(|next| moment.held(next.at)));
        fired.next_due = fired.next_due.into_iter().chain(coming).min();
        if waits.is_none() && decide(store, moment, (job, last)).await? {
            fired.acted = true;
        }
    }
    Ok(fired)
}

/// Decides on the last occurrence, unless that has been done. Says whether it happened.
async fn decide(store: &Store, moment: &Moment<'_>, (job, last): (Job, Occurrence)) -> Result<bool, Fault> {
    let known = job_runs::last_day(&store.read().await?, job).await?;
    if known.is_some_and(|known| known >= last.day) {
        return Ok(false);
    }
    // A moment that had passed when it was chosen is not due: next time it is.
    let chosen = settings::changed_at(&store.read().await?, &job.settings()).await?;
    if chosen.is_some_and(|chosen| chosen > last.at) {
        return Ok(false);
    }
    // Before the first start there was nothing to tell of. What the night held back is as late as the morning is.
    let ran = known.is_some() || chosen.is_some();
    let happens = ran && job.late().still_matters(moment.held(last.at), moment.now);
    let state = if happens { RunState::Done } else { RunState::Skipped };
    let tx = store.write().await?;
    let run = Run { job, day: last.day, due_at: last.at, state, at: moment.now };
    if !job_runs::decide(&tx, &run).await? {
        return Ok(false);
    }
    if happens {
        let messages = messages(&tx, moment, (job, last)).await?;
        enqueue(&tx, &messages, moment.now).await?;
    }
    tx.commit().await?;
    count(store, job, if happens { "done" } else { "skipped" });
    tracing::info!(job = job.code(), day = %last.day, happens, "a job of the calendar");
    Ok(happens)
}

/// What a job has to say.
async fn messages(
    tx: &WriteTx,
    moment: &Moment<'_>,
    (job, last): (Job, Occurrence),
) -> Result<Vec<Message>, Fault> {
    let before = |unit| Period::last(unit, last.day, 1);
    let summary = |unit| report(Report::Summary { period: before(unit) });
    let office = people::office(tx).await?;
    let (to, said) = match job {
        Job::DailySummary => {
            let what = Scheduled::Summary { day: last.day, due: moment.held(last.at) };
            (office, vec![Delivery::Scheduled { what }])
        }
        Job::DailyReport => (office, summary(Unit::Day)),
        Job::WeeklyReport => (office, summary(Unit::Week)),
        Job::MonthlyReport => (office, summary(Unit::Month)),
        Job::MasterReports => {
            let masters = people::masters(tx).await?.into_iter().map(|master| master.person).collect();
            (masters, report(Report::Own { period: Some(before(Unit::Month)) }))
        }
        // Made in a loop of its own, for it takes long: `schedule/backups.rs`.
        Job::Backup => return Ok(Vec::new()),
    };
    Ok(tell::each(&to, &said, Lane::Normal))
}

/// A report as text and, if there is anything in it, as a file.
fn report(report: Report) -> Vec<Delivery> {
    let text = Delivery::Send { screen: Screen::Reports(ReportsScreen::Shown { report }) };
    vec![text, Delivery::File { export: Export::Report { report, beside_text: true } }]
}

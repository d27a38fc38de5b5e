//! Jobs by the calendar: each occurrence is decided once, in the transaction of what it leaves behind.

use repairbot_core::{
    report::{Period, Report, Unit},
    schedule::{Job, Occurrence},
    screen::{Export, ReportsScreen, Scheduled, Screen},
};

use super::{Moment, fire::Fired};
use crate::{
    fault::Fault,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        Store, WriteTx,
        job_runs::{self, Run, RunState},
        people::{self, Person},
    },
};

/// Does what is due.
pub(super) async fn due(store: &Store, moment: &Moment<'_>) -> Result<Fired, Fault> {
    let (zone, now) = (&moment.company.zone, moment.now);
    let mut fired = Fired { acted: false, next_due: None };
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
    // Before the first start there was nothing to tell of.
    let happens = known.is_some() && job.late().still_matters(last.at, moment.now);
    let state = if happens { RunState::Done } else { RunState::Skipped };
    let tx = store.write().await?;
    let run = Run { job, day: last.day, due_at: last.at, state, at: moment.now };
    if !job_runs::decide(&tx, &run).await? {
        return Ok(false);
    }
    if happens {
        let messages = messages(&tx, (job, last)).await?;
        enqueue(&tx, &messages, moment.now).await?;
    }
    tx.commit().await?;
    tracing::info!(job = job.code(), day = %last.day, happens, "a job of the calendar");
    Ok(happens)
}

/// What a job has to say.
async fn messages(tx: &WriteTx, (job, last): (Job, Occurrence)) -> Result<Vec<Message>, Fault> {
    let before = |unit| Period::last(unit, last.day, 1);
    let summary = |unit| report(Report::Summary { period: before(unit) });
    match job {
        Job::DailySummary => {
            let what = Scheduled::Summary { day: last.day, due: last.at };
            Ok(to_each(&people::office(tx).await?, &[Delivery::Scheduled { what }]))
        }
        Job::DailyReport => Ok(to_each(&people::office(tx).await?, &summary(Unit::Day))),
        Job::WeeklyReport => Ok(to_each(&people::office(tx).await?, &summary(Unit::Week))),
        Job::MonthlyReport => Ok(to_each(&people::office(tx).await?, &summary(Unit::Month))),
        Job::MasterReports => {
            let own = report(Report::Own { period: Some(before(Unit::Month)) });
            let masters = people::masters(tx).await?;
            let masters: Vec<Person> = masters.into_iter().map(|master| master.person).collect();
            Ok(to_each(&masters, &own))
        }
        // Made in a loop of its own, for it takes long: `schedule/backups.rs`.
        Job::Backup => Ok(Vec::new()),
    }
}

/// A report as text and, if there is anything in it, as a file.
fn report(report: Report) -> [Delivery; 2] {
    let text = Delivery::Send { screen: Screen::Reports(ReportsScreen::Shown { report }) };
    [text, Delivery::File { export: Export::Report { report, beside_text: true } }]
}

/// These for everybody's private chat.
fn to_each(people: &[Person], deliveries: &[Delivery]) -> Vec<Message> {
    let mut messages = Vec::new();
    for (chat, person) in people.iter().filter(|person| person.active).filter_map(Person::private) {
        let message = |delivery: &Delivery| {
            let delivery = delivery.clone();
            Message { chat, person, lane: Lane::Normal, delivery }
        };
        messages.extend(deliveries.iter().map(message));
    }
    messages
}

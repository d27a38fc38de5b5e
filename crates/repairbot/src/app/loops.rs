//! The loops around the ticks: the only place that waits.

use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use repairbot_core::screen::Trouble;
use tokio::{net::TcpListener, sync::watch};

use super::{housekeeping::housekeeping, opening, webhook};
use crate::{
    clock::Clock,
    company::Company,
    config::Webhook,
    copies::Copies,
    intake::{HookQueue, HookTick, PollTick, Poller},
    outbox::{SendTick, Sender, Wake},
    pulse::{Beating, Pulse},
    schedule::{Backups, ScheduleTick, Scheduler},
    shared::Shared,
    store::Store,
    telegram::{Telegram, backoff},
    web,
};

/// How long Telegram holds a request for updates.
const LONG_POLL_SECONDS: u64 = 25;
/// How often housekeeping looks around.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(60);
/// What is due is looked for no more often than this: it comes at most so much too late.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long a loop waits after a failure of the database.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
/// How long what is under way is waited for when the process is asked to end: less than the ten seconds
/// after which containers and service managers kill.
const END_WITHIN: Duration = Duration::from_secs(7);
/// A connection over which other processes are heard is made anew after this long.
const HEAR_AGAIN: Duration = Duration::from_secs(5);
/// Another poller has our token: how long to leave it alone.
const PAUSE_AFTER_CONFLICT: Duration = Duration::from_secs(3);

/// Ends when `stop` has been true for as long as a process may take to end.
#[expect(clippy::disallowed_methods, reason = "the loops around the ticks are the one place that waits")]
pub(super) async fn overdue(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stopped| *stopped).await.is_ok() {
        tokio::time::sleep(END_WITHIN).await;
    }
}

/// Turns true when the process is asked to end. Signals are listened to when this returns.
pub(super) fn stop_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    let asked = asked_to_end();
    tokio::spawn(async move {
        asked.await;
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    stopped
}

#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let listening = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match listening {
            (Ok(mut terminate), Ok(mut interrupt)) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            }
            // Then the system's own way of ending a process holds.
            _ => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
fn asked_to_end() -> impl Future<Output = ()> + Send + 'static {
    async { drop(tokio::signal::ctrl_c().await) }
}

/// Waits, or less when it is time to stop.
#[expect(clippy::disallowed_methods, reason = "the loops around the ticks are the one place that waits")]
pub(super) async fn pause(duration: Duration, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(duration) => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

/// Polls for updates; a webhook that is in the way is taken away.
pub(super) async fn poll_loop(
    (mut poller, telegram): (Poller, &Telegram),
    pulse: &Pulse,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        pulse.beat(Beating::Intake);
        // A tick that is dropped half-way loses nothing: what was not committed is not acknowledged.
        let tick = tokio::select! {
            tick = poller.tick(LONG_POLL_SECONDS) => tick,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        match tick {
            PollTick::Updates(_) | PollTick::Empty => pulse.reached(),
            PollTick::Conflict => {
                if !matches!(webhook::drop_webhook(telegram).await, Ok(true)) {
                    pause(PAUSE_AFTER_CONFLICT, &mut stop).await;
                }
            }
            PollTick::Down { retry_in } | PollTick::DatabaseDown { retry_in } => {
                pause(retry_in, &mut stop).await;
            }
        }
    }
    if let Err(error) = poller.confirm().await {
        tracing::debug!(%error, "the last updates were not confirmed; they come again and change nothing");
    }
}

/// Answers over HTTP.
pub(super) async fn answer(listener: TcpListener, router: Router, stop: watch::Receiver<bool>) {
    if let Err(error) = web::serve(listener, router, stop).await {
        tracing::error!(%error, "HTTP is not answered any more");
    }
}

/// Settles what is posted. Goes on until nobody is left to bring anything, so that who waits is answered.
pub(super) async fn hook_loop(mut queue: HookQueue, pulse: &Pulse, mut stop: watch::Receiver<bool>) {
    loop {
        pulse.beat(Beating::Intake);
        // What is under way is finished, however long it takes and whoever asks us to end: Telegram waits for it.
        tokio::select! {
            there = queue.wait() => if !there { break },
            () = pause(HOUSEKEEPING_EVERY, &mut stop), if !*stop.borrow() => continue,
        }
        if let HookTick::DatabaseDown { retry_in } = queue.tick().await {
            pause(retry_in, &mut stop).await;
        }
    }
}

/// Sets the webhook at the start, and sees to it from time to time that it is still ours and works.
pub(super) async fn webhook_loop(
    (telegram, webhook): (&Telegram, &Webhook),
    (pulse, scheduler, wake): (&Pulse, &Scheduler, &Wake),
    mut stop: watch::Receiver<bool>,
) {
    let (mut failures, mut anew) = (0, true);
    while !*stop.borrow() {
        let wait = match webhook::look_after(telegram, webhook, anew).await {
            Ok(trouble) => {
                anew = false;
                if trouble.is_none() {
                    pulse.reached();
                }
                failures = 0;
                match scheduler.note(Trouble::Webhook, trouble.as_deref()).await {
                    Ok(true) => wake.ring(),
                    Ok(false) => {}
                    Err(error) => tracing::warn!(%error, "what became of the webhook could not be noted"),
                }
                HOUSEKEEPING_EVERY
            }
            Err(error) => {
                tracing::warn!(%error, "the webhook could not be looked after");
                failures += 1;
                backoff(failures).min(HOUSEKEEPING_EVERY)
            }
        };
        pause(wait, &mut stop).await;
    }
}

/// Sends what waits. Where other processes may commit, it looks by itself as well.
pub(super) async fn send_loop(
    (store, mut sender): (&Store, Sender),
    ((clock, wake), pulse): ((&Clock, &Wake), &Pulse),
    mut stop: watch::Receiver<bool>,
) {
    let longest = longest_look(store);
    let mut jumps = clock.jumps();
    while !*stop.borrow() {
        pulse.beat(Beating::Outbox);
        let wait = match sender.tick().await {
            Ok(SendTick::Again) => Some(Duration::ZERO),
            Ok(SendTick::Idle { next_due } | SendTick::Flying { next_due }) => next_due.map(|due| {
                Duration::try_from(due.duration_since(clock.now())).unwrap_or(Duration::from_millis(1))
            }),
            Err(error) => {
                tracing::error!(%error, "the outbox could not work");
                Some(PAUSE_AFTER_FAULT)
            }
        };
        tokio::select! {
            () = wake.wait() => {}
            () = sender.landed() => {}
            () = jumps.next() => {}
            () = pause(wait.unwrap_or(longest).min(longest), &mut stop) => {}
        }
        sender.gather().await;
    }
    if let Err(error) = sender.finish().await {
        tracing::error!(%error, "the outbox could not settle what was under way");
    }
}

/// Makes backups when they are due, if any are to be made.
pub(super) async fn backup_loop(
    backups: Option<&Backups>,
    (clock, wake): (&Clock, &Wake),
    mut stop: watch::Receiver<bool>,
) {
    let Some(backups) = backups else { return };
    let mut jumps = clock.jumps();
    while !*stop.borrow() {
        match backups.tick().await {
            Ok(true) => wake.ring(),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the backup could not be looked after"),
        }
        tokio::select! {
            () = pause(HOUSEKEEPING_EVERY, &mut stop) => {}
            () = jumps.next() => {}
        }
    }
}

/// Copies what is attached to orders, if it is to be copied. A copying that is dropped half-way begins anew.
pub(super) async fn copy_loop(copies: Option<&Copies>, mut stop: watch::Receiver<bool>) {
    let Some(copies) = copies else { return };
    let mut failures = 0;
    while !*stop.borrow() {
        let tick = tokio::select! {
            tick = copies.tick() => tick,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        let wait = match tick {
            Ok(more) => {
                failures = 0;
                if more { Duration::ZERO } else { HOUSEKEEPING_EVERY }
            }
            Err(error) => {
                tracing::warn!(%error, "attachments are not copied");
                failures += 1;
                backoff(failures).min(HOUSEKEEPING_EVERY)
            }
        };
        pause(wait, &mut stop).await;
    }
}

/// Ends as soon as Telegram has told the bot's name.
pub(super) async fn introduce_loop(telegram: &Telegram, company: &Company, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() && company.bot().is_none() {
        pause(HOUSEKEEPING_EVERY, &mut stop).await;
        if !*stop.borrow() {
            opening::introduce_late(telegram, company).await;
        }
    }
}

/// Does what is due. Where other processes may commit, it looks by itself as well.
pub(super) async fn schedule_loop(
    (store, scheduler): (&Store, &Scheduler),
    ((clock, wake), pulse): ((&Clock, &Wake), &Pulse),
    mut stop: watch::Receiver<bool>,
) {
    let longest = longest_look(store);
    let mut jumps = clock.jumps();
    while !*stop.borrow() {
        pulse.beat(Beating::Schedule);
        let due = match scheduler.tick().await {
            Ok(ScheduleTick { acted, more, next_due }) => {
                if acted {
                    wake.ring();
                }
                if more {
                    continue;
                }
                next_due
            }
            Err(error) => {
                tracing::error!(%error, "what is due could not be done");
                // Some of it may have been.
                wake.to_send();
                None
            }
        };
        // What is committed meanwhile may be due soon, but nothing so soon that many looks a second would help.
        pause(LOOK_AGAIN, &mut stop).await;
        tokio::select! {
            () = wake.committed() => {}
            () = jumps.next() => {}
            () = pause(until(due, clock.now()).min(longest), &mut stop) => {}
        }
    }
}

/// How long nothing new can be there for a loop that was told of nothing: only on PostgreSQL are there processes beside
/// this one, whose bell may not be heard here.
fn longest_look(store: &Store) -> Duration {
    if store.is_postgres() { LOOK_AGAIN } else { HOUSEKEEPING_EVERY }
}

/// How long nothing is due. What is due far ahead may be due earlier by then: another process may have changed it.
fn until(due: Option<Timestamp>, now: Timestamp) -> Duration {
    let wait = due.map(|due| Duration::try_from(due.duration_since(now)).unwrap_or(Duration::ZERO));
    wait.unwrap_or(HOUSEKEEPING_EVERY).min(HOUSEKEEPING_EVERY)
}

/// Tells other processes of what this one committed, and hears of theirs.
pub(super) async fn share_loop(shared: Option<&Shared>, wake: &Wake, stop: watch::Receiver<bool>) {
    let Some(shared) = shared else { return };
    let telling = async {
        loop {
            wake.rang().await;
            shared.ring().await;
        }
    };
    let hearing = async {
        let mut on = stop.clone();
        loop {
            match shared.listen().await {
                Ok(mut rings) => {
                    // Whatever was rung while nobody listened.
                    wake.heard();
                    while rings.next().await {
                        wake.heard();
                    }
                }
                Err(error) => tracing::debug!(%error, "other processes are not heard"),
            }
            pause(HEAR_AGAIN, &mut on).await;
        }
    };
    let mut stopped = stop.clone();
    tokio::select! {
        () = async { tokio::join!(telling, hearing); } => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

/// Looks after what grows, expires or is still to be made up for.
pub(super) async fn keep_loop(
    (kept, opened): ((&Store, &Scheduler), Duration),
    (clock, wake): (&Clock, &Wake),
    mut stop: watch::Receiver<bool>,
) {
    let mut jumps = clock.jumps();
    while !*stop.borrow() {
        if let Err(error) = housekeeping(kept, (clock, opened)).await {
            tracing::error!(%error, "housekeeping failed");
        }
        wake.ring();
        tokio::select! {
            () = pause(HOUSEKEEPING_EVERY, &mut stop) => {}
            () = jumps.next() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use jiff::Timestamp;
    use secrecy::SecretString;
    use serde_json::{Value, json};
    use tokio::{
        sync::{Notify, watch},
        time::timeout,
    };

    use super::{Duration, LOOK_AGAIN, hook_loop, share_loop, until};
    use crate::{
        clock::Clock,
        fault::Fault,
        intake::{self, Process},
        outbox::Wake,
        pulse::Pulse,
        shared::Shared,
    };

    /// Commits once it may.
    #[derive(Default)]
    struct Slow {
        begun: Notify,
        may: Notify,
    }

    #[async_trait]
    impl Process for Slow {
        async fn process(&self, _: &[Value]) -> Result<(), Fault> {
            self.begun.notify_one();
            self.may.notified().await;
            Ok(())
        }

        async fn park(&self, _: &Value, _: &Fault, _: u32) -> Result<(), Fault> {
            Ok(())
        }
    }

    /// The end of the process turns away no update that is being committed.
    #[tokio::test]
    async fn a_posted_update_under_way_is_finished() {
        let (slow, clock): (Arc<Slow>, _) = (Arc::default(), Clock::system());
        let (hook, queue) = intake::hook(Arc::clone(&slow) as Arc<dyn Process>, clock.clone());
        let (ask, stop) = watch::channel(false);
        let (pulse, bringer) = (Pulse::new(clock), hook.clone());
        let brought = tokio::spawn(async move { bringer.take(json!({ "update_id": 1 })).await });
        let looped = tokio::spawn(async move { hook_loop(queue, &pulse, stop).await });
        slow.begun.notified().await;
        ask.send(true).unwrap();
        tokio::task::yield_now().await;
        slow.may.notify_one();
        assert_eq!(brought.await.unwrap(), Ok(()));
        drop(hook);
        looped.await.unwrap();
    }

    #[tokio::test]
    async fn what_one_process_commits_wakes_the_others() {
        let Some(url) = std::env::var_os("TEST_REDIS_URL").and_then(|url| url.into_string().ok()) else {
            assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "TEST_REDIS_URL is not set");
            return;
        };
        let (url, bot) = (SecretString::from(url), format!("test-{}", rand::random::<u64>()));
        let process = || Shared::new(&url, &bot, Clock::system()).unwrap();
        let (one, other) = (Wake::default(), Wake::default());
        let (end, stop) = watch::channel(false);
        let sharing: Vec<_> = [(process(), one.clone()), (process(), other.clone())]
            .into_iter()
            .map(|(shared, wake)| {
                let stop = stop.clone();
                tokio::spawn(async move { share_loop(Some(&shared), &wake, stop).await })
            })
            .collect();
        let patience = Duration::from_secs(60);
        // Whoever begins to listen is woken by himself: something may have been committed before.
        timeout(patience, other.wait()).await.expect("nobody listens");
        one.ring();
        timeout(patience, other.wait()).await.expect("the sender was not woken");
        timeout(patience, other.committed()).await.expect("the scheduler was not woken");
        end.send_replace(true);
        for one in sharing {
            one.await.unwrap();
        }
    }

    /// P12: what is due comes at most two seconds late. A tick has one of them, the way the loop waits the other.
    #[test]
    fn no_wait_of_the_schedules_loop_is_a_second_too_long() {
        let start: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let near = (0..3_000).step_by(7);
        let far = (1..200).map(|nth| nth * 1_913).chain([59_999, 60_000, 60_001, 61_000, 86_400_000]);
        for millis in near.chain(far) {
            let due = start + Duration::from_millis(millis);
            let mut now = start;
            while now < due {
                now += LOOK_AGAIN;
                now += until(Some(due), now);
            }
            let late = now.duration_since(due).as_millis();
            assert!(late <= 1_000, "due after {millis} ms, looked for {late} ms later");
        }
    }
}

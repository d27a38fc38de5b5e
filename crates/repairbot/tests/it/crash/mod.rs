//! The real program, killed and started again on the same files while people work with it (P1, P3, P7), asked to
//! end, and started where it must not run.
//!
//! `CRASH_ROUNDS` makes the run longer than CI's, `CRASH_SEED` repeats the choices of a failed one (not its timing).

mod audit;
mod company;
mod person;
mod process;
mod start;

use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::Ordering;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::support::{Database, Kind};
use company::Company;
use process::{Bot, GRACE};

/// How often the process is killed, unless the environment says otherwise.
const ROUNDS: usize = 30;
/// How often it is asked to end.
const GENTLE_ROUNDS: usize = 12;
/// The process ends after at most so many changes in Telegram since it began...
const CHANGES: u64 = 90;
/// ...half of the times after so few that what had piled up is still being worked off...
const FEW_CHANGES: u64 = 20;
/// ...and half of the times at most so many turns of the test's executor later, to fall between two changes.
const TURNS: u32 = 2000;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// SIGKILL.
    Killed,
    /// SIGTERM.
    Asked,
}

/// What the program says once it is open for work.
const RUNNING: &str = "repairbot is running";

fn number_from_environment(name: &str) -> Option<u64> {
    std::env::var_os(name).map(|value| value.to_str().unwrap().parse().unwrap())
}

/// Tells, when a test fails, what is needed to look for the reason.
struct Diary<'a> {
    seed: u64,
    company: &'a Company,
}

impl Drop for Diary<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("CRASH_SEED={}\nThe log:\n{}", self.seed, self.company.place.log.text());
        }
    }
}

async fn play(kind: Kind, ending: Ending) {
    let Some(database) = Database::fresh(kind).await else { return };
    let company = Company::over(&database).await;
    let fresh_seed = rand::random;
    let seed = number_from_environment("CRASH_SEED").unwrap_or_else(fresh_seed);
    let diary = Diary { seed, company: &company };
    let rounds = match ending {
        Ending::Killed => number_from_environment("CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds as usize),
        Ending::Asked => GENTLE_ROUNDS,
    };

    let bot = company.place.start();
    company.town.started();
    company.greet().await;
    let (bot, played) = tokio::join!(ends(&company, bot, (ending, rounds, seed)), company.work(seed));
    let store = audit::open(&database.url).await;
    audit::until_quiet(&company, &store, &database.url).await;
    let (status, _) = bot.terminate().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(company.town.sim.pending_updates(), 0, "updates still wait");

    let kills = if ending == Ending::Killed { rounds } else { 0 };
    let extra = audit::compare(&company, &store, (&played, kills)).await;
    store.close().await.unwrap();
    let half_sent = company.place.log.count("half-sent");
    if ending == Ending::Asked {
        assert_eq!((extra, half_sent), (0, 0), "something was left half-done");
    }
    assert!(played.len() >= 3, "only {} orders were played", played.len());
    assert_eq!(company.place.log.count("ERROR"), 0, "errors were logged");
    let repeated = company.town.repeated.load(Ordering::Relaxed);
    let (orders, closed) =
        (played.len(), played.iter().filter(|order| order.steps.contains(&"closed")).count());
    println!(
        "{kind:?}, {ending:?} {rounds} times: {orders} orders, {closed} of them closed, \
         {repeated} presses repeated, {extra} notices doubled, \
         {half_sent} starts found something half-sent"
    );
    drop(diary);
    database.remove().await;
}

/// Ends the process at some point and starts it again on the same files, over and over; gives the last one.
async fn ends(company: &Company, mut bot: Bot, (ending, rounds, seed): (Ending, usize, u64)) -> Bot {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut changes = company.town.sim.subscribe();
    let mut begun = 0;
    for round in 0..rounds {
        let most = if dice.random() { CHANGES } else { FEW_CHANGES };
        let last = *changes.borrow() + dice.random_range(1..=most);
        let enough = tokio::time::timeout(GRACE * 6, changes.wait_for(|count| *count >= last)).await.is_ok();
        assert!(enough, "round {round}: everything stands still");
        let turns = if dice.random() { dice.random_range(0..=TURNS) } else { 0 };
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        match ending {
            Ending::Killed => bot.kill(),
            Ending::Asked => {
                let (status, took) = bot.terminate().await;
                // A process that does not listen to signals yet dies of them like any other: it has done nothing.
                let too_early = status.signal() == Some(15) && company.place.log.count(RUNNING) == begun;
                let gently = status.code() == Some(0) && took <= GRACE;
                assert!(gently || too_early, "round {round}: {status} after {took:?}");
            }
        }
        begun = company.place.log.count(RUNNING);
        bot = company.place.start();
        company.town.started();
    }
    company.town.closing.store(true, Ordering::Relaxed);
    bot
}

#[tokio::test]
async fn killed_at_any_point_sqlite() {
    play(Kind::Sqlite, Ending::Killed).await;
}

#[tokio::test]
async fn killed_at_any_point_postgres() {
    play(Kind::Postgres, Ending::Killed).await;
}

#[tokio::test]
async fn asked_to_end_at_any_point_sqlite() {
    play(Kind::Sqlite, Ending::Asked).await;
}

#[tokio::test]
async fn asked_to_end_at_any_point_postgres() {
    play(Kind::Postgres, Ending::Asked).await;
}

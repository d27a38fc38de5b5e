//! The real program, killed and started again on the same files while people work with it and Telegram makes trouble
//! (P1, P3, P7, P15), without power at any point (P2), asked to end, without its database for a while, and started where it
//! must not run.
//!
//! `CRASH_ROUNDS` makes the run longer than CI's, `CRASH_SEED` repeats the choices of a failed one (not its timing).

mod audit;
mod bots;
mod cluster;
mod company;
mod drive;
mod http;
mod killer;
mod person;
mod power;
pub mod process;
mod replicas;
mod start;
mod trap;
mod trouble;
mod upgrade;

use std::sync::atomic::Ordering;

use crate::support::{Database, Kind, number_from_environment};
use audit::Disturbed;
use cluster::Cluster;
use company::{Company, ENOUGH, Played};
use killer::Killer;

/// How often the process is killed, unless the environment says otherwise.
const ROUNDS: usize = 20;
/// How often it is asked to end.
const GENTLE_ROUNDS: usize = 8;
/// How often the database is restarted, in each way.
const RESTARTS: usize = 2;

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

fn seed() -> u64 {
    number_from_environment("CRASH_SEED").unwrap_or_else(rand::random)
}

/// The town is closing: waits until all is done, ends the process and audits.
async fn ends(company: &Company, bot: process::Bot, (url, played, disturbed): (&str, &[Played], &Disturbed)) {
    let store = audit::open(url).await;
    audit::until_quiet(company, &store, url).await;
    let (status, _) = bot.terminate().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(company.town.sim.pending_updates(), 0, "updates still wait");
    let extra = audit::compare(company, &store, (played, disturbed)).await;
    store.close().await.unwrap();
    assert!(played.len() >= ENOUGH, "only {} orders were played", played.len());
    let closed = played.iter().filter(|order| order.steps.contains(&"closed")).count();
    println!(
        "{disturbed}: {} orders, {closed} of them closed, {} presses repeated, {extra} notices doubled, \
         {} starts found something half-sent",
        played.len(),
        company.town.repeated.load(Ordering::Relaxed),
        company.place.log.count("half-sent"),
    );
}

async fn killed_at_any_point(kind: Kind) {
    let Some(database) = Database::fresh(kind).await else { return };
    let company = Company::over(&database).await;
    let mut killer = Killer::over(&company, (kind, &database.url)).await;
    let seed = seed();
    let diary = Diary { seed, company: &company };
    let rounds = number_from_environment("CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds as usize);

    let bot = killer::start(&company);
    company.greet().await;
    let (bot, played) = tokio::join!(killer.rounds(bot, (rounds, seed)), company.work(seed));
    let (lost, others) = (killer.trouble.lost, killer.trouble.others);
    let disturbed = Disturbed { kills: rounds, lost, others, ..Disturbed::default() };
    ends(&company, bot, (&database.url, &played, &disturbed)).await;
    assert_eq!(audit::errors(&company), Vec::<String>::new(), "errors were logged");
    drop(diary);
    database.remove().await;
}

async fn asked_to_end_at_any_point(kind: Kind) {
    let Some(database) = Database::fresh(kind).await else { return };
    let company = Company::over(&database).await;
    let seed = seed();
    let diary = Diary { seed, company: &company };

    let bot = killer::start(&company);
    company.greet().await;
    let rounds = (GENTLE_ROUNDS, seed);
    let (bot, played) = tokio::join!(killer::asked_to_end(&company, bot, rounds), company.work(seed));
    ends(&company, bot, (&database.url, &played, &Disturbed::default())).await;
    assert_eq!(company.place.log.count("half-sent"), 0, "something was left half-done");
    assert_eq!(audit::errors(&company), Vec::<String>::new(), "errors were logged");
    drop(diary);
    database.remove().await;
}

/// The server ends, in both ways in turn, and comes back; the program is never started again.
async fn without_its_database(rounds: usize) {
    let Some(cluster) = Cluster::start() else { return };
    let database = Database::at(cluster.url());
    let company = Company::over(&database).await;
    let seed = seed();
    let diary = Diary { seed, company: &company };

    let bot = killer::start(&company);
    company.greet().await;
    let restarts = cluster.restarts(&company, (rounds, seed));
    let ((), played) = tokio::join!(restarts, company.work(seed));
    let disturbed = Disturbed { restarts: rounds, ..Disturbed::default() };
    ends(&company, bot, (&database.url, &played, &disturbed)).await;
    drop(diary);
}

#[tokio::test]
async fn killed_at_any_point_sqlite() {
    killed_at_any_point(Kind::Sqlite).await;
}

#[tokio::test]
async fn killed_at_any_point_postgres() {
    killed_at_any_point(Kind::Postgres).await;
}

#[tokio::test]
async fn asked_to_end_at_any_point_sqlite() {
    asked_to_end_at_any_point(Kind::Sqlite).await;
}

#[tokio::test]
async fn asked_to_end_at_any_point_postgres() {
    asked_to_end_at_any_point(Kind::Postgres).await;
}

#[tokio::test]
async fn a_database_server_restarted_under_load() {
    let rounds = number_from_environment("CRASH_ROUNDS").map_or(2 * RESTARTS, |rounds| rounds as usize);
    without_its_database(rounds).await;
}

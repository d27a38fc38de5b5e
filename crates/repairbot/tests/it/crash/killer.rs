//! Ends the process at many moments, starts it again on the same files, and makes trouble in between.

use std::os::unix::process::ExitStatusExt as _;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use repairbot::clock::Clock;
use telegram_sim::Sim;

use super::company::Company;
use super::process::{Bot, GRACE};
use super::trap::Traps;
use super::trouble::Trouble;
use crate::support::Kind;

/// The process ends after at most so many changes in Telegram since it began...
const CHANGES: u64 = 90;
/// ...half of the times after so few that what had piled up is still being worked off...
const FEW_CHANGES: u64 = 20;
/// ...and half of the times at most so many turns of the test's executor later, to fall between two changes.
const TURNS: u32 = 2000;
/// So many confirmed updates at most come once more to a new process: those of an acknowledgement that got lost,
/// and older ones.
const REDELIVERED: usize = 20;

/// What the program says once it is open for work.
const RUNNING: &str = "repairbot is running";

/// Kills it, at random moments and in traps in turn, with lost acknowledgements and other trouble.
pub struct Killer<'a> {
    pub company: &'a Company,
    pub traps: Traps,
    pub trouble: Trouble,
    /// When the process was started last.
    started: i64,
}

impl<'a> Killer<'a> {
    /// Goes about on a database with its schema, before the process is started.
    pub async fn over(company: &'a Company, (kind, url): (Kind, &str)) -> Self {
        let (traps, trouble) = (Traps::set(kind, url).await, Trouble::over(url).await);
        Self { company, traps, trouble, started: now() }
    }

    /// Plays so many rounds; gives the process that may live.
    pub async fn rounds(&mut self, mut bot: Bot, (rounds, seed): (usize, u64)) -> Bot {
        let mut dice = StdRng::seed_from_u64(seed);
        let sim = &self.company.town.sim;
        for round in 0..rounds {
            self.trouble.make(sim, (&mut dice, self.started)).await;
            wait(self.company, (round, &mut dice)).await;
            self.kill(bot, (round, &mut dice)).await;
            // What is tested here is what a process finds; how long it waits for the dead one's lease is `replicas`'.
            self.trouble.frees_the_lease().await;
            sim.clear_faults();
            redeliver(sim, &mut dice);
            self.started = now();
            bot = start(self.company);
        }
        self.company.closes().await;
        bot
    }

    /// Every third round where it happens to be, in the others in one trap after the other.
    async fn kill(&self, bot: Bot, (round, dice): (usize, &mut StdRng)) {
        let sim = &self.company.town.sim;
        let points = self.traps.points();
        if round % 3 == 2 {
            return bot.kill();
        }
        let number = (round - round / 3) % points.len();
        let caught = self.traps.catch(number, (sim, dice.random()), || bot.kill());
        let caught = tokio::time::timeout(GRACE * 12, caught).await;
        assert!(caught.is_ok(), "round {round}: nobody came to the {} trap", points[number].name);
    }
}

/// Asks the process to end, at random moments; gives the one that may live.
pub async fn asked_to_end(company: &Company, mut bot: Bot, (rounds, seed): (usize, u64)) -> Bot {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut begun = 0;
    for round in 0..rounds {
        wait(company, (round, &mut dice)).await;
        let (status, took) = bot.terminate().await;
        // A process that does not listen to signals yet dies of them like any other: it has done nothing.
        let too_early = status.signal() == Some(15) && company.place.log.count(RUNNING) == begun;
        let gently = status.code() == Some(0) && took <= GRACE;
        assert!(gently || too_early, "round {round}: {status} after {took:?}");
        begun = company.place.log.count(RUNNING);
        bot = start(company);
    }
    company.closes().await;
    bot
}

/// Half of the times some of what was acknowledged comes once more.
pub fn redeliver(sim: &Sim, dice: &mut StdRng) {
    if dice.random() {
        sim.redeliver(dice.random_range(1..=REDELIVERED));
    }
}

/// Starts the process; people notice.
pub fn start(company: &Company) -> Bot {
    let bot = company.place.start();
    company.town.started();
    bot
}

fn now() -> i64 {
    Clock::system().now().as_millisecond()
}

/// Waits for a random moment.
pub async fn wait(company: &Company, (round, dice): (usize, &mut StdRng)) {
    let most = if dice.random() { CHANGES } else { FEW_CHANGES };
    let more = dice.random_range(1..=most);
    assert!(company.moves_on(more).await, "round {round}: everything stands still");
    let turns = if dice.random() { dice.random_range(0..=TURNS) } else { 0 };
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

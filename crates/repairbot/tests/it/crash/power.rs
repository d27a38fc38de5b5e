//! Power cuts, on SQLite (P2): the process dies and takes with it what was not made durable, as the dice say. What is left
//! is judged as the next process will find it, then that one starts on it and people go on.
//!
//! The outbox's commits are durable with the next update's only (ADR 0006). So a message may come once more per cut, if
//! it was under way or its settlement is lost; each notice is held to its own number of those.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use repairbot::{intake::router::update_key, store::verify::Check};
use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, QueryResult, Statement};

use super::{
    Diary,
    audit::{self, Disturbed, Notice},
    company::Company,
    drive::{Cut, Drive, FAILS},
    ends, killer,
    process::Bot,
    seed,
    trouble::Trouble,
};
use crate::support::{Database, Kind, deviations, number_from_environment};

/// How often the power fails, unless the environment says otherwise.
const ROUNDS: usize = 5;
/// Two times of three it fails inside a sync: at one of so many steps of the drive...
const STEPS: u32 = 40;
/// ...or between two of them, should they be so rare that this many changes in Telegram come before.
const CHANGES: u64 = 250;

/// What is known as sent, and what is on its way.
const OUTBOX: &str = "SELECT outbox.id, state, chat_id, number, told_version \
     FROM outbox LEFT JOIN orders ON orders.id = order_id WHERE state IN ('sent', 'claimed')";

/// Who cuts the power, and what it came to.
struct Cutter<'a> {
    company: &'a Company,
    drive: &'a Drive,
    in_doubt: BTreeMap<Notice, usize>,
    /// Pieces of files that were lost.
    pieces: usize,
    /// Settlements that were lost: in all, and at one cut at most.
    settlements: (usize, usize),
}

impl Cutter<'_> {
    /// Starts the process, for which the power fails at this step if at any; people notice.
    fn start(&self, fails_at: u32) -> Bot {
        let bot = self.company.place.start_with(self.drive.settings(fails_at));
        self.company.town.started();
        bot
    }

    /// Cuts it so many times; gives the process that may live.
    async fn rounds(&mut self, mut bot: Bot, (rounds, seed): (usize, u64)) -> Bot {
        let mut dice = StdRng::seed_from_u64(seed);
        let (mut fails_at, mut length) = (0, 0);
        for round in 0..rounds {
            // How many dice fall until the process is dead is a matter of its timing.
            let mut chance = StdRng::seed_from_u64(dice.random());
            if fails_at == 0 {
                killer::wait(self.company, (round, &mut chance)).await;
            } else {
                self.until_it_fails(length).await;
            }
            bot.kill();
            let cut = self.drive.cut(&mut chance);
            self.judge(&cut).await;
            killer::redeliver(&self.company.town.sim, &mut dice);
            let inside = round + 1 < rounds && dice.random_range(0..3) > 0;
            fails_at = if inside { dice.random_range(1..=STEPS) } else { 0 };
            length = self.company.place.log.length();
            bot = self.start(fails_at);
        }
        self.company.closes().await;
        bot
    }

    /// Until the process, whose log begins after this length, says that the power fails.
    async fn until_it_fails(&self, length: usize) {
        tokio::select! {
            () = self.company.place.log.says_after(length, FAILS) => {}
            moves = self.company.moves_on(CHANGES) => assert!(moves, "everything stands still"),
        }
    }

    /// Nothing acknowledged is lost and what is found agrees with itself; then it is put where the program will find it.
    async fn judge(&mut self, cut: &Cut) {
        // Open until the end, so that the next process has the torn log to read and not what the last to close makes of it.
        let store = audit::open(&url(&cut.found)).await;
        let (written, found) = (look(&cut.written).await, look(&cut.found).await);
        let acknowledged = self.company.town.sim.confirmed_updates().into_iter().map(update_key);
        let lost: Vec<_> = acknowledged.filter(|key| !found.updates.contains(key)).collect();
        assert_eq!(lost, Vec::<String>::new(), "acknowledged and lost");
        store.check_file().await.unwrap();
        let tx = store.read().await.unwrap();
        assert_eq!(deviations(&tx, &Check::ALL).await, Vec::<String>::new());
        drop(tx);
        // What is tested here is what a process finds; how long it waits for the dead one's lease is `replicas`'.
        Trouble::over(&url(&cut.found)).await.frees_the_lease().await;
        self.drive.comes_back(cut);
        store.close().await.unwrap();
        for notice in written.begun.difference(&found.sent).filter_map(|(_, notice)| *notice) {
            *self.in_doubt.entry(notice).or_default() += 1;
        }
        let lost = written.sent.difference(&found.sent).count();
        self.settlements = (self.settlements.0 + lost, self.settlements.1.max(lost));
        self.pieces += cut.lost;
    }
}

/// Rows of the outbox, by their ids, with the notice they are, if they are one.
type Rows = BTreeSet<(i64, Option<Notice>)>;

/// What a database holds.
struct Held {
    /// The keys of the updates that were handled.
    updates: BTreeSet<String>,
    /// What is known as sent.
    sent: Rows,
    /// The same with what is on its way, perhaps.
    begun: Rows,
}

async fn look(folder: &Path) -> Held {
    let mut options = ConnectOptions::new(url(folder));
    options.max_connections(1);
    let database = sea_orm::Database::connect(options).await.unwrap();
    let keys = rows(&database, "SELECT update_key FROM processed_updates").await;
    let outbox = rows(&database, OUTBOX).await;
    database.close().await.unwrap();
    let number = |row: &QueryResult, name: &str| row.try_get::<Option<i64>>("", name).unwrap();
    let notice = |row: &QueryResult| {
        Some((number(row, "chat_id")?, number(row, "number")?, number(row, "told_version")?))
    };
    let row = |row: &QueryResult| (number(row, "id").unwrap(), notice(row));
    let is_sent = |row: &&QueryResult| row.try_get::<String>("", "state").unwrap() == "sent";
    Held {
        updates: keys.iter().map(|row| row.try_get("", "update_key").unwrap()).collect(),
        sent: outbox.iter().filter(is_sent).map(row).collect(),
        begun: outbox.iter().map(row).collect(),
    }
}

async fn rows(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let wanted = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(wanted).await.unwrap()
}

/// The address of the database in this folder.
fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("desk.db").display())
}

#[tokio::test]
async fn power_lost_at_any_point() {
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let company = Company::over(&database).await;
    let Some(drive) = Drive::under(Path::new(database.url.trim_start_matches("sqlite://"))) else { return };
    let seed = seed();
    let diary = Diary { seed, company: &company };
    let rounds = number_from_environment("CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds as usize);

    let (in_doubt, pieces, settlements) = Default::default();
    let mut cutter = Cutter { company: &company, drive: &drive, in_doubt, pieces, settlements };
    let bot = cutter.start(0);
    company.greet().await;
    let (bot, played) = tokio::join!(cutter.rounds(bot, (rounds, seed)), company.work(seed));
    let Cutter { in_doubt, pieces, settlements: (settlements, most), .. } = cutter;
    let inside = company.place.log.count(FAILS);
    println!(
        "{rounds} power cuts, {inside} of them inside a sync: {pieces} pieces of files lost, {settlements} settlements \
         lost, at most {most} at once, {} notices in doubt",
        in_doubt.len()
    );
    assert!(inside > 0 || rounds < ROUNDS, "the drive does not see what the program syncs");
    let disturbed = Disturbed { kills: rounds, in_doubt: Some(in_doubt), ..Disturbed::default() };
    ends(&company, bot, (&database.url, &played, &disturbed)).await;
    assert_eq!(audit::errors(&company), Vec::<String>::new(), "errors were logged");
    drop(diary);
    database.remove().await;
}

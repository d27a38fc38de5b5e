//! Several processes of one bot over one PostgreSQL and one Redis (P23): one of them leads, any takes what is posted, and
//! whoever ends is followed by another.

use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use repairbot::{
    clock::Clock,
    config::RateLimit,
    limits::{Asked, RateLimiter, Verdict},
    shared::Shared,
};
use repairbot_core::ids::TelegramId;
use secrecy::SecretString;
use telegram_sim::{NewPerson, Sim};
use tokio::net::{TcpListener, TcpStream};

use super::{
    Diary,
    audit::{self, Disturbed},
    cluster::free_port,
    company::Company,
    ends,
    person::{Person, Town},
    process::{Bot, GRACE, Place},
    seed,
};
use crate::support::{Database, Kind, TOKEN, common_redis, number_from_environment};

/// Processes of one bot.
const REPLICAS: usize = 3;
/// How often one of them ends, unless the environment says otherwise.
const ROUNDS: usize = 8;
/// Between two ends at most so many changes in Telegram.
const CHANGES: u64 = 150;
/// Another process leads by then, whatever became of the leader (P23).
const HEALED: Duration = Duration::from_secs(10);
const SECRET: &str = "a-secret-of-at-least-some-length_0123456789";
const LEADS: &str = "this process leads";

/// A place for a process of this bot, with a log of its own.
fn place(sim: &Sim, database: &Database) -> Place {
    shared(Place::new(sim, &database.url))
}

fn shared(place: Place) -> Place {
    match common_redis() {
        Some(url) => place.with("REDIS_URL", url),
        None => place,
    }
}

async fn visitor(sim: &Sim) -> Person {
    let user = sim.add_person(NewPerson::named("Вера"));
    Person { town: Town::new(sim.clone()), user, name: "Вера".to_owned() }
}

/// Which of these leads: its number.
async fn leader(places: &[Place]) -> usize {
    let said: Vec<_> = places.iter().map(|place| Box::pin(place.log.says(LEADS))).collect();
    futures_util::future::select_all(said).await.1
}

#[tokio::test]
async fn a_leader_that_is_killed_is_followed_within_ten_seconds() {
    let Some(database) = Database::fresh(Kind::Postgres).await else { return };
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    let vera = visitor(&sim).await;
    let mut places: Vec<Place> = (0..REPLICAS).map(|_| place(&sim, &database)).collect();
    // They start together, on an empty database.
    let mut bots: Vec<Bot> = places.iter().map(Place::start).collect();
    vera.says("/start", "Добро пожаловать").await.unwrap();
    let mut logs = String::new();
    for gently in [false, true] {
        let at = leader(&places).await;
        let (former, bot) = (places.remove(at), bots.remove(at));
        if gently {
            let (status, _) = bot.terminate().await;
            assert_eq!(status.code(), Some(0), "{}", former.log.text());
        } else {
            bot.kill();
        }
        let ended = Instant::now();
        vera.says("/help", "Здесь работают").await.unwrap();
        let healed = ended.elapsed();
        println!(
            "the leader was {}: healed after {healed:?}",
            if gently { "asked to end" } else { "killed" }
        );
        assert!(healed < HEALED, "{healed:?}");
        logs += &former.log.text();
    }
    let (status, took) = bots.remove(0).terminate().await;
    assert!(status.code() == Some(0) && took <= GRACE);
    logs += &places[0].log.text();
    assert_eq!(logs.matches(LEADS).count(), REPLICAS, "each led once, one after the other");
    for wrong in ["another process polls", "ERROR", "another process leads now"] {
        assert_eq!(logs.matches(wrong).count(), 0, "{wrong}:\n{logs}");
    }
    database.remove().await;
}

/// A process that was stopped in its tracks is followed too; when it goes on, it hears that it does not lead any more.
#[tokio::test]
async fn a_leader_that_stands_still_is_followed_and_steps_back() {
    let Some(database) = Database::fresh(Kind::Postgres).await else { return };
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    let vera = visitor(&sim).await;
    let (one, two) = (place(&sim, &database), place(&sim, &database));
    let first = one.start();
    vera.says("/start", "Добро пожаловать").await.unwrap();
    let second = two.start();
    two.log.says("repairbot is running").await;
    first.signal("STOP");
    let ended = Instant::now();
    vera.says("/help", "Здесь работают").await.unwrap();
    assert!(ended.elapsed() < HEALED, "{:?}", ended.elapsed());
    first.signal("CONT");
    one.log.says("another process leads now").await;
    vera.says("/help", "Здесь работают").await.unwrap();
    let helps = sim.messages(vera.chat()).iter().filter(|one| one.text.contains("Здесь работают")).count();
    assert_eq!(helps, 2, "nobody said anything twice");
    for (bot, place) in [(second, two), (first, one)] {
        let (status, _) = bot.terminate().await;
        assert_eq!(status.code(), Some(0), "{}", place.log.text());
        assert_eq!(place.log.count("ERROR"), 0, "{}", place.log.text());
    }
    database.remove().await;
}

#[tokio::test]
async fn what_somebody_sent_to_another_process_counts_here() {
    let Some(redis) = common_redis() else { return };
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let sim = Sim::start().await.unwrap();
    let number = rand::random_range(1_000_000..9_000_000_000_i64).to_string();
    let token = format!("{number}:{}", "A".repeat(36));
    sim.add_bot(&token, "limited_bot");
    let vera = visitor(&sim).await;
    let place = Place::new(&sim, &database.url).with("BOT_TOKEN", &token).with("REDIS_URL", &redis);
    let place = place.with("RATE_LIMIT_PER_SECOND", 3);

    let other = Shared::new(&SecretString::from(redis), &number, Clock::system()).unwrap();
    let other = RateLimiter::new(RateLimit { per_second: 3, burst: 10 }).sharing(Some(other));
    // Later than what she is about to send: nothing has been made up for by then.
    let (person, at_ms) = (TelegramId(vera.user.0), Clock::system().now().as_millisecond() + 30_000);
    let keys: Vec<String> = (0..10).map(|number| format!("other{number}")).collect();
    let asked: Vec<Asked<'_>> = keys.iter().map(|key| Asked { person, at_ms, key, album: None }).collect();
    assert_eq!(other.together(&asked).await.unwrap(), [Verdict::Pass; 10]);
    let bot = place.start();
    vera.says("/start", "Слишком много запросов").await.unwrap();
    let (status, _) = bot.terminate().await;
    assert_eq!(status.code(), Some(0), "{}", place.log.text());
    database.remove().await;
}

/// Hands each connection to the next process that answers, as a balancer before the replicas does.
async fn balance(listener: TcpListener, backends: [u16; REPLICAS]) {
    let mut turn = 0;
    loop {
        let (mut from, _) = listener.accept().await.unwrap();
        turn += 1;
        tokio::spawn(async move {
            for next in 0..REPLICAS {
                let backend = backends[(turn + next) % REPLICAS];
                if let Ok(mut to) = TcpStream::connect(("127.0.0.1", backend)).await {
                    // A process that ends takes its connections with it.
                    drop(tokio::io::copy_bidirectional(&mut from, &mut to).await);
                    return;
                }
            }
        });
    }
}

/// What each process is told of its own.
fn at(port: u16) -> [(&'static str, String); 1] {
    [("HTTP_LISTEN", format!("127.0.0.1:{port}"))]
}

#[tokio::test]
async fn replicas_that_end_one_after_the_other_lose_and_double_nothing() {
    end_one_after_the_other("database").await;
}

#[tokio::test]
async fn nor_do_they_with_dialogues_in_redis() {
    if common_redis().is_some() {
        end_one_after_the_other("redis").await;
    }
}

/// Replicas take posted updates behind a balancer while people work; one after the other they are killed, or asked to end
/// as when a release is rolled out, and started again.
async fn end_one_after_the_other(dialogues: &str) {
    let Some(database) = Database::fresh(Kind::Postgres).await else { return };
    let mut company = Company::over(&database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    company.place = shared(company.place).with("WEBHOOK_URL", url).with("WEBHOOK_SECRET", SECRET);
    company.place = company.place.with("DIALOGUES", dialogues);
    let ports = std::array::from_fn(|_| free_port());
    let balancing = tokio::spawn(balance(listener, ports));
    let seed = seed();
    let diary = Diary { seed, company: &company };
    let rounds = number_from_environment("CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds as usize);

    let mut bots: Vec<Bot> = ports.iter().map(|port| company.place.start_with(at(*port))).collect();
    company.town.started();
    company.greet().await;
    let ending = async {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut kills = 0;
        for round in 0..rounds {
            let more = dice.random_range(1..=CHANGES);
            assert!(company.moves_on(more).await, "round {round}: everything stands still");
            let bot = bots.remove(0);
            if dice.random() {
                bot.kill();
                kills += 1;
            } else {
                let (status, took) = bot.terminate().await;
                assert!(status.code() == Some(0) && took <= GRACE, "round {round}: {status} after {took:?}");
            }
            bots.push(company.place.start_with(at(ports[round % REPLICAS])));
            company.town.started();
        }
        company.closes().await;
        (kills, bots)
    };
    let ((kills, mut bots), played) = tokio::join!(ending, company.work(seed));
    let store = audit::open(&database.url).await;
    audit::until_quiet(&company, &store, &database.url).await;
    store.close().await.unwrap();
    let last = bots.pop().unwrap();
    for bot in bots {
        let (status, _) = bot.terminate().await;
        assert_eq!(status.code(), Some(0));
    }
    let disturbed = Disturbed { kills, ..Disturbed::default() };
    ends(&company, last, (&database.url, &played, &disturbed)).await;
    assert_eq!(audit::errors(&company), Vec::<String>::new(), "errors were logged");
    println!("{rounds} ends of {REPLICAS} replicas, {} terms", company.place.log.count(LEADS));
    drop(diary);
    balancing.abort();
    database.remove().await;
}

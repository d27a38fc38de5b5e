//! Two bots in one process: each with its own database, its own people and its own address for updates.

use telegram_sim::{NewPerson, Sim};

use super::{
    cluster::free_port,
    person::{Person, Town},
    process::Place,
};
use crate::support::{Database, Kind};

const NORTH: &str = "700000001:AAnorthAAnorthAAnorthAAnorthAAnorthAA";
const SOUTH: &str = "700000002:AAsouthAAsouthAAsouthAAsouthAAsouthAA";
const SECRET: &str = "a-secret-of-at-least-some-length_0123456789";

/// Two bots with their people, and a process with both.
struct Twins {
    north: Person,
    south: Person,
    place: Place,
    private: String,
}

impl Twins {
    async fn over(databases: [&Database; 2], with: &str) -> Self {
        let sim = Sim::start().await.unwrap();
        let bots = [(NORTH, "north_bot"), (SOUTH, "south_bot")].map(|(token, name)| sim.add_bot(token, name));
        let vera = sim.add_person(NewPerson::named("Вера"));
        let [north, south] =
            bots.map(|bot| Person { town: Town::new(sim.of(bot)), user: vera, name: "Вера".to_owned() });
        let section = |name: &str, token: &str, database: &Database| {
            format!("[[bot]]\nname = '{name}'\nbot_token = '{token}'\ndatabase_url = '{}'\n", database.url)
        };
        let sections = section("north", NORTH, databases[0]) + &section("south", SOUTH, databases[1]);
        let private = format!("127.0.0.1:{}", free_port());
        let place = Place::of_several(&sim, &format!("{with}\n{sections}")).with("METRICS_LISTEN", &private);
        Self { north, south, place, private: format!("http://{private}") }
    }

    async fn greets(&self) {
        for one in [&self.north, &self.south] {
            one.says("/start", "Добро пожаловать").await.unwrap();
        }
    }
}

async fn get(url: &str) -> (u16, String) {
    repairbot::telegram::install_crypto();
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// What only one of them was told is known to no other.
async fn each_has_its_own(town: &Twins) {
    // The first admin of the one is nobody to the other.
    let code = |bot: &str| {
        let log = town.place.log.text();
        let line = log.lines().find(|line| line.contains("/start ") && line.contains(bot)).map(str::to_owned);
        let line = line.unwrap_or_else(|| panic!("no code of {bot}:\n{log}"));
        line.split("/start ").nth(1).unwrap().trim().to_owned()
    };
    let code = code("north");
    town.south.says(&format!("/start {code}"), "уже использовано или неверно").await.unwrap();
    town.north.says(&format!("/start {code}"), "Кнопки меню").await.unwrap();
    let (status, ready) = get(&format!("{}/readyz", town.private)).await;
    let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
    assert_eq!((status, &ready["ready"]), (200, &true.into()), "{ready}");
    for bot in ["north", "south"] {
        assert_eq!(ready["bots"][bot]["role"], "leader", "{ready}");
    }
    let (_, metrics) = get(&format!("{}/metrics", town.private)).await;
    let starts = |bot: &str, count: usize| {
        format!("updates_total{{kind=\"start\",result=\"done\",bot=\"{bot}\"}} {count}")
    };
    assert!(metrics.contains(&starts("north", 2)) && metrics.contains(&starts("south", 2)), "{metrics}");
    assert_eq!(metrics.matches("# TYPE updates_total ").count(), 1);
    assert_eq!(get(&format!("{}/healthz", town.private)).await.0, 200);
}

// Telegram answers while this waits for a command to end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_bots_are_polled_by_one_process() {
    let databases =
        [Database::fresh(Kind::Sqlite).await.unwrap(), Database::fresh(Kind::Sqlite).await.unwrap()];
    let town = Twins::over([&databases[0], &databases[1]], "").await;
    let bot = town.place.start();
    town.greets().await;
    each_has_its_own(&town).await;
    // Commands are about one of them.
    let (code, said) = town.place.runs(&["verify"]);
    assert!(code == 2 && said.contains("--bot") && said.contains("north, south"), "{said}");
    for name in ["north", "south"] {
        let (code, said) = town.place.runs(&["--bot", name, "verify"]);
        assert_eq!(code, 0, "{said}");
    }
    // What a command prints may be read by another program.
    let (code, said) = town.place.runs(&["--bot", "north", "migrate", "status"]);
    assert!(code == 0 && said.lines().all(|line| line.starts_with("applied m")), "{said}");
    assert_eq!(town.place.runs(&["verify", "--bot", "west"]).0, 2);
    let (code, said) = town.place.runs(&["check"]);
    assert!(code == 0 && said.contains("[[bot]] north") && said.contains("[[bot]] south"), "{said}");
    let (status, took) = bot.terminate().await;
    assert!(status.success(), "{status} after {took:?}\n{}", town.place.log.text());
    assert_eq!(town.place.log.count("ERROR"), 0, "{}", town.place.log.text());
    for database in databases {
        database.remove().await;
    }
}

#[tokio::test]
async fn two_bots_have_addresses_of_their_own() {
    let Some(one) = Database::fresh(Kind::Postgres).await else { return };
    let databases = [one, Database::fresh(Kind::Postgres).await.unwrap()];
    let public = format!("127.0.0.1:{}", free_port());
    let with = format!("webhook_url = 'http://{public}'\nwebhook_secret = '{SECRET}'");
    let town = Twins::over([&databases[0], &databases[1]], &with).await;
    let town = Twins { place: town.place.with("HTTP_LISTEN", &public), ..town };
    let bot = town.place.start();
    town.greets().await;
    each_has_its_own(&town).await;
    assert!(town.north.town.sim.calls().iter().all(|call| call.method != "getUpdates"), "nobody polls");
    let client = reqwest::Client::new();
    for (path, status) in
        [("/webhook/north", 401), ("/webhook/south", 401), ("/webhook", 404), ("/webhook/west", 404)]
    {
        let answer = client.post(format!("http://{public}{path}")).body("{}").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
    let (status, took) = bot.terminate().await;
    assert!(status.success(), "{status} after {took:?}\n{}", town.place.log.text());
    for database in databases {
        database.remove().await;
    }
}

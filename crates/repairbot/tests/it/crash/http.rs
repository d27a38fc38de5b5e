//! The program reached over HTTP: by webhook, and by those who watch over it.

use telegram_sim::{NewPerson, Sim};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::{
    cluster::free_port,
    person::{Person, Town},
    process::{GRACE, Place},
};
use crate::support::{Database, Kind, TOKEN, alone};

const SECRET: &str = "a-secret-of-at-least-some-length_0123456789";
const FORMER_SECRET: &str = "former-secret-of-this-webhook";

async fn telegram() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    sim
}

fn visitor(sim: &Sim, name: &str) -> Person {
    let user = sim.add_person(NewPerson::named(name));
    Person { town: Town::new(sim.clone()), user, name: name.to_owned() }
}

async fn get(url: &str) -> (u16, String) {
    repairbot::telegram::install_crypto();
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn by_webhook_and_back(kind: Kind) {
    let Some(database) = Database::fresh(kind).await else { return };
    let sim = telegram().await;
    let (public, private) = (free_port(), free_port());
    let (public, private) = (format!("127.0.0.1:{public}"), format!("127.0.0.1:{private}"));
    let polling = Place::new(&sim, &database.url).with("METRICS_LISTEN", &private);
    let with_secret = |secret: &str| {
        Place::new(&sim, &database.url)
            .with("METRICS_LISTEN", &private)
            .with("HTTP_LISTEN", &public)
            .with("WEBHOOK_URL", format!("http://{public}"))
            .with("WEBHOOK_SECRET", secret)
    };
    let (first, posting) = (with_secret(FORMER_SECRET), with_secret(SECRET));
    let vera = visitor(&sim, "Вера");

    let bot = first.start();
    vera.says("/start", "Добро пожаловать").await.unwrap();
    vera.says("/help", "Здесь работают").await.unwrap();
    assert!(sim.calls().iter().all(|call| call.method != "getUpdates"), "nobody polls");
    let (status, ready) = get(&format!("http://{private}/readyz")).await;
    assert_eq!((status, ready.contains("\"ready\":true")), (200, true), "{ready}");
    let (_, metrics) = get(&format!("http://{private}/metrics")).await;
    assert!(metrics.contains("updates_total{kind=\"start\",result=\"done\"} 1"), "{metrics}");
    assert!(metrics.contains("telegram_requests_total{code=\"200\",method=\"setWebhook\"} 1"), "{metrics}");

    // What is said while the program is away waits at Telegram; with another secret from now on.
    bot.kill();
    sim.send_text(vera.user, vera.chat(), "/help");
    let bot = posting.start();
    vera.says("/start", "Добро пожаловать").await.unwrap();
    let helps = sim.messages(vera.chat()).iter().filter(|one| one.text.contains("Здесь работают")).count();
    assert_eq!(helps, 2, "the one from before came first");
    let (status, took) = bot.terminate().await;
    assert!(status.success(), "{status} after {took:?}\n{}", posting.log.text());

    // The configuration says to poll: the webhook goes, nothing else changes.
    let bot = polling.start();
    vera.says("/help", "Здесь работают").await.unwrap();
    polling.log.says("the webhook is deleted, updates are polled").await;
    let healthy = |place: &Place| {
        let mut command = alone(place.path("repairbot"));
        command.arg("healthcheck").current_dir(place.path(""));
        command.env("BOT_TOKEN", TOKEN).env("METRICS_LISTEN", &private).output().unwrap()
    };
    let output = healthy(&polling);
    assert!(
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("alive"),
        "{output:?}"
    );
    bot.terminate().await;
    let output = healthy(&polling);
    assert!(output.status.code() == Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("METRICS_LISTEN"), "{output:?}");
    for log in [first, posting, polling].map(|place| place.log.text()) {
        assert!(!log.contains(SECRET) && !log.contains(FORMER_SECRET), "the secret is in no log");
    }
    database.remove().await;
}

#[tokio::test]
async fn updates_are_posted_and_polled_again_sqlite() {
    by_webhook_and_back(Kind::Sqlite).await;
}

#[tokio::test]
async fn updates_are_posted_and_polled_again_postgres() {
    by_webhook_and_back(Kind::Postgres).await;
}

/// Whoever begins a request and never ends it, on either side, holds up nobody.
#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_up_the_end() {
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let sim = telegram().await;
    let [public, private] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let place = Place::new(&sim, &database.url)
        .with("METRICS_LISTEN", &private)
        .with("HTTP_LISTEN", &public)
        .with("WEBHOOK_URL", format!("http://{public}"))
        .with("WEBHOOK_SECRET", SECRET);
    let bot = place.start();
    visitor(&sim, "Вера").says("/start", "Добро пожаловать").await.unwrap();
    let mut begun = Vec::new();
    for (address, path) in [(&public, "/webhook"), (&private, "/readyz")] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        let half = format!("POST {path} HTTP/1.1\r\nHost: desk\r\nContent-Length: 100\r\n\r\nhalf");
        connection.write_all(half.as_bytes()).await.unwrap();
        begun.push(connection);
    }
    // Both are heard by now: the desk answers who came after them.
    assert_eq!(get(&format!("http://{private}/healthz")).await.0, 200);
    let (status, took) = bot.terminate().await;
    assert!(status.success() && took <= GRACE, "{status} after {took:?}\n{}", place.log.text());
    database.remove().await;
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let sim = telegram().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = Place::new(&sim, &database.url).with("METRICS_LISTEN", taken.local_addr().unwrap());
    let (status, _) = place.start().end(std::time::Duration::from_secs(20)).await;
    place.log.says("METRICS_LISTEN: cannot listen on").await;
    assert_eq!(status.code(), Some(1), "{}", place.log.text());
}

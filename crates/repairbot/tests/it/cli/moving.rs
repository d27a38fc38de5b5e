//! `repairbot move`: a desk with a life behind it from a file to a server and back.

use repairbot::store::{Store, StoreOptions, moving::Moved};
use repairbot_core::order::Status;

use super::{Shell, TOKEN};
use crate::support::{Cast, Database, Kind, TestDesk};

/// Exit code and everything said by moving from one address to another.
fn moved(from: &str, to: &str, more: &[&str]) -> (i32, String) {
    let words: Vec<_> = ["move", "--from", from, "--to", to].iter().chain(more).copied().collect();
    let (code, out, err) = Shell::new().run(&words, &[("BOT_TOKEN", TOKEN), ("LOG_LEVEL", "error")]);
    (code, format!("{out}{err}"))
}

async fn fingerprint(url: &str) -> Vec<Moved> {
    let options = StoreOptions { url: url.to_owned(), max_connections: 1 };
    let store = Store::connect_read_only(&options).await.unwrap();
    let found = store.fingerprint().await.unwrap();
    store.close().await.unwrap();
    found
}

/// Ends the desk, moves it and starts it where it is now. Gives the database it left.
async fn moves(desk: &mut TestDesk, to: Database) -> Database {
    desk.close().await;
    let before = fingerprint(&desk.database.url).await;
    let (code, said) = moved(&desk.database.url, &to.url, &[]);
    assert!(code == 0 && said.contains("Everything agrees."), "{said}");
    desk.tells_nothing_private(&said);
    assert_eq!(fingerprint(&to.url).await, before, "the same rows");
    assert_eq!(fingerprint(&desk.database.url).await, before, "the source is as it was");
    for table in ["orders", "order_events", "outbox", "ledger_entries", "dialogues", "cards"] {
        assert!(before.iter().any(|moved| moved.table == table && moved.rows > 0), "{table} is empty");
    }
    let left = std::mem::replace(&mut desk.database, to);
    desk.start().await;
    left
}

async fn life(desk: &mut TestDesk) -> Cast {
    let cast = desk.cast().await;
    for status in [Status::Closed, Status::New, Status::Accepted, Status::Assigned] {
        desk.order_in(status, &cast).await;
    }
    cast
}

#[tokio::test]
async fn a_desk_moves_to_the_server_and_back_and_goes_on_working() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let Some(server) = Database::fresh(Kind::Postgres).await else { return };
            let cast = life(desk).await;
            cast.anna.taps(desk, "➕ Создать заявку").await;
            cast.anna.taps(desk, "Стиральные машины").await;
            let file = moves(desk, server).await;
            assert!(desk.store().is_postgres());
            // What was begun goes on: a draft, an order's card in its group.
            cast.anna.says(desk, "Не крутит барабан").await;
            cast.anna.sees(desk, "Введите телефон клиента");
            cast.work.taps(desk, "✅ Принять").await;
            cast.work.taps(desk, "🏠 Я на объекте").await;
            desk.closes(&cast.work, ("6000", "1000")).await;
            let server = moves(desk, Database::fresh(Kind::Sqlite).await.unwrap()).await;
            assert_eq!(desk.status(4).await, Status::Closed);
            cast.anna.says(desk, "8 (912) 345-67-89").await;
            cast.anna.sees(desk, "Ольга Смирнова");
            assert_eq!(desk.order_in(Status::Closed, &cast).await, 5);
            file.remove().await;
            server.remove().await;
        })
    })
    .await;
}

async fn refused(kind: Kind) {
    let Some(database) = Database::migrated(kind).await else { return };
    let other = Database::migrated(kind).await.unwrap();
    let options = StoreOptions { url: database.url.clone(), max_connections: 1 };
    let desk = Store::connect(&options).await.unwrap();
    let tx = desk.write().await.unwrap();
    tx.rollback().await.unwrap();
    let (code, said) = moved(&database.url, &other.url, &[]);
    assert!(code == 2 && said.contains("somebody has the database of --from open"), "{said}");
    let (code, said) = moved(&other.url, &database.url, &["--force"]);
    assert!(code == 2 && said.contains("somebody has the database of --to open"), "{said}");
    desk.migrate_down(1).await.unwrap();
    desk.close().await.unwrap();
    let (code, said) = moved(&database.url, &other.url, &[]);
    assert!(code == 2 && said.contains("1 migrations of the database to move are pending"), "{said}");
    let (code, said) = moved(&other.url, &other.url, &["--force"]);
    assert!(code == 2 && said.contains("the same database"), "{said}");

    // What somebody has worked with is not thrown away without --force.
    let raw = sea_orm::Database::connect(&other.url).await.unwrap();
    let person =
        "INSERT INTO people (id, name, active, reachable, created_at) VALUES (1, 'Anna', true, false, 0)";
    sea_orm::ConnectionTrait::execute_unprepared(&raw, person).await.unwrap();
    raw.close().await.unwrap();
    let source = Database::migrated(kind).await.unwrap();
    let before = fingerprint(&other.url).await;
    let (code, said) = moved(&source.url, &other.url, &[]);
    assert!(code == 2 && said.contains("the target is not empty; --force"), "{said}");
    assert_eq!(fingerprint(&other.url).await, before);
    let (code, said) = moved(&source.url, &other.url, &["--force"]);
    assert!(code == 0, "{said}");
    assert_eq!(fingerprint(&other.url).await, fingerprint(&source.url).await);
    for database in [database, other, source] {
        database.remove().await;
    }
}

#[tokio::test]
async fn what_must_not_be_moved_is_refused_on_sqlite() {
    refused(Kind::Sqlite).await;
}

#[tokio::test]
async fn what_must_not_be_moved_is_refused_on_postgres() {
    refused(Kind::Postgres).await;
}

//! A rolling upgrade: one process of the new release migrates, and those of the release before go on working until they are
//! replaced. So a migration only adds; what nobody uses any more is taken away a release later.

use std::path::Path;

use repairbot::store::{
    Store, StoreOptions, copies,
    dialogues::{self, Body, DraftRow},
    outbox::{self, ClaimQuery, Sent},
    script::{Dialect, migration_names, migration_script},
    verify::Check,
};
use repairbot_core::{
    ids::{AttachmentId, ChatId, DraftId, MessageId},
    order::Command,
};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};

use super::{
    outbox::row,
    support::{ADMIN, Company, Db, IVAN, at, on_every_empty_database},
};

/// Before this one nothing was released.
const FIRST: &str = "m0030";

/// What has been taken away since, and the release that used it no more: what is named here goes in one after that.
const TAKEN_AWAY: &[(&str, &str)] = &[];

/// What in these statements a process of the release before would stumble over.
fn breaks(statements: &[String]) -> Vec<String> {
    let breaks = |statement: &String| {
        let words = statement.to_uppercase();
        let has = |what: &str| words.contains(what);
        let takes = has("DROP TABLE") || has("DROP COLUMN") || has("RENAME") || has(" TYPE ");
        let demands = has("SET NOT NULL") || has("DROP DEFAULT");
        let adds = has("ADD COLUMN") && has("NOT NULL") && !has("DEFAULT");
        takes || demands || adds
    };
    statements.iter().filter(|statement| breaks(statement)).cloned().collect()
}

#[tokio::test]
async fn no_migration_takes_away_what_the_release_before_uses() {
    let names = migration_names();
    let released = names.iter().position(|name| name.starts_with(FIRST)).unwrap() + 1;
    assert!(released < names.len());
    // Only on PostgreSQL are there several processes.
    let statements = migration_script(Dialect::Postgres, released).await.unwrap();
    assert!(statements.iter().any(|statement| statement.contains("ADD COLUMN")), "{statements:#?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../CHANGELOG.md");
    let changes = std::fs::read_to_string(path).unwrap();
    for (_, release) in TAKEN_AWAY {
        assert!(changes.contains(&format!("\n## [{release}]")), "{release} has not been released");
    }
    let mut found = breaks(&statements);
    found.retain(|statement| !TAKEN_AWAY.iter().any(|(known, _)| statement == known));
    assert_eq!(
        found,
        Vec::<String>::new(),
        "the release before uses it: only add, take away a release later"
    );
}

#[test]
fn what_would_break_the_release_before_is_found() {
    let whether = |statement: &str| !breaks(&[statement.to_owned()]).is_empty();
    for bad in [
        r#"ALTER TABLE "people" DROP COLUMN "phone""#,
        r#"DROP TABLE "searches""#,
        r#"ALTER TABLE "people" RENAME COLUMN "name" TO "called""#,
        r#"ALTER TABLE "people" RENAME TO "persons""#,
        r#"ALTER TABLE "people" ALTER COLUMN "phone" SET NOT NULL"#,
        r#"ALTER TABLE "people" ALTER COLUMN "phone" TYPE bigint"#,
        r#"ALTER TABLE "people" ADD COLUMN "shoe_size" bigint NOT NULL"#,
    ] {
        assert!(whether(bad), "{bad}");
    }
    for good in [
        r#"ALTER TABLE "people" ADD COLUMN "shoe_size" bigint"#,
        r#"ALTER TABLE "people" ADD COLUMN "shoe_size" bigint NOT NULL DEFAULT 42"#,
        r#"CREATE TABLE "shoes" ( "size" bigint NOT NULL )"#,
        r#"CREATE INDEX "ix_people_name" ON "people" ("name")"#,
        r#"DROP INDEX "ix_people_name""#,
        r#"ALTER TABLE "orders" DROP CONSTRAINT "orders_status_check""#,
    ] {
        assert!(!whether(good), "{good}");
    }
}

/// One connection past the store, which keeps what it has prepared.
async fn single(url: &str) -> DatabaseConnection {
    sea_orm::Database::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await.unwrap()
}

/// Attaches a photo as the release before did: it knew of no copies.
async fn attach(connection: &DatabaseConnection, id: i64) {
    let sql = "INSERT INTO attachments (id, order_id, person_id, kind, file_id, file_unique_id, local_path, at) \
               VALUES ($1, 1, $2, 'photo', $3, $4, NULL, 0)";
    let values = [id.into(), IVAN.0.into(), format!("file-{id}").into(), format!("unique-{id}").into()];
    let insert = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(insert).await.unwrap();
}

/// Counts the photos as the release before did.
async fn attached(connection: &DatabaseConnection) -> usize {
    let sql = "SELECT id, order_id, person_id, kind, file_id, file_unique_id, caption_text_id, latitude, \
               longitude, local_path, at FROM attachments WHERE order_id = $1";
    let select = Statement::from_sql_and_values(connection.get_database_backend(), sql, [1_i64.into()]);
    connection.query_all_raw(select).await.unwrap().len()
}

/// A step of a dialogue as the release before wrote it: it knew of no other place than the row.
async fn step(connection: &DatabaseConnection, revision: u32) {
    let sql = "INSERT INTO dialogues (draft_id, person_id, active, revision, body, chat_id, updated_at, expires_at) \
               VALUES (1, $1, TRUE, $2, '{}', 7, $2, 1000000) ON CONFLICT (draft_id) DO UPDATE SET active = TRUE, \
               revision = excluded.revision, body = excluded.body, updated_at = excluded.updated_at";
    let values = [ADMIN.0.into(), i64::from(revision).into()];
    let insert = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(insert).await.unwrap();
}

/// A message, sent and settled.
async fn talk(store: &Store, revision: u32) {
    let tx = store.write().await.unwrap();
    outbox::enqueue(&tx, &[row(ChatId(7), 0, "{}")]).await.unwrap();
    tx.commit().await.unwrap();
    let tx = store.write().await.unwrap();
    let query = ClaimQuery { now: at(1), limit: 9, epoch: 1, lease_ms: 10_000 };
    let claimed = outbox::claim(&tx, &query, &[]).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let sent = [Sent { id: claimed[0].id, message: Some(MessageId(i64::from(revision))) }];
    outbox::settle_sent(&tx, &sent, at(2)).await.unwrap();
    tx.commit().await.unwrap();
}

/// A step of the new release, kept in Redis.
async fn elsewhere(store: &Store) {
    let tx = store.write().await.unwrap();
    let body = Body::Elsewhere { step: "u2".to_owned() };
    let (draft, chat, now, expires_at) = (DraftId(1), ChatId(7), at(2), at(1_000));
    let step = DraftRow { draft, person: ADMIN, revision: 2, body, chat, now, expires_at };
    dialogues::put(&tx, &step).await.unwrap();
    tx.commit().await.unwrap();
}

async fn agrees(store: &Store) {
    let tx = store.read().await.unwrap();
    let mut found = Vec::new();
    for check in Check::ALL {
        check.run(&tx, &mut |line: &str| found.push(line.to_owned())).await.unwrap();
    }
    assert_eq!(found, Vec::<String>::new());
}

on_every_empty_database! {
    async fn a_process_of_the_release_before_goes_on_while_another_one_migrates(db: Db) {
        let new = db.company().await;
        new.store.migrate_down(1).await.unwrap();
        let options = StoreOptions { url: new.db.url.clone(), max_connections: 2 };
        let old = Company { store: Store::connect(&options).await.unwrap(), db: new.db.clone() };
        let before = single(&new.db.url).await;
        let (order, _) = old.create(1).await;
        let order = old.command(&order, &Command::Assign { master: IVAN }, 1).await;
        talk(&old.store, 1).await;
        step(&before, 1).await;
        attach(&before, 601).await;
        assert_eq!(attached(&before).await, 1);

        new.store.migrate_up().await.unwrap();
        let order = old.command(&order, &Command::Accept, 2).await;
        old.command(&order, &Command::ArriveOnSite, 3).await;
        old.create(2).await;
        talk(&old.store, 2).await;
        elsewhere(&new.store).await;
        step(&before, 3).await;
        attach(&before, 602).await;
        assert_eq!(attached(&before).await, 2);
        before.close().await.unwrap();
        old.store.close().await.unwrap();

        // The new release takes over what the one before has written meanwhile.
        agrees(&new.store).await;
        let due = copies::due(&new.store.read().await.unwrap(), AttachmentId(0), 9).await.unwrap();
        assert_eq!(due.iter().map(|due| due.id.0).collect::<Vec<_>>(), [601, 602]);
        let draft = dialogues::active(&new.store.read().await.unwrap(), ADMIN).await.unwrap().unwrap();
        assert_eq!((draft.revision, draft.body), (3, "{}".to_owned().into()), "the later step");
        assert_eq!(new.store.schema_drift().await.unwrap(), Vec::<String>::new());
    }
}

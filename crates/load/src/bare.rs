//! Bare transactions: the rows of a dialogue's step and nothing around them. What the database allows.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use repairbot::store::{
    Store, StoreOptions, WriteTx,
    dialogues::{self, DraftRow},
    outbox::{self, NewRow},
    people, updates,
};
use repairbot_core::ids::{ChatId, DraftId, TelegramId};

use crate::{Failure, databases::Database, town::Town};

/// How long each is measured.
const TIME: Duration = Duration::from_secs(4);

/// Writes a step's rows as often as it can, so many steps in one transaction. Gives the row of the
/// report.
pub async fn measure(database: &Database, together: u32) -> Result<String, Failure> {
    let url = database.fresh()?;
    let town = Town::found(1, (9, None)).await?;
    town.hire(&url).await?;
    let account = town.somebody()?;
    let store = Store::connect(&StoreOptions { url, max_connections: 2 }).await?;
    let (begun, mut number) = (Instant::now(), 0_i64);
    while begun.elapsed() < TIME {
        let tx = store.write().await?;
        for _ in 0..together {
            number += 1;
            step(&tx, (account, number)).await?;
        }
        tx.commit().await?;
    }
    let rate = number as f64 / begun.elapsed().as_secs_f64();
    let commits = rate / f64::from(together);
    store.close().await?;
    Ok(format!(
        "bare transactions, {}, {together} together: {rate:.0} steps/s, {commits:.0} commits/s",
        database.name()
    ))
}

/// The five statements of a step: its key, the person, his draft read and written, the next question.
async fn step(tx: &WriteTx, (account, number): (TelegramId, i64)) -> Result<(), Failure> {
    let (now, chat) = (Timestamp::UNIX_EPOCH, ChatId(1));
    updates::claim(tx, &number.to_string(), now).await?;
    let Some(person) = people::by_telegram(tx, account).await?.map(|person| person.id) else {
        return Err("nobody was hired".into());
    };
    dialogues::active(tx, person).await?;
    let body =
        r#"{"form":"about as long as the answers of a dialogue that is half-way through","answers":[1,2,3]}"#;
    let draft = DraftRow {
        draft: DraftId(1),
        person,
        revision: 1,
        body: body.repeat(3).into(),
        chat,
        now,
        expires_at: Timestamp::MAX,
    };
    dialogues::put(tx, &draft).await?;
    let question = NewRow {
        told: None,
        chat,
        topic: None,
        person: Some(person),
        order: None,
        lane: 0,
        refresh: false,
        body: body.repeat(4),
        not_before: now,
        created_at: now,
    };
    Ok(outbox::enqueue(tx, &[question]).await?)
}

//! Faults of updates: twice, late, in another order.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::{ChatId, Fault, FaultKind, NewPerson, UserId};

fn fault(stage: &Stage, kind: FaultKind) {
    stage.sim.fault(Fault { method: None, chat: None, kind, times: None });
}

fn texts(updates: &[Value]) -> Vec<&str> {
    updates.iter().filter_map(|update| update["message"]["text"].as_str()).collect()
}

#[tokio::test]
async fn twice_under_the_same_number() {
    let stage = Stage::new().await;
    fault(&stage, FaultKind::DuplicateUpdates);
    stage.sim.send_text(stage.anna, stage.anna.into(), "a");
    stage.sim.send_text(stage.anna, stage.anna.into(), "b");
    let first = stage.drain().await;
    assert_eq!(texts(&first), ["a", "b"]);
    assert_eq!(stage.sim.pending_updates(), 2);
    assert_eq!(stage.drain().await, first);
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn late() {
    let stage = Stage::new().await;
    let delay = FaultKind::DelayUpdates { secs: 30 };
    stage.sim.fault(Fault { method: None, chat: None, kind: delay, times: Some(1) });
    stage.sim.send_text(stage.anna, stage.anna.into(), "slow");
    stage.sim.send_text(stage.anna, stage.anna.into(), "fast");
    assert_eq!(texts(&stage.drain().await), ["fast"]);
    let poll = stage.ok("getUpdates", json!({ "timeout": 15 }));
    let (sim, sent) = (stage.sim.clone(), stage.sim.now());
    let (updates, ()) = tokio::join!(poll, async move { sim.advance(30) });
    assert_eq!(texts(updates.as_array().unwrap()), ["slow"]);
    assert_eq!(updates[0]["message"]["date"], json!(sent));
}

#[tokio::test]
async fn in_another_order_but_not_inside_a_chat() {
    let play = async |seed: u64| {
        let stage = Stage::new().await;
        let people: Vec<UserId> = ["B", "C"].map(|name| stage.sim.add_person(NewPerson::named(name))).into();
        fault(&stage, FaultKind::ReorderUpdates { seed });
        for n in 0..8 {
            for (at, person) in people.iter().enumerate() {
                stage.sim.send_text(*person, ChatId::from(*person), &format!("{at}{n}"));
            }
        }
        let updates = stage.drain().await;
        let numbers: Vec<i64> = updates.iter().map(|update| update["update_id"].as_i64().unwrap()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        texts(&updates).into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let (one, same, other) = (play(1).await, play(1).await, play(2).await);
    assert_eq!(one, same);
    assert_ne!(one, other);
    for said in [&one, &other] {
        for person in ["0", "1"] {
            let own: Vec<&String> = said.iter().filter(|text| text.starts_with(person)).collect();
            assert!(own.is_sorted() && own.len() == 8, "{said:?}");
        }
    }
    assert!(!one.chunks(2).all(|pair| pair[0].starts_with('0')), "{one:?}");
}

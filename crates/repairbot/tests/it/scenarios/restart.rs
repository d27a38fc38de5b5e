//! P13: a dialogue survives the end of the process at every step, and ends as if nothing had happened.

use crate::support::{
    CLOSE, CREATE, Cast, DECLINE, LONG_REPAIR, REFUSE, SMALL_CLOSE, Script, TestDesk, essence, scenarios,
};

/// Everything anybody sees, and the order.
async fn outcome(desk: &TestDesk, cast: &Cast) -> (Vec<String>, String) {
    let chats = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera];
    (chats.map(|chat| chat.transcript(desk)).to_vec(), essence(&desk.order(1).await))
}

async fn is_the_same_after_restarts(desk: &mut TestDesk, script: &Script) {
    let mut calm = desk.another().await;
    let cast = script.set_up(&mut calm).await;
    script.open(&mut calm, &cast).await;
    script.finish(&mut calm, &cast, 0).await;
    let expected = outcome(&calm, &cast).await;
    calm.end().await;

    let cast = script.set_up(desk).await;
    desk.restart().await;
    script.open(desk, &cast).await;
    for step in 0..script.steps.len() {
        desk.restart().await;
        script.answer(desk, &cast, step).await;
    }
    desk.restart().await;
    desk.settle().await;
    assert_eq!(outcome(desk, &cast).await, expected);
}

/// The process ends after the press was committed and before a single message was sent.
async fn is_the_same_when_it_ends_before_sending(desk: &mut TestDesk, script: &Script) {
    let mut calm = desk.another().await;
    let cast = script.set_up(&mut calm).await;
    script.open(&mut calm, &cast).await;
    script.finish(&mut calm, &cast, 0).await;
    let expected = outcome(&calm, &cast).await;
    calm.end().await;

    let cast = script.set_up(desk).await;
    desk.fragile = true;
    script.open(desk, &cast).await;
    for step in 0..script.steps.len() {
        script.answer(desk, &cast, step).await;
    }
    desk.fragile = false;
    assert_eq!(outcome(desk, &cast).await, expected);
}

/// Declares the restarts of one dialogue.
macro_rules! restarted {
    ($($name:ident: $script:ident),* $(,)?) => { $(
        mod $name {
            use super::*;

            scenarios! {
                async fn after_every_step(desk: &mut TestDesk) {
                    is_the_same_after_restarts(desk, &$script).await;
                }

                async fn between_commit_and_sending(desk: &mut TestDesk) {
                    is_the_same_when_it_ends_before_sending(desk, &$script).await;
                }
            }
        }
    )* };
}

restarted! {
    creating: CREATE,
    closing: CLOSE,
    closing_small: SMALL_CLOSE,
    long_repair: LONG_REPAIR,
    declining: DECLINE,
    refusing: REFUSE,
}

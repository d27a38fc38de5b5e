//! `POST /control/clock`.

use super::answer::{Answer, Refusal, body, done};
use crate::clock::Clock;
use crate::shared::Shared;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// The end of the year 9999: beyond it no date can be written.
const LAST: i64 = 253_402_300_799;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    now: Option<i64>,
    advance: Option<i64>,
    shift: Option<i64>,
    #[serde(default)]
    real: bool,
}

/// Sets the clock one of four ways.
pub(super) async fn set(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let wish: Wish = body(&bytes)?;
    let mut world = shared.world();
    let clock = match (wish.now, wish.advance, wish.shift, wish.real) {
        (Some(now), None, None, false) => Clock::standing(now),
        (None, Some(secs), None, false) => world.clock.advanced(secs),
        (None, None, Some(secs), false) => Clock::shifted(secs),
        (None, None, None, true) => Clock::default(),
        _ => return Err(Refusal::bad("give one of now, advance, shift and real: true")),
    };
    if !(0..=LAST).contains(&clock.now()) {
        return Err(Refusal::bad("the clock can't go there"));
    }
    world.clock = clock;
    drop(world);
    shared.changed();
    done(json!({ "now": clock.now(), "clock": clock.about() }))
}

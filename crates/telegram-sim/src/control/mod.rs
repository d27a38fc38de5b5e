//! The control interface: everything a test or a person can do to the simulator, over HTTP with JSON.

mod answer;
mod clock;
mod faults;
mod groups;
mod people;
mod state;
mod talk;
mod upload;
mod wait;

use crate::shared::Shared;
use crate::uploads::MAX_FILE;
use answer::{Answer, Refusal};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, delete, get, post};
use std::sync::Arc;

/// What is under `/control/`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/control/", any(nothing)).nest("/control", doors())
}

fn doors() -> Router<Arc<Shared>> {
    let faults = get(faults::list).post(faults::add).delete(faults::clear);
    Router::new()
        .route("/state", get(state::state))
        .route("/bots", post(people::add_bot))
        .route("/bots/{id}", post(people::change_bot))
        .route("/people", post(people::add_person))
        .route("/people/{id}", post(people::change_person))
        .route("/groups", post(groups::add))
        .route("/groups/{id}", post(groups::change))
        .route("/act", post(talk::act))
        .route("/upload", post(upload::upload).layer(DefaultBodyLimit::max(MAX_FILE + 1)))
        .route("/messages", get(talk::messages))
        .route("/calls", get(talk::calls))
        .route("/wait", get(wait::wait))
        .route("/faults", faults)
        .route("/faults/{id}", delete(faults::end))
        .route("/clock", post(clock::set))
        .route("/limits", post(state::set_limits))
        .route("/hooks/{name}", post(state::call_hook))
        .fallback(nothing)
        .method_not_allowed_fallback(other_method)
}

async fn nothing() -> Answer {
    Err(Refusal::not_found("there is nothing here; GET /control/state works"))
}

async fn other_method() -> Answer {
    Err(Refusal::other_method())
}

//! The private side: `/healthz`, `/readyz` and `/metrics`, for whoever watches over the machine.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus::proto::MetricFamily;
use serde_json::{Map, Value, json};

use crate::{
    clock::Clock,
    fault::Fault,
    metrics::{Metrics, Standing, text},
    pulse::Pulse,
    store::{Store, standing},
};

/// What the private side tells about one bot.
#[derive(Clone)]
pub struct Private {
    /// The bot's name, when the process has several.
    pub bot: Option<String>,
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Signs of life.
    pub pulse: Pulse,
    /// Figures.
    pub metrics: Metrics,
}

/// The bots of the process.
type Bots = Arc<Vec<Private>>;

/// The routes of the private side.
pub fn private(bots: Vec<Private>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(bots))
}

/// Whether the process lives: all of its loops turn. Whoever runs it may end and start it again when it does not.
async fn healthz(State(bots): State<Bots>) -> Response {
    let silent: Vec<String> = bots.iter().flat_map(Private::silent).collect();
    (status(silent.is_empty()), Json(json!({ "alive": silent.is_empty(), "silent": silent }))).into_response()
}

/// Whether it works: the database answers, updates can come, messages leave. Starting it again mends none of that.
async fn readyz(State(bots): State<Bots>) -> Response {
    let mut told = Map::new();
    let mut all_ready = true;
    for bot in bots.iter() {
        let (ready, state) = bot.state().await;
        all_ready &= ready;
        match &bot.bot {
            Some(name) => drop(told.insert(name.clone(), state)),
            None => return (status(ready), Json(state)).into_response(),
        }
    }
    (status(all_ready), Json(json!({ "ready": all_ready, "bots": told }))).into_response()
}

fn status(well: bool) -> StatusCode {
    if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

async fn metrics(State(bots): State<Bots>) -> Response {
    let mut families = Vec::with_capacity(bots.len());
    for bot in bots.iter() {
        families.push(bot.families().await);
    }
    match text(families) {
        Ok(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

impl Private {
    /// Loops that stand still.
    fn silent(&self) -> Vec<String> {
        let named = |code: &str| self.bot.as_ref().map_or(code.to_owned(), |bot| format!("{bot}/{code}"));
        self.pulse.silent().into_iter().map(|one| named(one.code())).collect()
    }

    /// Whether it works, and what does and what does not.
    async fn state(&self) -> (bool, Value) {
        let lag = self.lag().await;
        let checks = [
            ("database", lag.is_ok()),
            ("telegram", self.pulse.is_reachable()),
            ("outbox", lag.as_ref().is_ok_and(|lag| *lag <= standing::STUCK)),
            ("loops", self.pulse.silent().is_empty()),
        ];
        let ready = checks.iter().all(|(_, well)| *well);
        let told: Map<String, Value> = checks
            .into_iter()
            .map(|(name, well)| (name.to_owned(), json!(if well { "ok" } else { "failing" })))
            .collect();
        let role = if self.pulse.is_leader() { "leader" } else { "follower" };
        (ready, json!({ "ready": ready, "role": role, "checks": told }))
    }

    async fn families(&self) -> Vec<MetricFamily> {
        self.metrics.leads(self.pulse.is_leader());
        let standing = self.standing().await;
        if let Err(error) = &standing {
            tracing::warn!(%error, "metrics without what stands in the database");
        }
        self.metrics.families(standing.ok().as_ref())
    }

    /// For how long the oldest message that could be sent has waited.
    async fn lag(&self) -> Result<Duration, Fault> {
        Ok(standing::lag(&self.store.read().await?, self.clock.now()).await?)
    }

    async fn standing(&self) -> Result<Standing, Fault> {
        Ok(standing::standing(&self.store.read().await?, self.clock.now()).await?)
    }
}

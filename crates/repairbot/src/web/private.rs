//! The private side: `/healthz`, `/readyz` and `/metrics`, for whoever watches over the machine.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};

use crate::{
    clock::Clock,
    fault::Fault,
    metrics::{Metrics, Standing},
    pulse::Pulse,
    store::{Store, standing},
};

/// What the private side tells about.
#[derive(Clone)]
pub struct Private {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Signs of life.
    pub pulse: Pulse,
    /// Figures.
    pub metrics: Metrics,
}

/// The routes of the private side.
pub fn private(parts: Private) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(parts))
}

/// Whether the process lives: all of its loops turn. Whoever runs it may end and start it again when it does not.
async fn healthz(State(parts): State<Arc<Private>>) -> Response {
    let silent: Vec<&str> = parts.pulse.silent().into_iter().map(|one| one.code()).collect();
    let status = if silent.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "alive": silent.is_empty(), "silent": silent }))).into_response()
}

/// Whether it works: the database answers, updates can come, messages leave. Starting it again mends none of that.
async fn readyz(State(parts): State<Arc<Private>>) -> Response {
    let lag = parts.lag().await;
    let checks = [
        ("database", lag.is_ok()),
        ("telegram", parts.pulse.is_reachable()),
        ("outbox", lag.as_ref().is_ok_and(|lag| *lag <= standing::STUCK)),
        ("loops", parts.pulse.silent().is_empty()),
    ];
    let ready = checks.iter().all(|(_, well)| *well);
    let told: Map<String, Value> = checks
        .into_iter()
        .map(|(name, well)| (name.to_owned(), json!(if well { "ok" } else { "failing" })))
        .collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "checks": told }))).into_response()
}

async fn metrics(State(parts): State<Arc<Private>>) -> Response {
    let standing = match parts.standing().await {
        Ok(standing) => Some(standing),
        Err(error) => {
            tracing::warn!(%error, "metrics without what stands in the database");
            None
        }
    };
    match parts.metrics.text(standing.as_ref()) {
        Ok(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

impl Private {
    /// For how long the oldest message that could be sent has waited.
    async fn lag(&self) -> Result<Duration, Fault> {
        Ok(standing::lag(&self.store.read().await?, self.clock.now()).await?)
    }

    async fn standing(&self) -> Result<Standing, Fault> {
        Ok(standing::standing(&self.store.read().await?, self.clock.now()).await?)
    }
}

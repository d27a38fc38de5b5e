//! The Bot API over HTTP.

use super::{ApiError, Params, percent_decode, poll};
use crate::clock;
use crate::faults::FaultKind;
use crate::ids::UserId;
use crate::limits;
use crate::listener::Switch;
use crate::shared::Shared;
use crate::types::ApiCall;
use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::Arc;

/// A file of 50 MB with the rest of its call.
const MAX_BODY: usize = 50 * 1024 * 1024 + 64 * 1024;
const PROXY_PAGE: &str =
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/// A call and the bot that made it.
struct Call {
    bot: UserId,
    method: String,
    params: Params,
}

impl Call {
    fn polls(&self) -> bool {
        self.method.eq_ignore_ascii_case("getUpdates")
    }
}

/// Answers anything that is not the page.
pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
) -> Response {
    let mut stop = shared.stopped();
    tokio::select! {
        response = route(&shared, &switch, request) => response,
        () = outage(&shared) => {
            switch.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        _ = stop.wait_for(|stopped| *stopped) => {
            switch.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Waits until nothing gets through any more. Only what waits already is cut so: a call that comes later meets the fault,
/// which counts it.
async fn outage(shared: &Shared) {
    let mut changes = shared.changes();
    while changes.changed().await.is_ok() {
        if cut_off(shared) {
            return;
        }
    }
}

/// Whether nothing gets through now.
fn cut_off(shared: &Shared) -> bool {
    let world = shared.world();
    world.faults.outage(world.now())
}

async fn route(shared: &Shared, switch: &Switch, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some((token, file)) = path.strip_prefix("/file/bot").and_then(|rest| rest.split_once('/')) {
        if cut_off(shared) {
            switch.cut();
        }
        return file_response(shared, token, file);
    }
    match read(shared, &path, request).await {
        Ok(call) => answer(shared, switch, call).await,
        Err(error) => response(&Err(error)),
    }
}

/// Reads the call from the request.
async fn read(shared: &Shared, path: &str, request: Request) -> Result<Call, ApiError> {
    let rest = path.strip_prefix("/bot").ok_or_else(ApiError::not_found)?;
    let (token, method) = rest.split_once('/').ok_or_else(ApiError::not_found)?;
    let bot = bot_of(shared, token)?;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    let body = read_body(request.into_body()).await?;
    let params = Params::parse(&query, &kind, &body)?;
    Ok(Call { bot, method: percent_decode(method), params })
}

/// The body, read to its end even when it is too large: a client that still writes would not read the refusal.
async fn read_body(body: Body) -> Result<Vec<u8>, ApiError> {
    let mut stream = body.into_data_stream();
    let mut read = Vec::new();
    let mut too_large = false;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| ApiError::bad("can't read the request"))?;
        too_large |= read.len() + chunk.len() > MAX_BODY;
        if !too_large {
            read.extend_from_slice(&chunk);
        }
    }
    if too_large { Err(ApiError::too_large()) } else { Ok(read) }
}

fn bot_of(shared: &Shared, token: &str) -> Result<UserId, ApiError> {
    let token = percent_decode(token);
    let world = shared.world();
    let bot = world.bots.iter().find(|bot| bot.token == token);
    bot.map(|bot| bot.id).ok_or_else(ApiError::unauthorized)
}

/// Does the call unless a fault or a limit says otherwise.
async fn answer(shared: &Shared, switch: &Switch, call: Call) -> Response {
    let fault = {
        let mut world = shared.world();
        let now = world.now();
        world.faults.take(now, &call.method, call.params.chat())
    };
    match fault {
        Some(kind) => spoiled(shared, switch, (call, kind)).await,
        None => match over_limit(shared, &call) {
            Some(retry_after) => refused(shared, &call, ApiError::too_many(retry_after)),
            None => response(&run(shared, &call).await),
        },
    }
}

/// Does the call that a webhook answered with, if there is one. Nobody learns what came of it; methods that only ask,
/// and those about the webhook itself, are passed over.
pub(crate) async fn in_reply(shared: &Shared, bot: UserId, (kind, body): (&str, &[u8])) {
    let Ok(mut params) = Params::parse("", kind, body) else { return };
    let Some(Value::String(method)) = params.map.remove("method") else { return };
    let name = method.to_ascii_lowercase();
    if name.starts_with("get") || ["setwebhook", "deletewebhook", "close", "logout"].contains(&name.as_str())
    {
        return;
    }
    // There is no connection to cut.
    answer(shared, &Switch::default(), Call { bot, method, params }).await;
}

/// Does what the fault says.
async fn spoiled(shared: &Shared, switch: &Switch, (call, kind): (Call, FaultKind)) -> Response {
    match kind {
        FaultKind::TooManyRequests { retry_after } => refused(shared, &call, ApiError::too_many(retry_after)),
        FaultKind::ServerError => refused(shared, &call, ApiError::server()),
        FaultKind::BadRequest { description } => refused(shared, &call, ApiError::bad_whole(&description)),
        FaultKind::Blocked => refused(shared, &call, ApiError::forbidden("bot was blocked by the user")),
        FaultKind::BadGateway => {
            record(shared, &call, 502);
            (StatusCode::BAD_GATEWAY, Html(PROXY_PAGE)).into_response()
        }
        FaultKind::LoseAnswer => {
            let _lost = run(shared, &call).await;
            switch.cut();
            StatusCode::OK.into_response()
        }
        FaultKind::ResetBefore | FaultKind::Outage => {
            record(shared, &call, 0);
            switch.cut();
            StatusCode::OK.into_response()
        }
        FaultKind::Hang => {
            record(shared, &call, 0);
            std::future::pending().await
        }
        FaultKind::Slow { secs } => {
            let until = shared.world().clock.now_ms().saturating_add(i64::from(secs) * 1000);
            let result = run(shared, &call).await;
            clock::reached(shared, until).await;
            response(&result)
        }
        FaultKind::DuplicateUpdates | FaultKind::DelayUpdates { .. } | FaultKind::ReorderUpdates { .. } => {
            response(&run(shared, &call).await)
        }
    }
}

fn refused(shared: &Shared, call: &Call, error: ApiError) -> Response {
    record(shared, call, error.code);
    response(&Err(error))
}

/// The seconds to wait when the call exceeds a limit that is enforced.
fn over_limit(shared: &Shared, call: &Call) -> Option<u32> {
    let list =
        |name: &str| call.params.nested(name).ok().flatten().and_then(|list| list.as_array().map(Vec::len));
    let several = list("media").or_else(|| list("message_ids")).unwrap_or(1);
    let weight = limits::weight(&call.method, several);
    let mut world = shared.world();
    let now = world.clock.now_ms();
    world.limits.take(now, (call.bot, call.params.chat()?), weight)
}

/// Does the call and writes it down.
async fn run(shared: &Shared, call: &Call) -> Result<Value, ApiError> {
    if call.polls() {
        return poll::get_updates(shared, call.bot, &call.params).await;
    }
    let result = super::call(&mut shared.world(), call.bot, &call.method, &call.params);
    record(shared, call, result.as_ref().map_or_else(|error| error.code, |_| 200));
    result
}

fn record(shared: &Shared, call: &Call, outcome: u16) {
    if !call.polls() {
        let mut world = shared.world();
        let at = world.now();
        let params = call.params.record();
        let (bot, method) = (call.bot, call.method.clone());
        world.calls.push(ApiCall { bot, method, params, outcome, at });
    }
    shared.changed();
}

fn response(result: &Result<Value, ApiError>) -> Response {
    match result {
        Ok(value) => Json(json!({ "ok": true, "result": value })).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(error.body())).into_response()
        }
    }
}

fn file_response(shared: &Shared, token: &str, path: &str) -> Response {
    if let Err(error) = bot_of(shared, token) {
        return response(&Err(error));
    }
    let bytes = shared.world().files.values().find(|file| file.path == path).map(|file| file.bytes.clone());
    match bytes {
        Some(bytes) => ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        None => response(&Err(ApiError::not_found())),
    }
}

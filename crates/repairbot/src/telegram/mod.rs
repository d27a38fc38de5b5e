//! A thin client of the Bot API, and the only code that speaks HTTP to it.
//!
//! Every call goes through one chokepoint, so limits, masking and logging are in one place.

mod answer;
mod download;
mod error;
mod failure;
mod methods;

use std::time::Duration;

use reqwest::{Client, Proxy, RequestBuilder, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::metrics::Metrics;

pub use download::{Download, RemoteFile};
pub use error::{CallError, CallErrorKind, SetupError};
pub use failure::{DeadReason, SendFailure, backoff, classify};
pub use methods::{Content, Document, GetUpdates, UPLOAD, WebhookInfo};

/// The official server.
pub const OFFICIAL_API: &str = "https://api.telegram.org";
/// How long a connection may take: a part of the request's time, so that "never sent" is told from "lost".
const CONNECT_SHARE: u32 = 2;
/// An idle connection is dropped by us before a server or a NAT forgets it: fewer lost answers.
const IDLE: Duration = Duration::from_secs(30);

/// What the client has to know.
#[derive(Clone)]
pub struct TelegramOptions {
    /// Address of the server, without `/bot…`: the official one, a self-hosted one, or the simulator.
    pub api_url: String,
    /// `digits:secret`.
    pub token: SecretString,
    /// `http://`, `https://` or `socks5://` proxy. The environment's proxy variables are not read.
    pub proxy: Option<String>,
    /// How long an ordinary call may take; long polling adds its own time.
    pub request_timeout: Duration,
}

impl std::fmt::Debug for TelegramOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TelegramOptions")
            .field("api_url", &self.api_url)
            .field("proxy", &self.proxy.is_some())
            .field("request_timeout", &self.request_timeout)
            .finish_non_exhaustive()
    }
}

/// The client. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Telegram {
    http: Client,
    base: SecretString,
    files: SecretString,
    /// Whether it is the operator's own server that is spoken to: what it says of this machine is believed.
    is_own: bool,
    secrets: Vec<SecretString>,
    timeout: Duration,
    metrics: Option<Metrics>,
}

impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telegram").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Chooses the cryptography of TLS for the whole process. May be called any number of times.
pub fn install_crypto() {
    // An error says that a provider is installed already, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Telegram {
    /// Builds the client. Opens no connection.
    ///
    /// # Errors
    /// The proxy's address cannot be used, or the machine's certificates cannot be read.
    pub fn new(options: &TelegramOptions) -> Result<Self, SetupError> {
        install_crypto();
        let token = options.token.expose_secret();
        let api_url = options.api_url.trim_end_matches('/');
        let secrets = secrets(token, options.proxy.as_deref());
        let wrong = |error: reqwest::Error| SetupError(redact(&secrets, &chain(&error.without_url())));
        let mut builder = Client::builder()
            .user_agent(concat!("repairbot/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(options.request_timeout / CONNECT_SHARE)
            .pool_idle_timeout(IDLE)
            .no_proxy();
        if let Some(proxy) = &options.proxy {
            builder = builder.proxy(Proxy::all(proxy).map_err(wrong)?);
        }
        let http = builder.build().map_err(wrong)?;
        let base = SecretString::from(format!("{api_url}/bot{token}"));
        let files = SecretString::from(format!("{api_url}/file/bot{token}"));
        let is_own = api_url != OFFICIAL_API;
        Ok(Self { http, base, files, is_own, secrets, timeout: options.request_timeout, metrics: None })
    }

    /// The same, telling these metrics of every request.
    #[must_use]
    pub fn telling(mut self, metrics: Metrics) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// How long an ordinary call may take.
    #[must_use]
    pub const fn request_timeout(&self) -> Duration {
        self.timeout
    }

    /// Calls any method with JSON parameters and gives its `result`.
    ///
    /// # Errors
    /// No answer, an unreadable one, or a refusal.
    pub async fn call(
        &self,
        method: &'static str,
        params: &Value,
        timeout: Duration,
    ) -> Result<Value, CallError> {
        let (status, body) = self.post(method, timeout, |request| request.json(params)).await?;
        answer::result(status, &body).map_err(|kind| self.error(method, kind))
    }

    /// The chokepoint: sends one request, reads its whole answer, and tells what came of it.
    async fn post<F>(
        &self,
        method: &'static str,
        timeout: Duration,
        fill: F,
    ) -> Result<(u16, String), CallError>
    where
        F: FnOnce(RequestBuilder) -> RequestBuilder + Send,
    {
        let answered = self.sent(method, timeout, fill).await;
        self.tell(method, answered.as_ref().ok().map(|(status, _)| *status));
        answered
    }

    /// A request was answered with this status, or not at all.
    fn tell(&self, method: &'static str, status: Option<u16>) {
        let Some(metrics) = &self.metrics else { return };
        metrics.called(method, &status.map_or_else(|| "none".to_owned(), |status| status.to_string()));
        if status == Some(429) {
            metrics.told_to_wait();
        }
    }

    async fn sent<F>(
        &self,
        method: &'static str,
        timeout: Duration,
        fill: F,
    ) -> Result<(u16, String), CallError>
    where
        F: FnOnce(RequestBuilder) -> RequestBuilder + Send,
    {
        let url = format!("{}/{method}", self.base.expose_secret());
        let request = fill(self.http.post(url).timeout(timeout));
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.lost(method, error)),
        };
        let status = response.status().as_u16();
        match response.bytes().await {
            Ok(bytes) => Ok((status, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => Err(self.lost(method, error)),
        }
    }

    /// When the answer to a method was made, as its header says.
    async fn date_of(&self, method: &'static str) -> Result<Option<String>, CallError> {
        let url = format!("{}/{method}", self.base.expose_secret());
        let answer = self.http.post(url).timeout(self.timeout).send().await;
        let answer = answer.map_err(|error| self.lost(method, error))?;
        let date = answer.headers().get(reqwest::header::DATE).and_then(|date| date.to_str().ok());
        Ok(date.map(str::to_owned))
    }

    /// No answer. Only a request that was never built or never connected surely had no effect.
    fn lost(&self, method: &'static str, error: reqwest::Error) -> CallError {
        let ambiguous = !(error.is_connect() || error.is_builder());
        let detail = chain(&error.without_url());
        self.error(method, CallErrorKind::Network { ambiguous, detail })
    }

    /// An error with all that is secret taken out of its words.
    fn error(&self, method: &'static str, kind: CallErrorKind) -> CallError {
        let redact = |text: String| redact(&self.secrets, &text);
        let kind = match kind {
            CallErrorKind::Api { code, description, retry_after, migrate_to } => {
                CallErrorKind::Api { code, description: redact(description), retry_after, migrate_to }
            }
            CallErrorKind::Network { ambiguous, detail } => {
                CallErrorKind::Network { ambiguous, detail: redact(detail) }
            }
            CallErrorKind::Decode { status, detail } => {
                CallErrorKind::Decode { status, detail: redact(detail) }
            }
        };
        tracing::debug!(method, error = %kind, "Bot API call failed");
        CallError { method, kind }
    }
}

/// Replaces every occurrence of the token, its secret half and the proxy's password.
fn redact(secrets: &[SecretString], text: &str) -> String {
    let mask = |text: String, secret: &SecretString| text.replace(secret.expose_secret(), "***");
    secrets.iter().fold(text.to_owned(), mask)
}

/// What must never appear in a text: longest first, so that a part does not break up the whole.
fn secrets(token: &str, proxy: Option<&str>) -> Vec<SecretString> {
    let half = token.split_once(':').map_or(token, |(_, secret)| secret);
    let login = proxy.and_then(|proxy| {
        let authority = proxy.split_once("://").map_or(proxy, |(_, rest)| rest);
        authority.rsplit_once('@').map(|(login, _)| login)
    });
    let password = login.and_then(|login| login.split_once(':')).map(|(_, password)| password);
    // Masking something as short as "1" would only make errors unreadable.
    let parts = [Some(half), login, password].into_iter().flatten().filter(|text| text.len() >= 6);
    let whole = Some(token).filter(|text| !text.is_empty());
    whole.into_iter().chain(parts).map(SecretString::from).collect()
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

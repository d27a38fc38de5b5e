//! One HTTP request to a webhook.

use super::webhook::Parcel;
use axum::body::Bytes;
use axum::http::{Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::error::Error;
use tokio::net::TcpStream;

/// The longest answer that is read.
const MAX_ANSWER: usize = 1024 * 1024;

/// What the bot answered.
pub(super) enum Reply {
    /// 2xx, with a body that may hold a call.
    Taken { content_type: String, body: Bytes },
    /// Any other status, and the seconds that the bot asked to wait.
    Refused { why: String, retry_after: Option<i64> },
}

/// Carries an update over a connection of its own.
pub(super) async fn post(parcel: &Parcel) -> Result<Reply, Box<dyn Error + Send + Sync>> {
    let uri: Uri = parcel.url.parse()?;
    if uri.scheme_str() != Some("http") {
        return Err("the simulator delivers over plain HTTP only".into());
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let tcp = TcpStream::connect((host, uri.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(tcp)).await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let mut request =
        Request::post(path).header(header::HOST, authority).header(header::CONTENT_TYPE, "application/json");
    if let Some(secret) = &parcel.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let request = request.body(Full::new(Bytes::from(parcel.body.to_string())))?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        let (head, body) = response.into_parts();
        let text = |name: header::HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
        if !head.status.is_success() {
            let why = format!("Wrong response from the webhook: {}", head.status);
            let retry_after = text(header::RETRY_AFTER).and_then(|secs| secs.trim().parse().ok());
            return Ok(Reply::Refused { why, retry_after });
        }
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let body = Limited::new(body, MAX_ANSWER).collect().await?.to_bytes();
        Ok(Reply::Taken { content_type, body })
    };
    // The connection moves the bytes of the exchange; it ends with it.
    tokio::pin!(exchange);
    tokio::select! {
        reply = &mut exchange => reply,
        ended = connection => {
            ended?;
            exchange.await
        }
    }
}

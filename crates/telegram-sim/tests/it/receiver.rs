//! A bot that listens to a webhook.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// An update on its way: it is the test that answers.
pub struct Delivery {
    pub headers: HeaderMap,
    pub update: Value,
    answer: oneshot::Sender<Response>,
}

impl Delivery {
    pub fn answer(self, response: impl IntoResponse) {
        self.answer.send(response.into_response()).ok();
    }

    pub fn text(&self) -> &str {
        self.update["message"]["text"].as_str().unwrap()
    }
}

/// A server whose requests wait for the test.
pub struct Receiver {
    pub url: String,
    deliveries: mpsc::UnboundedReceiver<Delivery>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
        let (sender, deliveries) = mpsc::unbounded_channel();
        let app = Router::new().fallback(take).with_state(sender);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, deliveries }
    }

    /// The next update that comes.
    pub async fn next(&mut self) -> Delivery {
        self.deliveries.recv().await.unwrap()
    }

    /// Takes so many updates, each with 200.
    pub async fn take(&mut self, count: usize) -> Vec<Value> {
        let mut updates = Vec::new();
        for _ in 0..count {
            let delivery = self.next().await;
            updates.push(delivery.update.clone());
            delivery.answer(StatusCode::OK);
        }
        updates
    }

    /// Whether nothing more came.
    pub fn is_idle(&mut self) -> bool {
        self.deliveries.try_recv().is_err()
    }
}

async fn take(
    State(sender): State<mpsc::UnboundedSender<Delivery>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let (answer, answered) = oneshot::channel();
    let update = serde_json::from_str(&body).unwrap();
    sender.send(Delivery { headers, update, answer }).ok();
    answered.await.unwrap_or_else(|_| StatusCode::GONE.into_response())
}

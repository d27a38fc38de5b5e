//! A small bot client for tests.

use reqwest::multipart::Form;
use serde_json::{Value, json};
use std::time::Duration;
use telegram_sim::{ChatId, NewPerson, Right, Sim, UserId};

pub const TOKEN: &str = "42:TEST";

/// A simulator with one bot and a person who pressed Start.
pub struct Stage {
    pub sim: Sim,
    pub bot: UserId,
    pub anna: UserId,
    http: reqwest::Client,
}

pub fn http() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

impl Stage {
    pub async fn new() -> Self {
        let sim = Sim::start().await.unwrap();
        sim.set_now(1_772_323_200);
        let bot = sim.add_bot(TOKEN, "test_bot");
        let anna = sim.add_person(NewPerson { language_code: Some("en".into()), ..NewPerson::named("Anna") });
        sim.send_text(anna, anna.into(), "/start");
        let stage = Self { sim, bot, anna, http: http() };
        stage.drain().await;
        stage
    }

    pub fn url(&self, method: &str) -> String {
        format!("{}/bot{TOKEN}/{method}", self.sim.api_url())
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The status and the body.
    pub async fn raw(&self, method: &str, params: &Value) -> (u16, Value) {
        let response = self.http.post(self.url(method)).json(params).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The result of a call that succeeds.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.raw(method, &params).await;
        assert_eq!((status, &body["ok"]), (200, &json!(true)), "{method} {params}: {body}");
        body["result"].clone()
    }

    /// The status and the description of a call that fails.
    pub async fn err(&self, method: &str, params: Value) -> (u16, String) {
        let (status, body) = self.raw(method, &params).await;
        assert_eq!(body["ok"], json!(false), "{method} {params}: {body}");
        assert_eq!(body["error_code"], json!(status), "{body}");
        (status, body["description"].as_str().unwrap().to_owned())
    }

    /// The status and the body of a call with files.
    pub async fn form(&self, method: &str, form: Form) -> (u16, Value) {
        let response = self.http.post(self.url(method)).multipart(form).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// A group with Anna as its owner and the bot in it; all updates are taken.
    pub async fn crew(&self) -> ChatId {
        let group = self.sim.add_group("Crew", &[self.anna]);
        self.sim.add_bot_to_group(group, self.anna);
        self.drain().await;
        group
    }

    /// A forum with Anna as its owner and the bot as an administrator; all updates are taken.
    pub async fn forum(&self) -> ChatId {
        let forum = self.sim.make_forum(self.crew().await);
        self.sim.promote_bot(forum, &Right::ALL);
        self.drain().await;
        forum
    }

    /// A request to the control interface: the status and the body.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/control/{path}", self.sim.api_url());
        let request = self.http.request(method.parse().unwrap(), url);
        let request = if body.is_null() { request } else { request.body(body.to_string()) };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The answer of the control interface to a request that succeeds.
    pub async fn controls(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.control(method, path, body.clone()).await;
        assert_eq!(status, 200, "{method} {path} {body}: {answer}");
        answer
    }

    /// Sends a message to Anna and gives its number.
    pub async fn say(&self, params: Value) -> i64 {
        let mut all = json!({ "chat_id": self.anna, "text": "hello" });
        all.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
        self.ok("sendMessage", all).await["message_id"].as_i64().unwrap()
    }

    /// Takes and confirms all updates that wait.
    pub async fn drain(&self) -> Vec<Value> {
        let updates = self.ok("getUpdates", json!({})).await;
        let updates = updates.as_array().unwrap().clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.ok("getUpdates", json!({ "offset": offset, "limit": 1 })).await;
        }
        updates
    }
}

/// The refusal with this description.
pub fn bad(description: &str) -> (u16, String) {
    (400, format!("Bad Request: {description}"))
}

/// A PNG picture as far as its header goes.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    [header.as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat()
}

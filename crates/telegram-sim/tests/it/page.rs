//! The chat page.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::{FileKind, NewPerson, OtherKind, PersonFile, Place, Right};

/// Server-sent events, one by one.
struct Events {
    response: reqwest::Response,
    rest: String,
}

impl Events {
    async fn open(stage: &Stage) -> Self {
        let response = stage.http().get(format!("{}/chat/events", stage.sim.api_url())).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, rest: String::new() }
    }

    /// The next one that tells what; `changed` only says that something did.
    async fn next(&mut self) -> (String, Value) {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let found = (field("event: ").map(str::to_owned), field("data: ").map(str::to_owned));
                self.rest = rest.to_owned();
                if let (Some(name), Some(data)) = found
                    && name != "changed"
                {
                    return (name, serde_json::from_str(&data).unwrap());
                }
            } else {
                let chunk = self.response.chunk().await.unwrap().unwrap();
                self.rest.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        }
    }
}

async fn act(stage: &Stage, wish: Value) -> (u16, Value) {
    let url = format!("{}/chat/act", stage.sim.api_url());
    let response = stage.http().post(url).json(&wish).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn panes() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let boris = sim.add_person(NewPerson::named("Boris"));
    let hidden = sim.add_person(NewPerson::named("Hidden"));
    let group = sim.add_group("Crew <1>", &[anna, hidden]);
    sim.name_bot(stage.bot, "Test bot");
    sim.describe_person(anna, "dispatcher");
    sim.show(&[boris, anna]);
    sim.send_text(anna, anna.into(), "1 < 2");
    let chat = json!({ "request_id": 3, "chat_is_channel": false });
    let keys = json!({ "keyboard": [["A", { "text": "Share", "request_chat": chat }]] });
    stage.say(json!({ "reply_markup": keys })).await;
    let inline = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let text = "<strong>B</strong> &lt;i&gt; <a href=\"javascript:x\">l</a>";
    let said = stage.say(json!({ "text": text, "parse_mode": "HTML", "reply_markup": inline })).await;
    let mut events = Events::open(&stage).await;
    let (name, first) = events.next().await;
    assert_eq!((name.as_str(), &first["person"]["name"]), ("pane", &json!("Boris")));
    assert_eq!(first["chats"][0]["messages"], json!([]));
    let (_, pane) = events.next().await;
    assert_eq!(pane["person"], json!({ "id": anna, "name": "Anna", "about": "dispatcher" }));
    assert_eq!(pane["groups"], json!([{ "id": group, "title": "Crew <1>" }]));
    assert_eq!(pane["chats"][1]["kind"], "group");
    let private = &pane["chats"][0];
    assert_eq!((&private["title"], &private["kind"]), (&json!("Test bot"), &json!("private")));
    let key = |text: &str, chat: Value| json!({ "text": text, "request_chat": chat, "request_contact": false, "request_location": false });
    assert_eq!(private["reply_keyboard"], json!([[key("A", Value::Null), key("Share", json!(3))]]));
    assert_eq!(private["messages"][1]["html"], "1 &lt; 2");
    assert_eq!(private["messages"][1]["out"], true);
    let message = &private["messages"][3];
    assert_eq!(message["html"], "<b>B</b> &lt;i&gt; l");
    assert_eq!((&message["date"], &message["time"]), (&json!("2026-03-01"), &json!("00:00")));
    assert_eq!(message["inline"], json!([[{ "text": "Go", "index": [0, 0] }]]));
    assert_eq!((&message["out"], &message["bot"]), (&json!(false), &json!(true)));
    // A press from the page, its answer, and only the panes that changed.
    let press = json!({ "person": anna, "chat": anna, "do": "press", "message": said, "index": [0, 0] });
    assert_eq!(act(&stage, press).await, (200, json!({ "ok": true })));
    let updates = stage.drain().await;
    let id = &updates.last().unwrap()["callback_query"]["id"];
    stage.ok("answerCallbackQuery", json!({ "callback_query_id": id, "text": "Gone" })).await;
    let toast = json!({ "person": anna, "text": "Gone", "alert": false });
    assert_eq!(events.next().await, ("toast".to_owned(), toast));
    let answered = json!({ "person": anna, "chat": anna, "message": said });
    assert_eq!(events.next().await, ("answered".to_owned(), answered));
    sim.send_text(boris, boris.into(), "hi");
    let (_, pane) = events.next().await;
    assert_eq!(pane["chats"][0]["messages"][0]["html"], "hi");
    assert_eq!(pane["person"]["name"], "Boris");
}

#[tokio::test]
async fn the_last_sixty_and_replies() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let asked = stage.say(json!({ "text": "question" })).await;
    for n in 0..70 {
        sim.send_text(anna, anna.into(), &n.to_string());
    }
    let reply = json!({ "person": anna, "do": "send", "text": "answer", "reply_to": asked });
    assert_eq!(act(&stage, reply).await.0, 200);
    let (_, pane) = Events::open(&stage).await.next().await;
    let messages = pane["chats"][0]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 60);
    assert_eq!(
        messages[59]["reply_to"],
        json!({ "id": asked, "from": "test_bot", "text": "question", "media": null })
    );
}

#[tokio::test]
async fn acts() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let boris = sim.add_person(NewPerson::named("Boris"));
    let group = sim.add_group("Crew", &[anna]);
    for wish in [
        json!({ "person": boris, "do": "start" }),
        json!({ "person": anna, "chat": anna, "do": "send", "text": " hi ", "reply_to": null }),
        json!({ "person": anna, "chat": group, "do": "send", "text": "hello" }),
        json!({ "person": anna, "chat": anna, "do": "share_chat", "request_id": 1, "group": group }),
    ] {
        assert_eq!(act(&stage, wish.clone()).await, (200, json!({ "ok": true })), "{wish}");
    }
    let updates = stage.drain().await;
    assert_eq!(updates[0]["message"]["text"], "/start");
    assert_eq!(updates[1]["message"]["text"], "hi");
    assert_eq!(updates[2]["message"]["chat_shared"]["chat_id"], json!(group));
    for (wish, status) in [
        (json!([]), 404),
        (json!({ "person": 1 }), 404),
        (json!({ "person": anna }), 400),
        (json!({ "person": anna, "do": "send" }), 400),
        (json!({ "person": anna, "do": "send", "text": "  " }), 400),
        (json!({ "person": anna, "chat": "x", "do": "send", "text": "x" }), 400),
        (json!({ "person": boris, "chat": group, "do": "send", "text": "x" }), 404),
        (json!({ "person": boris, "chat": anna, "do": "send", "text": "x" }), 404),
        (json!({ "person": anna, "do": "press", "message": 1 }), 400),
        (json!({ "person": anna, "do": "press", "message": 1, "index": [0, 0] }), 409),
        (json!({ "person": boris, "do": "share_chat", "request_id": 1, "group": group }), 404),
    ] {
        let (got, body) = act(&stage, wish.clone()).await;
        assert_eq!((got, &body["ok"]), (status, &json!(false)), "{wish}");
        assert!(body["error"].is_string());
    }
}

#[tokio::test]
async fn assets() {
    let stage = Stage::new().await;
    let page = stage.http().get(stage.sim.chat_url()).send().await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let page = page.text().await.unwrap();
    assert!(!page.contains("style=\"") && !page.contains("onclick"), "the policy forbids it");
    for (path, kind) in [("", "text/html"), ("app.js", "text/javascript"), ("style.css", "text/css")] {
        let response = stage.http().get(format!("{}{path}", stage.sim.chat_url())).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(kind));
    }
}

#[tokio::test]
async fn the_hint_and_service_messages() {
    let stage = Stage::new().await;
    stage.sim.set_hint("\"Try\" <this>");
    let response = stage.http().get(stage.sim.chat_url()).send().await.unwrap();
    assert!(response.text().await.unwrap().contains("<body data-hint=\"&quot;Try&quot; &lt;this&gt;\">"));
    let crew = stage.sim.add_group("Crew", &[stage.anna]);
    stage.sim.add_bot_to_group(crew, stage.anna);
    let (_, pane) = Events::open(&stage).await.next().await;
    let message = &pane["chats"][1]["messages"][0];
    let event = json!({ "kind": "new_chat_members", "who": "Anna", "about": "test_bot" });
    assert_eq!((&message["service"], &message["event"]), (&json!(true), &event));
}

#[tokio::test]
async fn numbers_go_on_after_a_former_simulator() {
    let stage = Stage::new().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.sim.number_above(1_700_000_000);
    assert_eq!(stage.sim.send_text(boris, boris.into(), "hi").0, 1_700_000_001);
    assert_eq!(stage.drain().await[0]["update_id"], json!(1_700_000_001));
}

#[tokio::test]
async fn media_and_typing() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03".to_vec();
    let mut photo = PersonFile::new(FileKind::Photo, "p.png", "image/png", png);
    photo.album = Some("a1".into());
    sim.send_file(anna, anna.into(), photo).unwrap();
    sim.send_file(anna, anna.into(), PersonFile::new(FileKind::Document, "a.pdf", "", vec![1, 2])).unwrap();
    sim.send_location(anna, anna.into(), Place { latitude: 1.5, longitude: -2.5 });
    sim.send_other(anna, anna.into(), OtherKind::Contact);
    sim.send_other(anna, anna.into(), OtherKind::Sticker);
    let mut events = Events::open(&stage).await;
    let (_, pane) = events.next().await;
    let messages = pane["chats"][0]["messages"].as_array().unwrap();
    let media = |at: usize| &messages[at]["media"];
    assert_eq!(
        (&media(1)["kind"], &media(1)["width"], &messages[1]["album"]),
        (&json!("photo"), &json!(2), &json!("a1"))
    );
    assert_eq!((&media(2)["name"], &media(2)["size"]), (&json!("a.pdf"), &json!(2)));
    assert_eq!(*media(3), json!({ "kind": "location", "latitude": 1.5, "longitude": -2.5 }));
    assert_eq!(*media(4), json!({ "kind": "contact", "name": "Anna", "phone": "+12025550123" }));
    assert_eq!(media(5)["kind"], "sticker");
    assert_eq!((media(0), &messages[0]["html"]), (&Value::Null, &json!("/start")));
    stage.ok("sendChatAction", json!({ "chat_id": anna.to_string(), "action": "typing" })).await;
    assert_eq!(events.next().await, ("action".to_owned(), json!({ "chat": anna, "action": "typing" })));
}

#[tokio::test]
async fn topics_and_pins() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let group = sim.add_group("Crew", &[anna]);
    sim.add_bot_to_group(group, anna);
    let forum = sim.make_forum(group);
    let topic = sim.add_topic(forum, anna, "Orders").unwrap();
    sim.promote_bot(forum, &[Right::PinMessages]);
    let params = json!({ "chat_id": forum, "message_thread_id": topic, "text": "new" });
    let said = stage.ok("sendMessage", params).await["message_id"].clone();
    stage.ok("pinChatMessage", json!({ "chat_id": forum, "message_id": said })).await;
    let (_, pane) = Events::open(&stage).await.next().await;
    let chat = &pane["chats"][1];
    assert_eq!(chat["pinned"], json!({ "id": said, "text": "new" }));
    let messages = chat["messages"].as_array().unwrap();
    let of = |id: &Value| messages.iter().find(|message| message["id"] == *id).unwrap();
    assert_eq!(of(&said)["topic"], "Orders");
    let created = json!({ "kind": "forum_topic_created", "who": "Anna", "about": "Orders" });
    assert_eq!(of(&json!(topic))["event"], created);
    stage.ok("unpinAllChatMessages", json!({ "chat_id": forum })).await;
    let (_, pane) = Events::open(&stage).await.next().await;
    assert_eq!(pane["chats"][1]["pinned"], Value::Null);
}

#[tokio::test]
async fn buttons_that_do_not_call_the_bot() {
    let stage = Stage::new().await;
    let rows = json!([
        [{ "text": "Open", "url": "https://example.org/" }, { "text": "Copy", "copy_text": { "text": "12-34" } }],
        [{ "text": "App", "web_app": { "url": "https://example.org/app" } }]
    ]);
    stage.say(json!({ "reply_markup": { "inline_keyboard": rows } })).await;
    let (_, pane) = Events::open(&stage).await.next().await;
    let shown = json!([
        [
            { "text": "Open", "index": [0, 0], "url": "https://example.org/" },
            { "text": "Copy", "index": [0, 1], "copy": "12-34" }
        ],
        [{ "text": "App", "index": [1, 0], "url": "https://example.org/app" }]
    ]);
    assert_eq!(pane["chats"][0]["messages"][1]["inline"], shown);
}

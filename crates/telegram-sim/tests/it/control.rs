//! The control interface.

use crate::client::Stage;
use serde_json::{Value, json};
use std::sync::mpsc;
use telegram_sim::MessageId;

const NULL: Value = Value::Null;

#[tokio::test]
async fn a_world_is_made() {
    let stage = Stage::new().await;
    let bot = json!({ "token": "77:OTHER", "username": "other_bot", "name": "Other" });
    assert_eq!(stage.controls("POST", "bots", bot).await, json!({ "ok": true, "id": 77 }));
    let boris = json!({ "id": 501, "first_name": "Boris", "username": "boris", "about": "master" });
    assert_eq!(stage.controls("POST", "people", boris).await["id"], 501);
    let group = json!({ "title": "Crew", "members": [501, stage.anna], "bot": true });
    let group = stage.controls("POST", "groups", group).await["id"].clone();
    let state = stage.controls("GET", "state", NULL).await;
    assert_eq!((&state["now"], &state["clock"]), (&json!(1_772_323_200), &json!({ "kind": "standing" })));
    assert_eq!(state["bots"][1]["token"], "77:OTHER");
    assert_eq!(state["bots"][0]["pending_updates"], 2, "the bot came into the group");
    let boris = state["people"].as_array().unwrap().iter().find(|person| person["id"] == 501).unwrap();
    assert_eq!((&boris["about"], &boris["blocked"]), (&json!("master"), &json!([])));
    let crew = &state["groups"][0];
    assert_eq!((&crew["id"], &crew["owner"], &crew["bots"]), (&group, &json!(501), &json!([stage.bot])));
}

#[tokio::test]
async fn groups_change_and_people_block() {
    let stage = Stage::new().await;
    let group = stage.controls("POST", "groups", json!({ "title": "Crew", "members": [stage.anna] })).await;
    let path = format!("groups/{}", group["id"]);
    stage.controls("POST", &path, json!({ "do": "add_bot" })).await;
    let moved = stage.controls("POST", &path, json!({ "do": "migrate" })).await["id"].clone();
    assert!(moved.as_i64().unwrap() < -1_000_000_000_000);
    assert_eq!(stage.controls("POST", &path, json!({ "do": "remove_bot" })).await["id"], moved);
    let hello = json!({ "chat_id": moved, "text": "x" });
    assert_eq!(stage.err("sendMessage", hello).await.0, 403);
    let person = format!("people/{}", stage.anna);
    stage.controls("POST", &person, json!({ "blocked": true })).await;
    assert_eq!(stage.err("sendMessage", json!({ "chat_id": stage.anna, "text": "x" })).await.0, 403);
    let state = stage.controls("GET", "state", NULL).await;
    assert_eq!(state["people"][0]["blocked"], json!([stage.bot]));
    stage.controls("POST", &person, json!({ "blocked": false })).await;
    stage.say(json!({})).await;
}

#[tokio::test]
async fn people_act_and_all_is_seen() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let keys = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let said =
        stage.say(json!({ "text": "<b>Ready?</b>", "parse_mode": "HTML", "reply_markup": keys })).await;
    let sent = json!({ "person": anna, "do": "send", "text": "yes", "reply_to": said });
    let sent = stage.controls("POST", "act", sent).await;
    for how in [json!({ "label": "Go" }), json!({ "index": [0, 0] }), json!({ "data": "forged" })] {
        let mut press = json!({ "person": anna, "do": "press", "message": said });
        press.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
        assert!(stage.controls("POST", "act", press).await["press"].is_i64());
    }
    let data: Vec<Value> =
        stage.drain().await.iter().map(|it| it["callback_query"]["data"].clone()).collect();
    assert_eq!(data, [NULL, json!("go"), json!("go"), json!("forged")]);
    let chat = stage.controls("GET", &format!("messages?chat={anna}"), NULL).await;
    let messages = chat["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!((&messages[1]["text"], &messages[1]["html"]), (&json!("Ready?"), &json!("<b>Ready?</b>")));
    assert_eq!(messages[1]["inline"], json!([[{ "text": "Go", "data": "go", "url": null }]]));
    assert_eq!((&messages[2]["id"], &messages[2]["reply_to"]), (&sent["message"], &json!(said)));
    let calls = stage.controls("GET", "calls", NULL).await;
    assert_eq!(calls["calls"][0]["method"], "sendMessage");
    let later = stage.controls("GET", &format!("calls?since={}", calls["next"]), NULL).await;
    assert_eq!(later, json!({ "calls": [], "next": calls["next"] }));
}

#[tokio::test]
async fn the_clock_stands_runs_ahead_and_is_real() {
    let stage = Stage::new().await;
    let clock = async |wish: Value| stage.controls("POST", "clock", wish).await;
    assert_eq!(clock(json!({ "advance": 60 })).await["now"], 1_772_323_260);
    assert_eq!(
        clock(json!({ "now": 5 })).await,
        json!({ "ok": true, "now": 5, "clock": { "kind": "standing" } })
    );
    let real = clock(json!({ "real": true })).await;
    assert_eq!(real["clock"], json!({ "kind": "real" }));
    let shifted = clock(json!({ "shift": 86400 })).await;
    assert_eq!(shifted["clock"], json!({ "kind": "shifted", "shift": 86400 }));
    assert_eq!(stage.sim.clock_shift(), Some(86400));
    let ahead = shifted["now"].as_i64().unwrap() - real["now"].as_i64().unwrap();
    assert!((86400..86430).contains(&ahead), "{ahead}");
}

#[tokio::test]
async fn faults_come_and_go() {
    let stage = Stage::new().await;
    let wish = json!({ "kind": "429", "method": "sendMessage", "retry_after": 9, "times": 2 });
    let id = stage.controls("POST", "faults", wish).await["id"].clone();
    stage.controls("POST", "faults", json!({ "kind": 502, "method": "getMe" })).await;
    let hello = json!({ "chat_id": stage.anna, "text": "x" });
    assert_eq!(stage.raw("sendMessage", &hello).await.1["parameters"]["retry_after"], 9);
    let listed = stage.controls("GET", "faults", NULL).await;
    let first = json!({
        "id": id, "kind": "429", "method": "sendMessage", "retry_after": 9, "times": 1, "met": 1, "spoiled": 1
    });
    assert_eq!(listed["faults"][0], first);
    assert_eq!(stage.controls("GET", "state", NULL).await["faults"], listed["faults"]);
    stage.controls("DELETE", &format!("faults/{id}"), NULL).await;
    assert_eq!(stage.control("DELETE", &format!("faults/{id}"), NULL).await.0, 404);
    stage.say(json!({})).await;
    let page = stage.http().get(stage.url("getMe")).send().await.unwrap();
    assert_eq!(page.status().as_u16(), 502);
    assert!(page.text().await.unwrap().starts_with("<html>"));
    stage.controls("DELETE", "faults", NULL).await;
    stage.ok("getMe", json!({})).await;
    assert_eq!(stage.controls("GET", "faults", NULL).await["faults"], json!([]));
}

#[tokio::test]
async fn hooks() {
    let stage = Stage::new().await;
    let (asked, heard) = mpsc::channel();
    stage.sim.offer("restart_bot", move |value| asked.send(value).unwrap());
    assert_eq!(stage.controls("GET", "state", NULL).await["hooks"], json!(["restart_bot"]));
    stage.controls("POST", "hooks/restart_bot", NULL).await;
    stage.controls("POST", "hooks/restart_bot", json!({ "hard": true })).await;
    assert_eq!(heard.iter().take(2).collect::<Vec<_>>(), [NULL, json!({ "hard": true })]);
    assert_eq!(stage.control("POST", "hooks/fly", NULL).await.0, 404);
    stage.sim.report("bot", json!("starting"));
    stage.sim.report("bot", json!("running"));
    assert_eq!(stage.controls("GET", "state", NULL).await["status"], json!({ "bot": "running" }));
}

#[tokio::test]
async fn waiting() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let path = format!("wait?person={anna}&text=Ready&button=Go");
    let wait = stage.control("GET", &path, NULL);
    let keys = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let speak = async {
        stage.say(json!({ "text": "Ready" })).await;
        stage.say(json!({ "text": "Ready?", "reply_markup": keys })).await
    };
    let ((status, found), said) = tokio::join!(wait, speak);
    assert_eq!((status, &found["message"]["id"]), (200, &json!(said)), "{found}");
    let found = stage.controls("GET", &format!("wait?chat={anna}&messages=3"), NULL).await;
    assert_eq!(found["message"]["id"], json!(said));
    let late =
        stage.control("GET", &format!("wait?chat={anna}&messages=1&after={said}&timeout=0"), NULL).await;
    assert_eq!(late.0, 408, "{}", late.1);
    let found = stage.controls("GET", "wait?method=sendmessage&calls=2&outcome=200", NULL).await;
    assert_eq!(found["call"]["params"]["text"], "Ready?");
    assert_eq!(stage.control("GET", "wait?method=sendMessage&since=2&timeout=0", NULL).await.0, 408);
    stage.sim.send_text(anna, anna.into(), "x");
    assert_eq!(stage.control("GET", "wait?pending=0&timeout=0", NULL).await.0, 408);
    let (waited, _) = tokio::join!(stage.control("GET", "wait?pending=0", NULL), stage.drain());
    assert_eq!(waited.0, 200);
    assert_eq!(stage.sim.messages(anna.into()).last().unwrap().id, MessageId(said + 1));
}

#[tokio::test]
async fn other_bots_are_named() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let other = sim.add_bot("77:OTHER", "other_bot");
    let hello = json!({ "person": anna, "do": "send", "text": "to the other", "bot": other });
    stage.controls("POST", "act", hello).await;
    assert_eq!((sim.pending_updates(), sim.of(other).pending_updates()), (0, 1));
    let chat = stage.controls("GET", &format!("messages?person={anna}&bot={other}"), NULL).await;
    assert_eq!(chat["messages"][0]["text"], "to the other");
    let found =
        stage.control("GET", &format!("wait?person={anna}&bot={other}&messages=2&timeout=0"), NULL).await;
    assert_eq!(found.0, 408);
    stage.controls("POST", &format!("people/{anna}"), json!({ "blocked": true, "bot": other })).await;
    stage.say(json!({})).await;
    let unknown = json!({ "person": anna, "do": "start", "bot": 5 });
    assert_eq!(stage.control("POST", "act", unknown).await.0, 404);
}

#[tokio::test]
async fn members_topics_and_rights() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let boris = sim.add_person(telegram_sim::NewPerson::named("Boris"));
    let crew = sim.add_group("Crew", &[anna]);
    let change = async |wish: Value| stage.controls("POST", &format!("groups/{crew}"), wish).await;
    change(json!({ "do": "add_bot" })).await;
    change(json!({ "do": "add_member", "member": boris })).await;
    let forum = change(json!({ "do": "make_forum" })).await["id"].clone();
    let topic = change(json!({ "do": "add_topic", "name": "Repairs" })).await["topic"].clone();
    change(json!({ "do": "promote", "rights": ["can_manage_topics"] })).await;
    stage.drain().await;
    let said = json!({ "person": boris, "chat": forum, "do": "send", "text": "/x", "topic": topic });
    let said = stage.controls("POST", "act", said).await["message"].clone();
    assert_eq!(stage.drain().await[0]["message"]["message_thread_id"], topic);
    let chat = stage.controls("GET", &format!("messages?chat={forum}"), NULL).await;
    let last = chat["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["id"], &last["topic"]), (&said, &topic));
    let state = stage.controls("GET", "state", NULL).await;
    let group = state["groups"].as_array().unwrap().iter().find(|group| group["id"] == forum).unwrap();
    assert_eq!(group["topics"][1], json!({ "id": topic, "name": "Repairs", "closed": false }));
    stage.ok("closeForumTopic", json!({ "chat_id": forum, "message_thread_id": topic })).await;
    change(json!({ "do": "delete_topic", "topic": topic })).await;
    assert_eq!(
        stage.control("POST", &format!("groups/{crew}"), json!({ "do": "delete_topic" })).await.0,
        404
    );
    change(json!({ "do": "remove_member", "member": boris })).await;
    let talk = json!({ "person": boris, "chat": forum, "do": "send", "text": "x" });
    assert_eq!(stage.control("POST", "act", talk).await.0, 404);
}

#[tokio::test]
async fn people_send_files() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let query = format!("person={anna}&chat={anna}&kind=document&name=a.txt&caption=Look");
    let url = format!("{}/control/upload?{query}", stage.sim.api_url());
    let sent =
        stage.http().post(url).header("Content-Type", "text/plain").body("content").send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    let update = stage.drain().await[0]["message"].clone();
    assert_eq!((&update["message_id"], &update["caption"]), (&sent["message"], &json!("Look")), "{sent}");
    assert_eq!(update["document"]["file_name"], "a.txt");
    let nowhere = stage.control("POST", "upload?person=1&chat=1&kind=document&name=a", json!("x")).await;
    assert_eq!(nowhere.0, 404);
    assert_eq!(stage.control("POST", "upload", json!("x")).await.0, 400);
}

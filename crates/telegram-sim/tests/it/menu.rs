//! The menu of commands and the bot itself.

use crate::client::Stage;
use serde_json::json;

#[tokio::test]
async fn commands() {
    let stage = Stage::new().await;
    let help = json!([{ "command": "help", "description": "Help" }]);
    let aide = json!([{ "command": "help", "description": "Aide" }]);
    stage.ok("setMyCommands", json!({ "commands": help })).await;
    stage.ok("setMyCommands", json!({ "commands": aide, "language_code": "fr" })).await;
    let scope = json!({ "type": "chat", "chat_id": stage.anna });
    stage.ok("setMyCommands", json!({ "commands": help, "scope": scope })).await;
    let stored = stage.sim.commands();
    assert_eq!(stored["default"][""], help);
    assert_eq!(stored["default"]["fr"], aide);
    assert_eq!(stored[format!("chat:{}", stage.anna)][""], help);
    assert_eq!(stage.ok("getMyCommands", json!({ "language_code": "fr" })).await, aide);
    assert_eq!(stage.ok("getMyCommands", json!({ "language_code": "de" })).await, json!([]));
    stage.ok("deleteMyCommands", json!({ "scope": scope })).await;
    assert_eq!(stage.ok("getMyCommands", json!({ "scope": scope })).await, json!([]));
    for (params, expected) in [
        (json!({ "commands": [{ "command": "No", "description": "x" }] }), "BOT_COMMAND_INVALID"),
        (json!({ "commands": [{ "command": "a", "description": "" }] }), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (json!({ "commands": help, "language_code": "xxx" }), "invalid language code specified"),
        (json!({ "commands": help, "scope": { "type": "chat", "chat_id": 404 } }), "chat not found"),
        (json!({}), "can't parse commands JSON array"),
    ] {
        assert_eq!(stage.err("setMyCommands", params).await, (400, format!("Bad Request: {expected}")));
    }
}

#[tokio::test]
async fn me() {
    let stage = Stage::new().await;
    stage.sim.name_bot(stage.bot, "Test bot");
    let me = stage.ok("getMe", json!({})).await;
    assert_eq!((me["id"].as_i64(), me["username"].as_str()), (Some(42), Some("test_bot")));
    assert_eq!((&me["first_name"], &me["is_bot"]), (&json!("Test bot"), &json!(true)));
    assert_eq!(stage.ok("GETME", json!({})).await, me, "method names do not care about case");
}

#[tokio::test]
async fn two_bots_have_chats_of_their_own() {
    let stage = Stage::new().await;
    let second = stage.sim.add_bot("77:OTHER", "other_bot");
    assert_eq!(second.0, 77);
    let url = format!("{}/bot77:OTHER/sendMessage", stage.sim.api_url());
    let send = stage.http().post(url).json(&json!({ "chat_id": stage.anna, "text": "x" }));
    let body: serde_json::Value = send.send().await.unwrap().json().await.unwrap();
    assert_eq!(body["description"], "Bad Request: chat not found");
}

//! What the bot says of itself, its menu button, and whom its commands reach.

use crate::client::{Stage, bad};
use serde_json::{Value, json};
use telegram_sim::NewPerson;

#[tokio::test]
async fn names_and_descriptions() {
    let stage = Stage::new().await;
    for (what, field, longest) in [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ] {
        let (set, get) = (format!("setMy{what}"), format!("getMy{what}"));
        stage.ok(&set, json!({ field: "Usual" })).await;
        stage.ok(&set, json!({ field: "Üblich", "language_code": "de" })).await;
        assert_eq!(stage.ok(&get, json!({ "language_code": "de" })).await, json!({ field: "Üblich" }));
        assert_eq!(stage.ok(&get, json!({ "language_code": "fr" })).await, json!({ field: "Usual" }));
        stage.ok(&set, json!({ "language_code": "de" })).await;
        assert_eq!(stage.ok(&get, json!({ "language_code": "de" })).await, json!({ field: "Usual" }));
        stage.ok(&set, json!({ field: "é".repeat(longest) })).await;
        assert_eq!(stage.err(&set, json!({ field: "é".repeat(longest + 1) })).await.0, 400);
        let got = stage.err(&get, json!({ "language_code": "english" })).await;
        assert_eq!(got, bad("invalid language code specified"));
    }
}

#[tokio::test]
async fn the_menu_button() {
    let stage = Stage::new().await;
    let app = json!({ "type": "web_app", "text": "Shop", "web_app": { "url": "https://example.org" } });
    assert_eq!(stage.ok("getChatMenuButton", json!({})).await, json!({ "type": "commands" }));
    stage.ok("setChatMenuButton", json!({ "chat_id": stage.anna, "menu_button": app })).await;
    assert_eq!(stage.ok("getChatMenuButton", json!({ "chat_id": stage.anna })).await, app);
    assert_eq!(stage.ok("getChatMenuButton", json!({})).await, json!({ "type": "commands" }));
    for (button, expected) in [
        (json!({}), "can't parse menu button: Can't find field \"type\""),
        (json!([]), "can't parse menu button: Object expected"),
        (json!({ "type": "magic" }), "menu button has unsupported type"),
        (json!({ "type": "web_app" }), "menu button text must be non-empty"),
    ] {
        assert_eq!(stage.err("setChatMenuButton", json!({ "menu_button": button })).await, bad(expected));
    }
}

#[tokio::test]
async fn who_sees_which_commands() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let boris = sim.add_person(NewPerson::named("Boris"));
    let group = sim.add_group("Crew", &[anna, boris]);
    sim.add_bot_to_group(group, anna);
    let named = |name: &str| json!([{ "command": name, "description": "It" }]);
    let set = async |scope: Value, name: &str| {
        stage.ok("setMyCommands", json!({ "scope": scope, "commands": named(name) })).await;
    };
    assert_eq!(sim.commands_seen(anna, anna.into()), json!([]));
    let steps = [
        (json!({ "type": "default" }), "usual", ["usual"; 3]),
        (json!({ "type": "all_private_chats" }), "private", ["private", "usual", "usual"]),
        (json!({ "type": "all_group_chats" }), "groups", ["private", "groups", "groups"]),
        (json!({ "type": "all_chat_administrators" }), "admins", ["private", "admins", "groups"]),
        (json!({ "type": "chat", "chat_id": group }), "crew", ["private", "crew", "crew"]),
        (json!({ "type": "chat_administrators", "chat_id": group }), "heads", ["private", "heads", "crew"]),
        (
            json!({ "type": "chat_member", "chat_id": group, "user_id": boris }),
            "boris",
            ["private", "heads", "boris"],
        ),
        (json!({ "type": "chat", "chat_id": anna }), "anna", ["anna", "heads", "boris"]),
    ];
    for (scope, name, [in_private, to_anna, to_boris]) in steps {
        set(scope, name).await;
        assert_eq!(sim.commands_seen(anna, anna.into()), named(in_private), "{name}");
        assert_eq!(sim.commands_seen(anna, group), named(to_anna), "{name}");
        assert_eq!(sim.commands_seen(boris, group), named(to_boris), "{name}");
    }
    let english = json!({ "commands": named("english"), "language_code": "en", "scope": { "type": "chat", "chat_id": anna } });
    stage.ok("setMyCommands", english).await;
    assert_eq!(sim.commands_seen(anna, anna.into()), named("english"));
}

#[tokio::test]
async fn scopes_that_cannot_be() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let private = "can't use specified scope in private chats";
    for (scope, expected) in [
        (json!({ "type": "chat_administrators", "chat_id": stage.anna }), private),
        (json!({ "type": "chat_member", "chat_id": stage.anna, "user_id": stage.anna }), private),
        (json!({ "type": "chat_member", "chat_id": group }), "invalid user_id specified"),
        (json!({ "type": "chat_member", "chat_id": group, "user_id": 5 }), "user not found"),
        (json!({ "type": "chat" }), "chat_id is empty"),
        (json!({ "type": "galaxy" }), "unsupported type of BotCommandScope specified"),
        (json!(5), "can't parse BotCommandScope"),
    ] {
        assert_eq!(stage.err("getMyCommands", json!({ "scope": scope })).await, bad(expected), "{scope}");
    }
}

#[tokio::test]
async fn accepted_and_without_effect() {
    let stage = Stage::new().await;
    for method in ["logOut", "close"] {
        assert_eq!(stage.ok(method, json!({})).await, json!(true));
    }
    let id = stage.say(json!({})).await;
    let react = |list: Value| json!({ "chat_id": stage.anna, "message_id": id, "reaction": list });
    stage.ok("setMessageReaction", react(json!([{ "type": "emoji", "emoji": "👍" }]))).await;
    stage.ok("setMessageReaction", react(json!([]))).await;
    let got = stage.err("setMessageReaction", react(json!([{ "type": "mood" }]))).await;
    assert_eq!(got, bad("REACTION_INVALID"));
    for action in ["typing", "upload_voice", "find_location"] {
        stage.ok("sendChatAction", json!({ "chat_id": stage.anna, "action": action })).await;
    }
    let got = stage.err("sendChatAction", json!({ "chat_id": stage.anna, "action": "dancing" })).await;
    assert_eq!(got, bad("wrong parameter action in request"));
}

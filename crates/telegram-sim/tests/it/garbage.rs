//! Requests that make no sense.

use crate::client::Stage;
use serde_json::{Value, json};

const METHODS: [&str; 18] = [
    "setWebhook",
    "getMe",
    "getUpdates",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendChatAction",
    "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage",
    "answerCallbackQuery",
    "setMyCommands",
    "deleteMyCommands",
    "getMyCommands",
    "getChat",
    "getChatMember",
    "sendDocument",
    "getFile",
];

#[tokio::test]
async fn doors_that_are_not_there() {
    let stage = Stage::new().await;
    let base = stage.sim.api_url();
    for (path, code, description) in [
        ("/botWRONG/getMe", 401, "Unauthorized"),
        ("/bot/getMe", 401, "Unauthorized"),
        ("/bot42:TEST/flyAway", 404, "Not Found"),
        ("/bot42:TEST/", 404, "Not Found"),
        ("/bot42:TEST", 404, "Not Found"),
        ("/else", 404, "Not Found"),
        ("/file/botWRONG/x", 401, "Unauthorized"),
    ] {
        let response = stage.http().post(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(response.status().as_u16(), code, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body, json!({ "ok": false, "error_code": code, "description": description }));
    }
}

#[tokio::test]
async fn bodies() {
    let stage = Stage::new().await;
    let multipart = "multipart/form-data; boundary=x";
    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", "[1]"),
        ("application/json", "\u{0}"),
        ("application/json; charset=utf-8", "nope"),
        ("multipart/form-data", "--x"),
        (multipart, ""),
        (multipart, "--x"),
        (multipart, "--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--"),
        (multipart, "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1"),
        ("text/plain", "%%%=&&=%f"),
        ("", "chat_id"),
    ] {
        let request = stage.http().post(stage.url("sendMessage")).header("Content-Type", kind);
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 400, "{kind} {body}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["description"].as_str().unwrap().starts_with("Bad Request: "), "{answer}");
    }
}

/// Every method with every parameter of every wrong type refuses politely or copes.
#[tokio::test]
async fn wrong_types() {
    let stage = Stage::new().await;
    let id = stage.say(json!({})).await;
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("word"),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({ "inline_keyboard": [[{}]] }),
        json!({ "keyboard": [[{ "text": "a", "request_chat": 5 }]] }),
    ];
    let good = json!({
        "chat_id": stage.anna, "message_id": id, "text": "x", "user_id": stage.anna, "action": "typing",
        "timeout": 0, "commands": []
    });
    let names = [
        "chat_id",
        "message_id",
        "text",
        "parse_mode",
        "reply_markup",
        "reply_parameters",
        "offset",
        "limit",
        "user_id",
        "scope",
        "commands",
        "callback_query_id",
        "document",
        "file_id",
        "entities",
        "allowed_updates",
    ];
    for method in METHODS {
        for name in names {
            for value in &values {
                let mut params = good.clone();
                params[name] = value.clone();
                let (status, body) = stage.raw(method, &params).await;
                assert!([200, 400, 403].contains(&status), "{method} {params}: {status} {body}");
                assert_eq!(body["ok"], json!(status == 200));
            }
        }
        let (status, _) = stage.raw(method, &json!({})).await;
        assert!([200, 400].contains(&status), "{method}: {status}");
    }
}

/// The parameters that matter to methods with few of them.
const FEW: &[(&str, &[&str])] = &[
    ("logOut", &[]),
    ("close", &[]),
    ("sendAnimation", &["animation", "caption", "width"]),
    ("sendAudio", &["audio", "duration"]),
    ("sendPhoto", &["photo", "caption", "caption_entities", "message_thread_id"]),
    ("sendSticker", &["sticker"]),
    ("sendVideo", &["video", "width"]),
    ("sendVideoNote", &["video_note", "length"]),
    ("sendVoice", &["voice"]),
    ("sendMediaGroup", &["media", "reply_parameters"]),
    ("sendLocation", &["latitude", "longitude"]),
    ("sendVenue", &["latitude", "title", "address"]),
    ("sendContact", &["phone_number", "first_name", "last_name"]),
    ("copyMessage", &["from_chat_id", "message_id", "caption"]),
    ("copyMessages", &["from_chat_id", "message_ids"]),
    ("forwardMessage", &["from_chat_id", "message_id"]),
    ("forwardMessages", &["from_chat_id", "message_ids"]),
    ("editMessageCaption", &["message_id", "caption", "reply_markup"]),
    ("editMessageMedia", &["message_id", "media"]),
    ("deleteMessages", &["message_ids"]),
    ("setMessageReaction", &["message_id", "reaction"]),
    ("pinChatMessage", &["chat_id", "message_id"]),
    ("unpinChatMessage", &["chat_id", "message_id"]),
    ("unpinAllChatMessages", &["chat_id"]),
    ("getChatMemberCount", &["chat_id"]),
    ("getChatAdministrators", &["chat_id"]),
    ("leaveChat", &["chat_id"]),
    ("banChatMember", &["chat_id", "user_id"]),
    ("unbanChatMember", &["chat_id", "user_id"]),
    ("createForumTopic", &["name", "icon_color", "icon_custom_emoji_id"]),
    ("editForumTopic", &["message_thread_id", "name", "icon_custom_emoji_id"]),
    ("closeForumTopic", &["message_thread_id"]),
    ("reopenForumTopic", &["message_thread_id"]),
    ("deleteForumTopic", &["message_thread_id"]),
    ("unpinAllForumTopicMessages", &["message_thread_id"]),
    ("editGeneralForumTopic", &["name"]),
    ("closeGeneralForumTopic", &["chat_id"]),
    ("reopenGeneralForumTopic", &["chat_id"]),
    ("hideGeneralForumTopic", &["chat_id"]),
    ("unhideGeneralForumTopic", &["chat_id"]),
    ("setMyName", &["name", "language_code"]),
    ("getMyName", &["language_code"]),
    ("setMyDescription", &["description"]),
    ("getMyDescription", &["language_code"]),
    ("setMyShortDescription", &["short_description"]),
    ("getMyShortDescription", &["language_code"]),
    ("setChatMenuButton", &["chat_id", "menu_button"]),
    ("getChatMenuButton", &["chat_id"]),
];

/// The same for methods with few parameters, in a private chat and in a forum that the bot runs.
#[tokio::test]
async fn wrong_types_of_few() {
    let stage = Stage::new().await;
    let forum = stage.forum().await;
    let id = stage.say(json!({})).await;
    let deep = json!({ "type": [], "media": {}, "user_id": [[]], "emoji": 5 });
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("word"),
        json!([{}, [], 5]),
        json!([deep, deep]),
        deep,
    ];
    for (method, names) in FEW {
        for chat in [json!(stage.anna), json!(forum)] {
            let good = json!({ "chat_id": chat, "from_chat_id": stage.anna, "message_id": id });
            for (name, value) in names.iter().flat_map(|name| values.iter().map(move |value| (name, value))) {
                let mut params = good.clone();
                params[*name] = value.clone();
                let (status, body) = stage.raw(method, &params).await;
                assert!([200, 400, 403].contains(&status), "{method} {params}: {status} {body}");
            }
            let (status, body) = stage.raw(method, &good).await;
            assert!([200, 400, 403].contains(&status), "{method}: {status} {body}");
        }
    }
}

#[tokio::test]
async fn parameters_from_anywhere() {
    let stage = Stage::new().await;
    let query = format!("{}?chat_id={}&text=a%20b+c%26", stage.url("sendMessage"), stage.anna);
    let body: Value = stage.http().get(query).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["text"], "a b c&");
    let markup = "{\"inline_keyboard\":[[{\"text\":\"a\",\"callback_data\":\"b\"}]]}";
    let form = [("chat_id", stage.anna.to_string()), ("text", "f".into()), ("reply_markup", markup.into())];
    let encoded: Vec<String> =
        form.iter().map(|(name, value)| format!("{name}={}", value.replace('"', "%22"))).collect();
    let request = stage.http().post(stage.url("sendMessage")).body(encoded.join("&"));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "b");
}

//! Albums.

use crate::client::{Stage, bad, png};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

fn photos(count: usize) -> Value {
    let photo = |n: usize| json!({ "type": "photo", "media": format!("https://example.org/{n}.jpg") });
    (0..count).map(photo).collect()
}

#[tokio::test]
async fn an_album_is_one_group() {
    let stage = Stage::new().await;
    let media = json!([
        { "type": "photo", "media": "attach://one", "caption": "<i>Both</i>", "parse_mode": "HTML" },
        { "type": "video", "media": "attach://two" },
    ]);
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .text("media", media.to_string())
        .part("one", Part::bytes(png(3, 3)).file_name("1.png"))
        .part("two", Part::bytes(vec![1, 2]).file_name("2.mp4"));
    let (status, body) = stage.form("sendMediaGroup", form).await;
    assert_eq!(status, 200, "{body}");
    let (first, second) = (&body["result"][0], &body["result"][1]);
    assert_eq!((&first["caption"], &second["caption"]), (&json!("Both"), &json!(null)));
    assert!(first["media_group_id"].is_string() && first["media_group_id"] == second["media_group_id"]);
    assert_eq!(second["video"]["file_name"], "2.mp4");
    let other = stage.ok("sendMediaGroup", json!({ "chat_id": stage.anna, "media": photos(10) })).await;
    assert_eq!(other.as_array().unwrap().len(), 10);
    assert_ne!(other[0]["media_group_id"], first["media_group_id"]);
}

#[tokio::test]
async fn all_or_none() {
    let stage = Stage::new().await;
    let with = |item: Value| {
        let mut media = photos(1);
        media.as_array_mut().unwrap().push(item);
        media
    };
    let document = with(json!({ "type": "document", "media": "https://example.org/a.pdf" }));
    let animation = with(json!({ "type": "animation", "media": "https://example.org/a.mp4" }));
    for (media, expected) in [
        (json!(null), "parameter \"media\" is required"),
        (json!({}), "expected an Array of InputMedia"),
        (json!([]), "there are no messages to send"),
        (photos(1), "album must contain at least 2 files"),
        (photos(11), "too many messages to send as an album"),
        (with(json!(5)), "can't parse InputMedia: expected an Object"),
        (with(json!({ "media": "x" })), "can't parse InputMedia: Can't find field \"type\""),
        (with(json!({ "type": "photo", "media": "x" })), "wrong file identifier/HTTP URL specified"),
        (document, "document can't be mixed with other media types"),
        (animation, "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"),
    ] {
        let got = stage.err("sendMediaGroup", json!({ "chat_id": stage.anna, "media": media })).await;
        assert_eq!(got, bad(expected), "{media}");
    }
    let reply =
        json!({ "chat_id": stage.anna, "media": photos(2), "reply_parameters": { "message_id": 99 } });
    assert_eq!(stage.err("sendMediaGroup", reply).await, bad("message to be replied not found"));
    assert_eq!(stage.sim.messages(stage.anna.into()).len(), 1, "nothing was sent");
}

//! Messages with files, places and contacts.

use crate::client::{Stage, TOKEN, bad, png};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use telegram_sim::{MessageId, OtherKind};

fn form(stage: &Stage, field: &'static str, (name, bytes): (&'static str, Vec<u8>)) -> Form {
    let part = Part::bytes(bytes).file_name(name);
    Form::new().text("chat_id", stage.anna.to_string()).text("caption", "See").part(field, part)
}

#[tokio::test]
async fn every_kind_is_uploaded_downloaded_and_sent_again() {
    let stage = Stage::new().await;
    for (method, field, name) in [
        ("sendAnimation", "animation", "a.mp4"),
        ("sendAudio", "audio", "a.mp3"),
        ("sendDocument", "document", "a.pdf"),
        ("sendPhoto", "photo", "a.png"),
        ("sendSticker", "sticker", "a.webp"),
        ("sendVideo", "video", "a.mp4"),
        ("sendVideoNote", "video_note", "a.mp4"),
        ("sendVoice", "voice", "a.ogg"),
    ] {
        let bytes = png(640, 480);
        let (status, body) = stage.form(method, form(&stage, field, (name, bytes.clone()))).await;
        assert_eq!(status, 200, "{method}: {body}");
        let message = &body["result"];
        let captioned = !["sendSticker", "sendVideoNote"].contains(&method);
        assert_eq!(message["caption"], if captioned { json!("See") } else { json!(null) });
        let sent = message[field].as_array().map_or(&message[field], |sizes| sizes.last().unwrap());
        assert_eq!(sent["file_size"], json!(bytes.len()));
        let id = MessageId(message["message_id"].as_i64().unwrap());
        assert_eq!(stage.sim.file(stage.anna.into(), id).unwrap(), bytes);
        let file = stage.ok("getFile", json!({ "file_id": sent["file_id"] })).await;
        let url = format!("{}/file/bot{TOKEN}/{}", stage.sim.api_url(), file["file_path"].as_str().unwrap());
        assert_eq!(stage.http().get(url).send().await.unwrap().bytes().await.unwrap(), bytes);
        let again = stage.ok(method, json!({ "chat_id": stage.anna, field: sent["file_id"] })).await;
        assert_eq!(again[field], message[field]);
        assert_eq!(stage.sim.message_json(stage.anna.into(), id).unwrap()[field], message[field]);
    }
}

#[tokio::test]
async fn what_a_message_tells_of_its_file() {
    let stage = Stage::new().await;
    let (_, body) = stage.form("sendPhoto", form(&stage, "photo", ("p.png", png(640, 480)))).await;
    let size = &body["result"]["photo"][0];
    assert_eq!((&size["width"], &size["height"]), (&json!(640), &json!(480)));
    let audio = form(&stage, "audio", ("s.mp3", vec![1])).text("duration", "7").text("title", "Song");
    let (_, body) = stage.form("sendAudio", audio).await;
    let audio = &body["result"]["audio"];
    assert_eq!((&audio["duration"], &audio["title"]), (&json!(7), &json!("Song")));
    assert_eq!((&audio["file_name"], &audio["mime_type"]), (&json!("s.mp3"), &json!("audio/mpeg")));
}

#[tokio::test]
async fn files_by_address_are_not_fetched() {
    let stage = Stage::new().await;
    let address = "https://example.org/files/price%20list.pdf?v=2";
    let sent = stage.ok("sendDocument", json!({ "chat_id": stage.anna, "document": address })).await;
    assert_eq!(sent["document"]["file_name"], "price%20list.pdf");
    let id = MessageId(sent["message_id"].as_i64().unwrap());
    assert_eq!(stage.sim.file(stage.anna.into(), id).unwrap(), address.as_bytes());
    for wrong in ["http://", "ftp://example.org/a", "https://exa mple.org", "nothing"] {
        let got = stage.err("sendPhoto", json!({ "chat_id": stage.anna, "photo": wrong })).await;
        assert_eq!(got, bad("wrong file identifier/HTTP URL specified"), "{wrong}");
    }
}

#[tokio::test]
async fn complaints() {
    let stage = Stage::new().await;
    for (field, file, expected) in [
        ("photo", ("p.png", b"a text".to_vec()), "IMAGE_PROCESS_FAILED".to_owned()),
        ("photo", ("p.png", png(2100, 100)), "PHOTO_INVALID_DIMENSIONS".to_owned()),
        ("photo", ("p.png", png(5001, 5000)), "PHOTO_INVALID_DIMENSIONS".to_owned()),
        ("photo", ("p.png", Vec::new()), "file must be non-empty".to_owned()),
        (
            "photo",
            ("p.png", [png(1, 1), vec![0; 10 * 1024 * 1024]].concat()),
            format!("file of size {} bytes is too big for a photo", png(1, 1).len() + 10 * 1024 * 1024),
        ),
        ("video", ("p.png", vec![1]), "there is no photo in the request".to_owned()),
    ] {
        let (status, body) = stage.form("sendPhoto", form(&stage, field, file)).await;
        assert_eq!((status, &body["description"]), (400, &json!(format!("Bad Request: {expected}"))));
    }
    let (_, voice) = stage.form("sendVoice", form(&stage, "voice", ("v.ogg", vec![1]))).await;
    let voice = &voice["result"]["voice"]["file_id"];
    let got = stage.err("sendPhoto", json!({ "chat_id": stage.anna, "photo": voice })).await;
    assert_eq!(got, bad("can't use file of type VoiceNote as Photo"));
    let long = json!({ "chat_id": stage.anna, "voice": voice, "caption": "c".repeat(1025) });
    assert_eq!(stage.err("sendVoice", long).await, bad("message caption is too long"));
}

#[tokio::test]
async fn what_people_send_can_be_downloaded() {
    let stage = Stage::new().await;
    stage.sim.send_other(stage.anna, stage.anna.into(), OtherKind::Voice);
    let voice = stage.drain().await[0]["message"]["voice"].clone();
    let file = stage.ok("getFile", json!({ "file_id": voice["file_id"] })).await;
    assert_eq!(file["file_size"], voice["file_size"]);
}

#[tokio::test]
async fn sizes_are_limited() {
    let stage = Stage::new().await;
    let big = form(&stage, "document", ("big.bin", vec![7; 20 * 1024 * 1024 + 1]));
    let (status, body) = stage.form("sendDocument", big).await;
    assert_eq!(status, 200);
    let id = &body["result"]["document"]["file_id"];
    assert_eq!(stage.err("getFile", json!({ "file_id": id })).await, bad("file is too big"));
    let (status, body) =
        stage.form("sendDocument", form(&stage, "document", ("huge.bin", vec![7; 51 * 1024 * 1024]))).await;
    let refusal = json!({ "ok": false, "error_code": 413, "description": "Request Entity Too Large" });
    assert_eq!((status, body), (413, refusal));
}

#[tokio::test]
async fn places_and_contacts() {
    let stage = Stage::new().await;
    let place = json!({ "chat_id": stage.anna, "latitude": "55.75", "longitude": 37.62 });
    let sent = stage.ok("sendLocation", place.clone()).await;
    assert_eq!(sent["location"], json!({ "latitude": 55.75, "longitude": 37.62 }));
    let with = |more: Value| {
        let mut all = place.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let sent = stage.ok("sendVenue", with(json!({ "title": "Shop", "address": "1 High St" }))).await;
    assert_eq!((&sent["venue"]["title"], &sent["location"]["latitude"]), (&json!("Shop"), &json!(55.75)));
    let contact = json!({ "chat_id": stage.anna, "phone_number": "+12025550199", "first_name": "Ann" });
    assert_eq!(stage.ok("sendContact", contact).await["contact"]["first_name"], "Ann");
    for (method, params, expected) in [
        ("sendLocation", json!({ "chat_id": stage.anna }), "latitude is empty"),
        ("sendLocation", with(json!({ "longitude": null })), "longitude is empty"),
        ("sendLocation", with(json!({ "latitude": 91 })), "wrong location coordinates specified"),
        ("sendLocation", with(json!({ "latitude": "north" })), "wrong location coordinates specified"),
        ("sendVenue", with(json!({ "title": "Shop" })), "parameter \"address\" is required"),
        ("sendContact", json!({ "chat_id": stage.anna }), "parameter \"phone_number\" is required"),
    ] {
        assert_eq!(stage.err(method, params).await, bad(expected));
    }
}

#[tokio::test]
async fn captions_and_files_are_edited() {
    let stage = Stage::new().await;
    let chat = stage.anna.into();
    let (_, body) = stage.form("sendPhoto", form(&stage, "photo", ("p.png", png(1, 1)))).await;
    let id = &body["result"]["message_id"];
    let edit = |more: Value| {
        let mut all = json!({ "chat_id": stage.anna, "message_id": id });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let bold = edit(json!({ "caption": "<b>New</b>", "parse_mode": "HTML" }));
    let edited = stage.ok("editMessageCaption", bold.clone()).await;
    assert_eq!((&edited["caption"], &edited["photo"]), (&json!("New"), &body["result"]["photo"]));
    assert_eq!(edited["caption_entities"][0]["type"], "bold");
    assert!(stage.err("editMessageCaption", bold).await.1.contains("message is not modified"));
    let media = json!({ "type": "document", "media": "https://example.org/a.pdf", "caption": "Doc" });
    let edited = stage.ok("editMessageMedia", edit(json!({ "media": media.to_string() }))).await;
    assert_eq!((&edited["caption"], &edited["photo"]), (&json!("Doc"), &json!(null)));
    let seen = stage.sim.message(chat, MessageId(id.as_i64().unwrap())).unwrap();
    assert_eq!(seen.document.as_deref(), Some("a.pdf"));
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .text("message_id", id.to_string())
        .text("media", json!({ "type": "photo", "media": "attach://new" }).to_string())
        .part("new", Part::bytes(png(2, 2)).file_name("n.png"));
    let (status, body) = stage.form("editMessageMedia", form).await;
    assert_eq!((status, &body["result"]["photo"][0]["width"]), (200, &json!(2)), "{body}");
    assert_eq!(body["result"]["caption"], json!(null));
    let text = stage.say(json!({})).await;
    let got =
        stage.err("editMessageCaption", json!({ "chat_id": chat, "message_id": text, "caption": "x" })).await;
    assert_eq!(got, bad("there is no caption in the message to edit"));
    for (media, expected) in [
        (json!(null), "parameter \"media\" is required"),
        (json!({ "type": "photo" }), "can't parse InputMedia: media not found"),
        (
            json!({ "type": "hologram", "media": "x" }),
            "can't parse InputMedia: type \"hologram\" is unsupported",
        ),
        (json!([]), "can't parse InputMedia: expected an Object"),
    ] {
        assert_eq!(stage.err("editMessageMedia", edit(json!({ "media": media }))).await, bad(expected));
    }
}

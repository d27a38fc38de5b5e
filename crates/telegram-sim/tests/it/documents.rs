//! Files.

use crate::client::{Stage, TOKEN};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use telegram_sim::MessageId;

#[tokio::test]
async fn upload_and_download() {
    let stage = Stage::new().await;
    let bytes = b"PK\r\n--not the end\r\n\0\xff".to_vec();
    let part = Part::bytes(bytes.clone()).file_name("report 1.xlsx");
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .text("caption", "<b>Report</b>")
        .text("parse_mode", "HTML")
        .part("document", part);
    let sent = stage.http().post(stage.url("sendDocument")).multipart(form).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    let message = &sent["result"];
    assert_eq!(message["document"]["file_name"], "report 1.xlsx", "{sent}");
    assert_eq!((&message["caption"], &message["text"]), (&json!("Report"), &json!(null)));
    let id = MessageId(message["message_id"].as_i64().unwrap());
    let seen = stage.sim.message(stage.anna.into(), id).unwrap();
    assert_eq!((seen.document.as_deref(), seen.text.as_str()), (Some("report 1.xlsx"), "Report"));
    assert_eq!(stage.sim.document(stage.anna.into(), id).unwrap(), bytes);
    assert_eq!(stage.sim.calls().last().unwrap().params["document"], "report 1.xlsx");
    let file = stage.ok("getFile", json!({ "file_id": message["document"]["file_id"] })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{TOKEN}/{path}", stage.sim.api_url());
    assert_eq!(stage.http().get(url).send().await.unwrap().bytes().await.unwrap(), bytes);
    let again = json!({ "chat_id": stage.anna, "document": message["document"]["file_id"] });
    assert_eq!(stage.ok("sendDocument", again).await["document"]["file_name"], "report 1.xlsx");
    let edit = json!({ "chat_id": stage.anna, "message_id": id, "text": "x" });
    let got = stage.err("editMessageText", edit).await;
    assert_eq!(got.1, "Bad Request: there is no text in the message to edit");
}

#[tokio::test]
async fn attached_by_name() {
    let stage = Stage::new().await;
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .text("document", "attach://upload")
        .part("upload", Part::bytes(vec![1]).file_name("a.bin"));
    let sent = stage.http().post(stage.url("sendDocument")).multipart(form).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    assert_eq!(sent["result"]["document"]["file_name"], "a.bin");
}

#[tokio::test]
async fn complaints() {
    let stage = Stage::new().await;
    for (method, params, expected) in [
        ("sendDocument", json!({ "chat_id": stage.anna }), "there is no document in the request"),
        (
            "sendDocument",
            json!({ "chat_id": stage.anna, "document": "x" }),
            "wrong file identifier/HTTP URL specified",
        ),
        (
            "sendDocument",
            json!({ "chat_id": stage.anna, "document": "x", "caption": "c".repeat(1025) }),
            "message caption is too long",
        ),
        ("getFile", json!({}), "file_id not specified"),
        ("getFile", json!({ "file_id": "x" }), "invalid file_id"),
    ] {
        assert_eq!(stage.err(method, params).await, (400, format!("Bad Request: {expected}")));
    }
    let empty = Part::bytes(Vec::new()).file_name("e.txt");
    let form = Form::new().text("chat_id", stage.anna.to_string()).part("document", empty);
    let sent = stage.http().post(stage.url("sendDocument")).multipart(form).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    assert_eq!(sent["description"], "Bad Request: file must be non-empty");
    let url = format!("{}/file/bot{TOKEN}/nothing", stage.sim.api_url());
    assert_eq!(stage.http().get(url).send().await.unwrap().status().as_u16(), 404);
}

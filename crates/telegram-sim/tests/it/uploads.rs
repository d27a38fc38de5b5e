//! What people send besides text.

use crate::client::{Stage, TOKEN};
use serde_json::{Value, json};
use telegram_sim::{ChatId, FileKind, MessageId, NewPerson, PersonFile, Place, UploadError};

const LIMIT: usize = 20 * 1024 * 1024;

/// The beginning of a PNG: enough to tell its size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    [head, &width.to_be_bytes(), &height.to_be_bytes(), b"rest"].concat()
}

async fn download(stage: &Stage, file: &Value) -> Vec<u8> {
    let file = stage.ok("getFile", json!({ "file_id": file["file_id"] })).await;
    let url = format!("{}/file/bot{TOKEN}/{}", stage.sim.api_url(), file["file_path"].as_str().unwrap());
    let bytes = stage.http().get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(file["file_size"], json!(bytes.len()));
    bytes.to_vec()
}

#[tokio::test]
async fn a_photo_has_sizes_a_caption_and_bytes() {
    let stage = Stage::new().await;
    let asked = stage.say(json!({ "text": "a photo?" })).await;
    let mut photo = PersonFile::new(FileKind::Photo, "leak.png", "image/png", png(640, 480));
    photo.caption = " It leaks ".into();
    photo.reply_to = Some(MessageId(asked));
    photo.album = Some("a1".into());
    stage.sim.send_file(stage.anna, stage.anna.into(), photo).unwrap();
    let message = stage.drain().await[0]["message"].clone();
    assert_eq!((&message["caption"], &message["text"]), (&json!("It leaks"), &Value::Null));
    assert_eq!(message["reply_to_message"]["message_id"], json!(asked));
    assert_eq!(message["media_group_id"], "a1");
    let sizes = message["photo"].as_array().unwrap();
    let of = |size: &Value| (size["width"].as_u64().unwrap(), size["height"].as_u64().unwrap());
    assert_eq!(sizes.iter().map(of).collect::<Vec<_>>(), [(320, 240), (640, 480)]);
    assert_ne!(sizes[0]["file_unique_id"], sizes[1]["file_unique_id"]);
    for size in sizes {
        assert_eq!(download(&stage, size).await, png(640, 480));
    }
}

#[tokio::test]
async fn files_are_shaped_as_in_telegram() {
    let stage = Stage::new().await;
    for (kind, field, more) in [
        (FileKind::Document, "document", json!({ "file_name": "a.ogg", "mime_type": "audio/ogg" })),
        (FileKind::Voice, "voice", json!({ "duration": 7, "mime_type": "audio/ogg" })),
        (FileKind::Audio, "audio", json!({ "duration": 7, "file_name": "a.ogg", "mime_type": "audio/ogg" })),
        (
            FileKind::Video,
            "video",
            json!({ "duration": 7, "file_name": "a.ogg", "mime_type": "audio/ogg", "width": 0, "height": 0 }),
        ),
    ] {
        let mut file = PersonFile::new(kind, "C:\\notes/a.ogg", "audio/ogg; codecs=opus", b"OggS".to_vec());
        file.duration = 7;
        stage.sim.send_file(stage.anna, stage.anna.into(), file).unwrap();
        let message = stage.drain().await[0]["message"].clone();
        for (name, value) in more.as_object().unwrap() {
            assert_eq!(&message[field][name], value, "{message}");
        }
        assert_eq!(download(&stage, &message[field]).await, b"OggS");
    }
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let boris = sim.add_person(NewPerson::named("Boris"));
    let crew = sim.add_group("Crew", &[boris]);
    let of = |kind, size| PersonFile::new(kind, "x", "", vec![0; size]);
    let mut wordy = of(FileKind::Document, 1);
    wordy.caption = "c".repeat(1025);
    for (chat, file, error) in [
        (anna.into(), of(FileKind::Document, 0), UploadError::Empty),
        (anna.into(), of(FileKind::Document, LIMIT + 1), UploadError::TooBig),
        (anna.into(), of(FileKind::Photo, 100), UploadError::NotAPicture),
        (anna.into(), wordy, UploadError::CaptionTooLong),
        (crew, of(FileKind::Document, 1), UploadError::NoSuchChat),
        (ChatId(999), of(FileKind::Document, 1), UploadError::NoSuchChat),
    ] {
        assert_eq!(sim.send_file(anna, chat, file), Err(error));
    }
    assert_eq!(sim.messages(anna.into()).len(), 1);
    sim.send_file(anna, anna.into(), of(FileKind::Document, LIMIT)).unwrap();
    let document = stage.drain().await[0]["message"]["document"].clone();
    assert_eq!(document["mime_type"], "application/octet-stream");
    assert_eq!(document["file_size"], json!(LIMIT));
}

async fn upload(stage: &Stage, query: &str, body: Vec<u8>) -> (u16, String) {
    let url = format!("{}chat/upload?{query}", stage.sim.chat_url());
    let request = stage.http().post(url).header("Content-Type", "text/html").body(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn from_the_page_and_back() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let query = format!(
        "person={anna}&chat={anna}&kind=document&name=%D1%81%D1%87%D1%91%D1%82.html&caption=see+here"
    );
    assert_eq!(upload(&stage, &query, b"<script>".to_vec()).await, (200, "{\"ok\":true}".into()));
    let message = stage.drain().await[0]["message"].clone();
    assert_eq!(
        (&message["caption"], &message["document"]["mime_type"]),
        (&json!("see here"), &json!("text/html"))
    );
    let id = message["document"]["file_id"].as_str().unwrap();
    let response = stage.http().get(format!("{}chat/file/{id}", stage.sim.chat_url())).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82.html");
    assert_eq!(
        (header("x-content-type-options"), header("content-security-policy")),
        ("nosniff".into(), "sandbox".into())
    );
    assert_eq!(response.bytes().await.unwrap().as_ref(), b"<script>");

    let query = format!("person={anna}&chat={anna}&kind=photo&name=p.png");
    assert_eq!(upload(&stage, &query, png(10, 20)).await.0, 200);
    let photo = stage.drain().await[0]["message"]["photo"][0].clone();
    let url = format!("{}chat/file/{}", stage.sim.chat_url(), photo["file_id"].as_str().unwrap());
    assert_eq!(stage.http().get(url).send().await.unwrap().headers()["content-type"], "image/png");
}

#[tokio::test]
async fn garbage_from_the_page() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    for (query, body, status) in [
        (String::new(), vec![1], 400),
        ("person=x&chat=1&kind=photo&name=a".into(), vec![1], 400),
        (format!("person={anna}&chat={anna}&kind=parcel&name=a"), vec![1], 400),
        (format!("person={anna}&chat={anna}&kind=document&name=a&duration=-1"), vec![1], 400),
        (format!("person={anna}&chat={anna}&kind=document&name=a"), vec![], 400),
        (format!("person={anna}&chat={anna}&kind=photo&name=a"), vec![1], 400),
        (format!("person={anna}&chat=-7&kind=document&name=a"), vec![1], 404),
        ("person=7&chat=7&kind=document&name=a".into(), vec![1], 404),
        (format!("person={anna}&chat={anna}&kind=document&name=a"), vec![0; LIMIT + 1], 413),
        (format!("person={anna}&chat={anna}&kind=document&name=a"), vec![0; LIMIT + 2], 413),
    ] {
        let size = body.len();
        assert_eq!(upload(&stage, &query, body).await.0, status, "{query}, {size} bytes");
    }
    assert_eq!(stage.drain().await, [] as [Value; 0]);
    for id in ["nothing", "..%2F..", "%FF"] {
        let url = format!("{}chat/file/{id}", stage.sim.chat_url());
        let status = stage.http().get(url).send().await.unwrap().status().as_u16();
        assert!((400..500).contains(&status), "{id}: {status}");
    }
}

#[tokio::test]
async fn places_and_contacts() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    stage.sim.send_location(anna, anna.into(), Place { latitude: 55.75, longitude: 37.62 });
    let location = stage.drain().await[0]["message"]["location"].clone();
    assert_eq!(location, json!({ "latitude": 55.75, "longitude": 37.62 }));
    let act = async |wish: Value| {
        let url = format!("{}chat/act", stage.sim.chat_url());
        stage.http().post(url).json(&wish).send().await.unwrap().status().as_u16()
    };
    assert_eq!(
        act(json!({ "person": anna, "do": "location", "latitude": -90, "longitude": 180 })).await,
        200
    );
    assert_eq!(stage.drain().await[0]["message"]["location"]["latitude"], json!(-90.0));
    assert_eq!(act(json!({ "person": anna, "do": "contact" })).await, 200);
    assert_eq!(stage.drain().await[0]["message"]["contact"]["user_id"], json!(anna));
    for (latitude, longitude) in
        [(json!(90.1), json!(0)), (json!(0), json!(-181)), (json!("1"), json!(2)), (json!(1), Value::Null)]
    {
        let wish = json!({ "person": anna, "do": "location", "latitude": latitude, "longitude": longitude });
        assert_eq!(act(wish).await, 400);
    }
}

//! Files that Telegram has already, and places, as parameters of the methods that send them.

use repairbot_core::{
    attachment::AttachmentKind,
    ids::{ChatId, TopicId},
};
use serde_json::{Value, json};

use crate::store::attachments::Content;

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// What it is.
    pub kind: AttachmentKind,
    /// The file or the place.
    pub content: Content,
    /// HTML below it.
    pub caption: Option<String>,
}

/// The method that sends these.
pub(super) fn method(media: &[Media]) -> &'static str {
    let [only] = media else { return "sendMediaGroup" };
    match only.kind {
        AttachmentKind::Photo => "sendPhoto",
        AttachmentKind::Video => "sendVideo",
        AttachmentKind::Animation => "sendAnimation",
        AttachmentKind::Document => "sendDocument",
        AttachmentKind::Audio => "sendAudio",
        AttachmentKind::Voice => "sendVoice",
        AttachmentKind::VideoNote => "sendVideoNote",
        AttachmentKind::Location => "sendLocation",
    }
}

/// Its parameters.
pub(super) fn params((chat, topic): (ChatId, Option<TopicId>), media: &[Media]) -> Value {
    let mut params = match media {
        [only] => described(only, only.kind.code(), false),
        parts => {
            let parts: Vec<Value> = parts.iter().map(|part| described(part, "media", true)).collect();
            json!({ "media": parts })
        }
    };
    params["chat_id"] = json!(chat);
    if let Some(topic) = topic {
        params["message_thread_id"] = json!(topic);
    }
    params
}

/// The fields of one, with the file in this field.
fn described(media: &Media, field: &str, in_album: bool) -> Value {
    let mut fields = match &media.content {
        Content::File(id) => json!({ field: id }),
        Content::Place(latitude, longitude) => json!({ "latitude": latitude, "longitude": longitude }),
    };
    if in_album {
        fields["type"] = json!(media.kind.code());
    }
    if let Some(caption) = &media.caption {
        fields["caption"] = json!(caption);
        fields["parse_mode"] = json!("HTML");
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: AttachmentKind, id: &str, caption: Option<&str>) -> Media {
        Media { kind, content: Content::File(id.to_owned()), caption: caption.map(str::to_owned) }
    }

    #[test]
    fn parameters_are_what_the_bot_api_documents() {
        let photo = file(AttachmentKind::Photo, "A", Some("<b>hi</b>"));
        let one = std::slice::from_ref(&photo);
        let expected = json!({ "chat_id": 5, "photo": "A", "caption": "<b>hi</b>", "parse_mode": "HTML" });
        assert_eq!((method(one), params((ChatId(5), None), one)), ("sendPhoto", expected));

        let note = [file(AttachmentKind::VideoNote, "N", None)];
        let expected = json!({ "chat_id": 5, "video_note": "N" });
        assert_eq!((method(&note), params((ChatId(5), None), &note)), ("sendVideoNote", expected));

        let place =
            [Media { content: Content::Place(55.75, 37.62), ..file(AttachmentKind::Location, "", None) }];
        let expected =
            json!({ "chat_id": -5, "message_thread_id": 7, "latitude": 55.75, "longitude": 37.62 });
        assert_eq!(
            (method(&place), params((ChatId(-5), Some(TopicId(7))), &place)),
            ("sendLocation", expected)
        );

        let album = [photo, file(AttachmentKind::Video, "B", None)];
        let parts = json!([
            { "type": "photo", "media": "A", "caption": "<b>hi</b>", "parse_mode": "HTML" },
            { "type": "video", "media": "B" },
        ]);
        let expected = json!({ "chat_id": 5, "media": parts });
        assert_eq!((method(&album), params((ChatId(5), None), &album)), ("sendMediaGroup", expected));
    }
}

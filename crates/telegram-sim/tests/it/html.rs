//! The HTML parse mode.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::MessageId;

#[tokio::test]
async fn complaints() {
    let stage = Stage::new().await;
    for (text, expected) in [
        ("ab <x>c</x>", "Unsupported start tag \"x\" at byte offset 3"),
        ("\u{e9}<script>", "Unsupported start tag \"script\" at byte offset 2"),
        ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
        ("<b>a</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        ("<b><i>a</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\""),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a < b", "Unsupported start tag \"\" at byte offset 2"),
        ("1 <", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
        ("<a href=\"x>a</a>", "Unclosed start tag at byte offset 0"),
        (
            "<a href>a</a>",
            "Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset 0",
        ),
        ("<a href=a/b>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<br/>", "Unsupported start tag \"br/\" at byte offset 0"),
    ] {
        let params = json!({ "chat_id": stage.anna, "text": text, "parse_mode": "HTML" });
        let expected = format!("Bad Request: can't parse entities: {expected}");
        assert_eq!(stage.err("sendMessage", params).await, (400, expected), "{text}");
    }
}

#[tokio::test]
async fn meanings() {
    let stage = Stage::new().await;
    for (text, plain, entities) in [
        ("a &lt;b&gt; &amp;amp; &quot;", "a <b> &amp; \"", json!(null)),
        ("&#65;&#x42;&#x1f600; &nbsp; &#0; &", "AB\u{1f600} &nbsp; &#0; &", json!(null)),
        ("<b>x</b>", "x", json!([{ "type": "bold", "offset": 0, "length": 1 }])),
        ("\u{1f600}<I>x</i>", "\u{1f600}x", json!([{ "type": "italic", "offset": 2, "length": 1 }])),
        ("  <b> x </b>\n", "x", json!([{ "type": "bold", "offset": 0, "length": 1 }])),
        ("<b></b>x", "x", json!(null)),
        (
            "<a href=\"https://e.org/?a=1&amp;b=2\">l</a>",
            "l",
            json!([{ "type": "text_link", "url": "https://e.org/?a=1&b=2", "offset": 0, "length": 1 }]),
        ),
        ("<a href=\"javascript:alert(1)\">l</a>", "l", json!(null)),
        (
            "<u><s>x</s></u>",
            "x",
            json!([
                { "type": "underline", "offset": 0, "length": 1 },
                { "type": "strikethrough", "offset": 0, "length": 1 }
            ]),
        ),
        (
            "<span class=\"tg-spoiler\">x</span><tg-spoiler>y</tg-spoiler>",
            "xy",
            json!([{ "type": "spoiler", "offset": 0, "length": 1 }, { "type": "spoiler", "offset": 1, "length": 1 }]),
        ),
        (
            "<blockquote expandable>q</blockquote>",
            "q",
            json!([{ "type": "blockquote", "offset": 0, "length": 1 }]),
        ),
    ] {
        let params = json!({ "chat_id": stage.anna, "text": text, "parse_mode": "HTML" });
        let mut message = stage.ok("sendMessage", params).await;
        assert_eq!(message["text"], plain, "{text}");
        for entity in message["entities"].as_array_mut().into_iter().flatten() {
            entity.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        assert_eq!(message.get("entities").unwrap_or(&Value::Null), &entities, "{text}");
    }
}

/// Texts put together from awkward pieces are either refused or shown with balanced, harmless tags.
#[tokio::test]
async fn any_pieces() {
    const PIECES: [&str; 16] = [
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "&lt;",
        "&",
        "<",
        ">",
        "x",
        " ",
        "\u{1f600}",
        "</>",
        "<a href='",
        "'>",
        "</a>",
        "\"",
    ];
    let stage = Stage::new().await;
    let mut seed: u64 = 7;
    for _ in 0..400 {
        let mut text = String::new();
        for _ in 0..6 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[usize::try_from(seed >> 60).unwrap()]);
        }
        let params = json!({ "chat_id": stage.anna, "text": text, "parse_mode": "HTML" });
        let (status, body) = stage.raw("sendMessage", &params).await;
        match status {
            200 => {
                let id = MessageId(body["result"]["message_id"].as_i64().unwrap());
                let seen = stage.sim.message(stage.anna.into(), id).unwrap();
                assert_eq!(seen.html, text);
                assert!(!seen.text.is_empty() && seen.text.trim() == seen.text, "{text}");
            }
            400 => assert!(body["description"].as_str().unwrap().starts_with("Bad Request: "), "{body}"),
            other => panic!("{other} for {text}"),
        }
    }
}

//! The Markdown parse modes and ready entities.

use crate::client::{Stage, bad};
use serde_json::{Value, json};
use telegram_sim::MessageId;

async fn send(stage: &Stage, (mode, text): (&str, &str)) -> Value {
    stage.ok("sendMessage", json!({ "chat_id": stage.anna, "text": text, "parse_mode": mode })).await
}

/// Entities as `type offset length more`.
fn brief(message: &Value) -> Vec<String> {
    let list = message["entities"].as_array().cloned().unwrap_or_default();
    let one = |entity: Value| {
        let more = ["url", "language", "custom_emoji_id"].into_iter().find_map(|name| entity[name].as_str());
        let text = format!("{} {} {}", entity["type"].as_str().unwrap(), entity["offset"], entity["length"]);
        more.map_or(text.clone(), |more| format!("{text} {more}"))
    };
    list.into_iter().map(one).collect()
}

#[tokio::test]
async fn version_two() {
    let stage = Stage::new().await;
    for (source, plain, entities) in [
        ("plain", "plain", vec![]),
        (
            "*b* _i_ __u__ ~s~ ||p|| `c`",
            "b i u s p c",
            vec!["bold 0 1", "italic 2 1", "underline 4 1", "strikethrough 6 1", "spoiler 8 1", "code 10 1"],
        ),
        (r"1\. a\_b \\ \!", r"1. a_b \ !", vec![]),
        ("*b _i_*", "b i", vec!["bold 0 3", "italic 2 1"]),
        ("___both_**__", "both", vec!["underline 0 4", "italic 0 4"]),
        ("\u{1f600} *b*", "\u{1f600} b", vec!["bold 3 1"]),
        ("[site](https://e.org/a\\)b)", "site", vec!["text_link 0 4 https://e.org/a)b"]),
        ("[no](nowhere)", "no", vec![]),
        ("![x](tg://emoji?id=5)", "x", vec!["custom_emoji 0 1 5"]),
        ("```rust\nfn *a*() {}```", "fn *a*() {}", vec!["pre 0 11 rust"]),
        ("`a.b! [x]`", "a.b! [x]", vec!["code 0 8"]),
        (">one\n>two\nthree", "one\ntwo\nthree", vec!["blockquote 0 7"]),
        (">one\n>two||", "one\ntwo", vec!["expandable_blockquote 0 7"]),
        ("  *b*  ", "b", vec!["bold 0 1"]),
        ("** x", "x", vec![]),
    ] {
        let message = send(&stage, ("MarkdownV2", source)).await;
        assert_eq!(message["text"], plain, "{source}");
        assert_eq!(brief(&message), entities, "{source}");
    }
}

#[tokio::test]
async fn complaints_of_version_two() {
    let stage = Stage::new().await;
    let reserved =
        |c: char| format!("Character '{c}' is reserved and must be escaped with the preceding '\\'");
    for (source, expected) in [
        ("a.b", reserved('.')),
        ("a-b", reserved('-')),
        ("(a)", reserved('(')),
        ("a|b", reserved('|')),
        ("x > y", reserved('>')),
        ("*bold", "Can't find end of Bold entity at byte offset 0".to_owned()),
        ("é _i", "Can't find end of Italic entity at byte offset 3".to_owned()),
        ("```code``", "Can't find end of Pre entity at byte offset 0".to_owned()),
        ("__under _italic___", "Can't find end of Italic entity at byte offset 17".to_owned()),
        (">*one\ntwo*", "Can't find end of Bold entity at byte offset 1".to_owned()),
        ("[site](https://e.org", "Can't find end of a URL at byte offset 6".to_owned()),
        ("![x](https://e.org)", "Custom emoji entity must contain a tg://emoji URL".to_owned()),
    ] {
        let params = json!({ "chat_id": stage.anna, "text": source, "parse_mode": "MarkdownV2" });
        let got = stage.err("sendMessage", params).await;
        assert_eq!(got, bad(&format!("can't parse entities: {expected}")), "{source}");
    }
}

#[tokio::test]
async fn legacy() {
    let stage = Stage::new().await;
    for (source, plain, entities) in [
        ("*b* _i_ `c` a.b!", "b i c a.b!", vec!["bold 0 1", "italic 2 1", "code 4 1"]),
        ("*b _i_*", "b _i_", vec!["bold 0 5"]),
        (r"a\_b \x", r"a_b \x", vec![]),
        ("[site](https://e.org)", "site", vec!["text_link 0 4 https://e.org"]),
        ("[x] y", "x y", vec![]),
        ("```py\na```", "a", vec!["pre 0 1 py"]),
    ] {
        let message = send(&stage, ("markdown", source)).await;
        assert_eq!(message["text"], plain, "{source}");
        assert_eq!(brief(&message), entities, "{source}");
    }
    for (source, at) in [("a *b", 2), ("```a", 0), ("[a](b", 0), ("snake_case", 5)] {
        let params = json!({ "chat_id": stage.anna, "text": source, "parse_mode": "Markdown" });
        let expected =
            format!("can't parse entities: Can't find end of the entity starting at byte offset {at}");
        assert_eq!(stage.err("sendMessage", params).await, bad(&expected), "{source}");
    }
}

#[tokio::test]
async fn placed_entities() {
    let stage = Stage::new().await;
    let with =
        |entities: Value| json!({ "chat_id": stage.anna, "text": "  bold and more ", "entities": entities });
    let bold = |offset: i64, length: i64| json!({ "type": "bold", "offset": offset, "length": length });
    let italic = json!({ "type": "italic", "offset": 4, "length": 6 });
    let sent = stage.ok("sendMessage", with(json!([italic, bold(2, 4), bold(90, 5)]))).await;
    assert_eq!(
        (&sent["text"], brief(&sent)),
        (&json!("bold and more"), vec!["bold 0 4".into(), "italic 2 6".to_owned()])
    );
    let id = MessageId(sent["message_id"].as_i64().unwrap());
    let html = stage.sim.message(stage.anna.into(), id).unwrap().html;
    assert_eq!(html, "<b>bo<i>ld</i></b><i> and</i> more", "what overlaps is closed and opened again");
    for (entities, why) in [
        (json!([5]), "expected an Object"),
        (json!([{ "offset": 0, "length": 1 }]), "Can't find field \"type\""),
        (json!([bold(-1, 1)]), "Field \"offset\" must be of type Number"),
    ] {
        let got = stage.err("sendMessage", with(entities)).await;
        assert_eq!(got, bad(&format!("can't parse MessageEntity: {why}")));
    }
}

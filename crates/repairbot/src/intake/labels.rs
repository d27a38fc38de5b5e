//! The labels of buttons, so that none of them is ever taken for an answer in words (SPEC §3). Nobody keeps a list of
//! them: they are what the texts name by the prefixes of labels.

use crate::texts::{Args, Lang, keys, text, text_with};

/// The first words of the keys of labels.
const LABELS: [&str; 8] =
    ["button", "action", "payment", "channel", "list", "topic", "catalogue", "audit-period"];
/// Of those that name a time.
const TIMES: &str = "quick";

/// Labels that are no answer to anything when they are typed. Those of words only are left out: a person means them.
#[must_use]
pub fn silent(lang: Lang) -> Vec<String> {
    let of = |prefix: &'static str| keys().filter(move |key| begins(key, prefix));
    let plain = LABELS.into_iter().flat_map(of).map(|key| text(lang, key));
    let filled = |key: &'static str, name: &'static str, value: String| {
        text_with(lang, key, &Args::new().raw(name, value))
    };
    let fields = of("field").map(|key| filled("button-edit", "field", text(lang, key)));
    let roles = of("role").flat_map(|key| {
        ["button-grant", "button-revoke"].map(|button| filled(button, "role", text(lang, key)))
    });
    let languages = of("language").map(|key| filled("button-language-chosen", "name", text(lang, key)));
    let for_master = of("action").map(|key| filled("action-for-master", "label", text(lang, key)));
    let all = plain.chain(fields).chain(roles).chain(languages).chain(for_master);
    all.filter(|label| label.chars().any(is_sign)).collect()
}

/// Labels that name a time, each with the words for it that are understood.
#[must_use]
pub fn times(lang: Lang) -> Vec<(String, String)> {
    keys().filter(|key| begins(key, TIMES)).map(|key| (text(lang, key), text(Lang::Ru, key))).collect()
}

fn begins(key: &str, prefix: &str) -> bool {
    key.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'))
}

/// An arrow, a pictogram...: nothing that is typed by chance.
fn is_sign(letter: char) -> bool {
    letter >= '\u{2190}'
}

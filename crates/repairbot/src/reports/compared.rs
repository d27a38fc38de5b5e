//! Figures of a time beside those of the time before.

use jiff::SignedDuration;
use repairbot_core::report::{Mean, Performance, Permille, change};

use super::words;
use crate::texts::{Args, Lang, duration, money, text, text_with};

/// A line for each figure: what it is now, and what it was before.
pub fn compared(lang: Lang, now: &Performance, before: &Performance) -> Vec<String> {
    let line = |key: &str, now: String, before: String| {
        text_with(lang, key, &Args::new().raw("now", now).raw("before", before))
    };
    let grown = |(now, before): (i64, i64)| match change(now, before) {
        None => String::new(),
        Some(change) => format!(", {}", arrow(lang, change)),
    };
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let sums = [
        ("compared-net", now.net(), before.net()),
        ("compared-share", now.master_share, before.master_share),
    ];
    let closed = grown((count(now.closed), count(before.closed)));
    let mut lines =
        vec![line("compared-closed", now.closed.to_string(), format!("{}{closed}", before.closed))];
    lines.extend(sums.map(|(key, now, before)| {
        line(key, money(lang, now), format!("{}{}", money(lang, before), grown((now.0, before.0))))
    }));
    let refused = |one: &Performance| format!("{}, {}", one.refused, words::share(lang, one.refused_share()));
    lines.push(line("compared-refused", refused(now), refused(before)));
    let means = [
        ("compared-accepting", now.accepting, before.accepting),
        ("compared-closing", now.closing, before.closing),
    ];
    lines.extend(means.map(|(key, now, before)| line(key, took(lang, now), took(lang, before))));
    lines
}

/// «▲ 12.5 %»
pub fn arrow(lang: Lang, change: Permille) -> String {
    let key = match change.0 {
        0 => return text(lang, "compared-same"),
        1.. => "compared-more",
        _ => "compared-less",
    };
    text_with(lang, key, &Args::new().raw("share", words::share(lang, Permille(change.0.saturating_abs()))))
}

/// How long something took on average.
pub fn took(lang: Lang, mean: Mean) -> String {
    let shown = |mean: SignedDuration| duration(lang, (mean.as_secs() + 30) / 60);
    mean.value().map_or_else(|| text(lang, "compared-nothing"), shown)
}

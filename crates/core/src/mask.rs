//! Masking of personal data in lines of text (SPEC §13).
//!
//! Rather too much than too little: a log line that hides a word too many is still a log line. The words are
//! those of `lexicon/mask.toml`; what can't be told from ordinary text (names in small letters, a street
//! without the word for it and without a house number) stays.

use std::{collections::HashSet, sync::LazyLock};

use regex::{Captures, Regex};
use serde::Deserialize;

use crate::{
    lexicon::{lexicon, load},
    text::fold,
};

/// Stars in place of the rest of a phone number.
const STARS: &str = "*******";
/// How many characters of a phone number stay.
const SHOWN: usize = 3;
/// Rounds after which the masked text is taken as it is; two are enough for any text the tests could find.
const ROUNDS: usize = 4;

/// What is shown instead.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) text: String,
    pub(crate) email: String,
    pub(crate) token: String,
}

/// The words of `lexicon/mask.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    streets: Vec<String>,
    houses: Vec<String>,
    parts: Vec<String>,
    short_parts: Vec<String>,
    alone: Vec<String>,
    places: Vec<String>,
    cities: Vec<String>,
    endings: Vec<String>,
    adjectives: Vec<String>,
    labels: Vec<String>,
    not_names: Vec<String>,
    tokens: Tokens,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| load(lexicon!("mask")));
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::new(&WORDS).ok());

/// What is shown instead of personal data.
pub(crate) fn tokens() -> &'static Tokens {
    &WORDS.tokens
}

/// A phone number as a log may carry it: its first three characters and seven stars.
pub(crate) fn mask_phone(phone: &str) -> String {
    phone.chars().take(SHOWN).chain(STARS.chars()).collect()
}

/// Hides personal data in a line of text (SPEC §13): phones in any writing (the first three characters and
/// seven stars stay), addresses, names with surnames, e-mail addresses and bot tokens.
///
/// Masking twice gives the same as masking once. Without its rules it hides everything.
#[must_use]
pub fn mask(text: &str) -> String {
    let Some(rules) = RULES.as_ref() else {
        return tokens().text.clone();
    };
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let masked = rules.round(&text);
        if masked == text {
            break;
        }
        text = masked;
    }
    text
}

/// The compiled patterns.
struct Rules {
    token: Regex,
    email: Regex,
    digits: Regex,
    local_phone: Regex,
    /// Patterns that are an address whenever they match, in the order they are tried.
    addresses: Vec<Regex>,
    /// A name and a house number: an address unless the name is a known word.
    bare_address: Regex,
    /// A place in front of a masked address, or two of those.
    beside_address: Regex,
    /// The first half of a street's name in front of a masked address.
    adjective: Regex,
    names: Regex,
    initials: Regex,
    labelled: Regex,
    not_names: HashSet<String>,
}

/// Alternatives of a pattern: the longest first, so that none hides another.
fn any(words: &[String]) -> String {
    let mut words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    format!("(?i:{})", words.join("|"))
}

/// Pieces that several patterns share.
mod piece {
    /// A capital Cyrillic letter.
    pub(super) const CAPITAL: &str = r"[\p{Cyrillic}&&\p{Lu}]";
    /// The number of a house or a flat: 5, 5a, 5k2, 5/2, 5-12.
    pub(super) const NUMBER: &str =
        r"\d{1,4}(?:\p{Cyrillic}{1,4}\d{1,3}|\p{Cyrillic})?(?:\s?[/\-]\s?\d{1,4}\p{Cyrillic}?)?\b";
    /// A number in front of a street's name: "3-ya ".
    pub(super) const ORDINAL: &str = r"(?:\d{1,3}-?\p{Cyrillic}{1,2}\s+)?";
    /// One word of the name of a street, which may begin with a number: "8", "1-ya".
    pub(super) const WORD: &str = r"(?:\d{1,3}(?:-?\p{Cyrillic}{1,2})?\s+)?\p{Cyrillic}[\p{Cyrillic}.\-]*";
}

impl Rules {
    fn new(words: &Words) -> Result<Self, regex::Error> {
        use piece::{CAPITAL, ORDINAL};
        let name = format!(r"{CAPITAL}[\p{{Cyrillic}}\-]+");
        let initial = format!(r"{CAPITAL}\.");
        let labels = any(&words.labels);
        let address = regex::escape(&words.tokens.address);
        let (cities, places, adjectives) = (any(&words.cities), any(&words.places), any(&words.adjectives));
        let endings = any(&words.endings);
        let place = format!(
            r"(?:\b{places}(?:\.\s*|\s+)\p{{Cyrillic}}[\p{{Cyrillic}}\-]*(?:\s+{CAPITAL}[\p{{Cyrillic}}\-]*)?|\b{cities})"
        );
        let number = piece::NUMBER;
        Ok(Self {
            token: Regex::new(r"\d{5,12}:[A-Za-z0-9_\-]{20,}")?,
            email: Regex::new(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")?,
            digits: Regex::new(r"\+?\d(?:[\s().\-\x{2010}-\x{2015}\x{2212}]{0,3}\d)+")?,
            local_phone: Regex::new(r"\b(\d{3})[\-\x{2010}-\x{2015}]\d\d[\-\x{2010}-\x{2015}]\d\d\b")?,
            addresses: address_patterns(words)?,
            bare_address: Regex::new(&format!(
                r"({CAPITAL}[\p{{Cyrillic}}\-]+{endings})[\s,]+{number}(?:,\s*\d{{1,4}}\b)?"
            ))?,
            beside_address: Regex::new(&format!(r"(?:(?:{place}|{address})[\s,;]+)+{address}"))?,
            adjective: Regex::new(&format!(
                r"{ORDINAL}{CAPITAL}[\p{{Cyrillic}}\-]*{adjectives}\s+{address}"
            ))?,
            names: Regex::new(&format!(r"{name}(?:\s+{name})+"))?,
            initials: Regex::new(&format!(
                r"{name}\s+{initial}(?:\s?{initial})?|{initial}\s?(?:{initial}\s?)?{name}"
            ))?,
            labelled: Regex::new(&format!(r#"(\b{labels}"?\s*[:=]\s*"?)({name})"#))?,
            not_names: words.not_names.iter().map(|word| fold(word)).collect(),
        })
    }

    /// Applies every rule once, phones before addresses so that a flat's number never hides a part of one.
    fn round(&self, text: &str) -> String {
        let tokens = tokens();
        let mut text = self.token.replace_all(text, tokens.token.as_str()).into_owned();
        text = self.email.replace_all(&text, tokens.email.as_str()).into_owned();
        text = self.phones(&text);
        text = self.local_phone.replace_all(&text, format!("${{1}}{STARS}")).into_owned();
        // What follows is about Cyrillic words; most log lines have none.
        let is_cyrillic = |c: char| ('\u{400}'..='\u{52f}').contains(&c);
        if text.contains(is_cyrillic) { self.words(text) } else { text }
    }

    /// Addresses and names.
    fn words(&self, mut text: String) -> String {
        let tokens = tokens();
        for pattern in &self.addresses {
            text = pattern.replace_all(&text, tokens.address.as_str()).into_owned();
        }
        text = self.bare_addresses(&text);
        text = self.beside_address.replace_all(&text, tokens.address.as_str()).into_owned();
        text = self.names.replace_all(&text, |found: &Captures<'_>| self.hide_names(&found[0])).into_owned();
        text = self.initials.replace_all(&text, tokens.name.as_str()).into_owned();
        text = self.adjective.replace_all(&text, tokens.address.as_str()).into_owned();
        self.labelled
            .replace_all(&text, |found: &Captures<'_>| format!("{}{}", &found[1], tokens.name))
            .into_owned()
    }

    /// Masks every phone among runs of digits and separators.
    fn phones(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for run in self.digits.find_iter(text) {
            out.push_str(&text[done..run.start()]);
            let masked_already = text[run.end()..].starts_with('*');
            mask_run(&mut out, run.as_str(), masked_already);
            done = run.end();
        }
        out.push_str(&text[done..]);
        out
    }

    fn bare_addresses(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for found in self.bare_address.captures_iter(text) {
            let (Some(whole), Some(word)) = (found.get(0), found.get(1)) else { continue };
            // A clock time, a date or a sum goes on after its first digits.
            let rest = &text[whole.end()..];
            let fraction = rest.strip_prefix(['.', ':']);
            let goes_on = rest.starts_with('%')
                || fraction.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if goes_on || self.not_names.contains(&fold(word.as_str())) {
                continue;
            }
            out.push_str(&text[done..whole.start()]);
            out.push_str(&tokens().address);
            done = whole.end();
        }
        out.push_str(&text[done..]);
        out
    }

    /// Masks names among capitalised words: two or more in a row that are not known words.
    fn hide_names(&self, words: &str) -> String {
        let mut out = String::with_capacity(words.len());
        let mut names: Vec<&str> = Vec::new();
        for word in words.split_inclusive(char::is_whitespace) {
            if self.not_names.contains(&fold(word)) {
                flush_names(&mut out, &mut names);
                out.push_str(word);
            } else {
                names.push(word);
            }
        }
        flush_names(&mut out, &mut names);
        out
    }
}

/// Writes collected words: masked when there are two or more, with the space after the last one kept.
fn flush_names(out: &mut String, names: &mut Vec<&str>) {
    let is_name = names.iter().filter(|word| !word.trim().is_empty()).count() > 1;
    if is_name {
        let tail: usize = names.iter().rev().take_while(|word| word.trim().is_empty()).count();
        out.push_str(&tokens().name);
        let last = names[names.len() - tail - 1];
        out.push_str(&last[last.trim_end().len()..]);
        out.extend(names[names.len() - tail..].iter().copied());
    } else {
        out.extend(names.iter().copied());
    }
    names.clear();
}

/// Patterns of addresses with a word that says so.
fn address_patterns(words: &Words) -> Result<Vec<Regex>, regex::Error> {
    use piece::{CAPITAL, NUMBER, ORDINAL, WORD};
    let (street, house, part) = (any(&words.streets), any(&words.houses), any(&words.parts));
    let (short, alone) = (any(&words.short_parts), any(&words.alone));
    let sign = "\u{2116}?";
    let built = format!(r"(?:{house}\.?\s*)?{sign}\s*{NUMBER}");
    let tail =
        format!(r"(?:[\s,;]*\b(?:{house}|{part}|{short})\.?\s*{sign}\s*{NUMBER})*(?:,\s*\d{{1,4}}\b)?");
    let patterns = [
        // A street word, its name, a house.
        format!(r"\b{street}(?:\.\s*|\s+){WORD}(?:\s+{WORD}){{0,3}}?[\s,]+{built}{tail}"),
        // A name, a street word, a house or nothing; not the street word of the name that follows.
        format!(r"{ORDINAL}{CAPITAL}[\p{{Cyrillic}}\-]*\s+{street}\b\.?[\s,]+{built}{tail}"),
        // A street word and its name.
        format!(r"\b{street}(?:\.\s*|\s+){WORD}(?:\s+{CAPITAL}[\p{{Cyrillic}}\-]*){{0,2}}"),
        format!(r"{ORDINAL}{CAPITAL}[\p{{Cyrillic}}\-]*\s+{street}\b\.?"),
        // A name and a house with the word for it.
        format!(r"\p{{Cyrillic}}[\p{{Cyrillic}}\-]{{2,}}[\s,]+\b{house}\.?\s*{sign}\s*{NUMBER}{tail}"),
        // A name, a number, a flat.
        format!(
            r"\p{{Cyrillic}}[\p{{Cyrillic}}\-]{{2,}}[\s,]+{NUMBER}(?:[\s,;]+{part}\.?\s*{sign}\s*{NUMBER})+{tail}"
        ),
        format!(r"\b{alone}\.?\s*{sign}\s*{NUMBER}{tail}"),
    ];
    patterns.iter().map(|pattern| Regex::new(pattern)).collect()
}

/// Masks the phones in one run of digits and separators. `masked_already` says that stars follow.
fn mask_run(out: &mut String, run: &str, masked_already: bool) {
    let chars: Vec<char> = run.chars().collect();
    let mut at = 0;
    let mut fresh = true;
    while at < chars.len() {
        let found = if fresh { phone_at(&chars[at..], masked_already) } else { None };
        if let Some(length) = found {
            out.extend(chars[at..].iter().take(SHOWN));
            out.push_str(STARS);
            at += length;
        } else {
            out.push(chars[at]);
            fresh = !chars[at].is_ascii_digit() && chars[at] != '+';
            at += 1;
        }
    }
}

/// The length in characters of the phone that begins here, if one does.
fn phone_at(chars: &[char], masked_already: bool) -> Option<usize> {
    let plus = usize::from(chars.first() == Some(&'+'));
    let first = *chars.get(plus).filter(|c| c.is_ascii_digit())?;
    let group = chars.iter().skip(plus).take_while(|c| c.is_ascii_digit()).count();
    let digits: Vec<usize> =
        chars.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).take(15).collect();
    // Where a number of so many digits ends, unless that is in the middle of a group of digits.
    let ends = |count: usize| {
        let end = *digits.get(count.checked_sub(1)?)? + 1;
        let cut = chars.get(end).map_or(masked_already, char::is_ascii_digit);
        if cut { None } else { Some(end) }
    };
    if plus == 1 {
        let most = if first == '7' { 11 } else { 15 };
        let whole_group = (group >= 8).then_some(plus + group);
        return (8..=most).rev().find_map(ends).or(whole_group);
    }
    let trunk = matches!(first, '7' | '8').then(|| ends(11)).flatten();
    let national = (matches!(first, '3' | '4' | '8' | '9') && group != 2).then(|| ends(10)).flatten();
    let abroad = (matches!(first, '3' | '9') && group == 12).then(|| ends(12)).flatten();
    trunk.or(national).or(abroad)
}

//! The vocabulary of time: `lexicon/when_*.toml` for words, `lexicon/when.toml` for the hours of the day.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::lexicon::{lexicon, load};

/// What a word may mean; many words mean several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Role(Role),
    /// 0 to 19.
    Number(i64),
    /// 20, 30, 40, 50.
    Tens(i64),
    /// 1 to 20, and 30.
    Ordinal(i64),
    /// 1 to 12.
    Month(i64),
    /// 1 is Monday.
    Weekday(i64),
    /// So many days from today.
    Day(i64),
    Unit(Unit),
    Part(Part),
    /// The part of the day named after an hour.
    Marker(Part),
    Filler,
}

/// What a word says of an instruction beside it: that it goes with a visit, and is not what the time is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// "Before", "in advance", "first".
    Lead,
    /// What the master needs to get in: "entrance", "intercom".
    Detail,
}

/// Words that hold a phrase together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    At,
    From,
    Until,
    Through,
    By,
    After,
    Ahead,
    Within,
    Between,
    And,
    Half,
    OneAndHalf,
    HalfHour,
    HalfYear,
    Pair,
    This,
    Nearest,
    Next,
    Weekend,
    Any,
    Time,
    Noon,
    Now,
    Tonight,
    OfMonth,
    Ordinal,
    Not,
    Earlier,
    Later,
}

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    Morning,
    Lunch,
    Day,
    Afternoon,
    Evening,
    Night,
    Am,
    Pm,
}

/// The hours of a part of the day.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Hours {
    /// Beginning of the interval it means; none for parts that only tell hours apart.
    from: Option<i64>,
    /// Its end.
    to: Option<i64>,
    /// The first hour that may be called so.
    first: i64,
    /// The first that may not; past midnight when it is before `first`.
    last: i64,
}

impl Hours {
    /// The interval the part means by itself, in hours.
    pub(super) fn interval(self) -> Option<(i64, i64)> {
        Some((self.from?, self.to?))
    }

    /// Whether this hour may be called so.
    pub(super) fn includes(self, hour: i64) -> bool {
        if self.first < self.last {
            (self.first..self.last).contains(&hour)
        } else {
            hour >= self.first || hour < self.last
        }
    }
}

/// `lexicon/when.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clockwork {
    pub(super) day_begins: i64,
    parts: BTreeMap<Part, Hours>,
}

impl Clockwork {
    pub(super) fn hours(&self, part: Part) -> Option<Hours> {
        self.parts.get(&part).copied()
    }
}

/// `lexicon/when_*.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    instructions: Vec<String>,
    leads: Vec<String>,
    details: Vec<String>,
    fillers: Vec<String>,
    days: Vec<Vec<String>>,
    numbers: Vec<Vec<String>>,
    tens: Vec<Vec<String>>,
    ordinals: Vec<Vec<String>>,
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    units: BTreeMap<Unit, Vec<String>>,
    parts: BTreeMap<Part, Vec<String>>,
    markers: BTreeMap<Part, Vec<String>>,
    roles: BTreeMap<Role, Vec<String>>,
}

impl Words {
    /// Every word with one of its meanings.
    fn meanings(self) -> Vec<(String, Meaning)> {
        let mut all: Vec<(String, Meaning)> = Vec::new();
        let mut add = |words: Vec<String>, meaning: Meaning| {
            all.extend(words.into_iter().map(|word| (word, meaning)));
        };
        let mut listed = |lists: Vec<Vec<String>>, meaning: fn(i64) -> Meaning| {
            for (words, index) in lists.into_iter().zip(0_i64..) {
                add(words, meaning(index));
            }
        };
        listed(self.days, Meaning::Day);
        listed(self.numbers, Meaning::Number);
        listed(self.tens, |index| Meaning::Tens((index + 2) * 10));
        listed(self.ordinals, |index| Meaning::Ordinal(if index == 20 { 30 } else { index + 1 }));
        listed(self.months, |index| Meaning::Month(index + 1));
        listed(self.weekdays, |index| Meaning::Weekday(index + 1));
        self.units.into_iter().for_each(|(unit, words)| add(words, Meaning::Unit(unit)));
        self.parts.into_iter().for_each(|(part, words)| add(words, Meaning::Part(part)));
        self.markers.into_iter().for_each(|(part, words)| add(words, Meaning::Marker(part)));
        self.roles.into_iter().for_each(|(role, words)| add(words, Meaning::Role(role)));
        add(self.fillers, Meaning::Filler);
        all
    }
}

/// All languages together: people mix them.
pub(super) struct Vocabulary {
    pub(super) clockwork: Clockwork,
    meanings: HashMap<String, Vec<Meaning>>,
    instructions: Vec<String>,
    leads: Vec<String>,
    details: Vec<String>,
}

impl Vocabulary {
    /// What a folded word may mean.
    pub(super) fn meanings(&self, word: &str) -> Option<&[Meaning]> {
        self.meanings.get(word).map(Vec::as_slice)
    }

    /// Whether a folded word is about a call or an agreement.
    pub(super) fn is_instruction(&self, word: &str) -> bool {
        self.instructions.iter().any(|stem| word.starts_with(stem.as_str()))
    }

    /// What a folded word says of an instruction beside it.
    pub(super) fn tie(&self, word: &str) -> Option<Tie> {
        if self.leads.iter().any(|lead| lead == word) {
            return Some(Tie::Lead);
        }
        self.details.iter().any(|stem| word.starts_with(stem.as_str())).then_some(Tie::Detail)
    }
}

/// The vocabulary, parsed once.
pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let (mut instructions, mut leads, mut details) = (Vec::new(), Vec::new(), Vec::new());
    let mut meanings: HashMap<String, Vec<Meaning>> = HashMap::new();
    for text in [lexicon!("when_ru"), lexicon!("when_en")] {
        let mut words: Words = load(text);
        instructions.append(&mut words.instructions);
        leads.append(&mut words.leads);
        details.append(&mut words.details);
        for (word, meaning) in words.meanings() {
            meanings.entry(word).or_default().push(meaning);
        }
    }
    Vocabulary { clockwork: load(lexicon!("when")), meanings, instructions, leads, details }
});

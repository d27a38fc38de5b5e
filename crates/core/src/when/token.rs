//! From text to tokens: numbers with their punctuation, words with what they may mean.

use super::lexicon::{Meaning, Tie, VOCABULARY};
use crate::text::{fold, is_dash};

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits; `digits` is how many.
    Number { value: i64, digits: usize },
    /// `10:30`
    Clock { hour: i64, minute: i64 },
    /// `25.12`, `10.30`, `1.5`: what it is, the grammar decides. `digits` are those of the right number.
    Dotted { left: i64, right: i64, digits: usize },
    /// `1,5`
    Decimal { left: i64, right: i64, digits: usize },
    /// `25.12.25`, `25/12`, `2025-12-25`; the year as it was written.
    Date { day: i64, month: i64, year: Option<(i64, usize)> },
    /// A word that may have to do with time.
    Word(&'static [Meaning]),
    /// A word about a call or an agreement.
    Instruction,
    /// Any other word or number.
    Unknown,
    /// A dash; with a space before and after it, it may part two clauses.
    Dash { spaced: bool },
    /// Punctuation between clauses.
    Break,
}

/// A token with its place in the text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What the word says of an instruction beside it.
    pub(super) tie: Option<Tie>,
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Placed> {
    let mut scanner = Scanner { text, at: 0 };
    let mut found = Vec::new();
    while let Some(next) = scanner.peek() {
        let start = scanner.at;
        let token = if next.is_ascii_digit() {
            Some(scanner.number())
        } else if next.is_alphabetic() {
            Some(scanner.word())
        } else {
            scanner.at += next.len_utf8();
            scanner.sign(next, start)
        };
        if let Some(token) = token {
            let (end, word) = (scanner.at, text.get(start..scanner.at).filter(|_| next.is_alphabetic()));
            let tie = word.and_then(|word| VOCABULARY.tie(&fold(word)));
            found.push(Placed { token, start, end, tie });
        }
    }
    found
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A run of digits: how many, and their value (-1 beyond any use).
#[derive(Clone, Copy)]
struct Digits {
    value: i64,
    digits: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn digits(&mut self) -> Option<Digits> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let run = self.rest().get(..digits).filter(|run| !run.is_empty())?;
        let value = run.parse().ok().filter(|_| digits <= 4).unwrap_or(-1);
        self.at += digits;
        Some(Digits { value, digits })
    }

    /// A separator that is followed by a digit, and the digits.
    fn joined(&mut self, is_separator: fn(char) -> bool) -> Option<(char, Digits)> {
        let before = self.at;
        let separator = self.peek().filter(|c| is_separator(*c))?;
        self.at += separator.len_utf8();
        let Some(digits) = self.digits() else {
            self.at = before;
            return None;
        };
        Some((separator, digits))
    }

    fn number(&mut self) -> Token {
        let Some(first) = self.digits() else { return Token::Unknown };
        if let Some((_, minute)) = self.joined(|c| c == ':') {
            return self.clock(first, minute);
        }
        if let Some((separator, second)) = self.joined(|c| matches!(c, '.' | '/' | ',')) {
            return self.dotted(first, separator, second);
        }
        let before = self.at;
        if let Some((_, second)) = self.joined(is_dash)
            && let Some((_, third)) = self.joined(is_dash)
        {
            return self.dashed(first, second, third);
        }
        self.at = before;
        match first {
            Digits { value: -1, .. } => Token::Unknown,
            Digits { value, digits } => Token::Number { value, digits },
        }
    }

    /// `10:30`, and `10:30:00` of machines. Minutes have two digits; anything else is no time of any clock.
    fn clock(&mut self, hour: Digits, minute: Digits) -> Token {
        let seconds = self.joined(|c| c == ':').is_none_or(|(_, second)| second.value == 0);
        let fits = hour.digits <= 2 && minute.digits == 2 && seconds;
        Token::Clock { hour: if fits { hour.value } else { -1 }, minute: minute.value }
    }

    fn dotted(&mut self, first: Digits, separator: char, second: Digits) -> Token {
        let (left, right, digits) = (first.value, second.value, second.digits);
        if separator == ',' {
            return Token::Decimal { left, right, digits };
        }
        let same = if separator == '.' { |c| c == '.' } else { |c| c == '/' };
        let third = self.joined(same);
        let more = self.joined(same).is_some();
        match (third, separator) {
            _ if more => Token::Date { day: -1, month: -1, year: None },
            (Some((_, year)), _) => date((first, second), year),
            (None, '.') => Token::Dotted { left, right, digits },
            (None, _) => Token::Date { day: left, month: right, year: None },
        }
    }

    /// `2025-12-25`, also with `T14:00` after it, or `25-12-2025`.
    fn dashed(&mut self, first: Digits, second: Digits, third: Digits) -> Token {
        if first.digits != 4 {
            return date((first, second), third);
        }
        let mut after = self.rest().chars();
        let is_t = matches!(after.next(), Some('t' | 'T'));
        if is_t && after.next().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        date((third, second), first)
    }

    fn word(&mut self) -> Token {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        // The dots of these two are no end of a clause.
        let (length, word) = match rest.get(..4).map(str::to_ascii_lowercase).as_deref() {
            Some("a.m.") => (4, "am".to_owned()),
            Some("p.m.") => (4, "pm".to_owned()),
            _ => (length, fold(rest.get(..length).unwrap_or_default())),
        };
        self.at += length;
        match VOCABULARY.meanings(&word) {
            Some(meanings) => Token::Word(meanings),
            None if VOCABULARY.is_instruction(&word) => Token::Instruction,
            None => Token::Unknown,
        }
    }

    /// A sign that is neither letter nor digit; most say nothing.
    fn sign(&self, sign: char, start: usize) -> Option<Token> {
        if is_dash(sign) {
            let before = self.text.get(..start).is_some_and(|text| text.ends_with(' '));
            return Some(Token::Dash { spaced: before && self.peek() == Some(' ') });
        }
        matches!(sign, ',' | ';' | '.' | ':' | '(' | ')' | '!' | '?' | '|' | '\u{2026}')
            .then_some(Token::Break)
    }
}

/// A date of three numbers; the year has two or four digits.
fn date((day, month): (Digits, Digits), year: Digits) -> Token {
    let fits = day.digits <= 2 && month.digits <= 2 && matches!(year.digits, 2 | 4);
    let day = if fits { day.value } else { -1 };
    Token::Date { day, month: month.value, year: Some((year.value, year.digits)) }
}

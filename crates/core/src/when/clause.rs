//! Which part of a text is a time, and which an instruction: "tomorrow at 10:30, call first".

use jiff::civil::Date;

use super::{
    WhenError,
    beside::beside,
    grammar::{Phrase, phrase},
    lexicon::{Meaning, Role, Unit},
    token::{Placed, Token},
};

/// A part of the text.
pub(super) type Bytes = std::ops::Range<usize>;

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// A time; `note` are the bytes of the text beside it.
    Time { phrase: Phrase, note: Option<Bytes> },
    /// An instruction as a whole.
    Instruction,
}

/// Tells time from instruction. The whole text may be a time, or some of its clauses from either end; the rest is a
/// note then; without a comma, see [`beside`]. A text that speaks of a call, or of no time at all, is an instruction.
///
/// # Errors
/// [`WhenError`] for what speaks of time and can't be read: it must not be taken for an instruction, because "tomorrow"
/// says something else tomorrow.
pub(super) fn understand(tokens: &[Placed], today: Date) -> Result<Reading, WhenError> {
    if is_plain(tokens) {
        return match read(tokens, today)? {
            Some(phrase) => Ok(Reading::Time { phrase, note: None }),
            None if speaks_of_time(tokens) || !has_words(tokens) => Err(WhenError::NotUnderstood),
            None => Ok(Reading::Instruction),
        };
    }
    let unparted = beside(tokens, today);
    let mut problem = None;
    for (timed, rest) in splits(tokens) {
        match read(timed, today) {
            Ok(Some(phrase)) if !speaks_of_time(rest) || has_instruction(rest) => {
                let begins =
                    timed.first().zip(rest.first()).is_none_or(|(time, note)| time.start < note.start);
                // "Tomorrow at 10 call an hour before, at 12".
                if !begins && matches!(beside(rest, today), Ok(Some(_))) {
                    return Err(WhenError::Ambiguous);
                }
                return match unparted {
                    // "Tomorrow, at 10:30 call an hour before": the clock goes with the day.
                    Ok(Some((whole, note))) if begins && whole.adds_to(&phrase) => {
                        Ok(Reading::Time { phrase: whole, note })
                    }
                    _ => Ok(Reading::Time { phrase, note: note_of(rest) }),
                };
            }
            // Two times: "tomorrow at 10, better at 12".
            Ok(Some(_)) => problem = Some(WhenError::Ambiguous),
            Ok(None) => {}
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    match problem {
        Some(problem) => Err(problem),
        None if has_instruction(tokens) || !speaks_of_time(tokens) => {
            let reading = unparted?.map(|(phrase, note)| Reading::Time { phrase, note });
            Ok(reading.unwrap_or(Reading::Instruction))
        }
        None => Err(WhenError::NotUnderstood),
    }
}

/// The bytes of what stands beside a time.
pub(super) fn note_of(rest: &[Placed]) -> Option<Bytes> {
    rest.first().zip(rest.last()).map(|(first, last)| first.start..last.end)
}

/// Reads tokens as a time if every word of them may have to do with time.
///
/// # Errors
/// See [`phrase`].
pub(super) fn read(tokens: &[Placed], today: Date) -> Result<Option<Phrase>, WhenError> {
    if !is_plain(tokens) {
        return Ok(None);
    }
    let tokens: Vec<&Token> =
        tokens.iter().map(|placed| &placed.token).filter(|t| **t != Token::Break).collect();
    phrase(&tokens, today)
}

/// The text cut in two between clauses: first what begins it, longest first, as the time, then what ends it.
fn splits(tokens: &[Placed]) -> impl Iterator<Item = (&[Placed], &[Placed])> {
    let cuts: Vec<usize> = (1..tokens.len()).filter(|at| parts_clauses(tokens, *at)).collect();
    let before = cuts.clone().into_iter().rev().map(|at| tokens.split_at(at));
    let after = cuts.into_iter().map(|at| tokens.split_at(at)).map(|(rest, timed)| (timed, rest));
    before.chain(after).map(|(timed, rest)| (timed, trimmed(rest)))
}

pub(super) fn parts_clauses(tokens: &[Placed], at: usize) -> bool {
    tokens.get(at).is_some_and(|placed| matches!(placed.token, Token::Break | Token::Dash { spaced: true }))
}

/// Without the punctuation at both ends.
pub(super) fn trimmed(tokens: &[Placed]) -> &[Placed] {
    let says = |placed: &Placed| !matches!(placed.token, Token::Break | Token::Dash { .. });
    let first = tokens.iter().position(says).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(says).map_or(first, |last| last + 1);
    tokens.get(first..last).unwrap_or_default()
}

/// Whether every word may have to do with time.
pub(super) fn is_plain(tokens: &[Placed]) -> bool {
    !tokens.iter().any(|placed| matches!(placed.token, Token::Unknown | Token::Instruction))
}

pub(super) fn has_instruction(tokens: &[Placed]) -> bool {
    tokens.iter().any(|placed| placed.token == Token::Instruction)
}

fn has_words(tokens: &[Placed]) -> bool {
    tokens.iter().any(|placed| matches!(placed.token, Token::Word(_) | Token::Unknown | Token::Instruction))
}

/// Whether something in it names a day, an hour or a distance beyond doubt.
pub(super) fn speaks_of_time(tokens: &[Placed]) -> bool {
    (0..tokens.len()).any(|at| {
        let token = |ahead: usize| tokens.get(at + ahead).map(|placed| &placed.token);
        let means = |ahead: usize, test: fn(Meaning) -> bool| {
            matches!(token(ahead), Some(Token::Word(meanings)) if meanings.iter().any(|m| test(*m)))
        };
        let numeric = |ahead| matches!(token(ahead), Some(Token::Number { .. }));
        let counted = |ahead| numeric(ahead) || means(ahead, is_number);
        match token(0) {
            Some(Token::Clock { .. } | Token::Date { .. } | Token::Dotted { .. }) => true,
            Some(Token::Number { .. }) => means(1, |m| matches!(m, Meaning::Month(_) | Meaning::Marker(_))),
            Some(Token::Word(_)) => {
                let before_hour = means(0, is_preposition) && numeric(1);
                let followed = !matches!(token(2), Some(Token::Unknown | Token::Instruction));
                let ahead = means(0, |m| m == Meaning::Role(Role::Ahead)) && (counted(1) || means(1, is_unit));
                let dated = means(0, |m| matches!(m, Meaning::Ordinal(_))) && means(1, |m| matches!(m, Meaning::Month(_)));
                means(0, is_day) || (before_hour && followed) || ahead || dated
            }
            _ => false,
        }
    })
}

fn is_day(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Day(_) | Meaning::Weekday(_))
}

fn is_number(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Number(_) | Meaning::Tens(_) | Meaning::Role(Role::OneAndHalf | Role::HalfHour)
    )
}

fn is_unit(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Unit(Unit::Minute | Unit::Hour | Unit::Day | Unit::Week | Unit::Month))
}

fn is_preposition(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Role(Role::At | Role::By | Role::From | Role::Until | Role::After))
}

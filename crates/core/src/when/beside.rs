//! An instruction right behind a time, with no comma between them: "tomorrow at 10:30 call an hour before".
//!
//! Whose time it is decides what stands beside the instruction. "An hour before", "in advance", "after the call",
//! "check the entrance" are said of a visit; without any of them the time may as well be that of the call, and whoever
//! wrote it is asked. A day alone is the call's ("tomorrow call"), and so is a part of the day or a distance from now
//! unless a visit is spoken of.

use jiff::civil::Date;

use super::{
    WhenError,
    clause::{Bytes, has_instruction, is_plain, note_of, parts_clauses, read, speaks_of_time, trimmed},
    grammar::Phrase,
    lexicon::{Meaning, Role, Tie},
    token::{Placed, Token},
};

/// Reads a text that begins with the hours of a visit and goes on with an instruction: the time and the bytes of the
/// note. `None` when it does not, or when the instruction has the time to itself.
///
/// # Errors
/// [`WhenError::CallOrVisit`] when the time may be either's, [`WhenError::NotUnderstood`] when something else stands
/// between them, and those of [`read`].
pub(super) fn beside(tokens: &[Placed], today: Date) -> Result<Option<(Phrase, Option<Bytes>)>, WhenError> {
    let begins = tokens.iter().position(|placed| !is_plain(std::slice::from_ref(placed)));
    let Some(begins) = begins.filter(|_| has_instruction(tokens)) else { return Ok(None) };
    let Some((phrase, rest)) = longest(tokens, begins, today)? else { return Ok(None) };
    if is_tied(rest) {
        return Ok(Some((phrase, note_of(rest))));
    }
    match phrase.time {
        None => Ok(None),
        Some(_) if instruction(rest) == Some(0) => Err(WhenError::CallOrVisit),
        Some(_) if speaks_of_time(tokens.get(..=begins).unwrap_or_default()) => Err(WhenError::NotUnderstood),
        Some(_) => Ok(None),
    }
}

/// The longest beginning that names hours, and what follows it; words that change nothing go with what follows.
///
/// # Errors
/// Those of a longer beginning that can't be meant so: if a part of it names hours, a visit is spoken of behind it, or
/// no clock shows its hour.
fn longest(tokens: &[Placed], begins: usize, today: Date) -> Result<Option<(Phrase, &[Placed])>, WhenError> {
    let mut problem = None;
    for (timed, rest) in (1..=begins).rev().map(|at| tokens.split_at(at)) {
        let rest = trimmed(rest);
        // The article of "after a call" is no hour.
        let article = tokens.get(timed.len().saturating_sub(2)..).and_then(instruction) == Some(2);
        if article || timed.last().is_none_or(says_nothing) {
            continue;
        }
        match read(timed, today) {
            Ok(Some(phrase)) if phrase.names_hours() => {
                return problem.map_or(Ok(Some((phrase, rest))), Err);
            }
            // "From the 25th floor" is no hour at all.
            Err(WhenError::BadHour) if instruction(rest) == Some(0) => return Err(WhenError::BadHour),
            Err(error) if is_tied(rest) => return Err(error),
            Err(error) => problem = problem.or(Some(error)),
            Ok(_) => {}
        }
    }
    Ok(None)
}

/// Whether the instruction this begins with is one about a visit whose time was named before.
fn is_tied(rest: &[Placed]) -> bool {
    let ends = (1..rest.len()).find(|at| parts_clauses(rest, *at)).unwrap_or(rest.len());
    let clause = rest.get(..ends).unwrap_or_default();
    let names_time = rest.iter().any(|placed| means(placed, |m| m == Meaning::Role(Role::Time)));
    if !has_instruction(clause) || names_time || speaks_of_time(rest) {
        return false;
    }
    let leads = |placed: &Placed| placed.tie == Some(Tie::Lead);
    // Russian also says "with" a call in advance.
    let with = |placed: &&Placed| says_nothing(placed) || means(placed, |m| m == Meaning::Role(Role::From));
    let led = clause.iter().find(|placed| !with(placed)).is_some_and(leads);
    match instruction(clause) {
        _ if led => true,
        Some(0) => clause.iter().any(leads) || has_detail(clause),
        Some(_) => true,
        None => false,
    }
}

/// How many words stand before the instruction that begins here: none, or those of "after the call", "by arrangement".
fn instruction(rest: &[Placed]) -> Option<usize> {
    let mut words = rest.iter().skip_while(|placed| says_nothing(placed)).peekable();
    let follows = |m| matches!(m, Meaning::Role(Role::After | Role::Through | Role::By));
    let after = words.next_if(|placed| means(placed, follows)).is_some();
    let article = |m| matches!(m, Meaning::Filler | Meaning::Number(1));
    let skipped = after && words.next_if(|placed| means(placed, article)).is_some();
    let found = words.next().is_some_and(|placed| placed.token == Token::Instruction);
    found.then_some(usize::from(after) + usize::from(skipped))
}

/// Whether the first instruction is about something the master needs: "check the entrance".
fn has_detail(clause: &[Placed]) -> bool {
    let mut words = clause.iter().skip_while(|placed| placed.token != Token::Instruction).skip(1);
    let detail = words.find(|placed| placed.tie.is_some() || !matches!(placed.token, Token::Word(_)));
    detail.is_some_and(|placed| placed.tie == Some(Tie::Detail))
}

/// A word or sign that a time does not need at its end.
fn says_nothing(placed: &Placed) -> bool {
    matches!(placed.token, Token::Break | Token::Dash { .. }) || means(placed, |m| m == Meaning::Filler)
}

fn means(placed: &Placed, test: impl Fn(Meaning) -> bool) -> bool {
    matches!(placed.token, Token::Word(meanings) if meanings.iter().any(|m| test(*m)))
}

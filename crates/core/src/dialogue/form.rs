//! The form engine: most dialogues ask questions one by one. It gives back, skip, cancel and
//! edit-on-review to all of them, so that a dialogue is a short declaration of its questions.

use serde::{Deserialize, Serialize};

use super::{Facts, Input, Problem};

/// Where a person is in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor<F> {
    /// The question being asked; `None` is the review screen.
    pub at: Option<F>,
    /// Whether that question was reopened from the review screen.
    pub editing: bool,
}

impl<F> Cursor<F> {
    /// At the first question.
    pub fn start(first: F) -> Self {
        Self { at: Some(first), editing: false }
    }
}

/// What came of one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The next question (or the same one, or the review screen) is to be shown.
    Ask,
    /// All is answered and confirmed: the form's command can be carried out.
    Done,
    /// The person dropped the form.
    Cancelled,
}

/// A dialogue that asks a list of questions.
pub trait Form {
    /// Its questions.
    type Field: Copy + PartialEq;

    /// The questions to ask in this order, given the answers so far.
    fn fields(&self) -> Vec<Self::Field>;
    /// Where the person is.
    fn cursor(&self) -> Cursor<Self::Field>;
    /// Moves there.
    fn set_cursor(&mut self, cursor: Cursor<Self::Field>);
    /// Whether this question may be left open.
    fn optional(&self, field: Self::Field) -> bool;
    /// Whether it has an answer.
    fn answered(&self, field: Self::Field) -> bool;
    /// Takes an answer.
    ///
    /// # Errors
    /// What is wrong with it; the question is asked again.
    fn answer(&mut self, field: Self::Field, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem>;
    /// Forgets the answer of an optional question.
    fn clear(&mut self, field: Self::Field);
    /// Whether a review screen follows the last question.
    fn has_review(&self) -> bool;
    /// Whether the form begins with its review screen: there is nothing before it.
    fn begins_with_review(&self) -> bool {
        false
    }
    /// A check across answers, made when the review screen is confirmed.
    ///
    /// # Errors
    /// The question to ask again, and what is wrong with its answer.
    fn check(&self) -> Result<(), (Self::Field, Problem)> {
        Ok(())
    }
}

/// Takes one input. Total: every input has an answer at every question.
///
/// # Errors
/// What is wrong with the input; the form has not moved (or has moved to the question to mend).
pub fn advance<F: Form>(form: &mut F, input: &Input<'_>, facts: &Facts<'_>) -> Result<Progress, Problem> {
    if matches!(input, Input::Cancel) {
        return Ok(Progress::Cancelled);
    }
    match form.cursor().at {
        None => on_review(form, input),
        Some(field) => on_question(form, field, input, facts),
    }
}

fn on_review<F: Form>(form: &mut F, input: &Input<'_>) -> Result<Progress, Problem> {
    match input {
        Input::Confirm => match first_gap(form) {
            Some(field) => {
                form.set_cursor(Cursor { at: Some(field), editing: true });
                Err(Problem::AnswerNeeded)
            }
            None => form.check().map(|()| Progress::Done).map_err(|(field, problem)| {
                form.set_cursor(Cursor { at: Some(field), editing: true });
                problem
            }),
        },
        Input::Back if !form.begins_with_review() => {
            form.set_cursor(Cursor { at: form.fields().last().copied(), editing: false });
            Ok(Progress::Ask)
        }
        Input::Edit(index) => match form.fields().get(usize::from(*index)) {
            Some(field) => {
                form.set_cursor(Cursor { at: Some(*field), editing: true });
                Ok(Progress::Ask)
            }
            None => Err(Problem::UseButtons),
        },
        _ => Err(Problem::UseButtons),
    }
}

fn on_question<F: Form>(
    form: &mut F,
    field: F::Field,
    input: &Input<'_>,
    facts: &Facts<'_>,
) -> Result<Progress, Problem> {
    match input {
        Input::Back => {
            let before = previous(form, field);
            form.set_cursor(before);
            Ok(Progress::Ask)
        }
        Input::Skip if form.optional(field) => {
            form.clear(field);
            Ok(next(form, field))
        }
        Input::Skip => Err(Problem::AnswerNeeded),
        Input::Confirm | Input::Edit(_) => Err(Problem::UseButtons),
        _ => {
            form.answer(field, input, facts)?;
            Ok(next(form, field))
        }
    }
}

/// One question back; from a reopened question back to the review screen.
fn previous<F: Form>(form: &F, field: F::Field) -> Cursor<F::Field> {
    if form.cursor().editing {
        return Cursor { at: None, editing: false };
    }
    let fields = form.fields();
    let here = fields.iter().position(|f| *f == field).unwrap_or(0);
    Cursor { at: fields.get(here.saturating_sub(1)).copied().or(Some(field)), editing: false }
}

fn next<F: Form>(form: &mut F, field: F::Field) -> Progress {
    let editing = form.cursor().editing;
    let fields = form.fields();
    let following = if editing {
        first_gap(form)
    } else {
        let here = fields.iter().position(|f| *f == field).map_or(0, |i| i + 1);
        fields.get(here).copied()
    };
    if following.is_none() && !form.has_review() {
        return Progress::Done;
    }
    form.set_cursor(Cursor { at: following, editing: editing && following.is_some() });
    Progress::Ask
}

/// The first question that must have an answer and has none.
fn first_gap<F: Form>(form: &F) -> Option<F::Field> {
    form.fields().into_iter().find(|field| !form.optional(*field) && !form.answered(*field))
}

/// Whether the form stands where it begins (there is no "back").
pub fn at_first<F: Form>(form: &F) -> bool {
    let cursor = form.cursor();
    match cursor.at {
        None => form.begins_with_review(),
        first => !cursor.editing && first == form.fields().first().copied(),
    }
}

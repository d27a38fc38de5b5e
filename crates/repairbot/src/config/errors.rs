//! What is wrong with the configuration, all of it at once.

use std::fmt;

/// One thing that is wrong: the variable, what is wrong with it, how to mend it.
///
/// No part ever holds a value that was read: a mistyped secret must not reach a screen or a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable (or the file) to look at.
    pub name: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

impl Problem {
    /// A problem of the variable `name`.
    pub(super) fn new(name: impl Into<String>, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name: name.into(), what: what.into(), mend: mend.into() }
    }

    /// The same of one of several bots.
    pub(super) fn of_bot(self, bot: &str) -> Self {
        Self { name: format!("[[bot]] {bot}: {}", self.name), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.name, self.what, self.mend)
    }
}

/// Every problem found in one reading of the configuration; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub(super) Vec<Problem>);

impl ConfigErrors {
    /// The problems, in the order of the table in the documentation.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{}. {problem}", index + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// What is wrong with one value, before it is known whose value it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) what: String,
    /// What to write instead.
    pub(super) mend: String,
}

impl Fault {
    /// A fault with its remedy.
    pub(super) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), mend: mend.into() }
    }
}

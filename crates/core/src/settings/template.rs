//! Texts with places that are filled in: «{number}», by its name in any language.

use serde::{Deserialize, Serialize};

use super::{Problem, Template, rules};
use crate::text::fold;

/// What can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placeholder {
    /// The company's number of the order.
    Number,
    /// The type of the appliance.
    Appliance,
    /// The master's name.
    Master,
    /// The client's address.
    Address,
    /// When the visit is.
    Time,
    /// The promised day.
    Date,
    /// For how long the order has been waiting.
    Waited,
    /// The order's status.
    Status,
    /// The days a report is about.
    Period,
    /// The name of a backup's file.
    File,
    /// How large a backup is.
    Size,
}

impl Placeholder {
    /// How it may be called, in braces: Russian, then English.
    #[must_use]
    pub fn names(self) -> &'static [String] {
        rules::names(self)
    }
}

impl Template {
    /// The longest text, in characters.
    pub const LONGEST: usize = 300;

    /// What can be filled into this text.
    #[must_use]
    pub fn placeholders(self) -> &'static [Placeholder] {
        use Placeholder::{
            Address, Appliance, Date, File, Master, Number, Period, Size, Status, Time, Waited,
        };
        match self {
            Self::Unaccepted => &[Number, Appliance, Master, Waited],
            Self::Unassigned => &[Number, Appliance, Waited],
            Self::Visit => &[Number, Appliance, Time, Address],
            Self::DrDue => &[Number, Appliance, Date, Master],
            Self::Sla => &[Number, Appliance, Master, Waited, Status],
            Self::DailySummary => &[Date],
            Self::Report => &[Period],
            Self::MasterMonthly => &[Period, Master],
            Self::Backup => &[Date, File, Size],
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is.
    Words(&'a str),
    /// To be filled in.
    Place(Placeholder),
}

/// Takes a text apart.
///
/// # Errors
/// [`Problem::OpenBrace`]; [`Problem::UnknownPlaceholder`] for what can't be filled into this text.
pub fn pieces(template: Template, text: &str) -> Result<Vec<Piece<'_>>, Problem> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        let Some((name, after)) = from.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            return Err(Problem::OpenBrace);
        };
        if name.contains('{') {
            return Err(Problem::OpenBrace);
        }
        let folded = fold(name);
        let is_called = |place: &&Placeholder| place.names().contains(&folded);
        let Some(place) = template.placeholders().iter().find(is_called) else {
            return Err(Problem::UnknownPlaceholder);
        };
        found.extend((!before.is_empty()).then_some(Piece::Words(before)));
        found.push(Piece::Place(*place));
        rest = after;
    }
    found.extend((!rest.is_empty()).then_some(Piece::Words(rest)));
    Ok(found)
}

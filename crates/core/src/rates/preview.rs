//! What another version of the rates would mean: sample sums, split by the old and by the new rules.

use super::{RateChange, changes};
use crate::{
    money::Kopecks,
    split::{Breakdown, Rates, SplitInput, split},
};

/// The net sums that are shown.
const SUMS: [Kopecks; 3] = [Kopecks(500_000), Kopecks(800_000), Kopecks(2_000_000)];

/// What a sample is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A type without a rate of its own.
    General,
    /// The type with this code.
    Equipment(String),
    /// A senior master.
    Senior,
    /// A visit out of the city.
    OutOfCity,
    /// A review taken.
    Review,
}

/// One sum, split by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What it is about.
    pub subject: Subject,
    /// By the rules there are.
    pub old: Breakdown,
    /// By the new ones.
    pub new: Breakdown,
}

/// Sample sums: plain ones of types without a rate of their own and of every type whose rate differs, and one each for a
/// senior master, a visit out of the city and a review.
#[must_use]
pub fn samples(old: &Rates, new: &Rates) -> Vec<Sample> {
    let differing = changes(old, new).into_iter().filter_map(|change| match change {
        RateChange::Equipment { code, .. } => Some(Subject::Equipment(code)),
        _ => None,
    });
    let plain = [Subject::General].into_iter().chain(differing);
    let plain = plain.flat_map(|subject| SUMS.map(|net| sample((old, new), subject.clone(), net)));
    let beside = [(Subject::Senior, SUMS[0]), (Subject::OutOfCity, SUMS[1]), (Subject::Review, SUMS[1])];
    plain.chain(beside.map(|(subject, net)| sample((old, new), subject, net))).collect()
}

fn sample((old, new): (&Rates, &Rates), subject: Subject, net: Kopecks) -> Sample {
    let input = SplitInput {
        net,
        equipment_code: match &subject {
            Subject::Equipment(code) => code,
            _ => "",
        },
        senior: subject == Subject::Senior,
        out_of_city: subject == Subject::OutOfCity,
        review: subject == Subject::Review,
    };
    let (old, new) = (split(&input, old), split(&input, new));
    Sample { subject, old, new }
}

//! Whom to give an order: matching specialization first, then least loaded (SPEC §3).

use crate::{catalogue::is_generic_word, ids::PersonId, text::fold};

/// A master who could take the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Who.
    pub master: PersonId,
    /// What he repairs, in his own words.
    pub specialization: Option<&'a str>,
    /// Orders he has that are not over.
    pub active_orders: u64,
}

/// A master at his place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub master: PersonId,
    /// Whether he is suggested: nobody fits better, and nobody who fits as well has less to do.
    pub suggested: bool,
}

/// The masters in the order a list shows them. `labels` are the names of the order's appliance type: what it
/// is called now and its aliases. Masters between whom the rule does not choose stay in the order given.
#[must_use]
pub fn suggest(labels: &[&str], candidates: &[Candidate<'_>]) -> Vec<Suggestion> {
    let wanted: Vec<String> = labels.iter().flat_map(|label| words(label)).collect();
    let mut ranked: Vec<((bool, u64), PersonId)> = candidates
        .iter()
        .map(|one| ((!is_specialized(one.specialization, &wanted), one.active_orders), one.master))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let best = ranked.first().map(|(rank, _)| *rank);
    ranked.into_iter().map(|(rank, master)| Suggestion { master, suggested: Some(rank) == best }).collect()
}

/// Whether one of the master's words means the appliance.
fn is_specialized(specialization: Option<&str>, wanted: &[String]) -> bool {
    let own = specialization.map(words).unwrap_or_default();
    own.iter().any(|word| wanted.iter().any(|known| is_same_word(word, known)))
}

/// The words that tell one appliance from another. Single letters and words like "machine" do not.
fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 2 && !is_generic_word(word))
        .map(str::to_owned)
        .collect()
}

/// Endings and diminutives differ from writer to writer: one word must begin with the other, or both with
/// seven tenths of the shorter one, the rest being no longer than an ending; with four letters at least. Less
/// would take an electrician for a mender of electric stoves.
fn is_same_word(one: &str, other: &str) -> bool {
    const LONGEST_ENDING: usize = 5;
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (one_long, other_long) = (one.chars().count(), other.chars().count());
    let (shorter, longer) = (one_long.min(other_long), one_long.max(other_long));
    let same_stem = common * 10 >= shorter * 7 && longer - common <= LONGEST_ENDING;
    one == other || (common >= 4 && (common == shorter || same_stem))
}

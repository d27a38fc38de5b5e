//! Whether what the database holds agrees with itself: the checks of `repairbot verify` (SPEC §13).
//!
//! **To add a check**, add a variant to [`Check`] and follow the compiler: its name, its place in [`Check::ALL`], and in
//! [`Check::run`] the function that reads and `Findings::deviates` for each deviation. A check reads in bounded
//! memory, names ids and numbers and never a person's words, and needs a test that plants what it finds
//! (`tests/it/store/verify.rs`).

mod catalogue;
mod counts;
mod ledger;
mod messages;
mod references;
mod search;
mod timers;

use super::{ReadTx, StoreError, orders};

/// One thing that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Every order's row is what its events fold to.
    Histories,
    /// The counts per status are those of the orders; the counter of numbers is not behind them.
    Counts,
    /// The shares of a closed order sum up, and so do what was paid in advance and what was collected; the rates it names
    /// are there.
    Money,
    /// Everything that is named is there.
    References,
    /// Live cards: one message is the card of one order, and cards of the office are in private chats.
    Cards,
    /// Movements of money sum to zero, balances are the sums of their entries, hand-ins are posted once.
    Ledger,
    /// What orders brought is what the ledger has of them.
    Postings,
    /// Orders have the timers they should have, and no others.
    Timers,
    /// Names of the catalogues are unique, and merged entries lead to one that is there.
    Catalogue,
    /// Orders have the terms they are found by.
    Search,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// How many things it looked at.
    pub looked_at: u64,
    /// How many of them deviate.
    pub deviations: u64,
}

impl Check {
    /// Every check, in the order they are made.
    pub const ALL: [Self; 10] = [
        Self::Histories,
        Self::Counts,
        Self::Money,
        Self::Ledger,
        Self::Postings,
        Self::References,
        Self::Cards,
        Self::Timers,
        Self::Catalogue,
        Self::Search,
    ];

    /// What is checked, for people: what was looked at stands before it as a number.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Histories => "orders replayed from their events",
            Self::Counts => "counters compared with the orders",
            Self::Money => "closed orders whose sums were added up",
            Self::Ledger => "movements of money added up",
            Self::Postings => "orders compared with the ledger",
            Self::References => "kinds of references followed",
            Self::Cards => "live cards",
            Self::Timers => "orders compared with their timers",
            Self::Catalogue => "entries of the catalogues",
            Self::Search => "orders compared with their terms of the search",
        }
    }

    /// Makes the check; each deviation is told in one line as it is found.
    ///
    /// # Errors
    /// See [`StoreError`]: the database could not be read.
    pub async fn run(self, tx: &ReadTx, tell: &mut (dyn FnMut(&str) + Send)) -> Result<Checked, StoreError> {
        let mut found = Findings { checked: Checked { looked_at: 0, deviations: 0 }, tell };
        match self {
            Self::Histories => histories(tx, &mut found).await?,
            Self::Counts => counts::counts(tx, &mut found).await?,
            Self::Money => counts::money(tx, &mut found).await?,
            Self::Ledger => ledger::books(tx, &mut found).await?,
            Self::Postings => ledger::orders(tx, &mut found).await?,
            Self::References => references::references(tx, &mut found).await?,
            Self::Cards => messages::cards(tx, &mut found).await?,
            Self::Timers => timers::timers(tx, &mut found).await?,
            Self::Catalogue => catalogue::catalogue(tx, &mut found).await?,
            Self::Search => search::terms(tx, &mut found).await?,
        }
        Ok(found.checked)
    }
}

/// What a check has found so far.
struct Findings<'a> {
    checked: Checked,
    tell: &'a mut (dyn FnMut(&str) + Send),
}

impl Findings<'_> {
    /// So many more things were looked at.
    fn looked_at(&mut self, count: u64) {
        self.checked.looked_at = self.checked.looked_at.saturating_add(count);
    }

    /// One deviation, in one line.
    fn deviates(&mut self, line: impl std::fmt::Display) {
        self.checked.deviations = self.checked.deviations.saturating_add(1);
        (self.tell)(&line.to_string());
    }
}

async fn histories(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    orders::replay(tx, &mut |replayed| {
        found.looked_at(1);
        if !replayed.deviations.is_empty() {
            let (number, events) = (replayed.number, replayed.events);
            let differs = replayed.deviations.join(", ");
            found.deviates(format_args!("order #{number} is not what its {events} events say: {differs}"));
        }
    })
    .await
}

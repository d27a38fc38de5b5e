//! Screens of lists and of the search.

use serde::{Deserialize, Serialize};

use crate::{
    ids::OrderId,
    list::{Filter, Place},
};

/// A screen about several orders, or about one seen in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListsScreen {
    /// The lists there are, with counts, of these orders.
    Filter(Filter),
    /// The masters to choose from for this filter.
    Masters {
        /// The filter so far.
        filter: Filter,
        /// Which page; the first is 0.
        page: u16,
    },
    /// The periods to choose from for this filter.
    Periods(Filter),
    /// A page.
    Page(Place),
    /// An order's card with the way back to the page it was opened from.
    Card {
        /// Which order.
        order: OrderId,
        /// Which page.
        back: Place,
    },
}

//! The search: every order has the terms it is found by. Others may be there: those of a former name or address.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Findings;
use crate::store::{
    ReadTx, StoreError,
    entity::search_terms,
    search::{not_indexed, terms_after},
    tx::Connected,
};

/// What is not written yet by the search itself may be missing.
pub(super) async fn terms(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let below = not_indexed(tx.connection()).await?;
    let mut after = below.saturating_sub(1);
    loop {
        let orders = terms_after(tx, after).await?;
        let (Some((first, _)), Some((last, _))) = (orders.first(), orders.last()) else { return Ok(()) };
        after = *last;
        found.looked_at(orders.len() as u64);
        let terms: BTreeSet<i64> =
            orders.iter().filter_map(|(_, terms)| terms.as_ref().ok()).flatten().copied().collect();
        let there: Vec<(i64, i64)> = search_terms::Entity::find()
            .select_only()
            .columns([search_terms::Column::Number, search_terms::Column::Term])
            .filter(search_terms::Column::Term.is_in(terms))
            .filter(search_terms::Column::Number.gte(*first))
            .filter(search_terms::Column::Number.lte(*last))
            .into_tuple()
            .all(tx.connection())
            .await?;
        let there: BTreeSet<(i64, i64)> = there.into_iter().collect();
        for (number, terms) in orders {
            match terms {
                Ok(terms) => {
                    let missing = terms.iter().filter(|term| !there.contains(&(number, **term))).count();
                    if missing > 0 {
                        let all = terms.len();
                        found.deviates(format_args!(
                            "order #{number} lacks {missing} of {all} terms of the search"
                        ));
                    }
                }
                Err(error) => found.deviates(format_args!("order #{number} cannot be searched for: {error}")),
            }
        }
    }
}

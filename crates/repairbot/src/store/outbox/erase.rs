//! Dropping what messages say of somebody who is to be forgotten.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{State, is};
use crate::store::{StoreError, WriteTx, entity::outbox, sql::IDS_AT_ONCE};

/// Messages that were given up lose their bodies, messages that wait are not sent, if their body is one of these. One that
/// is on its way loses its body when it is settled. Two queries and as many statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_bodies(tx: &WriteTx, which: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    for (state, waits) in [(State::Pending, true), (State::Dead, false)] {
        let rows: Vec<(i64, String)> = outbox::Entity::find()
            .select_only()
            .columns([outbox::Column::Id, outbox::Column::Body])
            .filter(is(state))
            .filter(outbox::Column::Body.is_not_null())
            .into_tuple()
            .all(tx.db())
            .await?;
        let ids: Vec<i64> = rows.iter().filter(|(_, body)| which(body)).map(|(id, _)| *id).collect();
        for some in ids.chunks(IDS_AT_ONCE) {
            let these = outbox::Column::Id.is_in(some.iter().copied());
            if waits {
                // Claimed meanwhile, it is on its way.
                outbox::Entity::delete_many().filter(these).filter(is(state)).exec(tx.db()).await?;
            } else {
                outbox::Entity::update_many()
                    .set(outbox::ActiveModel { body: Set(None), ..Default::default() })
                    .filter(these)
                    .exec(tx.db())
                    .await?;
            }
        }
    }
    Ok(())
}

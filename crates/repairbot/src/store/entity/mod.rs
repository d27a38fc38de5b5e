//! The tables as SeaORM sees them: private to the store, which speaks the types of `core` to everyone else.

/// Declares one table as a module with SeaORM's entity types.
macro_rules! table {
    ($module:ident = $name:tt { $($fields:tt)* }) => {
        pub(in crate::store) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub struct Model { $($fields)* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod ledger_tables;
mod message_tables;
mod order_tables;
mod people_tables;
mod rates_tables;
mod schedule_tables;
mod search_tables;
mod settings_tables;

pub(super) use ledger_tables::{balances, hand_ins, ledger_entries, ledger_transactions};
pub(super) use message_tables::{audit, cards, dialogues, outbox, parked_updates, processed_updates};
pub(super) use order_tables::{
    attachments, comments, counters, doomed_copies, order_events, orders, status_counts, used_drafts,
};
pub(super) use people_tables::{
    appliances, applications, branches, chats, client_addresses, client_phones, clients, equipment_types,
    invitations, lead_sources, people, reasons, role_grants, texts,
};
pub(super) use rates_tables::rates;
pub(super) use schedule_tables::{firings, job_runs, leases, reminders, timers, troubles};
pub(super) use search_tables::{search_terms, searches};
pub(super) use settings_tables::settings;

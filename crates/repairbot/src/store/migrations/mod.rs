//! The schema, as numbered steps up and down.
//!
//! All steps of one call run in one transaction (a savepoint each), so a failed migration leaves the database as
//! it was. On PostgreSQL the transaction first takes an advisory lock: replicas that start together migrate once.
//! On SQLite the write lock of BEGIN IMMEDIATE does the same.
//!
//! A released step never changes. So it takes nothing from live code but this module: lists, conditions and seed rows
//! are written out, and the tests of `store::frozen` fail when live code has moved on and a migration is missing.

mod ddl;
mod m0001_people;
mod m0002_catalogue_clients;
mod m0003_orders;
mod m0004_dialogues;
mod m0005_messages;
mod m0010_reschedules;
mod m0011_lists;
mod m0012_applications;
mod m0013_clients_attachments;
mod m0014_changes;
mod m0015_history;
mod m0016_due;
mod m0020_rates;
mod m0021_ledger;
mod m0022_settings;
mod m0023_schedule;
mod m0024_reports;
mod m0025_leases;
mod m0030_troubles;
mod m0031_attachment_copies;
mod m0032_merged_reasons;
mod m0033_drafts_pairs_trail;

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

/// The list of migrations, oldest first.
pub(super) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_catalogue_clients::Migration),
            Box::new(m0003_orders::Migration),
            Box::new(m0004_dialogues::Migration),
            Box::new(m0005_messages::Migration),
            Box::new(m0010_reschedules::Migration),
            Box::new(m0011_lists::Migration),
            Box::new(m0012_applications::Migration),
            Box::new(m0013_clients_attachments::Migration),
            Box::new(m0014_changes::Migration),
            Box::new(m0015_history::Migration),
            Box::new(m0016_due::Migration),
            Box::new(m0020_rates::Migration),
            Box::new(m0021_ledger::Migration),
            Box::new(m0022_settings::Migration),
            Box::new(m0023_schedule::Migration),
            Box::new(m0024_reports::Migration),
            Box::new(m0025_leases::Migration),
            Box::new(m0030_troubles::Migration),
            Box::new(m0031_attachment_copies::Migration),
            Box::new(m0032_merged_reasons::Migration),
            Box::new(m0033_drafts_pairs_trail::Migration),
        ]
    }
}

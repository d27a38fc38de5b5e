//! Every table there is, as its entity declares it: the one list of them. `entities_are_the_schema` holds it against the
//! databases.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait, Schema,
    sea_query::{ColumnType, Table as Sql, TableCreateStatement},
};

use super::entity;

/// What matters about a column to those who read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) class: &'static str,
    pub(super) nullable: bool,
}

/// A table as its entity declares it.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// In the order of the entity.
    pub(super) columns: Vec<(&'static str, Shape)>,
    /// The primary key.
    pub(super) key: Vec<&'static str>,
    /// Whether the database counts the key.
    pub(super) counted: bool,
    create: fn(DbBackend) -> TableCreateStatement,
}

impl Table {
    fn of<E: EntityTrait>() -> Self {
        let shape = |column: E::Column| {
            let definition = column.def();
            let class = match definition.get_column_type() {
                ColumnType::BigInteger => "bigint",
                ColumnType::Integer => "integer",
                ColumnType::SmallInteger => "smallint",
                ColumnType::Boolean => "boolean",
                ColumnType::Double => "double",
                ColumnType::String(_) | ColumnType::Text => "text",
                _ => "unknown",
            };
            (column.as_str(), Shape { class, nullable: definition.is_null() })
        };
        Self {
            name: E::default().table_name(),
            columns: E::Column::iter().map(shape).collect(),
            key: E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect(),
            counted: E::PrimaryKey::auto_increment(),
            create: |backend| Schema::new(backend).create_table_from_entity(E::default()),
        }
    }

    /// Its columns by name.
    pub(super) fn shapes(&self) -> BTreeMap<String, Shape> {
        self.columns.iter().map(|(name, shape)| ((*name).to_owned(), *shape)).collect()
    }

    /// The statement that makes it, as far as the entity knows: without checks and indexes.
    pub(super) fn creation(&self, backend: DbBackend) -> String {
        backend.build(&(self.create)(backend)).to_string()
    }

    /// The statements that add these of its columns.
    pub(super) fn additions(&self, backend: DbBackend, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let columns = (self.create)(backend).get_columns().clone();
        let added = columns.into_iter().filter(|column| wanted(&column.get_column_name()));
        added
            .map(|column| backend.build(Sql::alter().table(self.name).add_column(column)).to_string())
            .collect()
    }
}

/// All of them.
pub(super) fn tables() -> Vec<Table> {
    use entity as e;
    vec![
        Table::of::<e::appliances::Entity>(),
        Table::of::<e::applications::Entity>(),
        Table::of::<e::attachments::Entity>(),
        Table::of::<e::audit::Entity>(),
        Table::of::<e::balances::Entity>(),
        Table::of::<e::branches::Entity>(),
        Table::of::<e::cards::Entity>(),
        Table::of::<e::chats::Entity>(),
        Table::of::<e::client_addresses::Entity>(),
        Table::of::<e::client_phones::Entity>(),
        Table::of::<e::clients::Entity>(),
        Table::of::<e::comments::Entity>(),
        Table::of::<e::counters::Entity>(),
        Table::of::<e::dialogues::Entity>(),
        Table::of::<e::doomed_copies::Entity>(),
        Table::of::<e::equipment_types::Entity>(),
        Table::of::<e::firings::Entity>(),
        Table::of::<e::hand_ins::Entity>(),
        Table::of::<e::invitations::Entity>(),
        Table::of::<e::job_runs::Entity>(),
        Table::of::<e::lead_sources::Entity>(),
        Table::of::<e::leases::Entity>(),
        Table::of::<e::ledger_entries::Entity>(),
        Table::of::<e::ledger_transactions::Entity>(),
        Table::of::<e::order_events::Entity>(),
        Table::of::<e::orders::Entity>(),
        Table::of::<e::outbox::Entity>(),
        Table::of::<e::parked_updates::Entity>(),
        Table::of::<e::people::Entity>(),
        Table::of::<e::processed_updates::Entity>(),
        Table::of::<e::rates::Entity>(),
        Table::of::<e::reasons::Entity>(),
        Table::of::<e::reminders::Entity>(),
        Table::of::<e::role_grants::Entity>(),
        Table::of::<e::search_terms::Entity>(),
        Table::of::<e::searches::Entity>(),
        Table::of::<e::settings::Entity>(),
        Table::of::<e::status_counts::Entity>(),
        Table::of::<e::texts::Entity>(),
        Table::of::<e::timers::Entity>(),
        Table::of::<e::troubles::Entity>(),
        Table::of::<e::used_drafts::Entity>(),
    ]
}

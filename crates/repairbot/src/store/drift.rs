//! Compares the schema a database has with the one this program's entities expect.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, Statement,
    sea_query::{ColumnType, Expr, Query},
};

use super::{Reads, Store, StoreError, entity, tx::Connected};

/// What matters about a column to those who read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    class: &'static str,
    nullable: bool,
}

/// All of SQLite's whole numbers: 64 bits, whatever was declared.
const WHOLE: &str = "whole number";

impl Shape {
    fn fits(self, found: Self) -> bool {
        let whole = ["bigint", "integer", "smallint"].contains(&self.class) && found.class == WHOLE;
        self.nullable == found.nullable && (whole || self.class == found.class)
    }
}

type Columns = BTreeMap<String, Shape>;

impl Store {
    /// What differs between the tables of the database and what this program expects of them: missing and surplus
    /// tables and columns, types, nullability. Empty when all migrations have been applied.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn schema_drift(&self) -> Result<Vec<String>, StoreError> {
        let tx = self.read().await?;
        let mut differences = Vec::new();
        let mut tables = found_tables(&tx).await?;
        for (table, expected) in expected() {
            let Some(found) = tables.remove(&table) else {
                differences.push(format!("{table}: no such table"));
                continue;
            };
            compare(&table, &expected, &found, &mut differences);
        }
        let surplus = tables.into_keys().filter(|table| table != "seaql_migrations");
        differences.extend(surplus.map(|table| format!("{table}: not expected")));
        Ok(differences)
    }
}

fn compare(table: &str, expected: &Columns, found: &Columns, differences: &mut Vec<String>) {
    for (column, shape) in expected {
        match found.get(column) {
            None => differences.push(format!("{table}.{column}: no such column")),
            Some(other) if !shape.fits(*other) => {
                differences.push(format!("{table}.{column}: expected {shape:?}, found {other:?}"));
            }
            Some(_) => {}
        }
    }
    let surplus = found.keys().filter(|column| !expected.contains_key(*column));
    differences.extend(surplus.map(|column| format!("{table}.{column}: not expected")));
}

fn expected() -> BTreeMap<String, Columns> {
    use entity as e;
    BTreeMap::from([
        columns(e::appliances::Entity),
        columns(e::applications::Entity),
        columns(e::attachments::Entity),
        columns(e::audit::Entity),
        columns(e::branches::Entity),
        columns(e::cards::Entity),
        columns(e::chats::Entity),
        columns(e::client_addresses::Entity),
        columns(e::client_phones::Entity),
        columns(e::clients::Entity),
        columns(e::comments::Entity),
        columns(e::counters::Entity),
        columns(e::dialogues::Entity),
        columns(e::equipment_types::Entity),
        columns(e::lead_sources::Entity),
        columns(e::invitations::Entity),
        columns(e::order_events::Entity),
        columns(e::orders::Entity),
        columns(e::outbox::Entity),
        columns(e::parked_updates::Entity),
        columns(e::people::Entity),
        columns(e::processed_updates::Entity),
        columns(e::reasons::Entity),
        columns(e::role_grants::Entity),
        columns(e::search_terms::Entity),
        columns(e::searches::Entity),
        columns(e::settings::Entity),
        columns(e::status_counts::Entity),
        columns(e::texts::Entity),
        columns(e::used_drafts::Entity),
    ])
}

fn columns<E: EntityTrait>(entity: E) -> (String, Columns) {
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
        (column.as_str().to_owned(), Shape { class, nullable: definition.is_null() })
    };
    (entity.table_name().to_owned(), E::Column::iter().map(shape).collect())
}

/// SQLite's declared types and PostgreSQL's `data_type`, by what reads them.
fn class_of(declared: &str) -> &'static str {
    match declared.to_ascii_lowercase().as_str() {
        "bigint" => "bigint",
        "integer" => "integer",
        "smallint" => "smallint",
        "boolean" => "boolean",
        "double" | "double precision" => "double",
        "text" | "varchar" | "character varying" => "text",
        _ => "unknown",
    }
}

async fn found_tables(tx: &impl Reads) -> Result<BTreeMap<String, Columns>, StoreError> {
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    if tx.connection().get_database_backend() == DbBackend::Postgres {
        for (table, column, shape) in postgres_columns(tx).await? {
            tables.entry(table).or_default().insert(column, shape);
        }
    } else {
        for (table, column, shape) in sqlite_columns(tx).await? {
            tables.entry(table).or_default().insert(column, shape);
        }
    }
    Ok(tables)
}

type Found = Vec<(String, String, Shape)>;

async fn postgres_columns(tx: &impl Connected) -> Result<Found, StoreError> {
    let select = Query::select()
        .columns(["table_name", "column_name", "data_type", "is_nullable"])
        .from(("information_schema", "columns"))
        .and_where(Expr::cust("table_schema = current_schema()"))
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let (declared, nullable): (String, String) =
                (row.try_get("", "data_type")?, row.try_get("", "is_nullable")?);
            let shape = Shape { class: class_of(&declared), nullable: nullable == "YES" };
            Ok((row.try_get("", "table_name")?, row.try_get("", "column_name")?, shape))
        })
        .collect()
}

async fn sqlite_columns(tx: &impl Connected) -> Result<Found, StoreError> {
    let select = "SELECT m.name AS table_name, c.name AS column_name, c.type, c.\"notnull\" AS required \
                  FROM sqlite_schema m, pragma_table_info(m.name) c \
                  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let rows = tx.connection().query_all_raw(Statement::from_string(DbBackend::Sqlite, select)).await?;
    rows.iter()
        .map(|row| {
            let declared: String = row.try_get("", "type")?;
            let required: i64 = row.try_get("", "required")?;
            let class = match class_of(&declared) {
                "bigint" | "integer" | "smallint" => WHOLE,
                other => other,
            };
            let shape = Shape { class, nullable: required == 0 };
            Ok((row.try_get("", "table_name")?, row.try_get("", "column_name")?, shape))
        })
        .collect()
}

//! Compares the schema a database has with the one this program's entities expect.

use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, DbBackend, Statement,
    sea_query::{Expr, Query},
};

use super::{
    Reads, Store, StoreError,
    tables::{Shape, Table, tables},
    tx::Connected,
};

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
        for table in self::tables() {
            let Some(found) = tables.remove(table.name) else {
                differences.push(format!("{}: no such table", table.name));
                continue;
            };
            compare(table.name, &table.shapes(), &found, &mut differences);
        }
        let surplus = tables.into_keys().filter(|table| table != "seaql_migrations");
        differences.extend(surplus.map(|table| format!("{table}: not expected")));
        Ok(differences)
    }
}

impl Store {
    /// The statements that make the tables and columns which this program expects and the database has not: where a new
    /// migration begins. What is to be filled into columns that may not be NULL, and what is not needed any more, nobody
    /// but its author knows.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn draft(&self) -> Result<Vec<String>, StoreError> {
        let tx = self.read().await?;
        let found = found_tables(&tx).await?;
        let backend = tx.connection().get_database_backend();
        let missing = |table: &Table| match found.get(table.name) {
            Some(found) => table.additions(backend, |column| !found.contains_key(column)),
            None => vec![table.creation(backend)],
        };
        Ok(tables().iter().flat_map(missing).collect())
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

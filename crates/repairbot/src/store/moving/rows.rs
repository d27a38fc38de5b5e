//! Rows of any table, page by page: read, written, and told in short.

use sea_orm::{
    ConnectionTrait, QueryResult, Value,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};

use crate::store::{
    Reads, StoreError, WriteTx,
    tables::{Shape, Table},
};

/// Rows that are read and written at once: so many that no statement has more parameters than SQLite takes.
const PAGE: u64 = 500;
/// The basis and the prime of FNV-1a with 128 bits: against accidents, not against forgers.
const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// What a table holds, in short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) rows: u64,
    /// The sum of the rows' hashes: databases sort texts in different orders.
    pub(super) hash: u128,
}

impl Digest {
    fn add(&mut self, row: &[Value]) {
        self.rows += 1;
        self.hash = self.hash.wrapping_add(row.iter().fold(BASIS, hash));
    }
}

fn hash(state: u128, value: &Value) -> u128 {
    let bytes = |tag: u8, bytes: &[u8]| {
        let length = (bytes.len() as u64).to_le_bytes();
        let all = std::iter::once(&tag).chain(&length).chain(bytes);
        all.fold(state, |state, byte| (state ^ u128::from(*byte)).wrapping_mul(PRIME))
    };
    match value {
        Value::BigInt(Some(number)) => bytes(1, &number.to_le_bytes()),
        Value::Int(Some(number)) => bytes(1, &i64::from(*number).to_le_bytes()),
        Value::SmallInt(Some(number)) => bytes(1, &i64::from(*number).to_le_bytes()),
        Value::Bool(Some(flag)) => bytes(2, &[u8::from(*flag)]),
        Value::Double(Some(number)) => bytes(3, &number.to_bits().to_le_bytes()),
        Value::String(Some(text)) => bytes(4, text.as_bytes()),
        _ => bytes(0, &[]),
    }
}

/// Copies all rows of a table; gives what was read.
pub(super) async fn copy(from: &impl Reads, tx: &WriteTx, table: &Table) -> Result<Digest, StoreError> {
    let (mut digest, mut after) = (Digest::default(), None);
    loop {
        let rows = page(from, table, after.as_deref()).await?;
        let Some(last) = rows.last() else { return Ok(digest) };
        after = Some(key(table, last));
        let mut insert = Query::insert();
        insert.into_table(table.name).columns(table.columns.iter().map(|(name, _)| *name));
        for row in rows {
            digest.add(&row);
            let values = row.into_iter().map(Expr::val);
            insert.values(values).map_err(|_| StoreError::row(table.name, "a row has other columns"))?;
        }
        tx.db().execute(&insert).await?;
    }
}

/// Reads all rows of a table and tells them in short.
pub(super) async fn digest(tx: &impl Reads, table: &Table) -> Result<Digest, StoreError> {
    let (mut digest, mut after) = (Digest::default(), None);
    loop {
        let rows = page(tx, table, after.as_deref()).await?;
        rows.iter().for_each(|row| digest.add(row));
        let Some(last) = rows.last() else { return Ok(digest) };
        after = Some(key(table, last));
    }
}

/// The rows after the one with this key.
async fn page(
    tx: &impl Reads,
    table: &Table,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let select = select(table, after);
    let rows = tx.connection().query_all(&select).await?;
    rows.iter().map(|row| values(table, row)).collect()
}

fn select(table: &Table, after: Option<&[Value]>) -> SelectStatement {
    let mut select = Query::select();
    select.columns(table.columns.iter().map(|(name, _)| *name)).from(table.name).limit(PAGE);
    for column in &table.key {
        select.order_by(*column, Order::Asc);
    }
    if let Some(after) = after {
        let columns = table.key.iter().map(|column| Expr::col(*column));
        let values = after.iter().cloned().map(Expr::val);
        select.and_where(Expr::tuple(columns).gt(Expr::tuple(values)));
    }
    select
}

fn values(table: &Table, row: &QueryResult) -> Result<Vec<Value>, StoreError> {
    let value = |(name, shape): &(&'static str, Shape)| -> Result<Value, StoreError> {
        Ok(match shape.class {
            "bigint" => Value::BigInt(row.try_get("", name)?),
            "integer" => Value::Int(row.try_get("", name)?),
            "smallint" => Value::SmallInt(row.try_get("", name)?),
            "boolean" => Value::Bool(row.try_get("", name)?),
            "double" => Value::Double(row.try_get("", name)?),
            "text" => Value::String(row.try_get("", name)?),
            _ => return Err(StoreError::row(table.name, "a column is of no kind that can be moved")),
        })
    };
    table.columns.iter().map(value).collect()
}

/// The key of a row.
fn key(table: &Table, row: &[Value]) -> Vec<Value> {
    let columns = table.columns.iter().zip(row);
    let of = |key: &&str| columns.clone().find(|((name, _), _)| name == key).map(|(_, value)| value.clone());
    table.key.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::tables;

    #[test]
    fn every_column_of_every_table_can_be_moved() {
        for table in tables() {
            assert!(!table.key.is_empty(), "{}: no key to page by", table.name);
            assert!(table.columns.len() as u64 * PAGE <= 32_000, "{}: too many parameters", table.name);
            for (name, shape) in &table.columns {
                assert_ne!(shape.class, "unknown", "{}.{name}", table.name);
            }
        }
    }

    #[test]
    fn what_differs_is_told_apart_and_the_order_of_rows_is_not() {
        let text = |text: &str| Value::from(text.to_owned());
        let of = |rows: &[&[Value]]| {
            let mut digest = Digest::default();
            rows.iter().for_each(|row| digest.add(row));
            digest
        };
        let (one, two) = ([text("ab"), text("c")], [text("a"), text("bc")]);
        assert_eq!(of(&[&one, &two]), of(&[&two, &one]));
        assert_ne!(of(&[&one]), of(&[&two]));
        assert_ne!(of(&[&[Value::String(None)]]), of(&[&[text("")]]));
        assert_ne!(of(&[&[Value::from(1_i64)]]), of(&[&[Value::from(true)]]));
    }
}

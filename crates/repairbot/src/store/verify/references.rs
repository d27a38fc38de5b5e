//! References: every foreign key the schema has, and those it cannot have.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::Findings;
use crate::store::{ReadTx, StoreError, tx::Connected};

/// Missing rows that are listed for one reference.
const LISTED: usize = 100;

/// References without a foreign key: table, column, table.
const WITHOUT_KEY: [(&str, &str, &str); 4] = [
    ("audit", "order_id", "orders"),
    ("used_drafts", "order_id", "orders"),
    ("equipment_types", "merged_into", "equipment_types"),
    ("reasons", "merged_into", "reasons"),
];

/// SQLite's foreign keys to an `id`: all there are.
const ON_SQLITE: &str = "SELECT m.name AS child, f.\"from\" AS name, f.\"table\" AS parent \
                         FROM sqlite_schema m, pragma_foreign_key_list(m.name) f \
                         WHERE m.type = 'table' AND f.\"to\" = 'id' ORDER BY 1, 2";
/// PostgreSQL's.
const ON_POSTGRES: &str = "SELECT child.relname::text AS child, a.attname::text AS name, parent.relname::text AS parent \
                           FROM pg_constraint c \
                           JOIN pg_class child ON child.oid = c.conrelid \
                           JOIN pg_class parent ON parent.oid = c.confrelid \
                           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
                           JOIN pg_attribute key ON key.attrelid = c.confrelid AND key.attnum = c.confkey[1] \
                           WHERE c.contype = 'f' AND key.attname = 'id' AND c.connamespace = current_schema()::regnamespace \
                           ORDER BY 1, 2";

/// Follows them all. A database whose foreign keys were off while somebody wrote has rows that lead nowhere.
pub(super) async fn references(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let backend = tx.connection().get_database_backend();
    let keys = if backend == DbBackend::Postgres { ON_POSTGRES } else { ON_SQLITE };
    let rows = tx.connection().query_all_raw(Statement::from_string(backend, keys)).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let name = |column: &str| row.try_get::<String>("", column);
        all.push((name("child")?, name("name")?, name("parent")?));
    }
    all.extend(WITHOUT_KEY.map(|(child, column, parent)| (child.into(), column.into(), parent.into())));
    found.looked_at(all.len() as u64);
    for (child, column, parent) in all {
        follow(tx, (&child, &column, &parent), found).await?;
    }
    Ok(())
}

/// The names come from the schema itself, so they may stand in a statement.
async fn follow(
    tx: &ReadTx,
    (child, column, parent): (&str, &str, &str),
    found: &mut Findings<'_>,
) -> Result<(), StoreError> {
    let select = format!(
        "SELECT c.{column} AS target, COUNT(*) AS rows FROM {child} c \
         LEFT JOIN {parent} p ON p.id = c.{column} \
         WHERE c.{column} IS NOT NULL AND p.id IS NULL \
         GROUP BY c.{column} ORDER BY c.{column} LIMIT {}",
        LISTED + 1
    );
    let backend = tx.connection().get_database_backend();
    let missing = tx.connection().query_all_raw(Statement::from_string(backend, select)).await?;
    for row in missing.iter().take(LISTED) {
        let (target, rows): (i64, i64) = (row.try_get("", "target")?, row.try_get("", "rows")?);
        found.deviates(format_args!("{child}.{column} names {target}, which {parent} has not ({rows} rows)"));
    }
    if missing.len() > LISTED {
        found.deviates(format_args!("{child}.{column} names more that {parent} has not"));
    }
    Ok(())
}

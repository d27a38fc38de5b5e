//! A shorthand for table definitions, so that a migration reads as a list of columns.
//!
//! Conventions of the whole schema: ids and instants (Unix milliseconds, UTC) and money (kopecks) are BIGINT,
//! calendar dates are TEXT `YYYY-MM-DD`, enums are TEXT codes with a CHECK, JSON is TEXT.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::DbErr,
    sea_query::{
        ColumnDef, Expr, ExprTrait, ForeignKey, Index, IndexCreateStatement, SimpleExpr, Table,
        TableCreateStatement,
    },
};

/// One table being defined.
pub(super) struct Ddl {
    name: &'static str,
    statement: TableCreateStatement,
}

impl Ddl {
    pub(super) fn table(name: &'static str) -> Self {
        let statement = Table::create().table(name).to_owned();
        Self { name, statement }
    }

    fn column(mut self, column: &mut ColumnDef) -> Self {
        self.statement.col(column);
        self
    }

    /// A primary key drawn by the caller. (SQLite gets INTEGER PRIMARY KEY, the row id itself.)
    pub(super) fn key(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).big_integer().not_null().primary_key())
    }

    /// A primary key the database counts.
    pub(super) fn serial(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).big_integer().not_null().auto_increment().primary_key())
    }

    /// A primary key made of text.
    pub(super) fn text_key(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).text().not_null().primary_key())
    }

    /// A primary key of several columns.
    pub(super) fn keys<const N: usize>(mut self, names: [&'static str; N]) -> Self {
        let mut key = Index::create();
        for name in names {
            key.col(name);
        }
        self.statement.primary_key(&mut key);
        self
    }

    pub(super) fn int(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).big_integer().not_null())
    }

    pub(super) fn int_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).big_integer())
    }

    /// A small count: a position, a number of attempts.
    pub(super) fn small(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).integer().not_null())
    }

    pub(super) fn lane(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).small_integer().not_null())
    }

    pub(super) fn degrees_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).double())
    }

    pub(super) fn text(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).text().not_null())
    }

    pub(super) fn text_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).text())
    }

    pub(super) fn flag(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).boolean().not_null())
    }

    pub(super) fn flag_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).boolean())
    }

    /// Kopecks, never negative.
    pub(super) fn money(self, name: &'static str) -> Self {
        self.int(name).check(Expr::col(name).gte(0))
    }

    /// Kopecks, never negative, or not known yet.
    pub(super) fn money_null(self, name: &'static str) -> Self {
        self.int_null(name).check(Expr::col(name).gte(0))
    }

    /// A text out of a closed list.
    pub(super) fn code<const N: usize>(self, name: &'static str, codes: [&'static str; N]) -> Self {
        self.text(name).check(Expr::col(name).is_in(codes))
    }

    /// A reference to another table's `id`: column and foreign key.
    pub(super) fn reference(self, name: &'static str, table: &'static str) -> Self {
        self.int(name).foreign(name, table)
    }

    pub(super) fn reference_null(self, name: &'static str, table: &'static str) -> Self {
        self.int_null(name).foreign(name, table)
    }

    /// A foreign key on a column that is already there.
    pub(super) fn foreign(mut self, column: &'static str, table: &'static str) -> Self {
        self.statement.foreign_key(ForeignKey::create().from(self.name, column).to(table, "id"));
        self
    }

    pub(super) fn check(mut self, condition: SimpleExpr) -> Self {
        self.statement.check(condition);
        self
    }

    /// What else stands behind the table's definition.
    pub(super) fn extra(mut self, words: &'static str) -> Self {
        self.statement.extra(words);
        self
    }

    pub(super) async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.statement).await
    }
}

/// An index named after its table and columns.
pub(super) fn index<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(column);
    }
    index
}

/// A unique index named after its table and columns.
pub(super) fn unique<const N: usize>(
    table: &'static str,
    columns: [&'static str; N],
) -> IndexCreateStatement {
    let mut unique = index(table, columns);
    unique.name(format!("ux_{table}_{}", columns.join("_"))).unique();
    unique
}

/// Drops tables; give them in the order in which nothing refers to them any more.
pub(super) async fn drop_tables<const N: usize>(
    manager: &SchemaManager<'_>,
    tables: [&'static str; N],
) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(table).to_owned()).await?;
    }
    Ok(())
}

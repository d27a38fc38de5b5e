//! Queries whose limits are written into their text.
//!
//! A limit that is a parameter makes PostgreSQL plan a query anew each time: it takes an unknown limit for a tenth of all rows,
//! so the plan it could keep looks worse than any that it makes for this one page. Planning a page took it up to 2.5 ms with a
//! million orders, reading it 0.03 (docs/performance.md).

use std::fmt::{Display, Formatter, Result, Write};

use sea_orm::{
    DbBackend, Statement, StatementBuilder,
    sea_query::{
        PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriter, SqlWriterValues, SqliteQueryBuilder,
        Value,
    },
};

/// A query that is sent with its limits in its text and everything else as parameters. For those that have few different
/// limits: each makes another statement to be prepared.
pub(in crate::store) struct Bounded<'a>(pub(in crate::store) &'a SelectStatement);

impl StatementBuilder for Bounded<'_> {
    fn build(&self, backend: &DbBackend) -> Statement {
        let text = match backend {
            DbBackend::Postgres => written(self.0, PostgresQueryBuilder),
            _ => written(self.0, SqliteQueryBuilder),
        };
        let (sql, values) = text.0.into_parts();
        Statement::from_sql_and_values(*backend, sql, values)
    }
}

fn written(select: &SelectStatement, builder: impl QueryBuilder) -> Text {
    let (placeholder, numbered) = builder.placeholder();
    let mut text = Text(SqlWriterValues::new(placeholder, numbered));
    select.build_collect_into(builder, &mut text);
    text
}

/// The text of a query and its parameters.
struct Text(SqlWriterValues);

impl SqlWriter for Text {
    /// Nothing but limits and offsets is unsigned: what the desk stores never is.
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        match value {
            Value::BigUnsigned(Some(limit)) => {
                self.0.as_writer().write_fmt(format_args!("{limit}")).unwrap_or_default()
            }
            value => self.0.push_param(value, builder),
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> Result {
        self.0.write_str(text)
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{Expr, ExprTrait as _, Query};

    use super::*;

    #[test]
    fn limits_are_text_and_values_are_parameters() {
        let some =
            Query::select().column("a").from("t").and_where(Expr::col("a").eq(7_i64)).limit(3).to_owned();
        let select =
            Query::select().expr(Expr::cust("1")).from_subquery(some, "some").limit(11).offset(5).to_owned();
        let statement = Bounded(&select).build(&DbBackend::Postgres);
        assert_eq!(
            statement.sql,
            r#"SELECT 1 FROM (SELECT "a" FROM "t" WHERE "a" = $1 LIMIT 3) AS "some" LIMIT 11 OFFSET 5"#
        );
        assert_eq!(statement.values.unwrap().0, [Value::BigInt(Some(7))]);
        let statement = Bounded(&select).build(&DbBackend::Sqlite);
        assert_eq!(
            statement.sql,
            r#"SELECT 1 FROM (SELECT "a" FROM "t" WHERE "a" = ? LIMIT 3) AS "some" LIMIT 11 OFFSET 5"#
        );
    }
}

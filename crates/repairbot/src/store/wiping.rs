//! What was erased leaves the disk, too, as far as a database can see to that. In an SQLite file what is deleted is overwritten
//! as it goes (`connect`). But its log holds pages as they were before: it is cut off after an erasure. And rows that SQLite
//! moved from page to page may have left copies in free space, about one client of three hundred: a file that is not large is
//! written anew. PostgreSQL does all of it in its own time.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::{Store, StoreError, connect::BUSY_TIMEOUT};

/// Up to this size a file is written anew while people wait: half a second.
const NOT_LARGE: i64 = 64 << 20;

impl Store {
    /// Takes out of an SQLite file and its log what is left in free space when something was erased. The log is also cut off
    /// once after the start: a process before may have been killed in between. While somebody reads it stays as it is for the
    /// next call, and nobody waits.
    ///
    /// # Errors
    /// See [`StoreError`]; then the next call tries again.
    pub async fn wipe(&self) -> Result<(), StoreError> {
        if self.is_postgres() || self.counted.is_wiped() {
            return Ok(());
        }
        // Nobody can erase anything until it is done.
        let _turn = self.gate.pass().await?;
        // Tried once: it needs room for a second file, which there may not be.
        if self.counted.take_erased()
            && let Err(error) = self.write_anew().await
        {
            tracing::warn!(%error, "the database file was not written anew after an erasure");
        }
        self.wait_for_readers(0).await?;
        let cut = self.number("PRAGMA wal_checkpoint(TRUNCATE)").await;
        self.wait_for_readers(BUSY_TIMEOUT.as_millis()).await?;
        if cut? == 0 {
            self.counted.wiped();
        }
        Ok(())
    }

    async fn write_anew(&self) -> Result<(), DbErr> {
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        if self.number(size).await? <= NOT_LARGE {
            self.writer.execute_unprepared("VACUUM").await?;
        }
        Ok(())
    }

    async fn wait_for_readers(&self, millis: u128) -> Result<(), DbErr> {
        self.writer.execute_unprepared(&format!("PRAGMA busy_timeout = {millis}")).await?;
        Ok(())
    }

    /// The first number of the answer.
    async fn number(&self, ask: &str) -> Result<i64, DbErr> {
        let row = self.writer.query_one_raw(Statement::from_string(DbBackend::Sqlite, ask)).await?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0))
    }
}

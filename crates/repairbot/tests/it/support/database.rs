//! A fresh database per test.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::ConnectionTrait;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file in a temporary folder.
    Sqlite,
    /// A fresh database on the server of `TEST_POSTGRES_URL`.
    Postgres,
}

/// A fresh database, removed with the value (SQLite) or by [`Database::remove`] (PostgreSQL).
pub struct Database {
    /// Its address.
    pub url: String,
    folder: Option<tempfile::TempDir>,
    on_server: Option<(String, String)>,
}

impl Database {
    /// Makes one. `None`, and a visible line, when there is no server; never in CI, which requires them.
    pub async fn fresh(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/desk.db", folder.path().display());
                Some(Self { url, folder: Some(folder), on_server: None })
            }
            Kind::Postgres => Self::on_server().await,
        }
    }

    /// The one at this address, which is somebody else's to remove.
    pub const fn at(url: String) -> Self {
        Self { url, folder: None, on_server: None }
    }

    async fn on_server() -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let Some(server) = std::env::var_os("TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "TEST_POSTGRES_URL is not set");
            println!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = server.into_string().unwrap();
        let name = format!("repairbot_it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self { url: format!("{base}/{name}"), folder: None, on_server: Some((server, name)) })
    }

    /// Removes it.
    pub async fn remove(self) {
        drop(self.folder);
        if let Some((server, name)) = self.on_server {
            let admin = sea_orm::Database::connect(&server).await.unwrap();
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            admin.close().await.unwrap();
        }
    }
}

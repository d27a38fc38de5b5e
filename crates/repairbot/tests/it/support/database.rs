//! A fresh database per test.

use std::sync::atomic::{AtomicU64, Ordering};

use repairbot::store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tokio::sync::OnceCell;

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
                // Folders are made on the way.
                let url = format!("sqlite://{}/deep/er/desk.db", folder.path().display());
                Some(Self { url, folder: Some(folder), on_server: None })
            }
            Kind::Postgres => Self::on_server(None).await,
        }
    }

    /// One with the schema in it, copied from one that was migrated once: most tests are not about migrations.
    pub async fn migrated(kind: Kind) -> Option<Self> {
        static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
        match kind {
            Kind::Sqlite => {
                let bytes = FILE.get_or_init(migrated_file).await;
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("desk.db");
                std::fs::write(&path, bytes).unwrap();
                let url = format!("sqlite://{}", path.display());
                Some(Self { url, folder: Some(folder), on_server: None })
            }
            Kind::Postgres => Self::on_server(Some(template())).await,
        }
    }

    /// The one at this address, which is somebody else's to remove.
    pub const fn at(url: String) -> Self {
        Self { url, folder: None, on_server: None }
    }

    async fn on_server(template: Option<String>) -> Option<Self> {
        static TEMPLATE: OnceCell<()> = OnceCell::const_new();
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let Some(server) = std::env::var_os("TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "TEST_POSTGRES_URL is not set");
            println!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = server.into_string().unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        // Agreeing on encryption costs each connection a tenth of a second.
        let server = format!("{server}?sslmode=disable");
        let name = format!("repairbot_it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        // Only tests that kill the process or the server need what was committed to be durable.
        let durability = if template.is_some() { "&options[synchronous_commit]=off" } else { "" };
        let like = match template {
            Some(template) => {
                TEMPLATE.get_or_init(|| migrated_template(&admin, base)).await;
                format!(" TEMPLATE {template}")
            }
            None => String::new(),
        };
        admin.execute_unprepared(&format!("CREATE DATABASE {name}{like}")).await.unwrap();
        admin.close().await.unwrap();
        let url = format!("{base}/{name}?sslmode=disable{durability}");
        Some(Self { url, folder: None, on_server: Some((server, name)) })
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

/// The name of this process's migrated database.
fn template() -> String {
    format!("repairbot_it_template_{}", std::process::id())
}

/// Makes it, and removes all that processes left behind which have ended.
async fn migrated_template(admin: &DatabaseConnection, base: &str) {
    let query = "SELECT datname FROM pg_database WHERE datname LIKE 'repairbot_it_%'";
    let query = Statement::from_string(admin.get_database_backend(), query);
    for row in admin.query_all_raw(query).await.unwrap() {
        let name: String = row.try_get("", "datname").unwrap();
        let process = name.split('_').find(|part| part.parse::<u32>().is_ok()).unwrap();
        if !std::path::Path::new("/proc").join(process).exists() {
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        }
    }
    admin.execute_unprepared(&format!("CREATE DATABASE {}", template())).await.unwrap();
    migrate(format!("{base}/{}?sslmode=disable", template())).await;
}

/// A migrated SQLite file.
async fn migrated_file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    migrate(format!("sqlite://{}", path.display())).await;
    std::fs::read(path).unwrap()
}

async fn migrate(url: String) {
    let store = Store::connect(&StoreOptions { url, max_connections: 1 }).await.unwrap();
    store.migrate_up().await.unwrap();
    store.close().await.unwrap();
}

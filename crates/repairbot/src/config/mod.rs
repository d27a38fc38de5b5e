//! The configuration: read once, typed, every problem reported at once (SPEC §12).
//!
//! Sources, later wins: the defaults, `repairbot.toml`, `.env`, the environment, the files that `NAME_FILE` points at
//! (Docker secrets), and a secret in Vault (`vault.rs`). Names are case-insensitive everywhere. An empty value
//! counts as not set, because `${NAME:-}` in a compose file produces one.

mod bots;
mod errors;
mod fields;
mod names;
mod sources;
#[cfg(test)]
mod tests;
mod value;
mod vault;

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use repairbot_core::ids::TelegramId;
use repairbot_core::order::Workflow;
use secrecy::{ExposeSecret as _, SecretString};

pub use errors::{ConfigErrors, Problem};
pub use sources::Sources;
pub use vault::VaultToken;

/// The file read when no other is named. It may be absent.
pub const DEFAULT_FILE: &str = "repairbot.toml";
/// No configuration file and no secret is larger.
const LARGEST_FILE: u64 = 64 * 1024;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which of several bots of the process this is, by the name of its `[[bot]]` section.
    pub name: Option<String>,
    /// `BOT_TOKEN`: the bot's token.
    pub bot_token: SecretString,
    /// `ADMIN_IDS`: admins granted at start. Empty: the first admin claims the desk with a code.
    pub admin_ids: Vec<TelegramId>,
    /// `DISPATCHER_IDS`: dispatchers granted at start.
    pub dispatcher_ids: Vec<TelegramId>,
    /// Where the data is.
    pub database: Database,
    /// `AUTO_MIGRATE`: whether `serve` brings the schema up to date at start.
    pub auto_migrate: bool,
    /// `REDIS_URL`: shared state of several replicas.
    pub redis_url: Option<SecretString>,
    /// `DIALOGUES`: whether unfinished dialogues are kept in Redis and not in the database.
    pub dialogues_in_redis: bool,
    /// `TELEGRAM_API_URL`: the Bot API server, without a slash at the end.
    pub telegram_api_url: String,
    /// `PROXY_URL`: the way out to Telegram, when there is no direct one.
    pub proxy_url: Option<SecretString>,
    /// `WEBHOOK_URL` and `WEBHOOK_SECRET`. None: long polling.
    pub webhook: Option<Webhook>,
    /// `HTTP_LISTEN`: the public side.
    pub http_listen: SocketAddr,
    /// `METRICS_LISTEN`: the private side.
    pub metrics_listen: SocketAddr,
    /// `TIME_ZONE`: the company's zone.
    pub time_zone: TimeZone,
    /// `LANGUAGE`: the language of people who have not chosen one.
    pub language: Language,
    /// `ENVIRONMENT`: where the process runs.
    pub environment: Environment,
    /// `LOG_LEVEL` and `LOG_FORMAT`.
    pub log: Log,
    /// `SENTRY_DSN`: where faults are reported.
    pub sentry_dsn: Option<SecretString>,
    /// `RATE_LIMIT_PER_SECOND` and `RATE_LIMIT_BURST`.
    pub rate_limit: RateLimit,
    /// `WORKFLOW`: which transitions exist.
    pub workflow: Workflow,
    /// `ATTACHMENTS_DIR`: where attachments are copied to. None: they stay with Telegram only.
    pub attachments_dir: Option<PathBuf>,
    /// `BACKUP_DIR`, `BACKUP_KEEP_DAYS` and `BACKUP_PASSPHRASE`.
    pub backup: Backup,
    /// The token of Vault to keep alive, in the first of several bots.
    pub vault_token: Option<VaultToken>,
    /// Which settings came from Vault.
    pub from_vault: Vec<&'static str>,
    /// What is worth telling but stops nothing: obsolete names, settings without effect yet.
    pub warnings: Vec<String>,
}

/// Where the data is.
#[derive(Debug, Clone)]
pub struct Database {
    /// `DATABASE_URL`, without a Python driver suffix.
    pub url: SecretString,
    /// Which kind of database the address names.
    pub backend: Backend,
    /// `DATABASE_POOL_SIZE`: connections kept.
    pub pool_size: u32,
    /// `DATABASE_MAX_OVERFLOW`: connections opened besides under load.
    pub max_overflow: u32,
}

impl Database {
    /// The database at an address that somebody gave under this name.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn at(name: &str, url: &str) -> Result<Self, ConfigErrors> {
        match value::database_url(url.trim()) {
            Ok(value::DatabaseUrl { url, backend, .. }) => {
                Ok(Self { url, backend, pool_size: 2, max_overflow: 0 })
            }
            Err(fault) => Err(ConfigErrors(vec![Problem::new(name, fault.what, fault.mend)])),
        }
    }

    /// The most connections that may be open at once.
    #[must_use]
    pub fn max_connections(&self) -> u32 {
        self.pool_size.saturating_add(self.max_overflow)
    }

    /// Whether this is an SQLite file that has not been made yet.
    #[must_use]
    pub fn is_missing_file(&self) -> bool {
        self.file().is_some_and(|path| !path.exists())
    }

    /// The SQLite file, whether it has been made or not; `None` for PostgreSQL.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.url.expose_secret().strip_prefix("sqlite://")?.split('?').next()?;
        Some(PathBuf::from(path))
    }
}

/// The two kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// How Telegram reaches us in webhook mode.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The public address, without a slash at the end; Telegram posts to the path behind it.
    pub url: String,
    /// What the secret header must hold.
    pub secret: SecretString,
    /// Where on this process, and behind the address, updates are posted: each of several bots has its own.
    pub path: String,
}

impl Webhook {
    /// Where Telegram is to post updates.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", self.url, self.path)
    }
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// The two-letter code, as Telegram and the translation files write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// Where the process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine.
    Development,
    /// Automatic tests.
    Test,
    /// A rehearsal.
    Staging,
    /// The real company.
    Production,
}

impl Environment {
    /// The name it is configured and reported by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

/// What is logged, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// `LOG_LEVEL`.
    pub level: LogLevel,
    /// `LOG_FORMAT`.
    pub format: LogFormat,
}

/// The least important event that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything.
    Trace,
    /// What helps to find a fault.
    Debug,
    /// What happens.
    Info,
    /// What may need attention.
    Warn,
    /// Faults only.
    Error,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line, for collectors.
    Json,
}

/// How much one person may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Updates per second in the long run. 0: no limit.
    pub per_second: u32,
    /// Updates at once. 0: no limit.
    pub burst: u32,
}

/// Where backups go and how long they stay.
#[derive(Debug, Clone)]
pub struct Backup {
    /// `BACKUP_DIR`.
    pub dir: PathBuf,
    /// `BACKUP_KEEP_DAYS`.
    pub keep_days: u32,
    /// `BACKUP_PASSPHRASE`: seals them.
    pub passphrase: Option<SecretString>,
}

impl Config {
    /// Reads the configuration of this process: of its bot, or of each of several. `path` replaces `repairbot.toml` and must
    /// then exist.
    ///
    /// # Errors
    /// Every problem found.
    pub async fn load(path: Option<&Path>) -> Result<Vec<Self>, ConfigErrors> {
        let (mut sources, mut token) = (on_this_machine(path), None);
        if let Some(access) = sources.merge().vault() {
            token = access.given();
            sources = sources.with_vault(access.read(vault::PATIENCE).await);
        }
        let mut configs = Self::all_from_sources(&sources)?;
        if let Some(first) = configs.first_mut() {
            first.vault_token = token;
        }
        Ok(configs)
    }

    /// Makes a configuration for each bot of sources that have been read already.
    ///
    /// # Errors
    /// Every problem found.
    pub fn all_from_sources(sources: &Sources) -> Result<Vec<Self>, ConfigErrors> {
        if sources.bots.is_empty() { Ok(vec![Self::from_sources(sources)?]) } else { bots::all(sources) }
    }

    /// Makes a configuration of sources that have been read already, of one bot.
    ///
    /// # Errors
    /// Every problem found.
    pub fn from_sources(sources: &Sources) -> Result<Self, ConfigErrors> {
        let mut fields = sources.merge();
        match fields.config() {
            Some(config) if fields.problems.is_empty() => Ok(Self { warnings: fields.warnings, ..config }),
            _ => Err(ConfigErrors(fields.problems)),
        }
    }
}

/// `METRICS_LISTEN` of this process, as far as this machine knows it: who asks every half a minute whether the desk is
/// alive does not ask Vault each time, and needs none of the rest.
///
/// # Errors
/// What is wrong with the addresses to listen on.
pub fn metrics_address(path: Option<&Path>) -> Result<SocketAddr, ConfigErrors> {
    let mut merged = on_this_machine(path).merge();
    merged.problems.retain(|problem| problem.name.contains("_LISTEN"));
    let (_, metrics) = merged.listen();
    if merged.problems.is_empty() { Ok(metrics) } else { Err(ConfigErrors(merged.problems)) }
}

/// Which kind of database `DATABASE_URL` names. Needs none of the rest and no network.
///
/// # Errors
/// What is wrong with the sources or with the address, or that only Vault knows it.
pub fn database_kind(path: Option<&Path>) -> Result<Backend, ConfigErrors> {
    if !on_this_machine(path).bots.is_empty() {
        let what = "are several, and each bot has its own database";
        return Err(ConfigErrors(vec![Problem::new("[[bot]] sections", what, "say which kind with --for")]));
    }
    let mut merged = on_this_machine(path).merge();
    let database = merged.database();
    if merged.vault().is_some() {
        let mend = "say which database with --for sqlite or --for postgres";
        merged.problems.push(Problem::new("DATABASE_URL", "may be in Vault, which is not asked now", mend));
    }
    match database {
        Some(database) if merged.problems.is_empty() => Ok(database.backend),
        _ => Err(ConfigErrors(merged.problems)),
    }
}

/// `PROXY_URL` of this machine, when it is right.
#[must_use]
pub fn proxy() -> Option<SecretString> {
    on_this_machine(None).merge().proxy()
}

/// What is wrong with this value of that name, if anything is.
#[must_use]
pub fn objection(name: &str, value: &str) -> Option<Problem> {
    let errors = Config::from_sources(&Sources::default().with_environment([(name, value)])).err()?;
    errors.0.into_iter().find(|problem| problem.name == name)
}

/// The sources that need no network.
fn on_this_machine(path: Option<&Path>) -> Sources {
    let mut sources = Sources::default();
    let toml = path.unwrap_or(Path::new(DEFAULT_FILE));
    sources = match read(toml) {
        Ok(content) => sources.with_toml(&content),
        Err(ReadError::Absent) if path.is_none() => sources,
        Err(error) => sources.with_unreadable("the configuration file (--config)", error.text()),
    };
    sources = match read(Path::new(".env")) {
        Ok(content) => sources.with_dotenv(&content),
        Err(ReadError::Absent) => sources,
        Err(error) => sources.with_unreadable(".env", error.text()),
    };
    sources = sources.with_environment(std::env::vars_os());
    for path in sources.file_paths() {
        let content = read(Path::new(&path)).map_err(|error| error.text().to_owned());
        let content = content.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned()));
        sources = sources.with_file(path, content);
    }
    sources
}

/// Why a file was not read.
enum ReadError {
    Absent,
    Other(&'static str),
}

impl ReadError {
    /// Said without the path: a secret written into `NAME_FILE` by mistake would be shown.
    fn text(&self) -> &'static str {
        match self {
            Self::Absent => "there is no such file",
            Self::Other(text) => text,
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let reason = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::Absent,
        std::io::ErrorKind::PermissionDenied => ReadError::Other("no right to read it"),
        std::io::ErrorKind::IsADirectory => ReadError::Other("it is a directory"),
        _ => ReadError::Other("reading failed"),
    };
    let mut content = Vec::new();
    let file = std::fs::File::open(path).map_err(reason)?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut content).map_err(reason)?;
    if content.len() as u64 > LARGEST_FILE {
        return Err(ReadError::Other("it is larger than 64 KiB"));
    }
    Ok(content)
}

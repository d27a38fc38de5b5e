//! From the merged texts to the typed configuration, collecting what is wrong on the way.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use repairbot_core::order::Workflow;
use secrecy::SecretString;

use super::errors::{Fault, Problem};
use super::sources::Merged;
use super::value;
use super::{Backup, Config, Database, Environment, Language, Log, LogFormat, LogLevel, RateLimit, Webhook};

impl Merged {
    /// The configuration, when enough of it is right; `problems` says what is not.
    pub(super) fn config(&mut self) -> Option<Config> {
        self.from_vault.sort_unstable();
        // How to get at it has been used by now; here it is only judged.
        let _ = self.vault();
        let bot_token = self.bot_token();
        let admin_ids = self.or("ADMIN_IDS", value::telegram_ids, Vec::new());
        let dispatcher_ids = self.or("DISPATCHER_IDS", value::telegram_ids, Vec::new());
        let database = self.database();
        let auto_migrate = self.or("AUTO_MIGRATE", value::flag, true);
        let redis_url = self.optional("REDIS_URL", |text| value::secret_url(text, &["redis", "rediss"]));
        let dialogues_in_redis = self.dialogues_in_redis();
        let telegram_api_url = self.or("TELEGRAM_API_URL", value::base_url, value::OFFICIAL_API.to_owned());
        let proxy_url = self.proxy();
        let webhook = self.webhook(&telegram_api_url);
        let (http_listen, metrics_listen) = self.listen();
        let time_zone = self.time_zone();
        let language = self.or("LANGUAGE", value::language, Language::Ru);
        let environment = self.or("ENVIRONMENT", value::environment, Environment::Development);
        let log = self.log(environment);
        let sentry_dsn = self.optional("SENTRY_DSN", value::sentry_dsn);
        let rate_limit = self.rate_limit();
        let workflow = self.or("WORKFLOW", value::workflow, Workflow::Standard);
        let attachments_dir = self.optional("ATTACHMENTS_DIR", value::directory);
        let backup = self.backup();
        // Only now, so that every field has had its say about what is wrong.
        Some(Config {
            name: None,
            bot_token: bot_token?,
            admin_ids,
            dispatcher_ids,
            database: database?,
            auto_migrate,
            redis_url,
            dialogues_in_redis,
            telegram_api_url,
            proxy_url,
            webhook,
            http_listen,
            metrics_listen,
            time_zone,
            language,
            environment,
            log,
            sentry_dsn,
            rate_limit,
            workflow,
            attachments_dir,
            backup,
            vault_token: None,
            from_vault: std::mem::take(&mut self.from_vault),
            warnings: Vec::new(),
        })
    }

    /// `PROXY_URL`.
    pub(super) fn proxy(&mut self) -> Option<SecretString> {
        self.optional("PROXY_URL", |text| value::secret_url(text, &["http", "https", "socks5"]))
    }

    fn dialogues_in_redis(&mut self) -> bool {
        let in_redis = self.or("DIALOGUES", value::dialogues_in_redis, false);
        if in_redis && !self.values.contains_key("REDIS_URL") && !self.incomplete {
            let mend = "name the server in REDIS_URL, or leave DIALOGUES out: the database keeps them";
            self.problems.push(Problem::new("DIALOGUES", "wants Redis, and REDIS_URL is not set", mend));
        }
        in_redis
    }

    fn rate_limit(&mut self) -> RateLimit {
        RateLimit {
            per_second: self.or("RATE_LIMIT_PER_SECOND", |text| value::number(text, 0..=1000), 3),
            burst: self.or("RATE_LIMIT_BURST", |text| value::number(text, 0..=10_000), 10),
        }
    }

    fn backup(&mut self) -> Backup {
        Backup {
            dir: self.or("BACKUP_DIR", value::directory, PathBuf::from("data/backups")),
            keep_days: self.or("BACKUP_KEEP_DAYS", |text| value::number(text, 1..=36_500), 30),
            passphrase: self.optional("BACKUP_PASSPHRASE", value::passphrase),
        }
    }

    /// The value of `name` when it is set and right.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        match parse(self.values.get(name)?) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problems.push(Problem::new(name, fault.what, fault.mend));
                None
            }
        }
    }

    pub(super) fn or<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
        default: T,
    ) -> T {
        self.optional(name, parse).unwrap_or(default)
    }

    fn bot_token(&mut self) -> Option<SecretString> {
        if !self.values.contains_key("BOT_TOKEN") && !self.incomplete {
            let mend = "get a token from @BotFather and put BOT_TOKEN=... into .env or the environment, \
                        or name a file that holds it in BOT_TOKEN_FILE";
            self.problems.push(Problem::new("BOT_TOKEN", "is not set", mend));
        }
        self.optional("BOT_TOKEN", value::bot_token)
    }

    pub(super) fn database(&mut self) -> Option<Database> {
        self.values.entry("DATABASE_URL").or_insert_with(|| "sqlite://data/repairbot.db".to_owned());
        let url = self.optional("DATABASE_URL", value::database_url);
        let pool_size = self.or("DATABASE_POOL_SIZE", |text| value::number(text, 1..=1000), 20);
        let max_overflow = self.or("DATABASE_MAX_OVERFLOW", |text| value::number(text, 0..=1000), 10);
        let url = url?;
        if url.had_driver {
            self.warnings.push(
                "DATABASE_URL names a Python driver (the part after +), which is ignored; remove it. \
                 In sqlite:// addresses three slashes mean an absolute path here, two a relative one"
                    .to_owned(),
            );
        }
        Some(Database { url: url.url, backend: url.backend, pool_size, max_overflow })
    }

    fn webhook(&mut self, api_url: &str) -> Option<Webhook> {
        let official = api_url == value::OFFICIAL_API;
        let url = self.optional("WEBHOOK_URL", |text| value::webhook_url(text, official));
        let secret = self.optional("WEBHOOK_SECRET", value::webhook_secret);
        if self.values.contains_key("WEBHOOK_URL") && !self.values.contains_key("WEBHOOK_SECRET") {
            self.problems.push(Problem::new(
                "WEBHOOK_SECRET",
                "is not set although WEBHOOK_URL is",
                "put the output of `openssl rand -hex 32` into it, or remove WEBHOOK_URL",
            ));
        }
        Some(Webhook { url: url?, secret: secret?, path: "/webhook".to_owned() })
    }

    /// `HTTP_LISTEN` and `METRICS_LISTEN`.
    pub(super) fn listen(&mut self) -> (SocketAddr, SocketAddr) {
        let http = self.or("HTTP_LISTEN", value::listen, SocketAddr::from(([127, 0, 0, 1], 8080)));
        let metrics = self.or("METRICS_LISTEN", value::listen, SocketAddr::from(([127, 0, 0, 1], 8000)));
        if http == metrics && http.port() != 0 {
            self.problems.push(Problem::new(
                "METRICS_LISTEN",
                "is the same address as HTTP_LISTEN",
                "give one of them another port: the private side must not be public",
            ));
        }
        (http, metrics)
    }

    fn time_zone(&mut self) -> TimeZone {
        self.values.entry("TIME_ZONE").or_insert_with(|| "Europe/Moscow".to_owned());
        self.or("TIME_ZONE", value::time_zone, TimeZone::UTC)
    }

    fn log(&mut self, environment: Environment) -> Log {
        let format = if environment == Environment::Production { LogFormat::Json } else { LogFormat::Text };
        Log {
            level: self.or("LOG_LEVEL", value::log_level, LogLevel::Info),
            format: self.or("LOG_FORMAT", value::log_format, format),
        }
    }
}

//! How the text of one setting becomes a value. No fault repeats the text: it may be a secret.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use repairbot_core::ids::TelegramId;
use repairbot_core::order::Workflow;
use secrecy::SecretString;
use url::Url;

use super::errors::Fault;
use super::{Backend, Environment, Language, LogFormat, LogLevel};

/// Telegram's own server.
pub(super) const OFFICIAL_API: &str = "https://api.telegram.org";
/// The shortest token Telegram issues.
const TOKEN_LENGTH: usize = 46;
/// The shortest passphrase that seals backups.
const SHORTEST_PASSPHRASE: usize = 12;
/// Telegram's ids fit 52 bits.
const MAX_TELEGRAM_ID: i64 = 1 << 52;

type Parsed<T> = Result<T, Fault>;

/// `digits:secret`, at least 46 characters.
pub(super) fn bot_token(text: &str) -> Parsed<SecretString> {
    let mend = "copy the whole token from @BotFather: digits, a colon, 35 or more letters and digits";
    let well_formed = text.split_once(':').is_some_and(|(id, secret)| {
        let id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        id && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    });
    if !well_formed {
        return Err(Fault::new("is not a Telegram bot token", mend));
    }
    if text.len() < TOKEN_LENGTH {
        return Err(Fault::new(format!("is shorter than {TOKEN_LENGTH} characters"), mend));
    }
    Ok(text.into())
}

/// Comma-separated positive whole numbers, each once.
pub(super) fn telegram_ids(text: &str) -> Parsed<Vec<TelegramId>> {
    let mut ids = Vec::new();
    for (index, item) in text.split(',').map(str::trim).enumerate().filter(|(_, item)| !item.is_empty()) {
        let id = item.parse().ok().filter(|id| (1..=MAX_TELEGRAM_ID).contains(id)).ok_or_else(|| {
            Fault::new(
                format!("item {} is not a Telegram id of a person", index + 1),
                "write positive whole numbers separated by commas; the bot shows a person's id on /start",
            )
        })?;
        if !ids.contains(&TelegramId(id)) {
            ids.push(TelegramId(id));
        }
    }
    Ok(ids)
}

/// A database address, without the Python driver that may be written in its scheme.
pub(super) struct DatabaseUrl {
    pub(super) url: SecretString,
    pub(super) backend: Backend,
    /// A `+driver` was left out.
    pub(super) had_driver: bool,
}

/// `sqlite://…`, `postgres://…`, `postgresql://…`.
pub(super) fn database_url(text: &str) -> Parsed<DatabaseUrl> {
    let unknown = || {
        Fault::new(
            "is not an address of a database",
            "write sqlite://data/repairbot.db or postgres://user:password@host:5432/name",
        )
    };
    let (scheme, rest) = text.split_once("://").ok_or_else(unknown)?;
    let (scheme, driver) = scheme.split_once('+').map_or((scheme, None), |(s, d)| (s, Some(d)));
    let scheme = scheme.to_ascii_lowercase();
    // One writing of what means the same.
    let scheme = if scheme == "postgresql" { "postgres" } else { scheme.as_str() };
    let url = format!("{scheme}://{rest}");
    let backend = match scheme {
        "sqlite" => sqlite(rest)?,
        "postgres" => postgres(&url)?,
        _ => return Err(unknown()),
    };
    Ok(DatabaseUrl { url: url.into(), backend, had_driver: driver.is_some() })
}

fn sqlite(rest: &str) -> Parsed<Backend> {
    let path = rest.split('?').next().unwrap_or_default();
    if path.is_empty() || path == "/" || path.contains(":memory:") {
        let mend = "write sqlite://data/repairbot.db (relative) or sqlite:///var/lib/repairbot.db (absolute)";
        return Err(Fault::new("names no file: orders would be lost at every restart", mend));
    }
    Ok(Backend::Sqlite)
}

fn postgres(url: &str) -> Parsed<Backend> {
    let mend = "write postgres://user:password@host:5432/name, special characters of the password \
                percent-encoded: @ as %40, : as %3A, / as %2F, # as %23";
    match Url::parse(url) {
        Ok(parsed) if parsed.fragment().is_none() => Ok(Backend::Postgres),
        _ => Err(Fault::new("is not a well-formed PostgreSQL address", mend)),
    }
}

/// A URL with one of the schemes and a host.
pub(super) fn secret_url(text: &str, schemes: &[&str]) -> Parsed<SecretString> {
    url(text, schemes).map(|_| text.into())
}

fn url(text: &str, schemes: &[&str]) -> Parsed<Url> {
    let forms: Vec<_> = schemes.iter().map(|scheme| format!("{scheme}://host")).collect();
    let mend = format!("write {}", forms.join(" or "));
    let parsed = Url::parse(text).map_err(|_| Fault::new("is not a well-formed address", &mend))?;
    if !schemes.contains(&parsed.scheme()) {
        return Err(Fault::new("has a scheme that is not supported", mend));
    }
    if parsed.host_str().is_none_or(str::is_empty) {
        return Err(Fault::new("has no host", mend));
    }
    Ok(parsed)
}

/// An http(s) address that other paths are appended to: without its last slash.
pub(super) fn base_url(text: &str) -> Parsed<String> {
    let parsed = url(text, &["https", "http"])?;
    let bare = parsed.username().is_empty() && parsed.password().is_none();
    if !bare || parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(Fault::new(
            "carries a user, a password, a query or a fragment",
            "write the address only, like https://bot.example.org",
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// A webhook address: Telegram's own server accepts https on four ports only.
pub(super) fn webhook_url(text: &str, official: bool) -> Parsed<String> {
    let base = base_url(text)?;
    let parsed = url(&base, &["https", "http"])?;
    let accepted = parsed.scheme() == "https"
        && parsed.port_or_known_default().is_some_and(|port| [443, 80, 88, 8443].contains(&port));
    if official && !accepted {
        return Err(Fault::new(
            "is not an address Telegram would call",
            "write an https address on port 443, 80, 88 or 8443",
        ));
    }
    Ok(base)
}

/// What Telegram accepts as a secret token.
pub(super) fn webhook_secret(text: &str) -> Parsed<SecretString> {
    let accepted = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !accepted || text.len() > 256 {
        return Err(Fault::new(
            "is not a secret Telegram accepts",
            "write 1 to 256 Latin letters, digits, _ and -, for example the output of: openssl rand -hex 32",
        ));
    }
    Ok(text.into())
}

/// What seals backups: as hard to guess as the file is easy to get.
pub(super) fn passphrase(text: &str) -> Parsed<SecretString> {
    if text.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Fault::new(
            "is too short",
            "write at least 12 characters, for example the output of: openssl rand -base64 24",
        ));
    }
    Ok(text.into())
}

/// Sentry's address of a project.
pub(super) fn sentry_dsn(text: &str) -> Parsed<SecretString> {
    let parsed = url(text, &["https", "http"])?;
    if parsed.username().is_empty() || parsed.path().len() < 2 {
        return Err(Fault::new("is not a Sentry DSN", "copy it from the project: https://KEY@HOST/PROJECT"));
    }
    Ok(text.into())
}

/// `address:port`.
pub(super) fn listen(text: &str) -> Parsed<SocketAddr> {
    text.parse().map_err(|_| {
        Fault::new(
            "is not an address to listen on",
            "write ADDRESS:PORT, like 127.0.0.1:8080 or 0.0.0.0:8080",
        )
    })
}

/// A zone of the IANA database.
pub(super) fn time_zone(text: &str) -> Parsed<TimeZone> {
    TimeZone::get(text).map_err(|_| {
        Fault::new("is not a time zone", "write an IANA name, like Europe/Moscow or Asia/Yekaterinburg")
    })
}

/// A whole number within bounds.
pub(super) fn number(text: &str, bounds: std::ops::RangeInclusive<u32>) -> Parsed<u32> {
    let bare = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| bare && bounds.contains(number)).ok_or_else(|| {
        let mend = format!("write a whole number from {} to {}", bounds.start(), bounds.end());
        Fault::new("is not a whole number within its bounds", mend)
    })
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Parsed<bool> {
    choice(
        text,
        &[
            ("true", true),
            ("false", false),
            ("1", true),
            ("0", false),
            ("yes", true),
            ("no", false),
            ("on", true),
            ("off", false),
        ],
    )
}

/// A directory.
pub(super) fn directory(text: &str) -> Parsed<PathBuf> {
    if text.contains('\0') {
        return Err(Fault::new("is not a path", "write a directory, like data/backups"));
    }
    Ok(text.into())
}

/// The bot's default language.
pub(super) fn language(text: &str) -> Parsed<Language> {
    choice(text, &[("ru", Language::Ru), ("en", Language::En)])
}

/// Where the process runs.
pub(super) fn environment(text: &str) -> Parsed<Environment> {
    choice(
        text,
        &[
            ("development", Environment::Development),
            ("test", Environment::Test),
            ("staging", Environment::Staging),
            ("production", Environment::Production),
        ],
    )
}

/// How much is logged; Python's `WARNING` and `CRITICAL` mean the nearest of ours.
pub(super) fn log_level(text: &str) -> Parsed<LogLevel> {
    choice(
        text,
        &[
            ("trace", LogLevel::Trace),
            ("debug", LogLevel::Debug),
            ("info", LogLevel::Info),
            ("warn", LogLevel::Warn),
            ("error", LogLevel::Error),
            ("warning", LogLevel::Warn),
            ("critical", LogLevel::Error),
        ],
    )
}

/// How log lines look.
pub(super) fn log_format(text: &str) -> Parsed<LogFormat> {
    choice(text, &[("text", LogFormat::Text), ("json", LogFormat::Json)])
}

/// Which transitions exist.
pub(super) fn workflow(text: &str) -> Parsed<Workflow> {
    choice(text, &[("standard", Workflow::Standard), ("strict", Workflow::Strict)])
}

/// Whether Redis keeps unfinished dialogues.
pub(super) fn dialogues_in_redis(text: &str) -> Parsed<bool> {
    choice(text, &[("database", false), ("redis", true)])
}

/// One of some words, in any case.
fn choice<T: Copy>(text: &str, words: &[(&str, T)]) -> Parsed<T> {
    words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        Fault::new("is none of the accepted words", format!("write one of: {}", words.join(", ")))
    })
}

//! Which names exist, which existed once, and which one a misspelt name means.

/// Every name of the configuration (SPEC §12), in the order problems are reported.
pub(super) const KNOWN: &[&str] = &[
    "BOT_TOKEN",
    "ADMIN_IDS",
    "DISPATCHER_IDS",
    "DATABASE_URL",
    "DATABASE_POOL_SIZE",
    "DATABASE_MAX_OVERFLOW",
    "AUTO_MIGRATE",
    "REDIS_URL",
    "DIALOGUES",
    "TELEGRAM_API_URL",
    "PROXY_URL",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "HTTP_LISTEN",
    "METRICS_LISTEN",
    "TIME_ZONE",
    "LANGUAGE",
    "ENVIRONMENT",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "SENTRY_DSN",
    "RATE_LIMIT_PER_SECOND",
    "RATE_LIMIT_BURST",
    "WORKFLOW",
    "ATTACHMENTS_DIR",
    "BACKUP_DIR",
    "BACKUP_KEEP_DAYS",
    "BACKUP_PASSPHRASE",
    "VAULT_ADDR",
    "VAULT_TOKEN",
    "VAULT_ROLE_ID",
    "VAULT_SECRET_ID",
    "VAULT_MOUNT",
    "VAULT_PATH",
];

/// Names the predecessor read, and what became of each.
const OBSOLETE: &[(&str, &str)] = &[
    ("DEV_MODE", "use ENVIRONMENT=development or ENVIRONMENT=production"),
    ("USE_ORM", "there is one storage layer now"),
    ("DATABASE_PATH", "use DATABASE_URL=sqlite://path/to/file.db"),
    ("DISPATCHER_GROUP_ID", "dispatchers are told privately; list them in DISPATCHER_IDS"),
    ("REVIEW_BONUS_ENABLED", "the review bonus is a setting of the company, edited in the bot"),
    ("LOGS_DIR", "logs go to the standard error output"),
    ("SLA_CHECK_INTERVAL", "reminders are settings of the company, edited in the bot"),
    ("REMINDER_INTERVAL", "reminders are settings of the company, edited in the bot"),
    ("SLA_NIGHT_START", "quiet hours are a setting of the company, edited in the bot"),
    ("SLA_NIGHT_END", "quiet hours are a setting of the company, edited in the bot"),
    ("BACKUP_ENABLED", "the backup job is a setting of the company, edited in the bot"),
    ("BACKUP_SCHEDULE", "the backup job is a setting of the company, edited in the bot"),
    ("PARSER_ENABLED", "orders are no longer read from a group by a user account"),
    ("ENV_FILE", "the file is always .env; use repairbot --config PATH for another repairbot.toml"),
];

/// Prefixes of names that belong to other programs sharing the same `.env` (Docker Compose, images).
const NEIGHBOURS: &[&str] = &["COMPOSE_", "DOCKER_", "POSTGRES_", "GF_", "GRAFANA_", "DB_"];

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A known name.
    Value(&'static str),
    /// A known name followed by `_FILE`.
    File(&'static str),
    /// A name of the predecessor, with advice.
    Obsolete(&'static str),
    /// A name of a program that shares the file.
    Neighbour,
    /// None of these.
    Unknown,
}

/// What `name`, in any case, means.
pub(super) fn meaning(name: &str) -> Meaning {
    let name = name.to_ascii_uppercase();
    if let Some(known) = known(&name) {
        return Meaning::Value(known);
    }
    if let Some(known) = name.strip_suffix("_FILE").and_then(known) {
        return Meaning::File(known);
    }
    if let Some((_, advice)) = OBSOLETE.iter().find(|(obsolete, _)| *obsolete == name) {
        return Meaning::Obsolete(advice);
    }
    if name.starts_with("TELETHON_") {
        return Meaning::Obsolete("orders are no longer read from a group by a user account");
    }
    if NEIGHBOURS.iter().any(|prefix| name.starts_with(prefix)) {
        return Meaning::Neighbour;
    }
    Meaning::Unknown
}

/// The known name that an upper-case name is.
fn known(name: &str) -> Option<&'static str> {
    KNOWN.iter().copied().find(|known| *known == name)
}

/// The known name that `name` probably is, misspelt.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let name = name.strip_suffix("_FILE").unwrap_or(&name);
    if name.len() > LONGEST_NAME {
        return None;
    }
    KNOWN
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known))
        .filter(|(distance, known)| *distance <= known.len() / 4)
        .min()
        .map(|(_, known)| known)
}

/// Names longer than this are not echoed.
const LONGEST_NAME: usize = 40;

/// Whether an unknown name may be repeated in a message. A line of a broken multi-line secret can
/// look like a name; setting names are short, plain, and of one case.
pub(super) fn may_be_shown(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    let one_case =
        !name.bytes().any(|b| b.is_ascii_lowercase()) || !name.bytes().any(|b| b.is_ascii_uppercase());
    !name.is_empty() && name.len() <= LONGEST_NAME && plain && one_case
}

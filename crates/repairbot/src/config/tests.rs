//! What the configuration accepts, what it refuses, and that no secret leaks on the way.

use proptest::prelude::*;
use repairbot_core::ids::TelegramId;
use secrecy::ExposeSecret as _;

use super::*;

const TOKEN: &str = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0";
type Outcome = Result<Config, ConfigErrors>;

fn environment(variables: &[(&str, &str)]) -> Outcome {
    let token = ("BOT_TOKEN", TOKEN);
    Config::from_sources(&Sources::default().with_environment([token].iter().chain(variables).copied()))
}

fn toml(text: &str) -> Outcome {
    Config::from_sources(&Sources::default().with_toml(format!("BOT_TOKEN = '{TOKEN}'\n{text}").as_bytes()))
}

fn dotenv(text: &str) -> Outcome {
    Config::from_sources(&Sources::default().with_dotenv(format!("BOT_TOKEN={TOKEN}\n{text}").as_bytes()))
}

/// The names of the problems.
fn names(outcome: Outcome) -> Vec<String> {
    outcome.map_or_else(|errors| errors.0.into_iter().map(|problem| problem.name).collect(), |_| Vec::new())
}

fn text(outcome: Outcome) -> String {
    outcome.map_or_else(|errors| errors.to_string(), |config| config.warnings.join("\n"))
}

#[test]
fn the_defaults_are_those_of_the_table() {
    let config = environment(&[]).unwrap();
    assert!(config.admin_ids.is_empty() && config.dispatcher_ids.is_empty());
    assert_eq!(config.database.url.expose_secret(), "sqlite://data/repairbot.db");
    assert_eq!(config.database.backend, Backend::Sqlite);
    assert_eq!(config.database.max_connections(), 30);
    assert!(config.auto_migrate);
    assert_eq!(config.telegram_api_url, "https://api.telegram.org");
    assert!(config.redis_url.is_none() && config.proxy_url.is_none() && config.webhook.is_none());
    assert_eq!(config.http_listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.metrics_listen.to_string(), "127.0.0.1:8000");
    assert_eq!(config.time_zone.iana_name(), Some("Europe/Moscow"));
    assert_eq!((config.language, config.environment), (Language::Ru, Environment::Development));
    assert_eq!(config.log, Log { level: LogLevel::Info, format: LogFormat::Text });
    assert_eq!(config.rate_limit, RateLimit { per_second: 3, burst: 10 });
    assert_eq!(config.workflow, Workflow::Standard);
    let Backup { dir, keep_days, passphrase } = &config.backup;
    assert_eq!((dir.to_str(), keep_days, passphrase.is_none()), (Some("data/backups"), &30, true));
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}

#[test]
fn later_sources_win_and_a_file_wins_over_all() {
    let sources = |toml: &str, dotenv: &str, variables: &[(&str, &str)]| {
        let token = ("BOT_TOKEN", TOKEN);
        let sources = Sources::default().with_toml(toml.as_bytes()).with_dotenv(dotenv.as_bytes());
        sources.with_environment([token].iter().chain(variables).copied())
    };
    let ids = |sources: Sources| Config::from_sources(&sources).unwrap().admin_ids;
    assert_eq!(ids(sources("ADMIN_IDS = [1]", "", &[])), [TelegramId(1)]);
    assert_eq!(ids(sources("ADMIN_IDS = [1]", "ADMIN_IDS=2", &[])), [TelegramId(2)]);
    assert_eq!(ids(sources("ADMIN_IDS = [1]", "ADMIN_IDS=2", &[("ADMIN_IDS", "3")])), [TelegramId(3)]);
    let with_file = sources("ADMIN_IDS_FILE = '/run/secrets/ids'", "", &[("ADMIN_IDS", "3")]);
    let config =
        Config::from_sources(&with_file.with_file("/run/secrets/ids", Ok(" 4\n".to_owned()))).unwrap();
    assert_eq!((config.admin_ids, config.warnings.len()), (vec![TelegramId(4)], 0));
}

#[test]
fn names_are_case_insensitive_everywhere() {
    let sources = Sources::default()
        .with_toml(b"time_zone = 'Asia/Omsk'")
        .with_dotenv(b"Language=en")
        .with_environment([("bot_token_file", "t"), ("Workflow", "STRICT")])
        .with_file("t", Ok(TOKEN.to_owned()));
    let config = Config::from_sources(&sources).unwrap();
    assert_eq!(config.time_zone.iana_name(), Some("Asia/Omsk"));
    assert_eq!((config.language, config.workflow), (Language::En, Workflow::Strict));
    let twice = environment(&[("ADMIN_IDS", "1"), ("admin_ids", "2")]);
    assert_eq!(names(twice), ["ADMIN_IDS"]);
    assert!(environment(&[("ADMIN_IDS", "1"), ("admin_ids", "1")]).is_ok());
}

#[test]
fn an_empty_value_is_not_set() {
    assert!(environment(&[("REDIS_URL", ""), ("ADMIN_IDS_FILE", " "), ("VAULT_ADDR", "")]).is_ok());
    let sources = Sources::default().with_toml(b"ADMIN_IDS = [7]");
    let sources = sources.with_environment([("BOT_TOKEN", TOKEN), ("ADMIN_IDS", "")]);
    assert_eq!(Config::from_sources(&sources).unwrap().admin_ids, [TelegramId(7)]);
}

#[test]
fn every_problem_is_reported_at_once_with_its_name_and_remedy() {
    let outcome = Config::from_sources(&Sources::default().with_environment([
        ("ADMIN_IDS", "1,-2"),
        ("DATABASE_URL", "mysql://x"),
        ("TIME_ZONE", "Moscow"),
        ("LOG_LEVEL", "loud"),
        ("RATE_LIMIT_BURST", "many"),
        ("BACKUP_KEEP_DAYS", "0"),
    ]));
    let errors = outcome.unwrap_err();
    let found: Vec<_> = errors.problems().iter().map(|problem| problem.name.as_str()).collect();
    let expected = [
        "BOT_TOKEN",
        "ADMIN_IDS",
        "DATABASE_URL",
        "TIME_ZONE",
        "LOG_LEVEL",
        "RATE_LIMIT_BURST",
        "BACKUP_KEEP_DAYS",
    ];
    assert_eq!(found, expected);
    let text = errors.to_string();
    assert_eq!(text.lines().count(), expected.len());
    for (index, line) in text.lines().enumerate() {
        assert!(line.starts_with(&format!("{}. {}: ", index + 1, expected[index])), "{line}");
        assert!(line.contains("; "), "no remedy: {line}");
    }
}

#[test]
fn values_that_are_refused() {
    for (name, value) in [
        ("BOT_TOKEN", "1234567890:short"),
        ("BOT_TOKEN", "1234567890AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0a"),
        ("BOT_TOKEN", "x234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0"),
        ("BOT_TOKEN", "1234567890:AAbbCCddEEffGGhhIIjjKKll nnOOpp-_0qqq"),
        ("ADMIN_IDS", "0"),
        ("ADMIN_IDS", "1;2"),
        ("DISPATCHER_IDS", "-100123"),
        ("DISPATCHER_IDS", "99999999999999999999"),
        ("DATABASE_URL", "data/repairbot.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "postgres://u:p/w@host/db"),
        ("DATABASE_URL", "postgres://u:p#w@host/db"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_MAX_OVERFLOW", "-1"),
        ("AUTO_MIGRATE", "maybe"),
        ("REDIS_URL", "http://redis"),
        ("DIALOGUES", "memory"),
        ("DIALOGUES", "redis"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "https://user:pw@api.telegram.org"),
        ("PROXY_URL", "socks4://host:1080"),
        ("PROXY_URL", "host:1080"),
        ("WEBHOOK_SECRET", "with space"),
        ("HTTP_LISTEN", "8080"),
        ("METRICS_LISTEN", "localhost:8000"),
        ("METRICS_LISTEN", "127.0.0.1:8080"),
        ("TIME_ZONE", "+03:00"),
        ("LANGUAGE", "de"),
        ("ENVIRONMENT", "prodution"),
        ("LOG_FORMAT", "xml"),
        ("SENTRY_DSN", "https://sentry.io/1"),
        ("RATE_LIMIT_PER_SECOND", "+3"),
        ("WORKFLOW", "loose"),
        ("BACKUP_KEEP_DAYS", "1.5"),
    ] {
        let sources = Sources::default().with_dotenv(format!("BOT_TOKEN={TOKEN}").as_bytes());
        let outcome = Config::from_sources(&sources.with_environment([(name, value)]));
        assert_eq!(names(outcome), [name], "{value}");
    }
}

#[test]
fn values_that_are_accepted() {
    for (name, value) in [
        ("ADMIN_IDS", " 1, 2 ,2,"),
        ("DATABASE_URL", "sqlite:///var/lib/repairbot.db?mode=rwc"),
        ("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
        ("DATABASE_URL", "postgresql:///repairbot?host=/var/run/postgresql"),
        ("AUTO_MIGRATE", "No"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/"),
        ("PROXY_URL", "socks5://user:pw@host:1080"),
        ("HTTP_LISTEN", "[::]:8080"),
        ("LANGUAGE", "EN"),
        ("LOG_LEVEL", "WARNING"),
        ("RATE_LIMIT_PER_SECOND", "0"),
        ("DIALOGUES", "Database"),
    ] {
        let config =
            environment(&[(name, value)]).unwrap_or_else(|errors| panic!("{name}={value}: {errors}"));
        assert!(config.warnings.is_empty() || name == "HTTP_LISTEN", "{:?}", config.warnings);
    }
    assert_eq!(environment(&[("ADMIN_IDS", " 1, 2 ,2,")]).unwrap().admin_ids, [TelegramId(1), TelegramId(2)]);
    assert!(!environment(&[("REDIS_URL", "redis://redis")]).unwrap().dialogues_in_redis);
    let both = [("REDIS_URL", "redis://redis"), ("DIALOGUES", "Redis")];
    assert!(environment(&both).unwrap().dialogues_in_redis);
    let json = environment(&[("ENVIRONMENT", "production")]).unwrap().log.format;
    assert_eq!(json, LogFormat::Json);
    let text = environment(&[("ENVIRONMENT", "production"), ("LOG_FORMAT", "text")]).unwrap().log.format;
    assert_eq!(text, LogFormat::Text);
}

#[test]
fn a_python_driver_is_left_out_with_a_hint() {
    for (given, kept) in [
        (
            "postgresql+asyncpg://user:pass@postgres:5432/repairbot",
            "postgres://user:pass@postgres:5432/repairbot",
        ),
        ("sqlite+aiosqlite://bot.db", "sqlite://bot.db"),
    ] {
        let config = environment(&[("DATABASE_URL", given)]).unwrap();
        assert_eq!(config.database.url.expose_secret(), kept);
        assert!(config.warnings[0].contains("Python driver"), "{:?}", config.warnings);
    }
}

#[test]
fn a_webhook_needs_https_a_port_of_telegrams_and_a_secret() {
    let secret = ("WEBHOOK_SECRET", "s3cret");
    let webhook = |url| environment(&[("WEBHOOK_URL", url), secret]);
    assert_eq!(webhook("https://bot.example.org/").unwrap().webhook.unwrap().url, "https://bot.example.org");
    assert_eq!(names(webhook("http://bot.example.org")), ["WEBHOOK_URL"]);
    assert_eq!(names(webhook("https://bot.example.org:9000")), ["WEBHOOK_URL"]);
    assert_eq!(names(environment(&[("WEBHOOK_URL", "https://bot.example.org")])), ["WEBHOOK_SECRET"]);
    let own_server = ("TELEGRAM_API_URL", "http://127.0.0.1:8081");
    assert!(environment(&[own_server, ("WEBHOOK_URL", "http://127.0.0.1:9000"), secret]).is_ok());
}

#[test]
fn files_that_cannot_be_read_or_are_empty_are_errors() {
    for content in [Err("there is no such file".to_owned()), Ok(" \n".to_owned())] {
        let sources = Sources::default().with_environment([("BOT_TOKEN", TOKEN), ("BOT_TOKEN_FILE", "/x")]);
        let outcome = Config::from_sources(&sources.with_file("/x", content));
        assert_eq!(names(outcome), ["BOT_TOKEN_FILE"]);
    }
}

#[test]
fn unknown_names_of_the_files_are_errors_with_a_suggestion() {
    for outcome in [toml("BOT_TOKNE = 1"), dotenv("bot_tokne=1")] {
        let text = text(outcome);
        assert!(text.contains("did you mean BOT_TOKEN?"), "{text}");
    }
    assert_eq!(names(toml("[telegram]\nx = 1")), ["telegram"]);
    assert_eq!(names(toml("POSTGRES_PASSWORD = 'x'")), ["POSTGRES_PASSWORD"]);
    assert!(
        dotenv("POSTGRES_PASSWORD=x\nCOMPOSE_PROJECT_NAME=desk").is_ok(),
        "Docker Compose shares the file"
    );
    assert!(environment(&[("PATH", "/bin"), ("HOME", "/root"), ("DATABASE_URI", "x")]).is_ok());
    assert!(text(environment(&[("DATABASE_URI", "x")])).contains("DATABASE_URL"));
}

#[test]
fn obsolete_names_are_told_but_stop_nothing() {
    let obsolete =
        ["DEV_MODE", "USE_ORM", "DATABASE_PATH", "DISPATCHER_GROUP_ID", "TELETHON_API_ID", "PARSER_ENABLED"];
    for name in obsolete {
        for outcome in
            [environment(&[(name, "1")]), toml(&format!("{name} = 1")), dotenv(&format!("{name}=1"))]
        {
            let warnings = outcome.unwrap().warnings;
            assert!(warnings.len() == 1 && warnings[0].starts_with(name), "{warnings:?}");
        }
    }
}

fn in_vault(secret: serde_json::Value, variables: &[(&str, &str)]) -> Outcome {
    let serde_json::Value::Object(secret) = secret else { panic!("not an object") };
    let sources = Sources::default().with_environment(variables.iter().copied());
    Config::from_sources(&sources.with_vault(Ok(secret)))
}

#[test]
fn vault_needs_an_address_and_a_way_in() {
    let addr = ("VAULT_ADDR", "https://vault:8200");
    let (role, secret) = (("VAULT_ROLE_ID", "r"), ("VAULT_SECRET_ID", "s"));
    let no: &[&str] = &[];
    for (variables, expected) in [
        (&[addr][..], &["VAULT_TOKEN"][..]),
        (&[addr, role], &["VAULT_SECRET_ID"]),
        (&[addr, secret], &["VAULT_ROLE_ID"]),
        (&[addr, role, secret], no),
        (&[addr, ("VAULT_TOKEN", "hvs.x")], no),
        (&[addr, ("VAULT_TOKEN", "hvs x")], &["VAULT_TOKEN"]),
        (&[("VAULT_ADDR", "vault:8200"), ("VAULT_TOKEN", "hvs.x")], &["VAULT_ADDR"]),
        (
            &[addr, ("VAULT_TOKEN", "hvs.x"), ("VAULT_PATH", "../x"), ("VAULT_MOUNT", "?")],
            &["VAULT_MOUNT", "VAULT_PATH"],
        ),
    ] {
        assert_eq!(names(environment(variables)), expected, "{variables:?}");
    }
    assert_eq!(text(environment(&[role])), "VAULT_ROLE_ID has no effect without VAULT_ADDR");
}

#[test]
fn vault_is_the_last_source_and_holds_settings_only() {
    let secret = serde_json::json!({
        "bot_token": TOKEN, "Admin_Ids": [5, 6], "database_pool_size": 7, "auto_migrate": false, "redis_url": null,
        "postgres_password": "somebody else's",
    });
    let config = in_vault(secret, &[("BOT_TOKEN", "wrong"), ("ADMIN_IDS", "4")]).unwrap();
    assert_eq!(config.bot_token.expose_secret(), TOKEN);
    assert_eq!(config.admin_ids, [TelegramId(5), TelegramId(6)]);
    assert_eq!((config.database.pool_size, config.auto_migrate), (7, false));
    assert_eq!(config.from_vault, ["ADMIN_IDS", "AUTO_MIGRATE", "BOT_TOKEN", "DATABASE_POOL_SIZE"]);

    let sources =
        Sources::default().with_environment([("BOT_TOKEN_FILE", "x")]).with_file("x", Ok("wrong".to_owned()));
    let secret = serde_json::Map::from_iter([("bot_token".to_owned(), TOKEN.into())]);
    assert!(Config::from_sources(&sources.with_vault(Ok(secret))).is_ok(), "it wins over files too");

    let odd = serde_json::json!({
        "bot_token": TOKEN, "bot_tokne": "x", "vault_token": "x", "admin_ids_file": "x", "log_level": {},
    });
    let mut found = names(in_vault(odd, &[]));
    found.sort_unstable();
    assert_eq!(found, ["ADMIN_IDS_FILE", "LOG_LEVEL", "VAULT_TOKEN", "bot_tokne"]);
}

#[test]
fn a_desktops_own_language_is_not_a_choice() {
    let config = environment(&[("LANGUAGE", "en_US:en")]).unwrap();
    assert_eq!((config.language, config.warnings.len()), (Language::Ru, 1));
}

#[test]
fn toml_texts_stay_as_written() {
    let config = toml("ADMIN_IDS = '007'\nDATABASE_POOL_SIZE = 5\nAUTO_MIGRATE = false").unwrap();
    assert_eq!(config.admin_ids, [TelegramId(7)]);
    assert_eq!((config.database.pool_size, config.auto_migrate), (5, false));
    assert_eq!(names(toml("ADMIN_IDS = 1.5")), ["ADMIN_IDS"]);
    assert_eq!(names(toml("ADMIN_IDS = { a = 1 }")), ["ADMIN_IDS"]);
}

#[test]
fn a_broken_line_is_found_by_its_number_and_hides_no_other_problem() {
    let broken =
        Config::from_sources(&Sources::default().with_dotenv(b"LANGUAGE=ru\nBOT_TOKEN=a b\nLOG_LEVEL=x"));
    assert_eq!(names(broken), [".env, line 2", "LOG_LEVEL"]);
    assert_eq!(names(toml("\nLANGUAGE = ru")), ["repairbot.toml, line 3"]);
    assert_eq!(names(dotenv("LANGUAGE=\"ru")), [".env, line 2"]);
}

#[test]
fn a_bare_dollar_is_told() {
    assert!(text(dotenv("DATABASE_URL=postgres://u:pa$$w@h/d")).contains("single quotes"));
    let config = dotenv("DATABASE_URL='postgres://u:pa$$w@h/d'").unwrap();
    assert_eq!(config.database.url.expose_secret(), "postgres://u:pa$$w@h/d");
    assert!(config.warnings.is_empty());
}

#[tokio::test]
async fn load_reads_files_and_says_what_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let (file, secret) = (folder.path().join("desk.toml"), folder.path().join("token"));
    std::fs::write(&file, format!("BOT_TOKEN_FILE = '{}'\nLANGUAGE = 'en'", secret.display())).unwrap();
    let missing = Config::load(Some(&file)).await.unwrap_err();
    assert!(missing.to_string().contains("BOT_TOKEN_FILE"), "{missing}");
    std::fs::write(&secret, format!("{TOKEN}\n")).unwrap();
    let config = Config::load(Some(&file)).await.unwrap().remove(0);
    assert_eq!(config.bot_token.expose_secret(), TOKEN);
    let absent = Config::load(Some(&folder.path().join("absent.toml"))).await.unwrap_err();
    assert!(absent.to_string().contains("there is no such file"), "{absent}");
}

/// A secret wherever someone could have put one by mistake.
fn places(secret: &str) -> Vec<Sources> {
    let known = super::names::KNOWN.iter().copied();
    let mut places = Vec::new();
    for name in known {
        let file = format!("{name}_FILE");
        places.push(Sources::default().with_environment([(name, secret)]));
        places.push(Sources::default().with_environment([(file.as_str(), secret)]));
        places.push(Sources::default().with_dotenv(format!("{name}={secret}").as_bytes()));
        places.push(Sources::default().with_dotenv(format!("{name}=\"{secret}").as_bytes()));
        places.push(Sources::default().with_dotenv(format!("{name} {secret}").as_bytes()));
        places.push(Sources::default().with_toml(format!("{name} = '{secret}'").as_bytes()));
        places.push(Sources::default().with_toml(format!("{name} = {secret}").as_bytes()));
        places.push(Sources::default().with_toml(format!("{name} = ['{secret}', 1.5]").as_bytes()));
        let file_content = Sources::default().with_environment([(file.as_str(), "x")]);
        places.push(file_content.with_file("x", Ok(secret.to_owned())));
        let vault = serde_json::Map::from_iter([(name.to_ascii_lowercase(), secret.into())]);
        places.push(Sources::default().with_vault(Ok(vault)));
        let url = format!("postgres://user:{secret}@host:port/db");
        places.push(Sources::default().with_environment([(name, url.as_str())]));
    }
    places.push(Sources::default().with_dotenv(format!("{secret}=1").as_bytes()));
    places.push(Sources::default().with_dotenv(secret.as_bytes()));
    places.push(Sources::default().with_toml(format!("'{secret}' = 1").as_bytes()));
    places.push(Sources::default().with_toml(secret.as_bytes()));
    let vault = serde_json::Map::from_iter([(secret.to_owned(), secret.into())]);
    places.push(Sources::default().with_vault(Ok(vault)));
    places
}

/// Everything a person could see of an outcome.
fn visible(outcome: &Outcome) -> String {
    match outcome {
        Ok(config) => format!("{:?}", config.warnings),
        Err(errors) => format!("{errors}\n{errors:?}"),
    }
}

#[test]
fn a_token_in_a_wrong_place_is_not_shown() {
    for (index, sources) in places(TOKEN).iter().enumerate() {
        let visible = visible(&Config::from_sources(sources));
        assert!(!visible.contains("AAbbCC"), "place {index}: {visible}");
    }
    let config = format!("{:?}", environment(&[("PROXY_URL", "http://user:hunter2@host")]).unwrap());
    assert!(!config.contains("AAbbCC") && !config.contains("hunter2"), "{config}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_is_ever_shown(secret in "[A-Z][a-z][0-9][A-Za-z0-9:$#@/'\"\\\\=_-]{12,40}") {
        for sources in places(&secret) {
            let visible = visible(&Config::from_sources(&sources));
            prop_assert!(!visible.contains(&secret[..8]), "{}", visible);
        }
    }

    #[test]
    fn any_bytes_are_survived(
        toml in prop::collection::vec(any::<u8>(), 0..200),
        dotenv in prop::collection::vec(any::<u8>(), 0..200),
        name in ".{0,30}",
        value in ".{0,60}",
    ) {
        let sources = Sources::default().with_toml(&toml).with_dotenv(&dotenv);
        let _ = Config::from_sources(&sources.with_environment([(name, value)]));
    }

    #[test]
    fn near_syntax_is_survived(lines in prop::collection::vec("[A-Z_]{0,6}[ =]{0,2}['\"#$\\\\{}\\[\\]a-z0-9 \n]{0,20}", 0..8)) {
        let text = lines.join("\n");
        let _ = Config::from_sources(&Sources::default().with_toml(text.as_bytes()).with_dotenv(text.as_bytes()));
    }

    #[test]
    fn any_value_of_any_name_is_survived(index in 0..super::names::KNOWN.len(), value in ".{0,60}") {
        let name = super::names::KNOWN[index];
        let _ = Config::from_sources(&Sources::default().with_environment([(name, value)]));
    }
}

//! Several bots in one process: the `[[bot]]` sections of `repairbot.toml`. What a section says holds for its bot before
//! anything else does; what it does not say is as above the sections, but for what no two bots may share.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use secrecy::ExposeSecret as _;

use super::{
    Config, ConfigErrors, Sources, Webhook,
    errors::Problem,
    names::{self, Meaning},
    sources::{Layer, Merged, Origin, toml_text},
};

/// What each bot has to itself.
const OWN: &[&str] = &["BOT_TOKEN", "DATABASE_URL"];
/// What the process has, whatever bots are in it.
const OF_THE_PROCESS: &[&str] =
    &["HTTP_LISTEN", "METRICS_LISTEN", "ENVIRONMENT", "LOG_LEVEL", "LOG_FORMAT", "SENTRY_DSN"];
/// The longest name of a bot.
const LONGEST_NAME: usize = 32;

/// One `[[bot]]` section.
pub(super) struct Section {
    name: String,
    pub(super) layer: Layer,
}

/// Reads the sections; what is wrong with them goes to the file's problems.
pub(super) fn sections(value: &toml::Value, file: &mut Layer) -> Vec<Section> {
    let tables = value
        .as_array()
        .and_then(|items| items.iter().map(toml::Value::as_table).collect::<Option<Vec<_>>>());
    let Some(tables) = tables else {
        file.problem(
            "bot",
            "is no list of sections (in repairbot.toml)",
            "begin each bot's settings with [[bot]]",
        );
        return Vec::new();
    };
    let mut sections: Vec<Section> = Vec::new();
    for table in tables {
        match section(table) {
            Ok(section) if sections.iter().any(|other| other.name == section.name) => {
                let what = format!("two have the name {}", section.name);
                file.problem("[[bot]]", what, "give each a name of its own");
            }
            Ok(section) => sections.push(section),
            Err(()) => file.problem(
                "[[bot]]",
                "a section has no usable name",
                "write name = \"…\" with up to 32 small letters, digits and hyphens: it becomes part of an address",
            ),
        }
    }
    sections
}

fn section(table: &toml::Table) -> Result<Section, ()> {
    let name = table.get("name").and_then(toml::Value::as_str).filter(|name| is_name(name)).ok_or(())?;
    let mut layer = Layer::new(Origin::Section);
    for (setting, value) in table.iter().filter(|(setting, _)| *setting != "name") {
        let (Meaning::Value(known) | Meaning::File(known)) = names::meaning(setting) else {
            layer.entries.push((setting.clone(), String::new()));
            continue;
        };
        if OF_THE_PROCESS.contains(&known) || known.starts_with("VAULT_") {
            let what = "belongs to the whole process and not to one of its bots";
            layer.problem(known, what, "write it above the first [[bot]]");
        } else if let Some(text) = toml_text(value) {
            layer.entries.push((setting.clone(), text));
        } else {
            let what =
                "is neither a text, a whole number, true or false, nor a list of these (in repairbot.toml)";
            layer.problem(known, what, "write NAME = \"value\"");
        }
    }
    Ok(Section { name: name.to_owned(), layer })
}

fn is_name(name: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with('-')
}

/// The configuration of every bot.
pub(super) fn all(sources: &Sources) -> Result<Vec<Config>, ConfigErrors> {
    let common = sources.merge();
    let mut problems = common.problems.clone();
    for name in OWN.iter().filter(|name| common.values.contains_key(*name)) {
        let what = "is set for the whole process, and there are [[bot]] sections";
        problems.push(Problem::new(*name, what, "write it into the section of its bot"));
    }
    let mut configs = Vec::new();
    for section in &sources.bots {
        let mut own = sources.merge_for(section);
        let config = own.config();
        let found = own.problems.into_iter().filter(|problem| !common.problems.contains(problem));
        problems.extend(found.map(|problem| problem.of_bot(&section.name)));
        if let Some(config) = config {
            configs.push(config.named(&section.name, own.warnings));
        }
    }
    problems.extend(shared(&configs));
    if problems.is_empty() { Ok(configs) } else { Err(ConfigErrors(problems)) }
}

/// What two bots have in common and must not.
fn shared(configs: &[Config]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut holders: BTreeMap<(&str, Cow<'_, str>), &str> = BTreeMap::new();
    for config in configs {
        let bot = config.name.as_deref().unwrap_or_default();
        let (token, url) = (config.bot_token.expose_secret(), config.database.url.expose_secret());
        let file = config.database.file();
        for (name, value) in [
            ("BOT_TOKEN", Some(Cow::Borrowed(token))),
            ("DATABASE_URL", Some(file.as_deref().map_or(Cow::Borrowed(url), whole))),
            ("BACKUP_DIR", Some(whole(&config.backup.dir))),
            ("ATTACHMENTS_DIR", config.attachments_dir.as_deref().map(whole)),
        ] {
            let Some(value) = value else { continue };
            if let Some(other) = holders.insert((name, value), bot) {
                let what = format!("is the same as that of {other}");
                let mend = "give each bot its own: what is one bot's is no other's";
                problems.push(Problem::new(name, what, mend).of_bot(bot));
            }
        }
    }
    problems
}

/// A path from the root of the disk on.
fn whole<'a>(path: &Path) -> Cow<'a, str> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Cow::Owned(path.to_string_lossy().into_owned())
}

impl Sources {
    /// Merges the sources of one bot.
    fn merge_for(&self, section: &Section) -> Merged {
        let mut merged = self.merge();
        for name in OWN {
            merged.values.remove(name);
        }
        if let Some(folder) = merged.values.get_mut("ATTACHMENTS_DIR") {
            *folder = format!("{folder}/{}", section.name);
        }
        let folder = merged.values.get("BACKUP_DIR").cloned().unwrap_or_else(|| "data/backups".to_owned());
        merged.values.insert("BACKUP_DIR", format!("{folder}/{}", section.name));
        merged.values.insert("DATABASE_URL", format!("sqlite://data/{}.db", section.name));
        merged.take(&section.layer);
        for (name, path) in Self::files_of(std::iter::once(&section.layer)) {
            merged.take_file(name, self.file(&path));
        }
        merged
    }
}

impl Config {
    /// As one of several bots, which is told of by its name.
    fn named(self, name: &str, warnings: Vec<String>) -> Self {
        let warnings = warnings.into_iter().map(|warning| format!("[[bot]] {name}: {warning}")).collect();
        let webhook =
            self.webhook.map(|webhook| Webhook { path: format!("{}/{name}", webhook.path), ..webhook });
        Self { name: Some(name.to_owned()), webhook, warnings, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use repairbot_core::ids::TelegramId;
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::config::Language;

    const TOKEN: &str = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0";
    const OTHER_TOKEN: &str = "2234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0";

    fn bots(text: &str) -> Result<Vec<Config>, ConfigErrors> {
        Config::all_from_sources(&Sources::default().with_toml(text.as_bytes()))
    }

    #[test]
    fn each_section_is_a_bot_with_what_is_its_own() {
        let configs = bots(&format!(
            "time_zone = 'Asia/Omsk'\nadmin_ids = [5]\nbackup_dir = '/b'\nattachments_dir = '/a'\nwebhook_url = 'https://desk.example.org'\n\
             webhook_secret = 'one-secret-that-is-long-enough'\n\
             [[bot]]\nname = 'north'\nbot_token = '{TOKEN}'\n\
             [[bot]]\nname = 'south'\nBot_Token = '{OTHER_TOKEN}'\ndatabase_url = 'postgres://localhost/south'\n\
             admin_ids = [6, 7]\nlanguage = 'en'\nbackup_dir = '/elsewhere'"
        ));
        let configs = configs.unwrap();
        let [north, south] = configs.as_slice() else { panic!("{} bots", configs.len()) };
        assert_eq!((north.name.as_deref(), south.name.as_deref()), (Some("north"), Some("south")));
        assert_eq!(north.bot_token.expose_secret(), TOKEN);
        assert_eq!(south.bot_token.expose_secret(), OTHER_TOKEN);
        assert_eq!(north.database.url.expose_secret(), "sqlite://data/north.db");
        assert_eq!(south.database.url.expose_secret(), "postgres://localhost/south");
        assert_eq!(
            (&north.admin_ids, &south.admin_ids),
            (&vec![TelegramId(5)], &vec![TelegramId(6), TelegramId(7)])
        );
        assert_eq!((north.language, south.language), (Language::Ru, Language::En));
        assert_eq!(
            (north.backup.dir.to_str(), south.backup.dir.to_str()),
            (Some("/b/north"), Some("/elsewhere"))
        );
        let copies = |config: &Config| config.attachments_dir.clone().unwrap();
        assert_eq!((copies(north), copies(south)), (PathBuf::from("/a/north"), PathBuf::from("/a/south")));
        assert_eq!(south.time_zone.iana_name(), Some("Asia/Omsk"), "what is not said is as above");
        let path = |config: &Config| config.webhook.as_ref().unwrap().path.clone();
        assert_eq!((path(north), path(south)), ("/webhook/north".to_owned(), "/webhook/south".to_owned()));
    }

    #[test]
    fn a_sections_own_files_and_words_are_stronger_than_all_others() {
        let sources = Sources::default()
            .with_toml(
                format!(
                    "[[bot]]\nname = 'a'\nbot_token_file = '/t'\nlanguage = 'en'\nadmin_ids = 1\n\
                 [[bot]]\nname = 'b'\nbot_token = '{OTHER_TOKEN}'"
                )
                .as_bytes(),
            )
            .with_environment([("LANGUAGE", "ru"), ("ADMIN_IDS", "9")]);
        assert_eq!(sources.file_paths(), ["/t"]);
        let configs = Config::all_from_sources(&sources.with_file("/t", Ok(TOKEN.to_owned()))).unwrap();
        assert_eq!(configs[0].bot_token.expose_secret(), TOKEN);
        assert_eq!((configs[0].language, configs[1].language), (Language::En, Language::Ru));
        assert_eq!(
            (&configs[0].admin_ids, &configs[1].admin_ids),
            (&vec![TelegramId(1)], &vec![TelegramId(9)])
        );
    }

    #[test]
    fn what_is_wrong_with_sections_is_told_by_bot_and_at_once() {
        let a = format!("[[bot]]\nname = 'a'\nbot_token = '{TOKEN}'\n");
        let cases = [
            (format!("{a}[[bot]]\nname = 'b'\n"), "[[bot]] b: BOT_TOKEN"),
            (format!("{a}[[bot]]\nname = 'b'\nbot_token = '{TOKEN}'"), "[[bot]] b: BOT_TOKEN"),
            (
                format!(
                    "{a}database_url = 'sqlite://data/b.db'\n[[bot]]\nname = 'b'\nbot_token = '{OTHER_TOKEN}'"
                ),
                "[[bot]] b: DATABASE_URL",
            ),
            (
                format!(
                    "{a}backup_dir = '/b'\n[[bot]]\nname = 'b'\nbot_token = '{OTHER_TOKEN}'\nbackup_dir = '/b'"
                ),
                "[[bot]] b: BACKUP_DIR",
            ),
            (
                format!(
                    "{a}database_url = 'postgresql://h/b'\n[[bot]]\nname = 'b'\nbot_token = '{OTHER_TOKEN}'\n\
                     database_url = 'postgres://h/b'"
                ),
                "[[bot]] b: DATABASE_URL",
            ),
            (
                format!(
                    "{a}database_url = 'sqlite://x.db'\n[[bot]]\nname = 'b'\nbot_token = '{OTHER_TOKEN}'\n\
                     database_url = 'sqlite://{}/./x.db'",
                    std::env::current_dir().unwrap().display()
                ),
                "[[bot]] b: DATABASE_URL",
            ),
            (format!("{a}language = 'xx'"), "[[bot]] a: LANGUAGE"),
            (format!("{a}http_listen = '127.0.0.1:1'"), "[[bot]] a: HTTP_LISTEN"),
            (format!("{a}vault_path = 'x'"), "[[bot]] a: VAULT_PATH"),
            (format!("{a}bot_tokn = 'x'"), "[[bot]] a: bot_tokn"),
            (format!("{a}bot_token_file = '/nowhere'"), "[[bot]] a: BOT_TOKEN_FILE"),
            (format!("bot_token = '{OTHER_TOKEN}'\n{a}"), "BOT_TOKEN"),
            (format!("database_url = 'sqlite://x.db'\n{a}"), "DATABASE_URL"),
            (format!("{a}{a}"), "[[bot]]"),
            (format!("[[bot]]\nbot_token = '{TOKEN}'"), "[[bot]]"),
            ("[[bot]]\nname = 'Hello World'".to_owned(), "[[bot]]"),
            ("bot = 7".to_owned(), "bot"),
            ("[bot]\nname = 'a'".to_owned(), "bot"),
            (format!("log_level = 'loud'\n{a}"), "[[bot]] a: LOG_LEVEL"),
        ];
        for (text, name) in cases {
            let errors = bots(&text).unwrap_err();
            let found: Vec<&str> = errors.0.iter().map(|problem| problem.name.as_str()).collect();
            assert!(found.contains(&name), "{text}: {errors}");
            assert!(!errors.to_string().contains("AAbbCC"), "{errors}");
        }
        let both = bots("[[bot]]\nname = 'a'\nlanguage = 'xx'\n[[bot]]\nname = 'b'\ntime_zone = 'Mars'")
            .unwrap_err();
        assert_eq!(both.0.len(), 4, "{both}");
    }
}

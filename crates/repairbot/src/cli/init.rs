//! `repairbot init`: asks what a desk cannot do without, and writes the configuration.

use std::{
    io::{BufRead as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Exit, answer, chain, complain};
use crate::{
    config::{DEFAULT_FILE, objection, proxy},
    telegram::{CallErrorKind, OFFICIAL_API, Telegram, TelegramOptions},
};

/// How long Telegram may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is known beforehand is not asked.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file that holds the bot's token
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The owner's Telegram id; an empty one for none
    #[arg(long, value_name = "ID")]
    admin: Option<String>,
    /// The address of the database
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The company's time zone
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Another Bot API server than Telegram's own
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,
    /// Believe the token without asking Telegram
    #[arg(long)]
    offline: bool,
}

/// Something to ask.
struct Question {
    name: &'static str,
    words: &'static str,
    default: &'static str,
}

const TOKEN: Question = Question {
    name: "BOT_TOKEN",
    words: "The bot's token, from @BotFather (it will be visible)",
    default: "",
};
const ADMIN: Question = Question {
    name: "ADMIN_IDS",
    words: "Your Telegram id (the bot tells it on /start; empty: whoever knows a code becomes the admin)",
    default: "",
};
const DATABASE: Question = Question {
    name: "DATABASE_URL",
    words: "Where the data goes: sqlite://FILE or postgres://user:password@host:5432/name",
    default: "sqlite://data/repairbot.db",
};
const ZONE: Question =
    Question { name: "TIME_ZONE", words: "The company's time zone", default: "Europe/Moscow" };

/// Asks, looks whether Telegram knows the token, and writes what there was not before.
pub(super) async fn run(arguments: &Arguments, path: Option<&Path>) -> Exit {
    let path = path.unwrap_or(Path::new(DEFAULT_FILE));
    match made(arguments, path).await {
        Ok(bot) => {
            let bot = bot.map(|name| format!(" The bot is @{name}.")).unwrap_or_default();
            let path = path.display();
            answer(format_args!("Written: {path}, for you alone to read.{bot}"));
            answer(
                "Next: `repairbot check` looks whether everything is there, `repairbot serve` starts the desk.",
            );
            Exit::Done
        }
        Err((exit, why)) => {
            complain(format_args!("Nothing was written: {why}"));
            exit
        }
    }
}

type Failure = (Exit, String);

/// Writes the file; gives the bot's name when Telegram was asked.
async fn made(arguments: &Arguments, path: &Path) -> Result<Option<String>, Failure> {
    if path.exists() {
        return Err((Exit::BadUsage, format!("{} is there already.", path.display())));
    }
    let api_url = given("TELEGRAM_API_URL", arguments.api_url.as_deref())?;
    let (token, bot) = token(arguments, api_url.as_deref()).await?;
    let mut content = toml::Table::new();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            content.insert(name.to_owned(), value.into());
        }
    };
    set(TOKEN.name, token.expose_secret().to_owned());
    for (question, known) in
        [(ADMIN, &arguments.admin), (DATABASE, &arguments.database), (ZONE, &arguments.zone)]
    {
        let value = match given(question.name, known.as_deref())? {
            Some(value) => value,
            None => question.answered()?,
        };
        set(question.name, value);
    }
    set("TELEGRAM_API_URL", api_url.unwrap_or_default());
    written(path, &content.to_string())?;
    Ok(bot)
}

/// What was said on the command line, if it makes sense.
fn given(name: &str, value: Option<&str>) -> Result<Option<String>, Failure> {
    match value.map(str::trim) {
        None => Ok(None),
        Some(value) => match objection(name, value) {
            Some(problem) => Err((Exit::BadUsage, problem.to_string())),
            None => Ok(Some(value.to_owned())),
        },
    }
}

/// A token, and what Telegram calls the bot.
async fn token(
    arguments: &Arguments,
    api_url: Option<&str>,
) -> Result<(SecretString, Option<String>), Failure> {
    let from_file = match &arguments.token_file {
        // Without the error's own words: someone may have given the token itself for the file.
        Some(file) => Some(std::fs::read_to_string(file).map_err(|_| {
            (
                Exit::BadUsage,
                "the file of --token-file can't be read; check the path and the rights".to_owned(),
            )
        })?),
        None => None,
    };
    loop {
        let token = match given(TOKEN.name, from_file.as_deref())? {
            Some(token) => token,
            None => TOKEN.answered()?,
        };
        let token = SecretString::from(token);
        if arguments.offline {
            return Ok((token, None));
        }
        match known(&token, api_url).await {
            Ok(name) => return Ok((token, Some(name))),
            Err(Refused::Token) if from_file.is_none() => {
                complain(
                    "BOT_TOKEN: Telegram does not know this token; copy the whole of it from @BotFather",
                );
            }
            Err(Refused::Token) => {
                return Err((Exit::Fault, "BOT_TOKEN: Telegram does not know this token.".to_owned()));
            }
            Err(Refused::Asking(why)) => {
                let mend =
                    "Set PROXY_URL if there is no direct way to Telegram; --offline does without asking.";
                return Err((Exit::Fault, format!("Telegram could not be asked: {why}. {mend}")));
            }
        }
    }
}

/// Why Telegram did not tell the bot's name.
enum Refused {
    Token,
    Asking(String),
}

async fn known(token: &SecretString, api_url: Option<&str>) -> Result<String, Refused> {
    let options = TelegramOptions {
        api_url: api_url.unwrap_or(OFFICIAL_API).to_owned(),
        token: token.clone(),
        proxy: proxy().map(|proxy| proxy.expose_secret().to_owned()),
        request_timeout: PATIENCE,
    };
    let telegram = Telegram::new(&options).map_err(|error| Refused::Asking(chain(&error)))?;
    match telegram.get_me().await {
        Ok(me) => Ok(me.get("username").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()),
        Err(error) => Err(match &error.kind {
            CallErrorKind::Api { code: 401 | 404, .. } => Refused::Token,
            _ => Refused::Asking(chain(&error)),
        }),
    }
}

impl Question {
    /// Asks until the answer makes sense.
    fn answered(&self) -> Result<String, Failure> {
        loop {
            let default =
                if self.default.is_empty() { String::new() } else { format!(" [{}]", self.default) };
            let mut out = std::io::stdout().lock();
            let _ = write!(out, "{}{default}: ", self.words).and_then(|()| out.flush());
            let mut line = String::new();
            if !std::io::stdin().lock().read_line(&mut line).is_ok_and(|read| read > 0) {
                return Err((Exit::BadUsage, format!("there was no answer to {}.", self.name)));
            }
            let answer = match line.trim() {
                "" => self.default,
                answer => answer,
            };
            match objection(self.name, answer) {
                Some(problem) => complain(problem),
                None => return Ok(answer.to_owned()),
            }
        }
    }
}

/// Writes a file that was not there, for its owner only.
fn written(path: &Path, content: &str) -> Result<(), Failure> {
    let mut file = crate::files::create(path).map_err(|error| unwritable(path, &error))?;
    file.write_all(content.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    (Exit::Fault, format!("{} can't be written: {error}", path.display()))
}

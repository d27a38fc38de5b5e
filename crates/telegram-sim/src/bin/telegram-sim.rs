//! The simulator as a program of its own, for bots in any language.

use clap::Parser;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use telegram_sim::{NewPerson, Sim, UserId};

/// A simulated Telegram: the Bot API, people and groups, troubles, and a chat page.
#[derive(Debug, Parser)]
#[command(name = "telegram-sim", version)]
struct Args {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8081)]
    port: u16,
    /// Address to listen on. There are no passwords: everybody who reaches it may do everything.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// A bot, as TOKEN:USERNAME; may be repeated. The first is the one that people deal with.
    #[arg(long = "bot", value_name = "TOKEN:USERNAME", value_parser = bot, default_value = "42:TEST:my_bot")]
    bots: Vec<NewBot>,
    /// A person's first name; may be repeated. The first person has number 1001, the next 1002.
    #[arg(long = "person", value_name = "NAME", default_values = ["Anna", "Boris"])]
    people: Vec<String>,
    /// A group that all the people are in, and no bot; may be repeated.
    #[arg(long = "group", value_name = "TITLE")]
    groups: Vec<String>,
    /// Language of the people's Telegram.
    #[arg(long, value_name = "CODE", default_value = "en")]
    lang: String,
}

#[derive(Clone, Debug)]
struct NewBot {
    token: String,
    username: String,
}

fn bot(text: &str) -> Result<NewBot, String> {
    let (token, username) = text.rsplit_once(':').ok_or("TOKEN:USERNAME, such as 42:TEST:my_bot")?;
    let sound = |part: &str| !part.is_empty() && !part.contains(['/', '@', ' ']);
    if !sound(token) || !sound(username) || !token.contains(':') {
        return Err("TOKEN:USERNAME, such as 42:TEST:my_bot".to_owned());
    }
    Ok(NewBot { token: token.to_owned(), username: username.to_owned() })
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(io::stderr(), "telegram-sim: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> io::Result<()> {
    let sim = Sim::start_on(SocketAddr::new(args.host, args.port)).await?;
    let mut out = io::stdout().lock();
    for bot in &args.bots {
        sim.add_bot(&bot.token, &bot.username);
        writeln!(out, "bot      @{} with the token {}", bot.username, bot.token)?;
    }
    let mut people = Vec::new();
    for name in &args.people {
        let person = NewPerson { language_code: Some(args.lang.clone()), ..NewPerson::named(name) };
        let id: UserId = sim.add_person(person);
        writeln!(out, "person   {name} is {id}")?;
        people.push(id);
    }
    for title in &args.groups {
        let id = sim.add_group(title, &people);
        writeln!(out, "group    {title} is {id}")?;
    }
    writeln!(out, "Bot API  {0}/bot<token>/<method>, files at {0}/file/bot<token>/<path>", sim.api_url())?;
    writeln!(out, "control  {}/control/state", sim.api_url())?;
    writeln!(out, "chat     {}", sim.chat_url())?;
    out.flush()?;
    drop(out);
    asked_to_stop().await
}

/// Ctrl-C, or `kill`.
#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done,
        _ = term.recv() => Ok(()),
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

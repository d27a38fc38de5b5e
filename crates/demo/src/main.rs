//! `cargo demo`.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, ValueEnum};
use demo::{Demo, DemoError, Options};
use repairbot::{
    config::{Log, LogFormat, LogLevel},
    telemetry,
    texts::Lang,
};

/// Repairbot with a whole company in one browser window: no Telegram account, no token, no network.
#[derive(Debug, Parser)]
#[command(name = "cargo demo", version)]
struct Args {
    /// Port of the page; a free one is taken when it is in use.
    #[arg(long, default_value_t = 8123)]
    port: u16,
    /// Folder that keeps the data; without it the data is gone when the demo ends.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Language of the company.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Language {
    #[default]
    Ru,
    En,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    // Only what went wrong is told, and on the standard error output.
    drop(telemetry::init(Log { level: LogLevel::Warn, format: LogFormat::Text }));
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(io::stderr(), "demo: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), DemoError> {
    let language = match args.language {
        Language::Ru => Lang::Ru,
        Language::En => Lang::En,
    };
    let demo = Demo::open(&Options { port: args.port, data: args.data, language }).await?;
    writeln!(io::stdout(), "{}", demo.guide())?;
    asked_to_stop().await?;
    demo.close().await
}

/// Ctrl-C, `kill`, or the terminal was closed.
#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done,
        _ = term.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

//! Shows: the whole product in one process, in a browser, with a seeded company.
//!
//! [`Demo::open`] starts a simulated Telegram with its chat page, the bot against it, and a company with orders in
//! every state. Nothing leaves the machine, no account is needed.

mod cast;
mod company;
mod guide;
mod script;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use repairbot::{
    app::{Desk, Options as DeskOptions},
    clock::Clock,
    company::Company,
    config::RateLimit,
    fault::Fault,
    intake::PollTick,
    limits::RateLimiter,
    outbox::Limits,
    store::{Store, StoreOptions},
    telegram::{TelegramOptions, install_crypto},
    texts::Lang,
};
use repairbot_core::{order::Workflow, split::Rates};
use secrecy::SecretString;
use telegram_sim::Sim;
use tokio::{sync::watch, task::JoinHandle};

pub use cast::Cast;
use script::Script;

/// Where the company's clocks are.
const ZONE: &str = "Europe/Moscow";
/// The database inside the data folder.
const DATABASE: &str = "repairbot.db";

/// What whoever runs the demo may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port of the page; 0, or one that is taken, means any free one.
    pub port: u16,
    /// Where the data is kept; without, in a temporary folder that is removed at the end.
    pub data: Option<PathBuf>,
    /// The language of the company.
    pub language: Lang,
}

/// Why the demo did not start or end properly.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The page or a folder could not be opened.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bot could not be started or stopped.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The seed file does not make sense.
    #[error("seed.toml: {0}")]
    Seed(String),
}

impl From<repairbot::store::StoreError> for DemoError {
    fn from(error: repairbot::store::StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl DemoError {
    /// Something in the seed file that the product refuses.
    fn seed(error: impl std::fmt::Display) -> Self {
        Self::Seed(error.to_string())
    }
}

/// A running demo.
pub struct Demo {
    /// The simulated Telegram.
    pub sim: Sim,
    /// The company's database.
    pub store: Store,
    /// Who is who in the simulator.
    pub cast: Cast,
    guide: String,
    stop: watch::Sender<bool>,
    running: JoinHandle<Result<(), Fault>>,
    _folder: Folder,
}

impl Demo {
    /// Starts everything; returns once the first greetings are sent.
    ///
    /// # Errors
    /// [`DemoError`]
    pub async fn open(options: &Options) -> Result<Self, DemoError> {
        install_crypto();
        let script = Script::load()?;
        let folder = Folder::open(options.data.as_ref())?;
        let sim = page(options.port).await?;
        let clock = Clock::system();
        let (zone, now) = (TimeZone::get(ZONE).map_err(DemoError::seed)?, clock.now());
        let cast = Cast::enter(&sim, &script, (options.language, now.as_millisecond()));
        sim.set_utc_offset(zone.to_offset(now).seconds().into());
        let company = Company {
            bot_username: None,
            zone,
            language: options.language,
            workflow: Workflow::Standard,
            rates: Rates::default_rules(),
        };
        let founding = company::Founding { script: &script, company: &company, now };
        let mut desk = Desk::open(desk_options(&sim, &folder, (&script, &company, &clock))).await?;
        founding.unless_founded(&desk.store).await?;
        cast.press_start(&sim);
        settle(&mut desk).await?;
        founding.show_orders(&desk.store).await?;
        desk.sender.drain().await?;
        let guide = guide::text(&script, options, (&sim, &folder));
        let (stop, stopped) = watch::channel(false);
        let store = desk.store.clone();
        let running = tokio::spawn(desk.run(stopped));
        Ok(Self { sim, store, cast, guide, stop, running, _folder: folder })
    }

    /// What the terminal says: the address, who is who, what to try.
    #[must_use]
    pub fn guide(&self) -> &str {
        &self.guide
    }

    /// Lets the bot finish what is under way, then ends everything.
    ///
    /// # Errors
    /// The bot failed while it ran.
    pub async fn close(self) -> Result<(), DemoError> {
        self.stop.send_replace(true);
        let ended = self.running.await.map_err(io::Error::other)?;
        self.sim.stop();
        Ok(ended?)
    }
}

/// The simulator, on this port when it is free.
async fn page(port: u16) -> io::Result<Sim> {
    match Sim::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Sim::start().await,
        started => started,
    }
}

fn desk_options(sim: &Sim, folder: &Folder, with: (&Script, &Company, &Clock)) -> DeskOptions {
    let (script, company, clock) = with;
    DeskOptions {
        store: StoreOptions { url: folder.database_url(), max_connections: 4 },
        telegram: TelegramOptions {
            api_url: sim.api_url(),
            token: SecretString::from(script.bot.token.as_str()),
            proxy: None,
            request_timeout: Duration::from_secs(10),
        },
        company: company.clone(),
        admins: Vec::new(),
        dispatchers: Vec::new(),
        limiter: RateLimiter::new(RateLimit { per_second: 3, burst: 10 }),
        limits: Limits::telegram(),
        clock: clock.clone(),
        auto_migrate: true,
        seed: seed_of(clock.now()),
    }
}

/// Nothing here is secret, so the clock is random enough.
fn seed_of(now: Timestamp) -> u64 {
    now.as_millisecond().unsigned_abs()
}

/// Takes all updates there are and sends what may be sent at once.
async fn settle(desk: &mut Desk) -> Result<(), Fault> {
    while matches!(desk.poller.tick(0).await, PollTick::Updates(_)) {}
    desk.sender.drain().await?;
    Ok(())
}

/// Where the data is.
enum Folder {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn open(wanted: Option<&PathBuf>) -> io::Result<Self> {
        match wanted {
            Some(path) => {
                std::fs::create_dir_all(path)?;
                Ok(Self::Kept(path.clone()))
            }
            None => Ok(Self::Temporary(tempfile::Builder::new().prefix("repairbot-demo-").tempdir()?)),
        }
    }

    fn database_url(&self) -> String {
        let folder = match self {
            Self::Kept(path) => path.as_path(),
            Self::Temporary(folder) => folder.path(),
        };
        format!("sqlite:{}", folder.join(DATABASE).display())
    }
}

//! Shows: the whole product in one process, in a browser, with a seeded company.
//!
//! [`Demo::open`] starts a simulated Telegram with its chat page, the bot against it, and a company with orders in
//! every state. Nothing leaves the machine, no account is needed.

mod bot;
mod cast;
mod company;
mod drawing;
mod guide;
mod script;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;
use repairbot::{
    app::Desk, clock::Clock, company::Company, fault::Fault, intake::PollTick, store::Store,
    telegram::install_crypto, texts::Lang,
};
use repairbot_core::order::Workflow;
use telegram_sim::Sim;
use tokio::{sync::mpsc, task::JoinSet};

pub use bot::Wish;
use bot::{Setup, Switch};
pub use cast::Cast;
use script::Script;

/// Where the company's clocks are.
const ZONE: &str = "Europe/Moscow";
/// The database inside the data folder, and the folder of attachments: the simulator forgets its files when it ends.
const DATABASE: &str = "repairbot.db";
const ATTACHMENTS: &str = "attachments";

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
    /// The company's database, opened beside the bot: it stays open when the bot is off.
    pub store: Store,
    /// Who is who in the simulator.
    pub cast: Cast,
    guide: String,
    wish: mpsc::UnboundedSender<Wish>,
    switch: JoinSet<Result<(), DemoError>>,
    /// Keeps the bot's clock with the simulator's. Aborted when the demo is dropped.
    _clock: JoinSet<()>,
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
        let (clock, shift) = Clock::shifted();
        let (zone, now) = (TimeZone::get(ZONE).map_err(DemoError::seed)?, clock.now());
        let cast = Cast::enter(&sim, &script, (options.language, now.as_millisecond()));
        sim.set_utc_offset(zone.to_offset(now).seconds().into());
        let company = Company {
            bot_username: std::sync::OnceLock::new(),
            zone,
            language: options.language,
            workflow: Workflow::Standard,
        };
        let setup = Setup {
            api_url: sim.api_url(),
            token: script.bot.token.clone(),
            database_url: folder.database_url(),
            attachments: folder.path().join(ATTACHMENTS),
            company: company.clone(),
            clock,
        };
        let attachments = folder.path().join(ATTACHMENTS);
        let founding =
            company::Founding { script: &script, company: &company, attachments: &attachments, now };
        let mut desk = Desk::open(setup.options()).await?;
        founding.unless_founded(&desk.store).await?;
        cast.press_start(&sim);
        settle(&mut desk).await?;
        founding.show_orders(&desk.store).await?;
        desk.sender.drain().await?;
        let guide = guide::text(&script, options, (&sim, &folder));
        let store = Store::connect(&setup.options().store).await?;
        let (working, wish) = Switch::on(setup, sim.clone(), desk);
        let mut switch = JoinSet::new();
        switch.spawn(working.work());
        let mut follower = JoinSet::new();
        follower.spawn(bot::follow_clock(sim.clone(), shift));
        Ok(Self { sim, store, cast, guide, wish, switch, _clock: follower, _folder: folder })
    }

    /// What the terminal says: the address, who is who, what to try.
    #[must_use]
    pub fn guide(&self) -> &str {
        &self.guide
    }

    /// Switches the bot; wishes are carried out in turn, and this does not wait for it. The page does the same through
    /// the simulator's hooks.
    pub fn wish(&self, wish: Wish) {
        // Refused only when the demo is ending.
        self.wish.send(wish).ok();
    }

    /// Lets the bot finish what is under way, then ends everything.
    ///
    /// # Errors
    /// The bot failed while it ran.
    pub async fn close(mut self) -> Result<(), DemoError> {
        self.wish(Wish::End);
        let ended = self.switch.join_next().await;
        self.store.close().await?;
        self.sim.stop();
        ended.map_or(Ok(()), |ended| ended.map_err(io::Error::other)?)
    }
}

/// The simulator, on this port when it is free.
async fn page(port: u16) -> io::Result<Sim> {
    match Sim::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Sim::start().await,
        started => started,
    }
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

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    fn database_url(&self) -> String {
        format!("sqlite:{}", self.path().join(DATABASE).display())
    }
}

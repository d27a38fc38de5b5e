//! The only place that wires the parts together, and the loops around their ticks.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use repairbot_core::{
    actor::Role,
    ids::{PersonId, TelegramId},
};
use secrecy::ExposeSecret;
use tokio::sync::watch;

use crate::{
    clock::{Clock, Ids},
    company::Company,
    config::Config,
    fault::Fault,
    handlers,
    intake::{PollTick, Poller},
    limits::RateLimiter,
    outbox::{Limits, SendTick, Sender, SenderParts, Wake, render::DeskRender},
    outcome::new_rows,
    runner::{Runner, RunnerParts},
    store::{
        Store, StoreOptions, outbox,
        people::{self, EnvironmentRole},
        updates,
    },
    telegram::{OFFICIAL_API, Telegram, TelegramOptions},
    texts::Lang,
};

/// How long Telegram holds a request for updates.
const LONG_POLL_SECONDS: u64 = 25;
/// A request to Telegram takes no longer than this; claims of outbox rows last longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long processed updates are remembered: Telegram repeats none after a week (STACK trap 6).
const REMEMBER_UPDATES: SignedDuration = SignedDuration::from_hours(8 * 24);
/// How often housekeeping looks around.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(60);
/// How long a loop waits after a failure of the database.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
/// Another poller has our token: how long to leave it alone.
const PAUSE_AFTER_CONFLICT: Duration = Duration::from_secs(3);

/// What differs between the service, the demo and the tests.
pub struct Options {
    /// Where the database is.
    pub store: StoreOptions,
    /// Where Telegram is, and who we are.
    pub telegram: TelegramOptions,
    /// The company's settings.
    pub company: Company,
    /// Accounts that are admins by configuration.
    pub admins: Vec<TelegramId>,
    /// Accounts that are dispatchers by configuration.
    pub dispatchers: Vec<TelegramId>,
    /// How much one person may send.
    pub limiter: RateLimiter,
    /// How much the bot may send.
    pub limits: Limits,
    /// The clock.
    pub clock: Clock,
    /// The seed of ids and of opaque public ids.
    pub seed: u64,
}

/// The desk with all its parts, not yet running. Tests call its ticks by hand.
pub struct Desk {
    /// The database.
    pub store: Store,
    /// Takes updates.
    pub poller: Poller,
    /// Sends messages.
    pub sender: Sender,
    /// What the parts share with the loops.
    pub wake: Wake,
    clock: Clock,
}

impl Desk {
    /// Opens the database, brings its schema up to date and wires the parts.
    ///
    /// # Errors
    /// The database is away, damaged or newer than this release; or the Telegram client can't be built.
    pub async fn open(options: Options) -> Result<Self, Fault> {
        let store = Store::connect(&options.store).await?;
        store.check_schema().await?;
        store.migrate_up().await?;
        let ids = Ids::new(options.clock.clone(), options.seed);
        grant_configured(&store, &ids, &options).await?;
        let telegram = Telegram::new(&options.telegram)?;
        let company = Arc::new(options.company);
        let (clock, wake) = (options.clock, Wake::default());
        let runner = Runner::new(RunnerParts {
            store: store.clone(),
            telegram: telegram.clone(),
            company: Arc::clone(&company),
            clock: clock.clone(),
            ids,
            limiter: options.limiter,
            wake: wake.clone(),
        });
        let render = DeskRender::new(store.clone(), company, clock.clone());
        let sender = Sender::new(SenderParts {
            store: store.clone(),
            telegram: telegram.clone(),
            render: Arc::new(render),
            clock: clock.clone(),
            limits: options.limits,
        });
        let poller = Poller::new(telegram, Arc::new(runner), clock.clone());
        Ok(Self { store, poller, sender, wake, clock })
    }

    /// One round of housekeeping: drafts that expired, processed updates too old to come again.
    ///
    /// # Errors
    /// The database could not be read or written.
    pub async fn housekeeping(&self) -> Result<(), Fault> {
        housekeeping(&self.store, &self.clock).await?;
        self.wake.ring();
        Ok(())
    }

    /// Runs until `stop` turns true; then what is under way is finished, within a request's time.
    ///
    /// # Errors
    /// None at present: loops survive faults.
    pub async fn run(self, stop: watch::Receiver<bool>) -> Result<(), Fault> {
        let Self { store, poller, sender, wake, clock } = self;
        let polling = poll_loop(poller, stop.clone());
        let sending = send_loop(sender, wake.clone(), (clock.clone(), stop.clone()));
        let keeping = keep_loop(&store, (&clock, &wake), stop);
        tokio::join!(polling, sending, keeping);
        store.close().await?;
        Ok(())
    }
}

async fn housekeeping(store: &Store, clock: &Clock) -> Result<(), Fault> {
    let now = clock.now();
    let tx = store.write().await?;
    let told = handlers::expire_drafts(&tx, now).await?;
    if !told.messages.is_empty() {
        outbox::enqueue(&tx, &new_rows(&told.messages, now)?).await?;
    }
    if let Ok(before) = now.checked_sub(REMEMBER_UPDATES) {
        updates::purge(&tx, before).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// People named in the configuration have their roles from the start (SPEC §1).
async fn grant_configured(store: &Store, ids: &Ids, options: &Options) -> Result<(), Fault> {
    let now = options.clock.now();
    let tx = store.write().await?;
    for (role, accounts) in [(Role::Admin, &options.admins), (Role::Dispatcher, &options.dispatchers)] {
        let holders = accounts.iter().map(|account| (*account, PersonId(ids.next()))).collect();
        people::sync_environment(&tx, &EnvironmentRole { role, holders, now }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Runs the service until SIGTERM or Ctrl-C.
///
/// # Errors
/// The database or the Telegram client could not be opened.
pub async fn serve(config: Config) -> Result<(), Fault> {
    let clock = Clock::system();
    let seed = rand::random();
    let desk = Desk::open(Options {
        store: StoreOptions {
            url: config.database.url.expose_secret().to_owned(),
            max_connections: config.database.max_connections(),
        },
        telegram: TelegramOptions {
            api_url: if config.telegram_api_url.is_empty() {
                OFFICIAL_API.to_owned()
            } else {
                config.telegram_api_url.clone()
            },
            token: config.bot_token.clone(),
            proxy: config.proxy_url.as_ref().map(|url| url.expose_secret().to_owned()),
            request_timeout: REQUEST_TIMEOUT,
        },
        company: Company {
            zone: config.time_zone.clone(),
            language: Lang::from_code(config.language.code()).unwrap_or_default(),
            workflow: config.workflow,
            rates: repairbot_core::split::Rates::default_rules(),
        },
        admins: config.admin_ids.clone(),
        dispatchers: config.dispatcher_ids.clone(),
        limiter: RateLimiter::new(config.rate_limit),
        limits: Limits::telegram(),
        clock,
        seed,
    })
    .await?;
    if config.admin_ids.is_empty() {
        tracing::warn!("ADMIN_IDS is empty: nobody can manage people yet");
    }
    tracing::info!("repairbot is running");
    desk.run(stop_signal()).await
}

/// Turns true when the process is asked to end.
fn stop_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        wait_for_signal().await;
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    stopped
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let ctrl_c = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = ctrl_c => {}
                _ = term.recv() => {}
            }
        }
        Err(_) => drop(ctrl_c.await),
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    drop(tokio::signal::ctrl_c().await);
}

/// Waits, or less when it is time to stop.
#[expect(clippy::disallowed_methods, reason = "the loops around the ticks are the one place that waits")]
async fn pause(duration: Duration, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(duration) => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

async fn poll_loop(mut poller: Poller, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        // A tick that is dropped half-way loses nothing: what was not committed is not acknowledged.
        let tick = tokio::select! {
            tick = poller.tick(LONG_POLL_SECONDS) => tick,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        match tick {
            PollTick::Updates(_) | PollTick::Empty => {}
            PollTick::Conflict => pause(PAUSE_AFTER_CONFLICT, &mut stop).await,
            PollTick::Down { retry_in } | PollTick::DatabaseDown { retry_in } => {
                pause(retry_in, &mut stop).await;
            }
        }
    }
    if let Err(error) = poller.confirm().await {
        tracing::debug!(%error, "the last updates were not confirmed; they come again and change nothing");
    }
}

async fn send_loop(mut sender: Sender, wake: Wake, around: (Clock, watch::Receiver<bool>)) {
    let (clock, mut stop) = around;
    while !*stop.borrow() {
        let wait = match sender.tick().await {
            Ok(SendTick::Worked(_)) => continue,
            Ok(SendTick::Idle { next_due } | SendTick::Flying { next_due }) => next_due.map(|due| {
                Duration::try_from(due.duration_since(clock.now())).unwrap_or(Duration::from_millis(1))
            }),
            Err(error) => {
                tracing::error!(%error, "the outbox could not work");
                Some(PAUSE_AFTER_FAULT)
            }
        };
        tokio::select! {
            () = wake.wait() => {}
            () = sender.landed() => {}
            () = pause(wait.unwrap_or(HOUSEKEEPING_EVERY), &mut stop) => {}
        }
    }
    if let Err(error) = sender.finish().await {
        tracing::error!(%error, "the outbox could not settle what was under way");
    }
}

async fn keep_loop(store: &Store, around: (&Clock, &Wake), mut stop: watch::Receiver<bool>) {
    let (clock, wake) = around;
    while !*stop.borrow() {
        match housekeeping(store, clock).await {
            Ok(()) => wake.ring(),
            Err(error) => tracing::error!(%error, "housekeeping failed"),
        }
        pause(HOUSEKEEPING_EVERY, &mut stop).await;
    }
}

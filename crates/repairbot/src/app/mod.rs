//! The only place that wires the parts together.

mod loops;
mod opening;
mod webhook;

use std::{sync::Arc, time::Duration};

use axum::Router;
use repairbot_core::{ids::TelegramId, screen::Trouble};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    answers::Answers,
    clock::{Clock, Ids},
    company::Company,
    config::{Config, Webhook},
    fault::Fault,
    intake::{self, Poller, Process},
    limits::RateLimiter,
    metrics::Metrics,
    outbox::{Limits, Sender, SenderParts, Wake, render::DeskRender},
    pulse::Pulse,
    runner::{Runner, RunnerParts},
    schedule::{Backups, Plan, Scheduler},
    store::{Store, StoreOptions},
    telegram::{OFFICIAL_API, Telegram, TelegramOptions},
    texts::Lang,
    web::{self, Private},
};

/// A request to Telegram takes no longer than this; claims of outbox rows last longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

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
    /// Whether the schema is brought up to date at start (AUTO_MIGRATE).
    pub auto_migrate: bool,
    /// What is backed up, and where to. `None`: nothing is.
    pub backups: Option<Plan>,
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
    /// Does what is due by itself.
    pub scheduler: Scheduler,
    /// What the parts share with the loops.
    pub wake: Wake,
    /// Answers presses, in the background.
    pub answers: Answers,
    clock: Clock,
    company: Arc<Company>,
    telegram: Telegram,
    backups: Option<Backups>,
    /// What commits updates, however they come.
    process: Arc<dyn Process>,
    metrics: Metrics,
    pulse: Pulse,
}

/// Where a running desk is reached over HTTP.
#[derive(Default)]
pub struct Doors {
    /// Where Telegram posts updates. `None`: they are polled.
    pub webhook: Option<(TcpListener, Webhook)>,
    /// Where signs of life and figures are asked for.
    pub private: Option<TcpListener>,
}

impl Desk {
    /// Opens the database, brings its schema up to date and wires the parts.
    ///
    /// # Errors
    /// The database is away, damaged or newer than this release; or the Telegram client can't be built.
    pub async fn open(options: Options) -> Result<Self, Fault> {
        let metrics = Metrics::new()?;
        let telegram = Telegram::new(&options.telegram)?.telling(metrics.clone());
        let ids = Ids::new(options.clock.clone(), options.seed);
        let language = options.company.language;
        // Neither needs the other, and somebody may be waiting already.
        let (store, bot_username) =
            tokio::join!(opening::store(&ids, &options), opening::introduce(&telegram, language));
        let store = store?;
        store.tell(metrics.clone());
        let company = Arc::new(options.company);
        if let Some(name) = bot_username {
            let _ = company.bot_username.set(name);
        }
        let (clock, wake) = (options.clock, Wake::default());
        let answers = Answers::new(telegram.clone());
        let runner = Runner::new(RunnerParts {
            store: store.clone(),
            answers: answers.clone(),
            company: Arc::clone(&company),
            clock: clock.clone(),
            ids,
            limiter: options.limiter,
            wake: wake.clone(),
            metrics: metrics.clone(),
        });
        let scheduler = Scheduler::new(store.clone(), Arc::clone(&company), clock.clone());
        let render = DeskRender::new(store.clone(), Arc::clone(&company), clock.clone())
            .with_backups(options.backups.as_ref().map(|plan| plan.keeping.dir.clone()));
        let backups = options
            .backups
            .map(|plan| Backups::new(store.clone(), Arc::clone(&company), clock.clone(), plan));
        let sender = Sender::new(SenderParts {
            store: store.clone(),
            telegram: telegram.clone(),
            render: Arc::new(render),
            clock: clock.clone(),
            limits: options.limits,
            metrics: metrics.clone(),
        });
        let process: Arc<dyn Process> = Arc::new(runner);
        let poller = Poller::new(telegram.clone(), Arc::clone(&process), clock.clone());
        let pulse = Pulse::new(clock.clone());
        Ok(Self {
            store,
            poller,
            sender,
            scheduler,
            wake,
            answers,
            clock,
            company,
            telegram,
            backups,
            process,
            metrics,
            pulse,
        })
    }

    /// What the private side tells of this desk.
    pub fn private(&self) -> Router {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        web::private(Private { store, clock, pulse: self.pulse.clone(), metrics: self.metrics.clone() })
    }

    /// One round of housekeeping: drafts that expired, processed updates too old to come again.
    ///
    /// # Errors
    /// The database could not be read or written.
    pub async fn housekeeping(&self) -> Result<(), Fault> {
        loops::housekeeping((&self.store, &self.scheduler), &self.clock).await?;
        self.wake.ring();
        Ok(())
    }

    /// Sees to it that Telegram posts to this webhook, as the loop does every minute. Says whether it does.
    ///
    /// # Errors
    /// Telegram is away, or the database is.
    pub async fn look_after(&self, webhook: &Webhook) -> Result<bool, Fault> {
        let trouble = webhook::look_after(&self.telegram, webhook).await?;
        self.scheduler.note(Trouble::Webhook, trouble.as_deref()).await?;
        Ok(trouble.is_none())
    }

    /// Learns the bot's name and registers its commands, if Telegram was away at the start.
    pub async fn introduce(&self) {
        opening::introduce_late(&self.telegram, &self.company).await;
    }

    /// Runs until `stop` turns true; then what is under way is finished, unless it takes too long: a message
    /// whose answer has not come by then is taken as half-sent by the next process.
    ///
    /// # Errors
    /// None at present: loops survive faults.
    pub async fn run(self, stop: watch::Receiver<bool>) -> Result<(), Fault> {
        self.run_with(Doors::default(), stop).await
    }

    /// The same, reached over HTTP.
    ///
    /// # Errors
    /// As [`Desk::run`].
    pub async fn run_with(self, doors: Doors, stop: watch::Receiver<bool>) -> Result<(), Fault> {
        let private = self.private();
        let Self {
            store, poller, sender, scheduler, backups, wake, answers, clock, company, telegram, ..
        } = self;
        let (process, pulse) = (self.process, self.pulse);
        let taking = async {
            match doors.webhook {
                None => loops::poll_loop((poller, &telegram), &pulse, stop.clone()).await,
                Some((listener, webhook)) => {
                    let (hook, queue) = intake::hook(process, clock.clone());
                    let public = web::public(hook, webhook.secret.clone());
                    tokio::join!(
                        loops::answer(listener, public, stop.clone()),
                        loops::hook_loop(queue, &pulse, stop.clone()),
                        loops::webhook_loop((&telegram, &webhook), (&pulse, &scheduler), stop.clone()),
                    );
                }
            }
        };
        let telling = async {
            if let Some(listener) = doors.private {
                loops::answer(listener, private, stop.clone()).await;
            }
        };
        let sending = loops::send_loop(sender, (wake.clone(), &pulse), (clock.clone(), stop.clone()));
        let scheduling = loops::schedule_loop((&scheduler, &pulse), (&clock, &wake), stop.clone());
        let keeping = loops::keep_loop((&store, &scheduler), (&clock, &wake), stop.clone());
        let backing_up = loops::backup_loop(backups, (&clock, &wake), stop.clone());
        let introducing = loops::introduce_loop(&telegram, &company, stop.clone());
        tokio::select! {
            () = async {
                tokio::join!(taking, telling, sending, scheduling, backing_up, keeping, introducing);
                answers.settled().await;
            } => {}
            () = loops::overdue(stop.clone()) => tracing::warn!("Telegram does not answer: ending without it"),
        }
        store.close().await?;
        Ok(())
    }
}

/// Runs the service until SIGTERM or Ctrl-C.
///
/// # Errors
/// The database or the Telegram client could not be opened.
pub async fn serve(config: Config) -> Result<(), Fault> {
    // From the very start: whoever asks to end while the database or Telegram is slow must be heard.
    let stop = loops::stop_signal();
    let mut stopped = stop.clone();
    let private = Some(web::listen("METRICS_LISTEN", config.metrics_listen).await?);
    let webhook = match config.webhook.clone() {
        Some(webhook) => Some((web::listen("HTTP_LISTEN", config.http_listen).await?, webhook)),
        None => None,
    };
    let desk = tokio::select! {
        desk = Desk::open(options(&config)) => desk?,
        _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
    };
    tracing::info!("repairbot is running");
    desk.run_with(Doors { webhook, private }, stop).await
}

/// What the configuration says, with the machine's clock.
fn options(config: &Config) -> Options {
    Options {
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
            bot_username: std::sync::OnceLock::new(),
            language: Lang::from_code(config.language.code()).unwrap_or_default(),
            workflow: config.workflow,
        },
        admins: config.admin_ids.clone(),
        dispatchers: config.dispatcher_ids.clone(),
        limiter: RateLimiter::new(config.rate_limit),
        limits: Limits::telegram(),
        clock: Clock::system(),
        auto_migrate: config.auto_migrate,
        backups: Some(Plan { database: config.database.clone(), keeping: config.backup.clone() }),
        seed: rand::random(),
    }
}

//! The only place that wires the parts together.

mod housekeeping;
mod leader;
mod loops;
mod opening;
mod vault;
mod webhook;

use std::{path::PathBuf, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use futures_util::future::join_all;
use repairbot_core::{ids::TelegramId, screen::Trouble};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, watch};
use tracing::{Instrument as _, Span};

use self::leader::Leader;
use crate::{
    answers::Answers,
    clock::{Clock, Ids},
    company::Company,
    config::{Config, Webhook},
    copies::Copies,
    fault::Fault,
    intake::{self, HookQueue, Poller, Process},
    lease::Lease,
    limits::RateLimiter,
    metrics::Metrics,
    outbox::{Limits, Sender, SenderParts, Wake, render::DeskRender},
    pulse::Pulse,
    runner::{Runner, RunnerParts},
    schedule::{Backups, Plan, Scheduler},
    shared::Shared,
    store::{Store, StoreOptions},
    telegram::{OFFICIAL_API, Telegram, TelegramOptions},
    texts::Lang,
    web::{self, Private},
};

/// A request to Telegram takes no longer than this; claims of outbox rows last longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// What differs between the service, the demo and the tests.
pub struct Options {
    /// The bot's name, when the process has several.
    pub name: Option<String>,
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
    /// What processes of this bot share, if there is such a server.
    pub redis: Option<SecretString>,
    /// Whether unfinished dialogues are kept there, and not in the database.
    pub dialogues_in_redis: bool,
    /// How much the bot may send.
    pub limits: Limits,
    /// The clock.
    pub clock: Clock,
    /// Whether the schema is brought up to date at start (AUTO_MIGRATE).
    pub auto_migrate: bool,
    /// What is backed up, and where to. `None`: nothing is.
    pub backups: Option<Plan>,
    /// Where attachments are copied to. `None`: nowhere.
    pub attachments_dir: Option<PathBuf>,
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
    /// Copies attachments, if they are to be.
    pub copies: Option<Copies>,
    /// What the parts share with the loops.
    pub wake: Wake,
    /// Answers presses, in the background.
    pub answers: Answers,
    /// Where reports take their turns, one at a time. Whoever holds the turn keeps them waiting.
    pub report_turns: Arc<Semaphore>,
    clock: Clock,
    company: Arc<Company>,
    telegram: Telegram,
    backups: Option<Backups>,
    name: Option<String>,
    lease: Lease,
    shared: Option<Shared>,
    /// What commits updates, however they come.
    process: Arc<dyn Process>,
    metrics: Metrics,
    pulse: Pulse,
    /// When, by [`Clock::uptime`].
    opened: Duration,
}

/// How a desk gets what Telegram posts.
struct Posted {
    queue: HookQueue,
    webhook: Webhook,
}

impl Desk {
    /// Opens the database, brings its schema up to date and wires the parts.
    ///
    /// # Errors
    /// The database is away, damaged or newer than this release; or the Telegram client can't be built.
    pub async fn open(options: Options) -> Result<Self, Fault> {
        let metrics = Metrics::of(options.name.as_deref())?;
        let telegram = Telegram::new(&options.telegram)?.telling(metrics.clone());
        let ids = Ids::new(options.clock.clone(), options.seed);
        let language = options.company.language;
        // Neither needs the other, and somebody may be waiting already.
        let (store, bot_username) =
            tokio::join!(opening::store(&ids, &options), opening::introduce(&telegram, language));
        let store = store?;
        let me = ids.next();
        let shared = shared(options.redis.as_ref(), (&options.telegram, &options.clock))?;
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
            limiter: options.limiter.sharing(shared.clone()),
            shared: shared.clone(),
            dialogues_in_redis: options.dialogues_in_redis,
            wake: wake.clone(),
            metrics: metrics.clone(),
        });
        let scheduler = Scheduler::new(store.clone(), Arc::clone(&company), clock.clone());
        let render = DeskRender::new(store.clone(), Arc::clone(&company), clock.clone())
            .with_backups(options.backups.as_ref().map(|plan| plan.keeping.dir.clone()))
            .with_copies(options.attachments_dir.clone());
        let report_turns = render.report_turns();
        let copies = options
            .attachments_dir
            .map(|folder| Copies::new(store.clone(), telegram.clone(), clock.clone(), folder));
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
        let (pulse, opened) = (Pulse::new(clock.clone()), clock.uptime());
        let lease = Lease::new(store.clone(), clock.clone(), me);
        Ok(Self {
            name: options.name,
            store,
            poller,
            sender,
            scheduler,
            copies,
            wake,
            answers,
            report_turns,
            clock,
            company,
            telegram,
            backups,
            lease,
            shared,
            process,
            metrics,
            pulse,
            opened,
        })
    }

    /// What the private side tells of this desk.
    pub fn private(&self) -> Private {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let (bot, pulse, metrics) = (self.name.clone(), self.pulse.clone(), self.metrics.clone());
        Private { bot, store, clock, pulse, metrics }
    }

    /// Takes updates that Telegram posts: the route for them, and what the desk runs with.
    fn posted(&self, webhook: Webhook) -> (Router, Posted) {
        let (hook, queue) = intake::hook(Arc::clone(&self.process), self.clock.clone());
        (web::public(&webhook.path, hook, webhook.secret.clone()), Posted { queue, webhook })
    }

    /// One round of housekeeping: drafts that expired, processed updates too old to come again.
    ///
    /// # Errors
    /// The database could not be read or written.
    pub async fn housekeeping(&self) -> Result<(), Fault> {
        let kept =
            housekeeping::housekeeping((&self.store, &self.scheduler), (&self.clock, self.opened)).await;
        self.wake.ring();
        kept
    }

    /// Sees to it that Telegram posts to this webhook, as the loop does every minute. Says whether it does.
    ///
    /// # Errors
    /// Telegram is away, or the database is.
    pub async fn look_after(&self, webhook: &Webhook) -> Result<bool, Fault> {
        let trouble = webhook::look_after(&self.telegram, webhook, false).await?;
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
    /// The database could not be closed in peace.
    pub async fn run(self, stop: watch::Receiver<bool>) -> Result<(), Fault> {
        self.run_with(None, stop).await
    }

    /// The same with updates that are posted, instead of polling for them.
    ///
    /// # Errors
    /// As [`Desk::run`].
    async fn run_with(self, posted: Option<Posted>, stop: watch::Receiver<bool>) -> Result<(), Fault> {
        let Self {
            store, sender, scheduler, copies, backups, wake, answers, clock, company, telegram, ..
        } = self;
        let (process, pulse, scheduler) = (self.process, self.pulse, Arc::new(scheduler));
        let leader = Leader {
            store: store.clone(),
            telegram: telegram.clone(),
            process: Arc::clone(&process),
            sender: sender.into_parts(),
            scheduler: Arc::clone(&scheduler),
            backups,
            copies,
            clock: clock.clone(),
            wake: wake.clone(),
            pulse: pulse.clone(),
            polls: posted.is_none(),
            opened: self.opened,
        };
        let mut lease = self.lease;
        let leading = Box::pin(leader.run(&mut lease, stop.clone()));
        let posting = async {
            let Some(Posted { queue, webhook }) = posted else { return };
            tokio::join!(
                loops::hook_loop(queue, &pulse, stop.clone()),
                loops::webhook_loop((&telegram, &webhook), (&pulse, &scheduler, &wake), stop.clone()),
            );
        };
        let introducing = loops::introduce_loop(&telegram, &company, stop.clone());
        let sharing = loops::share_loop(self.shared.as_ref(), &wake, stop.clone());
        tokio::select! {
            () = async {
                tokio::join!(leading, posting, introducing, sharing);
                answers.settled().await;
            } => {}
            () = loops::overdue(stop.clone()) => tracing::warn!("ending without what is still under way"),
        }
        // Whoever led to the end of his patience still has it; what was under way is in doubt for the next one.
        if let Err(error) = lease.give_back().await {
            tracing::warn!(%error, "the lease is not given back: another process leads when it is over");
        }
        store.close().await?;
        Ok(())
    }
}

/// Runs the service, with one bot or several, until SIGTERM or Ctrl-C.
///
/// # Errors
/// A database or a Telegram client could not be opened: of several bots none runs then.
pub async fn serve(configs: Vec<Config>) -> Result<(), Fault> {
    // From the very start: whoever asks to end while the database or Telegram is slow must be heard.
    let stop = loops::stop_signal();
    let mut stopped = stop.clone();
    let Some(process) = configs.first() else { return Ok(()) };
    let vault_token = process.vault_token.clone();
    let private = web::listen("METRICS_LISTEN", process.metrics_listen).await?;
    let public = match configs.iter().any(|config| config.webhook.is_some()) {
        true => Some(web::listen("HTTP_LISTEN", process.http_listen).await?),
        false => None,
    };
    let mut running = Vec::with_capacity(configs.len());
    let (mut told, mut routes) = (Vec::new(), Router::new());
    for config in configs {
        let span = config.name.as_ref().map_or_else(Span::none, |name| tracing::info_span!("bot", name));
        let opening = Desk::open(options(&config)).instrument(span.clone());
        let desk = tokio::select! {
            desk = opening => desk?,
            _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
        };
        told.push(desk.private());
        let posted = config.webhook.map(|webhook| desk.posted(webhook));
        let posted = posted.map(|(route, posted)| {
            routes = std::mem::take(&mut routes).merge(route);
            posted
        });
        running.push(desk.run_with(posted, stop.clone()).instrument(span));
    }
    tracing::info!("repairbot is running");
    let answering = async {
        if let Some(listener) = public {
            loops::answer(listener, routes, stop.clone()).await;
        } else {
            drop(routes);
        }
    };
    let telling = loops::answer(private, web::private(told), stop.clone());
    let serving = async {
        tokio::join!(answering, telling, vault::renew_loop(vault_token, stop.clone()));
    };
    let mut running = pin!(join_all(running));
    let ended = tokio::select! {
        // Somebody may have begun a request that he never ends; whoever waited for an answer has it by now.
        ended = &mut running => ended,
        () = serving => running.await,
    };
    ended.into_iter().collect()
}

/// Where the configuration says Telegram is, and who we are there.
pub(crate) fn telegram_options(config: &Config) -> TelegramOptions {
    let official = || OFFICIAL_API.to_owned();
    let api_url = Some(config.telegram_api_url.clone()).filter(|url| !url.is_empty());
    TelegramOptions {
        api_url: api_url.unwrap_or_else(official),
        token: config.bot_token.clone(),
        proxy: config.proxy_url.as_ref().map(|url| url.expose_secret().to_owned()),
        request_timeout: REQUEST_TIMEOUT,
    }
}

/// What the configuration says, with the machine's clock.
fn options(config: &Config) -> Options {
    Options {
        name: config.name.clone(),
        store: StoreOptions {
            url: config.database.url.expose_secret().to_owned(),
            max_connections: config.database.max_connections(),
        },
        telegram: telegram_options(config),
        company: Company {
            zone: config.time_zone.clone(),
            bot_username: std::sync::OnceLock::new(),
            language: Lang::from_code(config.language.code()).unwrap_or_default(),
            workflow: config.workflow,
        },
        admins: config.admin_ids.clone(),
        dispatchers: config.dispatcher_ids.clone(),
        limiter: RateLimiter::new(config.rate_limit),
        redis: config.redis_url.clone(),
        dialogues_in_redis: config.dialogues_in_redis,
        limits: Limits::telegram(),
        clock: Clock::system(),
        auto_migrate: config.auto_migrate,
        attachments_dir: config.attachments_dir.clone(),
        backups: Some(Plan { database: config.database.clone(), keeping: config.backup.clone() }),
        seed: rand::random(),
    }
}

/// What this bot's processes share. Its number stands before the token's secret.
fn shared(
    redis: Option<&SecretString>,
    (telegram, clock): (&TelegramOptions, &Clock),
) -> Result<Option<Shared>, Fault> {
    let Some(url) = redis else { return Ok(None) };
    let token = telegram.token.expose_secret();
    let bot = token.split_once(':').map_or("", |(bot, _)| bot);
    Ok(Some(Shared::new(url, bot, clock.clone())?))
}

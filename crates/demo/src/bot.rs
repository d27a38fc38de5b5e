//! The bot as something that can be switched off and on while people go on writing to it.

use std::{io, path::PathBuf, time::Duration};

use repairbot::{
    app::{Desk, Options},
    clock::{Clock, Shift},
    company::Company,
    config::RateLimit,
    fault::Fault,
    limits::RateLimiter,
    outbox::Limits,
    store::StoreOptions,
    telegram::TelegramOptions,
};
use secrecy::SecretString;
use serde_json::json;
use telegram_sim::Sim;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::DemoError;

/// All that each start of the bot has in common.
pub struct Setup {
    pub api_url: String,
    pub token: String,
    pub database_url: String,
    pub attachments: PathBuf,
    pub company: Company,
    pub clock: Clock,
}

impl Setup {
    /// The options of one start.
    pub fn options(&self) -> Options {
        Options {
            name: None,
            store: StoreOptions { url: self.database_url.clone(), max_connections: 4 },
            telegram: TelegramOptions {
                api_url: self.api_url.clone(),
                token: SecretString::from(self.token.as_str()),
                proxy: None,
                request_timeout: Duration::from_secs(10),
            },
            company: self.company.clone(),
            admins: Vec::new(),
            dispatchers: Vec::new(),
            limiter: RateLimiter::new(RateLimit { per_second: 3, burst: 10 }),
            redis: None,
            dialogues_in_redis: false,
            limits: Limits::telegram(),
            clock: self.clock.clone(),
            auto_migrate: true,
            backups: None,
            attachments_dir: Some(self.attachments.clone()),
            // Nothing here is secret, so the clock is random enough.
            seed: self.clock.now().as_millisecond().unsigned_abs(),
        }
    }
}

/// What may be asked of the bot's switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The bot stops at once and half-way, as when the power goes.
    Kill,
    /// The bot starts on the database it left, unless it runs.
    Start,
    /// The bot finishes what is under way, ends, and starts again.
    Restart,
    /// The bot finishes what is under way and ends, and the switch with it.
    End,
}

/// The switch of the bot.
pub struct Switch {
    setup: Setup,
    sim: Sim,
    running: Option<Running>,
    wishes: mpsc::UnboundedReceiver<Wish>,
}

struct Running {
    stop: watch::Sender<bool>,
    /// One task; it is aborted when this is dropped, so that no demo leaves a bot behind.
    task: JoinSet<Result<(), Fault>>,
}

impl Switch {
    /// A switch with a bot that runs; what is sent on the other end is done in turn. The simulator offers it by name.
    pub fn on(setup: Setup, sim: Sim, desk: Desk) -> (Self, mpsc::UnboundedSender<Wish>) {
        let (wish, wishes) = mpsc::unbounded_channel();
        for (name, what) in
            [("stop_bot", Wish::Kill), ("start_bot", Wish::Start), ("restart_bot", Wish::Restart)]
        {
            let wish = wish.clone();
            // Refused only when the demo is ending.
            sim.offer(name, move |_| {
                wish.send(what).ok();
            });
        }
        let mut switch = Self { setup, sim, running: None, wishes };
        switch.run_desk(desk);
        (switch, wish)
    }

    /// Does what is wished until the end.
    pub async fn work(mut self) -> Result<(), DemoError> {
        while let Some(wish) = self.wishes.recv().await {
            match wish {
                Wish::Kill => self.kill().await,
                Wish::Start => self.start().await,
                Wish::Restart => {
                    self.finish().await?;
                    self.start().await;
                }
                Wish::End => break,
            }
        }
        self.finish().await
    }

    fn run_desk(&mut self, desk: Desk) {
        let (stop, stopped) = watch::channel(false);
        let mut task = JoinSet::new();
        task.spawn(desk.run(stopped));
        self.running = Some(Running { stop, task });
        self.sim.report("bot", json!("running"));
    }

    async fn start(&mut self) {
        if self.running.is_some() {
            return;
        }
        self.sim.report("bot", json!("starting"));
        match Desk::open(self.setup.options()).await {
            Ok(desk) => self.run_desk(desk),
            Err(error) => {
                tracing::error!(%error, "the bot does not start");
                self.sim.report("bot", json!("stopped"));
            }
        }
    }

    async fn kill(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        // Waits until the task is gone: the next start must not meet the former one.
        running.task.shutdown().await;
        self.sim.report("bot", json!("stopped"));
    }

    async fn finish(&mut self) -> Result<(), DemoError> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        self.sim.report("bot", json!("stopping"));
        running.stop.send_replace(true);
        let ended = running.task.join_next().await;
        self.sim.report("bot", json!("stopped"));
        match ended {
            Some(ended) => Ok(ended.map_err(io::Error::other)??),
            None => Ok(()),
        }
    }
}

/// Moves the bot's clock whenever the simulator's is moved ahead.
pub async fn follow_clock(sim: Sim, shift: Shift) {
    let mut changes = sim.subscribe();
    loop {
        let ahead = sim.clock_shift().and_then(|secs| u64::try_from(secs).ok());
        shift.ahead(Duration::from_secs(ahead.unwrap_or(0)));
        if changes.changed().await.is_err() {
            return;
        }
    }
}

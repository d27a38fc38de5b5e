//! What the processes of a bot share through Redis: how much people have sent, the bell that wakes the leader and, where the
//! configuration says so, unfinished dialogues. Nothing that must not be lost: while Redis is away every process counts by
//! itself, and the leader looks by itself (ADR 0041).

mod drafts;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt as _;
use redis::{
    AsyncCommands as _, Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig, PubSubStream},
};
use secrecy::{ExposeSecret as _, SecretString};

pub use drafts::{Drafts, Unread};

use crate::{
    clock::{Clock, saturating_ms},
    config::RateLimit,
    limits::{Asked, Verdict},
};

/// What is not answered in this time is done without Redis: people wait.
const PATIENCE: Duration = Duration::from_millis(300);
/// After a failure nobody asks again for so long: each asking could cost an update the time above.
const LEFT_ALONE: Duration = Duration::from_secs(5);
/// For how long it is known how an update was judged: longer than it is tried again.
const KEPT: Duration = Duration::from_secs(600);
/// Judges updates.
const LIMIT: &str = include_str!("limit.lua");

/// Redis could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SharedError {
    /// It refused, or is not there.
    #[error(transparent)]
    Redis(#[from] RedisError),
    /// It did not answer in time.
    #[error("no answer within {} ms", PATIENCE.as_millis())]
    Late,
}

/// A bot's share of a Redis server. Cheap to clone.
#[derive(Clone)]
pub struct Shared(Arc<Parts>);

struct Parts {
    client: Client,
    manager: ConnectionManager,
    /// Before all names: several bots may use one server.
    prefix: String,
    script: Script,
    clock: Clock,
    /// Until when it is left alone, in milliseconds of [`Clock::uptime`].
    left_alone_until: AtomicI64,
}

impl std::fmt::Debug for Shared {
    /// The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    /// For the bot of this number. Connects when it is needed: Redis being away is no reason not to start.
    ///
    /// # Errors
    /// The address makes no sense.
    pub fn new(url: &SecretString, bot: &str, clock: Clock) -> Result<Self, SharedError> {
        let client = Client::open(url.expose_secret())?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        let prefix = format!("repairbot:{bot}");
        let (script, left_alone_until) = (Script::new(LIMIT), AtomicI64::new(0));
        Ok(Self(Arc::new(Parts { client, manager, prefix, script, clock, left_alone_until })))
    }

    /// Judges updates in their order, all of the same limit. `None` while Redis is away.
    pub async fn judge(
        &self,
        (limit, jitter_ms): (RateLimit, i64),
        asked: &[Asked<'_>],
    ) -> Option<Vec<Verdict>> {
        let prefix = &self.0.prefix;
        let mut call = self.0.script.prepare_invoke();
        call.arg(limit.per_second).arg(limit.burst).arg(jitter_ms).arg(KEPT.as_millis());
        for one in asked {
            call.key(format!("{prefix}:limit:{}", one.person.0)).key(format!("{prefix}:judged:{}", one.key));
            call.arg(one.at_ms).arg(one.album.unwrap_or_default());
        }
        let call = &call;
        let verdicts: Vec<String> =
            self.ask(|mut redis| async move { call.invoke_async(&mut redis).await }).await?;
        Some(verdicts.iter().map(|verdict| verdict_of(verdict)).collect())
    }

    /// Rings for all other processes.
    pub async fn ring(&self) {
        let channel = &self.channel();
        self.ask(|mut redis| async move { redis.publish::<_, _, ()>(channel, "").await }).await;
    }

    /// Listens to the rings of others, and of this one.
    ///
    /// # Errors
    /// Redis is away.
    pub async fn listen(&self) -> Result<Rings, SharedError> {
        let listening = async {
            let mut pubsub = self.0.client.get_async_pubsub().await?;
            pubsub.subscribe(self.channel()).await?;
            Ok(Rings(pubsub.into_on_message()))
        };
        tokio::time::timeout(PATIENCE, listening).await.map_err(|_| SharedError::Late)?
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// There is none.
    pub async fn ping(&self) -> Result<(), SharedError> {
        let mut manager = self.0.manager.clone();
        let pong = tokio::time::timeout(PATIENCE, manager.ping::<()>()).await;
        Ok(pong.map_err(|_| SharedError::Late)??)
    }

    fn channel(&self) -> String {
        format!("{}:wake", self.0.prefix)
    }

    /// Asks, unless Redis is left alone after a failure. What is refused at once is asked once more: the first question after
    /// it has come back meets a broken connection.
    async fn ask<T, F>(&self, what: impl Fn(ConnectionManager) -> F) -> Option<T>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let now = self.0.clock.uptime();
        if saturating_ms(now) < self.0.left_alone_until.load(Ordering::Relaxed) {
            return None;
        }
        let tried = || async {
            let answer = tokio::time::timeout(PATIENCE, what(self.0.manager.clone())).await;
            Ok(answer.map_err(|_| SharedError::Late)??)
        };
        let answer = match tried().await {
            Err(SharedError::Redis(_)) => tried().await,
            answer => answer,
        };
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                tracing::warn!(%error, "Redis does not help: this process goes on by itself for a while");
                self.0.left_alone_until.store(saturating_ms(now + LEFT_ALONE), Ordering::Relaxed);
                None
            }
        }
    }
}

/// Rings as they come.
pub struct Rings(PubSubStream);

impl Rings {
    /// Waits for a ring; `false` when the connection is lost.
    pub async fn next(&mut self) -> bool {
        self.0.next().await.is_some()
    }
}

fn verdict_of(name: &str) -> Verdict {
    match name {
        "warn" => Verdict::WarnOnce,
        "drop" => Verdict::Drop,
        _ => Verdict::Pass,
    }
}

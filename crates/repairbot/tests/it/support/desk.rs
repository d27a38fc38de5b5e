//! The whole desk against a simulated Telegram, moved by hand: nothing happens between two lines of a test.

use std::{path::PathBuf, time::Duration};

use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;
use repairbot::{
    app::{Desk, Options},
    clock::Clock,
    company::Company,
    config::RateLimit,
    intake::PollTick,
    limits::RateLimiter,
    outbox::Limits,
    schedule::Plan,
    shared::Shared,
    store::{
        Store, StoreOptions, outbox,
        people::{self, Grant, NewPerson},
        verify::Check,
    },
    telegram::{TelegramOptions, install_crypto},
    telemetry::{Capture, capture},
    texts::Lang,
};
use repairbot_core::{
    actor::Role,
    ids::{ChatId, PersonId, TelegramId},
    order::Workflow,
    pii::PersonName,
};
use secrecy::SecretString;
use telegram_sim::Sim;

use super::{Chat, Database, Kind, Private, deviations};

/// The bot's token in tests.
pub const TOKEN: &str = "7000000001:AAtest-token-of-a-simulated-bot-000000";

/// A company in Moscow that works in the standard way.
pub fn company(language: Lang) -> Company {
    Company {
        zone: jiff::tz::TimeZone::get("Europe/Moscow").unwrap(),
        bot_username: std::sync::OnceLock::new(),
        language,
        workflow: Workflow::Standard,
    }
}

/// How a test wants its desk.
#[derive(Clone)]
pub struct Setup {
    pub workflow: Workflow,
    pub language: Lang,
    pub rate_limit: RateLimit,
    pub limits: Limits,
    /// Accounts that are admins by configuration.
    pub admins: Vec<TelegramId>,
    /// What is backed up, and where to.
    pub backups: Option<Plan>,
    /// Where attachments are copied to.
    pub attachments_dir: Option<PathBuf>,
    /// The server that keeps dialogues.
    pub redis: Option<SecretString>,
    /// Whether it does.
    pub dialogues_in_redis: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            workflow: Workflow::Standard,
            language: Lang::Ru,
            rate_limit: RateLimit { per_second: 3, burst: 10 },
            limits: Limits::telegram(),
            admins: Vec::new(),
            backups: None,
            attachments_dir: None,
            redis: None,
            dialogues_in_redis: false,
        }
    }
}

/// A desk under test, with its database and its simulated Telegram.
pub struct TestDesk {
    pub sim: Sim,
    pub clock: Clock,
    pub setup: Setup,
    pub database: Database,
    pub expect_errors: bool,
    /// The process ends between the commit of updates and the first message about them.
    pub fragile: bool,
    /// Every update comes a second time after it was confirmed.
    pub echo: bool,
    desk: Option<Desk>,
    log: Capture,
    /// What no line of the log may hold: names, phones, addresses, whatever people write.
    private: Private,
    seed: u64,
    next_person: i64,
}

impl TestDesk {
    /// A number no other row of this test has.
    pub fn next_id(&mut self) -> i64 {
        self.next_person += 1;
        self.next_person
    }

    /// Runs a scenario on a fresh database, then audits.
    pub async fn play(kind: Kind, scenario: for<'a> fn(&'a mut TestDesk) -> LocalBoxFuture<'a, ()>) {
        install_crypto();
        let Some(database) = Database::migrated(kind).await else { return };
        let mut desk = Self::over(database).await;
        scenario(&mut desk).await;
        desk.end().await;
    }

    /// Audits and removes everything.
    pub async fn end(mut self) {
        self.audit().await;
        self.close().await;
        self.database.remove().await;
    }

    /// Another desk with a fresh database of the same kind, to compare with.
    pub async fn another(&self) -> Self {
        let kind = if self.store().is_postgres() { Kind::Postgres } else { Kind::Sqlite };
        Self::over(Database::migrated(kind).await.unwrap()).await
    }

    async fn over(database: Database) -> Self {
        let log = capture();
        let sim = Sim::start().await.unwrap();
        sim.add_bot(TOKEN, "desk_bot");
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        sim.set_now(start.as_second());
        let clock = Clock::manual(start);
        let setup = Setup::default();
        let mut desk = Self {
            sim,
            clock,
            setup,
            database,
            expect_errors: false,
            fragile: false,
            echo: false,
            desk: None,
            log,
            private: Private::default(),
            seed: 1,
            next_person: 0,
        };
        desk.private.secret(TOKEN);
        desk.start().await;
        desk
    }

    /// Opens the desk, as a starting process would.
    pub async fn start(&mut self) {
        let desk = Desk::open(self.options()).await;
        self.desk = Some(desk.unwrap());
        self.seed += 1;
    }

    fn options(&self) -> Options {
        Options {
            name: None,
            store: StoreOptions { url: self.database.url.clone(), max_connections: 4 },
            telegram: TelegramOptions {
                api_url: self.sim.api_url(),
                token: SecretString::from(TOKEN),
                proxy: None,
                request_timeout: Duration::from_secs(10),
            },
            company: Company { workflow: self.setup.workflow, ..company(self.setup.language) },
            admins: self.setup.admins.clone(),
            dispatchers: Vec::new(),
            limiter: RateLimiter::new(self.setup.rate_limit),
            redis: self.setup.redis.clone(),
            dialogues_in_redis: self.setup.dialogues_in_redis,
            limits: self.setup.limits,
            clock: self.clock.clone(),
            auto_migrate: true,
            backups: self.setup.backups.clone(),
            attachments_dir: self.setup.attachments_dir.clone(),
            seed: self.seed,
        }
    }

    /// Ends the desk as SIGKILL would, without a word, and opens it again on the same database.
    pub async fn restart(&mut self) {
        self.close().await;
        self.start().await;
    }

    /// What this desk shares with other processes.
    pub fn shared(&self) -> Option<Shared> {
        let bot = TOKEN.split_once(':').unwrap().0;
        self.setup.redis.as_ref().map(|url| Shared::new(url, bot, self.clock.clone()).unwrap())
    }

    /// Opens the desk again with another setup.
    pub async fn restart_with(&mut self, setup: Setup) {
        self.setup = setup;
        self.restart().await;
    }

    /// Ends the desk without a word; its database stays.
    pub async fn close(&mut self) {
        if let Some(desk) = self.desk.take() {
            let store = desk.store.clone();
            drop(desk);
            store.close().await.unwrap();
        }
    }

    /// The desk's database.
    pub fn store(&self) -> &Store {
        &self.desk.as_ref().unwrap().store
    }

    /// Changes past the store what it would otherwise take a whole story for.
    pub async fn sql(&self, sql: &str) {
        let raw = sea_orm::Database::connect(&self.database.url).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&raw, sql).await.unwrap();
        raw.close().await.unwrap();
    }

    /// The desk itself, for ticks by hand.
    pub fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    /// An admin who has pressed Start.
    pub async fn admin(&mut self, name: &str) -> Chat {
        self.employee(name, &[Role::Admin], None).await
    }

    /// A dispatcher who has pressed Start.
    pub async fn dispatcher(&mut self, name: &str) -> Chat {
        self.employee(name, &[Role::Dispatcher], None).await
    }

    /// A master with a private chat only.
    pub async fn master(&mut self, name: &str, specialization: &str) -> Chat {
        self.employee(name, &[Role::Master], Some(specialization)).await
    }

    /// Someone who has pressed Start and holds these roles.
    pub async fn employee(&mut self, name: &str, roles: &[Role], specialization: Option<&str>) -> Chat {
        let chat = self.hired(name, roles, specialization).await;
        chat.says(self, "/start").await;
        chat
    }

    /// Someone who holds these roles and has not pressed Start yet.
    pub async fn hired(&mut self, name: &str, roles: &[Role], specialization: Option<&str>) -> Chat {
        self.keeps_private(name);
        let user = self.sim.add_person(telegram_sim::NewPerson::named(name));
        let id = PersonId(self.next_id());
        let now = self.clock.now();
        let tx = self.store().write().await.unwrap();
        let person = NewPerson {
            id,
            telegram_id: Some(TelegramId(user.0)),
            name: PersonName::parse(name).unwrap(),
            username: None,
            phone: None,
            specialization: specialization.map(str::to_owned),
            language: None,
            reachable: false,
            created_at: now,
        };
        people::insert(&tx, &person).await.unwrap();
        for role in roles {
            people::grant(&tx, &Grant { person: id, role: *role, by: None, at: now }).await.unwrap();
        }
        tx.commit().await.unwrap();
        Chat::private(user, name)
    }

    /// Someone who has written to the bot and is nobody in the company.
    pub async fn stranger(&mut self, name: &str) -> Chat {
        self.keeps_private(name);
        let user = self.sim.add_person(telegram_sim::NewPerson::named(name));
        let chat = Chat::private(user, name);
        chat.says(self, "/start").await;
        chat
    }

    /// A work group of this master, with the bot in it, already set; the master's side of it.
    pub async fn work_group(&mut self, master: &Chat, title: &str) -> Chat {
        let group = self.sim.add_group(title, &[master.user]);
        self.sim.add_bot_to_group(group, master.user);
        let tx = self.store().write().await.unwrap();
        let person = people::by_telegram(&tx, TelegramId(master.user.0)).await.unwrap().unwrap();
        people::set_work_chat(&tx, person.id, Some(ChatId(group.0))).await.unwrap();
        tx.commit().await.unwrap();
        self.settle().await;
        master.in_group(group)
    }

    /// Lets everything happen that can happen: updates are taken, messages sent, waiting messages waited for.
    pub async fn settle(&mut self) {
        let (mut taken, mut again, mut fragile) = (0, self.echo, self.fragile);
        loop {
            let polled = self.desk().poller.tick(0).await;
            self.desk().answers.settled().await;
            if std::mem::take(&mut fragile) && matches!(polled, PollTick::Updates(_)) {
                self.restart().await;
            }
            let acted = self.desk().scheduler.tick().await.unwrap().acted;
            let due = self.desk().sender.drain().await.unwrap();
            match (polled, due) {
                (PollTick::Updates(count), _) => taken += count,
                (PollTick::Empty, _) if acted => {}
                (PollTick::Empty, None) if again && taken > 0 => {
                    again = false;
                    self.sim.redeliver(taken);
                }
                (PollTick::Empty, None) => break,
                (PollTick::Empty, Some(due)) => self.clock.set(due.max(self.clock.now())),
                (PollTick::Down { retry_in } | PollTick::DatabaseDown { retry_in }, _) => {
                    self.clock.advance(retry_in);
                }
                (PollTick::Conflict, _) => panic!("another poller"),
            }
        }
    }

    /// Time goes by for everybody.
    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
        self.sim.set_now(self.clock.now().as_second());
    }

    /// What must hold at the end of every test.
    pub async fn audit(&mut self) {
        self.settle().await;
        let tx = self.store().read().await.unwrap();
        assert_eq!(outbox::pending_count(&tx).await.unwrap(), 0, "messages still wait");
        let dead = outbox::dead_letters(&tx, 10).await.unwrap();
        assert!(self.expect_errors || dead.is_empty(), "dead letters: {dead:?}");
        assert_eq!(deviations(&tx, &Check::ALL).await, Vec::<String>::new());
        drop(tx);
        assert_eq!(self.sim.pending_updates(), 0, "updates still wait");
        let errors = self.log.errors();
        assert!(self.expect_errors || errors.is_empty(), "errors were logged: {errors:?}");
        self.tells_nothing_private(&self.log.lines());
    }

    /// Nothing that people here are called or have written stands in this.
    pub fn tells_nothing_private(&self, written: &str) {
        self.private.is_not_in(written);
    }

    /// Nothing that people are called or write stands in a line of the log.
    pub fn keeps_private(&mut self, text: &str) {
        self.private.words(text);
    }

    /// The log so far.
    pub fn log(&self) -> String {
        self.log.lines()
    }
}

//! The real program as a child process.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use telegram_sim::Sim;
use tokio::sync::watch;

use crate::support::{Private, TOKEN, alone};

/// A process asked to end must be gone after this long: what `docker stop` waits before it kills.
pub const GRACE: Duration = Duration::from_secs(10);

/// The program's name in its folder.
const PROGRAM: &str = "repairbot";

/// What the processes started at one place wrote to their logs.
#[derive(Clone)]
pub struct Log {
    text: Arc<Mutex<String>>,
    bell: watch::Sender<()>,
}

impl Log {
    fn new() -> Self {
        Self { text: Arc::default(), bell: watch::channel(()).0 }
    }

    pub fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    pub fn count(&self, words: &str) -> usize {
        self.text.lock().unwrap().matches(words).count()
    }

    /// How long it is.
    pub fn length(&self) -> usize {
        self.text.lock().unwrap().len()
    }

    /// Waits, as long as it takes, until these words follow so much of it.
    pub async fn says_after(&self, length: usize, words: &str) {
        let mut bell = self.bell.subscribe();
        while !self.text.lock().unwrap()[length..].contains(words) {
            bell.changed().await.unwrap();
        }
    }

    /// Waits until some line contains these words.
    pub async fn says(&self, words: &str) {
        let heard = tokio::time::timeout(Duration::from_secs(30), self.says_after(0, words)).await;
        assert!(heard.is_ok(), "the log never said «{words}»:\n{}", self.text());
    }

    fn read(&self, pipe: impl std::io::Read + Send + 'static) {
        let log = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                let mut text = log.text.lock().unwrap();
                text.push_str(&line);
                text.push('\n');
                drop(text);
                log.bell.send_replace(());
            }
        });
    }
}

/// Where the program runs: its folder, its settings, its log. When it is left, nothing private may stand in the log.
pub struct Place {
    sim: Sim,
    folder: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
    pub log: Log,
}

impl Place {
    /// A folder of its own and the settings every run needs.
    pub fn new(sim: &Sim, database: &str) -> Self {
        Self::of_no_bot(sim).with("BOT_TOKEN", TOKEN).with("DATABASE_URL", database)
    }

    /// The same without a bot.
    fn of_no_bot(sim: &Sim) -> Self {
        let settings = vec![
            ("TELEGRAM_API_URL", sim.api_url()),
            ("RATE_LIMIT_PER_SECOND", "0".to_owned()),
            ("HTTP_LISTEN", "127.0.0.1:0".to_owned()),
            ("METRICS_LISTEN", "127.0.0.2:0".to_owned()),
        ];
        let folder = tempfile::tempdir().unwrap();
        // A build meanwhile must not put another program under a long run.
        let (built, here) = (env!("CARGO_BIN_EXE_repairbot"), folder.path().join(PROGRAM));
        if std::fs::hard_link(built, &here).is_err() {
            std::fs::copy(built, &here).unwrap();
        }
        Self { sim: sim.clone(), folder, settings, log: Log::new() }
    }

    /// For the bots of this `repairbot.toml`.
    pub fn of_several(sim: &Sim, toml: &str) -> Self {
        let place = Self::of_no_bot(sim);
        std::fs::write(place.path("repairbot.toml"), toml).unwrap();
        place
    }

    /// Runs another command of the program here; gives its exit code and what it says.
    pub fn runs(&self, words: &[&str]) -> (i32, String) {
        let mut command = alone(self.path(PROGRAM));
        command.args(words).current_dir(self.folder.path());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        self.private().is_not_in(&said);
        (output.status.code().unwrap(), said)
    }

    /// What people here are called and have written so far, and the secrets of the settings.
    fn private(&self) -> Private {
        let mut private = Private::default();
        self.settings.iter().for_each(|(name, value)| private.setting(name, value));
        private.tokens_in(&std::fs::read_to_string(self.path("repairbot.toml")).unwrap_or_default());
        self.sim.words_of_people().iter().for_each(|words| private.words(words));
        private
    }

    /// One more setting.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.settings.push((name, value.to_string()));
        self
    }

    /// Where a file of this place would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts `repairbot serve`.
    pub fn start(&self) -> Bot {
        self.start_with([])
    }

    /// The same with settings of this process's own.
    pub fn start_with<const N: usize>(&self, own: [(&'static str, String); N]) -> Bot {
        self.spawn(&["serve"], own)
    }

    /// Starts another command of the program.
    pub fn start_command(&self, words: &[&str]) -> Bot {
        self.spawn(words, [])
    }

    fn spawn<const N: usize>(&self, words: &[&str], own: [(&'static str, String); N]) -> Bot {
        let mut command = alone(self.folder.path().join(PROGRAM));
        command.args(words).current_dir(self.folder.path());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.envs(own);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child_mut = child.as_mut().unwrap();
        self.log.read(child_mut.stdout.take().unwrap());
        self.log.read(child_mut.stderr.take().unwrap());
        Bot { child: Some(child.unwrap()) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.private().is_not_in(&self.log.text());
        }
    }
}

/// A running program; killed when dropped.
pub struct Bot {
    child: Option<Child>,
}

impl Bot {
    /// SIGKILL: no word of warning, nothing is finished.
    pub fn kill(self) {
        drop(self);
    }

    /// Sends it a signal, by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id();
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status().unwrap();
        assert!(sent.success());
    }

    /// SIGTERM; gives how it ended and how long that took.
    pub async fn terminate(self) -> (ExitStatus, Duration) {
        self.signal("TERM");
        self.end(GRACE + Duration::from_secs(1)).await
    }

    /// Kills it when it has not ended by itself after so long. Says whether it had.
    pub async fn kill_after(mut self, patience: Duration) -> bool {
        let mut child = self.child.take().unwrap();
        let id = child.id();
        let mut ending = tokio::task::spawn_blocking(move || child.wait().unwrap());
        if let Ok(status) = tokio::time::timeout(patience, &mut ending).await {
            return status.unwrap().success();
        }
        Command::new("sh").arg("-c").arg(format!("kill -KILL {id}")).status().unwrap();
        ending.await.unwrap();
        false
    }

    /// Waits until it ends by itself; gives how, and how long that took.
    pub async fn end(mut self, patience: Duration) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let mut child = self.child.take().unwrap();
        let id = child.id();
        let ending = tokio::task::spawn_blocking(move || child.wait().unwrap());
        match tokio::time::timeout(patience, ending).await {
            Ok(status) => (status.unwrap(), begun.elapsed()),
            Err(_) => {
                Command::new("sh").arg("-c").arg(format!("kill -KILL {id}")).status().unwrap();
                panic!("the process did not end within {patience:?}");
            }
        }
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself; then there is nothing to kill.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

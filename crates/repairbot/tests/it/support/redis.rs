//! A Redis server of a test's own, which it may stop and empty.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use repairbot::{clock::Clock, shared::Shared};
use secrecy::SecretString;

/// The server of all tests. `None`, and a visible line, when there is none; never in CI, which requires it.
pub fn common_redis() -> Option<String> {
    let url = std::env::vars().find(|(name, _)| name == "TEST_REDIS_URL").map(|(_, url)| url);
    if url.is_none() {
        assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "no TEST_REDIS_URL");
        println!("skipped: no TEST_REDIS_URL");
    }
    url
}

/// A server that keeps nothing on the disk. It ends with its owner.
pub struct Redis {
    port: u16,
    running: Option<Child>,
}

impl Redis {
    /// A place where one can be started; none where there is no [`common_redis`] either.
    pub fn place() -> Option<Self> {
        common_redis()?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Self { port, running: None })
    }

    /// Its address.
    pub fn url(&self) -> SecretString {
        self.url_with("")
    }

    /// Its address, with this before the machine.
    pub fn url_with(&self, secret: &str) -> SecretString {
        SecretString::from(format!("redis://{secret}127.0.0.1:{}/0", self.port))
    }

    /// A bot's share of it.
    pub fn shared(&self, bot: &str, clock: Clock) -> Shared {
        Shared::new(&self.url(), bot, clock).unwrap()
    }

    /// Starts it, empty, and waits until it answers.
    pub async fn start(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]);
        command.arg(self.port.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running = Some(command.spawn().unwrap());
        let shared = self.shared("any", Clock::system());
        let answering = async {
            while shared.ping().await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        let answers = tokio::time::timeout(Duration::from_secs(60), answering).await;
        assert!(answers.is_ok(), "no server on {}", self.port);
        let process = format!("process_id:{}\r", self.running.as_ref().unwrap().id());
        assert!(self.asks(&["info", "server"]).contains(&process), "another server is on {}", self.port);
    }

    /// Stands still, or goes on.
    pub fn stands_still(&self, still: bool) {
        let process = self.running.as_ref().unwrap().id().to_string();
        let signal = if still { "-STOP" } else { "-CONT" };
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    /// Ends it as SIGKILL would.
    pub fn stop(&mut self) {
        let mut child = self.running.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// What a command answers, as its own client prints it.
    pub fn asks(&self, words: &[&str]) -> String {
        let port = self.port.to_string();
        let output = Command::new("redis-cli").args(["-p", &port]).args(words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

//! A PostgreSQL server of the test's own, which it may restart as it likes.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::company::Company;

/// Where Debian keeps the servers, by version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// How many seconds the server may take to stop and to start: after a power cut on a busy machine more than the minute that
/// is usual.
const START_WITHIN: &str = "600";
/// Where the system's own choice of ports begins, when it does not say.
const EPHEMERAL: u16 = 32_768;
/// Between two restarts at most so many changes in Telegram.
const CHANGES: u64 = 120;

/// A running server; stopped and removed when dropped.
pub struct Cluster {
    home: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts one. `None`, and a visible line, when there are no programs; never in CI, which requires them.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "no initdb under {VERSIONS}");
            println!("skipped: no initdb under {VERSIONS}");
            return None;
        };
        let home = tempfile::tempdir().unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(home.path()));
        }
        let cluster = Self { home, programs, port: free_port() };
        let mut initdb = cluster.command("initdb");
        run(initdb.args(["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]));
        run(cluster.control("start").arg("-o").arg(cluster.settings()));
        Some(cluster)
    }

    /// Its database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Restarts it while people work, so many times: in turn as an administrator would and as a power cut would.
    pub async fn restarts(&self, company: &Company, (rounds, seed): (usize, u64)) {
        let mut dice = StdRng::seed_from_u64(seed);
        for round in 0..rounds {
            let more = dice.random_range(1..=CHANGES);
            assert!(company.moves_on(more).await, "round {round}: the desk did not come back by itself");
            let mode = if round % 2 == 0 { "fast" } else { "immediate" };
            let mut restart = self.control("restart");
            restart.args(["-m", mode]).arg("-o").arg(self.settings());
            tokio::task::spawn_blocking(move || run(&mut restart)).await.unwrap();
        }
        company.closes().await;
    }

    fn settings(&self) -> String {
        let home = self.home.path().display();
        format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}", self.port)
    }

    fn control(&self, what: &str) -> Command {
        let mut control = self.command("pg_ctl");
        control.args([what, "-w", "-t", START_WITHIN, "-s", "-l"]).arg(self.home.path().join("log"));
        control
    }

    /// One of the programs about this cluster's data, as the user who owns them: root is refused.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.home.path()).arg("-D").arg(self.home.path().join("data"));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing of it is kept, so it need not end well.
        drop(self.control("stop").args(["-m", "immediate"]).status());
    }
}

/// The folder of the newest version installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(VERSIONS).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let programs = versions.max_by_key(number)?.join("bin");
    programs.join("initdb").exists().then_some(programs)
}

fn is_root() -> bool {
    let me = Command::new("id").arg("-u").output().unwrap();
    me.stdout.trim_ascii() == b"0"
}

/// A port that is free, and that stays so while the server is down: the system gives it to no connection of others.
pub fn free_port() -> u16 {
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let first = range.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(EPHEMERAL);
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    std::iter::repeat_with(|| rand::random_range(first / 2..first)).take(1_000).find(free).unwrap()
}

fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

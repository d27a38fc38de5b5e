//! The program as people and scripts run it: what it prints, where, and its exit code.

mod check;
mod init;
#[cfg(unix)]
mod modes;
mod moving;
mod report;
mod script;
mod vault;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;

use crate::support::{Private, alone};

const TOKEN: &str = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_0";

/// The program in an empty folder and an empty environment. When it is left, nothing private may stand in what was said.
struct Shell {
    folder: TempDir,
    private: Mutex<Private>,
    said: Mutex<String>,
}

impl Drop for Shell {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.private.lock().unwrap().is_not_in(&self.said.lock().unwrap());
        }
    }
}

impl Shell {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), private: Mutex::default(), said: Mutex::default() }
    }

    fn command(&self, words: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = alone(env!("CARGO_BIN_EXE_repairbot"));
        command.current_dir(self.folder.path()).envs(variables.iter().copied()).args(words);
        let mut private = self.private.lock().unwrap();
        variables.iter().for_each(|(name, value)| private.setting(name, value));
        command
    }

    /// Keeps what was said for the end, without the words of the command: what somebody asks for may be named.
    fn hears(&self, words: &[&str], (code, out, err): (i32, String, String)) -> (i32, String, String) {
        let asked = |said: String, word: &&str| said.replace(word, "");
        let said = words.iter().filter(|word| word.len() > 3).fold(format!("{out}{err}"), asked);
        self.said.lock().unwrap().push_str(&said);
        (code, out, err)
    }

    /// Exit code, standard output, standard error output.
    fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
        self.hears(words, said(self.command(words, variables).output().unwrap()))
    }

    /// Runs statements past the program. What they write of people is private.
    fn sql(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        let mut private = self.private.lock().unwrap();
        sql.split('\'')
            .skip(1)
            .step_by(2)
            .filter(|text| !text.is_ascii())
            .for_each(|text| private.words(text));
        sql.split('\'').filter(|text| text.starts_with("+7")).for_each(|phone| private.words(phone));
        drop(private);
        let url = format!("sqlite://{}", self.folder.path().join("data/repairbot.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let database = sea_orm::Database::connect(url).await.unwrap();
            database.execute_unprepared(sql).await.unwrap();
            database.close().await.unwrap();
        });
    }

    fn feed(&self, words: &[&str], input: &[u8]) -> (i32, String, String) {
        let mut command = self.command(words, &[]);
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = pipes.spawn().unwrap();
        process.stdin.take().unwrap().write_all(input).unwrap();
        self.private.lock().unwrap().tokens_in(&String::from_utf8_lossy(input));
        self.hears(words, said(process.wait_with_output().unwrap()))
    }
}

fn said(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn explain_answers_in_json_and_needs_no_configuration() {
    let shell = Shell::new();
    let (code, out, err) = shell.run(&["explain", "phone", "8", "999", "123-45-67"], &[]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "{\"e164\":\"+79991234567\"}\n", ""));
    let (code, out, _) = shell.run(&["explain", "money", "-500"], &[]);
    assert!(code == 0 && out.contains("\"error\""), "{out}");
    let split = ["explain", "split", "total=12500", "materials=500", "equipment=x", "senior=true"];
    assert!(shell.run(&split, &[]).1.contains("\"master\":\"6000.00\""));
    let transition = ["explain", "transition", "from=NEW", "to=ASSIGNED", "roles=ADMIN", "own=false"];
    assert_eq!(shell.run(&transition, &[]).1, "{\"allowed\":true}\n");
    let when = ["explain", "when", "завтра", "в", "10:30", "now=2025-12-01T12:00:00+03:00"];
    assert_eq!(shell.run(&when, &[]).1, "{\"from\":\"2025-12-02T10:30:00+03:00\"}\n");
    let (code, out, _) = shell.run(&["explain", "when", "через час"], &[]);
    assert!(code == 0 && out.starts_with("{\"from\":\""), "{out}");
    assert_eq!(std::fs::read_dir(shell.folder.path()).unwrap().count(), 0, "it left something behind");
}

#[test]
fn explain_reads_one_object_per_line() {
    let (code, out, err) =
        Shell::new().feed(&["explain", "money"], b"{\"text\":\"5000\"}\n\noops\n{\"text\":\"1\"}\n");
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(
        lines,
        ["{\"kopecks\":500000}", "{\"error\":\"line 3: not a JSON object\"}", "{\"kopecks\":100}"]
    );
    assert_eq!((code, err.as_str()), (2, "line 3: not a JSON object\n"));
}

#[test]
fn bad_usage_is_two_and_help_is_not_a_fault() {
    let shell = Shell::new();
    for words in [&["explain", "weather", "x"][..], &["explain", "split", "total"], &["frobnicate"], &[]] {
        let (code, out, err) = shell.run(words, &[]);
        assert!(code == 2 && out.is_empty() && !err.is_empty(), "{words:?}: {code} {out} {err}");
    }
    let (code, out, _) = shell.run(&["--help"], &[]);
    assert!(code == 0 && out.contains("migrate"));
}

#[test]
fn a_bad_configuration_is_two_with_every_problem_on_stderr() {
    let shell = Shell::new();
    let (code, out, err) = shell.run(&["serve"], &[("ADMIN_IDS", "x"), ("LOG_LEVEL", "loud")]);
    assert_eq!((code, out.as_str()), (2, ""));
    for line in ["1. BOT_TOKEN: is not set", "2. ADMIN_IDS: ", "3. LOG_LEVEL: "] {
        assert!(err.contains(line), "{err}");
    }
    let (code, _, err) = shell.run(&["check", "--offline"], &[("BOT_TOKEN", "hunter2:hunter2")]);
    assert!(code == 2 && !err.contains("hunter2"), "{err}");
}

#[test]
fn the_configuration_file_can_be_another_one() {
    let shell = Shell::new();
    std::fs::write(shell.folder.path().join("desk.toml"), format!("bot_token = '{TOKEN}'")).unwrap();
    assert_eq!(shell.run(&["check", "--offline"], &[]).0, 2);
    assert_eq!(shell.run(&["--config", "desk.toml", "check", "--offline"], &[]).0, 0);
    assert_eq!(shell.run(&["--config", "absent.toml", "check", "--offline"], &[]).0, 2);
}

#[test]
fn migrate_goes_up_and_down_and_check_follows() {
    let shell = Shell::new();
    let variables = [("BOT_TOKEN", TOKEN), ("DEV_MODE", "true"), ("LOG_LEVEL", "error")];
    let run = |words: &[&str]| shell.run(words, &variables);
    let (code, out, _) = run(&["check", "--offline"]);
    assert!(code == 0 && out.contains("not made yet") && out.contains("DEV_MODE"), "{out}");
    assert!(!shell.folder.path().join("data").exists(), "check makes nothing");
    let (code, up, err) = run(&["migrate", "up"]);
    assert!(code == 0 && up.lines().all(|line| line.starts_with("applied ")), "{up}{err}");
    assert!(run(&["check", "--offline"]).1.contains("schema up to date"));
    let (code, down, _) = run(&["migrate", "down"]);
    assert_eq!((code, down.matches("pending ").count()), (0, 1), "{down}");
    assert!(run(&["check", "--offline"]).1.contains("1 migrations pending"));
    assert_eq!(run(&["migrate", "status"]).1, down);
    assert_eq!(run(&["migrate", "up"]).1, up);
}

#[test]
fn drift_is_told_with_its_exit_code_and_can_be_drafted_away() {
    let shell = Shell::new();
    let variables = [("BOT_TOKEN", TOKEN), ("LOG_LEVEL", "error")];
    let run = |words: &[&str]| shell.run(words, &variables);
    assert_eq!(run(&["migrate", "check"]).0, 2, "there is no database");
    run(&["migrate", "up"]);
    let (code, out, err) = run(&["migrate", "check"]);
    assert!(code == 0 && out == "The tables are those this program expects.\n", "{out}{err}");
    assert_eq!(run(&["migrate", "draft"]).1, "");
    shell.sql("DROP TABLE searches; ALTER TABLE chats DROP COLUMN title");
    let (code, out, _) = run(&["migrate", "check"]);
    assert_eq!((code, out.as_str()), (1, "chats.title: no such column\nsearches: no such table\n"));
    let (code, draft, err) = run(&["migrate", "draft"]);
    assert!(code == 0 && draft.matches(";\n").count() == 2, "{draft}{err}");
    shell.sql(&draft);
    assert_eq!(run(&["migrate", "check"]).0, 0, "{draft}");
}

#[test]
fn verify_says_what_deviates_with_its_exit_code() {
    let shell = Shell::new();
    let variables = [("BOT_TOKEN", TOKEN), ("LOG_LEVEL", "error")];
    let run = |words: &[&str]| shell.run(words, &variables);
    let (code, out, err) = run(&["verify"]);
    assert!(code == 2 && out.is_empty() && err.contains("no database yet"), "{out}{err}");
    assert!(!shell.folder.path().join("data").exists(), "verify makes nothing");
    run(&["migrate", "up"]);
    let (code, out, err) = run(&["verify"]);
    assert!(code == 0 && out.ends_with("Everything agrees.\n"), "{out}{err}");
    assert_eq!(out.matches("ok: ").count(), 10, "{out}");
    shell.sql("INSERT INTO status_counts (branch_id, status, count) VALUES (1, 'NEW', 3)");
    let (code, out, _) = run(&["verify"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("branch 1 has 0 orders in NEW, its counter says 3\nWRONG: "), "{out}");
    assert!(out.ends_with("1 deviations.\n"), "{out}");
    run(&["migrate", "down"]);
    let (code, out, err) = run(&["verify"]);
    assert!(code == 2 && out.is_empty() && err.contains("1 migrations pending"), "{out}{err}");
}

#[test]
fn a_database_that_is_none_is_one() {
    let shell = Shell::new();
    std::fs::write(
        shell.folder.path().join("x.db"),
        "this is no database, and long enough to be read as one".repeat(99),
    )
    .unwrap();
    let variables = [("BOT_TOKEN", TOKEN), ("DATABASE_URL", "sqlite://x.db")];
    let (code, _, err) = shell.run(&["check", "--offline"], &variables);
    assert!(code == 1 && err.contains("restore a backup"), "{code} {err}");
}

#[test]
fn check_says_when_people_are_not_answered() {
    let shell = Shell::new();
    let token = [("BOT_TOKEN", TOKEN)];
    let check = || shell.run(&["check", "--offline"], &token);
    shell.run(&["migrate", "up"], &token);
    assert_eq!(check().0, 0);
    shell.sql("INSERT INTO outbox (chat_id, lane, refresh, state, attempts, ambiguous, not_before, created_at) VALUES (5, 0, FALSE, 'pending', 0, FALSE, 0, 0)");
    let (code, out, err) = check();
    assert!(code == 1 && out.ends_with("schema up to date\n"), "{out}");
    assert!(err.starts_with("outbox: messages have waited for "), "{err}");
}

#[test]
fn a_backup_is_made_and_restored() {
    let shell = Shell::new();
    let token = ("BOT_TOKEN", TOKEN);
    let (code, _, err) = shell.run(&["backup"], &[token]);
    assert!(code == 2 && err.contains("nothing to back up"), "{err}");
    assert_eq!(shell.run(&["migrate", "up"], &[token]).0, 0);
    let (code, out, err) = shell.run(&["backup"], &[token]);
    assert!(code == 0 && out.contains("every check of `repairbot verify` was made"), "{out} {err}");
    let name = out.split(' ').next().unwrap();
    assert!(name.starts_with("data/backups/repairbot-") && name.ends_with(".db"), "{out}");
    shell.sql("DROP TABLE comments");
    let (code, _, err) = shell.run(&["restore", name], &[token]);
    assert!(code == 1 && err.contains("--force"), "{err}");
    let (code, out, err) = shell.run(&["restore", name, "--force"], &[token]);
    assert!(code == 0 && out.starts_with("Restored.") && out.contains("is kept as"), "{out} {err}");
    assert_eq!(shell.run(&["verify"], &[token]).0, 0);
    let (code, _, err) = shell.run(&["restore", "nowhere.db"], &[token]);
    assert!(code == 1 && err.contains("not how backups are called"), "{err}");
}

#[test]
fn a_passphrase_is_not_shown() {
    let shell = Shell::new();
    let variables = [("BOT_TOKEN", TOKEN), ("BACKUP_PASSPHRASE", "hunter2")];
    let (code, _, err) = shell.run(&["backup"], &variables);
    assert!(
        code == 2 && err.contains("BACKUP_PASSPHRASE: is too short") && !err.contains("hunter2"),
        "{err}"
    );
}

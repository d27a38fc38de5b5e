//! Who may read what the program makes: nobody but its owner, however open the shell that starts it is.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{Shell, TOKEN, said};
use crate::support::alone;

/// Runs the program where new files are for everybody.
fn runs(shell: &Shell, words: &[&str]) -> String {
    let mut command = alone("/bin/sh");
    command.args(["-c", "umask 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_repairbot")]).args(words);
    command.current_dir(shell.folder.path()).env("BOT_TOKEN", TOKEN);
    let (code, out, err) = said(command.output().unwrap());
    assert_eq!(code, 0, "{out}{err}");
    out + &err
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The permissions of every file below this folder.
fn modes(folder: &Path) -> Vec<(String, u32)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries
        .flat_map(|path| {
            let inside = if path.is_dir() { modes(&path) } else { Vec::new() };
            inside.into_iter().chain([(path.display().to_string(), mode(&path))])
        })
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn what_the_program_makes_is_its_owners_only() {
    let shell = Shell::new();
    let folder = shell.folder.path();
    runs(&shell, &["migrate", "up"]);
    let database = folder.join("data/repairbot.db");
    // What SQLite keeps beside the file is there while somebody works with it.
    let url = format!("sqlite://{}", database.display());
    let open = sea_orm::Database::connect(&url).await.unwrap();
    let write = "UPDATE branches SET id = id";
    sea_orm::ConnectionTrait::execute_unprepared(&open, write).await.unwrap();
    assert!(folder.join("data/repairbot.db-wal").exists() && folder.join("data/repairbot.db-shm").exists());
    let during = modes(folder);
    open.close().await.unwrap();
    let backup = runs(&shell, &["backup"]);
    let backup = backup.split(' ').next().unwrap();
    runs(&shell, &["restore", "--force", backup]);
    runs(&shell, &["move", "--to", "sqlite://moved/here/desk.db"]);
    let after = modes(folder);
    assert!(after.iter().any(|(name, _)| name.contains("before_restore")), "{after:?}");
    assert!(after.iter().any(|(name, _)| name.ends_with("here/desk.db")), "{after:?}");
    for (name, mode) in during.iter().chain(&after) {
        let expected = if Path::new(name).is_dir() { 0o700 } else { 0o600 };
        assert_eq!(*mode, expected, "{name}: {mode:o}");
    }
}

#[test]
fn what_was_there_keeps_its_mode_and_check_says_that_others_may_read_it() {
    let shell = Shell::new();
    runs(&shell, &["migrate", "up"]);
    let check = ["check", "--offline"];
    assert!(!runs(&shell, &check).contains("others"));
    let database = shell.folder.path().join("data/repairbot.db");
    for open in [0o644, 0o640] {
        std::fs::set_permissions(&database, std::fs::Permissions::from_mode(open)).unwrap();
        let said = runs(&shell, &check);
        let warning = format!(
            "database: warning: others than its owner may open data/repairbot.db (mode {open:o}); chmod 600"
        );
        assert_eq!(said.matches(&warning).count(), 1, "{said}");
        runs(&shell, &["migrate", "up"]);
        assert_eq!(mode(&database), open);
    }
}

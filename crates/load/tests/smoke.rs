//! The load driver works: what it prints is for people, how fast it is is not a test's business.

#![cfg(test)]

use std::process::Command;

/// The rows of the table that the driver prints with these arguments.
fn rows(arguments: &[&str]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_load"));
    command.args(["--seconds", "2", "--warm-up", "0", "--folder"]).arg(folder.path()).args(arguments);
    let output = command.output().unwrap();
    let (said, complained) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    said.lines()
        .filter(|line| line.starts_with("| SQLite") || line.starts_with("| echo"))
        .map(cells)
        .collect()
}

#[test]
fn people_play_orders_and_talk_to_an_echo() {
    let rows = rows(&["--people", "1,3", "--masters", "2", "--ceilings"]);
    let what: Vec<(&str, &str)> = rows.iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
    assert_eq!(what, [("SQLite", "1"), ("SQLite", "3"), ("echo", "1"), ("echo", "3")]);
    for row in &rows {
        assert_ne!(row[3], "0", "nobody was answered: {row:?}");
    }
    assert_ne!(rows[0][4], "0.0", "an order was begun and not finished: {rows:?}");
}

#[test]
fn pages_are_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_load"));
    command.arg("--folder").arg(folder.path()).args(["lists", "--orders", "300,600", "--times", "2"]);
    let output = command.output().unwrap();
    let (said, complained) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    for page in
        ["| open: middle |", "| search for a common street and house: first |", "| own, overdue: last |"]
    {
        assert_eq!(said.matches(page).count(), 2, "{page}\n{said}");
    }
}

#[test]
fn the_desk_works_on_a_slow_disk() {
    let rows = rows(&["--people", "2", "--fsyncs", "250", "--pace", "100"]);
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row[1], "SQLite, 250 fsyncs/s");
    assert_ne!(row[3], "0", "{row:?}");
}

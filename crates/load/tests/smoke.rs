//! The load driver works: what it prints is for people, how fast it is is not a test's business.

#![cfg(test)]

use std::process::Command;

/// What the driver prints with these arguments, and whether it was content. It measures a number of answers and no time:
/// a machine may be as busy as it likes.
fn said(arguments: &[&str]) -> (String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_load"));
    command.args(["--seconds", "0", "--warm-up", "0", "--folder"]).arg(folder.path());
    if !arguments.contains(&"--answers") {
        command.args(["--answers", "100"]);
    }
    let output = command.args(arguments).output().unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    (format!("{}\n{complained}", String::from_utf8(output.stdout).unwrap()), output.status.success())
}

/// The rows of the table that the driver prints with these arguments.
fn rows(arguments: &[&str]) -> Vec<Vec<String>> {
    let (said, content) = said(arguments);
    assert!(content, "{said}");
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
        assert!(row[3].parse::<u64>().unwrap() >= 100, "not everything was measured: {row:?}");
        assert_eq!(row[5] == "0", row[1] == "echo", "an order was begun and not finished: {row:?}");
    }
}

#[test]
fn pages_are_looked_at() {
    let (said, content) = said(&["lists", "--orders", "300,600", "--times", "2"]);
    assert!(content, "{said}");
    for page in
        ["| open: middle |", "| search for a common street and house: first |", "| own, overdue: last |"]
    {
        assert_eq!(said.matches(page).count(), 1, "{page}\n{said}");
    }
}

#[test]
fn people_are_answered_beside_reports() {
    let people = ["--people", "3", "--masters", "2"];
    let (said, _) = said(&[&people[..], &["reports", "--orders", "300", "--times", "1"]].concat());
    let row = said.lines().find(|line| line.starts_with("| SQLite | 300 |"));
    let cells: Vec<&str> = row.unwrap_or_else(|| panic!("{said}")).split('|').map(str::trim).collect();
    for (quiet_or_beside, answers) in [("without", cells[7]), ("beside", cells[8])] {
        let count = answers.split_once(" of ").and_then(|(_, count)| count.strip_suffix(" answers"));
        let count: u64 = count.unwrap_or_else(|| panic!("{answers}")).parse().unwrap();
        assert!(count >= 100, "{quiet_or_beside} reports: {answers}");
    }
    assert_ne!(cells[9], "0", "no report was made beside them: {said}");
}

#[test]
fn people_are_answered_beside_a_flood() {
    let people = ["--people", "6", "--masters", "2", "--pace", "4", "--answers", "10"];
    let (said, _) = said(&[&people[..], &["flood", "--per-second", "200"]].concat());
    let row =
        said.lines().find(|line| line.starts_with("| SQLite | 6 |")).unwrap_or_else(|| panic!("{said}"));
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    assert!(cells[3].ends_with(" answers") && cells[4].ends_with(" answers"), "{row}");
    assert!(!cells[5].starts_with("0/s"), "nobody floods: {row}");
}

#[test]
fn the_desk_works_on_a_slow_disk() {
    let rows = rows(&["--people", "2", "--fsyncs", "250", "--pace", "100"]);
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row[1], "SQLite, 250 fsyncs/s");
    assert_ne!(row[5], "0", "{row:?}");
}

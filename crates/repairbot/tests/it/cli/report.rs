//! `repairbot report`: what it writes, and what it says when it does not.

use calamine::{Reader, Xlsx, open_workbook};

use super::{Shell, TOKEN};

const VARIABLES: [(&str, &str); 2] = [("BOT_TOKEN", TOKEN), ("LOG_LEVEL", "error")];
/// Two masters of one name, and an order that the first one closed on the last of November in Moscow.
const COMPANY: &str = "
    INSERT INTO people (id, name, active, reachable, created_at) VALUES
        (1, 'Анна', TRUE, TRUE, 0), (2, 'Иван', TRUE, TRUE, 0), (3, 'Иван', FALSE, TRUE, 0), (4, 'Пётр', TRUE, TRUE, 0);
    INSERT INTO role_grants (person_id, role, source, granted_at) VALUES
        (2, 'MASTER', 'bot', 0), (3, 'MASTER', 'bot', 0), (4, 'MASTER', 'bot', 0);
    INSERT INTO clients (id, name, blacklisted, created_at) VALUES (1, 'Ольга', FALSE, 0);
    INSERT INTO client_phones (id, client_id, raw, e164) VALUES (1, 1, '', '+79120000000');
    INSERT INTO client_addresses (id, client_id, raw, normalized) VALUES (1, 1, 'Ленина 5', 'ленина 5');
    INSERT INTO texts (id, kind, body, created_at) VALUES (1, 'problem', 'Не крутит', 0);
    INSERT INTO orders (id, number, public_id, version, status, branch_id, kind, equipment_id, client_id, phone_id,
        address_id, problem_text_id, master_id, created_by, created_at, status_changed_at, closed_at, prepayment, total,
        materials, master_share, company_share, review, out_of_city) VALUES
        (1, 7, 'x', 1, 'CLOSED', 1, 'repair', 1, 1, 1, 1, 1, 4, 1, 1764500000000, 1764536399000, 1764536399000, 0, 500050,
        100000, 200025, 200025, FALSE, TRUE);";

fn sheet(shell: &Shell, file: &str, name: &str) -> String {
    let mut book: Xlsx<_> = open_workbook(shell.folder.path().join(file)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let cells = range.used_cells().map(|(_, _, cell)| cell.to_string());
    cells.collect::<Vec<_>>().join("|")
}

#[test]
fn a_report_is_written_once() {
    let shell = Shell::new();
    let run = |words: &[&str]| shell.run(words, &VARIABLES);
    run(&["migrate", "up"]);
    shell.sql(COMPANY);
    let november =
        ["report", "summary", "--from", "2025-11-01", "--to", "2025-11-30", "--out", "november.xlsx"];
    let (code, out, err) = run(&november);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "Written: november.xlsx\n", ""));
    let front = sheet(&shell, "november.xlsx", "Сводка");
    assert!(front.contains("Пётр|1|4000.5|1000|2000.25|4000.5|Общее|1|4000.5"), "{front}");
    assert!(sheet(&shell, "november.xlsx", "Пётр").contains("Да"));
    let before = std::fs::read(shell.folder.path().join("november.xlsx")).unwrap();
    let (code, out, err) = run(&november);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("november.xlsx is there already; --force overwrites it."), "{err}");
    assert_eq!(std::fs::read(shell.folder.path().join("november.xlsx")).unwrap(), before);
    assert_eq!(run(&[&november[..], &["--force", "--lang", "en"]].concat()).0, 0);
    assert!(sheet(&shell, "november.xlsx", "Summary").contains("In all"));
    let left = std::fs::read_dir(shell.folder.path()).unwrap().count();
    assert_eq!(left, 2, "the database's folder and the file: nothing half-written stays");
}

#[test]
fn every_kind_has_a_file() {
    let shell = Shell::new();
    let run = |words: &[&str]| shell.run(words, &VARIABLES);
    run(&["migrate", "up"]);
    shell.sql(COMPANY);
    let days = ["--from", "2025-11-30", "--to", "2025-11-30"];
    for (kind, more, name, expected) in [
        ("active", &[][..], "Сводка", "Всего заявок|0"),
        ("summary", &days, "Сводка", "30.11.2025, воскресенье"),
        ("equipment", &days, "Заявки", "Пётр"),
        ("refusals", &days, "Отказы", "Итого"),
        ("debts", &[], "Из чего долг", "Итого"),
        ("master", &["--master", "Пётр"], "Завершенные заявки", "+7 912 000-00-00"),
        ("master", &["--master", "2"], "Активные заявки", "Иван"),
        (
            "own",
            &["--master", "4", "--from", "2025-12-01", "--to", "2025-12-31"],
            "Завершенные заявки",
            "декабрь 2025",
        ),
    ] {
        let words = [&["report", kind, "--force", "--out", "x.xlsx"], more].concat();
        let (code, _, err) = run(&words);
        assert_eq!((code, err.as_str()), (0, ""), "{words:?}");
        let found = sheet(&shell, "x.xlsx", name);
        assert!(found.contains(expected), "{words:?}: {found}");
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let shell = Shell::new();
    let run = |words: &[&str]| shell.run(&[&["report"], words, &["--out", "x.xlsx"]].concat(), &VARIABLES);
    let (code, _, err) = run(&["active"]);
    assert!(code == 2 && err.contains("no database yet"), "{err}");
    assert!(!shell.folder.path().join("data").exists(), "report makes no database");
    shell.run(&["migrate", "up"], &VARIABLES);
    shell.sql(COMPANY);
    for (words, expected) in [
        (&["summary"][..], "give --from and --to"),
        (&["summary", "--from", "2025-11-01"], "Give both --from and --to"),
        (&["summary", "--from", "2025-11-02", "--to", "2025-11-01"], "--from is after --to"),
        (&["summary", "--from", "01.11.2025", "--to", "2025-11-01"], "--from"),
        (&["summary", "--from", "2025-11-31", "--to", "2025-12-01"], "--from"),
        (&["active", "--from", "2025-11-01", "--to", "2025-11-02"], "no period"),
        (&["debts", "--from", "2025-11-01", "--to", "2025-11-02"], "no period"),
        (&["debts", "--master", "4"], "about all masters"),
        (&["active", "--master", "4"], "about all masters"),
        (&["master"], "Which master?"),
        (&["own"], "Which master?"),
        (&["master", "--master", "Мария"], "There is no master Мария."),
        (&["master", "--master", "1"], "There is no master 1."),
        (&["master", "--master", "иван"], "give a number, 2 or 3."),
        (&["weather"], "weather"),
        (&["active", "--lang", "de"], "ru or en"),
    ] {
        let (code, out, err) = run(words);
        assert!(code == 2 && out.is_empty() && err.contains(expected), "{words:?}: {code} {out} {err}");
        assert!(!shell.folder.path().join("x.xlsx").exists(), "{words:?}");
    }
    let nowhere = shell.run(&["report", "active", "--out", "no/where/x.xlsx"], &VARIABLES);
    assert!(nowhere.0 == 2 && nowhere.2.contains("cannot be written"), "{}", nowhere.2);
    shell.run(&["migrate", "down"], &VARIABLES);
    let (code, _, err) = run(&["active"]);
    assert!(code == 2 && err.contains("1 migrations pending"), "{err}");
}

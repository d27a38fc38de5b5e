//! Every report as text and as a workbook, read back cell by cell.

use std::collections::BTreeMap;

use jiff::civil::date;
use repairbot::{
    reports::Reader,
    store::{ledger, people},
    texts::Lang,
};
use repairbot_core::{
    ids::{HandInId, PersonId},
    money::Kopecks,
    phone::parse_phone,
    report::{Period, Report},
    settings::{Switch, Value},
};

use super::{
    company::{CANARY, Firm, count, made, made_within},
    dump, office,
};
use crate::support::{TestDesk, scenarios};

fn november() -> Period {
    Period::month(date(2026, 11, 1))
}

/// Every kind there is, with its name.
pub fn kinds(firm: &Firm) -> Vec<(&'static str, Report, Reader)> {
    let all = |report| (report, Reader::Office);
    let day = Period::day(date(2026, 11, 20));
    let week = Period::week(date(2026, 11, 20));
    let range = Period::days(date(2026, 11, 20), date(2026, 12, 1));
    let empty = Period::day(date(2026, 1, 5));
    let own = |master| (Report::Own { period: None }, Reader::Master(master));
    [
        ("active", all(Report::Active)),
        ("daily", all(Report::Summary { period: day })),
        ("weekly", all(Report::Summary { period: week })),
        ("monthly", all(Report::Summary { period: november() })),
        ("range", all(Report::Summary { period: range })),
        ("empty", all(Report::Summary { period: empty })),
        ("master", all(Report::Master { master: firm.pyotr, period: None })),
        ("master-of-a-month", all(Report::Master { master: firm.vera, period: Some(november()) })),
        ("equipment", all(Report::Equipment { period: november() })),
        ("equipment-empty", all(Report::Equipment { period: empty })),
        ("refusals", all(Report::Refusals { period: november() })),
        ("refusals-empty", all(Report::Refusals { period: empty })),
        ("debts", all(Report::Debts)),
        ("team", all(Report::Team { period: november() })),
        ("team-empty", all(Report::Team { period: empty })),
        ("own", own(firm.vera)),
        ("own-of-nobody", own(PersonId(424_242))),
    ]
    .map(|(name, (report, reader))| (name, report, reader))
    .into()
}

scenarios! {
    async fn every_report_is_read_back_cell_by_cell(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        assert_eq!(count(desk).await, 9, "one is deleted");
        for lang in [Lang::Ru, Lang::En] {
            for (name, report, reader) in kinds(&firm) {
                let (text, bytes, made) = made(desk, report, (reader, lang)).await;
                let book = dump::text(&bytes);
                let all = format!("{}\n{}\n\n{text}\n\n{book}", made.file_name, made.caption);
                assert!(!all.contains("Unknown localization") && !all.contains('?'), "{name}: {all}");
                insta::assert_snapshot!(format!("{name}-{}", lang.code()), all);
                if !desk.store().is_postgres() {
                    office::keep(&format!("{name}-{}", lang.code()), &bytes);
                }
            }
        }
    }

    async fn a_month_ends_where_the_company_is(desk: &mut TestDesk) {
        Firm::open(desk).await;
        let closed = async |desk: &TestDesk, period| {
            let report = Report::Summary { period };
            let (_, bytes, _) = made(desk, report, (Reader::Office, Lang::Ru)).await;
            let (_, front) = &dump::sheets(&bytes)[0];
            let totals = dump::cells(front);
            let row = totals.iter().find(|(_, _, cell)| cell == "Общее").map(|(row, ..)| *row).unwrap();
            let of_row: Vec<String> =
                totals.into_iter().filter(|(at, ..)| *at == row).map(|(_, _, cell)| cell).collect();
            of_row[1..3].to_vec()
        };
        // 10000-2000 | 25000-2000.50 + 6000-1000 | 4000
        assert_eq!(closed(desk, Period::day(date(2026, 11, 20))).await, ["#1", "#8000"]);
        assert_eq!(closed(desk, Period::day(date(2026, 11, 21))).await, ["#2", "#27999.5"]);
        assert_eq!(closed(desk, november()).await, ["#3", "#35999.5"]);
        assert_eq!(closed(desk, Period::month(date(2026, 12, 1))).await, ["#1", "#4000"]);
        assert_eq!(closed(desk, Period::day(date(2026, 11, 30))).await, ["#0", "#0"]);
    }

    async fn a_master_sees_only_his_own_and_no_phone_before_he_was_there(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let own = Report::Own { period: None };
        for master in [firm.pyotr, firm.evil] {
            let (text, bytes, made) = made(desk, own, (Reader::Master(master), Lang::Ru)).await;
            let all = format!("{text}{}{}", made.caption, dump::text(&bytes));
            for secret in [CANARY.name, CANARY.address, CANARY.problem, "777-66-55", "Вера"] {
                assert!(!all.contains(secret), "{secret}: {all}");
            }
        }
        let (_, bytes, _) = made(desk, own, (Reader::Master(firm.vera), Lang::Ru)).await;
        let book = dump::text(&bytes);
        assert!(book.contains("777-66-55"), "she is at one client's and was at another's: {book}");
        let refused = book.lines().find(|line| line.contains("Отклонена")).unwrap();
        assert!(refused.contains("скрыт") && !refused.contains("777"), "{refused}");
        let (_, bytes, _) = made(desk, own, (Reader::Master(firm.pyotr), Lang::Ru)).await;
        let book = dump::text(&bytes);
        let assigned = book.lines().find(|line| line.contains("Назначена")).unwrap();
        assert!(assigned.contains("скрыт") && !assigned.contains("345-67-89"), "{assigned}");
    }

    async fn the_office_reads_a_masters_phone_above_his_orders(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let tx = desk.store().write().await.unwrap();
        people::set_phone(&tx, firm.pyotr, Some(&parse_phone("89120001122").unwrap())).await.unwrap();
        tx.commit().await.unwrap();
        let heading = "Обновлено: 01.12.2026 10:00";
        for (report, reader, expected) in [
            (Report::Master { master: firm.pyotr, period: None }, Reader::Office, " | Телефон: +7 912 000-11-22 |"),
            (Report::Own { period: None }, Reader::Master(firm.pyotr), " |"),
        ] {
            let (_, bytes, _) = made(desk, report, (reader, Lang::Ru)).await;
            let book = dump::text(&bytes);
            assert!(book.contains(&format!("{heading}{expected}\n")), "{report:?}: {book}");
        }
    }

    async fn the_summary_sheets_have_their_charts(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        for (name, report, reader) in kinds(&firm) {
            let (_, bytes, _) = made(desk, report, (reader, Lang::Ru)).await;
            let names = |chart: u8| format!("xl/charts/chart{chart}.xml");
            let has = |chart: u8| bytes.windows(20).any(|part| part == names(chart).as_bytes());
            let charts = (1..=9).take_while(|chart| has(*chart)).count();
            let expected = match name {
                "daily" | "weekly" | "monthly" | "range" => 3,
                "active" | "refusals" => 2,
                _ => continue,
            };
            assert_eq!(charts, expected, "{name}");
        }
    }

    async fn what_somebody_wrote_is_never_a_formula(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        for (name, report, reader) in kinds(&firm) {
            let (_, bytes, _) = made(desk, report, (reader, Lang::Ru)).await;
            for formula in dump::formulas(&bytes) {
                assert!(formula.starts_with("SUBTOTAL(9,"), "{name}: {formula}");
            }
        }
    }

    async fn masters_beyond_the_sheets_share_one_that_names_them(desk: &mut TestDesk) {
        Firm::open(desk).await;
        let range = Period::days(date(2026, 11, 20), date(2026, 12, 1));
        for (name, report) in [("summary", Report::Summary { period: range }), ("active", Report::Active)] {
            let who = (Reader::Office, Lang::Ru);
            let (_, whole, _) = made(desk, report, who).await;
            for most in [0, 1, 2] {
                let (_, bytes, _) = made_within(desk, report, who, most).await;
                insta::assert_snapshot!(format!("{name}-of-{most}-sheets"), dump::text(&bytes));
                assert_eq!(orders(&bytes), orders(&whole), "{name}, {most}: every order is with its master");
            }
        }
    }

    async fn phones_are_shown_to_masters_as_on_their_cards(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let own = Report::Own { period: None };
        let line = async |desk: &TestDesk, master, status: &str| {
            let (_, bytes, _) = made(desk, own, (Reader::Master(master), Lang::Ru)).await;
            let book = dump::text(&bytes);
            book.lines().find(|line| line.contains(status)).unwrap().to_owned()
        };
        for (hidden, seen) in [(true, "скрыт"), (false, "345-67-89")] {
            desk.set(Switch::PhoneHiddenUntilOnsite, Value::Switch(hidden)).await;
            let assigned = line(desk, firm.pyotr, "Назначена").await;
            assert!(assigned.contains(seen), "{hidden}: {assigned}");
            let refused = line(desk, firm.vera, "Отклонена").await;
            assert!(refused.contains("скрыт"), "{hidden}: {refused}");
        }
    }

    async fn debts_are_the_balances_of_the_ledger(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let now = desk.clock.now();
        let tx = desk.store().write().await.unwrap();
        let mut ids = (1..).map(HandInId);
        let mut next = || ids.next().unwrap();
        let by = (firm.admin, now);
        // The oldest closing is paid and a part of the next one; more than he held; offered, and not confirmed yet.
        ledger::record_hand_in(&tx, next(), (firm.pyotr, Kopecks(450_050)), by).await.unwrap();
        ledger::record_hand_in(&tx, next(), (firm.evil, Kopecks(1_000_000)), by).await.unwrap();
        ledger::ask(&tx, next(), (firm.vera, Kopecks(100_000)), now).await.unwrap();
        ledger::ask(&tx, next(), (firm.admin, Kopecks(5_000)), now).await.unwrap();
        tx.commit().await.unwrap();
        let (text, bytes, made) = made(desk, Report::Debts, (Reader::Office, Lang::Ru)).await;
        insta::assert_snapshot!("debts-after-hand-ins", format!("{}\n\n{text}\n\n{}", made.caption, dump::text(&bytes)));
        let tx = desk.store().read().await.unwrap();
        let balances: Vec<f64> =
            ledger::balances(&tx).await.unwrap().values().map(|sum| sum.0 as f64 / 100.0).collect();
        let sheets = dump::sheets(&bytes);
        let sums = |sheet: usize, column: u32| -> Vec<f64> {
            let cells = dump::cells(&sheets[sheet].1);
            let sums = cells.iter().filter(|(row, at, cell)| *row > 1 && *at == column && cell.starts_with('#'));
            sums.map(|(.., cell)| cell[1..].parse().unwrap()).collect()
        };
        // The last of each column is its total.
        let total = |sheet, column| *sums(sheet, column).last().unwrap();
        assert_eq!(total(0, 1) - total(0, 3), balances.iter().sum::<f64>());
        assert_eq!(total(0, 1), balances.iter().filter(|sum| **sum > 0.0).sum::<f64>());
        assert_eq!(total(1, 5), total(0, 1), "what debts are left of makes them up");
    }
}

/// The orders of all sheets but the first, each with the master whose sheet it is on, or who is named in its line.
fn orders(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut orders = BTreeMap::new();
    for (name, range) in dump::sheets(bytes).into_iter().skip(1) {
        let cells = dump::cells(&range);
        let named =
            cells.iter().find(|(row, _, cell)| *row == 1 && cell == "Мастер").map(|(_, column, _)| *column);
        for (row, _, number) in
            cells.iter().filter(|(row, at, cell)| *row > 1 && *at == 0 && cell.starts_with('#'))
        {
            let in_line = |column| cells.iter().find(|(at, there, _)| at == row && *there == column);
            let master = named.map_or(name.clone(), |column| in_line(column).unwrap().2.clone());
            // A sheet's name is not always the master's.
            let master = if master.contains("Злой") { "Злой".to_owned() } else { master };
            assert_eq!(orders.insert(number.clone(), master), None, "{number} is there twice");
        }
    }
    orders
}

//! Every report as text and as a workbook, read back cell by cell.

use jiff::civil::date;
use repairbot::{reports::Reader, texts::Lang};
use repairbot_core::{
    ids::PersonId,
    report::{Period, Report},
};

use super::{
    company::{CANARY, Firm, count, made},
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

    async fn what_somebody_wrote_is_never_a_formula(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        for (name, report, reader) in kinds(&firm) {
            let (_, bytes, _) = made(desk, report, (reader, Lang::Ru)).await;
            for formula in dump::formulas(&bytes) {
                assert!(formula.starts_with("SUBTOTAL(9,"), "{name}: {formula}");
            }
        }
    }
}

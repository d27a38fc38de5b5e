//! What people do with the workbooks besides reading: the head stays in sight, every line can be filtered, charts are drawn
//! from the numbers of the sheet, and money looks like money.

use calamine::{Data, Range};
use repairbot::{reports::Reader, texts::Lang};
use repairbot_core::report::{Period, Report};

use super::{
    books::kinds,
    company::{Firm, made},
    dump,
    layout::{Chart, Column, Layout, Parts},
};
use crate::support::{TestDesk, scenarios};

/// What stands below the lines of a table.
const TOTALS: [&str; 2] = ["Итого", "Общее"];
const MONEY: &str = "#,##0.00\\ \"\u{20bd}\"";

fn at(cells: &Range<Data>, row: u32, column: u32) -> Option<String> {
    cells.get_value((row, column)).and_then(dump::cell)
}

/// In which row, counted from 1, the main table of this sheet has its head.
fn head_of(kind: &str, sheet: &str, is_front: bool) -> u32 {
    match kind {
        "master" | "master-of-a-month" | "own" | "own-of-nobody" if sheet.starts_with("Завершенные") => {
            6
        }
        "master" | "master-of-a-month" | "own" | "own-of-nobody" | "team" | "team-empty" => 3,
        "active" if is_front => 3,
        _ => 2,
    }
}

/// How many columns the table has whose head is in this row, and in which row its last line is. Both count from 1.
fn table(cells: &Range<Data>, head: u32) -> (u32, u32) {
    let labels = (0..).take_while(|column| at(cells, head - 1, *column).is_some()).count();
    let is_line = |row: &u32| {
        at(cells, *row, 0)
            .is_some_and(|first| !TOTALS.contains(&first.as_str()) && at(cells, *row, 1).is_some())
    };
    let lines = (head..).take_while(is_line).count();
    (u32::try_from(labels).unwrap(), head + u32::try_from(lines).unwrap())
}

fn looked_at(name: &str, bytes: &[u8]) {
    let layouts = Parts::of(bytes).layouts();
    let sheets = dump::sheets(bytes);
    assert_eq!(layouts.len(), sheets.len(), "{name}");
    for (index, (layout, (sheet, cells))) in layouts.iter().zip(&sheets).enumerate() {
        assert_eq!(layout.name, *sheet, "{name}");
        let head = head_of(name, sheet, index == 0);
        let (columns, last) = table(cells, head);
        assert!(columns >= 3, "{name}, {sheet}: there is no head in row {head}");
        assert_eq!(layout.frozen, Some(head), "{name}, {sheet}: the head stays in sight");
        let letter = char::from(b'A' + u8::try_from(columns - 1).unwrap());
        let filter = (last > head).then(|| format!("A{head}:{letter}{last}"));
        assert_eq!(layout.filter, filter, "{name}, {sheet}: every line can be filtered, and no other");
    }
}

/// The numbers of a column; it is the whole of its table.
fn numbers(sheets: &[(String, Range<Data>)], of: &Column) -> Vec<f64> {
    let (_, cells) = sheets.iter().find(|(name, _)| *name == of.sheet).unwrap();
    let (first, last) = of.rows;
    let above = at(cells, first - 1, of.column).unwrap();
    assert!(!above.starts_with(['#', '@']), "{of:?}: below its head: {above}");
    let below = at(cells, last + 1, 0).filter(|name| !TOTALS.contains(&name.as_str()));
    assert!(below.is_none() || at(cells, last + 1, of.column).is_none(), "{of:?}: to its end: {below:?}");
    let number = |row| at(cells, row, of.column).unwrap().strip_prefix('#').unwrap().parse().unwrap();
    (first..=last).map(number).collect()
}

/// A chart's title, and for each series its name, whether it is a line, and what its cells add up to.
type Drawn<'a> = (&'a str, Vec<(&'a str, bool, f64)>);

fn drawn<'a>(sheets: &[(String, Range<Data>)], chart: &'a Chart) -> Drawn<'a> {
    let series = chart.series.iter().map(|one| {
        let names = one.names.column;
        assert_eq!(one.names.rows, one.values.rows, "{chart:?}");
        assert!(names == 0 || names + 1 == one.values.column, "{chart:?}");
        let (_, cells) = sheets.iter().find(|(name, _)| *name == one.names.sheet).unwrap();
        let (first, last) = one.names.rows;
        for row in first..=last {
            let name = at(cells, row, names).unwrap();
            assert!(!name.starts_with('#') && !TOTALS.contains(&name.as_str()), "{chart:?}: {name}");
        }
        (one.name.as_str(), one.is_line, numbers(sheets, &one.values).iter().sum())
    });
    (&chart.title, series.collect())
}

/// The charts that a report of this kind has on its first sheet, with the sums they show.
fn expected(kind: &str) -> Vec<Drawn<'static>> {
    let closed = |titles: &[&'static str], (sum, orders): (f64, f64)| {
        let series = vec![("Сумма заявок", false, sum), ("Кол-во заявок", true, orders)];
        titles.iter().map(|title| (*title, series.clone())).collect()
    };
    let all = ["По дням", "По типам техники", "По мастерам"];
    match kind {
        "daily" => closed(&all, (8_000.0, 1.0)),
        "weekly" | "monthly" => closed(&all, (35_999.5, 3.0)),
        "range" => closed(&all, (39_999.5, 4.0)),
        "empty" => closed(&all[..1], (0.0, 0.0)),
        "equipment" => closed(&all[1..2], (35_999.5, 3.0)),
        "team" => closed(&all[2..], (35_999.5, 3.0)),
        "active" => {
            ["По типам техники", "По мастерам"].map(|title| (title, vec![("Количество", false, 3.0)])).into()
        }
        "refusals" => ["Отказы по причинам", "Отказы по дням"]
            .map(|title| (title, vec![("Количество", false, 2.0)]))
            .into(),
        _ => Vec::new(),
    }
}

async fn book(desk: &TestDesk, (report, reader): (Report, Reader)) -> Vec<u8> {
    made(desk, report, (reader, Lang::Ru)).await.1
}

fn sheet<'a>(layouts: &'a [Layout], name: &str) -> &'a Layout {
    layouts.iter().find(|layout| layout.name == name).unwrap()
}

scenarios! {
    async fn heads_stay_in_sight_and_every_line_can_be_filtered(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        for (name, report, reader) in kinds(&firm) {
            looked_at(name, &book(desk, (report, reader)).await);
        }
    }

    async fn charts_are_drawn_from_the_cells_with_the_numbers(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        for (name, report, reader) in kinds(&firm) {
            let bytes = book(desk, (report, reader)).await;
            let (layouts, sheets) = (Parts::of(&bytes).layouts(), dump::sheets(&bytes));
            let found: Vec<_> = layouts[0].charts.iter().map(|chart| drawn(&sheets, chart)).collect();
            assert_eq!(found, expected(name), "{name}");
            assert!(layouts[1..].iter().all(|layout| layout.charts.is_empty()), "{name}");
        }
    }

    async fn numbers_look_like_what_they_are(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let period = Period::week(jiff::civil::date(2026, 11, 20));
        let bytes = book(desk, (Report::Summary { period }, Reader::Office)).await;
        let (mut parts, layouts) = (Parts::of(&bytes), Parts::of(&bytes).layouts());
        let mut look = |name: &str, cell: &str| parts.look(sheet(&layouts, name), cell);
        let both = |format: &str, colour: &str| (format.to_owned(), colour.to_owned());
        assert_eq!(look("Сводка", "A2"), both("General", "FF4472C4"), "a head");
        assert_eq!(look("Сводка", "B3"), both("#,##0", "FFE7F3FF"), "how many");
        assert_eq!(look("Сводка", "C3"), both(MONEY, "FFE7F3FF"), "roubles");
        assert_eq!(look("Сводка", "C5"), both(MONEY, "FFD9E1F2"), "all roubles");
        assert_eq!(look("Сводка", "C14"), both("0.0%", "FFE7F3FF"), "a share");
        assert_eq!(look("Сводка", "A19"), both("dd.mm.yyyy", "FFE7F3FF"), "a day");
        assert_eq!(look("Пётр Мастеров", "A2"), both("General", "FF70AD47"), "a master's head");
        assert_eq!(look("Пётр Мастеров", "A3"), both("0", ""), "an order's number");
        assert_eq!(look("Пётр Мастеров", "G3"), both("dd.mm.yyyy hh:mm", ""), "a moment");
        let bytes = book(desk, (Report::Own { period: None }, Reader::Master(firm.vera))).await;
        let (mut parts, layouts) = (Parts::of(&bytes), Parts::of(&bytes).layouts());
        let done = sheet(&layouts, "Завершенные заявки");
        assert_eq!(parts.look(done, "I7"), both(MONEY, "FFC6EFCE"), "closed");
        assert_eq!(parts.look(done, "B8"), both("General", "FFFFC7CE"), "refused");
    }
}

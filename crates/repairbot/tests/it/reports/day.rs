//! The summary of the evening is the report of the day in short.

use jiff::civil::{Date, date};
use repairbot::{
    reports::{Maker, Reader, Setting},
    store::catalogue::{self, Entry},
    texts::Lang,
};
use repairbot_core::{
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    ids::EquipmentId,
    report::{Period, Report},
};

use super::company::{Firm, made};
use crate::support::{TestDesk, scenarios};

async fn summary(desk: &TestDesk, day: Date) -> String {
    let tx = desk.store().read_moment().await.unwrap();
    let zone = jiff::tz::TimeZone::get("Europe/Moscow").unwrap();
    let setting = Setting { reader: Reader::Office, lang: Lang::Ru, zone, now: desk.clock.now() };
    Maker::new(&tx, setting, &|| true).await.unwrap().day_text(day, 15).await.unwrap()
}

/// What stands behind these words in the first line that has them.
fn behind(text: &str, words: &str) -> String {
    let found = text.lines().flat_map(|line| line.split(" · ")).find_map(|part| part.split_once(words));
    let (_, value) = found.unwrap_or_else(|| panic!("no «{words}» in\n{text}"));
    value.to_owned()
}

/// The second of these types becomes the first.
async fn merge(desk: &TestDesk, into: i64, from: i64) {
    let tx = desk.store().write().await.unwrap();
    let entries = catalogue::entries(&tx, CatalogueKind::Equipment).await.unwrap();
    let of = |id| -> &Entry {
        let entry = CatalogueEntry::Equipment(EquipmentId(id));
        entries.iter().find(|one| one.entry == entry).unwrap()
    };
    let merging = Merging::Types { from: EquipmentId(from), into: EquipmentId(into) };
    catalogue::merge(&tx, merging, (of(from), of(into))).await.unwrap();
    tx.commit().await.unwrap();
}

scenarios! {
    async fn the_summary_has_the_figures_of_the_days_report(desk: &mut TestDesk) {
        Firm::open(desk).await;
        // The orders of one day are of both types.
        merge(desk, 1, 10).await;
        for day in [date(2026, 11, 20), date(2026, 11, 21)] {
            let report = Report::Summary { period: Period::day(day) };
            let (report, ..) = made(desk, report, (Reader::Office, Lang::Ru)).await;
            let summary = summary(desk, day).await;
            for (in_summary, in_report) in [
                ("🆕 Новых: ", "🆕 Создано: "),
                ("💰 Завершено: ", "💰 Завершено: "),
                ("❌ Отклонено: ", "❌ Отказов: "),
                ("Материалы: ", "Материалы: "),
                ("Мастерам: ", "Доля мастеров: "),
                ("Компании: ", "Сумма к сдаче: "),
            ] {
                assert_eq!(behind(&summary, in_summary), behind(&report, in_report), "{in_summary}\n{summary}");
            }
            insta::assert_snapshot!(format!("day-{day}"), summary);
        }
    }
}

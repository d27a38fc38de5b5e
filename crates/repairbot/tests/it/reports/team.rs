//! What masters did, beside the time before: the figures, the pictures, and who gets them.

use std::time::Duration;

use jiff::civil::date;
use repairbot::{
    reports::{Maker, Reader, Setting},
    store::orders,
    texts::Lang,
};
use repairbot_core::{
    callback::{Press, ReportsPress},
    money::Kopecks,
    order::Status,
    report::{Mean, Period, Report, together},
};

use super::company::Firm;
use crate::support::{DENIED, TestDesk, alert, scenarios};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

scenarios! {
    async fn the_team_is_compared_with_the_time_before(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let anna = &firm.cast.anna;
        anna.says(desk, "/reports").await;
        anna.taps(desk, "👥 Команда мастеров").await;
        insta::assert_snapshot!("team-periods", anna.buttons(desk).join("\n"));
        anna.taps(desk, "Прошлый месяц: ноябрь 2026").await;
        anna.sees(desk, "👥 Команда мастеров: ноябрь 2026\nДля сравнения: октябрь 2026");
        anna.sees(desk, "💰 Завершено: 3 (было 0)");
        anna.taps(desk, "📈 График").await;
        let picture = anna.last(desk).unwrap();
        assert_eq!(picture.text, "Команда мастеров: ноябрь 2026");
        assert!(desk.sim.file(anna.chat, picture.id).unwrap().starts_with(PNG));
        assert_eq!(picture.document, None, "it is seen at once");
        anna.says(desk, "/reports").await;
        anna.taps(desk, "📊 Ежемесячная сводка").await;
        anna.taps(desk, "Прошлый месяц: ноябрь 2026").await;
        anna.taps(desk, "📈 График").await;
        assert_eq!(anna.last(desk).unwrap().text, "Завершённые заявки без материалов");
    }

    async fn the_team_s_figures_are_those_of_the_summary(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let zone = jiff::tz::TimeZone::get("Europe/Moscow").unwrap();
        let november = Period::month(date(2026, 11, 1)).instants(&zone);
        let tx = desk.store().read().await.unwrap();
        let team = orders::performance(&tx, &november).await.unwrap();
        let all = together(&team);
        // 10000-2000 + 25000-2000.50 + 6000-1000; one without a master refused, one with.
        assert_eq!((all.closed, all.refused, all.net()), (3, 2, Kopecks(3_599_950)));
        assert_eq!(Kopecks(all.master_share.0 + all.company_share.0), all.net());
        assert_eq!(team.keys().copied().collect::<Vec<_>>(), [None, Some(firm.pyotr), Some(firm.vera)]);
        for (master, expected) in &team {
            let Some(master) = *master else { continue };
            assert_eq!(orders::performance_of(&tx, master, &november).await.unwrap(), *expected);
        }
        let december = Period::month(date(2026, 12, 1)).instants(&zone);
        assert_eq!(orders::performance_of(&tx, firm.vera, &december).await.unwrap(), Default::default());
    }

    async fn a_master_sees_how_he_did_before(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for (total, later) in [("4000", 0), ("6000", 30)] {
            desk.wait(Duration::from_secs(later * 24 * 3600));
            desk.order_in(Status::Assigned, &cast).await;
            desk.wait(Duration::from_secs(6 * 60));
            cast.work.taps(desk, "✅ Принять").await;
            desk.wait(Duration::from_secs(80 * 60));
            cast.work.taps(desk, "🏠 Я на объекте").await;
            desk.closes(&cast.work, (total, "0")).await;
        }
        let tx = desk.store().read().await.unwrap();
        let pyotr = desk.person(&cast.pyotr).await;
        let always = jiff::Timestamp::UNIX_EPOCH..desk.clock.now();
        let done = orders::performance_of(&tx, pyotr, &always).await.unwrap();
        // Every press takes a second of this clock.
        let minutes = |mean: Mean| (mean.value().unwrap().as_mins(), mean.count);
        assert_eq!((minutes(done.accepting), minutes(done.closing)), ((6, 2), (80, 2)));
        drop(tx);
        cast.pyotr.says(desk, "📊 Моя статистика").await;
        insta::assert_snapshot!("own", cast.pyotr.last(desk).unwrap().text);
        cast.pyotr.taps(desk, "📈 График за этот месяц").await;
        let picture = cast.pyotr.last(desk).unwrap();
        assert!(desk.sim.file(cast.pyotr.chat, picture.id).unwrap().starts_with(PNG));
        assert_eq!(picture.text, "Мои завершённые заявки без материалов");
    }

    async fn pictures_are_for_those_whose_reports_they_are(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let month = Period::month(date(2026, 11, 1));
        let (anna, pyotr) = (&firm.cast.anna, &firm.cast.pyotr);
        pyotr.says(desk, "📊 Моя статистика").await;
        anna.says(desk, "/reports").await;
        let team = Report::Team { period: month };
        let own = Report::Own { period: Some(month) };
        for (person, report) in [(pyotr, team), (pyotr, Report::Summary { period: month }), (anna, own)] {
            let there = person.last(desk).unwrap().id;
            let data = Press::Reports(ReportsPress::Chart { report }).encode();
            let answer = person.forges(desk, there, &data).await;
            assert_eq!(answer, alert(DENIED), "{report:?}");
        }
        let tx = desk.store().read_moment().await.unwrap();
        let zone = jiff::tz::TimeZone::UTC;
        let setting = Setting { reader: Reader::Office, lang: Lang::Ru, zone, now: desk.clock.now() };
        let mut maker = Maker::new(&tx, setting, &|| true).await.unwrap();
        assert_eq!(maker.chart(own).await.unwrap(), None);
        assert_eq!(maker.chart(Report::Active).await.unwrap(), None);
        let year = Report::Summary { period: Period::days(date(2026, 1, 1), date(2026, 12, 31)) };
        let by_month = maker.chart(year).await.unwrap().unwrap();
        let bars: Vec<_> = by_month.bars.iter().map(|bar| (bar.name.as_str(), bar.value.as_str())).collect();
        assert_eq!(bars, [("ноябрь 2026", "39\u{a0}999,50\u{a0}₽ · 4")]);
    }
}

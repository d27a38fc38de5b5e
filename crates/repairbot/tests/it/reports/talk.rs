//! How people get reports: the menu, periods, masters, days in words, files; and how others do not.

use jiff::civil::date;
use repairbot::{
    outcome::{Delivery, Lane, Message},
    store::people,
};
use repairbot_core::{
    actor::Role,
    callback::{Press, ReportsPress},
    ids::{ChatId, PersonId},
    report::{Period, Report, Topic},
    screen::{Export, ReportsScreen, Screen},
};

use super::company::{CANARY, Firm, newest_book};
use crate::{
    scenarios::{denials, never_got},
    support::{Chat, DENIED, TestDesk, alert, scenarios},
};

/// Every button of reports, with this master in those about one.
fn presses(master: PersonId) -> Vec<(ReportsPress, bool)> {
    let period = Period::month(date(2026, 11, 1));
    let office = [
        Report::Active,
        Report::Summary { period },
        Report::Master { master, period: None },
        Report::Equipment { period },
        Report::Refusals { period },
        Report::Debts,
        Report::Team { period },
    ];
    let mut all = vec![
        (ReportsPress::Kinds, false),
        (ReportsPress::Periods { topic: Topic::Monthly }, false),
        (ReportsPress::Days { topic: Topic::Daily }, false),
        (ReportsPress::Masters { page: 0 }, false),
    ];
    for report in office {
        all.extend([(ReportsPress::Show { report }, false), (ReportsPress::File { report }, false)]);
    }
    for period in [None, Some(period)] {
        let report = Report::Own { period };
        all.extend([(ReportsPress::Show { report }, true), (ReportsPress::File { report }, true)]);
    }
    all
}

scenarios! {
    async fn the_office_chooses_reads_and_takes_the_file(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let (anna, boris) = (&firm.cast.anna, &firm.cast.boris);
        for (person, command) in [(anna, "📊 Отчёты"), (boris, "/reports")] {
            person.says(desk, command).await;
            person.sees(desk, "📊 Какой отчёт показать?");
            insta::assert_snapshot!("kinds", person.buttons(desk).join("\n"));
        }
        anna.taps(desk, "📊 Ежемесячная сводка").await;
        insta::assert_snapshot!("months", anna.buttons(desk).join("\n"));
        anna.taps(desk, "Прошлый месяц: ноябрь 2026").await;
        anna.sees(desk, "📊 Ежемесячная сводка: ноябрь 2026");
        anna.sees(desk, "💰 Завершено: 3");
        anna.sees(desk, "Пётр Мастеров: 2 заявки на 30\u{a0}999,50\u{a0}₽");
        let shown = anna.last(desk).unwrap().id;
        anna.taps(desk, "📥 Excel").await;
        anna.sees(desk, "💰 Завершено: 3 на 35\u{a0}999,50\u{a0}₽");
        let book = newest_book(desk, anna);
        assert!(book.contains("Пётр Мастеров") && book.contains("@2026-11-20 23:59:59"), "{book}");
        anna.taps_on(desk, shown, "◀️ К отчётам").await;
        for (topic, snapshot) in [
            ("📊 Ежедневная сводка", "days"),
            ("📈 Еженедельная сводка", "weeks"),
            ("🧰 По типам техники", "types"),
            ("❌ Отказы по причинам", "refusals"),
        ] {
            anna.taps_on(desk, shown, topic).await;
            insta::assert_snapshot!(snapshot, anna.buttons(desk).join("\n"));
            anna.taps_on(desk, shown, "◀️ К отчётам").await;
        }
        anna.taps_on(desk, shown, "📋 Активные заявки").await;
        anna.taps(desk, "📥 Excel").await;
        anna.sees(desk, "Всего заявок: 3");
        anna.taps_on(desk, shown, "◀️ К отчётам").await;
        anna.taps_on(desk, shown, "👨‍🔧 Статистика мастеров").await;
        anna.taps_on(desk, shown, "Вера Вторая").await;
        desk.sim.message(anna.chat, shown).map(|message| assert!(message.text.contains("Вера Вторая: за всё время"))).unwrap();
        anna.taps_on(desk, shown, "📥 Excel").await;
        assert!(newest_book(desk, anna).contains("777-66-55"), "the office sees phones");
        anna.taps_on(desk, shown, "◀️ К отчётам").await;
        anna.taps_on(desk, shown, "💵 Долги").await;
        anna.taps_on(desk, shown, "📥 Excel").await;
        anna.sees(desk, "💵 На руках: ");
        assert!(newest_book(desk, anna).contains("== Из чего долг"));
    }

    async fn days_are_written_as_people_write_them(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let anna = &firm.cast.anna;
        anna.says(desk, "/reports").await;
        anna.taps(desk, "❌ Отказы по причинам").await;
        anna.taps(desk, "✏️ Другие дни").await;
        anna.sees(desk, "За какие дни?");
        anna.says(desk, "когда-нибудь").await;
        anna.sees(desk, "За какие дни?");
        anna.says(desk, "30.11-21.11").await;
        anna.sees(desk, "❌ Отказы по причинам: 21.11.2026–30.11.2026");
        anna.sees(desk, "Дорого: 1 (50,0 %)");
        anna.says(desk, "/reports").await;
        anna.taps(desk, "📊 Ежедневная сводка").await;
        anna.taps(desk, "✏️ Другие дни").await;
        anna.says(desk, "20.11").await;
        anna.sees(desk, "📊 Ежедневная сводка: 20.11.2026, пятница");
        anna.says(desk, "/reports").await;
        anna.taps(desk, "📊 Ежедневная сводка").await;
        anna.taps(desk, "✏️ Другие дни").await;
        anna.says(desk, "05.01").await;
        anna.sees(desk, "Завершённых заявок за это время нет.");
        anna.taps(desk, "📥 Excel").await;
        anna.sees(desk, "Завершённых заявок за это время нет.");
        assert!(desk.sim.messages(anna.chat).iter().all(|message| message.document.is_none()), "no empty file");
    }

    async fn a_master_takes_his_own_file(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let vera = &firm.cast.vera;
        vera.says(desk, "📊 Моя статистика").await;
        vera.taps(desk, "📥 Excel за всё время").await;
        vera.sees(desk, "Вера Вторая: за всё время");
        let book = newest_book(desk, vera);
        assert!(book.contains(CANARY.name) && !book.contains("Смирнова"), "{book}");
        vera.says(desk, "📊 Моя статистика").await;
        vera.taps(desk, "📥 Excel за этот месяц").await;
        vera.sees(desk, "💰 Завершено: 0");
        let pyotr = &firm.cast.pyotr;
        pyotr.says(desk, "/stats").await;
        pyotr.taps(desk, "📥 Excel за всё время").await;
        let book = newest_book(desk, pyotr);
        for secret in [CANARY.name, CANARY.address, "777-66-55", "Вера"] {
            assert!(!book.contains(secret), "{secret}: {book}");
        }
        never_got(desk, pyotr, &[CANARY.name, CANARY.address]);
    }

    async fn nobody_gets_what_is_not_his(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let stranger = desk.stranger("Прохожий").await;
        let cast = &firm.cast;
        for master in [&cast.pyotr, &stranger] {
            for command in ["📊 Отчёты", "/reports"] {
                master.says(desk, command).await;
                master.sees_exactly(desk, DENIED);
            }
        }
        let in_group = cast.boris.in_group(cast.work.chat);
        for (visitor, opens) in
            [(&cast.anna, "/reports"), (&cast.pyotr, "/stats"), (&cast.work, "/help"), (&in_group, "/help")]
        {
            visitor.says(desk, opens).await;
        }
        let before = denials(desk, "reports").await;
        let mut denied = 0;
        // Where the buttons are: a message with a file has none.
        let places = [&cast.pyotr, &stranger, &cast.anna, &cast.work, &in_group].map(|visitor| visitor.last(desk).unwrap().id);
        for (press, own) in presses(firm.vera) {
            let data = Press::Reports(press).encode();
            let visitors = [(&cast.pyotr, own), (&stranger, false), (&cast.anna, !own), (&cast.work, false), (&in_group, false)];
            for ((visitor, allowed), there) in visitors.into_iter().zip(places) {
                let answer = visitor.forges(desk, there, &data).await;
                if allowed {
                    assert!(!answer.alert, "{}: {press:?}: {answer:?}", visitor.name);
                } else {
                    assert_eq!(answer, alert(DENIED), "{}: {press:?}", visitor.name);
                    denied += 1;
                }
            }
        }
        assert_eq!(denials(desk, "reports").await - before, denied);
        for visitor in [&cast.pyotr, &cast.work, &stranger] {
            never_got(desk, visitor, &[CANARY.name, CANARY.address, "777-66-55"]);
        }
    }

    async fn what_waited_is_not_given_to_somebody_who_lost_his_rights(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let (anna, person) = (&firm.cast.anna, desk.person(&firm.cast.anna).await);
        anna.says(desk, "/start").await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, person, Role::Dispatcher).await.unwrap();
        let message = |delivery| Message {
            chat: ChatId(anna.chat.0),
            person: Some(person),
            lane: Lane::Bulk,
            delivery,
        };
        let report = Report::Active;
        let screen = Screen::Reports(ReportsScreen::Shown { report });
        let all = [
            message(Delivery::Send { screen }),
            message(Delivery::File { export: Export::Report { report, beside_text: true } }),
        ];
        repairbot::outbox::enqueue(&tx, &all, desk.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        desk.settle().await;
        assert_eq!(anna.count(desk, DENIED), 2);
        never_got(desk, anna, &[CANARY.name]);
    }

    async fn a_report_can_be_sent_to_somebody_at_night(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let boris: &Chat = &firm.cast.boris;
        let person = desk.person(boris).await;
        let report = Report::Summary { period: Period::day(date(2026, 11, 21)) };
        let screen = Screen::Reports(ReportsScreen::Shown { report });
        let tx = desk.store().write().await.unwrap();
        let message = |delivery| Message { chat: ChatId(boris.chat.0), person: Some(person), lane: Lane::Bulk, delivery };
        let all = [
            message(Delivery::Send { screen }),
            message(Delivery::File { export: Export::Report { report, beside_text: true } }),
        ];
        repairbot::outbox::enqueue(&tx, &all, desk.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        desk.settle().await;
        boris.has_seen(desk, "📊 Ежедневная сводка: 21.11.2026, суббота");
        assert!(newest_book(desk, boris).contains("Вера Вторая"));
        boris.never_saw(desk, "Готовлю отчёт");
    }
}

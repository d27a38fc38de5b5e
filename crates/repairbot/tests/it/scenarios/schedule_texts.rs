//! What the bot says by itself, in an admin's own words: written in the bot, said at its time, and given back.

use repairbot_core::order::Status;

use super::schedule_orders::{becomes, pass};
use crate::{
    reports::newest_book,
    support::{CLOSE, Chat, TestDesk, scenarios, toast},
};

const SLA: &str = "⚠️ Дольше положенного";

async fn opens(desk: &mut TestDesk, admin: &Chat, text: &str) {
    for label in ["⚙️ Настройки", "🏢 Настройки компании", "✍️ Тексты", text]
    {
        admin.taps(desk, label).await;
    }
}

/// An admin writes a text of his own in the chat, where the built-in one is.
pub async fn writes(desk: &mut TestDesk, admin: &Chat, (name, words): (&str, &str)) {
    opens(desk, admin, &format!("{name}: встроенный")).await;
    admin.taps(desk, "✏️ Изменить").await;
    admin.says(desk, words).await;
    admin.sees(desk, &format!("Сейчас:\n{words}\nПо умолчанию: встроенный"));
}

/// He goes back to the built-in one.
pub async fn gives_back(desk: &mut TestDesk, admin: &Chat, name: &str) {
    opens(desk, admin, &format!("{name}: свой")).await;
    assert_eq!(admin.taps(desk, "↩️ По умолчанию").await, toast("✅ Готово"));
    admin.sees(desk, "Сейчас: встроенный");
}

/// The line below the title of the last digest.
fn digested(desk: &TestDesk, admin: &Chat) -> String {
    let message = admin.message_with(desk, SLA).text;
    message.lines().skip_while(|line| *line != SLA).nth(1).unwrap().to_owned()
}

/// The office has a closed order to read of.
async fn closes_one(desk: &mut TestDesk) -> crate::support::Cast {
    let cast = desk.cast_without_group().await;
    desk.order_in(Status::Onsite, &cast).await;
    CLOSE.open(desk, &cast).await;
    CLOSE.finish(desk, &cast, 0).await;
    cast
}

scenarios! {
    async fn the_digest_of_delays(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let words = "{номер} <{статус}>: {техника} & {мастер}, {Waited}";
        writes(desk, &cast.boris, ("Сводка о задержках", words)).await;
        desk.new_order(&cast.anna).await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 120).await;
        let waits = "#1 <🆕 Новая>: Стиральные машины & не назначен, 2 ч 0 мин";
        assert_eq!(digested(desk, &cast.boris), waits);
        pass(desk, 120).await;
        let assigned = "#2 <👨‍🔧 Назначена>: Стиральные машины & Пётр Мастеров, 4 ч 0 мин";
        assert_eq!(digested(desk, &cast.boris), assigned);
        desk.new_order(&cast.anna).await;
        gives_back(desk, &cast.boris, "Сводка о задержках").await;
        pass(desk, 120).await;
        let built_in = digested(desk, &cast.boris);
        assert!(built_in.starts_with("#3 · 🆕 Новая · ⏳ 2 ч 0 мин · Стиральные машины · "), "{built_in}");
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, &format!("⚙️ Сводка о задержках: «встроенный» → «{words}»"));
        cast.boris.sees(desk, &format!("⚙️ Сводка о задержках: «{words}» → «встроенный»"));
    }

    async fn the_summary_of_the_day(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        writes(desk, &cast.boris, ("Вечерняя сводка", "Как прошёл день\n<{дата}>")).await;
        desk.speaks(&cast.anna, repairbot::texts::Lang::En).await;
        becomes(desk, "2026-11-20T18:30:00Z").await;
        let told = cast.boris.message_with(desk, "Как прошёл день\n<20.11.2026, пятница>").text;
        assert_eq!(told.lines().nth(2), Some("🆕 Новых: 0 · 💰 Завершено: 0 · ❌ Отклонено: 0"));
        cast.anna.has_seen(desk, "Как прошёл день\n<20.11.2026, Friday>\n🆕 New: 0");
        cast.boris.never_saw(desk, "Итоги дня");
        gives_back(desk, &cast.boris, "Вечерняя сводка").await;
        becomes(desk, "2026-11-21T18:30:00Z").await;
        cast.boris.has_seen(desk, "📊 Итоги дня: 21.11.2026, суббота\n🆕 Новых: 0");
        assert_eq!(cast.boris.count(desk, "Как прошёл день\n<2"), 1);
    }

    async fn reports_of_the_office(desk: &mut TestDesk) {
        let cast = closes_one(desk).await;
        writes(desk, &cast.boris, ("Отчёты офису", "ООО «Ремонт» & Ко: {период}")).await;
        for (moment, period) in [
            ("2026-11-21T05:00:00Z", "20.11.2026, пятница"),
            ("2026-11-23T06:00:00Z", "16.11.2026–22.11.2026"),
            ("2026-12-01T07:00:00Z", "ноябрь 2026"),
        ] {
            becomes(desk, moment).await;
            let title = format!("ООО «Ремонт» & Ко: {period}");
            for chat in [&cast.anna, &cast.boris] {
                assert_eq!(chat.count(desk, &title), 2, "the text and its file\n{}", chat.transcript(desk));
                let text = chat.message_with(desk, &title).text;
                assert!(text.starts_with(&title) && text.contains("💰 Завершено: 1"), "{text}");
            }
            let book = newest_book(desk, &cast.anna);
            assert!(book.contains(&format!("СВОДКА ПО МАСТЕРАМ: {period}")), "the file is as it was: {book}");
        }
        cast.anna.never_saw(desk, "сводка: ");
        cast.pyotr.has_seen(desk, "👨‍🔧 Пётр Мастеров: ноябрь 2026");
        // Whoever asks for it reads the same, at once; other reports are as they were.
        for (kind, period, title) in [
            ("📈 Еженедельная сводка", "Прошлая неделя: 23.11–29.11", "ООО «Ремонт» & Ко: 23.11.2026–29.11.2026"),
            ("❌ Отказы по причинам", "Прошлый месяц: ноябрь 2026", "❌ Отказы по причинам: ноябрь 2026"),
        ] {
            for label in ["📊 Отчёты", kind, period] {
                cast.anna.taps(desk, label).await;
            }
            cast.anna.sees(desk, title);
        }
        gives_back(desk, &cast.boris, "Отчёты офису").await;
        becomes(desk, "2026-12-02T05:00:00Z").await;
        cast.anna.has_seen(desk, "📊 Ежедневная сводка: 01.12.2026, вторник");
        cast.anna.never_saw(desk, "ООО «Ремонт» & Ко: 01.12.2026");
    }

    async fn reports_of_masters(desk: &mut TestDesk) {
        let cast = closes_one(desk).await;
        writes(desk, &cast.boris, ("Отчёт мастеру", "{мастер}, ваш <{период}>!")).await;
        becomes(desk, "2026-12-01T03:00:00Z").await;
        let title = "Пётр Мастеров, ваш <ноябрь 2026>!";
        assert_eq!(cast.pyotr.count(desk, title), 2, "the text and its file\n{}", cast.pyotr.transcript(desk));
        let text = cast.pyotr.message_with(desk, title).text;
        assert!(text.starts_with(title) && text.contains("💰 Завершено: 1"), "{text}");
        cast.vera.has_seen(desk, "ваш <ноябрь 2026>!\n\nЗаявок нет.");
        // That of all time is none of a month, and the office's of him is another one.
        cast.pyotr.taps(desk, "📊 Моя статистика").await;
        cast.pyotr.taps(desk, "📥 Excel за всё время").await;
        cast.pyotr.has_seen(desk, "👨‍🔧 Пётр Мастеров: за всё время");
        for label in ["📊 Отчёты", "👨‍🔧 Статистика мастеров", "Пётр Мастеров"] {
            cast.anna.taps(desk, label).await;
        }
        cast.anna.sees(desk, "👨‍🔧 Пётр Мастеров: за всё время");
        gives_back(desk, &cast.boris, "Отчёт мастеру").await;
        becomes(desk, "2027-01-01T03:00:00Z").await;
        cast.pyotr.has_seen(desk, "👨‍🔧 Пётр Мастеров: декабрь 2026");
        cast.pyotr.never_saw(desk, "ваш <декабрь 2026>");
    }

    async fn what_does_not_belong_into_a_text_is_refused(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for (name, place, places, brace) in [
            ("Сводка о задержках", "{период}", "{номер}, {техника}, {мастер}, {ждёт}, {статус}", "{номер}"),
            ("Вечерняя сводка", "{период}", "{дата}", "{дата}"),
            ("Отчёты офису", "{мастер}", "{период}", "{период}"),
            ("Отчёт мастеру", "{номер}", "{период}, {мастер}", "{период}"),
            ("Копия сделана", "{период}", "{дата}, {файл}, {размер}", "{дата}"),
        ] {
            opens(desk, &cast.boris, &format!("{name}: встроенный")).await;
            cast.boris.sees(desk, &format!("До 300 символов.\nМожно подставить: {places}"));
            cast.boris.taps(desk, "✏️ Изменить").await;
            for (wrong, told) in [
                (place, format!("⚠️ Такой подстановки в этом тексте нет. Можно: {places}")),
                ("{", format!("⚠️ Фигурная скобка без пары. Подстановка пишется так: {brace}")),
                (&*"я".repeat(301), "Слишком длинно".to_owned()),
            ] {
                cast.boris.says(desk, wrong).await;
                cast.boris.sees(desk, &told);
            }
            cast.boris.says(desk, "/cancel").await;
            opens(desk, &cast.boris, &format!("{name}: встроенный")).await;
        }
    }
}

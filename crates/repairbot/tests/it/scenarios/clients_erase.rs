//! A client's data: handed out as a file, and erased, so that nothing of them is left in any table.

use jiff::SignedDuration;
use repairbot::store::{
    orders,
    outbox::{self, ClaimQuery, NewRow},
    updates::{self, Parked},
};
use repairbot_core::{
    callback::{ClientPress, Press},
    ids::{ChatId, ClientId},
    order::Status,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use telegram_sim::PersonFile;

use super::{clients_calls::close, clients_rights::ever_sent, presses::denials};
use crate::support::{Call, Cast, Chat, DENIED, TestDesk, alert, audit_actions, picture, scenarios};

pub(super) const CLIENT: Call<'static> = Call {
    name: "Канарея Птицына",
    phone: "+79137776655",
    address: "ул. Щеглиная, 77",
    problem: "Чижик не крутит",
};

/// What tells this client from everybody else, in small letters.
const CANARIES: [&str; 14] = [
    "птицын",
    "7776655",
    "777-66-55",
    "7776644",
    "щеглин",
    "зябликова",
    "чижик",
    "снегирь",
    "кенар",
    "иволга",
    "соловей",
    "ласточка",
    "55.751",
    "37.618",
];

/// What is written of this client, as it is in the file.
const WORDS: [&str; 11] = [
    "Удод",
    "Птицына",
    "7776655",
    "7776644",
    "Щеглиная",
    "Зябликова",
    "Чижик",
    "Снегирь",
    "Соловей",
    "Кенар",
    "Иволга",
];

/// What of these words is in any byte of the database file or of its log.
fn in_the_files(desk: &TestDesk) -> Vec<&'static str> {
    let file = desk.database.url.trim_start_matches("sqlite://");
    let read = |side: &str| std::fs::read(format!("{file}{side}")).unwrap();
    let bytes = [read(""), read("-wal")].concat();
    let is_in = |word: &&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    WORDS.into_iter().filter(is_in).collect()
}

pub(super) async fn connected(desk: &TestDesk) -> DatabaseConnection {
    sea_orm::Database::connect(&desk.database.url).await.unwrap()
}

async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows =
        database.query_all_raw(Statement::from_string(database.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get::<Option<String>>("", "line").unwrap().unwrap_or_default()).collect()
}

/// Every row of every table, as text in small letters.
async fn everything(desk: &TestDesk) -> Vec<(String, String)> {
    let postgres = desk.store().is_postgres();
    let database = connected(desk).await;
    let tables = if postgres {
        "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table'"
    };
    let mut all = Vec::new();
    for table in texts(&database, tables).await {
        let select = if postgres {
            format!("SELECT row_to_json(t)::text AS line FROM \"{table}\" t")
        } else {
            let columns =
                texts(&database, &format!("SELECT name AS line FROM pragma_table_info('{table}')")).await;
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("SELECT {} AS line FROM \"{table}\"", quoted.join(" || ' ' || "))
        };
        for row in texts(&database, &select).await {
            all.push((table.clone(), row.to_lowercase()));
        }
    }
    database.close().await.unwrap();
    all
}

/// The tables each canary is in.
async fn found(desk: &TestDesk) -> Vec<(&'static str, Vec<String>)> {
    let all = everything(desk).await;
    let tables = |canary: &str| {
        let mut tables: Vec<String> =
            all.iter().filter(|(_, row)| row.contains(canary)).map(|(table, _)| table.clone()).collect();
        tables.dedup();
        tables
    };
    CANARIES
        .into_iter()
        .map(|canary| (canary, tables(canary)))
        .filter(|(_, tables)| !tables.is_empty())
        .collect()
}

/// All a desk can come to know of a client: his card, his order with everything people write, and what is kept by the way.
pub(super) async fn known(desk: &mut TestDesk) -> Cast {
    let cast = desk.cast().await;
    let boris = &cast.boris;
    desk.new_order_of(boris, &CLIENT).await;
    boris.says(desk, "/order 1").await;
    let card = boris.message_with(desk, "Заявка #1 ·").id;
    let photo =
        PersonFile { reply_to: Some(card), caption: "Соловей на фото".into(), ..picture() };
    boris.sends(desk, photo).await;
    boris.taps(desk, "📎 Прикрепить").await;
    boris.sends_place(desk, 55.751, 37.618).await;
    boris.taps(desk, "✅ Готово").await;
    boris.says(desk, "/order 1").await;
    boris.taps(desk, "💬 Комментарий").await;
    boris.says(desk, "Снегирь звонил").await;
    boris.says(desk, "/order 1").await;
    boris.taps(desk, "👤 Клиент").await;
    for (label, words) in [
        ("📞 Добавить телефон", "8 913 777 66 44"),
        ("📍 Добавить адрес", "Зябликова 99"),
        ("🗒 Заметки", "Кенар в прихожей"),
        ("⛔️ В чёрный список", "Иволга не платит"),
    ] {
        boris.taps(desk, label).await;
        boris.says(desk, words).await;
    }
    boris.taps(desk, "✅ Согласие получено").await;
    cast
}

pub(super) async fn card_of(desk: &mut TestDesk, chat: &Chat) -> ClientId {
    chat.says(desk, "/order 1").await;
    chat.taps(desk, "👤 Клиент").await;
    desk.order(1).await.order.client
}

async fn park(desk: &TestDesk, key: &str, body: Value) {
    let tx = desk.store().write().await.unwrap();
    let at = desk.clock.now();
    let parked = Parked { key: key.into(), body: body.to_string(), error: "odd".into(), tries: 3, at };
    updates::park(&tx, &parked).await.unwrap();
    tx.commit().await.unwrap();
}

scenarios! {
    async fn nothing_of_an_erased_client_is_left_in_any_table(desk: &mut TestDesk) {
        let cast = known(desk).await;
        let (boris, anna) = (&cast.boris, &cast.anna);
        close(desk, &cast, 1).await;
        anna.says(desk, "/search Птицына").await;
        anna.sees(desk, "#1");
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Ласточка говорит, нет звука").await;
        anna.says(desk, "8 913 777-66-55").await;
        anna.sees(desk, "Птицына");
        park(desk, "odd-1", json!({ "message": { "text": "перезвоните 8 (913) 777-66-55" } })).await;
        park(desk, "odd-2", json!({ "message": { "text": "совсем о другом" } })).await;
        let before = found(desk).await;
        let missing: Vec<_> = CANARIES.iter().filter(|canary| !before.iter().any(|(found, _)| found == *canary)).collect();
        assert!(missing.is_empty(), "the test does not write {missing:?}");
        let (order, history) = (desk.order(1).await, desk.history(1).await);
        card_of(desk, boris).await;
        let live = boris.message_with(desk, "Заявка #1 ·").id;
        boris.taps(desk, "🗑 Стереть данные").await;
        boris.sees(desk, "Стереть данные клиента Канарея Птицына?");
        boris.sees(desk, "заявки (1)");
        boris.taps(desk, "🗑 Да, стереть навсегда").await;
        boris.sees_exactly(desk, "👤 —\n🗑 Данные клиента стёрты. Заявки и суммы остались.\n📊 Заявок: 1, завершено 1, отказов 0, оплачено 5\u{a0}000\u{a0}₽");
        assert_eq!(boris.buttons(desk), ["📋 Все заявки клиента"]);
        anna.sees(desk, "Ваше незаконченное действие отменено");
        assert_eq!(found(desk).await, Vec::new());
        let after = desk.order(1).await;
        assert_eq!(after.order, order.order, "the order itself has not changed");
        assert_eq!(desk.history(1).await, history, "nor has its history");
        assert_eq!((after.client_name.reveal(), after.phone.e164(), after.address.reveal(), after.problem, after.attachments), ("—", "—", "—", None, 0));
        let tx = desk.store().read().await.unwrap();
        let parked: Vec<String> = updates::all_parked(&tx, 9).await.unwrap().into_iter().map(|parked| parked.key).collect();
        assert_eq!(parked, ["odd-2"]);
        drop(tx);
        assert_eq!(audit_actions(desk).await.last().unwrap(), "client_erased");
        let shown = desk.sim.message(boris.chat, live).unwrap().text;
        assert!(shown.contains("👤 —") && !shown.contains("Чижик"), "live cards are drawn anew: {shown}");
        for (words, sees) in [("/search Птицына", "ничего не нашлось"), ("/search 6655", "ничего не нашлось"), ("/search Щеглиная 77", "ничего не нашлось")] {
            anna.says(desk, words).await;
            anna.sees(desk, sees);
        }
        boris.says(desk, "/order 1").await;
        boris.sees(desk, "👤 —");
        boris.taps(desk, "🕓 История").await;
        boris.sees(desk, "(текст удалён)");
        boris.says(desk, "/audit").await;
        boris.sees(desk, "🗑 данные клиента стёрты, заявок: 1");
    }

    async fn nothing_of_an_erased_client_is_left_in_any_byte_of_the_file(desk: &mut TestDesk) {
        if desk.store().is_postgres() {
            return;
        }
        let cast = known(desk).await;
        // What is found, changed and written anew in between leaves its former versions behind.
        cast.anna.says(desk, "/search Птицына").await;
        close(desk, &cast, 1).await;
        for _ in 0..20 {
            desk.order_in(Status::Closed, &cast).await;
        }
        desk.desk().housekeeping().await.unwrap();
        // SQLite moves rows from page to page, and what it leaves there is not overwritten.
        let database = connected(desk).await;
        for sql in ["INSERT INTO searches (id, person_id, body, at) SELECT 1, id, 'Удод', 0 FROM people LIMIT 1", "DELETE FROM searches WHERE id = 1"] {
            database.execute_unprepared(sql).await.unwrap();
        }
        database.close().await.unwrap();
        let before = in_the_files(desk);
        let missing: Vec<_> = WORDS.iter().filter(|word| !before.contains(*word)).collect();
        assert!(missing.is_empty(), "the test does not write {missing:?}");
        let order = desk.order(1).await.order.id;
        card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        // Somebody reads what was there before: nobody waits for him.
        let reading = desk.store().read().await.unwrap();
        orders::view(&reading, order).await.unwrap();
        cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        desk.desk().housekeeping().await.unwrap();
        assert_ne!(in_the_files(desk), Vec::<&str>::new(), "what he reads is still there");
        drop(reading);
        desk.store().ping().await.unwrap();
        desk.desk().housekeeping().await.unwrap();
        assert_eq!(in_the_files(desk), Vec::<&str>::new());
    }

    async fn who_calls_again_after_that_is_a_new_client(desk: &mut TestDesk) {
        let cast = known(desk).await;
        close(desk, &cast, 1).await;
        let client = card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        let (message, anna) = (cast.boris.last(desk).unwrap().id, &cast.anna);
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Нет звука").await;
        anna.says(desk, "8 913 777-66-55").await;
        anna.says(desk, "Канарея Птицына").await;
        anna.says(desk, "Дроздовая 5").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "✅ Подтвердить").await;
        let order = desk.order(2).await;
        assert_ne!(order.order.client, client);
        assert_eq!(order.phone.e164(), "+79137776655");
        // What is left of the former one is not written to any more, whatever is pressed.
        for press in [ClientPress::Consent { client, given: true }, ClientPress::NewOrder { client }, ClientPress::Export { client }] {
            cast.boris.forges(desk, message, &Press::Client(press).encode()).await;
            let text = desk.sim.message(cast.boris.chat, message).unwrap().text;
            assert_eq!(text, "❌ Клиент не найден", "{press:?}");
        }
        cast.boris.forges(desk, message, &Press::Client(ClientPress::Erase { client, sure: true }).encode()).await;
        assert!(desk.sim.message(cast.boris.chat, message).unwrap().text.contains("Данные клиента стёрты"));
    }

    async fn messages_that_were_given_up_lose_what_they_say_of_him(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = known(desk).await;
        close(desk, &cast, 1).await;
        let now = desk.clock.now();
        let tx = desk.store().write().await.unwrap();
        let row = |body: &str| NewRow {
            chat: ChatId(1),
            topic: None,
            person: None,
            order: None,
            told: None,
            lane: 0,
            refresh: false,
            body: body.to_owned(),
            not_before: now,
            created_at: now,
        };
        outbox::enqueue(&tx, &[row(r#"{"name":"Канарея Птицына"}"#), row(r#"{"name":"Кто-то другой"}"#)]).await.unwrap();
        for _ in 0..2 {
            let query = ClaimQuery { now: now.saturating_add(SignedDuration::from_secs(1)).unwrap(), limit: 9, epoch: 1 << 40, lease_ms: 1 };
            for row in outbox::claim(&tx, &query, &[]).await.unwrap() {
                outbox::dead(&tx, (row.id, 1 << 40), "gone").await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        assert_eq!(found(desk).await, Vec::new());
        let tx = desk.store().read().await.unwrap();
        let bodies: Vec<String> = outbox::dead_letters(&tx, 9).await.unwrap().into_iter().map(|dead| dead.body).collect();
        assert_eq!(bodies, [r#"{"name":"Кто-то другой"}"#, ""]);
    }

    async fn nothing_is_erased_while_an_order_is_open(desk: &mut TestDesk) {
        let cast = known(desk).await;
        let client = card_of(desk, &cast.boris).await;
        let here = cast.boris.last(desk).unwrap().id;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        let refused = "⛔️ Данные клиента стереть нельзя: не закончены заявки #1. Завершите их, оформите отказ или удалите.";
        cast.boris.sees_exactly(desk, refused);
        assert_eq!(cast.boris.buttons(desk), ["◀️ К клиенту"]);
        let before = found(desk).await;
        cast.boris.forges(desk, here, &Press::Client(ClientPress::Erase { client, sure: true }).encode()).await;
        cast.boris.sees_exactly(desk, refused);
        assert_eq!(found(desk).await, before);
        cast.boris.taps(desk, "◀️ К клиенту").await;
        cast.boris.sees(desk, "Канарея Птицына");
    }

    async fn only_admins_in_private_may(desk: &mut TestDesk) {
        let cast = known(desk).await;
        close(desk, &cast, 1).await;
        let client = desk.order(1).await.order.client;
        let stranger = desk.stranger("Прохожий").await;
        card_of(desk, &cast.anna).await;
        for label in ["📤 Выгрузить данные", "🗑 Стереть данные"] {
            assert_eq!(cast.anna.with_button(desk, label), None, "{label}");
        }
        desk.order_in(Status::Assigned, &cast).await;
        let before = found(desk).await;
        let in_group = cast.boris.in_group(cast.work.chat);
        for visitor in [&stranger, &cast.vera, &cast.pyotr, &cast.work, &cast.anna, &in_group] {
            let own = visitor.last(desk).unwrap().id;
            let (sent, denied) = (ever_sent(desk, visitor).len(), denials(desk, "client").await);
            let presses = [
                ClientPress::Export { client },
                ClientPress::Erase { client, sure: false },
                ClientPress::Erase { client, sure: true },
            ];
            for press in presses {
                let answer = visitor.forges(desk, own, &Press::Client(press).encode()).await;
                assert_eq!(answer, alert(DENIED), "{}: {press:?}", visitor.name);
            }
            assert_eq!(denials(desk, "client").await - denied, 3, "{}", visitor.name);
            assert_eq!(ever_sent(desk, visitor).len(), sent, "{} was shown something", visitor.name);
        }
        assert_eq!(found(desk).await, before);
    }

    async fn the_file_holds_all_of_the_client_and_nobody_else(desk: &mut TestDesk) {
        let cast = known(desk).await;
        desk.order_in(Status::Assigned, &cast).await;
        close(desk, &cast, 1).await;
        card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "📤 Выгрузить данные").await;
        cast.boris.sees(desk, "📤 Все данные клиента. Заявок: 1.");
        let bytes = desk.sim.document(cast.boris.chat, cast.boris.last(desk).unwrap().id).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["name"], "Канарея Птицына");
        assert_eq!(file["phones"], json!(["+79137776655", "+79137776644"]));
        let addresses: Vec<_> = file["addresses"].as_array().unwrap().iter().map(|one| &one["address"]).collect();
        assert_eq!(addresses, ["ул. Щеглиная, 77", "Зябликова 99"]);
        assert_eq!((&file["notes"], &file["blacklist_reason"]), (&json!("Кенар в прихожей"), &json!("Иволга не платит")));
        assert!(file["consent_since"].as_str().unwrap().starts_with("2026-11-20T"), "{file}");
        let order = &file["orders"][0];
        assert_eq!((&order["number"], &order["status"], &order["total"]), (&json!(1), &json!("CLOSED"), &json!("5000.00")));
        let texts: Vec<_> = order["texts"].as_array().unwrap().iter().map(|text| &text["text"]).collect();
        for written in ["Чижик не крутит", "Снегирь звонил", "Соловей на фото"] {
            assert!(texts.iter().any(|text| *text == written), "{texts:?}");
        }
        assert_eq!(order["attachments"][0]["caption"], "Соловей на фото");
        assert_eq!(order["attachments"][1]["place"], json!([55.751, 37.618]));
        let events: Vec<_> = order["events"].as_array().unwrap().iter().map(|event| &event["event"]).collect();
        assert_eq!((events[0], events[events.len() - 1]), (&json!("created"), &json!("closed")));
        for other in ["Борис", "Анна", "Пётр", "Мастеров", "345-67-89", "3456789", "Ленина"] {
            assert!(!text.contains(other), "«{other}» is in the file: {text}");
        }
        assert_eq!(audit_actions(desk).await.last().unwrap(), "client_exported");
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "📤 данные клиента выгружены в файл");
    }
}

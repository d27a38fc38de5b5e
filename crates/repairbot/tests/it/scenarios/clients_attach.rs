//! What people attach to orders: as a reply to a card, or through «Attach»; who may, how it is shown, what is too much.

use repairbot::store::attachments::{self, Content, NewAttachment};
use repairbot_core::{
    attachment::{AttachmentKind, MOST_PER_ORDER},
    callback::{ClientPress, Press},
    ids::{AttachmentId, OrderId},
    order::{Command, Status},
};
use serde_json::{Value, json};
use telegram_sim::{Fault, FaultKind, FileKind, MessageId, PersonFile};

use super::clients_rights::ever_sent;
use crate::support::{Cast, Chat, DENIED, TestDesk, alert, picture, picture_of, scenarios};

/// Pyotr's order, with Anna's copy of its card.
pub(super) async fn accepted(desk: &mut TestDesk) -> Cast {
    let cast = desk.cast().await;
    desk.order_in(Status::Accepted, &cast).await;
    cast
}

pub(super) fn card(desk: &TestDesk, chat: &Chat) -> MessageId {
    chat.message_with(desk, "Заявка #1 ·").id
}

/// How much order 1 has.
async fn count(desk: &TestDesk) -> u64 {
    desk.order(1).await.attachments
}

/// The calls of this method so far.
pub(super) fn calls(desk: &TestDesk, method: &str) -> Vec<Value> {
    desk.sim.calls().into_iter().filter(|call| call.method == method).map(|call| call.params).collect()
}

/// The album as its parts, all replies to the same message.
fn album(to: Option<MessageId>, count: u8) -> Vec<PersonFile> {
    let part = |number| PersonFile { reply_to: to, album: Some("album-1".into()), ..picture_of(number) };
    (1..=count).map(part).collect()
}

/// So many photos of order 1, past the conversation.
pub(super) async fn many(desk: &TestDesk, by: &Chat, count: u64) {
    let (order, person) = (desk.order(1).await.order.id, desk.person(by).await);
    let tx = desk.store().write().await.unwrap();
    for number in 0..count {
        let new = NewAttachment {
            id: AttachmentId(i64::try_from(number).unwrap() + 1),
            order,
            person,
            kind: AttachmentKind::Document,
            content: Content::File(format!("https://example.org/{number}.pdf")),
            unique: format!("many-{number}"),
            caption: None,
            at: desk.clock.now(),
        };
        assert!(attachments::insert(&tx, &new).await.unwrap());
    }
    tx.commit().await.unwrap();
}

scenarios! {
    async fn a_reply_to_the_card_is_attached_and_shown(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        for (kind, number) in [(FileKind::Photo, 1), (FileKind::Document, 2), (FileKind::Voice, 3), (FileKind::Audio, 4), (FileKind::Video, 5)] {
            cast.work.attaches(desk, reply_to, kind).await;
            cast.work.sees_exactly(desk, &format!("📎 Добавлено к заявке #1. Всего вложений: {number}"));
        }
        let office = cast.anna.message_with(desk, "Заявка #1 ·");
        assert!(office.text.contains("\n📎 5"), "the office's live card shows it: {}", office.text);
        cast.anna.taps_on(desk, office.id, "📎 Вложения").await;
        cast.anna.sees_exactly(desk, "📎 Вложения заявки #1, всего 5");
        for method in ["sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo"] {
            let sent = calls(desk, method);
            assert_eq!(sent.len(), 1, "{method}");
            assert_eq!(sent[0]["chat_id"], json!(cast.anna.chat.0), "{method}");
            assert_eq!(sent[0]["caption"], "#1 · Пётр Мастеров · 20.11.2026 12:00", "{method}");
        }
        cast.work.taps(desk, "📎 Вложения").await;
        cast.work.sees(desk, "📎 Вложения заявки #1, всего 5");
    }

    async fn the_office_attaches_privately_and_a_place_too(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.anna);
        let named = PersonFile { caption: "Чек <№1> & 🧾".into(), reply_to: Some(reply_to), ..picture() };
        cast.anna.sends(desk, named).await;
        cast.anna.sees(desk, "📎 Добавлено к заявке #1. Всего вложений: 1");
        desk.sim.send_raw_update(json!({ "message": {
            "message_id": 900, "date": desk.clock.now().as_second(), "chat": { "id": cast.anna.chat.0 },
            "from": { "id": cast.anna.user.0, "first_name": "Анна" }, "location": { "latitude": 55.75, "longitude": 37.62 },
            "reply_to_message": { "message_id": reply_to.0, "chat": { "id": cast.anna.chat.0 } },
        }}));
        desk.settle().await;
        assert_eq!(count(desk).await, 2);
        cast.work.taps(desk, "📎 Вложения").await;
        cast.work.has_seen(desk, "#1 · Анна Диспетчер · 20.11.2026 12:00\nЧек <№1> & 🧾");
        let places = calls(desk, "sendLocation");
        assert_eq!((places.len(), &places[0]["latitude"], &places[0]["longitude"]), (1, &json!(55.75), &json!(37.62)));
    }

    async fn an_album_is_confirmed_once_and_shown_as_one(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        desk.echo = true;
        cast.work.sends_album(desk, album(Some(reply_to), 3)).await;
        desk.echo = false;
        assert_eq!(cast.work.count(desk, "📎 Добавлено"), 1);
        cast.work.sees_exactly(desk, "📎 Добавлено к заявке #1. Всего вложений: 3");
        assert_eq!(count(desk).await, 3);
        desk.sim.redeliver(3);
        desk.settle().await;
        assert_eq!((count(desk).await, cast.work.count(desk, "📎 Добавлено")), (3, 1));
        cast.anna.taps(desk, "📎 Вложения").await;
        let albums = calls(desk, "sendMediaGroup");
        assert_eq!((albums.len(), albums[0]["media"].as_array().unwrap().len()), (1, 3));
    }

    async fn the_same_file_is_kept_once(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        for id in [901, 902] {
            desk.sim.send_raw_update(json!({ "message": {
                "message_id": id, "date": desk.clock.now().as_second(), "chat": { "id": cast.work.chat.0 },
                "from": { "id": cast.pyotr.user.0, "first_name": "Пётр" },
                "document": { "file_id": format!("id-{id}"), "file_unique_id": "same", "file_size": 5 },
                "reply_to_message": { "message_id": reply_to.0, "chat": { "id": cast.work.chat.0 },
                    "from": { "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Desk", "username": "desk_bot" } },
            }}));
            desk.settle().await;
        }
        cast.work.sees_exactly(desk, "📎 Это уже есть в заявке #1.");
        assert_eq!(count(desk).await, 1);
    }

    async fn through_the_button_until_done(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Accepted, &cast).await;
        let pyotr = &cast.pyotr;
        pyotr.taps(desk, "📎 Прикрепить").await;
        pyotr.sees_exactly(desk, "Заявка #1\n📎 Пришлите фото, файлы, голосовые или место на карте. Когда всё, нажмите «✅ Готово».");
        assert_eq!(pyotr.buttons(desk), ["✅ Готово"]);
        desk.restart().await;
        pyotr.sends(desk, picture()).await;
        pyotr.says(desk, "вот шильдик").await;
        pyotr.sees(desk, "⚠️ Пришлите фото, файл, голосовое или место на карте, или нажмите «✅ Готово».");
        pyotr.sends_album(desk, album(None, 4)).await;
        assert_eq!(pyotr.count(desk, "📎 Добавлено"), 2, "one line for the photo, one for the album");
        desk.restart().await;
        pyotr.sends_place(desk, 55.75, 37.62).await;
        pyotr.taps(desk, "✅ Готово").await;
        pyotr.sees_exactly(desk, "📎 Готово. У заявки #1 вложений: 6");
        assert_eq!(count(desk).await, 6);
        pyotr.sends(desk, picture_of(9)).await;
        pyotr.sees(desk, "Чтобы приложить это к заявке, ответьте файлом на её карточку");
        assert_eq!(count(desk).await, 6);
    }

    async fn in_a_group_only_replies_to_the_question_are_attached(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        cast.work.taps(desk, "📎 Прикрепить").await;
        cast.work.sees(desk, "↩️ Ответьте на это сообщение.");
        let question = cast.work.last(desk).unwrap().id;
        cast.work.sends(desk, picture()).await;
        assert_eq!(count(desk).await, 0, "a photo that answers nothing is the group's own");
        cast.work.attaches(desk, question, FileKind::Photo).await;
        cast.work.sees(desk, "Всего вложений: 1");
        cast.work.says(desk, "✅ Готово").await;
        cast.work.replies(desk, "✅ Готово").await;
        cast.work.has_seen(desk, "📎 Готово. У заявки #1 вложений: 1");
    }

    async fn a_photo_is_no_answer_to_another_question(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        cast.anna.says(desk, "/new").await;
        cast.anna.sends(desk, picture()).await;
        cast.anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        let reply_to = card(desk, &cast.anna);
        cast.anna.attaches(desk, reply_to, FileKind::Photo).await;
        cast.anna.sees(desk, "📎 Добавлено к заявке #1");
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.has_seen(desk, "Опишите проблему");
        cast.anna.says(desk, "/cancel").await;
    }

    async fn nobody_attaches_to_what_is_not_his(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let stranger = desk.stranger("Прохожий").await;
        let order = desk.order(1).await.order.id;
        let reply_to = card(desk, &cast.work);
        for visitor in [&stranger, &cast.vera] {
            let inside = visitor.in_group(cast.work.chat);
            let before = inside.count(desk, DENIED);
            for part in 1..=3 {
                desk.sim.send_raw_update(json!({ "message": {
                    "message_id": 910 + part, "date": desk.clock.now().as_second(), "chat": { "id": cast.work.chat.0 },
                    "from": { "id": visitor.user.0, "first_name": visitor.name }, "media_group_id": visitor.name,
                    "photo": [{ "file_id": "small", "file_unique_id": "small" }, { "file_id": "p", "file_unique_id": "p" }],
                    "reply_to_message": { "message_id": reply_to.0, "chat": { "id": cast.work.chat.0 },
                    "from": { "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Desk", "username": "desk_bot" } },
                }}));
            }
            desk.settle().await;
            assert_eq!(inside.count(desk, DENIED) - before, 1, "{}: one answer for an album", visitor.name);
            let own = visitor.last(desk).unwrap().id;
            for press in [ClientPress::Attach { order }, ClientPress::Files { order, before: None }] {
                let answer = visitor.forges(desk, own, &Press::Client(press).encode()).await;
                assert_eq!(answer, alert(DENIED), "{}: {press:?}", visitor.name);
            }
            visitor.sends(desk, picture()).await;
        }
        stranger.sees(desk, "Я не жду здесь текста.");
        cast.vera.sees(desk, "Чтобы приложить это к заявке");
        assert_eq!(count(desk).await, 0);
    }

    async fn a_reply_to_a_former_card_is_attached_too(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let former = card(desk, &cast.work);
        let notice = cast.anna.message_with(desk, "принята").id;
        // The master must act: he gets a new card, and the former one has no buttons any more.
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        let present = cast.work.with_button(desk, "🏠 Я на объекте").unwrap();
        assert_ne!(present, former);
        cast.work.attaches(desk, former, FileKind::Photo).await;
        cast.work.sees_exactly(desk, "📎 Добавлено к заявке #1. Всего вложений: 1");
        cast.anna.attaches(desk, notice, FileKind::Document).await;
        cast.anna.sees_exactly(desk, "📎 Добавлено к заявке #1. Всего вложений: 2");
        // In the middle of a dialogue about another order, and a month later.
        desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 2").await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        cast.anna.attaches(desk, notice, FileKind::Voice).await;
        cast.anna.sees_exactly(desk, "📎 Добавлено к заявке #1. Всего вложений: 3");
        cast.vera.attaches(desk, notice, FileKind::Photo).await;
        cast.vera.sees(desk, "Чтобы приложить это к заявке");
        assert_eq!(count(desk).await, 3);
    }

    async fn a_card_left_with_a_former_master_takes_nothing(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        cast.work.taps(desk, "📎 Прикрепить").await;
        let question = cast.work.last(desk).unwrap().id;
        cast.anna.taps(desk, "🔄 Переназначить").await;
        cast.anna.taps_like(desk, "Вера").await;
        cast.work.attaches(desk, question, FileKind::Photo).await;
        cast.work.sees_exactly(desk, DENIED);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        cast.work.sees_exactly(desk, DENIED);
        assert_eq!(count(desk).await, 0);
        let order = desk.order(1).await.order.id;
        let files = Press::Client(ClientPress::Files { order, before: None }).encode();
        assert_eq!(cast.work.forges(desk, reply_to, &files).await, alert("Это не ваша заявка или не ваш вопрос."));
    }

    async fn too_large_and_too_many(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        desk.sim.send_raw_update(json!({ "message": {
            "message_id": 903, "date": desk.clock.now().as_second(), "chat": { "id": cast.work.chat.0 },
            "from": { "id": cast.pyotr.user.0, "first_name": "Пётр" },
            "video": { "file_id": "v", "file_unique_id": "v", "file_size": 20 * 1024 * 1024 + 1 },
            "reply_to_message": { "message_id": reply_to.0, "chat": { "id": cast.work.chat.0 },
                    "from": { "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Desk", "username": "desk_bot" } },
        }}));
        desk.settle().await;
        cast.work.sees_exactly(desk, "⚠️ Файл слишком большой: к заявке можно приложить до 20 МБ.");
        many(desk, &cast.pyotr, MOST_PER_ORDER - 1).await;
        cast.work.sends_album(desk, album(Some(reply_to), 4)).await;
        assert_eq!(count(desk).await, MOST_PER_ORDER);
        assert_eq!(cast.work.count(desk, "📎 Добавлено"), 1);
        assert_eq!(cast.work.count(desk, "⚠️ К заявке #1 приложено уже 100 вложений, больше нельзя."), 1);
    }

    async fn ten_at_once_and_the_earlier_ones_by_a_button(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        many(desk, &cast.pyotr, 23).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "📎 Вложения").await;
        let mut shown = Vec::new();
        for _ in 0..2 {
            cast.anna.taps(desk, "◀️ Раньше").await;
        }
        assert_eq!(cast.anna.buttons(desk), ["📋 Открыть заявку"], "there are no earlier ones");
        for album in calls(desk, "sendMediaGroup") {
            shown.push(album["media"].as_array().unwrap().len());
        }
        assert_eq!(shown, [10, 10, 3]);
        let first = &calls(desk, "sendMediaGroup")[0]["media"][0]["media"];
        assert_eq!(first, "https://example.org/13.pdf", "the latest ten, oldest first");
    }

    async fn a_lost_file_does_not_hide_the_others(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        many(desk, &cast.pyotr, 2).await;
        let reply_to = card(desk, &cast.anna);
        desk.sim.send_raw_update(json!({ "message": {
            "message_id": 904, "date": desk.clock.now().as_second(), "chat": { "id": cast.anna.chat.0 },
            "from": { "id": cast.anna.user.0, "first_name": "Анна" },
            "document": { "file_id": "gone", "file_unique_id": "gone" },
            "reply_to_message": { "message_id": reply_to.0, "chat": { "id": cast.anna.chat.0 } },
        }}));
        desk.settle().await;
        desk.expect_errors = true; // two messages are given up: the album and the lost file
        cast.anna.taps(desk, "📎 Вложения").await;
        cast.anna.has_seen(desk, "⚠️ Не все вложения заявки #1 удалось показать");
        assert_eq!(calls(desk, "sendDocument").len(), 3, "each by itself");
        cast.boris.never_saw(desk, "не доставлено");
    }

    async fn nothing_is_shown_of_a_deleted_order_or_to_who_lost_it(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        let before = ever_sent(desk, &cast.work).len();
        // The order goes to another master between the press and the sending.
        cast.work.queues(desk, "📎 Вложения");
        desk.desk().poller.tick(0).await;
        let (order, boris, vera) = (desk.order(1).await.order.id, desk.person(&cast.boris).await, desk.person(&cast.vera).await);
        desk.command(order, &Command::Reassign { master: vera }, boris).await.unwrap();
        desk.settle().await;
        assert!(calls(desk, "sendPhoto").is_empty());
        let sent = ever_sent(desk, &cast.work);
        assert!(sent[before..].contains("не найдена"), "{sent}");

        let reply_to = card(desk, &cast.anna);
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.says(desk, "Ошиблись").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        let gone = alert("Заявка удалена");
        let own = cast.anna.last(desk).unwrap().id;
        for press in [ClientPress::Files { order, before: None }, ClientPress::Attach { order }] {
            let answer = cast.anna.forges(desk, own, &Press::Client(press).encode()).await;
            assert_eq!(answer, gone);
        }
        cast.anna.attaches(desk, reply_to, FileKind::Photo).await;
        cast.anna.sees(desk, "удалена");
        let unknown = Press::Client(ClientPress::Files { order: OrderId(7), before: None }).encode();
        assert_eq!(cast.anna.forges(desk, own, &unknown).await, alert("❌ Заявка не найдена"));
    }

    async fn captions_are_cut_to_what_telegram_takes(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.anna);
        let caption = "<🛠>".repeat(256);
        cast.anna.sends(desk, PersonFile { caption, reply_to: Some(reply_to), ..picture() }).await;
        cast.anna.taps(desk, "📎 Вложения").await;
        let shown = cast.anna.message_with(desk, "<🛠>").text;
        assert_eq!(shown.encode_utf16().count(), 1024);
        assert!(shown.starts_with("#1 · Анна Диспетчер") && shown.ends_with('…'), "{shown}");
    }

    async fn an_album_counts_as_its_parts_for_the_limits(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        many(desk, &cast.pyotr, 10).await;
        cast.work.says(desk, "/order 1").await;
        desk.wait(std::time::Duration::from_secs(120));
        let before = desk.clock.now();
        for _ in 0..3 {
            cast.work.queues(desk, "📎 Вложения");
        }
        desk.settle().await;
        let waited = desk.clock.now().duration_since(before).as_secs();
        assert_eq!(calls(desk, "sendMediaGroup").len(), 3);
        assert!(waited >= 60, "33 messages to a group in {waited} s: 20 a minute are allowed");
    }

    async fn a_lost_answer_repeats_no_more_than_once(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        desk.sim.fault(Fault { kind: FaultKind::LoseAnswer, method: Some("sendPhoto".into()), chat: None, times: Some(1) });
        cast.anna.taps(desk, "📎 Вложения").await;
        assert_eq!(calls(desk, "sendPhoto").len(), 2);
        cast.anna.sees(desk, "📎 Вложения заявки #1, всего 1");
    }
}

//! Clients are the office's: what everybody else gets for each button, and what never reaches a master.

use repairbot_core::{
    callback::{ClientPress, Press},
    dialogue::ClientChange,
    ids::{ClientId, OrderId},
    order::Status,
};

use super::presses::denials;
use crate::support::{Chat, DENIED, TestDesk, alert, scenarios};

/// Every button about this client and this order's client.
fn buttons(client: ClientId, order: OrderId) -> Vec<ClientPress> {
    let mut all = vec![
        ClientPress::OfOrder { order },
        ClientPress::Card { client },
        ClientPress::Orders { client, before: None },
        ClientPress::Consent { client, given: true },
        ClientPress::Consent { client, given: false },
        ClientPress::Unlist { client },
        ClientPress::NewOrder { client },
    ];
    all.extend(ClientChange::ALL.map(|change| ClientPress::Edit { client, change }));
    all
}

/// Everything the bot has ever sent to this chat.
pub fn ever_sent(desk: &TestDesk, chat: &Chat) -> String {
    let calls = desk.sim.calls();
    let to_chat = calls.iter().filter(|call| call.params["chat_id"].as_i64() == Some(chat.chat.0));
    to_chat.map(|call| call.params.to_string()).collect::<Vec<_>>().join("\n")
}

scenarios! {
    async fn every_button_about_a_client_is_the_offices(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        let stranger = desk.stranger("Прохожий").await;
        let order = desk.order(1).await.order;
        let in_group = cast.anna.in_group(cast.work.chat);
        for visitor in [&stranger, &cast.vera, &cast.pyotr, &cast.work, &in_group] {
            let own = visitor.last(desk).unwrap().id;
            let sent = ever_sent(desk, visitor).len();
            let before = denials(desk, "client").await;
            let presses = buttons(order.client, order.id);
            for press in &presses {
                let answer = visitor.forges(desk, own, &Press::Client(*press).encode()).await;
                assert_eq!(answer, alert(DENIED), "{}: {press:?}", visitor.name);
            }
            assert_eq!(denials(desk, "client").await - before, presses.len(), "{}", visitor.name);
            assert_eq!(ever_sent(desk, visitor).len(), sent, "{} was shown something", visitor.name);
        }
    }

    async fn unknown_clients_and_orders_are_said_to_be_unknown(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.anna.taps(desk, "📋 Все заявки").await;
        let own = cast.anna.last(desk).unwrap().id;
        for press in buttons(ClientId(77), OrderId(77)) {
            let answer = cast.anna.forges(desk, own, &Press::Client(press).encode()).await;
            let texts = [answer.text.unwrap_or_default(), cast.anna.last(desk).unwrap().text, desk.sim.message(cast.anna.chat, own).unwrap().text];
            let clear = ["❌ Клиент не найден", "❌ Заявка не найдена"];
            let clear = texts.iter().any(|text| clear.contains(&text.as_str()));
            assert!(clear || matches!(press, ClientPress::NewOrder { .. }), "{press:?}: {texts:?}");
        }
    }

    async fn a_master_never_gets_what_is_kept_about_the_client(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order(&cast.anna).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        for (label, words) in [
            ("📞 Добавить телефон", "8 913 777 66 55"),
            ("📍 Добавить адрес", "Канареечная 99"),
            ("🗒 Заметки", "Кенар в прихожей"),
            ("⛔️ В чёрный список", "Щегол не платит"),
        ] {
            anna.taps(desk, label).await;
            anna.says(desk, words).await;
        }
        anna.sees(desk, "Щегол не платит");
        anna.taps(desk, "➕ Заявка").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Не включается").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "✅ Подтвердить").await;
        anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        anna.taps_like(desk, "Пётр").await;
        for label in ["✅ Принять", "🏠 Я на объекте", "⏳ Длительный ремонт"] {
            cast.work.taps(desk, label).await;
        }
        for text in ["/order 2", "/order 1", "📋 Мои заявки", "/cancel", "8 913 777 66 55"] {
            cast.pyotr.says(desk, text).await;
        }
        assert_eq!(cast.work.with_button(desk, "👤 Клиент"), None);
        assert!(cast.work.with_button(desk, "📎 Прикрепить").is_some());
        for chat in [&cast.work, &cast.pyotr] {
            let sent = ever_sent(desk, chat);
            assert!(!sent.is_empty());
            for secret in ["777", "Канареечная", "Кенар", "Щегол", "чёрном"] {
                assert!(!sent.contains(secret), "{} was sent «{secret}»", chat.name);
            }
        }
        assert!(ever_sent(desk, &cast.work).contains("345-67-89"), "the order's own phone is shown on site");
        let log = desk.log();
        for secret in ["7776655", "Канареечная", "Кенар", "Щегол"] {
            assert!(!log.contains(secret), "«{secret}» is in the log");
        }
    }
}

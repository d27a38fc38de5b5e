//! A client the company knows calls again: who he is, what it is about, what is added and what is never replaced.

use std::time::Duration;

use repairbot_core::{
    callback::{ClientPress, Press},
    dialogue::ClientChange,
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, OrderKind, Status},
};

use crate::support::{CREATE, Call, Cast, Chat, TestDesk, scenarios};

const OLGA: Call<'static> = Call {
    name: "Ольга Смирнова",
    phone: "+79123456789",
    address: "ул. Ленина, 5, кв. 12",
    problem: "Не крутит барабан",
};
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Anna takes a call from this phone: the question after the phone is the last message.
async fn call_from(desk: &mut TestDesk, anna: &Chat, phone: &str) {
    call_about(desk, anna, "Стиральные машины", phone).await;
}

/// The same about an appliance of this type.
async fn call_about(desk: &mut TestDesk, anna: &Chat, equipment: &str, phone: &str) {
    anna.says(desk, "/new").await;
    anna.taps(desk, equipment).await;
    anna.says(desk, "Не включается").await;
    anna.says(desk, phone).await;
}

/// From the address to the review screen.
async fn to_review(desk: &mut TestDesk, anna: &Chat) {
    anna.taps(desk, "⏭️ Пропустить").await;
    anna.taps(desk, "⏭️ Пропустить").await;
}

/// A known client calls, says who he is and what it is about: the address is asked.
async fn call_of_olga(desk: &mut TestDesk, anna: &Chat, purpose: &str) {
    call_from(desk, anna, "8 912 345-67-89").await;
    anna.taps(desk, "✅ Да, использовать").await;
    anna.taps(desk, purpose).await;
}

/// From the address to the end.
async fn the_rest(desk: &mut TestDesk, anna: &Chat) {
    to_review(desk, anna).await;
    anna.taps(desk, "✅ Подтвердить").await;
}

/// Brings an order to its end, past the conversation.
pub async fn close(desk: &mut TestDesk, cast: &Cast, number: i64) {
    let (order, boris) = (desk.order(number).await.order.id, desk.person(&cast.boris).await);
    let closing = Closing {
        total: Kopecks(500_000),
        materials: Kopecks::ZERO,
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    };
    let master = desk.person(&cast.pyotr).await;
    if desk.status(number).await == Status::New {
        desk.command(order, &Command::Assign { master }, boris).await.unwrap();
    }
    for command in [Command::Accept, Command::ArriveOnSite, Command::Close(closing)] {
        desk.command(order, &command, boris).await.unwrap();
    }
}

/// How many orders there are.
async fn orders(desk: &TestDesk) -> u64 {
    let tx = desk.store().read().await.unwrap();
    repairbot::store::orders::status_counts(&tx).await.unwrap().values().sum()
}

scenarios! {
    async fn the_same_order_is_opened_and_no_new_one_made(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        call_from(desk, anna, "8 912 345-67-89").await;
        anna.taps(desk, "✅ Да, использовать").await;
        anna.sees_exactly(desk, "⚠️ У клиента есть открытые заявки: #1\nЭто тот же заказ, повторный визит или новая заявка?");
        assert_eq!(anna.buttons(desk), ["🆕 Новая заявка", "📋 Тот же заказ", "◀️ Назад", "❌ Отмена"], "nothing is over");
        anna.says(desk, "📋 Тот же заказ").await;
        anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        anna.taps(desk, "📋 Тот же заказ").await;
        anna.has_seen(desk, "📋 Это заявка #1, она сейчас «🆕 Новая». Новая не создана.");
        anna.sees(desk, "Заявка #1 · 🆕 Новая");
        assert_eq!(orders(desk).await, 1);
        anna.says(desk, "/cancel").await;
        anna.sees(desk, "Отменять нечего.");
    }

    async fn a_repeat_visit_within_thirty_days_is_under_warranty(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        close(desk, &cast, 1).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.sees(desk, "🛡 Гарантия до 20.12.2026");
        desk.wait(DAY * 30);
        call_from(desk, anna, "8 912 345-67-89").await;
        anna.sees(desk, "#1 · 💰 Завершена · Стиральные машины · гарантия до 20.12.2026\nИспользовать");
        anna.taps(desk, "✅ Да, использовать").await;
        anna.sees_exactly(desk, "У клиента уже были заявки. Это новая заявка или повторный визит?");
        assert_eq!(anna.buttons(desk)[..2], ["🆕 Новая заявка", "🔁 Повторный визит"], "there is no open one");
        anna.taps(desk, "🔁 Повторный визит").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        to_review(desk, anna).await;
        anna.sees(desk, "🔁 Повторный визит по заявке #1 · гарантия до 20.12.2026");
        anna.taps(desk, "✅ Подтвердить").await;
        let (first, second) = (desk.order(1).await.order, desk.order(2).await.order);
        assert_eq!((second.kind, second.parent, second.client), (OrderKind::Warranty, Some(first.id), first.client));
        anna.says(desk, "/order 2").await;
        anna.sees(desk, "🛡 По гарантии: заявка #1 · гарантия до 20.12.2026");
        anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        anna.taps_like(desk, "Пётр").await;
        cast.work.sees(desk, "🛡 По гарантии: заявка #1 · гарантия до 20.12.2026");

        desk.wait(DAY);
        close(desk, &cast, 2).await;
        call_of_olga(desk, anna, "🔁 Повторный визит").await;
        anna.sees_exactly(desk, "По какой заявке?");
        anna.taps_like(desk, "#1 · 💰 Завершена").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        let third = desk.order(3).await.order;
        assert_eq!((third.kind, third.parent), (OrderKind::Repeat, Some(first.id)), "a day too late");
        anna.says(desk, "/order 3").await;
        anna.sees(desk, "🔁 Повторный визит по заявке #1 · гарантия до 20.12.2026");
    }

    async fn only_what_is_over_can_be_repeated(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        close(desk, &cast, 1).await;
        let anna = &cast.anna;
        call_of_olga(desk, anna, "🆕 Новая заявка").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        call_of_olga(desk, anna, "🔁 Повторный визит").await;
        anna.sees(desk, "Введите адрес");
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        let third = desk.order(3).await.order;
        assert_eq!((third.kind, third.parent), (OrderKind::Warranty, Some(desk.order(1).await.order.id)));
    }

    async fn a_warranty_covers_its_appliance_only(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        close(desk, &cast, 1).await;
        let anna = &cast.anna;
        call_about(desk, anna, "Холодильники", "8 912 345-67-89").await;
        anna.taps(desk, "✅ Да, использовать").await;
        anna.taps(desk, "🔁 Повторный визит").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        to_review(desk, anna).await;
        anna.sees(desk, "🔁 Повторный визит по заявке #1 · другая техника, гарантия на неё не действует");
        anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(2).await.order.kind, OrderKind::Repeat);
        anna.says(desk, "/order 2").await;
        assert!(!anna.last(desk).unwrap().text.contains("По гарантии"));
    }

    async fn a_warranty_follows_types_that_became_one(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        close(desk, &cast, 1).await;
        cast.boris.says(desk, "/catalogue").await;
        cast.boris.taps(desk, "🔧 Виды техники").await;
        for label in ["Стиральные машины", "🔗 Объединить", "Сушильные машины", "✅ Объединить"] {
            cast.boris.taps(desk, label).await;
        }
        let anna = &cast.anna;
        call_about(desk, anna, "Сушильные машины", "8 912 345-67-89").await;
        anna.taps(desk, "✅ Да, использовать").await;
        anna.taps(desk, "🔁 Повторный визит").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        to_review(desk, anna).await;
        anna.sees(desk, "🔁 Повторный визит по заявке #1 · гарантия до 20.12.2026");
        anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(2).await.order.kind, OrderKind::Warranty);
    }

    async fn several_clients_with_one_phone(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let son = Call { name: "Сын <Паша> 🛠", address: "Мира 7", ..OLGA };
        desk.new_order_of(&cast.anna, &son).await;
        let anna = &cast.anna;
        call_from(desk, anna, "8 912 345-67-89").await;
        anna.sees(desk, "👤 Этот телефон знаком: Сын <Паша> 🛠\n📍 Мира 7");
        anna.sees(desk, "👤 Этот телефон знаком: Ольга Смирнова\n📍 ул. Ленина, 5, кв. 12");
        anna.sees(desk, "Кто из них звонит?");
        assert_eq!(anna.buttons(desk)[..3], ["✅ Сын <Паша> 🛠", "✅ Ольга Смирнова", "❌ Нет, ввести заново"]);
        anna.taps(desk, "✅ Ольга Смирнова").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        assert_eq!(anna.buttons(desk)[0], "ул. Ленина, 5, кв. 12");
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        let (first, third) = (desk.order(1).await.order, desk.order(3).await.order);
        assert_eq!((third.client, third.phone, third.address), (first.client, first.phone, first.address));
    }

    async fn what_is_typed_is_added_and_never_replaces(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        call_of_olga(desk, anna, "🆕 Новая заявка").await;
        anna.says(desk, "Дачная 1 🏡").await;
        to_review(desk, anna).await;
        anna.sees(desk, "ℹ️ Адрес добавится к прежним адресам клиента.");
        anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(1).await.address.reveal(), OLGA.address);

        call_from(desk, anna, "8 912 345-67-89").await;
        anna.sees(desk, "📍 Дачная 1 🏡\n📍 ул. Ленина, 5, кв. 12");
        anna.taps(desk, "❌ Нет, ввести заново").await;
        anna.says(desk, "Ольга <b>Петрова").await;
        anna.says(desk, "ул. Ленина, 5, кв. 12").await;
        to_review(desk, anna).await;
        anna.sees(desk, "ℹ️ Будет записан новый клиент с этим же телефоном. Данные прежнего (Ольга Смирнова) не изменятся.");
        anna.taps(desk, "✅ Подтвердить").await;
        let (first, third) = (desk.order(1).await, desk.order(3).await);
        assert_ne!(first.order.client, third.order.client);
        assert_ne!(first.order.address, third.order.address);
        assert_eq!((first.client_name.reveal(), third.client_name.reveal()), (OLGA.name, "Ольга <b>Петрова"));
    }

    async fn another_way_of_writing_an_address_adds_none(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        call_of_olga(desk, anna, "🆕 Новая заявка").await;
        anna.says(desk, "УЛ. ЛЕНИНА,  5, КВ. 12").await;
        to_review(desk, anna).await;
        anna.never_saw(desk, "Адрес добавится");
        anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(1).await.order.address, desk.order(2).await.order.address);
    }

    async fn a_blacklisted_client_is_a_warning_and_no_obstacle(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "⛔️ В чёрный список").await;
        anna.says(desk, "Не <платит> 💸").await;
        let warning = "⛔️ В чёрном списке: Не <платит> 💸";
        call_from(desk, anna, "8 912 345-67-89").await;
        anna.sees(desk, warning);
        anna.taps(desk, "❌ Нет, ввести заново").await;
        anna.says(desk, "Семён").await;
        anna.says(desk, "Мира 7").await;
        to_review(desk, anna).await;
        anna.sees(desk, warning);
        anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(2).await.client_name.reveal(), "Семён");
    }

    async fn every_question_about_a_known_client_survives_a_restart(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..2 {
            desk.new_order_of(&cast.anna, &OLGA).await;
        }
        let anna = &cast.anna;
        // Two clients have the phone, and the one that is meant gets two orders.
        call_from(desk, anna, "8 912 345-67-89").await;
        anna.taps(desk, "✅ Ольга Смирнова").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        for number in 1..=3 {
            close(desk, &cast, number).await;
        }
        call_from(desk, anna, "8 912 345-67-89").await;
        for label in ["✅ Ольга Смирнова", "🔁 Повторный визит", "#3 · 💰 Завершена", "ул. Ленина, 5, кв. 12"] {
            desk.restart().await;
            anna.taps_like(desk, label).await;
        }
        desk.restart().await;
        the_rest(desk, anna).await;
        assert_eq!(desk.order(4).await.order.parent, Some(desk.order(3).await.order.id));
    }

    async fn a_change_on_the_review_screen_may_lead_to_the_order_that_is_there(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        close(desk, &cast, 1).await;
        let anna = &cast.anna;
        call_of_olga(desk, anna, "🆕 Новая заявка").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        call_of_olga(desk, anna, "🔁 Повторный визит").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        to_review(desk, anna).await;
        anna.sees(desk, "🔁 Повторный визит по заявке #1");
        anna.taps(desk, "✏️ Повод").await;
        anna.taps(desk, "📋 Тот же заказ").await;
        anna.has_seen(desk, "Новая не создана.");
        assert_eq!(orders(desk).await, 2);
    }

    async fn an_order_for_a_client_is_begun_from_his_card(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        CREATE.open(desk, &cast).await;
        CREATE.finish(desk, &cast, 0).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "➕ Заявка").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Не включается").await;
        anna.sees(desk, "⚠️ У клиента есть открытые заявки: #1");
        anna.taps(desk, "🆕 Новая заявка").await;
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        the_rest(desk, anna).await;
        let (first, second) = (desk.order(1).await.order, desk.order(2).await.order);
        assert_eq!((second.client, second.phone, second.status), (first.client, first.phone, Status::New));
    }

    async fn who_left_the_office_in_the_middle_of_a_call_learns_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let client = desk.order(1).await.order.client;
        let anna = &cast.anna;
        anna.says(desk, "/new").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Не включается").await;
        let tx = desk.store().write().await.unwrap();
        let (anna_id, dispatcher) = (desk.person(anna).await, repairbot_core::actor::Role::Dispatcher);
        repairbot::store::people::revoke(&tx, anna_id, dispatcher).await.unwrap();
        tx.commit().await.unwrap();
        anna.says(desk, "8 912 345-67-89").await;
        anna.sees_exactly(desk, "❌ У вас нет доступа к этой функции.");
        let change = ClientChange::Phone;
        let press = Press::Client(ClientPress::Edit { client, change }).encode();
        let answer = anna.forges(desk, anna.last(desk).unwrap().id, &press).await;
        assert_eq!(answer.text.as_deref(), Some("❌ У вас нет доступа к этой функции."));
        anna.never_saw(desk, "Ольга");
    }
}

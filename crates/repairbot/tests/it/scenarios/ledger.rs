//! Money between masters and the office: what an order leaves with its master, handing it in, what the office enters.

use repairbot::store::ledger;
use repairbot_core::{
    actor::Role,
    callback::{LedgerPress, Press},
    ids::{HandInId, PersonId},
    ledger::Account,
    money::Kopecks,
    order::Status,
};

use crate::support::{Cast, Chat, TestDesk, alert, audit_actions, scenarios, toast};

/// What Pyotr holds, in roubles.
pub(super) async fn held(desk: &TestDesk, cast: &Cast) -> i64 {
    let master = desk.person(&cast.pyotr).await;
    balance(desk, Account::Master(master)).await
}

pub(super) async fn balance(desk: &TestDesk, account: Account) -> i64 {
    let tx = desk.store().read().await.unwrap();
    let Kopecks(sum) = ledger::balance(&tx, account).await.unwrap();
    assert_eq!(sum % 100, 0);
    sum / 100
}

/// Pyotr closes an order of his: 4000 in all, of which 40 % are his.
pub(super) async fn closes(desk: &mut TestDesk, cast: &Cast, payment: &str) -> i64 {
    let number = desk.order_in(Status::Onsite, cast).await;
    desk.closes_by(&cast.work, ("4000", "0"), payment).await;
    assert_eq!(desk.status(number).await, Status::Closed);
    number
}

pub(super) async fn asks_to_hand_in(desk: &mut TestDesk, cast: &Cast) {
    cast.pyotr.taps(desk, "📊 Моя статистика").await;
    cast.pyotr.taps(desk, "💵 Сдать в кассу").await;
    cast.pyotr.taps(desk, "💵 Сдать в кассу").await;
}

async fn long_repair(desk: &mut TestDesk, cast: &Cast, prepayment: &str) {
    cast.work.taps(desk, "⏳ Длительный ремонт").await;
    cast.work.taps(desk, "пт 27.11").await;
    cast.work.taps(desk, "⏭️ Пропустить").await;
    cast.work.replies(desk, prepayment).await;
    cast.work.taps(desk, "✅ Подтвердить").await;
}

pub(super) async fn opens_book(desk: &mut TestDesk, chat: &Chat, master: &str) {
    chat.taps(desk, "👥 Мастера").await;
    chat.taps_like(desk, master).await;
    chat.taps(desk, "📒 Движение денег").await;
}

fn data(press: LedgerPress) -> String {
    Press::Ledger(press).encode()
}

scenarios! {
    async fn what_an_order_leaves_with_its_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        assert_eq!(held(desk, &cast).await, 2_400);
        closes(desk, &cast, "💳 Карта").await;
        assert_eq!((held(desk, &cast).await, balance(desk, Account::Bank).await), (800, 4_000));
        closes(desk, &cast, "🏦 Перевод").await;
        assert_eq!((held(desk, &cast).await, balance(desk, Account::Bank).await), (-800, 8_000));
        cast.pyotr.taps(desk, "📊 Моя статистика").await;
        cast.pyotr.sees(desk, "💸 Компания должна вам: 800\u{a0}₽");
        cast.pyotr.taps(desk, "💵 Сдать в кассу").await;
        assert_eq!(cast.pyotr.buttons(desk), ["📒 Движение денег"], "there is nothing to hand in");
        cast.pyotr.taps(desk, "📒 Движение денег").await;
        cast.pyotr.sees(desk, "заявка #3 завершена · -1\u{a0}600\u{a0}₽ → -800\u{a0}₽");
        cast.pyotr.sees(desk, "заявка #1 завершена · +2\u{a0}400\u{a0}₽ → 2\u{a0}400\u{a0}₽");
        assert_eq!(cast.pyotr.buttons(desk), ["◀️ Назад"]);
        cast.anna.taps(desk, "👥 Мастера").await;
        let credit = "Пётр Мастеров (стиральные машины) · 0 в работе · 💸 компания должна 800\u{a0}₽";
        assert!(cast.anna.buttons(desk).contains(&credit.to_owned()), "{:?}", cast.anna.buttons(desk));
        opens_book(desk, &cast.anna, "Пётр").await;
        cast.anna.sees(desk, "💸 Компания должна мастеру: 800\u{a0}₽");
        cast.anna.taps(desk, "💸 Выдать мастеру").await;
        cast.anna.taps(desk, "Всё: 800\u{a0}₽").await;
        cast.anna.sees(desk, "💸 Выдать мастеру Пётр Мастеров: 800\u{a0}₽\nПосле этого: 💵 Долга нет");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.pyotr.sees(desk, "💸 Касса выдала 800\u{a0}₽");
        cast.boris.sees(desk, "Записал(а): Анна Диспетчер");
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, -800));
        assert_eq!(audit_actions(desk).await, ["money_paid_out"]);
    }

    async fn a_prepayment_is_held_until_it_is_handed_in(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        long_repair(desk, &cast, "1 000").await;
        assert_eq!((held(desk, &cast).await, balance(desk, Account::Advances).await), (1_000, -1_000));
        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.sees(desk, "За вами 1\u{a0}000\u{a0}₽. Сколько сдаёте в кассу?");
        cast.pyotr.taps(desk, "Всё: 1\u{a0}000\u{a0}₽").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, 1_000));
        // Then the order goes to Vera, who closes it: she owes the share less the prepayment.
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "🔄 Переназначить").await;
        cast.anna.taps_like(desk, "Вера").await;
        for label in ["✅ Принять", "🏠 Я на объекте"] {
            cast.vera.taps(desk, label).await;
        }
        desk.closes(&cast.vera, ("4000", "0")).await;
        let vera = desk.person(&cast.vera).await;
        assert_eq!(balance(desk, Account::Master(vera)).await, 1_400);
        assert_eq!((held(desk, &cast).await, balance(desk, Account::Advances).await), (0, 0));
    }

    async fn a_refusal_refunds_or_keeps_the_prepayment(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for (answer, after) in [("↩️ Вернули клиенту", 500), ("💼 Оставили у себя", 2_000)] {
            desk.order_in(Status::Onsite, &cast).await;
            long_repair(desk, &cast, "1 000").await;
            cast.work.taps(desk, "❌ Отказ").await;
            cast.work.taps(desk, "Ремонт невозможен").await;
            cast.work.replies(desk, "500").await;
            cast.work.taps(desk, answer).await;
            assert_eq!((held(desk, &cast).await, balance(desk, Account::Advances).await), (after, 0));
        }
        assert_eq!(balance(desk, Account::CompanyIncome).await, -2_000);
    }

    async fn a_hand_in_is_confirmed_by_whoever_is_first(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        asks_to_hand_in(desk, &cast).await;
        for (bad, words) in [("0", "больше нуля"), ("5000", "больше, чем за вами числится"), ("-5", "⚠️"), ("много", "⚠️")] {
            cast.pyotr.says(desk, bad).await;
            cast.pyotr.sees(desk, words);
        }
        cast.pyotr.says(desk, "2 000").await;
        cast.pyotr.sees(desk, "⏳ Ждёт подтверждения офиса");
        assert_eq!(cast.pyotr.buttons(desk), ["🚫 Отменить сдачу", "📒 Движение денег"]);
        assert_eq!(held(desk, &cast).await, 2_400, "nothing has moved yet");
        for office in [&cast.anna, &cast.boris] {
            office.sees(desk, "💵 Сдача в кассу: Пётр Мастеров\nСумма: 2\u{a0}000\u{a0}₽\n⏳ Ждёт подтверждения офиса");
        }
        // Both press at the same moment.
        let presses = [&cast.anna, &cast.boris].map(|chat| chat.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Записано"), alert("На эту сдачу уже ответили")]);
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (400, 2_000));
        cast.boris.has_seen(desk, "✅ Принято 2\u{a0}000\u{a0}₽. Подтвердил(а): Анна Диспетчер");
        cast.pyotr.sees(desk, "💵 Ваша сдача в кассу: 2\u{a0}000\u{a0}₽\n✅ Принято 2\u{a0}000\u{a0}₽. Подтвердил(а): Анна Диспетчер\n💵 Сдать в кассу: 400\u{a0}₽");
        assert_eq!(audit_actions(desk).await, ["hand_in_confirmed"]);
    }

    async fn one_hand_in_waits_at_a_time(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.taps(desk, "Всё: 2\u{a0}400\u{a0}₽").await;
        let (message, press) = (cast.pyotr.last(desk).unwrap().id, data(LedgerPress::HandIn));
        assert_eq!(cast.pyotr.forges(desk, message, &press).await, alert("Сдача этого мастера ещё ждёт ответа"));
        // The office can't enter the same money a second time.
        opens_book(desk, &cast.anna, "Пётр").await;
        assert_eq!(cast.anna.taps(desk, "💵 Принять деньги").await, alert("Сдача этого мастера ещё ждёт ответа"));
        cast.anna.sees(desk, "⏳ Ждёт подтверждения офиса");
        cast.pyotr.taps(desk, "🚫 Отменить сдачу").await;
        cast.pyotr.sees(desk, "🚫 Мастер отменил сдачу");
        cast.boris.sees(desk, "🚫 Мастер отменил сдачу");
        assert_eq!(cast.anna.taps(desk, "✅ Подтвердить").await, alert("На эту сдачу уже ответили"));
        assert_eq!(held(desk, &cast).await, 2_400);
        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.sees(desk, "За вами 2\u{a0}400\u{a0}₽");
    }

    async fn the_office_got_another_sum_or_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.taps(desk, "Всё: 2\u{a0}400\u{a0}₽").await;
        cast.anna.taps(desk, "❌ Отклонить").await;
        cast.anna.sees(desk, "Почему не приняты 2\u{a0}400\u{a0}₽? Мастер Пётр Мастеров увидит причину.");
        cast.anna.says(desk, "ой").await;
        cast.anna.sees(desk, "⚠️");
        cast.anna.says(desk, "Денег <пока> не было").await;
        cast.pyotr.sees(desk, "❌ Отклонено, решение принял(а): Анна Диспетчер. Причина: Денег <пока> не было");
        assert_eq!(held(desk, &cast).await, 2_400);

        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.taps(desk, "Всё: 2\u{a0}400\u{a0}₽").await;
        cast.anna.taps(desk, "✏️ Другая сумма").await;
        cast.boris.taps(desk, "✏️ Другая сумма").await;
        desk.restart().await;
        cast.anna.says(desk, "2 300").await;
        cast.anna.sees(desk, "✅ Принято 2\u{a0}300\u{a0}₽ вместо 2\u{a0}400\u{a0}₽. Подтвердил(а): Анна Диспетчер");
        cast.boris.says(desk, "2 200").await;
        cast.boris.sees(desk, "✅ Принято 2\u{a0}300\u{a0}₽ вместо 2\u{a0}400\u{a0}₽");
        cast.pyotr.sees(desk, "💵 Сдать в кассу: 100\u{a0}₽");
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (100, 2_300));
        assert_eq!(audit_actions(desk).await, ["hand_in_rejected", "hand_in_confirmed"]);
    }

    async fn what_the_office_enters_and_sets_right(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        opens_book(desk, &cast.anna, "Пётр").await;
        let own = ["💵 Принять деньги", "👨‍🔧 Карточка мастера", "💵 Долги мастеров"];
        assert_eq!(cast.anna.buttons(desk), own, "a dispatcher adjusts nothing");
        cast.anna.taps(desk, "💵 Принять деньги").await;
        cast.anna.says(desk, "1000").await;
        cast.anna.sees(desk, "💵 Принять от мастера Пётр Мастеров: 1\u{a0}000\u{a0}₽\nПосле этого: 💵 За мастером: 1\u{a0}400\u{a0}₽");
        cast.anna.taps(desk, "✏️ Сумма").await;
        cast.anna.says(desk, "1400").await;
        let confirm = cast.anna.data_of(desk, "✅ Подтвердить");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let again = cast.anna.forges(desk, confirm.0, &confirm.1).await;
        assert!(again.alert, "the draft has acted: {again:?}");
        assert_eq!(held(desk, &cast).await, 1_000);
        cast.pyotr.sees(desk, "💵 Касса приняла 1\u{a0}400\u{a0}₽. Мастер: Пётр Мастеров. Записал(а): Анна Диспетчер\n💵 Сдать в кассу: 1\u{a0}000\u{a0}₽");

        opens_book(desk, &cast.boris, "Пётр").await;
        for (way, sum, after) in [("➖ Мастер должен меньше", "1 500", -500), ("➕ Мастер должен больше", "600,00", 100)] {
            cast.boris.taps(desk, "⚖️ Корректировка").await;
            cast.boris.taps(desk, way).await;
            cast.boris.says(desk, sum).await;
            cast.boris.says(desk, "Насос за счёт компании").await;
            cast.boris.sees(desk, "💬 Причина: Насос за счёт компании\nПосле этого:");
            cast.boris.taps(desk, "✅ Подтвердить").await;
            assert_eq!(held(desk, &cast).await, after);
            cast.boris.taps(desk, "📒 Движение денег").await;
        }
        cast.boris.sees(desk, "корректировка · +600\u{a0}₽ → 100\u{a0}₽ (Насос за счёт компании)");
        cast.anna.sees(desk, "⚖️ Корректировка: за мастером Пётр Мастеров на 600\u{a0}₽ больше. Записал(а): Борис Админов");
        cast.pyotr.sees(desk, "💬 Причина: Насос за счёт компании");
        let actions = ["money_received", "balance_adjusted", "balance_adjusted"];
        assert_eq!(audit_actions(desk).await, actions);
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "⚖️ корректировка 600\u{a0}₽: Пётр Мастеров");
    }

    async fn debts_and_whoever_leaves_with_one(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.anna.taps(desk, "👥 Мастера").await;
        cast.anna.taps(desk, "💵 Долги мастеров").await;
        cast.anna.sees(desk, "💵 Долгов нет: все расчёты закрыты.");
        closes(desk, &cast, "💵 Наличные").await;
        cast.anna.taps(desk, "👥 Мастера").await;
        let labels = cast.anna.buttons(desk);
        assert!(labels.contains(&"Пётр Мастеров (стиральные машины) · 0 в работе · 💵 2\u{a0}400\u{a0}₽".to_owned()), "{labels:?}");
        cast.anna.taps(desk, "💵 Долги мастеров").await;
        cast.anna.sees(desk, "💵 Долги мастеров: 2\u{a0}400\u{a0}₽\nПётр Мастеров: 2\u{a0}400\u{a0}₽, с 20.11.2026");
        cast.boris.taps(desk, "👥 Мастера").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.boris.sees(desk, "💵 За мастером: 2\u{a0}400\u{a0}₽");
        cast.boris.taps(desk, "🚫 Отключить").await;
        cast.boris.sees(desk, "💵 За мастером: 2\u{a0}400\u{a0}₽");
        cast.boris.taps(desk, "🚫 Да, отключить").await;
        cast.boris.sees(desk, "⚠️ Расчёты с мастером Пётр Мастеров не закрыты. Сумма остаётся в списке долгов.\n💵 За мастером: 2\u{a0}400\u{a0}₽");
        cast.boris.taps(desk, "📒 Движение денег").await;
        cast.boris.taps(desk, "💵 Принять деньги").await;
        cast.boris.taps(desk, "Всё: 2\u{a0}400\u{a0}₽").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        assert_eq!(held(desk, &cast).await, 0);
        cast.anna.taps(desk, "👥 Мастера").await;
        cast.anna.taps(desk, "💵 Долги мастеров").await;
        cast.anna.sees(desk, "💵 Долгов нет");
    }

    async fn nobody_touches_money_that_is_not_his(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let both = desk.employee("Дина Двойная", &[Role::Dispatcher, Role::Master], None).await;
        let stranger = desk.stranger("Прохожий").await;
        closes(desk, &cast, "💵 Наличные").await;
        asks_to_hand_in(desk, &cast).await;
        cast.pyotr.taps(desk, "Всё: 2\u{a0}400\u{a0}₽").await;
        let pyotr = desk.person(&cast.pyotr).await;
        let tx = desk.store().read().await.unwrap();
        let hand_in = ledger::open_hand_in(&tx, pyotr).await.unwrap().unwrap().id;
        drop(tx);
        let denied = alert("❌ У вас нет доступа к этой функции.");
        let master = pyotr;
        let office = [
            LedgerPress::Confirm { hand_in },
            LedgerPress::ConfirmOther { hand_in },
            LedgerPress::Reject { hand_in },
            LedgerPress::Debts { page: 0 },
            LedgerPress::Receive { master },
            LedgerPress::PayOut { master },
            LedgerPress::Adjust { master },
        ];
        let own = [LedgerPress::Cancel { hand_in }, LedgerPress::Card { hand_in }, LedgerPress::Book { master, before: None }];
        for chat in [&cast.vera, &stranger] {
            let message = chat.last(desk).unwrap().id;
            for press in office.into_iter().chain(own) {
                assert_eq!(chat.forges(desk, message, &data(press)).await, denied, "{press:?}");
            }
        }
        let message = cast.pyotr.last(desk).unwrap().id;
        for press in office {
            assert_eq!(cast.pyotr.forges(desk, message, &data(press)).await, denied, "{press:?}");
        }
        for press in [LedgerPress::Own, LedgerPress::HandIn] {
            for chat in [&stranger, &cast.anna] {
                let message = chat.last(desk).unwrap().id;
                assert_eq!(chat.forges(desk, message, &data(press)).await, denied, "{press:?}");
            }
        }
        let message = cast.anna.last(desk).unwrap().id;
        assert_eq!(cast.anna.forges(desk, message, &data(LedgerPress::Adjust { master })).await, denied);
        let message = cast.work.last(desk).unwrap().id;
        for press in [LedgerPress::Own, LedgerPress::HandIn, LedgerPress::Card { hand_in }] {
            assert_eq!(cast.work.forges(desk, message, &data(press)).await, denied, "others read along: {press:?}");
        }
        // Nothing is known, or nobody is there.
        let nothing = alert("Такой записи нет");
        let message = cast.boris.last(desk).unwrap().id;
        let nobody = PersonId(999_999);
        for press in [LedgerPress::Confirm { hand_in: HandInId(999) }, LedgerPress::Receive { master: nobody }, LedgerPress::Book { master: nobody, before: None }] {
            assert_eq!(cast.boris.forges(desk, message, &data(press)).await, nothing, "{press:?}");
        }
        // A dispatcher who is a master gives himself no receipt.
        let dina = desk.person(&both).await;
        let message = both.last(desk).unwrap().id;
        let refused = alert("❌ Вашу сдачу принимает другой сотрудник или администратор");
        assert_eq!(both.forges(desk, message, &data(LedgerPress::Receive { master: dina })).await, refused);
        assert_eq!(held(desk, &cast).await, 2_400);
        cast.vera.never_saw(desk, "2\u{a0}400");
    }

    async fn an_owner_who_is_a_master_answers_himself(desk: &mut TestDesk) {
        let owner = desk.employee("Олег Хозяин", &[Role::Admin, Role::Master], None).await;
        let number = desk.new_order(&owner).await;
        owner.says(desk, &format!("/order {number}")).await;
        owner.taps(desk, "👨‍🔧 Назначить мастера").await;
        owner.taps_like(desk, "Олег").await;
        for label in ["✅ Принять", "🏠 Я на объекте"] {
            owner.taps(desk, label).await;
        }
        desk.closes(&owner, ("4000", "0")).await;
        owner.taps(desk, "📊 Моя статистика").await;
        owner.taps(desk, "💵 Сдать в кассу").await;
        owner.taps(desk, "💵 Сдать в кассу").await;
        owner.taps(desk, "Всё: 2\u{a0}000\u{a0}₽").await;
        assert_eq!(owner.taps(desk, "✅ Подтвердить").await, toast("✅ Записано"));
        owner.sees(desk, "✅ Принято 2\u{a0}000\u{a0}₽. Подтвердил(а): Олег Хозяин");
        assert_eq!(balance(desk, Account::CashDesk).await, 2_000);
    }
}

//! Two of the office, or the office and a master, enter the same money at the same time: it is entered once.

use std::{pin::pin, sync::Arc, time::Duration};

use repairbot::{
    clock::Ids,
    handlers::{self, Request},
    intake::router::{Event, Incoming},
    outcome::Outcome,
    shared::Drafts,
    store::{WriteTx, ledger, people},
    texts::Lang,
};
use repairbot_core::{
    callback::Press,
    ids::{ChatId, MessageId, TelegramId},
    ledger::Account,
    screen::{LedgerToast, Toast},
};
use tokio::time::timeout;

use super::ledger::{asks_to_hand_in, balance, closes, held, opens_book};
use crate::support::{Chat, TestDesk, alert, audit_actions, company, scenarios, toast};

const CHANGED: &str = "⚠️ Расчёты с мастером тем временем изменились.";

/// Begins to enter money of Pyotr's; says how much and stands before the review.
async fn about_to(desk: &mut TestDesk, office: &Chat, (button, sum): (&str, &str)) {
    opens_book(desk, office, "Пётр").await;
    office.taps(desk, button).await;
    office.taps(desk, sum).await;
}

/// What this button does, in a transaction that goes on.
pub(super) async fn pressed(
    desk: &TestDesk,
    tx: &WriteTx,
    (chat, label): (&Chat, &str),
    seed: u64,
) -> Outcome {
    let shared = desk.shared();
    let (message, data) = chat.data_of(desk, label);
    let person = people::by_telegram(tx, TelegramId(chat.user.0)).await.unwrap().unwrap();
    let incoming = Incoming {
        key: format!("press {seed}"),
        chat: ChatId(chat.chat.0),
        topic: None,
        to_bot: None,
        from: None,
        date: None,
        message: Some(MessageId(message.0)),
        reply_to: None,
        album: None,
        callback: Some("press".to_owned()),
        event: Event::Pressed(Some(Press::decode(&data).unwrap())),
    };
    let rq = Request {
        tx,
        company: &Arc::new(company(Lang::Ru)),
        ids: &Ids::new(desk.clock.clone(), seed),
        now: desk.clock.now(),
        person: &person,
        actor: person.actor(),
        incoming: &incoming,
        drafts: &Drafts::new(shared.as_ref(), true),
    };
    handlers::handle(&rq).await.unwrap()
}

/// Two presses in two transactions: the second begins when the first has done everything but to commit.
async fn at_once(desk: &TestDesk, first: (&Chat, &str), second: (&Chat, &str)) -> [Option<Toast>; 2] {
    let tx = desk.store().write().await.unwrap();
    let one = pressed(desk, &tx, first, 77).await;
    let mut other = pin!(async {
        let tx = desk.store().write().await.unwrap();
        let outcome = pressed(desk, &tx, second, 78).await;
        tx.commit().await.unwrap();
        outcome
    });
    assert!(timeout(Duration::from_millis(300), &mut other).await.is_err(), "it waits for the first to end");
    tx.commit().await.unwrap();
    [one.toast, other.await.toast]
}

const DONE: Option<Toast> = Some(Toast::Ledger(LedgerToast::Done));

scenarios! {
    async fn what_two_pay_out_is_paid_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💳 Карта").await;
        for office in [&cast.anna, &cast.boris] {
            about_to(desk, office, ("💸 Выдать мастеру", "Всё: 1\u{a0}600\u{a0}₽")).await;
        }
        let presses = [&cast.anna, &cast.boris].map(|chat| chat.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Записано"), alert("Компания ничего не должна этому мастеру")]);
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, -1_600));
        cast.boris.has_seen(desk, "💸 Касса выдала 1\u{a0}600\u{a0}₽. Мастер: Пётр Мастеров. Записал(а): Анна Диспетчер");
        assert_eq!(audit_actions(desk).await, ["money_paid_out"]);
    }

    async fn of_what_is_left_is_asked_again(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💳 Карта").await;
        opens_book(desk, &cast.anna, "Пётр").await;
        cast.anna.taps(desk, "💸 Выдать мастеру").await;
        cast.anna.says(desk, "1 600,01").await;
        cast.anna.sees(desk, "⚠️ Это больше, чем компания должна мастеру.");
        cast.anna.says(desk, "600").await;
        about_to(desk, &cast.boris, ("💸 Выдать мастеру", "Всё: 1\u{a0}600\u{a0}₽")).await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.has_seen(desk, CHANGED);
        assert_eq!(held(desk, &cast).await, -1_000);
        cast.boris.taps(desk, "Всё: 1\u{a0}000\u{a0}₽").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, -1_600));
    }

    async fn what_two_receive_is_received_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💵 Наличные").await;
        for office in [&cast.anna, &cast.boris] {
            about_to(desk, office, ("💵 Принять деньги", "Всё: 2\u{a0}400\u{a0}₽")).await;
        }
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.has_seen(desk, CHANGED);
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, 2_400));
        // More money did come.
        cast.boris.says(desk, "100").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        assert_eq!(held(desk, &cast).await, -100);
    }

    async fn two_payouts_in_two_transactions_wait_for_each_other(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closes(desk, &cast, "💳 Карта").await;
        for office in [&cast.anna, &cast.boris] {
            about_to(desk, office, ("💸 Выдать мастеру", "Всё: 1\u{a0}600\u{a0}₽")).await;
        }
        let confirm = "✅ Подтвердить";
        let toasts = at_once(desk, (&cast.anna, confirm), (&cast.boris, confirm)).await;
        assert_eq!(toasts, [DONE, Some(Toast::Ledger(LedgerToast::NothingOwed))]);
        assert_eq!((held(desk, &cast).await, balance(desk, Account::CashDesk).await), (0, -1_600));
    }

    async fn a_hand_in_and_what_the_office_enters_wait_for_each_other(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let pyotr = desk.person(&cast.pyotr).await;
        let (all, confirm) = ("Всё: 2\u{a0}400\u{a0}₽", "✅ Подтвердить");
        for (round, hand_in_first) in [true, false].into_iter().enumerate() {
            closes(desk, &cast, "💵 Наличные").await;
            about_to(desk, &cast.anna, ("💵 Принять деньги", all)).await;
            asks_to_hand_in(desk, &cast).await;
            let (office, master) = ((&cast.anna, confirm), (&cast.pyotr, all));
            let toasts = if hand_in_first {
                at_once(desk, master, office).await
            } else {
                at_once(desk, office, master).await
            };
            assert_eq!(toasts[0], DONE, "{round}");
            assert_ne!(toasts[1], DONE, "{round}");
            let tx = desk.store().read().await.unwrap();
            let open = ledger::open_hand_in(&tx, pyotr).await.unwrap();
            drop(tx);
            assert_eq!((open.is_some(), held(desk, &cast).await), (hand_in_first, if hand_in_first { 2_400 } else { 0 }));
            if let Some(open) = open {
                let tx = desk.store().write().await.unwrap();
                let answer = ledger::Answer::Confirm(open.asked);
                assert!(ledger::answer(&tx, &open, answer, (pyotr, desk.clock.now())).await.unwrap());
                tx.commit().await.unwrap();
            }
        }
    }
}

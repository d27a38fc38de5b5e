//! The screens about money in both languages, as an admin, a dispatcher, the master, another one and a stranger get them.

use std::fmt::Write as _;

use repairbot::{
    store::{
        ledger::{self, About, Answer, NewTransaction},
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    dialogue::{Dialogue, Draft, Facts, Input, LedgerForm, LedgerTask, Problem},
    ids::{DraftId, HandInId, PersonId, TextId},
    ledger::adjusted,
    money::Kopecks,
    pii::FreeText,
    screen::{LedgerScreen, LedgerToast, Screen, Toast},
};

use super::{
    ledger::closes,
    screens::{drawn, is_as_before},
};
use crate::support::{TestDesk, scenarios};

/// Hand-ins of this master in every state, and adjustments, with this reason.
pub(super) async fn movements(
    desk: &TestDesk,
    (master, by): (PersonId, PersonId),
    reason_given: String,
) -> Vec<LedgerScreen> {
    let (now, reason) = (desk.clock.now(), TextId(77));
    let tx = desk.store().write().await.unwrap();
    let body = FreeText::from_stored(reason_given);
    texts::insert(&tx, &[NewText { id: reason, kind: TextKind::Money, body, created_at: now }])
        .await
        .unwrap();
    let answers = [
        Some(Answer::Confirm(Kopecks(100_000))),
        Some(Answer::Confirm(Kopecks(90_050))),
        Some(Answer::Reject(reason)),
        Some(Answer::Cancel),
        None,
    ];
    let mut screens = Vec::new();
    for (id, answer) in (1..).map(HandInId).zip(answers) {
        ledger::ask(&tx, id, (master, Kopecks(100_000)), now).await.unwrap();
        let asked = ledger::hand_in(&tx, id).await.unwrap().unwrap();
        if let Some(answer) = answer {
            assert!(ledger::answer(&tx, &asked, answer, (by, now)).await.unwrap());
            screens.push(LedgerScreen::HandInDecided { hand_in: id });
        }
        screens.push(LedgerScreen::HandIn { hand_in: id });
    }
    for sum in [30_000, -500_000] {
        let about = About { reason: Some(reason), ..About::default() };
        let posting = adjusted(master, Kopecks(sum)).unwrap();
        let transaction = ledger::post(&tx, &NewTransaction { posting, about, by, at: now }).await.unwrap();
        screens.push(LedgerScreen::Entered { transaction });
    }
    tx.commit().await.unwrap();
    screens
}

/// Every question and review of every task.
fn questions(desk: &TestDesk, master: PersonId) -> Vec<Screen> {
    let hand_in = HandInId(1);
    let tasks = [
        LedgerTask::HandIn { master },
        LedgerTask::Confirm { hand_in },
        LedgerTask::Reject { hand_in },
        LedgerTask::Receive { master },
        LedgerTask::PayOut { master },
        LedgerTask::Adjust { master },
    ];
    let now = desk.clock.now();
    let zone = jiff::tz::TimeZone::UTC;
    let today = now.to_zoned(zone.clone()).date();
    let facts = Facts { now, today, zone: &zone, choices: &[], known_clients: &[] };
    let mut screens = Vec::new();
    for task in tasks {
        let mut draft = Draft::new(DraftId(1), Dialogue::Ledger(LedgerForm::new(task, Kopecks(123_450))));
        let mut ask = |draft: &Draft, problem| {
            screens.push(Screen::Question { draft: Box::new(draft.clone()), problem });
        };
        ask(&draft, None);
        let steps: &[Input<'_>] = match task {
            LedgerTask::Adjust { .. } => {
                &[Input::Pick(0), Input::Text("500"), Input::Text("Насос & <шланг>")]
            }
            LedgerTask::Receive { .. } | LedgerTask::PayOut { .. } => &[Input::Pick(1)],
            _ => &[],
        };
        for step in steps {
            draft.step(step, &facts).unwrap();
            ask(&draft, None);
        }
    }
    // Of the office: its questions are drawn for an admin.
    let draft = Draft::new(DraftId(1), Dialogue::Ledger(LedgerForm::new(tasks[4], Kopecks(5))));
    for problem in
        [Problem::AmountZero, Problem::MoreThanHeld, Problem::MoreThanOwed, Problem::BalanceChanged]
    {
        screens.push(Screen::Question { draft: Box::new(draft.clone()), problem: Some(problem) });
    }
    screens
}

fn toasts(lang: Lang) -> String {
    let all = [
        LedgerToast::Done,
        LedgerToast::AlreadyDecided,
        LedgerToast::WaitsForAnswer,
        LedgerToast::NothingHeld,
        LedgerToast::NothingOwed,
        LedgerToast::OwnHandIn,
        LedgerToast::NotFound,
    ];
    let text = |toast| repairbot::outbox::render::toast(lang, &Toast::Ledger(toast)).unwrap();
    let lines = all.map(text);
    assert!(lines.iter().all(|line| line.chars().count() < 200 && !line.contains("Unknown")), "{lines:?}");
    lines.join("\n")
}

scenarios! {
    async fn all_screens_about_money(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        closes(desk, &cast, "💵 Наличные").await;
        let (boris, pyotr, vera) =
            (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await, desk.person(&cast.vera).await);
        let mut screens = vec![
            LedgerScreen::Debts { page: 0 },
            LedgerScreen::Book { master: pyotr, before: None },
            LedgerScreen::LeftWithBalance { master: pyotr },
        ];
        let tx = desk.store().read().await.unwrap();
        let first = ledger::book(&tx, pyotr, None, 1).await.unwrap().lines[0].transaction;
        drop(tx);
        screens.extend(movements(desk, (pyotr, boris), "Насос & <шланг>".to_owned()).await);
        screens.extend([
            LedgerScreen::Own,
            LedgerScreen::Debts { page: 9 },
            LedgerScreen::Book { master: pyotr, before: None },
            LedgerScreen::Book { master: pyotr, before: Some(first) },
            LedgerScreen::Book { master: vera, before: None },
            LedgerScreen::LeftWithBalance { master: pyotr },
            LedgerScreen::HandIn { hand_in: HandInId(999) },
        ]);
        let mut all: Vec<Screen> = screens.into_iter().map(Screen::Ledger).collect();
        all.extend(questions(desk, pyotr));
        let readers = [
            ("admin", &cast.boris), ("dispatcher", &cast.anna), ("master", &cast.pyotr), ("other", &cast.vera),
            ("stranger", &stranger), ("group", &cast.work),
        ];
        for lang in Lang::ALL {
            for (who, chat) in readers {
                let person = desk.person(chat).await;
                // Questions are drawn for whoever answers them.
                let mine = all.iter().filter(|screen| who == "admin" || matches!(screen, Screen::Ledger(_)));
                let mut out = String::new();
                for screen in mine {
                    let shown = drawn(desk, (chat, Some(person)), lang, screen).await;
                    let name = match screen {
                        Screen::Ledger(screen) => format!("{screen:?}"),
                        _ => "Question".to_owned(),
                    };
                    let name = name.split([' ', '(']).next().unwrap();
                    write!(out, "=== {name}\n{shown}\n").unwrap();
                }
                if matches!(who, "other" | "stranger" | "group") {
                    assert!(!out.contains("Насос") && !out.contains("400"), "{who}: {out}");
                }
                is_as_before(&format!("ledger_{who}"), lang, &out);
            }
            is_as_before("ledger_toasts", lang, &toasts(lang));
        }
    }
}

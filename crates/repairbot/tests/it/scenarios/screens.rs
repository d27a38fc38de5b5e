//! Every screen in both languages, as text with its buttons.

use std::{fmt::Write as _, sync::Arc};

use repairbot::{
    outbox::render::{Rendered, Scene, Snapshot, Viewer, problem_text, toast},
    store::{
        catalogue,
        dialogues::{self, Body},
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    catalogue::ReasonKind,
    dialogue::{Draft, Problem},
    ids::{ChatId, DraftId, OrderId, OrderVersion, PersonId, SearchId, TextId},
    list::{Filter, Period, Place, Scope, Source, Whose},
    money::{Kopecks, MoneyError, PaymentMethod},
    order::{Action, Closing, Command, Notice, NoticeKind, Reason, Recipient, RefusalAnswers, Status},
    pii::{FreeText, TextError},
    screen::{ChangesScreen, ListsScreen, Screen, Toast},
    when::WhenError,
};

use crate::support::{
    CLOSE, CORRECT, CREATE, Cast, Chat, DECLINE, DELETE, EDIT, LONG_REPAIR, REFUSE, RESCHEDULE, SMALL_CLOSE,
    Script, TestDesk, company, scenarios, snapshot,
};

/// The screen as Telegram gets it for this reader of this chat.
pub(super) async fn rendered(
    desk: &TestDesk,
    reader: (&Chat, Option<PersonId>),
    lang: Lang,
    screen: &Screen,
) -> Rendered {
    let snapshot = Snapshot::of(desk.store().read().await.unwrap(), desk.clock.now());
    let viewer = Viewer::of(&snapshot, ChatId(reader.0.chat.0), reader.1).await.unwrap();
    let company = Arc::new(company(lang));
    let scene = Scene::new(&snapshot, &company, viewer).await.unwrap();
    scene.render(screen).await.unwrap()
}

/// The screen as this reader of this chat reads it.
pub(super) async fn drawn(
    desk: &TestDesk,
    reader: (&Chat, Option<PersonId>),
    lang: Lang,
    screen: &Screen,
) -> String {
    let rendered = rendered(desk, reader, lang, screen).await;
    let mut out = rendered.text;
    assert!(!out.contains("Unknown localization"), "{screen:?}: {out}");
    let rows = rendered.markup.map(|markup| {
        let (inline, menu) = (&markup["inline_keyboard"], &markup["keyboard"]);
        inline.as_array().or(menu.as_array()).cloned().unwrap_or_default()
    });
    for row in rows.unwrap_or_default() {
        let labels: Vec<_> = row
            .as_array()
            .unwrap()
            .iter()
            .map(|button| format!("[{}]", button["text"].as_str().unwrap()))
            .collect();
        write!(out, "\n{}", labels.join(" ")).unwrap();
    }
    out
}

async fn text(desk: &mut TestDesk, kind: TextKind, body: &str) -> TextId {
    let id = TextId(900_000 + desk.next_id());
    let tx = desk.store().write().await.unwrap();
    let body = FreeText::from_stored(body.to_owned());
    texts::insert(&tx, &[NewText { id, kind, body, created_at: desk.clock.now() }]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A rich order in each state, as the office, the master's group and the master in private get it.
async fn cards(desk: &mut TestDesk, cast: &Cast) -> [String; 2] {
    let (boris, anna, pyotr) =
        (desk.person(&cast.boris).await, desk.person(&cast.anna).await, desk.person(&cast.pyotr).await);
    let parts = text(desk, TextKind::Parts, "Помпа <оригинал>").await;
    let words = text(desk, TextKind::Reason, "Дороже новой").await;
    let tx = desk.store().read().await.unwrap();
    let picked = catalogue::reasons(&tx, ReasonKind::Refuse).await.unwrap()[1].id;
    drop(tx);
    let reason = Reason { picked: Some(picked), text: Some(words) };
    let refusal = RefusalAnswers { reason, fee: Kopecks(50_000), refund_prepayment: Some(false) };
    let long = Command::StartLongRepair {
        promised_on: jiff::civil::date(2026, 12, 25),
        parts: Some(parts),
        prepayment: Kopecks(150_050),
    };
    let closing = Closing {
        total: Kopecks(1_000_000),
        materials: Kopecks(200_000),
        payment: PaymentMethod::Card,
        review: true,
        out_of_city: true,
        senior: false,
    };
    let life = [
        None,
        Some(Command::Assign { master: pyotr }),
        Some(Command::Accept),
        Some(Command::ArriveOnSite),
        Some(long),
        Some(Command::Refuse(refusal)),
        Some(Command::Reopen),
        Some(Command::Assign { master: pyotr }),
        Some(Command::Accept),
        Some(Command::ArriveOnSite),
        Some(Command::Close(closing)),
    ];
    let mut out = [String::new(), String::new()];
    let order = desk.order(1).await.order.id;
    for (index, command) in life.iter().enumerate() {
        if let Some(command) = command {
            desk.command(order, command, boris).await.unwrap();
        }
        let order = desk.order(1).await.order;
        if (6..10).contains(&index) {
            continue; // these states have been drawn
        }
        let screen = Screen::Card { order: order.id };
        let readers = [
            ("admin", (&cast.boris, Some(boris))),
            ("dispatcher", (&cast.anna, Some(anna))),
            ("group", (&cast.work, None)),
            ("master", (&cast.pyotr, Some(pyotr))),
        ];
        for (lang, out) in Lang::ALL.into_iter().zip(&mut out) {
            for (who, reader) in readers {
                let card = drawn(desk, reader, lang, &screen).await;
                write!(out, "=== {} {who}\n{card}\n", order.status.code()).unwrap();
            }
        }
    }
    out
}

/// Screens that say the same in every state.
fn plain_screens(order: OrderId, master: PersonId) -> Vec<Screen> {
    let draft = DraftId(1);
    let mut screens = vec![
        Screen::Welcome,
        Screen::Help,
        Screen::Information,
        Screen::Contact,
        Screen::Hint,
        Screen::UnknownCommand,
        Screen::NumberMissing,
        Screen::NoAccess,
        Screen::SlowDown,
        Screen::Fault { reference: "u1".into() },
        Screen::Anonymous,
        Screen::DraftSaved { draft },
        Screen::DraftCancelled,
        Screen::DraftExpired,
        Screen::DraftLost,
        Screen::DraftAway,
        Screen::NothingToCancel,
        Screen::OrderCreated { order },
        Screen::Overtaken { order },
        Screen::OrderNotFound,
        Screen::PickMaster { order, version: OrderVersion(1), page: 0 },
        Screen::MasterUnreachable { order, master, has_it: false },
        Screen::MasterUnreachable { order, master, has_it: true },
        Screen::Masters,
        Screen::Master { master },
        Screen::WorkGroupSet { master },
        Screen::GroupLost { master },
        Screen::GroupJoined,
        Screen::Undelivered { person: Some(master), order: Some(order), reason: "Forbidden".into() },
        Screen::Undelivered { person: None, order: None, reason: "Forbidden".into() },
        Screen::Parked { key: "u1".into() },
        Screen::Changes(ChangesScreen::Deleted { before: None }),
        Screen::Changes(ChangesScreen::GroupHelp),
        Screen::Changes(ChangesScreen::TopicSet),
        Screen::Changes(ChangesScreen::TopicLost { master }),
        Screen::Changes(ChangesScreen::GroupNeedsAdmin),
    ];
    screens.extend(lists(order, master));
    screens.extend(Action::ALL.map(|action| Screen::Acted { order, action }));
    let kinds = [
        NoticeKind::Created,
        NoticeKind::Card,
        NoticeKind::ReassignedAway,
        NoticeKind::TakenOff,
        NoticeKind::Accepted,
        NoticeKind::Declined,
        NoticeKind::OnSite,
        NoticeKind::LongRepair,
        NoticeKind::Closed,
        NoticeKind::Refused,
        NoticeKind::Reopened,
        NoticeKind::ActedForYou,
        NoticeKind::Edited,
        NoticeKind::ClientWaiting,
        NoticeKind::Commented { text: TextId(1) },
        NoticeKind::Deleted,
        NoticeKind::Restored,
        NoticeKind::RestoredAsNew,
        NoticeKind::Corrected,
    ];
    let (to, version) = (Recipient::Creator, OrderVersion(1));
    let notice = |kind| Screen::Notice(Notice { to, kind, order, by: master, version });
    screens.extend(kinds.map(notice));
    screens
}

fn lists(order: OrderId, master: PersonId) -> Vec<Screen> {
    let open = Filter::of(Scope::Open);
    let days = Period::Days { from: jiff::civil::date(2026, 11, 1), to: jiff::civil::date(2026, 11, 20) };
    let own = Filter { whose: Whose::Master(master), period: days, ..open };
    let office = Place::first(Source::Office(own));
    let screens = [
        ListsScreen::Filter(open),
        ListsScreen::Filter(Filter { whose: Whose::Nobody, ..own }),
        ListsScreen::Masters { filter: open, page: 0 },
        ListsScreen::Periods(own),
        ListsScreen::Page(office),
        ListsScreen::Page(Place::first(Source::Office(Filter::of(Scope::Status(Status::Closed))))),
        ListsScreen::Page(Place::first(Source::Own(Scope::Open))),
        ListsScreen::Page(Place::first(Source::Own(Scope::Overdue))),
        ListsScreen::Page(Place::first(Source::Found(SearchId(1)))),
        ListsScreen::Card { order, back: office },
    ];
    screens.into_iter().map(Screen::Lists).collect()
}

fn name_of(screen: &Screen) -> String {
    match screen {
        Screen::Notice(notice) => format!("Notice {:?}", notice.kind),
        Screen::Acted { action, .. } => format!("Acted {action:?}"),
        Screen::Changes(screen) => format!("Changes {screen:?}").split(" {").next().unwrap().to_owned(),
        Screen::Lists(list) => format!("Lists {}", format!("{list:?}").split(' ').next().unwrap()),
        other => format!("{other:?}").split([' ', '(']).next().unwrap().to_owned(),
    }
}

/// The short answers and what can be wrong with an answer.
fn toasts(lang: Lang) -> String {
    let mut all = vec![
        Toast::AlreadyDone(Status::Accepted),
        Toast::Changed(Status::Onsite),
        Toast::NotPossible { from: Status::New, allowed: Vec::new() },
        Toast::NotPossible { from: Status::Accepted, allowed: Action::ALL.to_vec() },
        Toast::MasterNotTold,
        Toast::NoAccess,
        Toast::NotYours,
        Toast::OrderNotFound,
        Toast::OldQuestion,
        Toast::DraftGone,
        Toast::DraftLost,
        Toast::DraftAway,
        Toast::SameMaster,
        Toast::MasterInactive,
        Toast::Problem(Problem::UseButtons),
        Toast::SlowDown,
        Toast::Fault { reference: "u1".into() },
        Toast::OrderDeleted,
        Toast::RestoredAsNew,
        Toast::RemindedAlready { minutes: 1 },
        Toast::RemindedAlready { minutes: 3 },
        Toast::NotInGroup,
        Toast::SearchGone,
    ];
    all.extend(Action::ALL.map(Toast::Done));
    let problems = [
        Problem::Text(TextError::TooShort { min: 4 }),
        Problem::Text(TextError::TooLong { max: 500 }),
        Problem::Text(TextError::NoLetter),
        Problem::Text(TextError::NoDigit),
        Problem::Money(MoneyError::Ambiguous),
        Problem::TextNeeded,
        Problem::AnswerNeeded,
        Problem::DescribeReason,
        Problem::MaterialsExceedTotal,
        Problem::PrepaymentExceedsTotal,
        Problem::GroupTaken,
        Problem::SameVisit,
        Problem::When(WhenError::Past),
        Problem::When(WhenError::TooFar),
        Problem::NothingChanged,
        Problem::ChangedMeanwhile,
        Problem::PrepaymentChanged,
        Problem::NothingToSearch,
    ];
    let lines = all.iter().map(|one| toast(lang, one).unwrap());
    let lines: Vec<_> = lines.chain(problems.map(|problem| problem_text(lang, problem))).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 200 && !line.contains("Unknown")), "{lines:?}");
    lines.join("\n")
}

/// Compares with the snapshot of this name in this language.
pub(super) fn is_as_before(name: &str, lang: Lang, text: &str) {
    snapshot(&format!("{name}_{}", lang.code()), text);
}

/// The question this person is to answer now.
pub(super) async fn asked(desk: &TestDesk, person: PersonId) -> Screen {
    let tx = desk.store().read().await.unwrap();
    let stored = dialogues::active(&tx, person).await.unwrap().unwrap();
    let Body::Here(body) = &stored.body else { panic!("{stored:?}") };
    let draft: Draft = serde_json::from_str(body).unwrap();
    Screen::Question { draft: Box::new(draft), problem: None }
}

/// Every question of a dialogue, as its owner gets it.
async fn questions(desk: &mut TestDesk, script: &Script, name: &str) {
    let cast = script.set_up(desk).await;
    let chat = script.chat(&cast).clone();
    let person = desk.person(&chat).await;
    script.open(desk, &cast).await;
    let mut out = [String::new(), String::new()];
    for step in 0..script.steps.len() {
        let screen = asked(desk, person).await;
        for (lang, out) in Lang::ALL.into_iter().zip(&mut out) {
            let question = drawn(desk, (&chat, Some(person)), lang, &screen).await;
            write!(out, "=== {step}\n{question}\n").unwrap();
        }
        script.answer(desk, &cast, step).await;
    }
    for (lang, out) in Lang::ALL.into_iter().zip(&out) {
        is_as_before(name, lang, out);
    }
}

scenarios! {
    async fn a_rich_order_in_each_state(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        CREATE.open(desk, &cast).await;
        CREATE.finish(desk, &cast, 0).await;
        let cards = cards(desk, &cast).await;
        for (lang, out) in Lang::ALL.into_iter().zip(&cards) {
            is_as_before("cards", lang, out);
        }
    }

    async fn all_other_screens(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.order_in(Status::Onsite, &cast).await;
        let order = desk.order(1).await.order;
        let readers = [
            ("admin", &cast.boris),
            ("dispatcher", &cast.anna),
            ("master", &cast.pyotr),
            ("stranger", &stranger),
        ];
        for lang in Lang::ALL {
            for (who, chat) in readers {
                let person = desk.person(chat).await;
                let mut out = String::new();
                for screen in plain_screens(order.id, desk.person(&cast.pyotr).await) {
                    let shown = drawn(desk, (chat, Some(person)), lang, &screen).await;
                    write!(out, "=== {}\n{shown}\n", name_of(&screen)).unwrap();
                }
                is_as_before(&format!("screens_{who}"), lang, &out);
            }
            is_as_before("toasts", lang, &toasts(lang));
        }
    }

    async fn the_questions_of_creating(desk: &mut TestDesk) {
        questions(desk, &CREATE, "questions_creating").await;
    }

    async fn the_questions_of_closing(desk: &mut TestDesk) {
        questions(desk, &CLOSE, "questions_closing").await;
    }

    async fn the_questions_of_closing_small(desk: &mut TestDesk) {
        questions(desk, &SMALL_CLOSE, "questions_closing_small").await;
    }

    async fn the_questions_of_a_long_repair(desk: &mut TestDesk) {
        questions(desk, &LONG_REPAIR, "questions_long_repair").await;
    }

    async fn the_questions_of_moving_a_visit(desk: &mut TestDesk) {
        questions(desk, &RESCHEDULE, "questions_rescheduling").await;
    }

    async fn the_questions_of_declining(desk: &mut TestDesk) {
        questions(desk, &DECLINE, "questions_declining").await;
    }

    async fn the_questions_of_editing(desk: &mut TestDesk) {
        questions(desk, &EDIT, "questions_editing").await;
    }

    async fn the_questions_of_deleting(desk: &mut TestDesk) {
        questions(desk, &DELETE, "questions_deleting").await;
    }

    async fn the_questions_of_correcting(desk: &mut TestDesk) {
        questions(desk, &CORRECT, "questions_correcting").await;
    }

    async fn the_questions_of_refusing(desk: &mut TestDesk) {
        questions(desk, &REFUSE, "questions_refusing").await;
    }
}

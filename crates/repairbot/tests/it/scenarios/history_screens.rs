//! The audit trail and the catalogues in both languages, as an admin gets them.

use std::{collections::BTreeSet, fmt::Write as _};

use jiff::Timestamp;
use repairbot::{
    store::audit::{self, AuditEntry},
    texts::Lang,
};
use repairbot_core::{
    actor::Role,
    audit::{AuditFilter, Audited, ClientNote, Denied, Period, Topic, TrailCursor},
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    dialogue::{CatalogueName, DaysOf, Dialogue, Draft, ListDays, NameTask},
    ids::{ApplicationId, ChatId, ClientId, DraftId, EquipmentId, OrderId, PersonId, RatesId, ReasonId},
    money::Kopecks,
    order::Status,
    rates::{RateChange, changes},
    report,
    screen::{BackupFailure, BackupScreen, HistoryScreen, ReportsScreen, Screen},
    split::Rates,
};

use super::screens::{drawn, is_as_before};
use crate::support::{TestDesk, scenarios};

/// The names of everything that can be noted, as the reader of stored lines lists them.
fn names() -> BTreeSet<String> {
    let error = serde_json::from_str::<Audited>("{\"type\":\"\"}").unwrap_err().to_string();
    let (_, names) = error.split_once("expected one of ").unwrap();
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A bonus switched on.
fn rates() -> Vec<RateChange> {
    let old = Rates::default_rules();
    changes(&old, &Rates { review_bonus_on: !old.review_bonus_on, ..old.clone() })
}

/// One of everything that is noted.
fn everything(person: PersonId, order: OrderId) -> Vec<Audited> {
    let (heir, orders, application) = (Some(person), vec![order], ApplicationId(1));
    let amount = Kopecks(123_450);
    let (equipment, name) = (EquipmentId(1), "Плиты & духовки".to_owned());
    let entry = CatalogueEntry::Equipment(equipment);
    let (from, to) = (name.clone(), "Кухонная <техника>".to_owned());
    let mut all = vec![
        Audited::MasterAdded { person },
        Audited::InvitationCreated { person },
        Audited::InvitationRevoked { person },
        Audited::InvitationUsed { person, role: Role::Master },
        Audited::RoleGranted { person, role: Role::SeniorMaster },
        Audited::RoleRevoked { person, role: Role::Dispatcher },
        Audited::PersonRenamed { person },
        Audited::PersonPhoneChanged { person },
        Audited::PersonSpecializationChanged { person },
        Audited::PersonDeactivated { person, heir, orders: orders.clone() },
        Audited::MasterLeft { person, heir: None, orders },
        Audited::PersonReactivated { person },
        Audited::ApplicationSent { application },
        Audited::ApplicationApproved { application, person },
        Audited::ApplicationRejected { application, person },
        Audited::WorkGroupSet { person, chat: ChatId(-1) },
        Audited::SettingChanged { name: "page".into(), from: "10".into(), to: "20".into() },
        Audited::EntryAdded { entry, name: name.clone() },
        Audited::EntryRenamed { entry, from: from.clone(), to: to.clone() },
        Audited::EntryTranslated { entry, name: name.clone(), english: Some("Ovens".into()) },
        Audited::EntryTranslated { entry, name: name.clone(), english: None },
        Audited::EntryHidden { entry, name: name.clone() },
        Audited::EntryShown { entry, name: name.clone() },
        Audited::EntryMoved { entry, name: name.clone() },
        Audited::AliasAdded { equipment, name: name.clone(), alias: "духовка".into() },
        Audited::AliasRemoved { equipment, name, alias: "духовка".into() },
        Audited::TypesMerged {
            from: equipment,
            into: EquipmentId(2),
            from_name: from.clone(),
            into_name: to.clone(),
        },
        Audited::ReasonsMerged { from: ReasonId(1), into: ReasonId(2), from_name: from, into_name: to },
        Audited::RatesChanged { version: RatesId(1), valid_from: Timestamp::UNIX_EPOCH, changes: rates() },
        Audited::RatesWithdrawn { version: RatesId(1) },
        Audited::TrailExported,
        Audited::ClientExported { client: ClientId(1) },
        Audited::ClientErased { client: ClientId(1), orders: 3 },
        Audited::HandInConfirmed { person, amount },
        Audited::HandInRejected { person },
        Audited::MoneyReceived { person, amount },
        Audited::MoneyPaidOut { person, amount },
        Audited::BalanceAdjusted { person, amount: Kopecks(-amount.0) },
    ];
    all.extend(ClientNote::ALL.map(|what| Audited::ClientChanged { client: ClientId(1), what }));
    all
}

/// Lines as releases before this one wrote them.
fn former(person: PersonId) -> Vec<(&'static str, Option<String>)> {
    let who = Some(format!("{{\"person\":{person}}}"));
    vec![
        ("person_renamed", who.clone()),
        ("role_granted", Some(format!("{{\"person\":{person},\"role\":\"DISPATCHER\"}}"))),
        ("person_deactivated", Some(format!("{{\"person\":{person},\"heir\":null,\"orders\":[1]}}"))),
        ("client:fix-address", Some("{\"client\":1}".to_owned())),
        ("denied:create", None),
        ("denied:assign", None),
        ("of_tomorrow", who),
    ]
}

/// Everything in the trail, newest first, as it is shown in this language.
async fn whole(desk: &TestDesk, reader: (&crate::support::Chat, PersonId), lang: Lang) -> String {
    let filter = AuditFilter::default();
    let mut lines = String::new();
    for skip in (0..1000).step_by(10) {
        let cursor = Some(TrailCursor { at: desk.clock.now().as_millisecond(), skip });
        let screen = Screen::History(HistoryScreen::Audit { filter, since: None, cursor });
        let shown = drawn(desk, (reader.0, Some(reader.1)), lang, &screen).await;
        let page: Vec<&str> = shown.lines().skip(1).take_while(|line| !line.starts_with('[')).collect();
        if page.iter().all(|line| !line.contains(" · ")) {
            break;
        }
        writeln!(lines, "{}", page.join("\n")).unwrap();
    }
    lines
}

scenarios! {
    async fn every_line_of_the_audit_trail(desk: &mut TestDesk) {
        let boris = desk.admin("Борис Админов").await;
        let person = desk.person(&boris).await;
        desk.wait(std::time::Duration::from_secs(60));
        let now = desk.clock.now();
        let tx = desk.store().write().await.unwrap();
        for (action, details) in former(person) {
            let entry = AuditEntry { at: now, person, action: action.into(), order: None, details };
            audit::add(&tx, &entry).await.unwrap();
        }
        for what in everything(person, OrderId(1)) {
            audit::note(&tx, (person, now), &what).await.unwrap();
        }
        for what in Denied::all() {
            assert_eq!(Denied::from_code(what.code()), Some(what), "no two are called the same");
            audit::denied(&tx, (person, now), what).await.unwrap();
        }
        tx.commit().await.unwrap();
        let noted = everything(person, OrderId(1)).iter().map(|what| what.code().to_owned()).collect();
        assert_eq!(names(), noted, "one of everything");
        for lang in Lang::ALL {
            let all = whole(desk, (&boris, person), lang).await;
            let lines = former(person).len() + everything(person, OrderId(1)).len() + Denied::all().count();
            assert_eq!(all.lines().count(), lines, "{all}");
            is_as_before("audit_lines", lang, &all);
        }
    }

    async fn all_screens_of_the_trail_and_the_catalogues(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        let order = desk.order(1).await.order.id;
        let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
        let filter = AuditFilter { person: Some(pyotr), order: Some(order), topic: Topic::Work, period: Period::Week };
        let (one, two) = (EquipmentId(1), EquipmentId(2));
        let mut screens = vec![
            HistoryScreen::Audit { filter: AuditFilter::default(), since: None, cursor: None },
            HistoryScreen::Audit { filter, since: None, cursor: None },
            HistoryScreen::AuditTopics { filter },
            HistoryScreen::AuditPeriods { filter },
            HistoryScreen::AuditPeople { filter, after: None },
            HistoryScreen::Catalogues,
        ];
        screens.extend(CatalogueKind::ALL.map(|kind| HistoryScreen::Catalogue { kind, page: 0 }));
        for entry in [CatalogueEntry::Equipment(one), CatalogueEntry::Reason(ReasonId(1))] {
            screens.extend([false, true].map(|overtaken| HistoryScreen::Entry { entry, overtaken }));
        }
        for (from, into) in [
            (CatalogueEntry::Equipment(one), CatalogueEntry::Equipment(two)),
            (CatalogueEntry::Reason(ReasonId(1)), CatalogueEntry::Reason(ReasonId(2))),
        ] {
            screens.push(HistoryScreen::MergeWith { from, page: 0 });
            screens.push(HistoryScreen::ConfirmMerge { merging: Merging::of(from, into).unwrap() });
        }
        let mut all: Vec<Screen> = screens.into_iter().map(Screen::History).collect();
        let entry = CatalogueEntry::Equipment(one);
        let tasks = CatalogueKind::ALL.map(NameTask::Add).into_iter();
        for task in tasks.chain([NameTask::Rename(entry), NameTask::Translate(entry), NameTask::Alias(one)]) {
            let form = Dialogue::CatalogueName(CatalogueName::new(task, "Стиральные машины".to_owned()));
            all.push(Screen::Question { draft: Box::new(Draft::new(DraftId(1), form)), problem: None });
        }
        for lang in Lang::ALL {
            let mut out = String::new();
            for screen in &all {
                let shown = drawn(desk, (&cast.boris, Some(boris)), lang, screen).await;
                let name = match screen {
                    Screen::History(screen) => format!("{screen:?}").split(' ').next().unwrap().to_owned(),
                    _ => "Question".to_owned(),
                };
                write!(out, "=== {name}\n{shown}\n").unwrap();
            }
            is_as_before("history_screens", lang, &out);
        }
    }

    async fn every_picker_of_the_reports(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let anna = desk.person(&cast.anna).await;
        let mut all = vec![
            Screen::Reports(ReportsScreen::Kinds),
            Screen::Reports(ReportsScreen::Masters { page: 0 }),
            Screen::Reports(ReportsScreen::Masters { page: u32::MAX }),
        ];
        all.extend(report::Topic::ALL.map(|topic| Screen::Reports(ReportsScreen::Periods { topic })));
        all.extend(report::Topic::ALL.map(|topic| {
            let form = Dialogue::ListDays(ListDays::new(DaysOf::Report(topic)));
            Screen::Question { draft: Box::new(Draft::new(DraftId(1), form)), problem: None }
        }));
        for lang in Lang::ALL {
            let mut out = String::new();
            for screen in &all {
                let shown = drawn(desk, (&cast.anna, Some(anna)), lang, screen).await;
                write!(out, "===\n{shown}\n").unwrap();
            }
            is_as_before("reports_screens", lang, &out);
        }
    }

    async fn every_reason_of_a_backup_that_failed(desk: &mut TestDesk) {
        let boris = desk.admin("Борис Админов").await;
        let reader = (&boris, Some(desk.person(&boris).await));
        for lang in Lang::ALL {
            let mut said = BTreeSet::new();
            for why in BackupFailure::ALL {
                said.insert(drawn(desk, reader, lang, &Screen::Backup(BackupScreen::Failed { why })).await);
            }
            assert_eq!(said.len(), BackupFailure::ALL.len(), "{said:?}");
            let made = BackupScreen::Made {
                name: "repairbot.db".into(),
                bytes: 12_345_678,
                orders: Some(1),
                deviations: 0,
                sealed: false,
                unsent: false,
            };
            let size = if lang == Lang::Ru { "(12,4 МБ)" } else { "(12.4 MB)" };
            let shown = drawn(desk, reader, lang, &Screen::Backup(made)).await;
            assert!(shown.contains(size), "{shown}");
        }
    }
}

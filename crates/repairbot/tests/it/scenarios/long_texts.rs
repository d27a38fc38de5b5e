//! However much people write, every screen fits one message of Telegram: 4096 UTF-16 units without its markup.

use rand::RngExt as _;
use repairbot::{
    reports::{Maker, Reader, Setting},
    store::{
        clients::{self, NewAddress, NewPhone},
        comments::{self, NewComment},
        people,
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    audit::AuditFilter,
    callback::UserList,
    ids::{AddressId, ClientPhoneId, CommentId, OrderId, OrderVersion, PersonId, RatesId, ReasonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{
        Closing, Command, Correction, Details, Notice, NoticeKind, Reason, Recipient, RefusalAnswers, Status,
        Visit,
    },
    phone::Phone,
    pii::{Address, FreeText, PersonName, normalize_address},
    report::{Period, Report},
    screen::{
        BackupScreen, ChangesScreen, ClientScreen, HistoryScreen, LedgerScreen, PeopleScreen, RatesScreen,
        ReportsScreen, Screen, SettingsScreen,
    },
    settings::{Group, Setting as Kind, Template, Value},
};

use super::{
    ledger_screens::movements,
    schedule_orders::becomes,
    screens::{asked, rendered},
};
use crate::support::{Call, Cast, Chat, TestDesk, rounds, scenarios};

/// What fields are filled with: an emoji is two units, a family many, and the signs of markup grow when escaped.
const INK: [&str; 5] = ["🛠", "👨‍👩‍👧‍👦", "<&>", "я", "5 🧺\n"];

/// So many characters, as the rules of a field count them.
type Fill<'a> = dyn Fn(usize) -> String + Sync + 'a;

/// The length of a message as Telegram counts it, written independently of the program.
fn units(html: &str) -> usize {
    let mut text = html.to_owned();
    while let Some(start) = text.find('<') {
        let end = start + text[start..].find('>').expect("a whole tag");
        text.replace_range(start..=end, "");
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    text.encode_utf16().count()
}

async fn text(desk: &mut TestDesk, body: String) -> TextId {
    let id = TextId(900_000 + desk.next_id());
    let tx = desk.store().write().await.unwrap();
    let body = FreeText::from_stored(body);
    let new = NewText { id, kind: TextKind::Notes, body, created_at: desk.clock.now() };
    texts::insert(&tx, &[new]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Everybody gets a name of the greatest length.
async fn rename(desk: &TestDesk, cast: &Cast, fill: &Fill<'_>) {
    let tx = desk.store().write().await.unwrap();
    for chat in [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera] {
        let person =
            people::by_telegram(&tx, repairbot_core::ids::TelegramId(chat.user.0)).await.unwrap().unwrap();
        people::rename(&tx, person.id, &PersonName::from_stored(fill(200))).await.unwrap();
        people::set_specialization(&tx, person.id, Some(&fill(500))).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// All that is kept about the client.
async fn keep(desk: &TestDesk, order: OrderId, fill: &Fill<'_>) {
    let tx = desk.store().write().await.unwrap();
    let client = repairbot::store::orders::view(&tx, order).await.unwrap().unwrap().order.client;
    for number in 0..12 {
        let id = order.0 * 100 + number;
        let raw = Address::from_stored(fill(500));
        let normalized = normalize_address(raw.reveal());
        clients::insert_address(&tx, &NewAddress { id: AddressId(id), client, raw, normalized })
            .await
            .unwrap();
        let phone = Phone::from_e164(&format!("+7912{:07}", id % 10_000_000)).unwrap();
        let new = NewPhone { id: ClientPhoneId(id), client, raw: "8".into(), phone };
        clients::add_phone(&tx, &new).await.unwrap();
    }
    clients::set_notes(&tx, client, Some(&FreeText::from_stored(fill(1000)))).await.unwrap();
    clients::set_blacklisted(&tx, client, Some(&FreeText::from_stored(fill(500)))).await.unwrap();
    tx.commit().await.unwrap();
}

/// An order in which every field is as long as it may be, refused after a long repair.
async fn order(desk: &mut TestDesk, cast: &Cast, fill: &Fill<'_>) -> (i64, OrderId) {
    let (name, address, problem) = (fill(200), fill(500), fill(500));
    let call = Call { name: &name, phone: "+79123456789", address: &address, problem: &problem };
    let number = desk.new_order_of(&cast.anna, &call).await;
    let order = desk.order(number).await.order;
    let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
    keep(desk, order.id, fill).await;
    let (notes, note) = (text(desk, fill(1000)).await, text(desk, fill(150)).await);
    let (parts, reason, other) =
        (text(desk, fill(1000)).await, text(desk, fill(500)).await, text(desk, fill(150)).await);
    let visit = |note| Visit { from: None, to: None, note: Some(note) };
    let edited = Details { notes: Some(notes), problem: reason, visit: Some(visit(note)), ..order.details() };
    let mut life = vec![
        Command::Edit { to: edited },
        Command::Assign { master: pyotr },
        Command::Reschedule { to: visit(other), reason: Some(reason) },
    ];
    for _ in 0..3 {
        life.push(comment(desk, order.id, boris, fill(1000)).await);
    }
    life.extend([
        Command::Accept,
        Command::StartLongRepair {
            promised_on: jiff::civil::date(2026, 12, 25),
            parts: Some(parts),
            prepayment: Kopecks(999_999_999),
        },
    ]);
    for command in life {
        desk.command(order.id, &command, boris).await.unwrap();
    }
    (number, order.id)
}

async fn comment(desk: &mut TestDesk, order: OrderId, person: PersonId, words: String) -> Command {
    let words = text(desk, words).await;
    let id = CommentId(desk.next_id());
    let tx = desk.store().write().await.unwrap();
    let at = desk.clock.now();
    comments::insert(&tx, &NewComment { id, order, person, text: words, at }).await.unwrap();
    tx.commit().await.unwrap();
    Command::Comment { comment: id, text: words }
}

/// What is said about the order, and about its people.
async fn screens(desk: &TestDesk, number: i64, by: PersonId) -> Vec<Screen> {
    let now = desk.order(number).await.order;
    let order = now.id;
    let client = now.client;
    let mut screens = vec![
        Screen::Card { order },
        Screen::Welcome,
        Screen::PickMaster { order, version: now.version, page: 0 },
        Screen::Client(ClientScreen::Card { client, saved: None }),
        Screen::Client(ClientScreen::Orders { client, before: None }),
        Screen::Changes(ChangesScreen::Deleted { before: None }),
        Screen::People(PeopleScreen::Users { list: UserList::Staff, page: 0 }),
        Screen::People(PeopleScreen::User { person: by }),
        Screen::People(PeopleScreen::Masters { active: true, page: 0 }),
        Screen::Master { master: by },
        Screen::History(HistoryScreen::Timeline { order, upto: None }),
        Screen::History(HistoryScreen::Audit { filter: AuditFilter::default(), since: None, cursor: None }),
    ];
    for version in 1..=now.version.0 {
        let version = OrderVersion(version);
        screens.push(Screen::History(HistoryScreen::Timeline { order, upto: Some(version) }));
        screens.push(Screen::History(HistoryScreen::AsItWas { order, version }));
    }
    let (to, version) = (Recipient::Creator, OrderVersion(2));
    let notice = |kind, version| Screen::Notice(Notice { to, kind, order, by, version });
    screens.push(notice(NoticeKind::Edited, version));
    screens.push(notice(NoticeKind::Rescheduled, OrderVersion(4)));
    screens.push(notice(NoticeKind::Commented { text: now.notes.unwrap() }, version));
    screens.extend(
        [NoticeKind::Created, NoticeKind::Refused, NoticeKind::LongRepair].map(|kind| notice(kind, version)),
    );
    screens
}

/// A closed order whose figures were corrected, and what is said about money, rates, reports and settings.
async fn money(desk: &mut TestDesk, cast: &Cast, fill: &Fill<'_>) -> Vec<Screen> {
    let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
    let (order, version) = corrected(desk, cast, fill).await;
    for setting in Kind::all().filter(|setting| matches!(setting, Kind::Template(_))) {
        desk.set(setting, Value::Text(fill(300))).await;
    }
    // Of a name it becomes longer than any rule allows.
    desk.set(Template::MasterMonthly, Value::Text("{master}".repeat(37))).await;
    let kind = NoticeKind::Corrected;
    let told = Notice { to: Recipient::Creator, kind, order, by: boris, version };
    let mut screens = vec![
        Screen::Card { order },
        Screen::Notice(told),
        Screen::Notice(Notice { kind: NoticeKind::Closed, ..told }),
        Screen::History(HistoryScreen::Timeline { order, upto: None }),
        Screen::History(HistoryScreen::AsItWas { order, version }),
        Screen::Rates(RatesScreen::Explained { order }),
    ];
    let (rates, by) = (RatesId::DEFAULT, boris);
    screens.extend(
        [
            RatesScreen::Now,
            RatesScreen::Versions { before: None },
            RatesScreen::Version { version: rates },
            RatesScreen::Entered { version: rates, by },
            RatesScreen::Withdrawn { version: rates, by },
            RatesScreen::Planned { version: rates },
        ]
        .map(Screen::Rates),
    );
    let moved = movements(desk, (pyotr, boris), fill(500)).await;
    let books = [
        LedgerScreen::Own,
        LedgerScreen::Debts { page: 0 },
        LedgerScreen::Book { master: pyotr, before: None },
        LedgerScreen::LeftWithBalance { master: pyotr },
    ];
    screens.extend(books.into_iter().chain(moved).map(Screen::Ledger));
    let pickers = [ReportsScreen::Kinds, ReportsScreen::Masters { page: 0 }];
    screens.extend(pickers.map(Screen::Reports));
    reports_fit(desk, pyotr).await;
    let made = BackupScreen::Made {
        name: "repairbot-20261120T000000Z.db".to_owned(),
        bytes: 1,
        orders: Some(1),
        deviations: 2,
        sealed: true,
        unsent: true,
    };
    screens.push(Screen::Backup(made));
    screens.push(Screen::Settings(SettingsScreen::Groups));
    let group = |group| Screen::Settings(SettingsScreen::Group { group, overtaken: true });
    screens.extend(Group::ALL.map(group));
    let one = |setting| Screen::Settings(SettingsScreen::One { setting, overtaken: true });
    screens.extend(Group::Texts.settings().iter().copied().map(one));
    screens
}

/// Pyotr's order, closed and corrected with many words; its last version.
async fn corrected(desk: &mut TestDesk, cast: &Cast, fill: &Fill<'_>) -> (OrderId, OrderVersion) {
    let (boris, master) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
    let (name, address, problem) = (fill(200), fill(500), fill(500));
    let call = Call { name: &name, phone: "+79123456780", address: &address, problem: &problem };
    let number = desk.new_order_of(&cast.anna, &call).await;
    let order = desk.order(number).await.order.id;
    let closing = Closing {
        total: Kopecks(999_999_999),
        materials: Kopecks(123_456_789),
        payment: PaymentMethod::Cash,
        review: true,
        out_of_city: true,
        senior: true,
    };
    let to = Correction {
        total: Kopecks(888_888_888),
        materials: Kopecks(99_999_999),
        payment: PaymentMethod::Transfer,
        review: false,
        out_of_city: false,
    };
    let reason = text(desk, fill(500)).await;
    for command in [
        Command::Assign { master },
        Command::Accept,
        Command::ArriveOnSite,
        Command::Close(closing),
        Command::Correct { to, reason },
    ] {
        desk.command(order, &command, boris).await.unwrap();
    }
    (order, desk.order(number).await.order.version)
}

/// Reports are made on their way, not with the other screens; their texts have to fit, too.
async fn reports_fit(desk: &TestDesk, master: PersonId) {
    let period = Period::month(jiff::civil::date(2026, 11, 1));
    let office = [
        Report::Active,
        Report::Summary { period },
        Report::Master { master, period: None },
        Report::Team { period },
        Report::Debts,
        Report::Equipment { period },
        Report::Refusals { period },
    ];
    let own = [None, Some(period)].map(|period| (Report::Own { period }, Reader::Master(master)));
    let all = office.map(|report| (report, Reader::Office)).into_iter().chain(own);
    for ((report, reader), lang) in all.flat_map(|one| Lang::ALL.map(|lang| (one, lang))) {
        let tx = desk.store().read_moment().await.unwrap();
        let setting = Setting { reader, lang, zone: jiff::tz::TimeZone::UTC, now: desk.clock.now() };
        let mut maker = Maker::new(&tx, setting, &|| true).await.unwrap();
        let text = maker.text(report).await.unwrap();
        assert!(units(&text) <= 4096, "{} units: {report:?}", units(&text));
        let file = tempfile::NamedTempFile::new().unwrap();
        let caption = maker.file(report, file.path()).await.unwrap().unwrap().caption;
        assert!(units(&caption) <= 1024, "{} units below a file: {report:?}", units(&caption));
    }
}

/// Draws each screen for everybody; says how many of them had to be cut.
async fn draw(desk: &TestDesk, cast: &Cast, screens: &[Screen]) -> usize {
    let mut cut = 0;
    for (chat, person) in readers(desk, cast).await {
        for (lang, screen) in
            Lang::ALL.into_iter().flat_map(|lang| screens.iter().map(move |screen| (lang, screen)))
        {
            let shown = rendered(desk, (chat, person), lang, screen).await.text;
            assert!(!shown.is_empty(), "{screen:?} for {}", chat.name);
            assert!(units(&shown) <= 4096, "{} units: {screen:?} for {}", units(&shown), chat.name);
            cut += usize::from(shown.contains('…'));
        }
    }
    cut
}

async fn readers<'a>(desk: &TestDesk, cast: &'a Cast) -> [(&'a Chat, Option<PersonId>); 4] {
    [
        (&cast.boris, Some(desk.person(&cast.boris).await)),
        (&cast.anna, Some(desk.person(&cast.anna).await)),
        (&cast.pyotr, Some(desk.person(&cast.pyotr).await)),
        (&cast.work, None),
    ]
}

/// One life of an order with these words; the whole of it, and what is asked when it is edited.
async fn lives(desk: &mut TestDesk, fill: &Fill<'_>) -> usize {
    let cast = desk.cast().await;
    let (number, order) = order(desk, &cast, fill).await;
    rename(desk, &cast, fill).await;
    let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
    let mut cut = draw(desk, &cast, &screens(desk, number, pyotr).await).await;
    let reason = text(desk, fill(500)).await;
    let reason = Reason { picked: Some(ReasonId(5)), text: Some(reason) };
    // The form of an edit, with everything answered anew.
    cast.anna.says(desk, &format!("/order {number}")).await;
    cast.anna.taps(desk, "✏️ Изменить").await;
    for (field, most) in [("✏️ Проблема", 500), ("✏️ Примечание", 1000), ("✏️ Адрес", 495), ("✏️ Имя", 199)]
    {
        cast.anna.taps(desk, field).await;
        let words = format!("я5{}", fill(most - 2));
        cast.anna.says(desk, &words).await;
    }
    let anna = desk.person(&cast.anna).await;
    let form = asked(desk, anna).await;
    let shown = rendered(desk, (&cast.anna, Some(anna)), Lang::Ru, &form).await.text;
    assert!(units(&shown) <= 4096, "{}", units(&shown));
    cut += usize::from(shown.contains('…'));
    cast.anna.says(desk, "/cancel").await;
    let refusal = RefusalAnswers { reason, fee: Kopecks(0), refund_prepayment: Some(true) };
    desk.command(order, &Command::Refuse(refusal), boris).await.unwrap();
    cut += draw(desk, &cast, &[Screen::Card { order }]).await;
    let money = money(desk, &cast, fill).await;
    cut += draw(desk, &cast, &money).await;
    let delete = Command::Delete { reason: text(desk, fill(500)).await };
    desk.command(order, &delete, boris).await.unwrap();
    cut + draw(desk, &cast, &[Screen::Card { order }]).await
}

scenarios! {
    async fn every_screen_fits_with_every_field_full_of_emoji(desk: &mut TestDesk) {
        let cut = lives(desk, &|most| INK[0].repeat(most)).await;
        assert!(cut > 20, "what does not fit is cut, and one sees it: {cut}");
    }

    async fn reminders_and_the_summary_fit(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let fill = |most: usize| INK[0].repeat(most);
        desk.order_in(Status::Closed, &cast).await;
        let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
        let (name, address, problem) = (fill(200), fill(500), fill(500));
        let call = Call { name: &name, phone: "+79123456789", address: &address, problem: &problem };
        for nth in 0..32 {
            let number = desk.new_order_of(&cast.anna, &call).await;
            if nth % 2 == 0 {
                let order = desk.order(number).await.order.id;
                desk.command(order, &Command::Assign { master: pyotr }, boris).await.unwrap();
            }
        }
        rename(desk, &cast, &fill).await;
        for template in [Template::Unaccepted, Template::Unassigned, Template::Sla, Template::DailySummary] {
            desk.set(template, Value::Text(fill(300))).await;
        }
        becomes(desk, "2026-11-20T14:00:00Z").await;
        let told = cast.boris.message_with(desk, "🆕 Нет мастера");
        assert!(told.text.contains("⏰ Мастер ещё не ответил") && told.text.contains("⚠️ Дольше положенного"));
        assert!(told.text.contains("… и другие") && told.text.contains("🛠…"), "{}", told.text);
        // A name as long as no rule allows, for there are no fifty masters here.
        let tx = desk.store().write().await.unwrap();
        people::rename(&tx, pyotr, &PersonName::from_stored(fill(5_000))).await.unwrap();
        tx.commit().await.unwrap();
        becomes(desk, "2026-11-20T18:30:00Z").await;
        let summed = cast.anna.message_with(desk, "🆕 Новых: ").text;
        assert!(summed.contains("🛠…: завершено 1"), "{summed}");
        for text in [told.text, summed] {
            assert!(text.encode_utf16().count() <= 4096, "{text}");
        }
    }

    async fn every_screen_fits_whatever_is_written(desk: &mut TestDesk) {
        for mut round in rounds(1) {
            let inks: Vec<usize> = (0..1000).map(|_| round.dice.random_range(0..INK.len())).collect();
            let fill = |most: usize| -> String {
                let text: String = inks.iter().map(|ink| INK[*ink]).collect();
                text.chars().cycle().take(most).collect()
            };
            lives(desk, &fill).await;
        }
    }
}

//! The screens about clients and what is attached, in both languages, as an admin, a dispatcher and a master get them.

use std::fmt::Write as _;

use repairbot::{
    store::{
        attachments::{self, Content, NewAttachment},
        clients::{self, NewAddress, NewPhone},
    },
    texts::Lang,
};
use repairbot_core::{
    attachment::AttachmentKind,
    client::Channel,
    dialogue::{Attach, ClientChange, Dialogue, Draft, EditClient, Remark, RemarkPurpose},
    ids::{AddressId, AttachmentId, ClientId, ClientPhoneId, DraftId, OrderId},
    order::Status,
    phone::Phone,
    pii::{Address, FreeText, normalize_address},
    screen::{Attached, ClientScreen, Screen},
};

use super::{
    clients_calls::close,
    screens::{asked, drawn, is_as_before},
};
use crate::support::{Cast, TestDesk, scenarios};

/// Everything that can be kept about the client of order 1, and two attachments of the order.
async fn furnished(desk: &TestDesk, cast: &Cast, addresses: i64) {
    let order = desk.order(1).await.order;
    let person = desk.person(&cast.pyotr).await;
    let (client, now) = (order.client, desk.clock.now());
    let tx = desk.store().write().await.unwrap();
    let phone = Phone::from_e164("+79120001122").unwrap();
    let phone = NewPhone { id: ClientPhoneId(901), client, raw: "8 912 000-11-22".into(), phone };
    clients::add_phone(&tx, &phone).await.unwrap();
    for number in 1..=addresses {
        let raw = Address::from_stored(format!("пр. Мира & Труда, {number}"));
        let normalized = normalize_address(raw.reveal());
        let address = NewAddress { id: AddressId(900 + number), client, raw, normalized };
        clients::insert_address(&tx, &address).await.unwrap();
    }
    let words = |text: &str| FreeText::from_stored(text.to_owned());
    clients::set_notes(&tx, client, Some(&words("Звонить <после> 18"))).await.unwrap();
    clients::set_blacklisted(&tx, client, Some(&words("Не платит & ругается"))).await.unwrap();
    clients::set_consent(&tx, client, Some(now)).await.unwrap();
    clients::set_channel(&tx, client, Channel::ALL[0]).await.unwrap();
    for (id, content) in [(1, Content::File("file".into())), (2, Content::Place(55.75, 37.62))] {
        let place = matches!(content, Content::Place(..));
        let new = NewAttachment {
            id: AttachmentId(id),
            order: order.id,
            person,
            kind: if place { AttachmentKind::Location } else { AttachmentKind::Photo },
            content,
            unique: format!("u{id}"),
            caption: None,
            at: now,
        };
        assert!(attachments::insert(&tx, &new).await.unwrap());
    }
    tx.commit().await.unwrap();
}

fn question(dialogue: Dialogue) -> Screen {
    Screen::Question { draft: Box::new(Draft::new(DraftId(1), dialogue)), problem: None }
}

/// All screens with their names.
fn screens(order: OrderId, [client, poor, done]: [ClientId; 3]) -> Vec<(String, Screen)> {
    let card = |client, saved| ClientScreen::Card { client, saved };
    let mut screens = vec![
        ("card".to_owned(), card(client, None)),
        ("card of one nothing is known of".to_owned(), card(poor, None)),
        ("not found".to_owned(), ClientScreen::NotFound),
        ("erase".to_owned(), ClientScreen::Erase { client: done }),
        ("erase, but an order is open".to_owned(), ClientScreen::Erase { client }),
        ("draft erased".to_owned(), ClientScreen::DraftErased),
        ("orders".to_owned(), ClientScreen::Orders { client, before: None }),
        ("same order".to_owned(), ClientScreen::SameOrder { order }),
        ("attaching done".to_owned(), ClientScreen::AttachingDone { order }),
        ("attach hint".to_owned(), ClientScreen::AttachHint),
        ("files".to_owned(), ClientScreen::Files { order, before: None }),
        ("earlier files".to_owned(), ClientScreen::Files { order, before: Some(AttachmentId(1)) }),
        ("file gone".to_owned(), ClientScreen::FileGone { order }),
    ];
    for change in ClientChange::ALL {
        screens.push((format!("saved {}", change.code()), card(client, Some(change))));
    }
    for outcome in [Attached::Added, Attached::Known, Attached::TooMany, Attached::TooLarge] {
        for draft in [None, Some(DraftId(1))] {
            let name = format!("{outcome:?}{}", if draft.is_some() { " in the dialogue" } else { "" });
            screens.push((name, ClientScreen::Attached { order, outcome, draft }));
        }
    }
    let mut all: Vec<_> = screens.into_iter().map(|(name, screen)| (name, Screen::Client(screen))).collect();
    let addresses =
        (1..=2).map(|number| (AddressId(number), Address::from_stored(format!("Мира, {number}"))));
    let addresses: Vec<_> = addresses.collect();
    for change in ClientChange::ALL {
        let form = EditClient::new(client, change, addresses.clone());
        all.push((format!("asks {}", change.code()), question(Dialogue::EditClient(form))));
    }
    all.push(("asks files".to_owned(), question(Dialogue::Attach(Attach::new(order)))));
    let comment = Remark::new(order, RemarkPurpose::Comment);
    all.push(("asks comment".to_owned(), question(Dialogue::Remark(comment))));
    all
}

scenarios! {
    async fn all_screens_about_clients(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        desk.new_order(&cast.anna).await;
        furnished(desk, &cast, 11).await;
        desk.new_order(&cast.anna).await;
        close(desk, &cast, 3).await;
        let (one, two, three) = (desk.order(1).await.order, desk.order(2).await.order, desk.order(3).await.order);
        let all = screens(one.id, [one.client, two.client, three.client]);
        for lang in Lang::ALL {
            for (who, chat) in [("admin", &cast.boris), ("dispatcher", &cast.anna), ("master", &cast.pyotr)] {
                let person = desk.person(chat).await;
                let mut out = String::new();
                for (name, screen) in &all {
                    let shown = drawn(desk, (chat, Some(person)), lang, screen).await;
                    write!(out, "=== {name}\n{shown}\n").unwrap();
                }
                is_as_before(&format!("clients_{who}"), lang, &out);
            }
        }
    }

    async fn all_questions_of_a_call_of_a_known_client(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        furnished(desk, &cast, 2).await;
        let anna = desk.person(&cast.anna).await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Нет звука").await;
        cast.anna.says(desk, "8 912 345 67 89").await;
        let mut out = [String::new(), String::new()];
        for answer in ["✅ Да, использовать", "🆕 Новая заявка", "Ленина", "⏭️ Пропустить", "⏭️ Пропустить", ""] {
            let screen = asked(desk, anna).await;
            for (lang, out) in Lang::ALL.into_iter().zip(&mut out) {
                let shown = drawn(desk, (&cast.anna, Some(anna)), lang, &screen).await;
                write!(out, "=== before «{answer}»\n{shown}\n").unwrap();
            }
            if !answer.is_empty() {
                cast.anna.taps_like(desk, answer).await;
            }
        }
        for (lang, out) in Lang::ALL.into_iter().zip(&out) {
            is_as_before("questions_known_client", lang, out);
        }
    }
}

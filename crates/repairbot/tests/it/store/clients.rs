//! Clients, what is attached to their orders, and texts.

use jiff::SignedDuration;
use repairbot::store::{
    attachments::{self, Content, NewAttachment},
    clients::{self, ClientSums, NewAddress, NewClient, NewPhone},
    copies::{self, Copied},
    orders, texts,
};
use repairbot_core::{
    attachment::AttachmentKind,
    client::Channel,
    ids::{AddressId, AttachmentId, ClientId, ClientPhoneId, OrderId, OrderNumber, TextId},
    money::Kopecks,
    order::{Command, Event, Reason, RefusalAnswers, Status},
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};

use super::support::{CLIENT, Db, IVAN, at, closing, on_every_database, photo};

on_every_database! {
    async fn a_caller_is_known_by_his_phone(db: Db) {
        let company = db.company().await;
        let (refused, _) = company.create(1).await;
        company.create(2).await;
        company.create(3).await;
        let reason = Reason { picked: None, text: Some(TextId(502)) };
        let refuse = RefusalAnswers { reason, fee: Kopecks::ZERO, refund_prepayment: None };
        company.command(&refused, &Command::Refuse(refuse), 5).await;
        let tx = company.store.write().await.unwrap();
        let second = NewAddress {
            id: AddressId(402),
            client: CLIENT,
            raw: Address::parse("Mira 7").unwrap(),
            normalized: "mira 7".into(),
        };
        clients::insert_address(&tx, &second).await.unwrap();
        let third = NewAddress { id: AddressId(403), ..second };
        clients::insert_address(&tx, &third).await.unwrap();
        let (mut order, mut recorded) = company.new_order(4);
        order.address = AddressId(402);
        if let Event::Created(new) = &mut recorded.event {
            new.address = AddressId(402);
        }
        orders::insert(&tx, &order, &recorded, "public-4").await.unwrap();
        let phone = Phone::from_e164("+79123456789").unwrap();
        let known = clients::by_phone(&tx, &phone).await.unwrap();
        let [known] = &known[..] else { panic!("{known:?}") };
        assert_eq!((known.client, known.phone, known.name.reveal()), (CLIENT, ClientPhoneId(301), "Olga"));
        assert_eq!(known.addresses.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [402, 401, 403]);
        assert_eq!(known.open_orders, [4, 3, 2].map(OrderNumber));
        let statuses: Vec<_> = known.orders.iter().map(|order| (order.number.0, order.status)).collect();
        assert_eq!(statuses, [(4, Status::New), (3, Status::New), (2, Status::New), (1, Status::Refused)]);
        assert_eq!(clients::by_phone(&tx, &Phone::from_e164("+79120000000").unwrap()).await.unwrap(), []);
        let (same, number) = clients::known(&tx, CLIENT).await.unwrap().unwrap();
        assert_eq!((&same, number), (known, phone));
    }

    async fn clients_who_share_a_phone_come_all_the_later_one_first(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let tx = company.store.write().await.unwrap();
        let phone = Phone::from_e164("+79123456789").unwrap();
        for id in 202..=206 {
            let name = PersonName::parse("Pavel").unwrap();
            clients::insert_client(&tx, &NewClient { id: ClientId(id), name, created_at: at(1) }).await.unwrap();
            let (client, raw) = (ClientId(id), "8912".into());
            let row = NewPhone { id: ClientPhoneId(id + 100), client, raw, phone: phone.clone() };
            clients::insert_phone(&tx, &row).await.unwrap();
        }
        let found = async || {
            let found = clients::by_phone(&tx, &phone).await.unwrap();
            found.iter().map(|known| (known.client.0, known.orders.len())).collect::<Vec<_>>()
        };
        assert_eq!(found().await, [(206, 0), (205, 0), (204, 0), (203, 0), (202, 0)], "five are enough to choose from");
        assert_eq!(clients::drop_phone_of_others(&tx, (CLIENT, &phone), at(2)).await.unwrap(), 5);
        assert_eq!(found().await, [(CLIENT.0, 1)]);
        assert_eq!(clients::known(&tx, ClientId(202)).await.unwrap(), None, "nobody can be called without a phone");
    }

    async fn what_was_used_last_comes_first_and_what_is_dropped_does_not_come(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let tx = company.store.write().await.unwrap();
        let phone = Phone::from_e164("+79120000000").unwrap();
        let second = NewPhone { id: ClientPhoneId(302), client: CLIENT, raw: "8912".into(), phone };
        clients::insert_phone(&tx, &second).await.unwrap();
        let raw = Address::parse("Mira 7").unwrap();
        let address = NewAddress { id: AddressId(402), client: CLIENT, raw, normalized: "mira 7".into() };
        clients::insert_address(&tx, &address).await.unwrap();
        let view = clients::view(&tx, CLIENT).await.unwrap().unwrap();
        assert_eq!(view.phones.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [301, 302]);
        assert_eq!(view.addresses.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [401, 402]);
        assert!(!clients::drop_address(&tx, (ClientId(9), AddressId(401)), at(1)).await.unwrap(), "not his");
        assert!(clients::drop_address(&tx, (CLIENT, AddressId(401)), at(1)).await.unwrap());
        assert!(!clients::drop_address(&tx, (CLIENT, AddressId(401)), at(1)).await.unwrap(), "dropped already");
        let view = clients::view(&tx, CLIENT).await.unwrap().unwrap();
        assert_eq!(view.addresses.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [402]);
        let order = orders::view(&tx, OrderId(1)).await.unwrap().unwrap();
        assert_eq!(order.address.reveal(), "Lenina 5", "an order keeps its address");
    }

    async fn everything_about_a_client_is_kept_and_taken_back(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        let (notes, reason) = (FreeText::notes("A dog").unwrap(), FreeText::reason("Does not pay").unwrap());
        let name = PersonName::parse("Olga Smirnova").unwrap();
        assert!(clients::set_name(&tx, CLIENT, &name).await.unwrap());
        assert!(clients::set_notes(&tx, CLIENT, Some(&notes)).await.unwrap());
        assert!(clients::set_channel(&tx, CLIENT, Channel::Telegram).await.unwrap());
        assert!(clients::set_consent(&tx, CLIENT, Some(at(5))).await.unwrap());
        assert!(clients::set_blacklisted(&tx, CLIENT, Some(&reason)).await.unwrap());
        let view = clients::view(&tx, CLIENT).await.unwrap().unwrap();
        assert_eq!((view.name, view.notes, view.channel), (name, Some(notes), Some(Channel::Telegram)));
        assert_eq!((view.consent_at, view.blacklisted), (Some(at(5)), Some(reason)));
        assert!(clients::set_notes(&tx, CLIENT, None).await.unwrap());
        assert!(clients::set_consent(&tx, CLIENT, None).await.unwrap());
        assert!(clients::set_blacklisted(&tx, CLIENT, None).await.unwrap());
        let view = clients::view(&tx, CLIENT).await.unwrap().unwrap();
        assert_eq!((view.notes, view.consent_at, view.blacklisted), (None, None, None));
        assert!(!clients::set_notes(&tx, ClientId(9), None).await.unwrap(), "nobody");
        assert_eq!(clients::view(&tx, ClientId(9)).await.unwrap(), None);
    }

    async fn what_a_client_has_brought(db: Db) {
        let company = db.company().await;
        assert_eq!(clients::sums(&company.store.read().await.unwrap(), CLIENT).await.unwrap(), ClientSums::default());
        let (refused, _) = company.create(1).await;
        let reason = Reason { picked: None, text: Some(TextId(502)) };
        let refuse = RefusalAnswers { reason, fee: Kopecks::ZERO, refund_prepayment: None };
        company.command(&refused, &Command::Refuse(refuse), 5).await;
        for id in 2..=3 {
            let (order, _) = company.create(id).await;
            let order = company.command(&order, &Command::Assign { master: IVAN }, 6).await;
            let order = company.command(&order, &Command::Accept, 7).await;
            let order = company.command(&order, &Command::ArriveOnSite, 8).await;
            let closed = company.command(&order, &Command::Close(closing(500_000)), 9).await;
            assert_eq!(closed.warranty_until, Some(at(9).checked_add(SignedDuration::from_hours(720)).unwrap()));
        }
        let (order, _) = company.create(4).await;
        company.command(&order, &Command::Delete { reason: TextId(502) }, 10).await;
        let tx = company.store.read().await.unwrap();
        let sums = ClientSums { orders: 3, closed: 2, refused: 1, paid: Kopecks(1_000_000) };
        assert_eq!(clients::sums(&tx, CLIENT).await.unwrap(), sums);
        let page = async |before, limit| {
            let page = clients::orders_of(&tx, CLIENT, (before, limit)).await.unwrap();
            page.iter().map(|order| (order.number.0, order.total.map(|total| total.0))).collect::<Vec<_>>()
        };
        assert_eq!(page(None, 2).await, [(3, Some(500_000)), (2, Some(500_000))]);
        assert_eq!(page(Some(OrderNumber(2)), 2).await, [(1, None)]);
        assert!(orders::verify(&tx).await.unwrap().is_empty(), "the warranty is part of the fold");
    }

    async fn what_is_to_be_copied_is_told_once(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        company.attach(1).await;
        let due = async || {
            let tx = company.store.read().await.unwrap();
            let due = copies::due(&tx, AttachmentId(0), 9).await.unwrap();
            due.into_iter().map(|due| (due.id.0, due.order.0, due.path)).collect::<Vec<_>>()
        };
        assert_eq!(due().await, [(601, 1, None)], "a place has no file");
        let tx = company.store.write().await.unwrap();
        assert!(copies::begin(&tx, AttachmentId(601), "1/a.jpg").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(due().await, [(601, 1, Some("1/a.jpg".to_owned()))], "begun is not done");
        let tx = company.store.write().await.unwrap();
        assert_eq!(copies::of(&tx, OrderId(1), AttachmentId(601)).await.unwrap(), None);
        assert!(copies::settle(&tx, AttachmentId(601), Copied::Kept).await.unwrap());
        assert!(!copies::begin(&tx, AttachmentId(601), "1/b.jpg").await.unwrap(), "it is there");
        assert_eq!(copies::of(&tx, OrderId(1), AttachmentId(601)).await.unwrap().as_deref(), Some("1/a.jpg"));
        assert_eq!(copies::of(&tx, OrderId(2), AttachmentId(601)).await.unwrap(), None, "another order's");
        tx.commit().await.unwrap();
        assert_eq!(due().await, []);
    }

    async fn an_attachment_is_kept_once_per_order(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        company.create(2).await;
        company.attach(1).await;
        let tx = company.store.write().await.unwrap();
        let again = NewAttachment { id: AttachmentId(603), ..photo(601, 1) };
        assert!(!attachments::insert(&tx, &again).await.unwrap(), "the same file under another id");
        assert!(attachments::insert(&tx, &NewAttachment { order: OrderId(2), ..again }).await.unwrap());
        assert!(attachments::has(&tx, OrderId(1), "unique-601").await.unwrap());
        assert!(!attachments::has(&tx, OrderId(1), "unique-603").await.unwrap());
        assert_eq!(attachments::count(&tx, OrderId(1)).await.unwrap(), 2);
        let page = attachments::page(&tx, OrderId(1), (None, 9)).await.unwrap();
        assert_eq!(page.iter().map(|file| file.id.0).collect::<Vec<_>>(), [601, 602]);
        assert_eq!((&page[0].by, &page[0].content), (&PersonName::parse("Ivan").unwrap(), &Content::File("file-601".into())));
        assert_eq!(page[0].caption.as_ref().map(|words| words.reveal()), Some("Does not spin"));
        assert_eq!((page[1].kind, &page[1].content), (AttachmentKind::Location, &Content::Place(55.75, 37.62)));
        assert_eq!(attachments::page(&tx, OrderId(1), (Some(AttachmentId(602)), 1)).await.unwrap(), page[..1]);
        let some = attachments::some(&tx, OrderId(1), &[AttachmentId(602), AttachmentId(603)]).await.unwrap();
        assert_eq!(some, page[1..], "another order's are not shown");
        assert_eq!(orders::view(&tx, OrderId(1)).await.unwrap().unwrap().attachments, 2);
    }

    async fn an_erased_text_is_left_out(db: Db) {
        let company = db.company().await;
        company.db.sql("UPDATE texts SET body = NULL, erased_at = 1 WHERE id = 502").await;
        let tx = company.store.read().await.unwrap();
        let bodies = texts::bodies(&tx, &[TextId(502), TextId(501), TextId(1)]).await.unwrap();
        assert_eq!(bodies.keys().copied().collect::<Vec<_>>(), [TextId(501)]);
        assert_eq!(bodies[&TextId(501)].reveal(), "Does not spin");
        assert!(texts::bodies(&tx, &[]).await.unwrap().is_empty());
    }
}

//! Clients and texts.

use repairbot::store::{
    clients::{self, NewAddress, NewClient, NewPhone},
    orders, texts,
};
use repairbot_core::{
    ids::{AddressId, ClientId, ClientPhoneId, OrderId, OrderNumber, TextId},
    money::Kopecks,
    order::{Command, Event, Reason, RefusalAnswers},
    phone::Phone,
    pii::{Address, PersonName},
};

use super::support::{CLIENT, Db, at, on_every_database};

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
        let known = clients::by_phone(&tx, &phone).await.unwrap().unwrap();
        assert_eq!((known.client, known.phone, known.name.reveal()), (CLIENT, ClientPhoneId(301), "Olga"));
        assert_eq!(known.addresses.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [402, 401, 403]);
        assert_eq!(known.open_orders, [4, 3, 2].map(|id| (OrderId(id), OrderNumber(id))));
        assert_eq!(clients::by_phone(&tx, &Phone::from_e164("+79120000000").unwrap()).await.unwrap(), None);
    }

    async fn of_two_clients_with_a_phone_the_later_one_is_meant(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        let name = PersonName::parse("Pavel").unwrap();
        clients::insert_client(&tx, &NewClient { id: ClientId(202), name, created_at: at(1) }).await.unwrap();
        let phone = Phone::from_e164("+79123456789").unwrap();
        let row = NewPhone {
            id: ClientPhoneId(302),
            client: ClientId(202),
            raw: "8912".into(),
            phone: phone.clone(),
        };
        clients::insert_phone(&tx, &row).await.unwrap();
        let known = clients::by_phone(&tx, &phone).await.unwrap().unwrap();
        assert_eq!((known.client.0, known.phone.0, known.addresses.len()), (202, 302, 0));
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

//! Search in the store: what is found, in which order, how much work it is.

use repairbot::store::{
    clients::{self, NewAddress, NewClient, NewPhone},
    orders::Page,
    search::{self, SearchQuery},
};
use repairbot_core::{
    ids::{AddressId, ClientId, ClientPhoneId, OrderId, OrderNumber},
    list::Turn,
    order::{Command, Event, Order, apply, fold},
    phone::Phone,
    pii::{Address, PersonName, normalize_address},
    search::Query,
};
use sea_orm::{ConnectionTrait, Statement};

use super::support::{Company, Db, IVAN, PETR, admin, at, decided, master, on_every_database};

/// An order of a client of its own.
async fn order(company: &Company, id: i64, words: (&str, &str, &str)) -> Order {
    let (name, address, phone) = words;
    let tx = company.store.write().await.unwrap();
    let client = ClientId(1_000 + id);
    let name = PersonName::from_stored(name.to_owned());
    clients::insert_client(&tx, &NewClient { id: client, name, created_at: at(0) }).await.unwrap();
    let number = Phone::from_e164(phone).unwrap();
    let phone = NewPhone { id: ClientPhoneId(client.0), client, raw: phone.into(), phone: number };
    clients::insert_phone(&tx, &phone).await.unwrap();
    insert_address(&tx, client, client.0, address).await;
    let (_, mut recorded) = company.new_order(id);
    let Event::Created(new) = &mut recorded.event else { panic!("not created") };
    (new.client, new.phone, new.address) = (client, ClientPhoneId(client.0), AddressId(client.0));
    let order = fold([&recorded]).unwrap();
    repairbot::store::orders::insert(&tx, &order, &recorded, &format!("public-{id}")).await.unwrap();
    tx.commit().await.unwrap();
    order
}

async fn insert_address(tx: &repairbot::store::WriteTx, client: ClientId, id: i64, address: &str) {
    let (raw, normalized) = (Address::from_stored(address.to_owned()), normalize_address(address));
    let address = NewAddress { id: AddressId(id), client, raw, normalized };
    clients::insert_address(tx, &address).await.unwrap();
}

async fn add_phone(company: &Company, client: ClientId, id: i64, phone: &str) {
    let tx = company.store.write().await.unwrap();
    let number = Phone::from_e164(phone).unwrap();
    let phone = NewPhone { id: ClientPhoneId(id), client, raw: phone.into(), phone: number };
    clients::add_phone(&tx, &phone).await.unwrap();
    tx.commit().await.unwrap();
}

async fn page(company: &Company, text: &str, turn: Turn) -> Page {
    let query = Query::parse(text).unwrap();
    let tx = company.store.read().await.unwrap();
    search::find(&tx, &admin(), &SearchQuery { query: &query, turn, limit: 3 }).await.unwrap()
}

fn numbers(page: &Page) -> Vec<i64> {
    page.lines.iter().map(|line| line.number.0).collect()
}

async fn found(company: &Company, text: &str) -> Vec<i64> {
    numbers(&page(company, text, Turn::First).await)
}

/// Terms of orders that are not there: the walk passes them.
async fn crowd(company: &Company, query: &str, from: i64, to: i64) {
    for term in Query::parse(query).unwrap().terms() {
        let sql = format!(
            "WITH RECURSIVE n(x) AS (SELECT {from} UNION ALL SELECT x + 1 FROM n WHERE x < {to}) \
             INSERT INTO search_terms SELECT {term}, x FROM n"
        );
        company.db.sql(&sql).await;
    }
}

async fn terms(company: &Company) -> i64 {
    count(company, "search_terms").await
}

/// Whether all orders have their terms: one row says so.
async fn indexed(company: &Company) -> i64 {
    count(company, "counters WHERE name = 'search_below_3' AND value = 0").await
}

async fn count(company: &Company, of: &str) -> i64 {
    let raw = company.db.raw().await;
    let sql = format!("SELECT count(*) AS n FROM {of}");
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    raw.close().await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}

on_every_database! {
    async fn orders_are_found_by_what_people_remember(db: Db) {
        let company = db.company().await;
        order(&company, 1, ("Ольга Смирнова", "ул. Ленина, д. 5, кв. 12", "+79123456789")).await;
        order(&company, 2, ("Пётр Смирнов", "пр-т Мира, 7А", "+79120006789")).await;
        order(&company, 3, ("Ёлкина Ольга", "Ленина 50", "+74951234567")).await;
        for (text, expected) in [
            ("смирнов", vec![2, 1]),
            ("Смирнова", vec![1]),
            ("ОЛЬГА", vec![3, 1]),
            ("елкина", vec![3]),
            ("петр", vec![2]),
            ("улица ЛЕНИНА", vec![3, 1]),
            ("ленина 5", vec![1]),
            ("дом 50 ленина", vec![3]),
            ("5 кв 12 ул. ленина", vec![1]),
            ("проспект мира 7а", vec![2]),
            ("пр. Мира 7", vec![2]),
            ("6789", vec![2, 1]),
            ("345-67-89", vec![1]),
            ("8 (912) 345-67-89", vec![1]),
            ("ольга 6789", vec![1]),
            ("ольга ленина", vec![3, 1]),
            ("12", vec![1]),
            ("мира 5", vec![]),
            ("смирнова мира", vec![]),
            ("0000", vec![]),
        ] {
            assert_eq!(found(&company, text).await, expected, "{text}");
        }
    }

    async fn pages_of_what_is_found_go_both_ways(db: Db) {
        let company = db.company().await;
        for id in 1..=8 {
            order(&company, id, ("Ольга", "Ленина 5", "+79123456789")).await;
        }
        let first = page(&company, "ленина 5", Turn::First).await;
        assert_eq!((numbers(&first), first.before, first.after), (vec![8, 7, 6], None, Some(OrderNumber(6))));
        let second = page(&company, "ленина 5", Turn::After(OrderNumber(6))).await;
        assert_eq!((numbers(&second), second.before, second.after), (vec![5, 4, 3], Some(OrderNumber(5)), Some(OrderNumber(3))));
        let third = page(&company, "ленина 5", Turn::After(OrderNumber(3))).await;
        assert_eq!((numbers(&third), third.before, third.after), (vec![2, 1], Some(OrderNumber(2)), None));
        assert_eq!(page(&company, "ленина 5", Turn::Before(OrderNumber(2))).await, second);
        let back = page(&company, "ленина 5", Turn::Before(OrderNumber(5))).await;
        assert_eq!((numbers(&back), back.before), (vec![8, 7, 6], None));
        let less = page(&company, "ленина 5", Turn::Before(OrderNumber(7))).await;
        assert_eq!(less, first, "less than a page is drawn from the beginning");
        for forged in [i64::MIN, -1, 0] {
            assert_eq!(numbers(&page(&company, "ленина 5", Turn::After(OrderNumber(forged))).await), Vec::<i64>::new());
        }
    }

    async fn work_is_bounded_and_the_next_page_goes_on(db: Db) {
        let company = db.company().await;
        order(&company, 1, ("Ольга", "Ленина 5", "+79123456789")).await;
        crowd(&company, "ленина 5", 1_001, 5_500).await;
        let before = company.store.statements();
        let first = page(&company, "ленина 5", Turn::First).await;
        assert!(company.store.statements() - before < 110, "no more than a window, forty at a time");
        assert_eq!((numbers(&first), first.before, first.after), (vec![], None, Some(OrderNumber(3_501))));
        let second = page(&company, "ленина 5", Turn::After(OrderNumber(3_501))).await;
        assert_eq!((numbers(&second), second.after), (vec![], Some(OrderNumber(1_501))));
        let third = page(&company, "ленина 5", Turn::After(OrderNumber(1_501))).await;
        assert_eq!((numbers(&third), third.after), (vec![1], None));
        let back = page(&company, "ленина 5", Turn::Before(OrderNumber(1))).await;
        assert_eq!((numbers(&back), back.before, back.after), (vec![], Some(OrderNumber(3_000)), Some(OrderNumber(1))));
        assert_eq!(found(&company, "ленина 5 ольга").await, [1], "a rare word finds at once");
    }

    async fn nobody_finds_what_is_not_his_or_deleted(db: Db) {
        let company = db.company().await;
        let one = order(&company, 1, ("Ольга", "Ленина 5", "+79123456789")).await;
        order(&company, 2, ("Ольга", "Ленина 5", "+79123456789")).await;
        company.command(&one, &Command::Assign { master: IVAN }, 1).await;
        let query = Query::parse("ольга").unwrap();
        let look = async |actor| {
            let tx = company.store.read().await.unwrap();
            let page = search::find(&tx, &actor, &SearchQuery { query: &query, turn: Turn::First, limit: 9 }).await;
            let exact = search::by_number(&tx, &actor, OrderNumber(1)).await.unwrap();
            (numbers(&page.unwrap()), exact.map(|line| line.number.0))
        };
        assert_eq!(look(admin()).await, (vec![2, 1], Some(1)));
        assert_eq!(look(master(IVAN)).await, (vec![1], Some(1)));
        assert_eq!(look(master(PETR)).await, (vec![], None));
        let stranger = repairbot_core::actor::Actor { person: IVAN, roles: repairbot_core::actor::Roles::NONE };
        assert_eq!(look(stranger).await, (vec![], None));
        company.db.sql("UPDATE orders SET deleted_at = 5 WHERE number = 1").await;
        assert_eq!(look(admin()).await, (vec![2], None));
        assert_eq!(look(master(IVAN)).await, (vec![], None));
    }

    async fn another_address_and_another_name_are_found(db: Db) {
        let company = db.company().await;
        let former = order(&company, 1, ("Ольга", "Ленина 5", "+79123456789")).await;
        let tx = company.store.write().await.unwrap();
        insert_address(&tx, former.client, 77, "Садовая 9").await;
        let recorded = decided(&former, &Command::Assign { master: IVAN }, &admin(), 1).unwrap().1;
        let mut after = apply(&former, &recorded);
        after.address = AddressId(77);
        repairbot::store::orders::record(&tx, &former, &after, &recorded).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&company, "садовая 9").await, [1]);
        assert_eq!(found(&company, "ленина 5").await, Vec::<i64>::new(), "the former address finds it no more");

        order(&company, 2, ("Ольга", "Мира 7", "+79123456789")).await;
        company.db.sql("UPDATE orders SET client_id = 1001 WHERE number = 2").await;
        let tx = company.store.write().await.unwrap();
        let name = PersonName::from_stored("Анна".to_owned());
        assert!(clients::set_name(&tx, former.client, &name).await.unwrap());
        assert!(!clients::set_name(&tx, ClientId(99), &name).await.unwrap());
        search::index(&tx, OrderId(1)).await.unwrap();
        search::index(&tx, OrderId(99)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&company, "анна").await, [2, 1], "all orders of the client");
        assert_eq!(found(&company, "ольга").await, Vec::<i64>::new());
    }

    async fn any_phone_of_a_client_finds_all_his_orders(db: Db) {
        let company = db.company().await;
        let first = order(&company, 1, ("Ольга", "Ленина 5", "+79123456789")).await;
        let second = order(&company, 2, ("Ольга", "Мира 7", "+79130001122")).await;
        order(&company, 3, ("Анна", "Садовая 9", "+79140004455")).await;
        add_phone(&company, first.client, 77, "+74951112233").await;
        for text in ["6789", "2233", "8 (495) 111-22-33", "ольга 2233"] {
            assert_eq!(found(&company, text).await, [1], "{text}");
        }
        // The second order is the first one's client's as well, with all his phones.
        let tx = company.store.write().await.unwrap();
        let recorded = decided(&second, &Command::Assign { master: IVAN }, &admin(), 1).unwrap().1;
        let mut after = apply(&second, &recorded);
        after.client = first.client;
        repairbot::store::orders::record(&tx, &second, &after, &recorded).await.unwrap();
        tx.commit().await.unwrap();
        for (text, expected) in [("6789", vec![2, 1]), ("2233", vec![2, 1]), ("1122", vec![2]), ("4455", vec![3])] {
            assert_eq!(found(&company, text).await, expected, "{text}");
        }
        // Somebody else's now; the order that was taken from it keeps it.
        let tx = company.store.write().await.unwrap();
        for phone in ["+74951112233", "+79123456789"] {
            let phone = Phone::from_e164(phone).unwrap();
            clients::drop_phone_of_others(&tx, (ClientId(1_003), &phone), at(2)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(found(&company, "2233").await, Vec::<i64>::new());
        assert_eq!(found(&company, "6789").await, [1]);
    }

    async fn orders_of_a_former_release_are_found_by_other_phones_too(db: Db) {
        let company = db.company().await;
        let order = order(&company, 1, ("Ольга", "Ленина 5", "+79123456789")).await;
        company.db.sql("UPDATE counters SET name = 'search_below_1' WHERE name = 'search_below_3'").await;
        let former = terms(&company).await;
        add_phone(&company, order.client, 77, "+74951112233").await;
        assert_eq!(terms(&company).await, former + 2);
        let of_the_phone = Query::parse("2233").unwrap().terms()[0];
        company.db.sql(&format!("DELETE FROM search_terms WHERE term = {of_the_phone}")).await;
        assert_eq!(found(&company, "2233").await, Vec::<i64>::new());
        company.store.index_orders().await.unwrap();
        assert_eq!(found(&company, "2233").await, [1]);
        assert_eq!(terms(&company).await, former + 2);
    }

    async fn orders_of_a_former_release_are_found_until_they_have_all_their_terms(db: Db) {
        let company = db.company().await;
        order(&company, 1, ("Ольга", "Ленина 5", "+74951112233")).await;
        let all = terms(&company).await;
        company.db.sql("DELETE FROM counters WHERE name = 'search_below_3'").await;
        let asked = ["ольга ленина", "ленина 5", "1112233", "8 495 111-22-33"];
        for text in asked {
            let term = Query::parse(text).unwrap().terms()[0];
            company.db.sql(&format!("DELETE FROM search_terms WHERE term = {term}")).await;
            assert_eq!(found(&company, text).await, [1], "{text}");
        }
        assert_eq!(terms(&company).await, all - 3);
        company.store.index_orders().await.unwrap();
        assert_eq!(terms(&company).await, all);
        for text in asked {
            assert_eq!(found(&company, text).await, [1], "{text}");
        }
    }

    async fn a_new_database_is_indexed_and_one_that_was_of_a_former_release_is_not(db: Db) {
        let company = db.company().await;
        assert_eq!(indexed(&company).await, 1);
        company.create(1).await;
        company.store.migrate_down(1).await.unwrap();
        company.store.migrate_up().await.unwrap();
        assert_eq!(indexed(&company).await, 0);
        company.store.index_orders().await.unwrap();
        assert_eq!(indexed(&company).await, 1);
    }

    async fn orders_without_terms_get_them_once(db: Db) {
        let company = db.company().await;
        for id in 1..=205 {
            company.create(id).await;
        }
        let all = terms(&company).await;
        company.db.sql("DELETE FROM search_terms").await;
        company.db.sql("DELETE FROM counters WHERE name = 'search_below_3'").await;
        assert_eq!(found(&company, "olga").await, Vec::<i64>::new());
        company.store.index_orders().await.unwrap();
        assert_eq!(found(&company, "olga lenina").await, [205, 204, 203]);
        assert_eq!(terms(&company).await, all);
        let (before, commits) = (company.store.statements(), company.store.commits());
        company.store.index_orders().await.unwrap();
        assert_eq!((company.store.statements() - before, company.store.commits() - commits), (1, 0));
        company.create(206).await;
        assert_eq!(found(&company, "olga").await, [206, 205, 204]);
    }
}

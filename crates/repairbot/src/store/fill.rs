//! Fills an empty database with invented orders, many in a few statements, for measuring lists and searches. It is here
//! because tables are the store's own, and a feature of the crate because only `crates/load` needs it.
//!
//! The orders are rows only: they have no history, so `orders::verify` would not agree. Words are invented, too; how often
//! they come is like in a town: every twentieth client lives in the same street, first names are few, surnames many. Every
//! fortieth client is the same: whoever looks for him finds a page of orders however many there are.

use repairbot_core::{
    phone::Phone,
    pii::{Address, PersonName},
    search::Searched,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::{
    Store, StoreError, WriteTx,
    entity::{counters, people, role_grants},
    search,
};

/// How many different words of each kind there are.
const SURNAMES: i64 = 1_000;
const NAMES: i64 = 50;
const STREETS: i64 = 300;
/// The word of the street every twentieth client lives in; the first names end before it.
pub const COMMON_STREET: i64 = SURNAMES + NAMES;
/// The words of the one who is every fortieth client; he lives in the common street.
pub const OFTEN: Often = Often { surname: 7, name: COMMON_STREET - 1, house: 5, flat: 12, phone: 1_234_567 };
/// Numbers of houses and flats end here.
const NUMBERS: i64 = 150;
/// Masters who have the orders; an admin besides.
const MASTERS: i64 = 20;
/// Orders of one client.
const EACH: i64 = 4;
/// Rows of one statement.
const ROWS: usize = 500;

/// The invented word of this index: no two begin with the same five letters.
#[must_use]
pub fn word(index: i64) -> String {
    const CONSONANTS: &[u8; 15] = b"bdfghklmnprstvz";
    let letter = |place: u32| {
        let digit = usize::try_from(index / 15_i64.pow(place) % 15).unwrap_or_default();
        char::from(CONSONANTS[digit])
    };
    format!("{}a{}o{}a", letter(2), letter(1), letter(0))
}

/// Who calls often: words by their index, numbers as they are, the phone behind +7912.
#[derive(Debug, Clone, Copy)]
pub struct Often {
    /// His surname.
    pub surname: i64,
    /// His first name.
    pub name: i64,
    /// His house.
    pub house: i64,
    /// His flat.
    pub flat: i64,
    /// The end of his phone.
    pub phone: i64,
}

/// The words of a client and his address, as expressions of the client's number `c`.
struct Invented {
    surname: String,
    name: String,
    street: String,
    house: String,
    flat: String,
    phone: String,
}

/// Scatters `c` over `range`, each `salt` in another way.
fn scattered(salt: i64, range: i64) -> String {
    format!("((c * {salt} / 4096) % {range})")
}

/// This for every fortieth client, else that.
fn often(this: i64, that: &str) -> String {
    format!("(CASE WHEN c % 40 = 0 THEN {this} ELSE {that} END)")
}

impl Invented {
    fn new() -> Self {
        Self {
            surname: often(OFTEN.surname, &scattered(26_544_357, SURNAMES)),
            name: often(OFTEN.name, &format!("{SURNAMES} + {}", scattered(40_503_641, NAMES))),
            street: format!(
                "({SURNAMES} + {NAMES} + CASE WHEN c % 20 = 0 THEN 0 ELSE {} END)",
                scattered(97_531_247, STREETS)
            ),
            house: often(OFTEN.house, &format!("1 + {}", scattered(15_485_863, NUMBERS))),
            flat: often(OFTEN.flat, &format!("1 + {}", scattered(32_452_843, NUMBERS))),
            phone: often(OFTEN.phone, &scattered(86_028_121, 10_000_000)),
        }
    }
}

impl Store {
    /// Fills an empty, migrated database with so many orders.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn fill(&self, count: i64) -> Result<(), StoreError> {
        let tx = self.write().await?;
        employ(&tx).await?;
        vocabulary(&tx).await?;
        for sql in clients(count).iter().chain(&orders(count)).chain(&terms(count)) {
            tx.db().execute_unprepared(sql).await?;
        }
        // They have their terms: otherwise the desk would write them beside what is measured.
        for (name, value) in [("order_number", count), (search::backfill::COUNTER, 0)] {
            let row = counters::ActiveModel { name: Set(name.to_owned()), value: Set(value) };
            counters::Entity::insert(row).exec_without_returning(tx.db()).await?;
        }
        tx.commit().await?;
        if self.is_postgres() {
            self.writer.execute_unprepared("VACUUM ANALYZE").await?;
        } else {
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }
}

impl Store {
    /// Closes every order of a filled database, evenly spread over this time, with a master and sums of money. The
    /// masters have left since: new orders are suggested to those who really answer.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn close_filled(&self, time: std::ops::Range<jiff::Timestamp>) -> Result<(), StoreError> {
        let (begin, end) = (time.start.as_millisecond(), time.end.as_millisecond());
        let tx = self.write().await?;
        let at = format!("{begin} + (id - 1) * (({end} - {begin}) / (SELECT MAX(id) FROM orders))");
        let net = "(2000 + id * 7919 % 28000) * 100";
        for sql in [
            format!(
                "UPDATE orders SET status = 'CLOSED', master_id = 2 + id % {MASTERS}, created_at = {at}, \
                 status_changed_at = {at}, closed_at = {at}, materials = id * 31 % 200000, master_share = {net} / 2, \
                 company_share = {net} - {net} / 2, total = {net} + id * 31 % 200000, collected = {net}, \
                 payment_method = 'cash', review = (id % 3 = 0), out_of_city = (id % 7 = 0)"
            ),
            "DELETE FROM status_counts".to_owned(),
            COUNT.to_owned(),
            format!("UPDATE people SET active = FALSE WHERE id BETWEEN 2 AND {MASTERS} + 1"),
        ] {
            tx.db().execute_unprepared(&sql).await?;
        }
        tx.commit().await?;
        if self.is_postgres() {
            self.writer.execute_unprepared("VACUUM ANALYZE").await?;
        }
        Ok(())
    }
}

/// The counters of the orders that are there.
const COUNT: &str = "INSERT INTO status_counts (branch_id, status, count) SELECT 1, status, count(*) FROM orders GROUP BY status";

/// The admin, who has the first id, and the masters.
async fn employ(tx: &WriteTx) -> Result<(), StoreError> {
    for id in 1..=MASTERS + 1 {
        let row = people::ActiveModel {
            id: Set(id),
            telegram_id: Set(Some(id)),
            name: Set(word(id)),
            username: Set(None),
            phone: Set(None),
            specialization: Set(None),
            language: Set(None),
            active: Set(true),
            reachable: Set(true),
            work_chat_id: Set(None),
            created_at: Set(0),
            work_topic_id: Set(None),
        };
        people::Entity::insert(row).exec_without_returning(tx.db()).await?;
        let grant = role_grants::ActiveModel {
            person_id: Set(id),
            role: Set(if id == 1 { "ADMIN" } else { "MASTER" }.to_owned()),
            source: Set("bot".to_owned()),
            granted_by: Set(None),
            granted_at: Set(0),
        };
        role_grants::Entity::insert(grant).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// The words, and the terms of words, numbers and pairs, in tables that end with the connection.
async fn vocabulary(tx: &WriteTx) -> Result<(), StoreError> {
    for sql in [
        "CREATE TEMPORARY TABLE fill_words (id BIGINT PRIMARY KEY, word TEXT NOT NULL, term BIGINT NOT NULL)",
        "CREATE TEMPORARY TABLE fill_numbers (id BIGINT PRIMARY KEY, term BIGINT NOT NULL)",
        "CREATE TEMPORARY TABLE fill_tails (id BIGINT PRIMARY KEY, term BIGINT NOT NULL)",
        "CREATE TEMPORARY TABLE fill_pairs (word BIGINT, number BIGINT, term BIGINT, PRIMARY KEY (word, number))",
    ] {
        tx.db().execute_unprepared(sql).await?;
    }
    let ends = |end: i64| Phone::from_e164(&format!("+7000000{end:04}")).map_err(StoreError::other);
    let nobody = ends(0)?;
    let terms = |text: &str, phone: &Phone| {
        let (name, address) = (PersonName::from_stored(text.to_owned()), Address::from_stored(String::new()));
        Searched { name: &name, address: &address, phones: std::slice::from_ref(phone) }.terms()
    };
    let rest = terms("", &nobody);
    let only = |found: Vec<i64>, known: &[i64]| {
        found.into_iter().find(|term| !known.contains(term) && !rest.contains(term)).unwrap_or_default()
    };
    let (mut words, mut numbers, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=NUMBERS {
        numbers.push(only(terms(&number.to_string(), &nobody), &[]));
    }
    for id in 0..SURNAMES + NAMES + STREETS {
        let term = only(terms(&word(id), &nobody), &[]);
        words.push(format!("({id}, '{}', {term})", word(id)));
        for (number, of_number) in (1..=NUMBERS).zip(&numbers) {
            let pair = only(terms(&format!("{} {number}", word(id)), &nobody), &[term, *of_number]);
            pairs.push(format!("({id}, {number}, {pair})"));
        }
    }
    let numbers: Vec<String> = (1..).zip(&numbers).map(|(id, term)| format!("({id}, {term})")).collect();
    let mut tails = Vec::new();
    for end in 0..10_000 {
        let term = terms("", &ends(end)?).first().copied().unwrap_or_default();
        tails.push(format!("({end}, {term})"));
    }
    for (table, rows) in
        [("fill_words", words), ("fill_numbers", numbers), ("fill_tails", tails), ("fill_pairs", pairs)]
    {
        for some in rows.chunks(ROWS) {
            tx.db().execute_unprepared(&format!("INSERT INTO {table} VALUES {}", some.join(", "))).await?;
        }
    }
    Ok(())
}

/// Counts `c` up to the last client.
fn each_client(count: i64) -> String {
    let last = (count + EACH - 1) / EACH;
    format!(
        "WITH RECURSIVE clients_to_be(c) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT c + 1 FROM clients_to_be WHERE c < {last})"
    )
}

fn clients(count: i64) -> [String; 4] {
    let (of, each) = (Invented::new(), each_client(count));
    let Invented { surname, name, street, house, flat, phone } = &of;
    let digits = format!("CAST({phone} AS TEXT)");
    let padded = format!("substr('0000000' || {digits}, length({digits}) + 1)");
    [
        format!(
            "{each} INSERT INTO clients (id, name, blacklisted, created_at) SELECT c, s.word || ' ' || n.word, FALSE, 0 \
             FROM clients_to_be JOIN fill_words s ON s.id = {surname} JOIN fill_words n ON n.id = {name}"
        ),
        format!(
            "{each} INSERT INTO client_phones (id, client_id, raw, e164) SELECT c, c, '', '+7912' || {padded} \
             FROM clients_to_be"
        ),
        format!(
            "{each} INSERT INTO client_addresses (id, client_id, raw, normalized) SELECT c, c, w.word || ' ' || {house} || \
             ', ' || {flat}, w.word || ' ' || {house} || ' ' || {flat} FROM clients_to_be JOIN fill_words w ON w.id = {street}"
        ),
        "INSERT INTO texts (id, kind, body, created_at) VALUES (1, 'problem', 'It does not spin', 0)"
            .to_owned(),
    ]
}

/// An order a minute, half of them closed, every tenth at work.
fn orders(count: i64) -> [String; 2] {
    let state = "CASE x % 20 WHEN 0 THEN 'NEW' WHEN 1 THEN 'ASSIGNED' WHEN 2 THEN 'ACCEPTED' WHEN 3 THEN 'ONSITE' WHEN 4 \
                 THEN 'DR' WHEN 5 THEN 'REFUSED' ELSE 'CLOSED' END";
    let master = format!("CASE WHEN x % 20 IN (0, 5) THEN NULL ELSE 2 + x / 20 % {MASTERS} END");
    [
        format!(
            "WITH RECURSIVE n(x) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT x + 1 FROM n WHERE x < {count}) INSERT INTO orders (id, \
             number, public_id, version, status, branch_id, kind, equipment_id, client_id, phone_id, address_id, \
             problem_text_id, visit_from, master_id, created_by, created_at, status_changed_at, promised_on, prepayment, \
             total) SELECT x, x, CAST(x AS TEXT), 1, {state}, 1, 'repair', 1 + x % 10, (x + {EACH} - 1) / {EACH}, \
             (x + {EACH} - 1) / {EACH}, (x + {EACH} - 1) / {EACH}, 1, CASE WHEN x % 3 = 0 THEN NULL ELSE x * 60000 END, \
             {master}, 1, x * 60000, x * 60000, CASE x % 20 WHEN 4 THEN '1971-06-01' END, 0, 0 FROM n"
        ),
        COUNT.to_owned(),
    ]
}

/// The terms in their order, which is how a tree grows fastest.
fn terms(count: i64) -> [String; 1] {
    let of = Invented::new();
    let Invented { surname, name, street, house, flat, phone } = &of;
    let words = [surname, name, street];
    let mut parts: Vec<String> = words
        .map(|word| format!("SELECT w.term, c FROM clients_to_be JOIN fill_words w ON w.id = {word}"))
        .into();
    for number in [house, flat] {
        parts.push(format!("SELECT t.term, c FROM clients_to_be JOIN fill_numbers t ON t.id = {number}"));
        parts.extend(words.map(|word| {
            format!("SELECT p.term, c FROM clients_to_be JOIN fill_pairs p ON p.word = {word} AND p.number = {number}")
        }));
    }
    parts.push(format!("SELECT t.term, c FROM clients_to_be JOIN fill_tails t ON t.id = {phone} % 10000"));
    let parts = parts.join(" UNION ALL ");
    let each = each_client(count);
    [format!(
        "{each}, found(term, c) AS ({parts}) INSERT INTO search_terms SELECT DISTINCT found.term, orders.number FROM found \
         JOIN orders ON orders.client_id = found.c ORDER BY 1, 2"
    )]
}

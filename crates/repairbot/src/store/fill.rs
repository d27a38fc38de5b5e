//! Fills an empty database with invented orders, many in a few statements, for measuring lists and searches. It is here
//! because tables are the store's own, and a feature of the crate because only `crates/load` needs it.
//!
//! The orders are rows only, with three events that mean nothing, so `orders::verify` would not agree. Words are invented, too; how often
//! they come is like in a town: every twentieth client lives in the same street, first names are few, surnames many. Every
//! fortieth client is the same, and nine more are another one: whoever looks for either finds a page of orders however many there
//! are, the one's among ever more of his, the other's among ever more of everybody else's.

use repairbot_core::{
    phone::Phone,
    pii::{Address, PersonName},
    search::Searched,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Statement};

use super::{
    Store, StoreError, WriteTx,
    entity::{counters, people, role_grants},
};

/// How many different words of each kind there are.
const SURNAMES: i64 = 1_000;
const NAMES: i64 = 50;
const STREETS: i64 = 300;
/// The word of the street every twentieth client lives in; the first names end before it.
pub const COMMON_STREET: i64 = SURNAMES + NAMES;
/// The words of the one who is every fortieth client; he lives in the common street.
pub const OFTEN: Known = Known { surname: 7, name: COMMON_STREET - 1, house: 5, flat: 12, phone: 1_234_567 };
/// The words of the one who is nine clients among however many; he lives in the common street. Each of his words is as common as
/// others', but hardly anybody else has two of them.
pub const SELDOM: Known = Known { surname: 8, name: COMMON_STREET - 2, house: 6, flat: 13, phone: 7_654_321 };
/// Numbers of houses and flats end here.
const NUMBERS: i64 = 150;
/// Masters who have the orders; an admin besides. So few that each has a page of everything among a thousand orders.
const MASTERS: i64 = 10;
/// Orders of one client.
const EACH: i64 = 4;
/// Clients of one statement.
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

/// Who is looked for: words by their index, numbers as they are, the phone behind +7912.
#[derive(Debug, Clone, Copy)]
pub struct Known {
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

impl Invented {
    /// Of so many clients.
    fn new(last: i64) -> Self {
        let nine: Vec<String> = (0..=8).map(|part| (last * part / 8).max(1).to_string()).collect();
        let nine = format!("c IN ({})", nine.join(", "));
        let of = |known: fn(&Known) -> i64, others: &str| {
            let (seldom, often) = (known(&SELDOM), known(&OFTEN));
            format!("(CASE WHEN {nine} THEN {seldom} WHEN c % 40 = 0 THEN {often} ELSE {others} END)")
        };
        Self {
            surname: of(|known| known.surname, &scattered(26_544_357, SURNAMES)),
            name: of(|known| known.name, &format!("{SURNAMES} + {}", scattered(40_503_641, NAMES))),
            street: format!(
                "({COMMON_STREET} + CASE WHEN c % 20 = 0 OR {nine} THEN 0 ELSE {} END)",
                scattered(97_531_247, STREETS)
            ),
            house: of(|known| known.house, &format!("1 + {}", scattered(15_485_863, NUMBERS))),
            flat: of(|known| known.flat, &format!("1 + {}", scattered(32_452_843, NUMBERS))),
            phone: of(|known| known.phone, &scattered(86_028_121, 10_000_000)),
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
        for sql in clients(count).iter().chain(&orders(count)) {
            tx.db().execute_unprepared(sql).await?;
        }
        for sql in events() {
            tx.db().execute_unprepared(&sql).await?;
        }
        terms_of_clients(&tx).await?;
        tx.db().execute_unprepared(TERMS).await?;
        let row = counters::ActiveModel { name: Set("order_number".to_owned()), value: Set(count) };
        counters::Entity::insert(row).exec_without_returning(tx.db()).await?;
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
                 deleted_at = NULL, deletion_text_id = NULL, payment_method = 'cash', review = (id % 3 = 0), out_of_city = (id % 7 = 0)"
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
const COUNT: &str = "INSERT INTO status_counts (branch_id, status, count) SELECT 1, status, count(*) FROM orders \
                     WHERE deleted_at IS NULL GROUP BY status";

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

/// The words, in a table that ends with the connection.
async fn vocabulary(tx: &WriteTx) -> Result<(), StoreError> {
    let table = "CREATE TEMPORARY TABLE fill_words (id BIGINT PRIMARY KEY, word TEXT NOT NULL)";
    tx.db().execute_unprepared(table).await?;
    let words: Vec<String> =
        (0..SURNAMES + NAMES + STREETS).map(|id| format!("({id}, '{}')", word(id))).collect();
    tx.db().execute_unprepared(&format!("INSERT INTO fill_words VALUES {}", words.join(", "))).await?;
    Ok(())
}

/// The terms of each client's orders, as the desk itself makes them, in a table that ends with the connection.
async fn terms_of_clients(tx: &WriteTx) -> Result<(), StoreError> {
    let table = "CREATE TEMPORARY TABLE fill_terms (term BIGINT NOT NULL, client BIGINT NOT NULL)";
    tx.db().execute_unprepared(table).await?;
    let mut after = 0_i64;
    loop {
        // Said of each table, or one of them is read from its beginning each time.
        let sql = format!(
            "SELECT c.id, c.name, a.raw, p.e164 FROM clients c JOIN client_addresses a ON a.client_id = c.id \
             JOIN client_phones p ON p.client_id = c.id \
             WHERE c.id > {after} AND a.client_id > {after} AND p.client_id > {after} ORDER BY c.id LIMIT {ROWS}"
        );
        let statement = Statement::from_string(tx.db().get_database_backend(), sql);
        let mut terms = Vec::new();
        for row in tx.db().query_all_raw(statement).await? {
            after = row.try_get("", "id")?;
            let name = PersonName::from_stored(row.try_get("", "name")?);
            let address = Address::from_stored(row.try_get("", "raw")?);
            let phone: String = row.try_get("", "e164")?;
            let phones = [Phone::from_e164(&phone).map_err(StoreError::other)?];
            let searched = Searched { name: &name, address: &address, phones: &phones };
            terms.extend(searched.terms().into_iter().map(|term| format!("({term}, {after})")));
        }
        if terms.is_empty() {
            return Ok(());
        }
        tx.db().execute_unprepared(&format!("INSERT INTO fill_terms VALUES {}", terms.join(", "))).await?;
    }
}

/// Counts `c` up to the last client.
fn each_client(last: i64) -> String {
    format!(
        "WITH RECURSIVE clients_to_be(c) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT c + 1 FROM clients_to_be WHERE c < {last})"
    )
}

fn clients(count: i64) -> [String; 4] {
    let last = (count + EACH - 1) / EACH;
    let (of, each) = (Invented::new(last), each_client(last));
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
             total, deleted_at, deletion_text_id) SELECT x, x, CAST(x AS TEXT), 1, {state}, 1, 'repair', 1 + x % 10, (x + {EACH} - 1) / {EACH}, \
             (x + {EACH} - 1) / {EACH}, (x + {EACH} - 1) / {EACH}, 1, CASE WHEN x % 3 = 0 THEN NULL ELSE x * 60000 END, \
             {master}, 1, x * 60000, x * 60000, CASE x % 20 WHEN 4 THEN '1971-06-01' END, 0, 0, CASE x % 100 WHEN 50 THEN x * 60000 + 2 END, CASE x % 100 WHEN 50 THEN 1 END FROM n"
        ),
        COUNT.to_owned(),
    ]
}

/// What the trail is made of: most of it is alike, and little is of what somebody looks for.
fn events() -> [String; 2] {
    [
        format!(
            "INSERT INTO order_events (order_id, version, type, schema_version, payload, by_person, at) SELECT id, 2 + n, happened, 1, \
             '{{\"type\":\"' || happened || '\"}}', 2 + id % {MASTERS}, created_at + n FROM orders CROSS JOIN \
             (SELECT 0 AS n, 'accepted' AS happened UNION ALL SELECT 1, 'arrived_on_site') steps"
        ),
        "INSERT INTO order_events (order_id, version, type, schema_version, payload, by_person, at) SELECT id, 4, 'deleted', 1, \
         '{\"type\":\"deleted\",\"reason\":1}', 1, deleted_at FROM orders WHERE deleted_at IS NOT NULL"
            .to_owned(),
    ]
}

/// The terms in their order, which is how a tree grows fastest.
const TERMS: &str = "INSERT INTO search_terms SELECT t.term, orders.number FROM fill_terms t JOIN orders ON \
                     orders.client_id = t.client ORDER BY 1, 2";

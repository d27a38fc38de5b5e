use proptest::prelude::*;
use repairbot_core::{
    ids::OrderNumber,
    phone::Phone,
    pii::{Address, PersonName},
    search::{Query, Searched, normalize},
};

use crate::support::cases;

/// An order in somebody's words.
struct Order(PersonName, Address, Vec<Phone>);

/// The phones are apart by spaces.
fn order(name: &str, address: &str, phones: &str) -> Order {
    let phones = phones.split(' ').map(|phone| Phone::from_e164(phone).unwrap()).collect();
    Order(PersonName::from_stored(name.to_owned()), Address::from_stored(address.to_owned()), phones)
}

impl Order {
    fn searched(&self) -> Searched<'_> {
        Searched { name: &self.0, address: &self.1, phones: &self.2 }
    }

    /// Whether a search finds it: by its terms, and then word by word.
    fn is_found(&self, query: &str) -> bool {
        let Some(query) = Query::parse(query) else { return false };
        let terms = self.searched().terms();
        let by_terms = !query.terms().is_empty() && query.terms().iter().all(|term| terms.contains(term));
        let by_words = query.matches(&self.searched());
        assert!(
            by_terms || !by_words || query.terms().is_empty(),
            "it matches, but its terms don't find it: {query:?}"
        );
        by_terms && by_words
    }
}

#[test]
fn texts_are_normalised_so() {
    let table = [
        ("ул. Ленина, д. 5, кв. 12", "ленина 5 12"),
        ("УЛИЦА ЛЕНИНА дом 5 квартира 12", "ленина 5 12"),
        ("Ленина 5-12", "ленина 5 12"),
        ("ул.Зелёная,д.7А", "зеленая 7а"),
        ("Зеленая 7 а", "зеленая 7а"),
        ("Мира 5/2", "мира 5 2"),
        ("Мира 5к2", "мира 5 2"),
        ("Мира, 5 корп. 2 стр 1", "мира 5 2 1"),
        ("Мира 5, корпус 2", "мира 5 2"),
        ("пр-т Мира 5г", "проспект мира 5г"),
        ("просп. Мира, 5 Г", "проспект мира 5"),
        ("пр‑кт Мира", "проспект мира"),
        ("1-й пер. Пушкина, 3", "1 переулок пушкина 3"),
        ("5-я Парковая", "5 парковая"),
        ("5 я Парковая", "5 парковая"),
        ("Ростов-на-Дону, наб. Дона", "ростов на дону набережная дона"),
        ("г. Екатеринбург, мкр. Юго-Западный", "екатеринбург микрорайон юго западный"),
        ("кв12", "12"),
        ("Ольга  СМИРНОВА\u{a0}Ильинична", "ольга смирнова ильинична"),
        ("Анна-Мария О'Брайен", "анна мария о браиен"),
        ("Lenin street 5, apt. 12", "lenin street 5 12"),
        ("", ""),
        ("улица, дом", ""),
        ("🙂 % _ ' \" \\ --", ""),
    ];
    for (text, normalised) in table {
        let normalised = normalised.replace("браиен", "брайен");
        assert_eq!(normalize(text), normalised, "{text}");
        assert_eq!(normalize(&normalised), normalised, "again: {text}");
    }
}

#[test]
fn queries_find() {
    let olga = order("Ольга Смирнова", "ул. Ленина, д. 5, кв. 12", "+79123456789");
    for query in [
        "Смирнова",
        "смирн",
        "СМИРНОВА ольга",
        "ольга 6789",
        "Ленина",
        "улица ленина",
        "ленина ул.",
        "Ленина 5",
        "5 ленина",
        "ул ленина д 5 кв 12",
        "ленина 5-12",
        "12 5 ленина смирнова",
        "8 912 345-67-89",
        "+7 (912) 345 67 89",
        "79123456789",
        "9123456789",
        "345-67-89",
        "3456789",
        "67-89",
        "6789",
        "тел. 8 912 345 67 89",
        "Смирнова 8 912 345 67 89",
        "Ольга, +7 912 345-67-89",
        "5",
        "12",
    ] {
        assert!(olga.is_found(query), "{query}");
    }
    for query in [
        "Смир",
        "Смирновы",
        "Ленинградская",
        "Ленинa 6",
        "Ленина 6",
        "Ленина 1",
        "Ленина 512",
        "Ольга 12 7",
        "6788",
        "789",
        "8 912 345-67-80",
        "2345678",
        "Иванова Ольга",
        "%",
        "_____",
        "' OR 1=1 --",
        "ленина%",
        "смирнова🙂иванова",
    ] {
        let found = olga.is_found(query);
        assert_eq!(found, query == "ленина%", "{query}");
    }
}

#[test]
fn any_phone_of_the_client_finds() {
    let olga = order("Ольга Смирнова", "Ленина 5", "+79123456789 +74951112233");
    for query in ["6789", "2233", "8 912 345-67-89", "8 (495) 111-22-33", "смирнова 2233", "12233 ольга"]
    {
        assert!(olga.is_found(query), "{query}");
    }
    for query in ["6789 ольга 2234", "67892233", "7894", "9123456789 ольга 2234"] {
        assert!(!olga.is_found(query), "{query}");
    }
    assert!(olga.is_found("6789 ольга 2233"), "both are hers");
}

#[test]
fn houses_with_letters_and_long_numbers() {
    let letter = order("Яна", "Мира 7А", "+79120000001");
    for (query, found) in
        [("мира 7", true), ("Мира 7а", true), ("мира 7 а", true), ("мира 7б", false), ("яна", true)]
    {
        assert_eq!(letter.is_found(query), found, "{query}");
    }
    let long = order("Ян", "620014, 1905 года 123а", "+79120000002");
    for (query, found) in [
        ("1905 года", true),
        ("620014 года", true),
        ("года 123", true),
        ("года 123а", true),
        ("0014", false),
        ("905 года", false),
        ("ян", true),
        ("я", false),
    ] {
        assert_eq!(long.is_found(query), found, "{query}");
    }
}

#[test]
fn numbers_of_orders() {
    let number = |text: &str| Query::parse(text).and_then(|query| query.number()).map(|number| number.0);
    for text in ["12", " 12 ", "#12", "№ 12", "№12", "заявка 12", "Заказ №12", "order #12", "0012"]
    {
        assert_eq!(number(text), Some(12), "{text}");
    }
    for text in ["ленина 12", "12а", "1234567890", "#", "#двенадцать", "12-13", "заявка", ""]
    {
        assert_eq!(number(text), None, "{text}");
    }
    assert!(Query::parse("#12").unwrap().terms().is_empty(), "nothing else is looked for");
    assert!(!Query::parse("12").unwrap().terms().is_empty(), "it may be a house");
}

#[test]
fn garbage_is_nothing_to_look_for() {
    for text in ["", "   ", "\u{200b}", "🙂🙂", "%", "_", "'\"\\", "улица", "ул. д.", "...", "--", "/"]
    {
        assert_eq!(Query::parse(text), None, "{text}");
    }
    let long = "слово ".repeat(700);
    assert_eq!(Query::parse(&long).unwrap().terms().len(), 1);
    let many: String =
        (0..500).map(|n| format!("слово{} {n} ", "абвгд".chars().nth(n % 5).unwrap())).collect();
    assert!(Query::parse(&many).unwrap().terms().len() <= 8);
    let printed = format!("{:?}", Query::parse("Канарейкин").unwrap());
    assert!(!printed.contains("анарейк"), "{printed}");
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "[а-яёА-Я0-9 .,/-]{0,60}",
        "(ул|пр-т|д|кв|к|г|с|я|5|12|5а|7-я|мира|Ленина|ленинградская)([ .,/-]{1,2}(ул|пр-т|д|кв|к|г|с|я|5|12|5а|7-я|мира|Ленина)){0,8}",
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn normalising_again_changes_nothing(text in texts()) {
        let once = normalize(&text);
        prop_assert_eq!(normalize(&once), once);
    }

    #[test]
    fn every_order_is_found_by_its_own_words_in_any_order(
        name in "[А-Яа-яё]{2,9}( [А-Яа-яё]{1,9}){0,2}",
        address in "[А-Яа-яё]{2,12}([ -][а-яё]{2,9})?, (д|дом)?[ .]?[1-9][0-9]{0,3}[а-в]?(, кв. [0-9]{1,4})?",
        end in 0_u32..10_000_000,
        order_of_words in any::<prop::sample::Index>(),
        how_many in 1_usize..12,
    ) {
        let order = order(&name, &address, &format!("+7912{end:07}"));
        let mut words: Vec<String> = normalize(&format!("{name}, {address}")).split(' ').map(str::to_owned).collect();
        let turn = order_of_words.index(words.len());
        words.rotate_left(turn);
        words.truncate(how_many);
        let query = words.join(", ");
        // A long number alone, or numbers alone, may be read as the end of a phone or a number of an order.
        prop_assume!(query.chars().any(char::is_alphabetic));
        prop_assert!(order.is_found(&query), "{} in {} {}", query, name, address);
        let phone = format!("{end:07}");
        prop_assert!(order.is_found(&phone));
    }

    #[test]
    fn what_matches_is_found_by_its_terms(query in texts(), name in texts(), address in texts()) {
        let order = order(&name, &address, "+79123456789");
        let many = |text: &str| normalize(text).split(' ').count() > 6;
        prop_assume!(!many(&name) && !many(&address));
        // No more numbers than are indexed; one with a letter counts twice.
        let readings = |word: &str| match word.starts_with(|c: char| c.is_ascii_digit()) {
            true => 1 + usize::from(!word.ends_with(|c: char| c.is_ascii_digit())),
            false => 0,
        };
        let numbers: usize = normalize(&format!("{name}, {address}")).split(' ').map(readings).sum();
        prop_assume!(numbers <= 8);
        order.is_found(&query);
        order.is_found(&format!("{query} {address}"));
    }
}

#[test]
fn terms_stay_as_they_are() {
    // They are stored: other ones call for indexing all orders again.
    let terms = order("Ян", "Мира 5", "+79120000002");
    let terms = terms.searched().terms();
    assert_eq!(terms.len(), 8, "two words, three pairs, the house, two of the phone");
    assert_eq!(Query::parse("мира").unwrap().terms(), [TERM]);
    let asked = |text: &str| Query::parse(text).unwrap().terms();
    assert_eq!(asked("мира ян").len(), 1, "their pair");
    assert_eq!(asked("мира ян"), asked("Ян, Мира"));
    assert_eq!(asked("ян мира 5").len(), 2, "neighbours");
    assert!(asked("ян мира 5").iter().all(|term| terms.contains(term)));
    assert_eq!((asked("8 912 000-00-02").len(), asked("0002").len()), (1, 1));
    assert_ne!(
        asked("8 912 000-00-02"),
        asked("0002"),
        "a whole phone is not looked for among all that end so"
    );
    assert_eq!(Query::parse("# 5").unwrap().number(), Some(OrderNumber(5)));
}

const TERM: i64 = 4_049_260_032_976_197_465;

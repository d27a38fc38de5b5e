use proptest::prelude::*;
use repairbot_core::pii::mask;

use crate::support::cases;

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(text, masked)| (text, masked, mask(text)))
        .filter(|(_, masked, got)| *masked != got)
        .map(|(text, masked, got)| format!("{text}\n  wanted {masked}\n  got    {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn phones() {
    check(&[
        ("+79991234567", "+79*******"),
        ("звонок с 89991234567.", "звонок с 899*******."),
        ("тел 79991234567", "тел 799*******"),
        ("9991234567", "999*******"),
        ("+7 (999) 123-45-67", "+7 *******"),
        ("8 (999) 123-45-67, ждёт", "8 (*******, ждёт"),
        ("8-999-123-45-67", "8-9*******"),
        ("8.999.123.45.67", "8.9*******"),
        ("+7\u{a0}999\u{a0}123\u{2011}45\u{2013}67", "+7\u{a0}*******"),
        ("(495) 123-45-67", "(495*******"),
        ("123-45-67", "123*******"),
        ("+375 29 123-45-67", "+37*******"),
        ("380501234567", "380*******"),
        // What is left of a masked number makes no new one with what stands before it.
        ("923 4567 8991234567", "923 4567 899*******"),
        ("+7999123456789999", "+79*******"),
        ("+7 999 123-45-6", "+7 *******"),
        ("89991234567, 89997654321", "899*******, 899*******"),
        ("89991234567 89997654321", "899******* 899*******"),
        ("дом 5 89991234567", "***адрес*** 899*******"),
        ("{\"phone\":\"+79991234567\"}", "{\"phone\":\"+79*******\"}"),
    ]);
}

#[test]
fn addresses() {
    check(&[
        ("ул. Ленина, д. 5, кв. 12", "***адрес***"),
        ("ул. Ленина, 10", "***адрес***"),
        ("ул.Ленина 5", "***адрес***"),
        ("улица Карла Маркса 5к2", "***адрес***"),
        ("ул ленина 5", "***адрес***"),
        ("ул. 8 Марта, 14", "***адрес***"),
        ("пр-т Мира 10, подъезд 2, этаж 5", "***адрес***"),
        ("Ленинский проспект, 12, кв 5", "***адрес***"),
        ("Ленинский проспект 12", "***адрес***"),
        ("Тверская ул., д. 5", "***адрес***"),
        ("г. Казань, ул. Баумана, 3", "***адрес***"),
        ("Москва, ул. Ленина 10", "***адрес***"),
        ("г. Нижний Новгород, ул. Ленина 10", "***адрес***"),
        ("г Казань Ленинский пр-т 12", "***адрес***"),
        ("Иван Чайковский ул. Ленина 5", "***ФИО*** ***адрес***"),
        ("Иван Чайковский, ул. Ленина 5", "***ФИО***, ***адрес***"),
        ("ул. Гагарина, дом 5, корпус 2, кв. 7, домофон 12", "***адрес***"),
        ("ул. Ленина 5 кв 12 этаж 3", "***адрес***"),
        ("Проспект Мира, д.5", "***адрес***"),
        ("мкр. Северный, 14", "***адрес***"),
        ("3-я Парковая ул., 12", "***адрес***"),
        ("дом 5, кв 12", "***адрес***"),
        ("вызов на ул. Ленина 5 завтра", "вызов на ***адрес*** завтра"),
        ("Ленина 5 кв 12", "***адрес***"),
        ("Ленина, 5, кв. 12", "***адрес***"),
        ("Мира д. 3", "***адрес***"),
        ("Ленина 5", "***адрес***"),
        ("приехать: Ленина 5.", "приехать: ***адрес***."),
        ("Гагарина 15/2", "***адрес***"),
        ("Адрес: Пушкина 10", "Адрес: ***адрес***"),
        ("кв. 12", "***адрес***"),
    ]);
}

#[test]
fn names() {
    check(&[
        ("Иван Петров", "***ФИО***"),
        ("Иванов Иван Иванович", "***ФИО***"),
        ("Анна Салтыкова-Щедрина", "***ФИО***"),
        ("ИВАНОВ ИВАН", "***ФИО***"),
        ("Иванов И.И.", "***ФИО***"),
        ("И. И. Иванов", "***ФИО***"),
        ("Клиент Иван Петров ждёт", "Клиент ***ФИО*** ждёт"),
        ("Мастер Пётр Сидоров принял", "Мастер ***ФИО*** принял"),
        ("Заявка от Анны Ивановой, Иван Петров", "Заявка от ***ФИО***, ***ФИО***"),
        ("клиент: Иван", "клиент: ***ФИО***"),
        ("name=\"Иван\"", "name=\"***ФИО***\""),
    ]);
}

#[test]
fn mail_and_tokens() {
    check(&[
        ("пишите на ivan.petrov+1@mail.example.ru!", "пишите на ***email***!"),
        ("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1", "***token***"),
        (
            "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe",
            "https://api.telegram.org/bot***token***/getMe",
        ),
    ]);
}

#[test]
fn a_line_with_everything() {
    check(&[(
        "Клиент Иван Петров, тел. +7 (999) 123-45-67, адрес: г. Москва, ул. Ленина, д. 5, кв. 12, ivan@mail.ru",
        "Клиент ***ФИО***, тел. +7 *******, адрес: ***адрес***, ***email***",
    )]);
}

#[test]
fn ordinary_lines_stay() {
    let table = [
        "",
        "order 700 version 3 by person 11",
        "2025-11-22T08:18:04.123456Z INFO repairbot: started",
        "2025-11-22 08:18:04 started",
        "30.11.2025 10:00",
        "chat -1001234567890, message 123456",
        "id 6873458734587345",
        "Заявка №12 создана",
        "Заявка 12 создана",
        "Сумма 5000 ₽",
        "завтра в 10:30",
        "Завтра 10:30",
        "Через 3 дня",
        "Мастер назначен",
        "Стиральные машины",
        "Новая заявка",
        "итого 12 500,00 ₽",
        "127.0.0.1:8080",
        "took 12.5 ms",
        "***ФИО***, ***адрес***, +79*******",
    ];
    check(&table.map(|text| (text, text)));
}

fn phones_written() -> impl Strategy<Value = (String, String)> {
    let separators =
        prop::collection::vec(prop::sample::select(vec!["", "", " ", "-", ".", " (", ") ", "\u{a0}"]), 9);
    let prefix = prop::sample::select(vec!["+7", "8", "7", "+7 ", "8 ", "8-", "+7(", "8("]);
    (prefix, 0_u64..1_000_000_000, separators).prop_map(|(prefix, number, separators)| {
        let digits = format!("9{number:09}");
        let (first, rest) = digits.split_at(1);
        let spread: String = separators.iter().zip(rest.chars()).map(|(s, d)| format!("{s}{d}")).collect();
        (format!("{prefix}{first}{spread}"), digits)
    })
}

/// A run of digits in which every group might begin a phone: a square of its length would take minutes.
#[test]
fn long_runs_of_digits_take_no_square_of_their_length() {
    let started = std::time::Instant::now();
    for piece in ["1 ", "+1", "9"] {
        let text = piece.repeat(100_000);
        assert!(mask(&text).len() >= text.len() / 2);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_digit_of_a_phone_is_left(
        (written, _) in phones_written(),
        before in prop::sample::select(vec!["", "тел. ", "Клиент ждёт, ", "phone=", "кв 12, ", "5 шт, "]),
        after in prop::sample::select(vec!["", ".", " ждёт", ", 2 этаж", "\n"]),
    ) {
        let text = format!("{before}{written}{after}");
        let masked = mask(&text);
        let own = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let shown = written.chars().take(3).filter(char::is_ascii_digit).count();
        prop_assert!(own(&masked) <= own(before) + shown + own(after), "{} -> {}", text, masked);
        prop_assert!(masked.contains("*******"), "{} -> {}", text, masked);
    }

    #[test]
    fn masking_twice_is_masking_once(text in prop_oneof![
        "\\PC{0,60}",
        "[+0-9 ().*-]{0,40}",
        "((ул|д|кв|г|пр-т|Москва|Ленина|Иван|Петров|Клиент|А|ий|проспект|дом)[ .,:=]{0,2}|[0-9]{1,4}[ ,./-]?|\\*){0,14}",
        "[0-9]{5,12}:[A-Za-z0-9_-]{18,40}[ @.a-z]{0,10}",
    ]) {
        let once = mask(&text);
        prop_assert_eq!(mask(&once), once.clone(), "{}", text);
    }

    #[test]
    fn a_name_and_an_address_are_hidden_wherever_they_stand(
        before in "([а-я]{3,8} ){0,3}",
        name in prop::sample::select(vec!["Иван", "Анна", "Пётр"]),
        surname in "[А-Я][а-я]{3,9}",
        street in "[А-Я][а-я]{4,9}",
        house in 1_u16..400,
    ) {
        let text = format!("{before}{name} {surname}, ул. {street}, {house}");
        let masked = mask(&text);
        prop_assert!(!masked.contains(&surname) && !masked.contains(&street), "{} -> {}", text, masked);
        prop_assert_eq!(masked, format!("{before}***ФИО***, ***адрес***"));
    }
}

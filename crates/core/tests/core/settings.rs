//! The company's settings: what is typed, what is stored, what holds together.

use std::collections::BTreeSet;

use jiff::{
    SignedDuration,
    civil::{Time, Weekday, time},
};
use proptest::prelude::*;
use repairbot_core::{
    money::{Kopecks, MoneyError},
    settings::{
        Amount, Clock, Count, DayOfMonth, DayOfWeek, Group, Minutes, Piece, Placeholder, Problem, Setting,
        Settings, Stored, Switch, Template, Value, pieces,
    },
};

fn of_every_kind() -> Vec<Setting> {
    fn all<T: Copy + Into<Setting>>(kind: &[T]) -> impl Iterator<Item = Setting> {
        kind.iter().map(|setting| (*setting).into())
    }
    all(Switch::ALL)
        .chain(all(Minutes::ALL))
        .chain(all(Count::ALL))
        .chain(all(Clock::ALL))
        .chain(all(DayOfWeek::ALL))
        .chain(all(DayOfMonth::ALL))
        .chain(all(Amount::ALL))
        .chain(all(Template::ALL))
        .collect()
}

/// Every line of a table must hold, and all that do not are shown.
fn all_mean(setting: impl Into<Setting>, table: &[(&str, Result<Value, Problem>)]) {
    let setting = setting.into();
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = Value::parse(setting, text);
            (found != *expected).then(|| format!("{text:?}: expected {expected:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}:\n{}", setting.code(), wrong.join("\n"));
}

#[test]
fn every_setting_has_a_code_of_its_own_and_one_place() {
    let shown: Vec<Setting> = Setting::all().collect();
    assert_eq!(shown.len(), of_every_kind().len(), "each stands in one group, once");
    assert_eq!(shown.iter().copied().collect::<BTreeSet<_>>(), of_every_kind().into_iter().collect());
    let codes: BTreeSet<&str> = shown.iter().map(|setting| setting.code()).collect();
    assert_eq!(codes.len(), shown.len());
    for setting in shown {
        assert_eq!(Setting::from_code(setting.code()), Some(setting));
        assert!(setting.group().settings().contains(&setting));
        assert_eq!(serde_json::to_string(&setting).unwrap(), format!("\"{}\"", setting.code()));
    }
    assert_eq!(Setting::from_code("shoe_size"), None);
    let groups: BTreeSet<&str> = Group::ALL.iter().map(|group| group.code()).collect();
    assert_eq!(groups.len(), Group::ALL.len());
}

#[test]
fn every_setting_has_a_default_and_choices_within_its_bounds() {
    for setting in Setting::all() {
        let (default, code) = (setting.default_value(), setting.code());
        assert_eq!(default.check(setting), Ok(()), "{code}");
        assert_eq!(Value::decode(setting, &default.encode()), Some(default.clone()), "{code}: of its kind");
        let number =
            matches!(default, Value::Minutes(_) | Value::Count(_) | Value::Day(_) | Value::Amount(_));
        assert_eq!(setting.bounds().is_some(), number, "{code}");
        assert!(setting.bounds().is_none_or(|(min, max)| min < max), "{code}");
        let plain = matches!(default, Value::Switch(_) | Value::Text(_));
        assert_eq!(setting.choices().is_empty(), plain, "{code}");
        assert!(plain || setting.choices().contains(&default), "{code}: the default is worth a button");
        for choice in setting.choices() {
            assert_eq!(choice.check(setting), Ok(()), "{code}: {choice:?}");
        }
    }
    let defaults = Settings::default();
    for setting in Setting::all() {
        assert_eq!(defaults.check(setting, None), Ok(()), "{}", setting.code());
    }
}

/// SPEC §8, written independently of the data.
#[test]
fn the_defaults_are_those_of_the_specification() {
    let settings = Settings::default();
    let minutes = |minutes| settings.minutes(minutes).as_mins();
    assert_eq!(
        Switch::ALL.iter().filter(|switch| !settings.on(**switch)).collect::<Vec<_>>(),
        [&Switch::BackupToOwner]
    );
    assert_eq!(
        [Minutes::UnacceptedMaster, Minutes::UnacceptedDispatcher, Minutes::UnacceptedAdmins].map(minutes),
        [15, 30, 60]
    );
    assert_eq!([Minutes::UnassignedDispatchers, Minutes::UnassignedAdmins].map(minutes), [15, 30]);
    assert_eq!(
        [Minutes::SlaNew, Minutes::SlaAssigned, Minutes::SlaAccepted, Minutes::SlaOnsite].map(minutes),
        [2, 4, 8, 12].map(|hours| hours * 60)
    );
    assert_eq!([Minutes::VisitBefore, Minutes::Snooze].map(minutes), [120, 30]);
    let clock = |clock| settings.time(clock);
    let at = |hour, minute| time(hour, minute, 0, 0);
    assert_eq!([Clock::QuietFrom, Clock::QuietTo].map(clock), [at(22, 0), at(6, 0)]);
    assert_eq!([Clock::DailySummaryAt, Clock::DailyReportAt].map(clock), [at(21, 30), at(8, 0)]);
    assert_eq!([Clock::WeeklyReportAt, Clock::MonthlyReportAt].map(clock), [at(9, 0), at(10, 0)]);
    assert_eq!([Clock::MasterMonthlyAt, Clock::BackupAt].map(clock), [at(2, 0), at(3, 0)]);
    assert_eq!(settings.time(Clock::DrDueAt), at(9, 0));
    assert_eq!(settings.weekday(DayOfWeek::WeeklyReport), Weekday::Monday);
    assert_eq!(settings.day_of_month(DayOfMonth::MonthlyReport), 1);
    assert_eq!(settings.day_of_month(DayOfMonth::MasterMonthly), 1);
    assert_eq!(settings.count(Count::PageSize), 10);
    assert_eq!(Setting::from(Count::PageSize).bounds(), Some((5, 20)));
    assert_eq!(settings.amount(Amount::RefusalQuestionUpTo), Kopecks(100_000));
    assert!(Template::ALL.iter().all(|template| settings.template(*template).is_none()));
}

#[test]
fn lengths_of_time() {
    let is = |minutes| Ok(Value::Minutes(minutes));
    all_mean(
        Minutes::VisitBefore,
        &[
            ("15", is(15)),
            (" 90 ", is(90)),
            ("45 минут", is(45)),
            ("45 мин", is(45)),
            ("2 часа", is(120)),
            ("2ч", is(120)),
            ("полтора часа", is(90)),
            ("полчаса", is(30)),
            ("час", is(60)),
            ("1 час 30 минут", is(90)),
            ("2,5 часа", is(150)),
            ("2 hours", is(120)),
            ("1 день", is(1440)),
            ("14", Err(Problem::OutOfBounds)),
            ("0", Err(Problem::OutOfBounds)),
            ("1441", Err(Problem::OutOfBounds)),
            ("25 часов", Err(Problem::OutOfBounds)),
            ("99999999999999999999", Err(Problem::NotALength)),
            ("-20", Err(Problem::NotALength)),
            ("", Err(Problem::NotALength)),
            ("потом", Err(Problem::NotALength)),
            ("через час", Err(Problem::NotALength)),
            ("2 месяца назад", Err(Problem::NotALength)),
            ("2 часа или три", Err(Problem::NotALength)),
            ("12:30", Err(Problem::NotALength)),
        ],
    );
    all_mean(
        Minutes::SlaOnsite,
        &[
            ("10080", is(10_080)),
            ("10080 минут", is(10_080)),
            ("10080min", is(10_080)),
            ("7 дней", is(10_080)),
            ("10081", Err(Problem::OutOfBounds)),
            ("10080 часов", Err(Problem::OutOfBounds)),
            ("10080:30", Err(Problem::NotALength)),
            ("10080 раз", Err(Problem::NotALength)),
        ],
    );
}

#[test]
fn times_of_the_day() {
    let is = |hour, minute| Ok(Value::Clock(time(hour, minute, 0, 0)));
    all_mean(
        Clock::DailySummaryAt,
        &[
            ("21:30", is(21, 30)),
            ("9:05", is(9, 5)),
            ("09.30", is(9, 30)),
            ("21-30", is(21, 30)),
            ("00:00", is(0, 0)),
            ("0", is(0, 0)),
            ("9", is(9, 0)),
            ("23", is(23, 0)),
            ("в 9 вечера", is(21, 0)),
            ("9 вечера", is(21, 0)),
            ("в 7 утра", is(7, 0)),
            ("в 21:30", is(21, 30)),
            ("в полдень", is(12, 0)),
            ("в половине девятого вечера", is(20, 30)),
            ("9 pm", is(21, 0)),
            ("24:00", Err(Problem::NotATime)),
            ("25:00", Err(Problem::NotATime)),
            ("21:60", Err(Problem::NotATime)),
            ("24", Err(Problem::NotATime)),
            ("-3", Err(Problem::NotATime)),
            ("", Err(Problem::NotATime)),
            ("завтра в 9", Err(Problem::NotATime)),
            ("через час", Err(Problem::NotATime)),
            ("с 9 до 10", Err(Problem::NotATime)),
            ("до 9", Err(Problem::NotATime)),
            ("вечером", Err(Problem::NotATime)),
            ("в 3", Err(Problem::NotATime)),
            ("никогда", Err(Problem::NotATime)),
            ("12.12.2025", Err(Problem::NotATime)),
        ],
    );
}

#[test]
fn the_other_kinds() {
    all_mean(
        Switch::Sla,
        &[
            ("on", Ok(Value::Switch(true))),
            ("OFF", Ok(Value::Switch(false))),
            ("", Err(Problem::NotASwitch)),
            ("1", Err(Problem::NotASwitch)),
        ],
    );
    all_mean(
        Count::PageSize,
        &[
            ("5", Ok(Value::Count(5))),
            (" 20 ", Ok(Value::Count(20))),
            ("4", Err(Problem::OutOfBounds)),
            ("21", Err(Problem::OutOfBounds)),
            ("-5", Err(Problem::OutOfBounds)),
            ("7.5", Err(Problem::NotANumber)),
            ("десять", Err(Problem::NotANumber)),
            ("", Err(Problem::NotANumber)),
            ("99999999999999999999", Err(Problem::NotANumber)),
        ],
    );
    all_mean(
        DayOfWeek::WeeklyReport,
        &[
            ("понедельник", Ok(Value::Weekday(Weekday::Monday))),
            ("Вс", Ok(Value::Weekday(Weekday::Sunday))),
            ("friday", Ok(Value::Weekday(Weekday::Friday))),
            ("1", Err(Problem::NotAWeekday)),
            ("пн и вт", Err(Problem::NotAWeekday)),
            ("", Err(Problem::NotAWeekday)),
            ("завтра", Err(Problem::NotAWeekday)),
        ],
    );
    all_mean(
        DayOfMonth::MonthlyReport,
        &[
            ("28", Ok(Value::Day(28))),
            ("29", Err(Problem::OutOfBounds)),
            ("0", Err(Problem::OutOfBounds)),
            ("первое", Err(Problem::NotANumber)),
        ],
    );
    all_mean(
        Amount::RefusalQuestionUpTo,
        &[
            ("1 500 ₽", Ok(Value::Amount(Kopecks(150_000)))),
            ("2 тыс", Ok(Value::Amount(Kopecks(200_000)))),
            ("0", Ok(Value::Amount(Kopecks(0)))),
            ("100000,01", Err(Problem::OutOfBounds)),
            ("-1", Err(Problem::Money(MoneyError::Negative))),
            ("12.500", Err(Problem::Money(MoneyError::Ambiguous))),
            ("много", Err(Problem::Money(MoneyError::NotANumber))),
        ],
    );
}

#[test]
fn texts() {
    let is = |text: &str| Ok(Value::Text(text.to_owned()));
    let longest = "я".repeat(300);
    all_mean(
        Template::Visit,
        &[
            ("Заявка {номер}: визит в {время}", is("Заявка {номер}: визит в {время}")),
            ("Order {number} at {Time}", is("Order {number} at {Time}")),
            ("  два   пробела \n\n и строка  ", is("два пробела\n\nи строка")),
            ("", is("")),
            (&longest, is(&longest)),
            (&format!("{longest}!"), Err(Problem::TooLong { max: 300 })),
            ("{мастер}", Err(Problem::UnknownPlaceholder)),
            ("{}", Err(Problem::UnknownPlaceholder)),
            ("{номер", Err(Problem::OpenBrace)),
            ("номер}", Err(Problem::OpenBrace)),
            ("{{номер}}", Err(Problem::OpenBrace)),
        ],
    );
    for template in Template::ALL {
        for place in template.placeholders() {
            assert!(place.names().len() >= 2, "{place:?} has a name in each language");
            for name in place.names() {
                assert_eq!(pieces(*template, &format!("{{{name}}}")), Ok(vec![Piece::Place(*place)]));
            }
        }
    }
    assert_eq!(
        pieces(Template::Unaccepted, "№{номер} ждёт {Ждёт}!"),
        Ok(vec![
            Piece::Words("№"),
            Piece::Place(Placeholder::Number),
            Piece::Words(" ждёт "),
            Piece::Place(Placeholder::Waited),
            Piece::Words("!"),
        ])
    );
}

/// Written independently of the code: what each text may have, by the first name of each place.
#[test]
fn each_text_has_places_of_its_own() {
    let table = [
        (Template::Unaccepted, "{номер} {техника} {мастер} {ждёт}"),
        (Template::Unassigned, "{номер} {техника} {ждёт}"),
        (Template::Visit, "{номер} {техника} {время} {адрес}"),
        (Template::DrDue, "{номер} {техника} {дата} {мастер}"),
        (Template::Sla, "{номер} {техника} {мастер} {ждёт} {статус}"),
        (Template::DailySummary, "{дата}"),
        (Template::Report, "{период}"),
        (Template::MasterMonthly, "{период} {мастер}"),
        (Template::Backup, "{дата} {файл} {размер}"),
    ];
    assert_eq!(table.map(|(template, _)| template), Template::ALL);
    let every: BTreeSet<&str> = table.iter().flat_map(|(_, places)| places.split(' ')).collect();
    for (template, places) in table {
        assert_eq!(Value::parse(template.into(), places), Ok(Value::Text(places.to_owned())), "{template:?}");
        for foreign in every.iter().filter(|place| !places.contains(**place)) {
            let found = Value::parse(template.into(), foreign);
            assert_eq!(found, Err(Problem::UnknownPlaceholder), "{template:?}: {foreign}");
        }
    }
}

#[test]
fn places_are_filled_in() {
    let place = |place| match place {
        Placeholder::Period => Some("<{мастер}>".to_owned()),
        Placeholder::Master => Some("Пётр".to_owned()),
        _ => None,
    };
    let filled = |template: Template, text: &str| {
        let own = Value::Text(text.to_owned());
        Settings::default().with(template, Some(own)).filled(template, place)
    };
    assert_eq!(filled(Template::MasterMonthly, ""), None, "empty is the built-in one");
    assert_eq!(Settings::default().filled(Template::MasterMonthly, place), None);
    for (template, text, expected) in [
        (Template::MasterMonthly, "Без мест", "Без мест"),
        (Template::MasterMonthly, "{Мастер}:\n{period}, {period}!", "Пётр:\n<{мастер}>, <{мастер}>!"),
        (Template::Backup, "a{дата}b", "ab"),
        (Template::Backup, "no more {мастер}", "no more {мастер}"),
    ] {
        assert_eq!(filled(template, text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn ladders_climb_and_nights_end() {
    let settings = Settings::default();
    let check = |setting: Setting, value: Value| settings.check(setting, Some(&value));
    let (master, dispatcher, admins) = (
        Setting::from(Minutes::UnacceptedMaster),
        Setting::from(Minutes::UnacceptedDispatcher),
        Setting::from(Minutes::UnacceptedAdmins),
    );
    assert_eq!(check(master, Value::Minutes(30)), Ok(()));
    assert_eq!(check(master, Value::Minutes(31)), Err(Problem::MoreThan(dispatcher)));
    assert_eq!(check(dispatcher, Value::Minutes(14)), Err(Problem::LessThan(master)));
    assert_eq!(check(dispatcher, Value::Minutes(61)), Err(Problem::MoreThan(admins)));
    assert_eq!(check(admins, Value::Minutes(29)), Err(Problem::LessThan(dispatcher)));
    assert_eq!(check(admins, Value::Minutes(0)), Err(Problem::OutOfBounds));
    let (dispatchers, last) =
        (Setting::from(Minutes::UnassignedDispatchers), Setting::from(Minutes::UnassignedAdmins));
    assert_eq!(check(dispatchers, Value::Minutes(31)), Err(Problem::MoreThan(last)));
    assert_eq!(check(last, Value::Minutes(14)), Err(Problem::LessThan(dispatchers)));
    let (from, to) = (Setting::from(Clock::QuietFrom), Setting::from(Clock::QuietTo));
    assert_eq!(check(from, Value::Clock(time(6, 0, 0, 0))), Err(Problem::SameAs(to)));
    assert_eq!(check(to, Value::Clock(time(22, 0, 0, 0))), Err(Problem::SameAs(from)));

    // The way back to the default is judged, too.
    let settings = settings.with(admins, Some(Value::Minutes(90))).with(dispatcher, Some(Value::Minutes(80)));
    assert_eq!(settings.check(admins, None), Err(Problem::LessThan(dispatcher)));
    assert_eq!(settings.check(dispatcher, None), Ok(()));
    // What others have broken hinders nobody.
    let broken = settings.with(master, Some(Value::Minutes(1000)));
    assert_eq!(broken.check(Minutes::Snooze.into(), Some(&Value::Minutes(10))), Ok(()));
    assert_eq!(broken.check(from, Some(&Value::Clock(time(21, 0, 0, 0)))), Ok(()));
    assert_eq!(broken.check(master, None), Ok(()));
}

#[test]
fn damaged_rows_leave_the_default_and_are_named() {
    let row = |code: &str, value: Option<&str>| {
        (code.to_owned(), Stored { value: value.map(str::to_owned), version: 7 })
    };
    let (settings, damaged) = Settings::from_stored([
        row("page_size", Some("15")),
        row("snooze", Some("-1")),
        row("sla", Some("maybe")),
        row("quiet_from", Some("22:00:30")),
        row("weekly_report_day", Some("8")),
        row("text_visit", Some("{")),
        row("shoe_size", Some("42")),
        row("backup", None),
    ]);
    assert_eq!(damaged, ["snooze", "sla", "quiet_from", "weekly_report_day", "text_visit", "shoe_size"]);
    assert_eq!(settings.count(Count::PageSize), 15);
    assert_eq!(settings.minutes(Minutes::Snooze), SignedDuration::from_mins(30));
    assert_eq!(settings.weekday(DayOfWeek::WeeklyReport), Weekday::Monday);
    assert!(settings.on(Switch::Sla) && settings.on(Switch::Backup));
    assert_eq!(settings.time(Clock::QuietFrom), time(22, 0, 0, 0));
    assert_eq!(settings.version(Switch::Backup.into()), 7);
    assert_eq!(settings.version(Minutes::Snooze.into()), 7, "so that setting it anew is seen");
    assert_eq!(settings.version(Switch::Visit.into()), 0);
}

fn any_setting() -> impl Strategy<Value = Setting> {
    prop::sample::select(Setting::all().collect::<Vec<_>>())
}

proptest! {
    /// Whatever is typed: a refusal, or a value that is stored and read again as the same.
    #[test]
    fn any_text_is_refused_or_comes_back_from_the_database(setting in any_setting(), text in "\\PC{0,30}|[0-9:. -]{1,8}|[0-9]{1,5} (мин|часов|ч|руб)") {
        if let Ok(value) = Value::parse(setting, &text) {
            prop_assert_eq!(value.check(setting), Ok(()));
            prop_assert_eq!(Value::decode(setting, &value.encode()), Some(value));
        }
    }

    #[test]
    fn any_row_is_read(code in "[a-z_]{0,20}", text in "\\PC{0,30}", version in any::<i64>()) {
        let known = Setting::all().map(|setting| setting.code().to_owned());
        let rows = known.chain([code]).map(|code| (code, Stored { value: Some(text.clone()), version }));
        let (settings, _) = Settings::from_stored(rows);
        for setting in Setting::all() {
            prop_assert_eq!(settings.value(setting).check(setting), Ok(()));
            let reset = settings.clone().with(setting, None);
            prop_assert_eq!(reset.value(setting), setting.default_value());
        }
    }

    #[test]
    fn a_time_as_it_is_shown_is_read_as_the_same(hour in 0..24_i8, minute in 0..60_i8) {
        let at: Time = time(hour, minute, 0, 0);
        let read = Value::parse(Clock::BackupAt.into(), &at.strftime("%H:%M").to_string());
        prop_assert_eq!(read, Ok(Value::Clock(at)));
    }
}

#[test]
fn a_number_on_a_button_is_a_value_within_the_bounds() {
    for setting in Setting::all() {
        for value in setting.choices().iter().cloned().chain([setting.default_value()]) {
            match value.number() {
                Some(number) => assert_eq!(Value::from_number(setting, number), Some(value)),
                None => assert!(matches!(setting, Setting::Template(_)), "{}", setting.code()),
            }
        }
        for number in [-1, i64::MIN, i64::MAX, i64::from(i32::MAX)] {
            assert_eq!(Value::from_number(setting, number), None, "{} {number}", setting.code());
        }
    }
    assert_eq!(Value::from_number(Switch::Sla.into(), 2), None);
    assert_eq!(Value::from_number(Clock::QuietTo.into(), 24 * 60), None);
    assert_eq!(
        Value::from_number(Clock::QuietTo.into(), 23 * 60 + 59),
        Some(Value::Clock(time(23, 59, 0, 0)))
    );
    assert_eq!(Value::from_number(DayOfWeek::WeeklyReport.into(), 0), None);
    assert_eq!(Value::from_number(DayOfWeek::WeeklyReport.into(), 8), None);
}

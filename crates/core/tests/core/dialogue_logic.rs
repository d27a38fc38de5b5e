//! What single dialogues know: the client of a phone, a small total, the days of a promise, «Другое».

use jiff::{ToSpan, civil::date};
use repairbot_core::{
    dialogue::{
        AddressAnswer, CloseField, CloseOrder, CreateField, CreateOrder, Dialogue, Draft, GiveReason, Input,
        LongRepairField, LongRepairForm, Problem, Question, ReasonField,
    },
    ids::{AddressId, DraftId, EquipmentId, OrderId, ReasonId},
    money::{Kopecks, PaymentMethod},
    when::DateError,
};

use crate::{
    dialogue_support::{
        BUSY, Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, OLEG_PHONE, OTHER, Talk, WASHER, says,
    },
    support::{roubles, today},
};

const REVIEW: Question = Question::Create(None);

pub fn create(field: CreateField) -> Question {
    Question::Create(Some(field))
}

fn close(field: CloseField) -> Question {
    Question::Close(Some(field))
}

pub fn new_order(talk: &Talk) -> &CreateOrder {
    match &talk.draft.dialogue {
        Dialogue::CreateOrder(form) => form,
        other => panic!("{other:?}"),
    }
}

/// Name and address as they stand.
pub fn client(talk: &Talk) -> (Option<&str>, Option<&str>) {
    let form = new_order(talk);
    let name = form.name.as_ref().map(|name| name.reveal());
    (name, form.address.as_ref().map(|answer| answer.address().reveal()))
}

/// A call of Maria's, at the review screen; her address is picked or typed.
pub fn marias_order(address: Given) -> Talk {
    let mut talk = Talk::about(Dialogue::CreateOrder(CreateOrder::default()));
    talk.asks(Given::Pick(WASHER), create(CreateField::Problem))
        .asks(says("Не сливает"), create(CreateField::Phone))
        .asks(says(MARIA_PHONE), create(CreateField::UseKnown))
        .asks(Given::Pick(1), create(CreateField::Address))
        .asks(address, create(CreateField::Notes))
        .asks(Given::Skip, create(CreateField::Time))
        .asks(Given::Skip, REVIEW);
    talk
}

/// The index of a question on the review screen of a known client.
const PHONE: Given = Given::Edit(2);
const USE_KNOWN: Given = Given::Edit(3);

#[test]
fn a_known_client_is_taken_over() {
    let talk = marias_order(Given::Pick(MARIA_HOME));
    assert_eq!(client(&talk), (Some("Мария Петрова"), Some("ул. Мира, д. 1")));
    let form = new_order(&talk);
    assert_eq!(form.equipment, Some(EquipmentId(WASHER)));
    assert!(matches!(&form.address, Some(AddressAnswer::Known(AddressId(MARIA_HOME), _))));
    assert_eq!(form.chosen_client().map(|known| known.client), Some(crate::dialogue_support::maria().client));
}

#[test]
fn a_stranger_has_no_addresses_to_pick() {
    let mut talk = Talk::about(Dialogue::CreateOrder(CreateOrder::default()));
    talk.refuses(says("Стиралка"), Problem::UseButtons)
        .refuses(Given::Pick(999), Problem::ChoiceGone)
        .asks(Given::Pick(WASHER), create(CreateField::Problem))
        .asks(says("Не сливает"), create(CreateField::Phone))
        .asks(says(NEW_PHONE), create(CreateField::Name))
        .asks(says("Иван"), create(CreateField::Address))
        .refuses(Given::Pick(MARIA_HOME), Problem::UseButtons)
        .asks(says("Ленина 5"), create(CreateField::Notes));
    assert_eq!(new_order(&talk).chosen_client(), None);
}

#[test]
fn another_phone_forgets_what_was_taken_over() {
    let mut talk = marias_order(Given::Pick(MARIA_HOME));
    talk.asks(PHONE, create(CreateField::Phone)).asks(says(NEW_PHONE), create(CreateField::Name));
    assert_eq!(client(&talk), (None, None));
    assert_eq!((new_order(&talk).known.as_ref(), new_order(&talk).use_known), (None, None));
    talk.asks(says("Иван"), create(CreateField::Address)).asks(says("Ленина 5"), REVIEW).ends(Given::Confirm);
}

#[test]
fn another_phone_keeps_what_was_typed_for_this_call() {
    let mut talk = marias_order(says("Новая 7"));
    talk.asks(PHONE, create(CreateField::Phone)).asks(says(NEW_PHONE), create(CreateField::Name));
    assert_eq!(client(&talk), (None, Some("Новая 7")));
    talk.asks(says("Иван"), REVIEW);
    // Typed wholly by hand: a second correction of the phone keeps the name too.
    talk.asks(PHONE, create(CreateField::Phone)).asks(says("89120000001"), REVIEW);
    assert_eq!(client(&talk), (Some("Иван"), Some("Новая 7")));
}

#[test]
fn the_phone_of_another_known_client_asks_about_him() {
    let mut talk = marias_order(Given::Pick(MARIA_HOME));
    talk.asks(PHONE, create(CreateField::Phone)).asks(says(OLEG_PHONE), create(CreateField::UseKnown));
    talk.asks(Given::Pick(1), create(CreateField::Address))
        .refuses(Given::Pick(MARIA_HOME), Problem::UseButtons);
    talk.asks(Given::Pick(60), REVIEW);
    assert_eq!(client(&talk), (Some("Олег"), Some("Садовая 3")));
}

#[test]
fn the_same_phone_again_changes_nothing() {
    let mut talk = marias_order(Given::Pick(MARIA_HOME));
    let before = talk.draft.dialogue.clone();
    talk.asks(PHONE, create(CreateField::Phone)).asks(says("8-912-345-67-89"), REVIEW);
    assert_eq!(talk.draft.dialogue, before);
}

#[test]
fn yes_and_no_about_the_known_client() {
    let mut talk = marias_order(Given::Pick(MARIA_HOME));
    talk.asks(USE_KNOWN, create(CreateField::UseKnown))
        .refuses(says("нет"), Problem::UseButtons)
        .refuses(Given::Pick(2), Problem::UseButtons)
        .asks(Given::Pick(0), create(CreateField::Name));
    assert_eq!(client(&talk), (None, None), "no: nothing of hers stays");
    talk.asks(says("Пётр"), create(CreateField::Address))
        .refuses(Given::Pick(MARIA_HOME), Problem::UseButtons)
        .asks(says("Новая 7"), REVIEW);
    assert_eq!(new_order(&talk).chosen_client(), None);
    talk.asks(USE_KNOWN, create(CreateField::UseKnown)).asks(Given::Pick(1), REVIEW);
    assert_eq!(client(&talk), (Some("Мария Петрова"), Some("Новая 7")), "yes: her name, the typed address");
}

fn closing(prepayment: Kopecks, may_refuse: bool) -> Talk {
    let refusal_up_to = may_refuse.then_some(roubles(1000));
    Talk::about(Dialogue::CloseOrder(CloseOrder::new(OrderId(700), prepayment, refusal_up_to)))
}

/// Forms that were begun before the limit was a setting.
#[test]
fn a_form_without_a_limit_has_the_former_one() {
    let talk = closing(Kopecks::ZERO, true);
    let mut stored = serde_json::to_value(&talk.draft).unwrap();
    assert!(stored["dialogue"].as_object_mut().unwrap().remove("refusal_up_to").is_some());
    assert_eq!(serde_json::from_value::<repairbot_core::dialogue::Draft>(stored).unwrap(), talk.draft);
}

#[test]
fn the_limit_of_the_refusal_question_is_the_companys() {
    for (limit, total, asks) in [(1500, "1500", true), (1500, "1501", false), (0, "0", true), (0, "1", false)]
    {
        let form = CloseOrder::new(OrderId(700), Kopecks::ZERO, Some(roubles(limit)));
        let mut talk = Talk::about(Dialogue::CloseOrder(form));
        let next = if asks { CloseField::IsRefusal } else { CloseField::Materials };
        talk.asks(says(total), Question::Close(Some(next)));
    }
}

fn closed(talk: &Talk) -> &CloseOrder {
    match &talk.draft.dialogue {
        Dialogue::CloseOrder(form) => form,
        other => panic!("{other:?}"),
    }
}

/// Materials, payment, review and out of city, from the question about materials to the review screen.
fn the_rest(talk: &mut Talk, materials: &str) {
    talk.asks(says(materials), close(CloseField::Payment))
        .refuses(Given::Pick(3), Problem::UseButtons)
        .refuses(Given::Pick(-1), Problem::UseButtons)
        .asks(Given::Pick(2), close(CloseField::Review))
        .asks(Given::Pick(0), close(CloseField::OutOfCity))
        .asks(Given::Pick(1), Question::Close(None));
}

#[test]
fn a_small_total_asks_whether_it_is_a_refusal() {
    let table = [("1000", true), ("0", true), ("1000,01", false), ("5к", false)];
    for (total, asks) in table {
        let next = if asks { CloseField::IsRefusal } else { CloseField::Materials };
        closing(Kopecks::ZERO, true).asks(says(total), close(next));
        closing(Kopecks::ZERO, false).asks(says(total), close(CloseField::Materials));
    }
}

#[test]
fn a_small_total_that_is_no_refusal_is_closed() {
    let mut talk = closing(Kopecks::ZERO, true);
    talk.asks(says("900"), close(CloseField::IsRefusal)).asks(Given::Pick(0), close(CloseField::Materials));
    talk.refuses(says("900,01"), Problem::MaterialsExceedTotal);
    the_rest(&mut talk, "900");
    let figures = closed(&talk).closing(true).unwrap();
    assert!(!closed(&talk).ends_in_refusal());
    assert_eq!((figures.total, figures.materials), (roubles(900), roubles(900)));
    assert_eq!((figures.payment, figures.review), (PaymentMethod::Transfer, false));
    assert_eq!((figures.out_of_city, figures.senior), (true, true));
    talk.ends(Given::Confirm);
}

#[test]
fn a_small_total_that_is_a_refusal_gives_the_reason() {
    let mut talk = closing(Kopecks::ZERO, true);
    talk.asks(says("500"), close(CloseField::IsRefusal))
        .asks(Given::Pick(1), close(CloseField::Reason))
        .refuses(Given::Pick(OTHER), Problem::DescribeReason)
        .asks(says("Ремонт дороже новой"), Question::Close(None));
    assert!(closed(&talk).ends_in_refusal());
    assert_eq!(closed(&talk).closing(false), None);
    talk.ends(Given::Confirm);
}

#[test]
fn a_refusal_says_what_becomes_of_the_prepayment() {
    let mut talk = closing(roubles(700), true);
    // The prepayment may exceed the total of a refusal, but not that of a repair.
    talk.asks(says("500"), close(CloseField::IsRefusal))
        .refuses(Given::Pick(0), Problem::PrepaymentExceedsTotal)
        .asks(Given::Pick(1), close(CloseField::Reason))
        .asks(Given::Pick(BUSY), close(CloseField::Refund))
        .asks(Given::Pick(0), Question::Close(None));
    assert_eq!(closed(&talk).refund, Some(false));
    assert_eq!(closed(&talk).reason.as_ref().unwrap().picked, Some(ReasonId(BUSY)));
    talk.ends(Given::Confirm);
}

#[test]
fn a_prepayment_is_part_of_the_total() {
    let mut talk = closing(roubles(3000), true);
    talk.refuses(says("2999"), Problem::PrepaymentExceedsTotal)
        .asks(says("3000"), close(CloseField::Materials));
    closing(roubles(500), false).refuses(says("400"), Problem::PrepaymentExceedsTotal);
}

#[test]
fn a_total_changed_on_review_asks_what_no_longer_fits() {
    let mut talk = closing(roubles(800), true);
    talk.asks(says("6000"), close(CloseField::Materials));
    the_rest(&mut talk, "2000");
    let total = || Given::Edit(0);
    talk.asks(total(), close(CloseField::Total)).asks(says("7000"), Question::Close(None));
    talk.asks(total(), close(CloseField::Total)).asks(says("1500"), close(CloseField::Materials));
    talk.asks(says("100"), Question::Close(None));
    // Small now: is it a refusal? No, and smaller still than the prepayment: then it must be one.
    talk.asks(total(), close(CloseField::Total)).asks(says("900"), close(CloseField::IsRefusal));
    talk.asks(Given::Pick(0), Question::Close(None));
    talk.asks(total(), close(CloseField::Total)).asks(says("700"), close(CloseField::IsRefusal));
    talk.refuses(Given::Pick(0), Problem::PrepaymentExceedsTotal);
    talk.asks(Given::Pick(1), close(CloseField::Reason)).asks(Given::Pick(BUSY), close(CloseField::Refund));
    talk.asks(Given::Pick(1), Question::Close(None));
    // Large again: no refusal any more, and the figures given before are still there.
    talk.asks(total(), close(CloseField::Total)).asks(says("6000"), Question::Close(None));
    assert_eq!(closed(&talk).closing(false).unwrap().materials, roubles(100));
    talk.ends(Given::Confirm);
}

#[test]
fn a_review_screen_with_a_gap_leads_to_it() {
    let mut talk = closing(Kopecks::ZERO, true);
    talk.asks(says("500"), close(CloseField::IsRefusal))
        .asks(Given::Pick(1), close(CloseField::Reason))
        .asks(Given::Pick(BUSY), Question::Close(None))
        .asks(Given::Edit(1), close(CloseField::IsRefusal))
        .asks(Given::Pick(0), close(CloseField::Materials))
        .asks(Given::Back, Question::Close(None));
    assert_eq!(talk.give(&Given::Confirm), Err(Problem::AnswerNeeded));
    assert_eq!(talk.draft.question(), close(CloseField::Materials));
    the_rest(&mut talk, "0");
    talk.ends(Given::Confirm);
}

fn waiting() -> Talk {
    Talk::about(Dialogue::LongRepair(LongRepairForm::new(OrderId(700), today())))
}

fn promised(talk: &Talk) -> Option<jiff::civil::Date> {
    match &talk.draft.dialogue {
        Dialogue::LongRepair(form) => form.promised_on,
        other => panic!("{other:?}"),
    }
}

#[test]
fn days_a_long_repair_may_be_promised_for() {
    let day = date(2025, 10, 12);
    let last = date(2026, 4, 7);
    let table = [
        (Given::Pick(1), date(2025, 10, 10)),
        (Given::Pick(3), day),
        (Given::Pick(180), last),
        (says("12.10"), day),
        (says("12.10.25"), day),
        (says("07.04.2026"), last),
    ];
    for (given, day) in table {
        let mut talk = waiting();
        talk.asks(given.clone(), Question::LongRepair(Some(LongRepairField::Parts)));
        assert_eq!(promised(&talk), Some(day), "{given:?}");
    }
}

#[test]
fn days_it_may_not() {
    let out = Problem::Date(DateError::OutOfRange { from: date(2025, 10, 10), to: date(2026, 4, 7) });
    let table = [
        (Given::Pick(0), out),
        (Given::Pick(-1), out),
        (Given::Pick(181), out),
        (Given::Pick(i64::from(i32::MAX)), Problem::UseButtons),
        (Given::Pick(i64::MIN), Problem::UseButtons),
        (Given::Pick(i64::MAX), Problem::UseButtons),
        (says("09.10.2025"), out),
        (says("08.04.2026"), out),
        (says("скоро"), Problem::Date(DateError::NotADate)),
        (says("31.02"), Problem::Date(DateError::NotADate)),
        (Given::NotText, Problem::TextNeeded),
    ];
    let mut talk = waiting();
    for (given, problem) in table {
        talk.refuses(given, problem);
    }
    assert_eq!(promised(&talk), None);
}

#[test]
fn a_day_button_pressed_after_midnight_is_the_day_it_showed() {
    let parts = Question::LongRepair(Some(LongRepairField::Parts));
    let mut talk = waiting();
    talk.today = today() + 1.day();
    let range = DateError::OutOfRange { from: date(2025, 10, 11), to: date(2026, 4, 8) };
    talk.refuses(Given::Pick(1), Problem::Date(range)).asks(Given::Pick(2), parts);
    assert_eq!(promised(&talk), Some(date(2025, 10, 11)));
}

#[test]
fn other_asks_for_words() {
    let forms = [GiveReason::decline(OrderId(700)), GiveReason::refuse(OrderId(700), Kopecks::ZERO, false)];
    for form in forms {
        let mut talk = Talk::about(Dialogue::GiveReason(form));
        talk.refuses(Given::Pick(OTHER), Problem::DescribeReason)
            .refuses(Given::Pick(999), Problem::ChoiceGone)
            .ends(says("Нет запчастей"));
        let Dialogue::GiveReason(form) = &talk.draft.dialogue else { panic!("another dialogue") };
        let reason = form.reason.as_ref().unwrap();
        assert_eq!((reason.picked, reason.text.as_ref().unwrap().reveal()), (None, "Нет запчастей"));
    }
}

#[test]
fn a_fee_is_asked_only_where_the_master_has_been() {
    let order = OrderId(700);
    let table: &[(GiveReason, &[ReasonField])] = &[
        (GiveReason::refuse(order, Kopecks::ZERO, true), &[ReasonField::Fee]),
        (GiveReason::refuse(order, roubles(1), false), &[ReasonField::Refund]),
        (GiveReason::refuse(order, roubles(1), true), &[ReasonField::Fee, ReasonField::Refund]),
    ];
    for (form, then) in table {
        let mut talk = Talk::about(Dialogue::GiveReason(form.clone()));
        let mut answer = Given::Pick(BUSY);
        for field in *then {
            talk.asks(answer, Question::Reason(Some(*field)));
            answer = if *field == ReasonField::Fee { Given::Skip } else { Given::Pick(1) };
        }
        talk.ends(answer);
    }
}

#[test]
fn inputs_print_without_what_was_typed() {
    let printed = format!("{:?}", Input::Text("Иван, +7 912 345-67-89"));
    assert!(
        printed.starts_with("Text(") && !printed.contains("Иван") && !printed.contains("912"),
        "{printed}"
    );
    assert_eq!(
        format!("{:?} {:?} {:?}", Input::Pick(3), Input::Edit(1), Input::Skip),
        "Pick(3) Edit(1) Skip"
    );
}

#[test]
fn a_draft_knows_its_order() {
    let of = |dialogue| Draft::new(DraftId(1), dialogue).order();
    let order = OrderId(700);
    assert_eq!(of(Dialogue::GiveReason(GiveReason::decline(order))), Some(order));
    assert_eq!(
        of(Dialogue::CloseOrder(CloseOrder::new(order, Kopecks::ZERO, Some(Kopecks(100_000))))),
        Some(order)
    );
    assert_eq!(of(Dialogue::LongRepair(LongRepairForm::new(order, today()))), Some(order));
    assert_eq!(of(Dialogue::CreateOrder(CreateOrder::default())), None);
}

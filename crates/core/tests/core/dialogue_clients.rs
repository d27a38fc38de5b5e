//! What the dialogues know of clients: one of several with a phone, repeated visits, what is added and never replaced.

use repairbot_core::{
    dialogue::{
        AddressAnswer, ClientChange, CreateField, CreateOrder, Dialogue, EditClient, EditClientField,
        Problem, Question,
    },
    ids::{AddressId, ClientId, OrderId},
    phone::{PhoneError, parse_phone},
    pii::TextError,
};

use crate::{
    dialogue_logic::{client, create, marias_order, new_order},
    dialogue_support::{
        Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, NINA_PHONE, SHARED_PHONE, Talk, WASHER, maria, nina, says,
    },
    support::at,
};

/// A conversation that has come to the question what this client calls about, or beyond it.
fn call_from(phone: &str, which: i64, next: Question) -> Talk {
    let mut talk = Talk::about(Dialogue::CreateOrder(CreateOrder::default()));
    talk.asks(Given::Pick(WASHER), create(CreateField::Problem))
        .asks(says("Не сливает"), create(CreateField::Phone))
        .asks(says(phone), create(CreateField::UseKnown))
        .asks(Given::Pick(which), next);
    talk
}

#[test]
fn of_several_clients_with_a_phone_one_is_picked() {
    let mut talk = call_from(SHARED_PHONE, 2, create(CreateField::Address));
    assert_eq!(client(&talk), (Some("Мария Петрова"), None));
    talk.asks(Given::Pick(MARIA_HOME), create(CreateField::Notes));
    for _ in 0..2 {
        talk.give(&Given::Back).unwrap();
    }
    talk.refuses(Given::Pick(3), Problem::UseButtons)
        .refuses(Given::Pick(-1), Problem::UseButtons)
        .asks(Given::Pick(1), create(CreateField::Purpose));
    assert_eq!(client(&talk), (Some("Нина"), None), "the other's address is forgotten");
    talk.asks(Given::Back, create(CreateField::UseKnown)).asks(Given::Pick(0), create(CreateField::Name));
    assert_eq!(new_order(&talk).chosen_client(), None);
}

#[test]
fn a_repeat_visit_names_the_order_it_repeats() {
    let mut talk = call_from(NINA_PHONE, 1, create(CreateField::Purpose));
    talk.refuses(says("повторный"), Problem::UseButtons)
        .refuses(Given::Pick(3), Problem::UseButtons)
        .asks(Given::Pick(2), create(CreateField::Parent))
        .refuses(Given::Pick(34), Problem::UseButtons)
        .asks(Given::Pick(31), create(CreateField::Address));
    let repeated = new_order(&talk).repeated().unwrap();
    assert_eq!((repeated.id, repeated.warranty_until), (OrderId(31), Some(at(100))));
    assert_eq!(new_order(&talk).same_order(), None);
    talk.asks(Given::Back, create(CreateField::Parent)).asks(Given::Back, create(CreateField::Purpose));
    talk.asks(Given::Pick(0), create(CreateField::Address));
    assert_eq!(new_order(&talk).repeated(), None, "a new order repeats none");
}

#[test]
fn the_same_order_ends_the_dialogue_without_another_question() {
    let mut talk = call_from(NINA_PHONE, 1, create(CreateField::Purpose));
    talk.ends(Given::Pick(1));
    assert_eq!(new_order(&talk).same_order(), Some(OrderId(33)), "the only open one");
}

#[test]
fn the_same_order_is_offered_only_when_one_is_open() {
    let mut known = nina();
    known.orders.remove(0);
    known.open_orders.clear();
    let form = CreateOrder::for_client(known, parse_phone(NINA_PHONE).unwrap());
    let mut talk = Talk::about(Dialogue::CreateOrder(form));
    talk.asks(Given::Pick(WASHER), create(CreateField::Problem))
        .asks(says("Не сливает"), create(CreateField::Purpose))
        .refuses(Given::Pick(1), Problem::UseButtons)
        .asks(Given::Pick(0), create(CreateField::Address));
}

#[test]
fn another_way_of_writing_a_known_address_is_that_address() {
    let mut talk = marias_order(says("УЛ.  МИРА, Д. 1"));
    assert!(matches!(&new_order(&talk).address, Some(AddressAnswer::Known(AddressId(MARIA_HOME), _))));
    talk.ends(Given::Confirm);
}

fn editing(change: ClientChange) -> Talk {
    Talk::about(Dialogue::EditClient(EditClient::new(ClientId(10), change, nina().addresses)))
}

fn edited(talk: &Talk) -> &EditClient {
    match &talk.draft.dialogue {
        Dialogue::EditClient(form) => form,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_phone_is_added_once_and_shared_or_taken_over() {
    let mut talk = editing(ClientChange::Phone);
    talk.refuses(says("позже"), Problem::Phone(PhoneError::NotAPhone))
        .refuses(says(NINA_PHONE), Problem::PhoneKnown)
        .refuses(says(SHARED_PHONE), Problem::PhoneKnown)
        .asks(says(MARIA_PHONE), Question::EditClient(Some(EditClientField::TakeOver)))
        .refuses(says("да"), Problem::UseButtons);
    assert_eq!(edited(&talk).shared_with, [maria().name]);
    talk.ends(Given::Pick(0));
    let mut talk = editing(ClientChange::Phone);
    talk.ends(says(NEW_PHONE));
    assert_eq!(edited(&talk).take_over, None);
}

#[test]
fn an_address_is_added_once_and_can_be_written_anew() {
    let mut talk = editing(ClientChange::Address);
    talk.refuses(says("лесная  1"), Problem::AddressKnown).ends(says("Лесная 2"));
    let mut talk = editing(ClientChange::FixAddress);
    talk.refuses(Given::Pick(1), Problem::UseButtons)
        .refuses(says("Лесная"), Problem::UseButtons)
        .asks(Given::Pick(0), Question::EditClient(Some(EditClientField::Address)))
        .refuses(says("Лесная 1"), Problem::AddressKnown)
        .ends(says("ЛЕСНАЯ 1"));
}

#[test]
fn notes_are_replaced_or_removed() {
    let mut talk = editing(ClientChange::Notes);
    talk.refuses(says(&"я".repeat(4096)), Problem::Text(TextError::TooLong { max: 1000 }))
        .refuses(Given::Pick(1), Problem::TextNeeded)
        .ends(says(&"🛠".repeat(1000)));
    let mut talk = editing(ClientChange::Notes);
    talk.ends(Given::Pick(0));
    assert_eq!((&edited(&talk).notes, edited(&talk).without_notes), (&None, true));
}

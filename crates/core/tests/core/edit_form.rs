//! The form that changes an order: it begins at its review, every question can be answered again, old rows stay.

use proptest::prelude::*;
use repairbot_core::{
    dialogue::{
        AddressAnswer, CreateField, Dialogue, Draft, EditOrder, Form, Problem, Progress, Question, Remark,
        RemarkPurpose,
    },
    ids::{AddressId, EquipmentId, OrderId, PersonId, TextId},
    order::{Detail, Details, Workflow},
    pii::Address,
};

use crate::{
    dialogue_runs::{inputs, read_of_format_1},
    dialogue_support::{Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, OLEG_PHONE, Talk, WASHER, maria, says},
    support::{Desk, cases},
};

const REVIEW: Question = Question::Edit(None);
const WHOSE: Question = Question::Edit(Some(CreateField::Whose));
const PHONE: Given = Given::Edit(2);

fn asks(field: CreateField) -> Question {
    Question::Edit(Some(field))
}

/// What Maria's order says.
fn said() -> Details {
    Details { client: maria().client, phone: maria().phone, ..Desk::new(Workflow::Standard).order.details() }
}

fn form() -> EditOrder {
    EditOrder::new(OrderId(700), said(), maria().addresses)
}

fn talk() -> Talk {
    Talk::about(Dialogue::EditOrder(form()))
}

fn now(talk: &Talk) -> &EditOrder {
    match &talk.draft.dialogue {
        Dialogue::EditOrder(form) => form,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_begins_where_one_chooses_what_to_change() {
    let mut talk = talk();
    assert_eq!(talk.draft.question(), REVIEW);
    assert!(!now(&talk).is_changed() && !talk.draft.can_go_back() && !talk.draft.can_skip());
    talk.refuses(Given::Back, Problem::UseButtons).refuses(Given::Skip, Problem::UseButtons);
    let fields = [
        CreateField::Equipment,
        CreateField::Problem,
        CreateField::Phone,
        CreateField::Name,
        CreateField::Address,
        CreateField::Notes,
        CreateField::Time,
    ];
    for (field, index) in fields.into_iter().zip(0_u8..) {
        talk.asks(Given::Edit(index), asks(field)).asks(Given::Back, REVIEW);
    }
    talk.refuses(Given::Edit(7), Problem::UseButtons);
    assert!(!now(&talk).is_changed(), "looking is not changing");
    assert_eq!(talk.give(&Given::Cancel), Ok(Progress::Cancelled));
}

#[test]
fn several_fields_in_one_go() {
    let mut talk = talk();
    talk.asks(Given::Edit(0), asks(CreateField::Equipment)).asks(Given::Pick(WASHER), REVIEW);
    talk.asks(Given::Edit(1), asks(CreateField::Problem)).asks(says("Течёт снизу"), REVIEW);
    talk.asks(Given::Edit(3), asks(CreateField::Name))
        .asks(says("Мария Иванова"), WHOSE)
        .asks(Given::Pick(0), REVIEW);
    talk.asks(Given::Edit(6), asks(CreateField::Time)).asks(says("после обеда"), REVIEW);
    let form = now(&talk);
    assert!(form.is_changed());
    assert_eq!(form.answers.equipment, Some(EquipmentId(WASHER)));
    assert_eq!(form.answers.name.as_ref().unwrap().reveal(), "Мария Иванова");
    assert_eq!((form.answers.phone.is_none(), form.answers.address.is_none()), (true, true));
    talk.ends(Given::Confirm);
}

#[test]
fn the_rules_are_those_of_creating() {
    let too_short = |min| Problem::Text(repairbot_core::pii::TextError::TooShort { min });
    let mut talk = talk();
    talk.asks(Given::Edit(0), asks(CreateField::Equipment)).refuses(says("Телевизор"), Problem::UseButtons);
    talk.refuses(Given::Pick(9999), Problem::ChoiceGone).asks(Given::Back, REVIEW);
    talk.asks(Given::Edit(1), asks(CreateField::Problem)).refuses(says("кхм"), too_short(4));
    talk.asks(Given::Back, REVIEW).asks(PHONE, asks(CreateField::Phone));
    assert!(matches!(talk.give(&says("позже")), Err(Problem::Phone(_))));
    talk.asks(Given::Back, REVIEW).asks(Given::Edit(4), asks(CreateField::Address));
    talk.refuses(says("Ленина"), Problem::Text(repairbot_core::pii::TextError::NoDigit));
    talk.refuses(Given::Pick(60), Problem::UseButtons);
    talk.asks(Given::Pick(MARIA_HOME), REVIEW);
    let home = AddressAnswer::Known(AddressId(MARIA_HOME), Address::parse("ул. Мира, д. 1").unwrap());
    assert_eq!(now(&talk).answers.address, Some(home));
}

#[test]
fn what_may_be_missing_can_be_taken_away() {
    let mut talk = talk();
    talk.asks(Given::Edit(5), asks(CreateField::Notes)).asks(Given::Skip, REVIEW);
    talk.asks(Given::Edit(5), asks(CreateField::Notes)).asks(Given::Skip, REVIEW);
    assert_eq!(now(&talk).emptied, [CreateField::Notes]);
    assert!(now(&talk).is_changed());
    talk.asks(Given::Edit(5), asks(CreateField::Notes)).asks(says("Домофон 5"), REVIEW);
    assert_eq!(now(&talk).emptied, []);
    talk.asks(Given::Edit(3), asks(CreateField::Name)).refuses(Given::Skip, Problem::AnswerNeeded);
}

#[test]
fn another_phone_is_the_clients_own_or_somebody_elses() {
    let mut talk = talk();
    talk.asks(PHONE, asks(CreateField::Phone)).asks(says(NEW_PHONE), REVIEW);
    talk.asks(PHONE, asks(CreateField::Phone)).asks(says(MARIA_PHONE), REVIEW);
    assert!(now(&talk).answers.known.is_none(), "her own: nothing is asked");
    talk.asks(PHONE, asks(CreateField::Phone)).asks(says(OLEG_PHONE), asks(CreateField::UseKnown));
    talk.asks(Given::Back, REVIEW);
    assert_eq!(talk.give(&Given::Confirm), Err(Problem::AnswerNeeded), "the question cannot be passed over");
    assert_eq!(talk.draft.question(), asks(CreateField::UseKnown));
    talk.asks(Given::Pick(1), REVIEW);
    let form = now(&talk);
    assert_eq!(form.answers.chosen_client().unwrap().name.reveal(), "Олег");
    assert_eq!(form.offered(), form.answers.known.as_ref().unwrap().addresses);
    // It is not he: the client stays, with that phone.
    talk.asks(Given::Edit(3), asks(CreateField::UseKnown)).asks(Given::Pick(0), REVIEW);
    let form = now(&talk);
    assert_eq!((form.answers.chosen_client(), form.answers.name.as_ref()), (None, None));
    assert_eq!(form.offered(), maria().addresses);
    talk.ends(Given::Confirm);
}

#[test]
fn the_same_answers_upon_an_order_changed_by_another() {
    let mut talk = talk();
    talk.asks(Given::Edit(3), asks(CreateField::Name))
        .asks(says("Мария Иванова"), WHOSE)
        .asks(Given::Pick(0), REVIEW);
    let moved = Details { address: AddressId(99), notes: Some(TextId(5)), ..said() };
    let again = now(&talk).upon(moved, PersonId(3));
    assert_eq!((*again.seen, again.answers.clone()), (moved, now(&talk).answers.clone()));
    let meanwhile = again.meanwhile.unwrap();
    assert_eq!((meanwhile.by, meanwhile.what), (PersonId(3), vec![Detail::Address, Detail::Notes]));
}

#[test]
fn a_draft_of_format_1_is_read() {
    let mut talk = talk();
    talk.asks(Given::Edit(3), asks(CreateField::Name))
        .asks(says("Мария Иванова"), WHOSE)
        .asks(Given::Pick(0), REVIEW);
    talk.asks(Given::Edit(5), asks(CreateField::Notes)).asks(Given::Skip, REVIEW);
    // It was written before anybody was asked whose the name is.
    let Dialogue::EditOrder(form) = &mut talk.draft.dialogue else { panic!("another dialogue") };
    form.same_client = None;
    talk.draft.revision -= 1;
    read_of_format_1("edit-order", &talk.draft);
}

#[test]
fn drafts_know_their_order() {
    let of = |dialogue| Draft::new(repairbot_core::ids::DraftId(1), dialogue).order();
    assert_eq!(of(Dialogue::EditOrder(form())), Some(OrderId(700)));
    let remark = Remark::new(OrderId(700), RemarkPurpose::Comment);
    assert_eq!(of(Dialogue::Remark(remark)), Some(OrderId(700)));
}

proptest! {
    #![proptest_config(cases())]

    /// [`Talk`] checks after each input that the draft can be stored and shown.
    #[test]
    fn no_inputs_break_it(inputs in prop::collection::vec(inputs(), 0..40)) {
        let mut talk = talk();
        for given in inputs {
            if talk.give(&given) == Ok(Progress::Done) {
                let form = now(&talk);
                prop_assert_eq!(&*form.seen, &said());
                prop_assert!(form.answers.known.is_none() || form.answers.use_known.is_some());
                prop_assert!(form.cursor().at.is_none());
                break;
            }
        }
    }
}

#[test]
fn a_new_name_is_the_same_clients_or_anothers() {
    let mut talk = talk();
    talk.asks(Given::Edit(3), asks(CreateField::Name)).asks(says("Мария Иванова"), WHOSE);
    assert_eq!(now(&talk).corrects_name(), None);
    talk.refuses(says("тот же"), Problem::UseButtons).refuses(Given::Pick(2), Problem::UseButtons);
    talk.asks(Given::Back, REVIEW);
    assert_eq!(talk.give(&Given::Confirm), Err(Problem::AnswerNeeded), "the question cannot be passed over");
    talk.asks(Given::Pick(1), REVIEW);
    assert_eq!(now(&talk).corrects_name(), Some(true));
    talk.asks(Given::Edit(3), asks(CreateField::Name))
        .asks(says("Марина"), WHOSE)
        .asks(Given::Pick(0), REVIEW);
    assert_eq!(now(&talk).corrects_name(), Some(false), "another name is another question");
    // The phone is Oleg's, and he says so: no name was typed.
    talk.asks(PHONE, asks(CreateField::Phone)).asks(says(OLEG_PHONE), asks(CreateField::UseKnown));
    talk.asks(Given::Pick(1), REVIEW);
    assert_eq!(now(&talk).corrects_name(), None);
    talk.ends(Given::Confirm);
}

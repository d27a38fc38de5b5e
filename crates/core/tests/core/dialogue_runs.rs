//! What every dialogue can do: straight on, back, skip, edit from the review screen, cancel.

use std::path::PathBuf;

use proptest::prelude::*;
use repairbot_core::{
    dialogue::{
        ClientChange, Dialogue, Draft, LedgerTask, NameTask, PersonField, PersonForm, PersonQuestion,
        Problem, Progress, Purpose, Question,
    },
    ids::PersonId,
    money::Kopecks,
};

use crate::{
    dialogue_scripts::{Script, scripts},
    dialogue_support::{
        BUSY, Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, NINA_PHONE, OLEG_PHONE, OTHER, SHARED_PHONE, Talk,
        WASHER, says,
    },
    support::cases,
};

/// What is asked at this place of a script.
fn question_at(script: &Script, index: usize) -> Question {
    script.steps.get(index).map_or_else(|| script.review.unwrap(), |step| step.question)
}

#[test]
fn straight_on() {
    for script in scripts() {
        let mut talk = Talk::about(script.dialogue.clone());
        for (index, step) in script.steps.iter().enumerate() {
            assert_eq!(talk.draft.question(), step.question, "{} {index}", script.name);
            let is_last = index + 1 == script.steps.len() && script.review.is_none();
            let expected = if is_last { Progress::Done } else { Progress::Ask };
            assert_eq!(talk.give(&step.answer), Ok(expected), "{} {index}", script.name);
        }
        if let Some(review) = script.review {
            assert_eq!(talk.draft.question(), review, "{}", script.name);
            talk.ends(Given::Confirm);
        }
    }
}

#[test]
fn back_from_every_question_and_on_again() {
    for script in scripts() {
        let last = script.steps.len() - usize::from(script.review.is_none());
        for index in 0..=last {
            let mut talk = script.talk_until(index);
            assert_eq!(talk.draft.can_go_back(), index > 0, "{} {index}", script.name);
            talk.asks(Given::Back, question_at(&script, index.saturating_sub(1)));
            for again in index.saturating_sub(1)..last {
                talk.asks(script.steps[again].answer.clone(), question_at(&script, again + 1));
            }
            talk.ends(script.last_input());
        }
    }
}

#[test]
fn back_to_the_very_first_question() {
    for script in scripts() {
        let mut talk = script.nearly_over();
        let places = script.steps.len() - usize::from(script.review.is_none());
        for index in (0..places).rev() {
            talk.asks(Given::Back, question_at(&script, index));
        }
        talk.asks(Given::Back, question_at(&script, 0));
    }
}

#[test]
fn only_optional_questions_are_skipped() {
    for script in scripts() {
        for (index, step) in script.steps.iter().enumerate() {
            let mut talk = script.talk_until(index);
            assert_eq!(talk.draft.can_skip(), step.optional, "{} {index}", script.name);
            if step.optional && index + 1 == script.steps.len() && script.review.is_none() {
                talk.ends(Given::Skip);
            } else if step.optional {
                talk.asks(Given::Skip, question_at(&script, index + 1));
            } else {
                talk.refuses(Given::Skip, Problem::AnswerNeeded);
            }
        }
        if script.review.is_some() {
            script.nearly_over().refuses(Given::Skip, Problem::UseButtons);
        }
    }
}

#[test]
fn all_that_is_optional_can_be_left_open() {
    for script in scripts() {
        let mut talk = Talk::about(script.dialogue.clone());
        let mut result = Ok(Progress::Ask);
        for step in &script.steps {
            result = talk.give(if step.optional { &Given::Skip } else { &step.answer });
        }
        if script.review.is_some() {
            result = talk.give(&Given::Confirm);
        }
        assert_eq!(result, Ok(Progress::Done), "{}", script.name);
    }
}

#[test]
fn each_field_is_edited_from_the_review_screen() {
    for script in scripts() {
        let Some(review) = script.review else { continue };
        for (step, index) in script.steps.iter().zip(0_u8..) {
            let mut talk = script.nearly_over();
            let before = talk.draft.dialogue.clone();
            talk.asks(Given::Edit(index), step.question).asks(Given::Back, review);
            talk.asks(Given::Edit(index), step.question).asks(step.answer.clone(), review);
            assert_eq!(talk.draft.dialogue, before, "{} {index}: the same answer again", script.name);
            talk.asks(Given::Edit(index), step.question);
            if step.optional {
                talk.asks(Given::Skip, review);
            } else {
                talk.refuses(Given::Skip, Problem::AnswerNeeded).asks(Given::Back, review);
            }
            talk.ends(Given::Confirm);
        }
        let beyond = u8::try_from(script.steps.len()).unwrap();
        script.nearly_over().refuses(Given::Edit(beyond), Problem::UseButtons);
    }
}

#[test]
fn cancel_anywhere() {
    for script in scripts() {
        for index in 0..script.steps.len() {
            assert_eq!(script.talk_until(index).give(&Given::Cancel), Ok(Progress::Cancelled));
        }
        assert_eq!(script.nearly_over().give(&Given::Cancel), Ok(Progress::Cancelled));
    }
}

#[test]
fn buttons_of_the_review_screen_work_only_there() {
    for script in scripts() {
        for index in 0..script.steps.len() {
            let mut talk = script.talk_until(index);
            for given in [Given::Confirm, Given::Edit(0), Given::Edit(255)] {
                talk.refuses(given, Problem::UseButtons);
            }
        }
        if script.review.is_some() {
            let mut talk = script.nearly_over();
            for given in [says("да"), Given::Pick(1), Given::Group(-5), Given::NotText] {
                talk.refuses(given, Problem::UseButtons);
            }
        }
    }
}

#[test]
fn a_picture_is_no_answer() {
    for script in scripts() {
        for (index, step) in script.steps.iter().enumerate() {
            let mut talk = script.talk_until(index);
            let result = talk.give(&Given::NotText);
            let by_text = matches!(step.answer, Given::Text(_));
            let allowed = match result {
                Err(Problem::TextNeeded) => true,
                Err(Problem::SendFile) => matches!(step.question, Question::Attach(_)),
                Err(Problem::UseButtons) => !by_text || is_reason(step.question),
                _ => false,
            };
            assert!(allowed, "{} {index}: {result:?}", script.name);
        }
    }
}

/// A reason can be picked as well as written.
fn is_reason(question: Question) -> bool {
    use repairbot_core::dialogue::{CloseField, ReasonField};
    matches!(
        question,
        Question::Reason(Some(ReasonField::Reason)) | Question::Close(Some(CloseField::Reason))
    )
}

/// Drafts survive releases: what format 1 wrote must be read for ever. A format that is written differently
/// gets another number, files of its own, and a reader of these.
#[test]
fn drafts_stored_by_format_1_are_read() {
    for script in scripts() {
        stored_by_format_1(script.name, &script.nearly_over().draft);
    }
}

/// The stored sample of this name is this draft, which is written so today.
pub fn stored_by_format_1(name: &str, draft: &Draft) {
    let stored: serde_json::Value = serde_json::from_str(&read_of_format_1(name, draft)).unwrap();
    assert_eq!(serde_json::to_value(draft).unwrap(), stored, "{name}: written differently");
    assert_eq!(stored["format"], Draft::FORMAT, "{name}");
}

/// The stored sample of this name, which is read as this draft.
pub fn read_of_format_1(name: &str, draft: &Draft) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/core/drafts/1");
    let file = folder.join(format!("{name}.json"));
    if !file.exists() && std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{}\n", serde_json::to_string_pretty(draft).unwrap())).unwrap();
    }
    let stored = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; for a new one: UPDATE=1", file.display()));
    assert_eq!(&serde_json::from_str::<Draft>(&stored).unwrap(), draft, "{name}");
    stored
}

pub fn inputs() -> impl Strategy<Value = Given> {
    let texts = [
        "Не греет воду",
        NEW_PHONE,
        MARIA_PHONE,
        OLEG_PHONE,
        NINA_PHONE,
        SHARED_PHONE,
        "Иван",
        "ул. Ленина, 5",
        "завтра",
        "21.10",
        "31.02",
        "0",
        "500",
        "1000",
        "6000",
        "12 500",
        "12.500",
        "10 000 001",
        "-1",
        "я",
        "",
        "Другое",
    ];
    let ids = vec![
        -1,
        0,
        1,
        2,
        3,
        4,
        31,
        33,
        70,
        180,
        181,
        WASHER,
        BUSY,
        OTHER,
        MARIA_HOME,
        i64::MIN,
        i64::MAX,
        2_147_483_647,
    ];
    prop_oneof![
        6 => prop::sample::select(texts.to_vec()).prop_map(says),
        1 => "\\PC{0,40}".prop_map(Given::Text),
        1 => Just(Given::Text("7 ".repeat(1000))),
        6 => prop::sample::select(ids).prop_map(Given::Pick),
        1 => any::<i64>().prop_map(Given::Pick),
        1 => any::<i32>().prop_map(|id| Given::Pick(i64::from(id))),
        1 => any::<i64>().prop_map(Given::Group),
        1 => Just(Given::NotText),
        3 => prop::sample::select(vec![Given::Back, Given::Skip, Given::Confirm]),
        2 => (0_u8..12).prop_map(Given::Edit),
    ]
}

#[test]
fn what_a_person_has_no_more_is_skipped() {
    for field in [PersonField::Phone, PersonField::Specialization] {
        let about = PersonQuestion::Change { person: PersonId(1), field };
        let mut talk = Talk::about(Dialogue::Person(PersonForm::about(about)));
        talk.refuses(says("-"), talk_problem(field));
        talk.ends(Given::Skip);
        let Dialogue::Person(form) = &talk.draft.dialogue else { unreachable!() };
        assert_eq!((&form.phone, &form.text), (&None, &None));
    }
}

fn talk_problem(field: PersonField) -> Problem {
    use repairbot_core::{phone::PhoneError, pii::TextError};
    match field {
        PersonField::Phone => Problem::Phone(PhoneError::NotAPhone),
        _ => Problem::Text(TextError::TooShort { min: 3 }),
    }
}

proptest! {
    #![proptest_config(cases())]

    /// [`Talk`] checks after each input that the draft is one that can be stored and shown, and that it is
    /// done only when everything that must be answered is.
    #[test]
    fn no_inputs_break_a_dialogue(
        script in 0..scripts().len(),
        done in any::<prop::sample::Index>(),
        inputs in prop::collection::vec(inputs(), 0..40),
    ) {
        let script = &scripts()[script];
        let mut talk = script.talk_until(done.index(script.steps.len() + usize::from(script.review.is_some())));
        for given in inputs {
            if talk.give(&given) == Ok(Progress::Done) {
                prop_assert!(makes_a_command(&talk.draft.dialogue), "{:?}", talk.draft);
                break;
            }
        }
    }
}

/// Whether a finished form has all that its command takes.
fn makes_a_command(dialogue: &Dialogue) -> bool {
    match dialogue {
        Dialogue::CreateOrder(form) if form.purpose == Some(Purpose::Same) => form.same_order().is_some(),
        Dialogue::CreateOrder(form) => {
            let repeated = form.purpose != Some(Purpose::Repeat) || form.repeated().is_some();
            let known = form.chosen_client().is_none_or(|known| form.name.as_ref() == Some(&known.name));
            let what = form.equipment.is_some() && form.problem.is_some();
            repeated && what && known && form.phone.is_some() && form.name.is_some() && form.address.is_some()
        }
        Dialogue::CloseOrder(form) if form.ends_in_refusal() => {
            form.reason.is_some() && (form.refund.is_some() || form.prepayment.is_zero())
        }
        Dialogue::CloseOrder(form) => form
            .closing(false)
            .is_some_and(|closing| closing.materials <= closing.total && form.prepayment <= closing.total),
        Dialogue::LongRepair(form) => form.promised_on.is_some(),
        Dialogue::GiveReason(form) => {
            form.reason.is_some() && (form.refund.is_some() || form.prepayment.is_zero())
        }
        Dialogue::AddMaster(form) => form.name.is_some(),
        Dialogue::WorkGroup(form) => form.group.is_some(),
        Dialogue::EditOrder(_) | Dialogue::EditRates(_) => true,
        Dialogue::CorrectOrder(form) => form.reason.is_some() || !form.is_changed(),
        Dialogue::Remark(form) => form.text.is_some(),
        Dialogue::Reschedule(form) => form.visit.is_some(),
        Dialogue::Apply(form) => form.name.is_some() && form.phone.is_some() && form.specialization.is_some(),
        Dialogue::Person(form) => match form.about {
            PersonQuestion::Change { field: PersonField::Name, .. } => form.name.is_some(),
            PersonQuestion::Change { .. } => true,
            PersonQuestion::Reject { .. } => form.text.is_some(),
        },
        Dialogue::Attach(_) => true,
        Dialogue::EditClient(form) => match form.change {
            ClientChange::Name => form.name.is_some(),
            ClientChange::Phone => {
                form.phone.is_some() && (form.shared_with.is_empty() || form.take_over.is_some())
            }
            ClientChange::Address => form.address.is_some(),
            ClientChange::FixAddress => form.which.is_some() && form.address.is_some(),
            ClientChange::Notes => form.notes.is_some() || form.without_notes,
            ClientChange::Channel => form.channel.is_some(),
            ClientChange::Blacklist => form.reason.is_some(),
        },
        Dialogue::CatalogueName(form) => form.name.is_some() || matches!(form.task, NameTask::Translate(_)),
        Dialogue::Search(form) => form.text.is_some(),
        Dialogue::ListDays(form) => form.days.is_some(),
        Dialogue::Ledger(form) => match form.task {
            LedgerTask::Reject { .. } => form.reason.is_some(),
            LedgerTask::Adjust { .. } => {
                form.signed().is_some_and(|sum| !sum.is_zero()) && form.reason.is_some()
            }
            LedgerTask::HandIn { .. } => {
                form.amount.is_some_and(|sum| sum > Kopecks::ZERO && sum <= form.offered)
            }
            _ => form.amount.is_some_and(|sum| sum > Kopecks::ZERO),
        },
        Dialogue::SetSetting(form) => form.value().is_some(),
    }
}

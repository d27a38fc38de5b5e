//! Straight runs of every dialogue: each question with an answer that is accepted.

use repairbot_core::{
    dialogue::{
        AddMaster, AddMasterField, CloseField, CloseOrder, CreateField, CreateOrder, Dialogue, GiveReason,
        ListDays, ListDaysField, LongRepairField, LongRepairForm, Question, ReasonField, Search, SearchField,
        WorkGroup, WorkGroupField,
    },
    ids::{OrderId, PersonId},
    list::{Filter, Scope},
    money::Kopecks,
};

use crate::{
    dialogue_support::{BUSY, Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, Talk, WASHER, says},
    support::{roubles, today},
};

/// A question, its answer, and whether it may be left open.
pub struct Step {
    pub question: Question,
    pub answer: Given,
    pub optional: bool,
}

/// A straight run.
pub struct Script {
    /// The name of its stored sample.
    pub name: &'static str,
    pub dialogue: Dialogue,
    pub steps: Vec<Step>,
    /// The review screen that follows the last question, if one does.
    pub review: Option<Question>,
}

impl Script {
    /// A conversation that has come to the question with this index, or to the review screen.
    pub fn talk_until(&self, index: usize) -> Talk {
        let mut talk = Talk::about(self.dialogue.clone());
        for step in &self.steps[..index] {
            assert!(talk.give(&step.answer).is_ok(), "{}: {:?}", self.name, step.answer);
        }
        talk
    }

    /// A conversation just before its end: at the review screen, or at the last question.
    pub fn nearly_over(&self) -> Talk {
        self.talk_until(self.steps.len() - usize::from(self.review.is_none()))
    }

    /// What ends it.
    pub fn last_input(&self) -> Given {
        match self.review {
            Some(_) => Given::Confirm,
            None => self.steps.last().unwrap().answer.clone(),
        }
    }
}

fn must<F>(question: fn(Option<F>) -> Question, field: F, answer: Given) -> Step {
    Step { question: question(Some(field)), answer, optional: false }
}

fn may<F>(question: fn(Option<F>) -> Question, field: F, answer: Given) -> Step {
    Step { optional: true, ..must(question, field, answer) }
}

fn create(name: &'static str, client: Vec<Step>, address: Given) -> Script {
    use CreateField::{Address, Equipment, Notes, Problem, Time};
    let ask = Question::Create;
    let mut steps =
        vec![must(ask, Equipment, Given::Pick(WASHER)), must(ask, Problem, says("Не сливает воду"))];
    steps.extend(client);
    steps.extend([
        must(ask, Address, address),
        may(ask, Notes, says("Домофон не работает")),
        may(ask, Time, says("завтра после обеда")),
    ]);
    Script { name, dialogue: Dialogue::CreateOrder(CreateOrder::default()), steps, review: Some(ask(None)) }
}

fn creations() -> [Script; 3] {
    use CreateField::{Name, Phone, UseKnown};
    let ask = Question::Create;
    let new_address = || says("ул. Ленина, д. 5, кв. 10");
    [
        create(
            "create-order-new-client",
            vec![must(ask, Phone, says(NEW_PHONE)), must(ask, Name, says("Иван"))],
            new_address(),
        ),
        create(
            "create-order-known-client",
            vec![must(ask, Phone, says(MARIA_PHONE)), must(ask, UseKnown, Given::Pick(1))],
            Given::Pick(MARIA_HOME),
        ),
        create(
            "create-order-other-client",
            vec![
                must(ask, Phone, says(MARIA_PHONE)),
                must(ask, UseKnown, Given::Pick(0)),
                must(ask, Name, says("Пётр")),
            ],
            new_address(),
        ),
    ]
}

fn close(name: &'static str, form: CloseOrder, begin: Vec<Step>, refusal: bool) -> Script {
    use CloseField::{Materials, OutOfCity, Payment, Review};
    let ask = Question::Close;
    let mut steps = begin;
    if !refusal {
        steps.extend([
            must(ask, Materials, says("500")),
            must(ask, Payment, Given::Pick(1)),
            must(ask, Review, Given::Pick(1)),
            must(ask, OutOfCity, Given::Pick(0)),
        ]);
    }
    Script { name, dialogue: Dialogue::CloseOrder(form), steps, review: Some(ask(None)) }
}

fn closings() -> [Script; 5] {
    use CloseField::{IsRefusal, Reason, Refund, Total};
    let ask = Question::Close;
    let form = |prepayment, may_refuse| CloseOrder::new(OrderId(700), prepayment, may_refuse);
    let total = |sum| must(ask, Total, says(sum));
    let refusal = |yes| must(ask, IsRefusal, Given::Pick(yes));
    [
        close("close-order", form(roubles(1000), true), vec![total("12 500")], false),
        close("close-order-small", form(Kopecks::ZERO, true), vec![total("1000"), refusal(0)], false),
        close("close-order-strict", form(Kopecks::ZERO, false), vec![total("900")], false),
        close(
            "close-order-refusal",
            form(Kopecks::ZERO, true),
            vec![total("0"), refusal(1), must(ask, Reason, says("Передумал чинить"))],
            true,
        ),
        close(
            "close-order-refusal-prepaid",
            form(roubles(700), true),
            vec![
                total("500"),
                refusal(1),
                must(ask, Reason, Given::Pick(BUSY)),
                must(ask, Refund, Given::Pick(1)),
            ],
            true,
        ),
    ]
}

fn reasons() -> [Script; 3] {
    use ReasonField::{Fee, Reason, Refund};
    let ask = Question::Reason;
    let order = OrderId(700);
    let script =
        |name, form, steps| Script { name, dialogue: Dialogue::GiveReason(form), steps, review: None };
    [
        script("decline", GiveReason::decline(order), vec![must(ask, Reason, Given::Pick(BUSY))]),
        script(
            "refuse",
            GiveReason::refuse(order, Kopecks::ZERO, false),
            vec![must(ask, Reason, says("Клиент уехал"))],
        ),
        script(
            "refuse-onsite-prepaid",
            GiveReason::refuse(order, roubles(700), true),
            vec![
                must(ask, Reason, Given::Pick(BUSY)),
                may(ask, Fee, says("500")),
                must(ask, Refund, Given::Pick(0)),
            ],
        ),
    ]
}

fn long_repair() -> Script {
    use LongRepairField::{Date, Parts, Prepayment};
    let ask = Question::LongRepair;
    Script {
        name: "long-repair",
        dialogue: Dialogue::LongRepair(LongRepairForm::new(OrderId(700), today())),
        steps: vec![
            must(ask, Date, Given::Pick(3)),
            may(ask, Parts, says("Помпа, ремень")),
            may(ask, Prepayment, says("1,5 тыс")),
        ],
        review: Some(ask(None)),
    }
}

fn people() -> [Script; 2] {
    use AddMasterField::{Name, Phone, Specialization};
    let ask = Question::AddMaster;
    let steps = vec![
        must(ask, Name, says("Иван Мастер")),
        may(ask, Phone, says(NEW_PHONE)),
        may(ask, Specialization, says("Холодильники")),
    ];
    let group = must(Question::WorkGroup, WorkGroupField::Group, Given::Group(-1_001_234));
    let master = WorkGroup::new(PersonId(1));
    [
        Script {
            name: "add-master",
            dialogue: Dialogue::AddMaster(AddMaster::default()),
            steps,
            review: Some(ask(None)),
        },
        Script {
            name: "work-group",
            dialogue: Dialogue::WorkGroup(master),
            steps: vec![group],
            review: None,
        },
    ]
}

fn lists() -> [Script; 2] {
    let script = |name, dialogue, step| Script { name, dialogue, steps: vec![step], review: None };
    let search = must(Question::Search, SearchField::Text, says("Ленина 5"));
    let days = must(Question::ListDays, ListDaysField::Days, says("01.11 - 15.11"));
    [
        script("search", Dialogue::Search(Search::default()), search),
        script("list-days", Dialogue::ListDays(ListDays::new(Filter::of(Scope::Open))), days),
    ]
}

/// All of them.
pub fn scripts() -> Vec<Script> {
    let mut all = Vec::from(creations());
    all.extend(closings());
    all.extend(reasons());
    all.push(long_repair());
    all.extend(people());
    all.extend(lists());
    all
}

//! Straight runs of every dialogue: each question with an answer that is accepted.

use repairbot_core::{
    catalogue::CatalogueEntry,
    dialogue::{
        AddMaster, AddMasterField, Attach, AttachField, CatalogueName, CatalogueNameField, ClientChange,
        CloseField, CloseOrder, CreateField, CreateOrder, DaysOf, Dialogue, EditClient, EditClientField,
        GiveReason, LedgerField, LedgerForm, LedgerTask, ListDays, ListDaysField, LongRepairField,
        LongRepairForm, NameTask, PersonField, PersonForm, PersonQuestion, Question, ReasonField, Remark,
        RemarkField, RemarkPurpose, Reschedule, RescheduleField, Search, SearchField, SetSetting,
        SetSettingField, WorkGroup, WorkGroupField,
    },
    ids::{ApplicationId, ClientId, EquipmentId, HandInId, OrderId, PersonId},
    list::{Filter, Scope},
    money::Kopecks,
    phone::parse_phone,
    report::Topic,
    settings::Minutes,
};

use crate::{
    dialogue_support::{
        BUSY, Given, MARIA_HOME, MARIA_PHONE, NEW_PHONE, NINA_PHONE, SHARED_PHONE, Talk, WASHER, maria, nina,
        says,
    },
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
        may(ask, Time, says("уточнить по телефону")),
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

/// Calls of clients who have had orders.
fn repeats() -> [Script; 4] {
    use CreateField::{Equipment, Parent, Phone, Problem, Purpose, UseKnown};
    let ask = Question::Create;
    let call = |phone, which| vec![must(ask, Phone, says(phone)), must(ask, UseKnown, Given::Pick(which))];
    let with = |mut steps: Vec<Step>, more: Vec<Step>| {
        steps.extend(more);
        steps
    };
    let home = Given::Pick(70);
    let same = Script {
        name: "create-order-same",
        dialogue: Dialogue::CreateOrder(CreateOrder::default()),
        steps: with(
            vec![must(ask, Equipment, Given::Pick(WASHER)), must(ask, Problem, says("Не сливает воду"))],
            with(call(NINA_PHONE, 1), vec![must(ask, Purpose, Given::Pick(1))]),
        ),
        review: None,
    };
    let repeat = vec![must(ask, Purpose, Given::Pick(2)), must(ask, Parent, Given::Pick(31))];
    let for_client = CreateOrder::for_client(nina(), parse_phone(NINA_PHONE).unwrap());
    let from_card = create("create-order-for-client", vec![must(ask, Purpose, Given::Pick(0))], home.clone());
    [
        create("create-order-repeat", with(call(NINA_PHONE, 1), repeat), home),
        create("create-order-shared-phone", call(SHARED_PHONE, 2), Given::Pick(MARIA_HOME)),
        Script { dialogue: Dialogue::CreateOrder(for_client), ..from_card },
        same,
    ]
}

fn clients() -> [Script; 8] {
    use EditClientField::{Address, Channel, Name, Notes, Phone, Reason, TakeOver, Which};
    let ask = Question::EditClient;
    let script = |name, change, steps| {
        let form = EditClient::new(ClientId(10), change, maria().addresses);
        Script { name, dialogue: Dialogue::EditClient(form), steps, review: None }
    };
    [
        Script {
            name: "attach",
            dialogue: Dialogue::Attach(Attach::new(OrderId(700))),
            steps: vec![may(Question::Attach, AttachField::Files, Given::Skip)],
            review: None,
        },
        script("edit-client-name", ClientChange::Name, vec![must(ask, Name, says("Нина Ивановна"))]),
        script(
            "edit-client-phone",
            ClientChange::Phone,
            vec![must(ask, Phone, says(MARIA_PHONE)), must(ask, TakeOver, Given::Pick(1))],
        ),
        script("edit-client-address", ClientChange::Address, vec![must(ask, Address, says("Новая 7"))]),
        script(
            "edit-client-fix-address",
            ClientChange::FixAddress,
            vec![must(ask, Which, Given::Pick(1)), must(ask, Address, says("пр. Ленина, д. 21"))],
        ),
        script("edit-client-notes", ClientChange::Notes, vec![must(ask, Notes, says("Собака"))]),
        script("edit-client-channel", ClientChange::Channel, vec![must(ask, Channel, Given::Pick(2))]),
        script("edit-client-blacklist", ClientChange::Blacklist, vec![must(ask, Reason, says("Не платит"))]),
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
    let form = |prepayment, may_refuse: bool| {
        CloseOrder::new(OrderId(700), prepayment, may_refuse.then_some(roubles(1000)))
    };
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

fn reschedule() -> Script {
    use RescheduleField::{Reason, Time};
    let ask = Question::Reschedule;
    Script {
        name: "reschedule",
        dialogue: Dialogue::Reschedule(Reschedule::new(OrderId(700))),
        steps: vec![
            must(ask, Time, says("завтра с 10:30 до 12, позвонить за час")),
            may(ask, Reason, says("Клиент в отъезде")),
        ],
        review: Some(ask(None)),
    }
}

fn people() -> [Script; 5] {
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
        Script {
            name: "apply",
            dialogue: Dialogue::Apply(AddMaster::application()),
            steps: vec![
                must(Question::Apply, Name, says("Иван Мастер")),
                must(Question::Apply, Phone, says(NEW_PHONE)),
                must(Question::Apply, Specialization, says("Холодильники")),
            ],
            review: Some(Question::Apply(None)),
        },
        person(
            "rename",
            PersonQuestion::Change { person: PersonId(1), field: PersonField::Name },
            "Пётр Мастеров",
        ),
        person("reject", PersonQuestion::Reject { application: ApplicationId(5) }, "Мастеров хватает"),
    ]
}

fn remarks() -> [Script; 2] {
    let words = |name, purpose, review: bool| {
        let ask = move |field| Question::Remark(purpose, field);
        Script {
            name,
            dialogue: Dialogue::Remark(Remark::new(OrderId(700), purpose)),
            steps: vec![Step {
                question: ask(Some(RemarkField::Text)),
                answer: says("Не отвечает на звонки"),
                optional: false,
            }],
            review: review.then(|| ask(None)),
        }
    };
    [words("comment", RemarkPurpose::Comment, false), words("deletion", RemarkPurpose::Deletion, true)]
}

fn person(name: &'static str, about: PersonQuestion, answer: &str) -> Script {
    Script {
        name,
        dialogue: Dialogue::Person(PersonForm::about(about)),
        steps: vec![must(Question::Person, about, says(answer))],
        review: None,
    }
}

fn names() -> [Script; 2] {
    let (ask, field) = (Question::CatalogueName, CatalogueNameField::Name);
    let entry = CatalogueEntry::Equipment(EquipmentId(2));
    let named = |task| Dialogue::CatalogueName(CatalogueName::new(task, "Сушильные машины".to_owned()));
    [
        Script {
            name: "catalogue-rename",
            dialogue: named(NameTask::Rename(entry)),
            steps: vec![must(ask, field, says("Сушилки"))],
            review: None,
        },
        Script {
            name: "catalogue-translate",
            dialogue: named(NameTask::Translate(entry)),
            steps: vec![may(ask, field, says("Tumble dryers"))],
            review: None,
        },
    ]
}

fn lists() -> [Script; 3] {
    let script = |name, dialogue, step| Script { name, dialogue, steps: vec![step], review: None };
    let search = must(Question::Search, SearchField::Text, says("Ленина 5"));
    let days = |text| must(Question::ListDays, ListDaysField::Days, says(text));
    let of = |of| Dialogue::ListDays(ListDays::new(of));
    [
        script("search", Dialogue::Search(Search::default()), search),
        script("list-days", of(DaysOf::Filter(Filter::of(Scope::Open))), days("01.11 - 15.11")),
        script("report-days", of(DaysOf::Report(Topic::Refusals)), days("15.11")),
    ]
}

fn money() -> [Script; 4] {
    use LedgerField::{Amount, OwesMore, Reason};
    let (master, hand_in) = (PersonId(7), HandInId(8));
    let form = |task, offered| Dialogue::Ledger(LedgerForm::new(task, Kopecks(offered)));
    let step =
        |task, field, answer| Step { question: Question::Ledger(task, Some(field)), answer, optional: false };
    let script = |name, task, steps, reviewed: bool| Script {
        name,
        dialogue: form(task, 500_000),
        steps,
        review: reviewed.then_some(Question::Ledger(task, None)),
    };
    let (ask, reject) = (LedgerTask::HandIn { master }, LedgerTask::Reject { hand_in });
    let (receive, adjust) = (LedgerTask::Receive { master }, LedgerTask::Adjust { master });
    let wrong = vec![
        step(adjust, OwesMore, Given::Pick(0)),
        step(adjust, Amount, says("1 200,50")),
        step(adjust, Reason, says("Списали за сломанный насос")),
    ];
    [
        script("hand-in", ask, vec![step(ask, Amount, Given::Pick(1))], false),
        script("hand-in-rejected", reject, vec![step(reject, Reason, says("Денег не было"))], false),
        script("money-received", receive, vec![step(receive, Amount, says("3к"))], true),
        script("balance-adjusted", adjust, wrong, true),
    ]
}

fn setting() -> Script {
    let dialogue = Dialogue::SetSetting(SetSetting::new(Minutes::Snooze.into(), 3));
    let value = must(Question::SetSetting, SetSettingField::Value, says("полчаса"));
    Script { name: "set-setting", dialogue, steps: vec![value], review: None }
}

/// All of them.
pub fn scripts() -> Vec<Script> {
    let mut all = Vec::from(creations());
    all.extend(repeats());
    all.extend(clients());
    all.extend(closings());
    all.extend(reasons());
    all.push(long_repair());
    all.push(reschedule());
    all.extend(people());
    all.extend(remarks());
    all.extend(names());
    all.extend(lists());
    all.extend(money());
    all.push(setting());
    all
}

//! A conversation with a draft. Every input given here is checked for what holds in any dialogue.

use std::fmt;

use jiff::{civil::Date, tz::TimeZone};
use repairbot_core::{
    catalogue::ReasonKind,
    dialogue::{
        Choice, Dialogue, Draft, Facts, Form, Input, KnownClient, KnownOrder, Need, Problem, Progress,
        Question,
    },
    ids::{AddressId, ChatId, ClientId, ClientPhoneId, DraftId, EquipmentId, OrderId, OrderNumber},
    order::Status,
    pii::{Address, FreeText, PersonName},
};

use crate::support::{at, today};

/// An appliance type of the catalogue.
pub const WASHER: i64 = 7;
/// A reason that speaks for itself, and one that does not.
pub const BUSY: i64 = 31;
pub const OTHER: i64 = 39;
/// Phones: a stranger's, and those of two clients of the company.
pub const NEW_PHONE: &str = "8 (912) 000-00-00";
pub const MARIA_PHONE: &str = "+7 912 345-67-89";
pub const OLEG_PHONE: &str = "89161234567";
/// A phone that Nina and Maria share, and one of a client with a single order.
pub const SHARED_PHONE: &str = "8 916 000 00 01";
pub const NINA_PHONE: &str = "8 916 000 00 02";
/// An address of Maria's.
pub const MARIA_HOME: i64 = 50;

/// An input that owns its text and prints it: these are tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Text(String),
    Pick(i64),
    Group(i64),
    NotText,
    Back,
    Skip,
    Confirm,
    Edit(u8),
    Cancel,
}

/// What a person types.
pub fn says(text: &str) -> Given {
    Given::Text(text.to_owned())
}

impl Given {
    fn input(&self) -> Input<'_> {
        match self {
            Self::Text(text) => Input::Text(text),
            Self::Pick(id) => Input::Pick(*id),
            Self::Group(chat) => Input::Group(ChatId(*chat)),
            Self::NotText => Input::NotText,
            Self::Back => Input::Back,
            Self::Skip => Input::Skip,
            Self::Confirm => Input::Confirm,
            Self::Edit(field) => Input::Edit(*field),
            Self::Cancel => Input::Cancel,
        }
    }
}

pub fn maria() -> KnownClient {
    KnownClient {
        client: ClientId(5),
        phone: ClientPhoneId(6),
        name: PersonName::parse("Мария Петрова").unwrap(),
        addresses: vec![
            (AddressId(MARIA_HOME), Address::parse("ул. Мира, д. 1").unwrap()),
            (AddressId(51), Address::parse("пр. Ленина, д. 20").unwrap()),
        ],
        open_orders: vec![OrderNumber(12)],
        orders: Vec::new(),
        blacklisted: None,
    }
}

pub fn oleg() -> KnownClient {
    KnownClient {
        client: ClientId(8),
        phone: ClientPhoneId(9),
        name: PersonName::parse("Олег").unwrap(),
        addresses: vec![(AddressId(60), Address::parse("Садовая 3").unwrap())],
        open_orders: Vec::new(),
        orders: Vec::new(),
        blacklisted: None,
    }
}

/// An order of Nina's; the closed one is under warranty.
fn ninas(id: i64, status: Status) -> KnownOrder {
    KnownOrder {
        id: OrderId(id),
        number: OrderNumber(id),
        status,
        equipment: EquipmentId(WASHER),
        created_at: at(-100),
        warranty_until: (status == Status::Closed).then(|| at(100)),
    }
}

/// A client with an open order and two that are over.
pub fn nina() -> KnownClient {
    KnownClient {
        client: ClientId(10),
        phone: ClientPhoneId(11),
        name: PersonName::parse("Нина").unwrap(),
        addresses: vec![(AddressId(70), Address::parse("Лесная 1").unwrap())],
        open_orders: vec![OrderNumber(33)],
        orders: vec![ninas(33, Status::Accepted), ninas(32, Status::Refused), ninas(31, Status::Closed)],
        blacklisted: Some(FreeText::from_stored("Не платит".to_owned())),
    }
}

/// How a form stands.
pub struct Shape {
    /// The index of the question asked; `None` on the review screen.
    pub at: Option<usize>,
    /// Of each question: whether it may be left open, and whether it is answered.
    pub fields: Vec<(bool, bool)>,
    pub has_review: bool,
    pub begins_with_review: bool,
}

impl Shape {
    /// Panics if the question asked is not one of the form's.
    fn of<F: Form<Field: fmt::Debug>>(form: &F) -> Self {
        let fields = form.fields();
        let index = |field: F::Field| {
            let place = fields.iter().position(|known| *known == field);
            place.unwrap_or_else(|| panic!("{field:?} is asked, but the questions are {fields:?}"))
        };
        Self {
            at: form.cursor().at.map(index),
            fields: fields.iter().map(|field| (form.optional(*field), form.answered(*field))).collect(),
            has_review: form.has_review(),
            begins_with_review: form.begins_with_review(),
        }
    }

    pub fn of_draft(draft: &Draft) -> Self {
        match &draft.dialogue {
            Dialogue::CreateOrder(form) => Self::of(form),
            Dialogue::CloseOrder(form) => Self::of(form),
            Dialogue::LongRepair(form) => Self::of(form),
            Dialogue::GiveReason(form) => Self::of(form),
            Dialogue::AddMaster(form) => Self::of(form),
            Dialogue::WorkGroup(form) => Self::of(form),
            Dialogue::EditOrder(form) => Self::of(form),
            Dialogue::Remark(form) => Self::of(form),
            Dialogue::Reschedule(form) => Self::of(form),
            Dialogue::Apply(form) => Self::of(form),
            Dialogue::Person(form) => Self::of(form),
            Dialogue::Attach(form) => Self::of(form),
            Dialogue::EditClient(form) => Self::of(form),
            Dialogue::CatalogueName(form) => Self::of(form),
            Dialogue::Search(form) => Self::of(form),
            Dialogue::ListDays(form) => Self::of(form),
            Dialogue::CorrectOrder(form) => Self::of(form),
            Dialogue::EditRates(form) => Self::of(form),
            Dialogue::Ledger(form) => Self::of(form),
            Dialogue::SetSetting(form) => Self::of(form),
        }
    }

    /// Whether everything that must be answered is.
    pub fn is_complete(&self) -> bool {
        self.fields.iter().all(|(optional, answered)| *optional || *answered)
    }
}

/// One person and one draft.
#[derive(Debug, Clone)]
pub struct Talk {
    pub draft: Draft,
    /// The day of the next input.
    pub today: Date,
}

impl Talk {
    pub fn about(dialogue: Dialogue) -> Self {
        let talk = Self { draft: Draft::new(DraftId(77), dialogue), today: today() };
        talk.check();
        talk
    }

    /// What comes of this input.
    pub fn give(&mut self, given: &Given) -> Result<Progress, Problem> {
        let before = self.draft.clone();
        let input = given.input();
        let need = self.draft.need(&input);
        let (choices, clients) = known(&need);
        let facts = Facts {
            now: at(0),
            today: self.today,
            zone: &TimeZone::UTC,
            choices: &choices,
            known_clients: &clients,
        };
        let result = self.draft.step(&input, &facts);
        self.check();
        self.check_step(&before, given, result);
        result
    }

    /// What holds for every draft: it can be stored, stands at a question of its own and offers what works.
    fn check(&self) {
        let stored = serde_json::to_string(&self.draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), self.draft, "{stored}");
        let shape = Shape::of_draft(&self.draft);
        assert!(shape.at.is_some() || shape.has_review, "a review screen where there is none");
        let optional = shape.at.is_some_and(|index| shape.fields[index].0);
        assert_eq!(self.draft.can_skip(), optional);
        let first = if shape.begins_with_review { None } else { Some(0) };
        assert!(self.draft.can_go_back() || shape.at == first, "no way back");
    }

    /// What holds for every input.
    fn check_step(&self, before: &Draft, given: &Given, result: Result<Progress, Problem>) {
        let moved = self.draft.question() != before.question();
        assert_eq!(self.draft.revision - before.revision, u32::from(moved), "the revision counts questions");
        let shape = Shape::of_draft(&self.draft);
        match result {
            Err(_) if moved => assert_eq!(given, &Given::Confirm, "only confirming leads to what is to mend"),
            Err(_) => assert_eq!(&self.draft, before, "a wrong answer changes nothing"),
            Ok(Progress::Cancelled) => assert_eq!(given, &Given::Cancel),
            Ok(Progress::Done) => assert!(shape.is_complete(), "done with a gap"),
            Ok(Progress::Ask) => {}
        }
        if given == &Given::Cancel {
            assert_eq!(result, Ok(Progress::Cancelled));
        }
    }

    /// An answer after which this is asked.
    pub fn asks(&mut self, given: Given, question: Question) -> &mut Self {
        assert_eq!(self.give(&given), Ok(Progress::Ask), "{given:?}");
        assert_eq!(self.draft.question(), question, "after {given:?}");
        self
    }

    /// An answer that is refused where it is.
    pub fn refuses(&mut self, given: Given, problem: Problem) -> &mut Self {
        let before = self.draft.question();
        assert_eq!(self.give(&given), Err(problem), "{given:?}");
        assert_eq!(self.draft.question(), before, "after {given:?}");
        self
    }

    /// An answer that ends the dialogue.
    pub fn ends(&mut self, given: Given) {
        assert_eq!(self.give(&given), Ok(Progress::Done), "{given:?}");
    }
}

/// What the database holds of what a step needs.
fn known(need: &Need) -> (Vec<Choice>, Vec<KnownClient>) {
    let choice = |id| Choice { id, needs_text: id == OTHER };
    match need {
        Need::Nothing => (Vec::new(), Vec::new()),
        Need::Equipment => (vec![choice(WASHER), choice(8)], Vec::new()),
        Need::Reasons(ReasonKind::Decline | ReasonKind::Refuse) => {
            (vec![choice(BUSY), choice(OTHER)], Vec::new())
        }
        Need::Client(phone) => {
            let clients = match phone.e164() {
                "+79123456789" => vec![maria()],
                "+79161234567" => vec![oleg()],
                "+79160000001" => vec![nina(), maria()],
                "+79160000002" => vec![nina()],
                _ => Vec::new(),
            };
            (Vec::new(), clients)
        }
    }
}

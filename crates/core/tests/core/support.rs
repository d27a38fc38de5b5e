//! People, orders and small helpers that several tests share.

use std::sync::LazyLock;

use jiff::{Timestamp, civil::Date};
use proptest::prelude::ProptestConfig;
use repairbot_core::{
    actor::{Actor, Role, Roles},
    ids::{AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, PersonId, ReasonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{
        Closing, Command, Context, NewOrder, Order, OrderKind, Reason, Recorded, RefusalAnswers, Status,
        Visit, Workflow, apply, create, decide, fold,
    },
    split::RatesVersion,
};

/// 64 cases, unless `PROPTEST_CASES` says otherwise.
pub fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if default.cases == 256 { 64 } else { default.cases };
    ProptestConfig { cases, failure_persistence: None, ..default }
}

pub const ADMIN: PersonId = PersonId(10);
pub const ANNA: PersonId = PersonId(11);
pub const IVAN: PersonId = PersonId(1);
pub const PETR: PersonId = PersonId(2);

pub static RATES: LazyLock<RatesVersion> = LazyLock::new(RatesVersion::default_rules);

pub fn actor(person: PersonId, roles: &[Role]) -> Actor {
    Actor { person, roles: roles.iter().copied().collect::<Roles>() }
}

pub fn admin() -> Actor {
    actor(ADMIN, &[Role::Admin])
}

/// The dispatcher who creates every order here.
pub fn anna() -> Actor {
    actor(ANNA, &[Role::Dispatcher])
}

pub fn ivan() -> Actor {
    actor(IVAN, &[Role::Master])
}

pub fn petr() -> Actor {
    actor(PETR, &[Role::Master])
}

/// The instant `minutes` after the beginning of the tests' time.
pub fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + minutes * 60).unwrap()
}

pub fn today() -> Date {
    jiff::civil::date(2025, 10, 9)
}

pub fn context(workflow: Workflow, now: Timestamp) -> Context<'static> {
    Context { now, today: today(), workflow, rates: &RATES, equipment_code: "washing_machine" }
}

pub fn new_order() -> NewOrder {
    NewOrder {
        id: OrderId(700),
        branch: BranchId(1),
        kind: OrderKind::Repair,
        parent: None,
        equipment: EquipmentId(1),
        client: ClientId(5),
        phone: ClientPhoneId(6),
        address: AddressId(7),
        problem: TextId(8),
        notes: None,
        visit: None,
    }
}

pub fn roubles(sum: i64) -> Kopecks {
    Kopecks(sum * 100)
}

pub fn picked() -> Reason {
    Reason { picked: Some(ReasonId(3)), text: None }
}

pub fn no_reason() -> Reason {
    Reason { picked: None, text: None }
}

pub fn closing() -> Closing {
    Closing {
        total: roubles(6000),
        materials: roubles(1000),
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    }
}

pub fn refusal() -> RefusalAnswers {
    RefusalAnswers { reason: picked(), fee: Kopecks::ZERO, refund_prepayment: Some(true) }
}

/// A visit of an hour, so many minutes after the beginning of the tests' time.
pub fn visit(minutes: i64) -> Visit {
    Visit { from: Some(at(minutes)), to: Some(at(minutes + 60)), note: Some(TextId(10)) }
}

pub fn long_repair(prepayment: Kopecks) -> Command {
    Command::StartLongRepair {
        promised_on: jiff::civil::date(2025, 10, 20),
        parts: Some(TextId(9)),
        prepayment,
    }
}

/// An order with its history, driven by commands.
#[derive(Debug, Clone)]
pub struct Desk {
    pub order: Order,
    pub events: Vec<Recorded>,
    pub workflow: Workflow,
}

impl Desk {
    pub fn new(workflow: Workflow) -> Self {
        let created = create(new_order(), &anna(), at(0)).unwrap();
        let order = fold([&created]).unwrap();
        Self { order, events: vec![created], workflow }
    }

    /// The instant of the next command: one minute after the last.
    pub fn now(&self) -> Timestamp {
        at(i64::try_from(self.events.len()).unwrap())
    }

    /// Carries out a command that must be accepted.
    pub fn run(&mut self, actor: &Actor, command: Command) -> &mut Self {
        let context = context(self.workflow, self.now());
        let recorded = decide(&self.order, &command, actor, &context)
            .unwrap_or_else(|refusal| panic!("{command:?} by {actor:?}: {refusal:?}"));
        self.order = apply(&self.order, &recorded);
        self.events.push(recorded);
        self
    }

    /// An order of Ivan's in this state.
    pub fn with_ivan(status: Status, workflow: Workflow) -> Self {
        let mut desk = Self::new(workflow);
        if status == Status::New {
            return desk;
        }
        desk.run(&anna(), Command::Assign { master: IVAN });
        let steps: &[Command] = match status {
            Status::New | Status::Assigned => &[],
            Status::Accepted => &[Command::Accept],
            Status::Onsite => &[Command::Accept, Command::ArriveOnSite],
            Status::LongRepair => &[Command::Accept, long_repair(Kopecks::ZERO)],
            Status::Closed => &[Command::Accept, Command::ArriveOnSite, Command::Close(closing())],
            Status::Refused => &[Command::Refuse(refusal())],
        };
        for step in steps {
            let by = if status == Status::Refused { anna() } else { ivan() };
            desk.run(&by, step.clone());
        }
        assert_eq!(desk.order.status, status);
        desk
    }
}

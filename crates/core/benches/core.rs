//! What core costs: deciding and applying a command, button data, the split of a sum. `cargo bench --bench core`.

use std::hint::black_box;

use criterion::Criterion;
use jiff::{Timestamp, civil::date};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    callback::Press,
    ids::{AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, PersonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{Action, Closing, Command, Context, NewOrder, Order, OrderKind, Recorded, Refusal, Workflow},
    order::{apply, create, decide, fold},
    split::{Rates, RatesVersion, SplitInput, split},
};

/// A command with who gives it.
type Step = (Command, Actor);

fn main() -> Result<(), Refusal> {
    let mut criterion = Criterion::default().configure_from_args();
    orders(&mut criterion)?;
    buttons(&mut criterion);
    money(&mut criterion);
    criterion.final_summary();
    Ok(())
}

fn orders(criterion: &mut Criterion) -> Result<(), Refusal> {
    let rates = RatesVersion::default_rules();
    let context = Context {
        now: Timestamp::UNIX_EPOCH,
        today: date(2026, 3, 1),
        workflow: Workflow::Standard,
        rates: &rates,
        equipment_code: "washing_machine",
    };
    let created = create(new_order(), &actor(1, Role::Dispatcher), context.now)?;
    let Ok(new) = fold([&created]) else { return Ok(()) };
    let (history, onsite) = live(new, &context)?;
    let (close, master) = closing();
    criterion.bench_function("decide: close an order", |bencher| {
        bencher.iter(|| decide(black_box(&onsite), &close, &master, &context));
    });
    if let Some(last) = history.last() {
        criterion.bench_function("apply: one event", |bencher| {
            bencher.iter(|| apply(black_box(&onsite), last));
        });
    }
    let all: Vec<&Recorded> = std::iter::once(&created).chain(&history).collect();
    criterion.bench_function("fold: four events", |bencher| {
        bencher.iter(|| fold(black_box(&all).iter().copied()));
    });
    Ok(())
}

/// The order until the master is on site.
fn live(mut order: Order, context: &Context<'_>) -> Result<(Vec<Recorded>, Order), Refusal> {
    let master = PersonId(2);
    let steps: [Step; 3] = [
        (Command::Assign { master }, actor(1, Role::Dispatcher)),
        (Command::Accept, actor(2, Role::Master)),
        (Command::ArriveOnSite, actor(2, Role::Master)),
    ];
    let mut history = Vec::new();
    for (command, actor) in &steps {
        let recorded = decide(&order, command, actor, context)?;
        order = apply(&order, &recorded);
        history.push(recorded);
    }
    Ok((history, order))
}

fn closing() -> Step {
    let closing = Closing {
        total: Kopecks(600_000),
        materials: Kopecks(100_000),
        payment: PaymentMethod::Cash,
        review: true,
        out_of_city: false,
        senior: false,
    };
    (Command::Close(closing), actor(2, Role::Master))
}

fn actor(person: i64, role: Role) -> Actor {
    Actor { person: PersonId(person), roles: Roles::NONE.with(role) }
}

fn new_order() -> NewOrder {
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

fn buttons(criterion: &mut Criterion) {
    let (order, version) = (OrderId(293_847_561_029_384), repairbot_core::ids::OrderVersion(7));
    let press = Press::Act { order, version, action: Action::Close };
    let data = press.encode();
    criterion.bench_function("callback: encode", |bencher| bencher.iter(|| black_box(&press).encode()));
    criterion.bench_function("callback: decode", |bencher| bencher.iter(|| Press::decode(black_box(&data))));
    criterion.bench_function("callback: refuse garbage", |bencher| {
        bencher.iter(|| Press::decode(black_box("a:zzzz:not a number:🙂")));
    });
}

fn money(criterion: &mut Criterion) {
    let rates = Rates::default_rules();
    let input = SplitInput {
        net: Kopecks(500_000),
        equipment_code: "washing_machine",
        review: true,
        out_of_city: false,
        senior: false,
    };
    criterion.bench_function("split: one sum", |bencher| bencher.iter(|| split(black_box(&input), &rates)));
}

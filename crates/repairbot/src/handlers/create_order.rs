//! Creating an order (SPEC §3).

use repairbot_core::{
    dialogue::{AddressAnswer, CreateOrder, Dialogue, KnownOrder, Problem},
    ids::{AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId},
    order::{NewOrder, OrderKind, create, repeat_kind},
    phone::Phone,
    pii::{PersonName, normalize_address},
    screen::{ClientScreen, MenuItem, Screen, Toast},
};

use super::{Request, act, conclude::Ending, dialogue, record, reschedule, written::Written};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        catalogue,
        clients::{self, NewAddress, NewClient, NewPhone},
        orders,
        texts::TextKind,
    },
};

/// The only branch until the company has more.
const DEFAULT_BRANCH: BranchId = BranchId(1);

/// «Create order» in the menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    dialogue::start(rq, Dialogue::CreateOrder(CreateOrder::default())).await
}

/// The review screen was confirmed: client, texts, order, history and notices in one transaction.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CreateOrder) -> Result<Ending, Fault> {
    if let Some(same) = form.same_order() {
        return Ok(Ending::Done(same_order(rq, same).await?));
    }
    let (Some(equipment), Some(problem), Some(phone), Some(name), Some(address)) =
        (form.equipment, &form.problem, &form.phone, &form.name, &form.address)
    else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    if let Some(Err(error)) = form.visit.as_ref().map(|visit| visit.check(rq.now)) {
        return Ok(Ending::Reopen(Problem::When(error)));
    }
    // A type that became another one since is that other one; one that is not offered any more is asked again.
    let offered = catalogue::equipment_by_id(rq.tx, equipment).await?.filter(|kind| !kind.hidden);
    let Some(equipment) = offered.map(|kind| kind.id) else {
        return Ok(Ending::Reopen(Problem::ChoiceGone));
    };
    let kind = match form.repeated() {
        Some(parent) => kind_of_repeat(rq, (&parent, equipment)).await?,
        None => OrderKind::Repair,
    };
    let caller = Caller::of(rq, form, (phone, name, address));
    if caller.new_client.is_none() && !clients::is_there(rq.tx, caller.client).await? {
        return Ok(Ending::Done(rq.show(Screen::Client(ClientScreen::NotFound)).with_toast(Toast::Silent)));
    }
    let mut texts = Written::default();
    let visit = form.visit.as_ref().map(|visit| reschedule::agreed(rq, &mut texts, visit));
    let new = NewOrder {
        id: OrderId(rq.ids.next()),
        branch: DEFAULT_BRANCH,
        kind,
        parent: form.repeated().map(|parent| parent.id),
        equipment,
        client: caller.client,
        phone: caller.phone,
        address: caller.address,
        problem: texts.add(rq, TextKind::Problem, problem),
        notes: texts.add_optional(rq, TextKind::Notes, form.notes.as_ref()),
        visit,
    };
    let Ok(recorded) = create(new, &rq.actor, rq.now) else {
        return Ok(Ending::Done(rq.no_access(MenuItem::CreateOrder).await?));
    };
    caller.save(rq).await?;
    texts.save(rq).await?;
    let (order, told) = record::created(rq, &recorded).await?;
    Ok(Ending::Done(rq.show(Screen::OrderCreated { order: order.id }).and(told)))
}

/// The call was about an order that is there already: its card instead of a new order.
async fn same_order(rq: &Request<'_>, id: OrderId) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, id).await? {
        Ok(order) => order.id,
        Err(refused) => return Ok(refused),
    };
    let said = rq.show(Screen::Client(ClientScreen::SameOrder { order })).with_toast(Toast::Silent);
    Ok(said.and(record::new_card(rq.chat(), rq.reader(), order)))
}

/// Under warranty or paid: by the order as it is now, which may have been closed since the client was looked up.
async fn kind_of_repeat(
    rq: &Request<'_>,
    (parent, equipment): (&KnownOrder, EquipmentId),
) -> Result<OrderKind, Fault> {
    let Some(now) = orders::find_visible(rq.tx, &rq.actor, parent.id).await? else {
        return Ok(OrderKind::Repeat);
    };
    let same = catalogue::are_one(rq.tx, (now.equipment, equipment)).await?;
    Ok(repeat_kind(now.warranty_until, same, rq.company.day(rq.now), &rq.company.zone))
}

/// The client with the rows that are still to be written: none for one the office recognised.
struct Caller {
    client: ClientId,
    phone: ClientPhoneId,
    address: AddressId,
    new_client: Option<(NewClient, NewPhone)>,
    new_address: Option<NewAddress>,
}

impl Caller {
    fn of(rq: &Request<'_>, form: &CreateOrder, typed: (&Phone, &PersonName, &AddressAnswer)) -> Self {
        let (number, name, answer) = typed;
        let (client, phone, new_client) = match form.chosen_client() {
            Some(known) => (known.client, known.phone, None),
            None => {
                let (client, phone) = (ClientId(rq.ids.next()), ClientPhoneId(rq.ids.next()));
                let raw = number.e164().to_owned();
                let row = NewClient { id: client, name: name.clone(), created_at: rq.now };
                let number = NewPhone { id: phone, client, raw, phone: number.clone() };
                (client, phone, Some((row, number)))
            }
        };
        let (address, new_address) = match answer {
            AddressAnswer::Known(id, _) => (*id, None),
            AddressAnswer::New(address) => {
                let id = AddressId(rq.ids.next());
                let normalized = normalize_address(address.reveal());
                (id, Some(NewAddress { id, client, raw: address.clone(), normalized }))
            }
        };
        Self { client, phone, address, new_client, new_address }
    }

    async fn save(&self, rq: &Request<'_>) -> Result<(), Fault> {
        if let Some((client, phone)) = &self.new_client {
            clients::insert_client(rq.tx, client).await?;
            clients::insert_phone(rq.tx, phone).await?;
        }
        if let Some(address) = &self.new_address {
            clients::insert_address(rq.tx, address).await?;
        }
        Ok(())
    }
}

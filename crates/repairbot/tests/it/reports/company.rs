//! A company with orders around the turn of days and months, brought there with commands.

use jiff::Timestamp;
use repairbot::{
    reports::{Made, Maker, Reader, Setting},
    store::{
        orders,
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    actor::Role,
    ids::{EquipmentId, OrderId, PersonId, ReasonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, Details, Order, Reason, RefusalAnswers, Visit},
    pii::FreeText,
    report::Report,
    settings::{Switch, Value},
};

use crate::support::{Call, Cast, Chat, TestDesk};

/// Who works here.
pub struct Firm {
    pub cast: Cast,
    pub admin: PersonId,
    pub pyotr: PersonId,
    pub vera: PersonId,
    /// His name is a formula, and no name of a sheet.
    pub evil: PersonId,
}

/// The client of Vera's orders: nobody else's.
pub const CANARY: Call<'static> =
    Call {
        name: "Канарейкин Кеша", phone: "+79127776655", address: "ул. Птичья, 99", problem: "Не щебечет"
    };
/// Everybody else's.
const OTHER: Call<'static> = Call {
    name: "Ольга Смирнова",
    phone: "+79123456789",
    address: "ул. Ленина, 5",
    problem: "=cmd|'/c calc'!A1",
};

fn closing(total: i64, materials: i64, (review, out_of_city): (bool, bool)) -> Command {
    Command::Close(Closing {
        total: Kopecks(total),
        materials: Kopecks(materials),
        payment: PaymentMethod::Cash,
        review,
        out_of_city,
        senior: false,
    })
}

impl Firm {
    /// Ten orders, by the clocks of Moscow: closed at the end of the 20th, at the very beginning and at noon of the 21st, and at
    /// the very beginning of December; refused with and without a master; three at work; one deleted.
    pub async fn open(desk: &mut TestDesk) -> Self {
        let cast = desk.cast().await;
        let evil = desk.employee("=1+1 [Злой]: Иван", &[Role::Master], None).await;
        let admin = desk.person(&cast.boris).await;
        let (pyotr, vera) = (desk.person(&cast.pyotr).await, desk.person(&cast.vera).await);
        let evil = desk.person(&evil).await;
        let firm = Self { cast, admin, pyotr, vera, evil };
        // These tests ask for reports themselves.
        for switch in
            [Switch::DailyReport, Switch::WeeklyReport, Switch::MonthlyReport, Switch::MasterMonthly]
        {
            desk.set(switch, Value::Switch(false)).await;
        }
        firm.at(desk, "2026-11-20T10:00:00Z");
        let first = firm.onsite(desk, (&OTHER, pyotr), 1).await;
        let second = firm.onsite(desk, (&OTHER, pyotr), 10).await;
        let third = firm.onsite(desk, (&CANARY, vera), 1).await;
        let fourth = firm.onsite(desk, (&CANARY, vera), 5).await;
        let fifth = firm.create(desk, &OTHER, 1).await;
        let sixth = firm.create(desk, &OTHER, 2).await;
        firm.assigned(desk, sixth, pyotr).await;
        firm.planned(desk, sixth).await;
        firm.create(desk, &OTHER, 3).await;
        firm.onsite(desk, (&CANARY, vera), 1).await;
        let ninth = firm.onsite(desk, (&OTHER, evil), 1).await;
        let tenth = firm.onsite(desk, (&OTHER, evil), 1).await;
        for (order, at, command) in [
            (first, "2026-11-20T20:59:59.999Z", closing(1_000_000, 200_000, (true, false))),
            (second, "2026-11-20T21:00:00Z", closing(2_500_000, 200_050, (false, true))),
            (third, "2026-11-21T09:00:00Z", closing(600_000, 100_000, (false, false))),
            (ninth, "2026-11-21T09:30:00Z", closing(300_000, 0, (false, false))),
        ] {
            firm.at(desk, at);
            desk.command(order, &command, admin).await.unwrap();
        }
        firm.refuse(desk, (fourth, "2026-11-21T10:00:00Z"), (Some(ReasonId(6)), None)).await;
        firm.refuse(desk, (fifth, "2026-11-21T11:00:00Z"), (None, Some("Уехал на дачу"))).await;
        let words = firm.words(desk, "Проба").await;
        desk.command(ninth, &Command::Delete { reason: words }, admin).await.unwrap();
        firm.at(desk, "2026-11-30T21:00:00Z");
        desk.command(tenth, &closing(400_000, 0, (false, false)), admin).await.unwrap();
        firm.at(desk, "2026-12-01T07:00:00Z");
        firm
    }

    fn at(&self, desk: &TestDesk, at: &str) {
        let at: Timestamp = at.parse().unwrap();
        desk.clock.set(at);
        desk.sim.set_now(at.as_second());
    }

    /// A new order of this type, ten minutes after the one before.
    async fn create(&self, desk: &mut TestDesk, call: &Call<'_>, equipment: i64) -> OrderId {
        desk.wait(std::time::Duration::from_secs(600));
        let number = desk.new_order_of(&self.cast.anna, call).await;
        let order = desk.order(number).await.order;
        if equipment != order.equipment.0 {
            let to = Details { equipment: EquipmentId(equipment), ..details(&order) };
            desk.command(order.id, &Command::Edit { to }, self.admin).await.unwrap();
        }
        order.id
    }

    async fn assigned(&self, desk: &TestDesk, order: OrderId, master: PersonId) {
        desk.command(order, &Command::Assign { master }, self.admin).await.unwrap();
    }

    async fn onsite(
        &self,
        desk: &mut TestDesk,
        (call, master): (&Call<'_>, PersonId),
        equipment: i64,
    ) -> OrderId {
        let order = self.create(desk, call, equipment).await;
        self.assigned(desk, order, master).await;
        desk.command(order, &Command::Accept, self.admin).await.unwrap();
        desk.command(order, &Command::ArriveOnSite, self.admin).await.unwrap();
        order
    }

    /// A visit from ten to noon of the next day.
    async fn planned(&self, desk: &TestDesk, id: OrderId) {
        let order = desk.order(6).await.order;
        assert_eq!(order.id, id);
        let at = |text: &str| Some(text.parse().unwrap());
        let visit = Visit { from: at("2026-12-02T07:00:00Z"), to: at("2026-12-02T09:00:00Z"), note: None };
        let to = Details { visit: Some(visit), ..details(&order) };
        desk.command(id, &Command::Edit { to }, self.admin).await.unwrap();
    }

    async fn words(&self, desk: &mut TestDesk, words: &str) -> TextId {
        let id = TextId(700_000 + desk.next_id());
        let tx = desk.store().write().await.unwrap();
        let body = FreeText::from_stored(words.to_owned());
        let text = NewText { id, kind: TextKind::Reason, body, created_at: desk.clock.now() };
        texts::insert(&tx, &[text]).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn refuse(
        &self,
        desk: &mut TestDesk,
        (order, at): (OrderId, &str),
        (picked, words): (Option<ReasonId>, Option<&str>),
    ) {
        self.at(desk, at);
        let text = match words {
            Some(words) => Some(self.words(desk, words).await),
            None => None,
        };
        let reason = Reason { picked, text };
        let answers = RefusalAnswers { reason, fee: Kopecks(50_000), refund_prepayment: None };
        desk.command(order, &Command::Refuse(answers), self.admin).await.unwrap();
    }
}

fn details(order: &Order) -> Details {
    Details {
        equipment: order.equipment,
        problem: order.problem,
        client: order.client,
        phone: order.phone,
        address: order.address,
        notes: order.notes,
        visit: order.visit,
    }
}

/// The report for this reader: its text, its workbook and what is said with it.
pub async fn made(desk: &TestDesk, report: Report, who: (Reader, Lang)) -> (String, Vec<u8>, Made) {
    made_within(desk, report, who, 200).await
}

/// The same with sheets of their own for so many masters.
pub async fn made_within(
    desk: &TestDesk,
    report: Report,
    (reader, lang): (Reader, Lang),
    sheets: usize,
) -> (String, Vec<u8>, Made) {
    let tx = desk.store().read_moment().await.unwrap();
    let zone = jiff::tz::TimeZone::get("Europe/Moscow").unwrap();
    let setting = Setting { reader, lang, zone, now: desk.clock.now() };
    let mut maker = Maker::new(&tx, setting, &|| true).await.unwrap().with_sheets(sheets);
    let text = maker.text(report).await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let made = maker.file(report, file.path()).await.unwrap().unwrap();
    (text, std::fs::read(file.path()).unwrap(), made)
}

/// Somebody's newest file, as text.
pub fn newest_book(desk: &TestDesk, chat: &Chat) -> String {
    let messages = desk.sim.messages(chat.chat);
    let message = messages.iter().rev().find(|message| message.document.is_some()).unwrap().id;
    super::dump::text(&desk.sim.document(chat.chat, message).unwrap())
}

/// How many orders there are, to be sure of the story.
pub async fn count(desk: &TestDesk) -> u64 {
    let tx = desk.store().read().await.unwrap();
    let always = Timestamp::MIN..Timestamp::from_second(4_000_000_000).unwrap();
    orders::report::created(&tx, &always).await.unwrap().values().sum()
}

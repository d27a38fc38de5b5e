//! A desk with a canary in every field that says something about people, and who may be shown which (SPEC §1, §4, §7).

use std::time::Duration;

use repairbot::store::texts::{self, NewText, TextKind};
use repairbot_core::{
    actor::Role,
    ids::{OrderId, PersonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, Details, Reason, RefusalAnswers, Visit},
    pii::FreeText,
};
use telegram_sim::PersonFile;

use crate::support::{Call, Cast, Chat, TestDesk, picture};

/// The client of Vera's orders.
const KESHA: Call<'static> = Call {
    name: "Канарейкин Кеша",
    phone: "+79127776655",
    address: "ул. Птичья, 99",
    problem: "Не щебечет клетка",
};
/// The same, with another phone: that order was refused, so Vera never comes to know it.
const REFUSED: Call<'static> = Call { phone: "+79134440011", ..KESHA };
/// Whose order Vera declined, unseen.
const CHIBISOV: Call<'static> = Call {
    name: "Чибисов Чиж",
    phone: "+79138881122",
    address: "ул. Гнездовая, 8",
    problem: "Не токует глухарь",
};
/// Whose order was deleted.
const UDODOV: Call<'static> = Call {
    name: "Удодов Улан",
    phone: "+79131112200",
    address: "ул. Ульевая, 3",
    problem: "Не свистит удод",
};

/// What Vera's cards say, to her and to the office.
pub const OF_HER_ORDERS: [&str; 8] =
    ["Канарейк", "Птичья", "щебечет", "Жаворонк", "Скворец", "Зяблик", "Снегир", "Соловей"];
/// What is hers, too, but not always there.
pub const HERS: [&str; 9] =
    ["777-66-55", "7776655", "Иволг", "Кукушк", "Сорок", "555-44-33", "5554433", "77\u{a0}331", "77331"];
/// What only the office knows: of clients, and why a master did not want an order.
pub const OF_THE_OFFICE: [&str; 13] = [
    "Кенар",
    "Коршун",
    "777-66-44",
    "7776644",
    "Зеленогайск",
    "Дятел",
    "444-00-11",
    "4440011",
    "Чибис",
    "Гнездов",
    "глухар",
    "888-11-22",
    "8881122",
];
/// What only admins know: what a deleted order said and why it was deleted, and who wants to become a master.
pub const OF_ADMINS: [&str; 8] =
    ["Филин", "Удодов", "Ульев", "свистит", "111-22-00", "Сычев", "123-43-21", "1234321"];
/// What is Pyotr's and not Vera's.
pub const PYOTRS: [&str; 9] =
    ["Смирнова", "Ленина", "барабан", "345-67-89", "3456789", "555-66-77", "5556677", "88\u{a0}442", "88442"];

/// Who works here, besides the usual cast: somebody with two roles, and a senior master who reads English.
pub struct Aviary {
    pub cast: Cast,
    pub both: Chat,
    pub senior: Chat,
    pub stranger: Chat,
}

/// Somebody's words, not yet anywhere.
async fn words(desk: &mut TestDesk, kind: TextKind, words: &str) -> TextId {
    desk.keeps_private(words);
    let id = TextId(700_000 + desk.next_id());
    let body = FreeText::from_stored(words.to_owned());
    let tx = desk.store().write().await.unwrap();
    texts::insert(&tx, &[NewText { id, kind, body, created_at: desk.clock.now() }]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn closing(roubles: i64) -> Command {
    Command::Close(Closing {
        total: Kopecks(roubles * 100),
        materials: Kopecks::ZERO,
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    })
}

/// An order of this master's, and its number.
async fn assigned(
    desk: &mut TestDesk,
    (by, call): (&Chat, &Call<'_>),
    master: PersonId,
) -> (i64, OrderId, PersonId) {
    let number = desk.new_order_of(by, call).await;
    let (id, by) = (desk.order(number).await.order.id, desk.person(by).await);
    desk.command(id, &Command::Assign { master }, by).await.unwrap();
    (number, id, by)
}

impl Aviary {
    pub async fn open(desk: &mut TestDesk) -> Self {
        let cast = desk.cast().await;
        let both = desk.employee("Зоя Двойная", &[Role::Dispatcher, Role::Master], None).await;
        let senior = desk.employee("Джон Старший", &[Role::Master, Role::SeniorMaster], Some("плиты")).await;
        desk.speaks(&senior, repairbot::texts::Lang::En).await;
        let stranger = desk.stranger("Прохожий").await;
        let aviary = Self { cast, both, senior, stranger };
        aviary.orders_of_vera(desk).await;
        aviary.others(desk).await;
        aviary.phones_and_money(desk).await;
        aviary.card_of_the_client(desk).await;
        aviary.an_application(desk).await;
        desk.wait(Duration::from_secs(60));
        desk.settle().await;
        aviary
    }

    /// Her first order says everything an order can say; others are closed, under repair, refused.
    async fn orders_of_vera(&self, desk: &mut TestDesk) {
        let boris = &self.cast.boris;
        let vera = desk.person(&self.cast.vera).await;
        let (number, id, by) = assigned(desk, (boris, &KESHA), vera).await;
        assert_eq!(number, 1);
        let order = desk.order(1).await.order;
        let notes = Some(words(desk, TextKind::Notes, "Жаворонки в клетке").await);
        let note = Some(words(desk, TextKind::Visit, "Скворец встретит").await);
        let visit = Some(Visit { from: None, to: None, note });
        let (equipment, problem, client) = (order.equipment, order.problem, order.client);
        let (phone, address) = (order.phone, order.address);
        let to = Details { equipment, problem, client, phone, address, notes, visit };
        desk.command(id, &Command::Edit { to }, by).await.unwrap();
        let reason = Some(words(desk, TextKind::Reason, "Иволга заболела").await);
        let note = Some(words(desk, TextKind::Visit, "Скворец встретит").await);
        let from = desk.clock.now().checked_add(jiff::SignedDuration::from_hours(50)).ok();
        let to = from.and_then(|from| from.checked_add(jiff::SignedDuration::from_hours(1)).ok());
        let reschedule = Command::Reschedule { to: Visit { from, to, note }, reason };
        for command in [reschedule, Command::Accept] {
            desk.command(id, &command, by).await.unwrap();
        }
        boris.says(desk, "/order 1").await;
        boris.taps(desk, "💬 Комментарий").await;
        boris.says(desk, "Зяблик звонил дважды").await;
        boris.says(desk, "/order 1").await;
        let card = boris.message_with(desk, "Заявка #1 ·").id;
        let photo =
            PersonFile { reply_to: Some(card), caption: "Соловей на фото".into(), ..picture() };
        boris.sends(desk, photo).await;

        let (_, id, by) = assigned(desk, (boris, &KESHA), vera).await;
        for command in [Command::Accept, Command::ArriveOnSite, closing(77_331)] {
            desk.command(id, &command, by).await.unwrap();
        }
        let (_, id, by) = assigned(desk, (boris, &KESHA), vera).await;
        let parts = Some(words(desk, TextKind::Parts, "Снегириная помпа").await);
        let promised_on = jiff::civil::date(2026, 11, 27);
        let repair = Command::StartLongRepair { promised_on, parts, prepayment: Kopecks::ZERO };
        for command in [Command::Accept, repair] {
            desk.command(id, &command, by).await.unwrap();
        }
        let (_, id, by) = assigned(desk, (boris, &REFUSED), vera).await;
        let reason = Reason {
            picked: None,
            text: Some(words(desk, TextKind::Reason, "Кукушка против").await),
        };
        let refusal = RefusalAnswers { reason, fee: Kopecks::ZERO, refund_prepayment: None };
        desk.command(id, &Command::Refuse(refusal), by).await.unwrap();
    }

    /// What Vera declined, what was deleted, and what is Pyotr's and the senior's.
    async fn others(&self, desk: &mut TestDesk) {
        let (boris, anna) = (&self.cast.boris, &self.cast.anna);
        let (vera, pyotr) = (desk.person(&self.cast.vera).await, desk.person(&self.cast.pyotr).await);
        let (_, id, by) = assigned(desk, (boris, &CHIBISOV), vera).await;
        let reason = Reason {
            picked: None, text: Some(words(desk, TextKind::Reason, "Дятел мешает").await)
        };
        desk.command(id, &Command::Decline { reason }, by).await.unwrap();
        let number = desk.new_order_of(boris, &UDODOV).await;
        let reason = words(desk, TextKind::Reason, "Филин ошибся").await;
        let id = desk.order(number).await.order.id;
        desk.command(id, &Command::Delete { reason }, by).await.unwrap();
        let senior = desk.person(&self.senior).await;
        for master in [pyotr, pyotr, senior] {
            let number = desk.new_order(anna).await;
            let id = desk.order(number).await.order.id;
            desk.command(id, &Command::Assign { master }, by).await.unwrap();
            if number == 7 {
                for command in [Command::Accept, Command::ArriveOnSite, closing(88_442)] {
                    desk.command(id, &command, by).await.unwrap();
                }
            }
        }
    }

    /// The masters' phones, and why a balance was set right.
    async fn phones_and_money(&self, desk: &mut TestDesk) {
        let boris = &self.cast.boris;
        for (name, phone) in [("Вера", "8 913 555-44-33"), ("Пётр", "8 913 555-66-77")] {
            boris.taps(desk, "👥 Мастера").await;
            boris.taps_like(desk, name).await;
            boris.taps(desk, "✏️ Телефон").await;
            boris.says(desk, phone).await;
        }
        boris.taps(desk, "👥 Мастера").await;
        boris.taps_like(desk, "Вера").await;
        for label in ["📒 Движение денег", "⚖️ Корректировка", "➕ Мастер должен больше"]
        {
            boris.taps(desk, label).await;
        }
        boris.says(desk, "300").await;
        boris.says(desk, "Сорока унесла").await;
        boris.taps(desk, "✅ Подтвердить").await;
    }

    /// All that is kept about the client of Vera's first order.
    async fn card_of_the_client(&self, desk: &mut TestDesk) {
        let boris = &self.cast.boris;
        boris.says(desk, "/order 1").await;
        boris.taps(desk, "👤 Клиент").await;
        for (label, words) in [
            ("📞 Добавить телефон", "8 912 777-66-44"),
            ("📍 Добавить адрес", "Зеленогайская 44"),
            ("🗒 Заметки", "Кенар в прихожей"),
            ("⛔️ В чёрный список", "Коршун не платит"),
        ] {
            boris.taps(desk, label).await;
            boris.says(desk, words).await;
        }
    }

    async fn an_application(&self, desk: &mut TestDesk) {
        let applicant = desk.stranger("Заявитель").await;
        for words in ["📝 Стать мастером", "Сычев Игорь", "8 913 123-43-21", "Гнёзда"]
        {
            applicant.says(desk, words).await;
        }
        applicant.taps(desk, "✅ Подтвердить").await;
    }
}

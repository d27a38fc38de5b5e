//! Every dialogue as a table of its steps, so that each step can be disturbed in each way.

use repairbot::store::orders::OrderView;
use repairbot_core::order::Status;

use super::{Cast, Chat, TestDesk};

/// One step: what is asked, what moves on, and what is no answer.
#[derive(Clone, Copy)]
pub struct Step {
    pub asks: &'static str,
    pub answer: Reply,
    pub wrong: Wrong,
    pub optional: bool,
}

/// How a step is answered.
#[derive(Clone, Copy)]
pub enum Reply {
    Says(&'static str),
    Taps(&'static str),
}

/// A text that is no answer here.
#[derive(Clone, Copy)]
pub enum Wrong {
    Text(&'static str),
    /// So many letters.
    Long(usize),
}

impl Wrong {
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Long(letters) => "я".repeat(letters),
        }
    }
}

/// Who holds the dialogue.
#[derive(Clone, Copy)]
pub enum Who {
    Office,
    Master,
    Admin,
}

/// A dialogue: where it begins, how it is opened, its steps, its end.
pub struct Script {
    pub who: Who,
    pub from: Option<Status>,
    pub opens: &'static str,
    pub steps: &'static [Step],
    pub ends: &'static str,
}

const fn says(asks: &'static str, answer: &'static str, wrong: &'static str) -> Step {
    Step { asks, answer: Reply::Says(answer), wrong: Wrong::Text(wrong), optional: false }
}

const fn taps(asks: &'static str, answer: &'static str) -> Step {
    Step { asks, answer: Reply::Taps(answer), wrong: Wrong::Text("что-нибудь"), optional: false }
}

const fn optional(asks: &'static str, answer: Reply, wrong: Wrong) -> Step {
    Step { asks, answer, wrong, optional: true }
}

pub const CREATE: Script = Script {
    who: Who::Office,
    from: None,
    opens: "➕ Создать заявку",
    steps: &[
        taps("Выберите тип техники", "Стиральные машины"),
        says("Опишите проблему", "Не крутит барабан", "кхм"),
        says("Введите телефон клиента", "8 (912) 345-67-89", "позже"),
        says("Введите имя клиента", "Ольга Смирнова", "12"),
        says("Введите адрес", "ул. Ленина, 5, кв. 12", "Ленина"),
        optional("Дополнительная информация", Reply::Says("Домофон 12К"), Wrong::Long(1001)),
        optional(
            "Когда удобно клиенту?",
            Reply::Says("завтра после обеда, позвонить за час"),
            Wrong::Long(151),
        ),
        taps("Проверьте заявку", "✅ Подтвердить"),
    ],
    ends: "✅ Заявка #1 создана",
};

pub const CLOSE: Script = Script {
    who: Who::Master,
    from: Some(Status::Onsite),
    opens: "💰 Завершить",
    steps: &[
        says("Сколько стоил ремонт всего?", "10 000", "много"),
        says("Сколько из этого материалы?", "2 000", "10 001"),
        taps("Как заплатил клиент?", "💳 Карта"),
        taps("Взят отзыв?", "✅ Да"),
        taps("Выезд за город?", "❌ Нет"),
        taps("Завершение заявки #1", "✅ Завершить"),
    ],
    ends: "💰 Заявка #1 завершена",
};

pub const SMALL_CLOSE: Script = Script {
    who: Who::Master,
    from: Some(Status::Onsite),
    opens: "💰 Завершить",
    steps: &[
        says("Сколько стоил ремонт всего?", "700", "-5"),
        taps("Это отказ?", "✅ Да, это отказ"),
        says("Почему заявка отклоняется?", "Нет смысла чинить", "да"),
        taps("Отказ по заявке #1", "✅ Подтвердить"),
    ],
    ends: "❌ Заявка #1 отклонена",
};

pub const LONG_REPAIR: Script = Script {
    who: Who::Master,
    from: Some(Status::Onsite),
    opens: "⏳ Длительный ремонт",
    steps: &[
        says("К какому дню обещаем закончить?", "25.12", "31.02"),
        optional("Какие нужны запчасти?", Reply::Says("Помпа"), Wrong::Long(1001)),
        optional("Взята предоплата?", Reply::Says("1 500"), Wrong::Text("12.500")),
        taps("Обещано: 25.12.2026", "✅ Подтвердить"),
    ],
    ends: "⏳ Заявка #1 переведена в длительный ремонт",
};

pub const RESCHEDULE: Script = Script {
    who: Who::Master,
    from: Some(Status::Accepted),
    opens: "📅 Перенести",
    steps: &[
        says("На когда переносим?", "завтра с 10 до 12, позвонить за час", "завтра в 25"),
        optional("Почему переносим?", Reply::Says("Клиент в отъезде"), Wrong::Text("да")),
        taps("Перенос заявки #1", "✅ Подтвердить"),
    ],
    ends: "📅 Заявка #1 перенесена: сб, 21 ноября, 10:00–12:00 · позвонить за час",
};

pub const DECLINE: Script = Script {
    who: Who::Master,
    from: Some(Status::Assigned),
    opens: "❌ Отказаться",
    steps: &[says("Почему отказываетесь?", "Заболел", "да")],
    ends: "Вы отказались от заявки #1",
};

pub const REFUSE: Script = Script {
    who: Who::Master,
    from: Some(Status::Onsite),
    opens: "❌ Отказ клиента",
    steps: &[
        Step {
            asks: "Почему заявка отклоняется?",
            answer: Reply::Taps("Дорого"),
            wrong: Wrong::Text("да"),
            optional: false,
        },
        optional("Взята оплата за диагностику?", Reply::Says("500"), Wrong::Text("нисколько")),
    ],
    ends: "❌ Заявка #1 отклонена",
};

pub const EDIT: Script = Script {
    who: Who::Office,
    from: Some(Status::Assigned),
    opens: "✏️ Изменить",
    steps: &[
        taps("Что изменить?", "✏️ Адрес"),
        says("Введите адрес", "ул. Мира, 7", "Мира"),
        taps("Сохранить изменения?", "✏️ Примечание"),
        optional("Дополнительная информация", Reply::Says("Код 12"), Wrong::Long(1001)),
        taps("Сохранить изменения?", "✅ Подтвердить"),
    ],
    ends: "✅ Заявка #1 изменена",
};

pub const COMMENT: Script = Script {
    who: Who::Master,
    from: Some(Status::Assigned),
    opens: "💬 Комментарий",
    steps: &[Step {
        asks: "Напишите комментарий",
        answer: Reply::Says("Буду через час"),
        wrong: Wrong::Long(1001),
        optional: false,
    }],
    ends: "💬 Комментарий к заявке #1 записан",
};

pub const DELETE: Script = Script {
    who: Who::Admin,
    from: Some(Status::Assigned),
    opens: "🗑 Удалить",
    steps: &[
        says("Почему заявка удаляется?", "Проверка связи", "да"),
        taps("Удалить заявку #1?", "🗑 Удалить"),
    ],
    ends: "🗑 Заявка #1 удалена",
};

pub const CORRECT: Script = Script {
    who: Who::Admin,
    from: Some(Status::Closed),
    opens: "✏️ Исправить расчёт",
    steps: &[
        taps("Что исправить?", "✏️ Сумма"),
        says("Сейчас: 6 000\u{a0}₽", "9 000", "12.500"),
        says("Почему исправляем?", "Опечатка", "да"),
        taps("Сохранить изменения?", "✏️ Материалы"),
        says("Сейчас: 1 000\u{a0}₽", "500", "9001"),
        taps("Сохранить изменения?", "✏️ Оплата"),
        taps("Сейчас: 💵 Наличные", "💳 Карта"),
        taps("Сохранить изменения?", "✏️ Выезд"),
        taps("Сейчас: нет", "✅ Да"),
        taps("Сохранить изменения?", "✅ Подтвердить"),
    ],
    ends: "✅ Расчёт заявки #1 исправлен",
};

impl Script {
    /// The cast, and the order this dialogue is about.
    pub async fn set_up(&self, desk: &mut TestDesk) -> Cast {
        let cast = desk.cast_without_group().await;
        if let Some(status) = self.from {
            desk.order_in(status, &cast).await;
            if matches!(self.who, Who::Admin) {
                cast.boris.says(desk, "/order 1").await;
            }
        }
        cast
    }

    pub fn chat<'a>(&self, cast: &'a Cast) -> &'a Chat {
        match self.who {
            Who::Office => &cast.anna,
            Who::Master => &cast.pyotr,
            Who::Admin => &cast.boris,
        }
    }

    /// A menu button of whoever holds the dialogue, and what it shows.
    pub fn menu(&self) -> (&'static str, &'static str) {
        match self.who {
            Who::Office | Who::Admin => ("👥 Мастера", "👥 Мастера и их загрузка"),
            Who::Master => ("📋 Мои заявки", "Ваши заявки в работе"),
        }
    }

    /// Opens the dialogue.
    pub async fn open(&self, desk: &mut TestDesk, cast: &Cast) {
        self.chat(cast).taps(desk, self.opens).await;
        self.asks(desk, cast, 0);
    }

    /// The question of this step is the last message.
    pub fn asks(&self, desk: &TestDesk, cast: &Cast, step: usize) {
        self.chat(cast).sees(desk, self.steps[step].asks);
    }

    /// Answers this step; the next one is asked, or the dialogue has ended.
    pub async fn answer(&self, desk: &mut TestDesk, cast: &Cast, step: usize) {
        let chat = self.chat(cast);
        match self.steps[step].answer {
            Reply::Says(text) => chat.says(desk, text).await,
            Reply::Taps(label) => drop(chat.taps(desk, label).await),
        }
        match self.steps.get(step + 1) {
            Some(next) => chat.sees(desk, next.asks),
            None => chat.has_seen(desk, self.ends),
        }
    }

    /// The rest of the dialogue from this step on.
    pub async fn finish(&self, desk: &mut TestDesk, cast: &Cast, from: usize) {
        for step in from..self.steps.len() {
            self.answer(desk, cast, step).await;
        }
    }
}

/// What an order says, without ids and instants.
pub fn essence(view: &OrderView) -> String {
    let order = &view.order;
    let words = [&view.problem, &view.notes, &view.visit_note, &view.reason_text, &view.parts]
        .map(|text| text.as_ref().map(|text| text.reveal().to_owned()));
    let money =
        (&order.settlement, order.prepayment, order.refusal, order.long_repair.map(|r| r.promised_on));
    format!(
        "{} {:?} v{} moved {} {:?} {} {} {} {}\n{words:?}\n{:?} {:?}\n{money:?}",
        view.number,
        order.status,
        order.version,
        order.reschedules,
        order.visit.map(|visit| (visit.from, visit.to)),
        view.equipment_name,
        view.client_name.reveal(),
        view.phone.e164(),
        view.address.reveal(),
        view.reason_name,
        view.master_name.as_ref().map(|name| name.reveal().to_owned()),
    )
}

//! A question that was answered in words, and a press that comes too late: what stays on the screen leads somewhere.

use repairbot_core::{
    callback::Press,
    order::{Action, Status},
};

use crate::support::{Chat, TestDesk, alert, scenarios};

/// The messages here that have buttons of a question.
fn asking(desk: &TestDesk, chat: &Chat) -> usize {
    let messages = desk.sim.messages(chat.chat).into_iter();
    let asks = |label: &str| label == "❌ Отмена";
    messages.filter(|message| message.inline.iter().flatten().any(|button| asks(&button.text))).count()
}

scenarios! {
    async fn a_question_answered_in_words_loses_its_buttons(desk: &mut TestDesk) {
        let anna = desk.dispatcher("Анна").await;
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        for answer in ["кхм", "Не включается", "позже", "8 912 345-67-89", "Ольга", "Ленина 5", "Домофон", "завтра"] {
            anna.says(desk, answer).await;
            assert_eq!(asking(desk, &anna), 1, "«{answer}»\n{}", anna.transcript(desk));
        }
        anna.says(desk, "✅ Подтвердить").await;
        assert_eq!(asking(desk, &anna), 0, "{}", anna.transcript(desk));
        anna.taps(desk, "➕ Создать заявку").await;
        anna.says(desk, "/cancel").await;
        assert_eq!(asking(desk, &anna), 0, "{}", anna.transcript(desk));
    }

    async fn the_same_in_a_group(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        for answer in ["10 000", "11 000", "2 000"] {
            cast.work.replies(desk, answer).await;
            assert_eq!(asking(desk, &cast.work), 1, "«{answer}»\n{}", cast.work.transcript(desk));
        }
    }

    async fn what_is_forbidden_names_what_is_allowed(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let order = desk.order(number).await.order;
        let press = Press::Act { order: order.id, version: order.version, action: Action::Close }.encode();
        let carrier = cast.pyotr.last(desk).unwrap().id;
        let answer = cast.pyotr.forges(desk, carrier, &press).await;
        let said = "Сейчас так нельзя: ✅ Принята. Можно: 🏠 Я на объекте, 📅 Перенести, ⏳ Длительный ремонт, 💬 Комментарий";
        assert_eq!(answer, alert(said));
    }

    async fn a_form_that_comes_too_late_names_what_is_allowed(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказаться").await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "✅ Принять (за мастера)").await;
        cast.pyotr.says(desk, "Заболел").await;
        cast.pyotr.sees(desk, "сейчас она «✅ Принята». Это действие больше не нужно.\nСейчас можно: 🏠 Я на объекте, 📅 Перенести");
    }
}

//! One order from the call to the closed job.

use crate::support::{Chat, TestDesk, scenarios};

/// The office writes down a call; gives the dispatcher's chat at «order created».
pub async fn creates_order(desk: &mut TestDesk, office: &Chat) {
    office.taps(desk, "➕ Создать заявку").await;
    office.sees(desk, "Выберите тип техники");
    office.taps(desk, "Стиральные машины").await;
    office.sees(desk, "Опишите проблему");
    office.says(desk, "Не крутит барабан").await;
    office.sees(desk, "Введите телефон клиента");
    office.says(desk, "8 (912) 345-67-89").await;
    office.sees(desk, "Введите имя клиента");
    office.says(desk, "Ольга Смирнова").await;
    office.sees(desk, "Введите адрес");
    office.says(desk, "ул. Ленина, 5, кв. 12").await;
    office.sees(desk, "Дополнительная информация");
    office.taps(desk, "⏭️ Пропустить").await;
    office.sees(desk, "Когда удобно клиенту");
    office.says(desk, "завтра после обеда").await;
    office.sees(desk, "Проверьте заявку");
    office.taps(desk, "✅ Подтвердить").await;
}

/// The whole life, with a look at every screen on the way.
pub async fn lives(desk: &mut TestDesk) {
    let boris = desk.admin("Борис Админов").await;
    let anna = desk.dispatcher("Анна Диспетчер").await;
    let pyotr = desk.master("Пётр Мастеров", "стиральные машины").await;
    let group = desk.work_group(&pyotr, "Работа Петра").await;

    creates_order(desk, &anna).await;
    anna.sees(desk, "✅ Заявка #1 создана");
    boris.sees(desk, "🆕 Новая заявка #1");

    anna.taps(desk, "👨‍🔧 Назначить мастера").await;
    anna.sees(desk, "Кого назначить");
    let answer = anna.taps(desk, "⭐ Пётр Мастеров (стиральные машины) · 0 в работе").await;
    assert_eq!(answer.text.as_deref(), Some("✅ Мастер назначен"));
    anna.sees(desk, "👨‍🔧 Назначена");
    group.sees(desk, "Заявка #1");
    group.sees(desk, "Не крутит барабан");
    group.never_saw(desk, "345-67-89");

    group.taps(desk, "✅ Принять").await;
    group.sees(desk, "✅ Принята");
    anna.has_seen(desk, "✅ Заявка #1 принята: Пётр Мастеров");
    group.taps(desk, "🏠 Я на объекте").await;
    group.sees(desk, "+7 912 345-67-89");

    group.taps(desk, "💰 Завершить").await;
    group.sees(desk, "Сколько стоил ремонт");
    group.replies(desk, "10 000").await;
    group.sees(desk, "материалы");
    group.replies(desk, "2000").await;
    group.taps(desk, "💵 Наличные").await;
    group.sees(desk, "Взят отзыв?");
    group.taps(desk, "✅ Да").await;
    group.sees(desk, "Выезд за город?");
    group.taps(desk, "❌ Нет").await;
    group.sees(desk, "Завершение заявки #1");
    group.sees(desk, "Мастеру: 4\u{a0}000\u{a0}₽");
    let answer = group.taps(desk, "✅ Завершить").await;
    assert_eq!(answer.text.as_deref(), Some("💰 Заявка завершена"));

    boris.sees(desk, "💰 Заявка #1 завершена: Пётр Мастеров");
    boris.sees(desk, "Компании: 4\u{a0}000\u{a0}₽");
    anna.has_seen(desk, "💰 Заявка #1 завершена");
}

scenarios! {
    async fn an_order_from_the_call_to_the_closed_job(desk: &mut TestDesk) {
        lives(desk).await;
        assert_eq!(desk.history(1).await.len(), 5);
    }

    async fn the_same_life_with_every_update_delivered_twice(desk: &mut TestDesk) {
        desk.echo = true;
        lives(desk).await;
        assert_eq!(desk.history(1).await.len(), 5);
    }
}

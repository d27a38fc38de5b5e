"""An order from the call to the money, clicked by three people in the page of the demo."""

import re

from desk import ANNA, BORIS, GROUP, IGOR, PAGE, PYOTR, run


def everybody_is_greeted(desk):
    for name in (ANNA, PYOTR, BORIS, IGOR):
        desk.sees(name, "Добро пожаловать")
    desk.menu(ANNA, "➕ Создать заявку", "📋 Все заявки")
    desk.menu(PYOTR, "📋 Мои заявки")
    desk.menu(IGOR, "📞 Связаться")
    desk.news_in(PYOTR, GROUP)
    desk.shot("start")


def the_dispatcher_creates_an_order(desk):
    desk.taps(ANNA, "➕ Создать заявку")
    desk.sees_last(ANNA, "Выберите тип техники")
    desk.shot("types")
    desk.taps(ANNA, "Посудомоечная машина")
    desk.sees_last(ANNA, "Опишите проблему")
    desk.says(ANNA, "Не греет воду")
    desk.sees_last(ANNA, "Введите телефон клиента")
    desk.says(ANNA, "12")
    desk.sees_last(ANNA, "не хватает цифр")
    desk.says(ANNA, "8 (999) 000-22-33")
    desk.sees_last(ANNA, "Введите имя клиента")
    desk.says(ANNA, "Лидия Карпова")
    desk.sees_last(ANNA, "Введите адрес")
    desk.says(ANNA, "ул. Тихая, 6, кв. 14")
    desk.sees_last(ANNA, "Дополнительная информация")
    desk.taps(ANNA, "⏭️ Пропустить")
    desk.sees_last(ANNA, "Когда удобно клиенту")
    desk.says(ANNA, "завтра после обеда")
    desk.sees_last(ANNA, "Проверьте заявку")
    desk.sees_last(ANNA, "Лидия Карпова")
    desk.shot("review")
    desk.taps(ANNA, "✅ Подтвердить")
    desk.sees(ANNA, "создана")
    script = PAGE + "return bubbles(arguments[0]).map(words).join('\\n');"
    number = re.search(r"✅ Заявка #(\d+) создана", desk.browser.run(script, ANNA)).group(1)
    desk.sees(BORIS, f"🆕 Новая заявка #{number}")
    return number


def the_dispatcher_assigns_a_master(desk, number):
    desk.taps(ANNA, "👨‍🔧 Назначить мастера")
    desk.sees(ANNA, f"Кого назначить на заявку #{number}")
    desk.shot("masters")
    desk.taps(ANNA, "⭐ Пётр Иванов…")
    desk.told(ANNA, "✅ Мастер назначен")
    desk.sees_last(ANNA, "👨‍🔧 Назначена")


def the_master_repairs(desk, number):
    desk.opens(PYOTR, GROUP)
    desk.sees_last(PYOTR, f"Заявка #{number}")
    desk.sees_last(PYOTR, "Не греет воду")
    desk.never_sees(PYOTR, "000-22-33")
    desk.shot("assigned")
    desk.taps(PYOTR, "✅ Принять")
    desk.sees_last(PYOTR, "✅ Принята")
    desk.sees(ANNA, f"✅ Заявка #{number} принята: {PYOTR}")
    desk.taps(PYOTR, "🏠 Я на объекте")
    desk.sees_last(PYOTR, "+7 999 000-22-33")


def the_master_takes_the_money(desk, number):
    desk.taps(PYOTR, "💰 Завершить")
    desk.sees_last(PYOTR, "Сколько стоил ремонт")
    desk.replies(PYOTR, "10 000")
    desk.sees_last(PYOTR, "материалы")
    desk.shot("closing")
    desk.replies(PYOTR, "2000")
    desk.sees_last(PYOTR, "Как заплатил клиент")
    desk.taps(PYOTR, "💵 Наличные")
    desk.sees_last(PYOTR, "Взят отзыв?")
    desk.taps(PYOTR, "✅ Да")
    desk.sees_last(PYOTR, "Выезд за город?")
    desk.taps(PYOTR, "❌ Нет")
    desk.sees_last(PYOTR, "Мастеру: 4 000 ₽")
    desk.shot("money")
    desk.taps(PYOTR, "✅ Завершить")
    desk.told(PYOTR, "💰 Заявка завершена")
    desk.sees(BORIS, f"💰 Заявка #{number} завершена: {PYOTR}")
    desk.sees(BORIS, "Компании: 4 000 ₽")
    desk.sees(ANNA, f"💰 Заявка #{number} завершена")
    desk.shot("closed")


def it_fits_a_phone(desk, number):
    desk.browser.resize(390, 844, mobile=True)
    desk.swipes_to(ANNA)
    desk.shot("phone-dispatcher")
    desk.taps(ANNA, "📋 Все заявки")
    desk.sees_last(ANNA, "Что показать?")
    desk.shot("phone-orders")
    desk.swipes_to(PYOTR)
    desk.sees(PYOTR, f"Заявка #{number}")
    desk.shot("phone-master")
    desk.swipes_to(IGOR)
    desk.says(IGOR, f"/order {number}")
    desk.sees_last(IGOR, "нет доступа")
    desk.shot("phone-stranger")


def play(desk, _demo):
    everybody_is_greeted(desk)
    number = the_dispatcher_creates_an_order(desk)
    the_dispatcher_assigns_a_master(desk, number)
    the_master_repairs(desk, number)
    the_master_takes_the_money(desk, number)
    desk.looks_right()
    it_fits_a_phone(desk, number)
    desk.looks_right()


if __name__ == "__main__":
    run("order", "an order from the call to the money", play)

"""Draws the pictures of the users' guide (docs/ru/screens) anew, from the demo as it is now.

Run it after the screens have changed: cargo build --bin demo && python3 tests/browser/guide.py
"""

import datetime
import pathlib

from desk import ANNA, BORIS, GROUP, PYOTR, run

SCREENS = pathlib.Path("docs/ru/screens")
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()


def draw(desk, name):
    """A picture of what is to be seen now."""
    desk.looks_right()
    SCREENS.mkdir(parents=True, exist_ok=True)
    desk.browser.screenshot(SCREENS / f"{name}.png")


def the_dispatcher(desk):
    desk.swipes_to(ANNA)
    desk.taps(ANNA, "📋 Все заявки")
    desk.sees_last(ANNA, "Что показать?")
    draw(desk, "dispatcher-lists")
    desk.taps(ANNA, "🔍 Поиск заказов")
    desk.says(ANNA, "школьная 40")
    desk.find("no search result", "return bubbles(arguments[0]).slice(-1).some((it) => words(it).includes('#'));", ANNA)
    draw(desk, "dispatcher-search")
    desk.says(ANNA, "/order 1")
    desk.sees_last(ANNA, "Заявка #1 ·")
    draw(desk, "dispatcher-card")
    desk.taps(ANNA, "🕓 История")
    desk.sees_last(ANNA, "Заявка создана")
    draw(desk, "dispatcher-history")


def the_master(desk):
    desk.swipes_to(PYOTR)
    desk.opens(PYOTR, GROUP)
    desk.sees(PYOTR, "Заявка #")
    draw(desk, "master-group")


def the_owner(desk):
    desk.swipes_to(BORIS)
    desk.taps(BORIS, "👤 Пользователи")
    desk.sees_last(BORIS, "Пользователи")
    draw(desk, "owner-users")
    desk.taps(BORIS, "👥 Мастера")
    desk.find("no master", "return button(arguments[0], 'Пётр Иванов…');", BORIS)
    desk.taps(BORIS, "Пётр Иванов…")
    desk.sees_last(BORIS, "Пётр Иванов")
    draw(desk, "owner-master")
    desk.says(BORIS, "/catalogue")
    desk.sees_last(BORIS, "Справочник")
    draw(desk, "owner-catalogue")
    desk.taps(BORIS, "📊 Отчёты")
    desk.sees_last(BORIS, "Какой отчёт показать?")
    desk.taps(BORIS, "👥 Команда мастеров")
    desk.sees_last(BORIS, "За какое время?")
    desk.taps(BORIS, f"Прошлый месяц: {last_month()}")
    desk.sees_last(BORIS, "Для сравнения")
    draw(desk, "owner-team")
    desk.taps(BORIS, "📈 График")
    desk.find("no chart", "return bubbles(arguments[0]).slice(-1).some((it) => it.querySelector('img'));", BORIS)
    draw(desk, "owner-chart")


def last_month():
    """The month before this one as the demo's company says it: a whole one, whatever day it is."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3)))
    last = now.replace(day=1) - datetime.timedelta(days=1)
    return f"{MONTHS[last.month - 1]} {last.year}"


def play(desk, _demo):
    desk.sees(ANNA, "Добро пожаловать")
    desk.browser.resize(390, 844, mobile=True)
    the_dispatcher(desk)
    the_master(desk)
    the_owner(desk)


if __name__ == "__main__":
    run("guide", f"the guide's pictures are in {SCREENS}", play)

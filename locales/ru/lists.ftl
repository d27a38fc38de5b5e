# Списки заявок и поиск.

menu-search = 🔍 Поиск заказов
command-search = Найти заявку

orders-filter = 📋 Заявки. Что показать?
orders-none = Здесь пусто.
my-orders-title = <b>Ваши заявки в работе</b>
my-orders-of = <b>Ваши заявки:</b> { $scope }

list-open = 📂 Все открытые
list-all = 🗂 Все
list-today = 📅 Сегодня
list-overdue = ⏰ Просрочено
list-nobodys = 🙋 Без мастера
list-anyones = 👥 Любой мастер
button-list = { $list } ({ $count })
button-own-open = 📂 В работе
button-filter-master = 👨‍🔧 Мастер: { $value }
button-filter-period = 🗓 Созданы: { $value }
button-filter-reset = ♻️ Сбросить фильтры
filter-masters = 👨‍🔧 Чьи заявки показать?
filter-periods = 🗓 Когда созданы заявки?
period-always = за всё время
period-today = сегодня
period-yesterday = вчера
period-week = за 7 дней
period-month = за 30 дней
button-other-days = ✏️ Другие дни
ask-list-days = За какие дни? Напишите день или два: 15.11 или 01.11–15.11

button-to-filter = ◀️ К фильтрам
button-to-list = ◀️ К списку
button-page-before = ◀️
button-page-after = ▶️

ask-search = Что ищем? Номер заявки, телефон (хватит последних четырёх цифр), имя клиента или адрес: «12», «45-67», «Смирнова», «Ленина 5».
problem-nothing-to-search = ⚠️ Тут нечего искать: нужна хотя бы одна цифра или слово, кроме «улица» и «дом».
search-title = 🔍 По запросу «{ $query }»:
search-none = 🔍 По запросу «{ $query }» ничего не нашлось. Проверьте слова или возьмите меньше: часто хватает улицы с домом или конца телефона.
search-none-yet = 🔍 Среди последних заявок по запросу «{ $query }» ничего нет. Нажмите ▶️, чтобы искать дальше.
button-search-again = 🔍 Искать другое
toast-search-gone = Этот поиск устарел. Начните новый.

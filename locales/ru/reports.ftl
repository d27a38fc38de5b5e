# Отчёты: в чате и в Excel.

menu-reports = 📊 Отчёты
command-reports = Отчёты

reports-title = 📊 Какой отчёт показать?
report-kind-active = 📋 Активные заявки
report-kind-daily = 📊 Ежедневная сводка
report-kind-weekly = 📈 Еженедельная сводка
report-kind-monthly = 📊 Ежемесячная сводка
report-kind-team = 👥 Команда мастеров
report-kind-master = 👨‍🔧 Статистика мастеров
report-kind-equipment = 🧰 По типам техники
report-kind-refusals = ❌ Отказы по причинам
report-pick-daily = 📊 Ежедневная сводка. За какой день?
report-pick-weekly = 📈 Еженедельная сводка. За какую неделю?
report-pick-monthly = 📊 Ежемесячная сводка. За какой месяц?
report-pick-team = 👥 Команда мастеров. За какое время?
report-pick-equipment = 🧰 По типам техники. За какое время?
report-pick-refusals = ❌ Отказы по причинам. За какое время?
report-pick-master = 👨‍🔧 О каком мастере отчёт?
report-no-masters = Мастеров пока нет.
report-this-day = Сегодня, { $period }
report-last-day = Вчера, { $period }
report-this-week = Эта неделя: { $period }
report-last-week = Прошлая неделя: { $period }
report-this-month = Этот месяц: { $period }
report-last-month = Прошлый месяц: { $period }
button-report-file = 📥 Excel
button-report-chart = 📈 График
button-report-month-chart = 📈 График за этот месяц
button-report-month-file = 📥 Excel за этот месяц
button-report-all-file = 📥 Excel за всё время
button-to-reports = ◀️ К отчётам
report-making = ⏳ Готовлю отчёт…
report-too-big = ⚠️ Отчёт слишком большой: Telegram принимает файлы до 50 МБ. Выберите период короче.
report-too-long = ⚠️ Отчёт слишком большой: он не успел подготовиться. Выберите период короче.

report-title-day = 📊 <b>Ежедневная сводка</b>: { $period }
report-title-week = 📈 <b>Еженедельная сводка</b>: { $period }
report-title-month = 📊 <b>Ежемесячная сводка</b>: { $period }
report-title-days = 📊 <b>Сводка</b>: { $period }
report-title-active = 📋 <b>Активные заявки</b> на { $at }
report-title-equipment = 🧰 <b>По типам техники</b>: { $period }
report-title-refusals = ❌ <b>Отказы по причинам</b>: { $period }
report-title-team = 👥 <b>Команда мастеров</b>: { $period }
report-versus = Для сравнения: { $period }
report-title-master = 👨‍🔧 <b>{ $name }</b>: { $period }
report-always = за всё время
report-caption = { $title }
    💰 Завершено: { $count } на { $sum }
report-caption-refusals = { $title }
    ❌ Отказов: { $count }

report-created = 🆕 Создано: { $count }
report-closed = 💰 Завершено: { $count }
report-refused = ❌ Отказов: { $count }
report-active = Всего заявок: { $count }
report-all = Всего заявок: { $count }
report-open = 📋 В работе: { $count }
report-refused-of-master = ❌ Отказов: { $count } ({ $share }), с причиной: { $told }
report-told = С причиной: { $count }
report-fees = За диагностику: { $sum }
report-net = Сумма заявок без материалов: { $sum }
report-materials = Материалы: { $sum }
report-masters-share = Доля мастеров: { $sum }
report-master-share = Доля мастера: { $sum }
report-company-share = Сумма к сдаче: { $sum }
report-average = Средний чек: { $sum }
report-out-of-city = 🚗 Выездов за город: { $count }
report-reviews = ⭐ Отзывов: { $count }
report-by-master = <b>По мастерам</b>
report-by-equipment = <b>По типам техники</b>
report-by-reason = <b>По причинам</b>
report-line-team = • <b>{ $name }</b>: { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    } на { $sum } ({ $change })
    { "  " }❌ { $refused } · принимает: { $accepting } · выполняет: { $closing }
report-bar = { $sum } · { $count }
report-chart-title-team = Команда мастеров
report-chart-title-all = Завершённые заявки без материалов
report-chart-title-own = Мои завершённые заявки без материалов
report-line-master = • { $name }: { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    } на { $sum }, к сдаче { $company }
report-line-type = • { $name }: { $count } ({ $share }) на { $sum }
report-line-part = • { $name }: { $count } ({ $share })
report-line-count = • { $name }: { $count }
report-more = … и ещё { $count }: все есть в файле
report-none-closed = Завершённых заявок за это время нет.
report-none-refused = Отказов за это время нет.
report-none-active = Активных заявок нет.
report-none-at-all = Заявок нет.
report-share = { $whole },{ $tenth } %
report-no-master = Без мастера
report-why-written = Своими словами
report-why-untold = Причина не указана
report-phone-hidden = скрыт
report-yes = Да
report-no = Нет

report-sheet-summary = Сводка
report-sheet-others = Остальные мастера
report-sheet-orders = Заявки
report-sheet-refusals = Отказы
report-sheet-open = Активные заявки
report-sheet-over = Завершенные заявки
report-book-active = АКТИВНЫЕ ЗАЯВКИ - { $at }
report-book-summary = СВОДКА ПО МАСТЕРАМ: { $period }
report-book-equipment = ПО ТИПАМ ТЕХНИКИ: { $period }
report-book-refusals = ОТКАЗЫ ПО ПРИЧИНАМ: { $period }
report-book-team = КОМАНДА МАСТЕРОВ: { $period }
report-made-at = Составлено: { $at }
report-from = Начало периода
report-to = Конец периода
report-total = Итого
report-in-all = Общее
report-block-types = По типам техники:
report-block-days = По дням:
report-block-masters = По мастерам:
report-chart-days = По дням
report-chart-types = По типам техники
report-chart-masters = По мастерам
report-chart-reasons = Отказы по причинам
report-chart-refusals = Отказы по дням

report-col-number = № Заявки
report-col-order = № Заказа
report-col-status = Статус
report-col-equipment = Оборудование
report-col-type = Тип техники
report-col-problem = Описание
report-col-client = Клиент
report-col-address = Адрес
report-col-phone = Телефон
report-col-master = Мастер
report-col-dispatcher = Диспетчер
report-col-arrival = Время прибытия
report-col-arrival-to = Прибытие до
report-col-promised = Обещано
report-col-created = Создана
report-col-created-at = Дата создания
report-col-updated = Обновлена
report-col-ended = Дата завершения
report-col-done = Дата выполнения
report-col-refused-at = Дата отказа
report-col-net = Сумма
report-col-sum = Сумма заявок
report-col-materials = Материалы
report-col-master-share = Прибыль мастера
report-col-company-share = Прибыль компании
report-col-company = Сумма к сдаче
report-col-average = Средний чек
report-col-out-of-city = Выезд
report-col-review = Отзыв
report-col-why = Причина отказа
report-col-reason = Причина
report-col-words = Подробности
report-col-fee = За диагностику
report-col-orders = Кол-во заявок
report-col-count = Количество
report-col-share = Процент
report-col-day = Дата
report-col-in-all = Всего заявок
report-col-all = Всего заявок
report-col-closed = Завершено
report-col-open = В работе
report-col-refused = Отказано
report-col-told = Отказов с причиной
report-col-refused-share = Доля отказов
report-col-orders-created = Создано заявок
report-col-orders-refused = Отказов
report-col-closed-before = Завершено раньше
report-col-sum-before = Сумма раньше
report-col-change = Изменение
report-col-refused-before = Доля отказов раньше
report-col-accepting = Принимает, мин
report-col-closing = Выполняет, мин

# Нынешнее и прежнее, на экранах и в отчётах.
compared-closed = 💰 Завершено: { $now } (было { $before })
compared-net = 🧾 Сумма без материалов: { $now } (было { $before })
compared-share = 👛 Доля мастера: { $now } (было { $before })
compared-refused = ❌ Отказов: { $now } (было { $before })
compared-accepting = ⏱ От назначения до принятия: { $now } (было { $before })
compared-closing = 🔧 От принятия до завершения: { $now } (было { $before })
compared-nothing = —
compared-new = раньше не было
compared-same = столько же
compared-more = ▲ { $share }
compared-less = ▼ { $share }

report-month-1 = январь
report-month-2 = февраль
report-month-3 = март
report-month-4 = апрель
report-month-5 = май
report-month-6 = июнь
report-month-7 = июль
report-month-8 = август
report-month-9 = сентябрь
report-month-10 = октябрь
report-month-11 = ноябрь
report-month-12 = декабрь

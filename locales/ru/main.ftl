# Меню и общие слова.

menu-all-orders = 📋 Все заявки
menu-create-order = ➕ Создать заявку
menu-masters = 👥 Мастера
menu-my-orders = 📋 Мои заявки
menu-information = ℹ️ Информация
menu-contact = 📞 Связаться

welcome = Добро пожаловать, { $name }! Кнопки меню — под полем ввода.
welcome-stranger =
    Добро пожаловать, { $name }!

    Этот бот ведёт заявки ремонтной компании. Хотите стать мастером? Нажмите «📝 Стать мастером» или попросите администратора добавить вас.
    Ваш номер в Telegram: <code>{ $id }</code>
help-master = Новые заявки приходят карточкой с кнопками: в рабочую группу или сюда.
help-stranger = Здесь работают сотрудники ремонтной компании. «📝 Стать мастером» — подать анкету. «📞 Связаться» — узнать свой номер в Telegram для администратора.
information = Бот принимает заявки на ремонт бытовой техники, передаёт их мастерам и считает деньги. Доступ даёт администратор компании.
contact =
    Ваш номер в Telegram: <code>{ $id }</code>
    Нажмите на него, чтобы скопировать, и отправьте администратору компании.
hint = Я не жду здесь текста. Выберите действие на кнопках меню или откройте /help.
unknown-command = Такой команды у меня нет. Все мои команды: /help.
number-missing = Напишите номер заявки: /order 12.
no-access = ❌ У вас нет доступа к этой функции.
slow-down = ⚠️ Слишком много запросов. Подождите.
anonymous = Вы пишете как анонимный администратор, и я не вижу, кто вы. Отключите анонимность в правах группы или напишите мне лично.
fault = Что-то сломалось у нас, ваши данные целы. Попробуйте ещё раз; если не поможет, передайте администратору код { $reference }.
reply-to-this = ↩️ Ответьте на это сообщение.

parked = ⚠️ Одно сообщение не удалось обработать, оно отложено. Код для журнала: <code>{ $key }</code>
undelivered = ⚠️ Сообщение не доставлено: { $name }. Ответ Telegram: { $reason }
undelivered-group = группа
group-lost = ⚠️ Меня убрали из рабочей группы или запретили в ней писать. Мастер { $name } теперь получает заявки в личный чат.
group-joined = Здравствуйте! Чья это рабочая группа? Выберите мастера (может только администратор).

# Кнопки

button-cancel = ❌ Отмена
button-back = ◀️ Назад
button-skip = ⏭️ Пропустить
button-confirm = ✅ Подтвердить
button-finish = ✅ Завершить
button-edit = ✏️ { $field }
button-yes = ✅ Да
button-no = ❌ Нет
button-use-known = ✅ Да, использовать
button-not-known = ❌ Нет, ввести заново
button-is-refusal = ✅ Да, это отказ
button-not-refusal = ❌ Нет, продолжить
button-refund = ↩️ Вернули клиенту
button-keep = 💼 Оставили у себя
button-resume = ▶️ Продолжить
button-open = 📋 Открыть заявку
button-to-order = ◀️ К заявке
button-previous-page = ◀️ Раньше
button-next-page = Дальше ▶️
button-set-group = 💬 Установить рабочую группу
button-pick-group = 💬 Выбрать группу

# Числа и дни

money = { $amount }{"\u00A0"}₽
weekday-1 = понедельник
weekday-2 = вторник
weekday-3 = среда
weekday-4 = четверг
weekday-5 = пятница
weekday-6 = суббота
weekday-7 = воскресенье
weekday-short-1 = пн
weekday-short-2 = вт
weekday-short-3 = ср
weekday-short-4 = чт
weekday-short-5 = пт
weekday-short-6 = сб
weekday-short-7 = вс

# Команды

command-start = Меню и приветствие
command-help = Что можно сделать
command-new = Создать заявку
command-orders = Все заявки
command-my = Мои заявки
command-order = Открыть заявку по номеру
command-cancel = Отменить начатое

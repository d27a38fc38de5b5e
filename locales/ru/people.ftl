# Люди: роли, мастера, анкеты, свои настройки.

menu-users = 👤 Пользователи
menu-my-stats = 📊 Моя статистика
menu-settings = ⚙️ Настройки
menu-become-master = 📝 Стать мастером

role-admin = Администратор
role-dispatcher = Диспетчер
role-master = Мастер
role-senior-master = Старший мастер
role-none = без роли

welcome-deactivated = Добро пожаловать, { $name }! Сейчас ваш доступ закрыт администратором. Ваш номер в Telegram: <code>{ $id }</code>

help-title = Что можно сделать:
help-line = /{ $command } — { $what }
command-masters = Мастера и их загрузка
command-users = Пользователи и роли
command-stats = Моя статистика
command-deleted = Удалённые заявки
command-audit = Журнал действий
command-catalogue = Справочники
command-settings = Мои настройки и язык

# Пользователи

users-staff = 👤 Сотрудники: { $count }
users-strangers = 👤 Писали боту, но роли не имеют: { $count }
user-label = { $name } · { $roles }
user-label-inactive = 🚫 { $name } · { $roles }
user-roles = 🔑 Роли: { $value }
user-roles-environment = 🔒 Роли из настроек сервера: { $value }. Они меняются только там (ADMIN_IDS, DISPATCHER_IDS).
user-inactive = 🚫 Доступ закрыт
user-telegram = 💬 Telegram: <code>{ $id }</code>
user-telegram-named = 💬 Telegram: <code>{ $id }</code>, @{ $username }
user-no-telegram = ⚠️ Ещё не пришёл по приглашению
user-unreachable = ⚠️ Бот не может написать первым: человек ещё не нажал «Старт» или заблокировал бота.
person-not-found = Такого человека нет.
person-changed = ✅ Изменено: { $name }
person-deactivated = Ваш доступ закрыт администратором, поэтому подать анкету нельзя. Если это ошибка, свяжитесь с ним.
rights = 🔑 Ваши роли теперь: { $roles }. Меню обновлено.
rights-none = 🔑 У вас больше нет ролей в этом боте.
rights-closed = 🚫 Администратор закрыл вам доступ к боту.

button-application = 📝 { $name } ждёт ответа
button-users-strangers = Без роли ▶️
button-users-staff = ◀️ Сотрудники
button-to-users = ◀️ К пользователям
button-grant = ➕ { $role }
button-revoke = ➖ { $role }
button-grant-now = ➕ Да, дать роль
ask-grant = Дать роль «{ $role }»: { $name }?
ask-grant-admin = Администратор может всё: видит деньги и клиентов, назначает и отключает людей, меняет настройки.
ask-revoke = Снять роль «{ $role }»: { $name }?
ask-revoke-own = ⚠️ Это ваша собственная роль: вернуть её сможет только другой администратор.
button-edit-name = ✏️ Имя
button-edit-phone = ✏️ Телефон
button-edit-specialization = ✏️ Специализация
button-master-card = 👨‍🔧 Карточка мастера
button-user-card = 👤 Роли и доступ
button-deactivate = 🚫 Отключить
button-reactivate = ✅ Включить

ask-person-name = Как его теперь называть?
ask-person-phone = Какой у него телефон? Если телефона больше нет, пропустите.
ask-person-specialization = Что он ремонтирует? Если ничего особенного, пропустите.

# Мастера

masters-former = 🚫 Бывшие мастера:
masters-none-left = Бывших мастеров нет.
master-senior = ⭐ Старший мастер: не меньше половины чистой суммы
button-make-senior = ⭐ Сделать старшим мастером
button-no-senior = ⭐ Больше не старший мастер
button-former-masters = 🚫 Бывшие мастера
button-present-masters = ◀️ Работающие мастера
invitation-none = У мастера { $name } сейчас нет действующей ссылки.
invitation-needless = { $name } уже пользуется ботом, приглашение не нужно.
button-renew-invitation = 🔄 Новая ссылка
button-revoke-invitation = 🚫 Отозвать

stats-active = 📋 В работе: { $count }
stats-status = { "  " }{ $status }: { $count }
stats-closed = 💰 Завершено: { $count } на { $total }, доля мастера { $share }
stats-refused = ❌ Отказов: { $count }
stats-title = 📊 <b>Ваша статистика</b>
stats-month = <b>С начала месяца</b>, для сравнения { $before }
stats-all = <b>За всё время</b>

# Уход

ask-leaving-company = Закрыть доступ: { $name }? История и имя сохранятся, вернуть можно в любой момент.
ask-leaving-masters = Снять роль мастера: { $name }?
ask-leaving-orders =
    { $count ->
        [one] В работе { $count } заявка: { $orders }. Что с ней сделать?
        [few] В работе { $count } заявки: { $orders }. Что с ними сделать?
       *[other] В работе { $count } заявок: { $orders }. Что с ними сделать?
    }
button-leave-company = 🚫 Да, отключить
button-leave-masters = ➖ Да, снять роль
button-leave-to = 🔄 Передать другому мастеру
button-leave-return = 🆕 Вернуть в новые
heirs = Кому передать все заявки мастера { $name }?
heirs-none = Передать заявки некому: других мастеров нет.
left-company = 🚫 { $name } больше не работает. Отключил(а): { $by }.
left-masters = ➖ { $name } больше не мастер. Роль снял(а): { $by }.
left-orders-given =
    { $count ->
        [1] 🔄 Заявка { $orders } теперь у мастера { $heir }.
       *[other] 🔄 Заявки { $orders } теперь у мастера { $heir }.
    }
left-orders-new =
    { $count ->
        [1] 🆕 Заявка { $orders } снова новая, ей нужен мастер.
       *[other] 🆕 Заявки { $orders } снова новые, им нужен мастер.
    }
left-heir-unreachable = ⚠️ Написать ему бот не может: нет ни рабочей группы, ни личного чата. Позвоните мастеру.
inherited =
    { $count ->
        [1] 🔄 Вам передана заявка мастера { $name }: { $orders }. Карточка ниже.
       *[other] 🔄 Вам переданы заявки мастера { $name }: { $orders }. Карточки ниже.
    }

# Анкеты

ask-own-name = Как вас зовут?
ask-own-phone = Ваш телефон?
ask-own-specialization = Что вы ремонтируете? Например: стиральные машины, холодильники.
ask-rejection = Почему отклоняем? Ответ увидит тот, кто подал анкету.
review-application = <b>Ваша анкета</b>
application-sent = ✅ Анкета отправлена. Как только администратор ответит, я напишу.
application-waits = ⏳ Ваша анкета уже у администратора. Как только он ответит, я напишу.
application-title = 📝 <b>Хочет стать мастером</b>
application-of = 📝 Анкета мастера: { $name }
application-approved = ✅ Одобрил(а): { $by }
application-rejected = ❌ Отклонил(а): { $by }. Причина: { $reason }
application-withdrawn = Анкета больше не нужна.
application-welcome = 🎉 Вас приняли, теперь вы мастер! Новые заявки придут карточкой: сюда или в рабочую группу.
application-declined =
    ❌ Анкета отклонена. Причина: { $reason }
    Подать новую можно в любой момент: «📝 Стать мастером».
button-approve = ✅ Одобрить
button-reject = ❌ Отклонить

# Настройки

settings =
    ⚙️ <b>Настройки</b>
    👤 { $name }
    🔑 { $roles }
    💬 Ваш номер в Telegram: <code>{ $id }</code>
    🌐 Язык: { $language }
language-ru = Русский
language-en = English
language-changed = 🌐 Теперь я говорю по-русски.
button-language = { $name }
button-language-chosen = ✅ { $name }

toast-person-done = ✅ Готово
toast-person-already-so = Уже так.
toast-person-from-environment = 🔒 Эта роль задана в настройках сервера (ADMIN_IDS, DISPATCHER_IDS). Измените их и перезапустите бота.
toast-person-last-admin = Это последний администратор: без него некому будет раздавать роли.
toast-person-no-master = Старшим может быть только мастер.
toast-person-inactive = Сначала включите этого человека.
toast-person-not-possible = С этим человеком так нельзя.
toast-person-already-decided = На эту анкету уже ответили.
toast-person-has-orders = У мастера есть заявки в работе. Передайте их другому мастеру.
toast-person-try-again = Его заявки только что изменились. Попробуйте ещё раз.
button-catalogues = 📚 Справочники
button-audit = 🧾 Журнал действий

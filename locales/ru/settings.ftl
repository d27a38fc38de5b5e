# Настройки компании.

button-company-settings = 🏢 Настройки компании

settings-groups =
    🏢 <b>Настройки компании</b>
    Действуют сразу и для всех. Все изменения записываются: «🧾 Журнал действий».
settings-group-orders = 📋 Заявки
settings-group-quiet = 🌙 Тихие часы
settings-group-reminders = ⏰ Напоминания
settings-group-sla = 🚨 SLA
settings-group-reports = 📊 Сводки и отчёты
settings-group-backups = 💾 Резервные копии
settings-group-texts = ✍️ Тексты

settings-group-orders-about = Списки, карточки и завершение заявок.
settings-group-quiet-about = В тихие часы напоминания и отчёты копятся и приходят одним сообщением, когда тихие часы кончатся.
settings-group-reminders-about = Что и когда напоминать мастерам, диспетчерам и администраторам.
settings-group-sla-about = Сколько заявка может оставаться в одном состоянии. О задержках администраторам приходит одна сводка.
settings-group-reports-about = Что и когда присылать. Время — по часам компании.
settings-group-backups-about = Копия базы данных делается без остановки бота и проверяется.
settings-group-texts-about = Тексты напоминаний, сводок и отчётов своими словами. Пока своего текста нет, действует встроенный.

settings-switch-line = • <b>{ $name }</b>: { $about }
settings-overtaken = ⚠️ Эту настройку только что изменил другой администратор. Посмотрите, как теперь.
setting-title = <b>{ $name }</b>
setting-now = Сейчас: <b>{ $value }</b>
setting-now-text = Сейчас:
setting-default = По умолчанию: { $value }
setting-range = Можно: от { $min } до { $max }
setting-placeholders = Можно подставить: { $places }
setting-text-limit = До { $limit } символов.
setting-ask = ✏️ Напишите новое значение.
setting-ask-minutes = Например: «20», «45 мин» или «полтора часа».
setting-ask-count = Например: «{ $example }».
setting-ask-clock = Например: «21:30» или «в 9 вечера».
setting-ask-weekday = Например: «понедельник» или «пн».
setting-ask-amount = Например: «1500» или «2 тыс».
setting-ask-text = Например: «{ $example }».

button-setting-on = ✅ { $name }
button-setting-off = ⬜️ { $name }
button-setting = { $name }: { $value }
button-setting-chosen = ✅ { $value }
button-setting-change = ✏️ Изменить
button-setting-reset = ↩️ По умолчанию

setting-on = включено
setting-off = выключено
setting-minutes = { $minutes } мин
setting-hours = { $hours } ч
setting-hours-minutes = { $hours } ч { $minutes } мин
setting-days = { $days } сут
setting-day-of-month = { $day }-е число
setting-own-text = свой
setting-built-in = встроенный

problem-setting-not-a-switch = ⚠️ Нажмите кнопку: это можно только включить или выключить.
problem-setting-not-a-length = ⚠️ Непонятно, сколько это. Напишите число минут или словами: «20», «45 мин», «2 часа».
problem-setting-not-a-number = ⚠️ Нужно целое число, например: «10».
problem-setting-not-a-time = ⚠️ Непонятно, который это час. Напишите часы и минуты: «21:30» или «в 9 вечера».
problem-setting-not-a-weekday = ⚠️ Нужен день недели, например: «понедельник» или «пн».
problem-setting-out-of-bounds = ⚠️ Можно от { $min } до { $max }.
problem-setting-open-brace = ⚠️ Фигурная скобка без пары. Подстановка пишется так: { $example }
problem-setting-unknown-placeholder = ⚠️ Такой подстановки в этом тексте нет. Можно: { $places }
problem-setting-less-than = ⚠️ Это раньше, чем «{ $other }». Сначала измените ту настройку или возьмите больше.
problem-setting-more-than = ⚠️ Это позже, чем «{ $other }». Сначала измените ту настройку или возьмите меньше.
problem-setting-same-as = ⚠️ Это совпадает с «{ $other }»: тихие часы получились бы пустыми. Возьмите другое время.

# Заявки

setting-page-size = Заявок на странице
setting-page-size-about = Сколько заявок показывать на одной странице списка или поиска.
setting-phone-hidden = Скрывать телефон клиента
setting-phone-hidden-about = мастер увидит его только после «🏠 Я на объекте».
setting-refusal-question-up-to = Спрашивать об отказе до
setting-refusal-question-up-to-about = Если итог не больше этой суммы, при завершении заявки бот спросит: «Это отказ?»

# Тихие часы

setting-quiet-hours = Тихие часы
setting-quiet-hours-about = ночью никого не будить; сразу придёт только то, что требует администратора, и без звука.
setting-quiet-from = Начало
setting-quiet-from-about = С этого времени сообщения ждут.
setting-quiet-to = Конец
setting-quiet-to-about = В это время приходит всё, что накопилось.

# Напоминания

setting-unaccepted = Заявку не приняли
setting-unaccepted-about = напомнить мастеру, потом сказать диспетчерам и администраторам.
setting-unaccepted-master = Мастеру
setting-unaccepted-master-about = Через сколько после назначения напомнить мастеру, если он не принял заявку.
setting-unaccepted-dispatcher = Диспетчерам
setting-unaccepted-dispatcher-about = Через сколько после назначения сказать диспетчерам, что заявку не приняли.
setting-unaccepted-admins = Администраторам
setting-unaccepted-admins-about = Через сколько после назначения сказать администраторам, что заявку не приняли.
setting-snooze = Отложить на
setting-snooze-about = На сколько откладывает кнопка «⏰ Напомнить позже».
setting-unassigned = Заявка без мастера
setting-unassigned-about = сказать диспетчерам, потом администраторам.
setting-unassigned-dispatchers = Без мастера: диспетчерам
setting-unassigned-dispatchers-about = Через сколько после создания сказать диспетчерам, что у заявки нет мастера.
setting-unassigned-admins = Без мастера: администраторам
setting-unassigned-admins-about = Через сколько после создания сказать администраторам, что у заявки нет мастера.
setting-visit = Визит скоро
setting-visit-about = напомнить мастеру о визите.
setting-visit-before = До визита
setting-visit-before-about = За сколько до визита напомнить мастеру.
setting-dr-due = Срок длительного ремонта
setting-dr-due-about = напомнить за день, в день и когда срок прошёл.
setting-dr-due-at = Время напоминаний о сроке
setting-dr-due-at-about = Во сколько напоминать об обещанном сроке ремонта.

# SLA

setting-sla = Следить за задержками
setting-sla-about = присылать администраторам сводку о заявках, которые стоят слишком долго.
setting-sla-new = 🆕 Новая
setting-sla-new-about = Сколько заявка может ждать мастера.
setting-sla-assigned = 👨‍🔧 Назначена
setting-sla-assigned-about = Сколько назначенная заявка может ждать, пока мастер её примет.
setting-sla-accepted = ✅ Принята
setting-sla-accepted-about = Сколько принятая заявка может ждать выезда.
setting-sla-onsite = 🏠 На объекте
setting-sla-onsite-about = Сколько мастер может быть на объекте.

# Сводки и отчёты

setting-daily-summary = Вечерняя сводка
setting-daily-summary-about = итоги дня для офиса.
setting-daily-summary-at = Время вечерней сводки
setting-daily-summary-at-about = Во сколько присылать итоги дня.
setting-daily-report = Отчёт за день
setting-daily-report-about = текст и Excel за вчера.
setting-daily-report-at = Время отчёта за день
setting-daily-report-at-about = Во сколько присылать отчёт за вчера.
setting-weekly-report = Отчёт за неделю
setting-weekly-report-about = текст и Excel за прошлую неделю.
setting-weekly-report-day = День отчёта за неделю
setting-weekly-report-day-about = В какой день недели присылать отчёт за прошлую неделю.
setting-weekly-report-at = Время отчёта за неделю
setting-weekly-report-at-about = Во сколько присылать отчёт за прошлую неделю.
setting-monthly-report = Отчёт за месяц
setting-monthly-report-about = текст и Excel за прошлый месяц.
setting-monthly-report-day = День отчёта за месяц
setting-monthly-report-day-about = Какого числа присылать отчёт за прошлый месяц.
setting-monthly-report-at = Время отчёта за месяц
setting-monthly-report-at-about = Во сколько присылать отчёт за прошлый месяц.
setting-master-monthly = Отчёт мастерам
setting-master-monthly-about = каждому мастеру его Excel за прошлый месяц.
setting-master-monthly-day = День отчёта мастерам
setting-master-monthly-day-about = Какого числа присылать мастерам их отчёты.
setting-master-monthly-at = Время отчёта мастерам
setting-master-monthly-at-about = Во сколько готовить мастерам их отчёты. Ночью они подождут конца тихих часов.

# Резервные копии

setting-backup = Делать копии
setting-backup-about = каждый день, с проверкой; о результате узнают администраторы.
setting-backup-at = Время копии
setting-backup-at-about = Во сколько делать копию базы данных.
setting-backup-to-owner = Присылать копию файлом
setting-backup-to-owner-about = кроме папки на сервере, отправить её администраторам. В копии — все данные клиентов.

# Тексты

setting-text-unaccepted = Заявку не приняли
setting-text-unaccepted-about = Напоминание о заявке, которую мастер не принял.
setting-text-unaccepted-example = Заявка {"{"}номер{"}"} ждёт уже {"{"}ждёт{"}"}. Примите её, пожалуйста
setting-text-unassigned = Заявка без мастера
setting-text-unassigned-about = Напоминание о заявке, у которой нет мастера.
setting-text-unassigned-example = Заявка {"{"}номер{"}"} без мастера уже {"{"}ждёт{"}"}
setting-text-visit = Скоро визит
setting-text-visit-about = Напоминание мастеру о визите.
setting-text-visit-example = Визит по заявке {"{"}номер{"}"}: {"{"}время{"}"}, {"{"}адрес{"}"}
setting-text-dr-due = Срок ремонта
setting-text-dr-due-about = Напоминание об обещанном сроке длительного ремонта.
setting-text-dr-due-example = По заявке {"{"}номер{"}"} обещали закончить {"{"}дата{"}"}
setting-text-sla = Сводка о задержках
setting-text-sla-about = Строка о заявке в сводке SLA для администраторов.
setting-text-sla-example = Заявка {"{"}номер{"}"} ({"{"}статус{"}"}) стоит уже {"{"}ждёт{"}"}
setting-text-daily-summary = Вечерняя сводка
setting-text-daily-summary-about = Заголовок итогов дня. Цифры под ним остаются.
setting-text-daily-summary-example = Как прошёл день: {"{"}дата{"}"}
setting-text-report = Отчёты офису
setting-text-report-about = Заголовок отчёта за день, за неделю, за месяц или за любые дни, в чате и в подписи к файлу. Цифры под ним остаются.
setting-text-report-example = Как идут дела: {"{"}период{"}"}
setting-text-master-monthly = Отчёт мастеру
setting-text-master-monthly-about = Заголовок отчёта за месяц, который получает мастер, в чате и в подписи к файлу. Цифры под ним остаются.
setting-text-master-monthly-example = {"{"}мастер{"}"}, ваши итоги: {"{"}период{"}"}
setting-text-backup = Копия сделана
setting-text-backup-about = Первая строка сообщения об удачной копии. Что показала проверка, бот допишет сам; об ошибке скажет встроенным текстом.
setting-text-backup-example = База сохранена: {"{"}дата{"}"}, {"{"}размер{"}"}

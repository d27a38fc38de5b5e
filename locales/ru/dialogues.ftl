# Диалоги: вопросы, ошибки, итоги.

ask-equipment = Выберите тип техники:
ask-problem = Опишите проблему:
ask-phone = Введите телефон клиента:
ask-use-known = Использовать эти данные?
ask-name = Введите имя клиента:
ask-address = Введите адрес (с номером дома):
ask-notes = Дополнительная информация: этаж, домофон, пожелания. Можно пропустить.
ask-other-notes = Дополнительная информация: этаж, домофон, пожелания. Больше не нужна? Нажмите «{ button-empty }».
known-client = 👤 Этот телефон знаком: <b>{ $name }</b>
known-open-orders = ⚠️ У клиента есть открытые заявки: { $orders }

ask-total = Сколько стоил ремонт всего? Например: 12 500 или 5 тыс
ask-is-refusal = Сумма небольшая. Это отказ?
ask-refund = Что с предоплатой?
ask-materials = Сколько из этого материалы? Если без материалов, напишите 0.
ask-payment = Как заплатил клиент?
ask-review = Взят отзыв?
ask-out-of-city = Выезд за город?

ask-promised-date = К какому дню обещаем закончить? Нажмите день или напишите: 25.12, «в пятницу», «через 2 недели»
ask-parts = Какие нужны запчасти? Можно пропустить.
ask-prepayment = Взята предоплата? Напишите сумму или пропустите.

ask-decline-reason = Почему отказываетесь? Выберите причину или напишите свою.
ask-refuse-reason = Почему заявка отклоняется? Выберите причину или напишите свою.
ask-fee = Взята оплата за диагностику? Напишите сумму или пропустите.
ask-work-group = Нажмите «💬 Выбрать группу» и укажите рабочую группу мастера. Меня добавят в неё.

field-equipment = Техника
field-problem = Проблема
field-phone = Телефон
field-use-known = Клиент
field-name = Имя
field-address = Адрес
field-notes = Примечание
field-time = Время
field-total = Сумма
field-is-refusal = Это отказ?
field-refuse-reason = Причина
field-refund = Предоплата
field-materials = Материалы
field-payment = Оплата
field-review = Отзыв
field-out-of-city = Выезд
field-promised-date = Дата
field-parts = Запчасти
field-prepayment = Предоплата

review-new = <b>Проверьте заявку</b>
review-close = <b>Завершение заявки #{ $number }</b>
review-refusal = <b>Отказ по заявке #{ $number }</b>
review-refunded = ↩️ Предоплату вернули клиенту
review-kept = 💼 Предоплату оставили у себя
review-long-repair = <b>Длительный ремонт</b>
review-question = Всё верно?

payment-cash = 💵 Наличные
payment-card = 💳 Карта
payment-transfer = 🏦 Перевод

settlement-total = Всего: { $value }
settlement-materials = Материалы: { $value }
settlement-collected = К получению с учётом предоплаты: { $value }
settlement-payment = Оплата: { $value }
settlement-review = ⭐ Взят отзыв
settlement-out-of-city = 🚗 Выезд за город
split-net = Чистая сумма: { $value }
split-base = Доля мастера { $percent }: { $value }
split-senior-floor = Старшему мастеру +{ $percent }: { $value }
split-out-of-city = За выезд +{ $percent }: { $value }
split-review = За отзыв +{ $percent }: { $value }
split-master = <b>Мастеру: { $value }</b>
split-company = <b>Компании: { $value }</b>

draft-saved = 💾 Черновик сохранён
draft-cancelled = Отменено.
draft-expired = Начатая форма простояла сутки и закрыта.
draft-lost = ⚠️ Начатая форма не сохранилась. Всё, что уже оформлено, на месте; эту форму заполните, пожалуйста, заново.
draft-away = ⏳ Хранилище начатых форм сейчас не отвечает. Ничего не потеряно: повторите через минуту.
nothing-to-cancel = Отменять нечего.

problem-too-short = ⚠️ Слишком коротко: нужно не меньше { $limit } символов.
problem-too-long = ⚠️ Слишком длинно: не больше { $limit } символов.
problem-no-letter = ⚠️ В имени должна быть хотя бы одна буква.
problem-no-digit = ⚠️ В адресе должен быть номер дома.
problem-phone-empty = ⚠️ Напишите телефон.
problem-phone-not-a-phone = ⚠️ Это не похоже на телефон. Например: 8 912 345-67-89
problem-phone-too-short = ⚠️ В номере не хватает цифр. Например: 8 912 345-67-89
problem-phone-too-long = ⚠️ В номере лишние цифры. Например: 8 912 345-67-89
problem-phone-invalid = ⚠️ Такого номера не бывает. Проверьте код и цифры.
problem-money-empty = ⚠️ Напишите сумму.
problem-money-negative = ⚠️ Сумма не может быть отрицательной.
problem-money-ambiguous = ⚠️ Непонятно: тысячи или копейки? Напишите 12500 или 12,50.
problem-money-too-precise = ⚠️ После запятой может быть не больше двух цифр.
problem-money-too-large = ⚠️ Слишком большая сумма: не больше 10{"\u00A0"}000{"\u00A0"}000{"\u00A0"}₽.
problem-money-not-a-number = ⚠️ Это не сумма. Например: 12 500 или 5 тыс
problem-date-not-a-date = ⚠️ Непонятно, какой это день. Напишите, например: 25.12, «в пятницу» или «через 2 недели»
problem-date-out-of-range = ⚠️ Обещать можно с завтрашнего дня и не дальше чем на 180 дней.
problem-use-buttons = ⚠️ Выберите ответ на кнопках.
problem-text-needed = ⚠️ Здесь нужен ответ текстом.
problem-answer-needed = ⚠️ На этот вопрос нужно ответить.
problem-describe-reason = Напишите причину своими словами.
problem-materials-exceed-total = ⚠️ Материалы дороже всего ремонта. Проверьте суммы.
problem-prepayment-exceeds-total = ⚠️ Сумма меньше уже взятой предоплаты. Проверьте её.
problem-group-taken = ⚠️ Эта группа уже у другого мастера.

ask-master-name = Как зовут мастера?
ask-master-phone = Телефон мастера? Можно пропустить.
ask-specialization = Что он ремонтирует? Например: стиральные машины, холодильники. Можно пропустить.
field-master-name = Имя
field-master-phone = Телефон
field-specialization = Специализация
review-master = <b>Новый мастер</b>
problem-prepayment-undecided = ⚠️ По заявке взята предоплата: такой отказ оформляет офис, он решит, что с ней делать.
question-about = <b>Заявка #{ $number }</b>

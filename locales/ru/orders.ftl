# Заявки: статусы, карточка, действия, уведомления, списки.

status-NEW = 🆕 Новая
status-ASSIGNED = 👨‍🔧 Назначена
status-ACCEPTED = ✅ Принята
status-ONSITE = 🏠 На объекте
status-DR = ⏳ Длительный ремонт
status-CLOSED = 💰 Завершена
status-REFUSED = ❌ Отклонена

order-not-found = ❌ Заявка не найдена
order-created = ✅ Заявка #{ $number } создана
order-overtaken = Заявка #{ $number } уже изменилась: сейчас она «{ $status }». Это действие больше не нужно.

card-title = <b>Заявка #{ $number }</b> · { $status }
card-equipment = 🔧 { $value }
card-problem = 📝 { $value }
card-client = 👤 { $value }
card-phone = 📞 { $value }
card-phone-hidden = 📞 Телефон откроется, когда вы будете на объекте
card-address = 📍 { $value }
card-notes = 🗒 { $value }
card-visit = 🕒 { $value }
card-master = 👨‍🔧 Мастер: { $value }
card-promised = 📅 Обещано: { $value }
card-parts = 🔩 Запчасти: { $value }
card-prepayment = 💳 Предоплата: { $value }
card-reason = 💬 Причина: { $value }
card-fee = 🧾 За диагностику: { $value }
card-not-yours = Заявка #{ $number } больше не у вас.

action-assign = 👨‍🔧 Назначить мастера
action-reassign = 🔄 Переназначить
action-take-off = 🚫 Снять мастера
action-accept = ✅ Принять
action-decline = ❌ Отказаться
action-arrive-on-site = 🏠 Я на объекте
action-start-long-repair = ⏳ Длительный ремонт
action-close = 💰 Завершить
action-close-long-repair = 💰 Завершить ремонт
action-refuse = ❌ Отклонить заявку
action-refuse-onsite = ❌ Отказ клиента
action-refuse-long-repair = ❌ Отказ
action-reopen = ♻️ Открыть снова
action-for-master = { $label } (за мастера)

done-assign = ✅ Мастер назначен
done-reassign = ✅ Заявка передана другому мастеру
done-take-off = Мастер снят, заявка снова новая
done-accept = ✅ Заявка принята
done-decline = Вы отказались от заявки
done-arrive-on-site = 🏠 Отмечено: на объекте
done-start-long-repair = ⏳ Длительный ремонт оформлен
done-close = 💰 Заявка завершена
done-refuse = Заявка отклонена
done-reopen = ♻️ Заявка снова открыта

acted-assign = ✅ Мастер назначен на заявку #{ $number }
acted-reassign = ✅ Заявка #{ $number } передана: { $master }
acted-take-off = Мастер снят с заявки #{ $number }
acted-accept = ✅ Заявка #{ $number } принята
acted-decline = Вы отказались от заявки #{ $number }. Офис назначит другого мастера.
acted-arrive-on-site = 🏠 Заявка #{ $number }: на объекте
acted-start-long-repair = ⏳ Заявка #{ $number } переведена в длительный ремонт
acted-close = 💰 Заявка #{ $number } завершена
acted-refuse = ❌ Заявка #{ $number } отклонена
acted-reopen = ♻️ Заявка #{ $number } снова открыта

notice-created =
    🆕 Новая заявка #{ $number }: { $equipment }
    📍 { $address }{ $visit }
    Создал(а): { $by }. Нужен мастер.
notice-card = Заявка #{ $number } ждёт вас.
notice-reassigned-away = Заявка #{ $number } передана другому мастеру.
notice-taken-off = Заявка #{ $number } снята с вас офисом.
notice-accepted = ✅ Заявка #{ $number } принята: { $master }
notice-declined =
    ❌ Мастер отказался от заявки #{ $number }: { $by }
    Причина: { $reason }
    Нужно назначить другого.
notice-on-site = 🏠 Заявка #{ $number }: { $master } на объекте
notice-long-repair = ⏳ Заявка #{ $number } в длительном ремонте. Мастер: { $master }. Обещано: { $promised }
notice-closed =
    💰 Заявка #{ $number } завершена: { $master }
    { $settlement }
notice-refused =
    ❌ Заявка #{ $number } отклонена: { $by }
    Причина: { $reason }{ $fee }{ $kept }
notice-kept = 💼 Предоплата осталась у нас: { $value }
notice-reopened = ♻️ Заявка #{ $number } снова открыта: { $by }. Нужен мастер.
notice-acted-for-you = ℹ️ Администратор { $by } изменил заявку #{ $number } за вас.

toast-already = Это уже сделано: { $status }
toast-changed = Заявка тем временем изменилась: { $status }. Карточка обновлена.
toast-not-possible = Сейчас так нельзя: { $status }
toast-not-possible-but = Сейчас так нельзя: { $status }. Можно: { $allowed }
toast-master-not-told = ⚠️ Мастер не предупреждён: бот не может ему написать. Позвоните мастеру.
order-allowed = Сейчас можно: { $allowed }
toast-not-yours = Это не ваша заявка или не ваш вопрос.
toast-old-question = Этот вопрос уже пройден. Ответьте на последний.
toast-draft-gone = Эта форма уже закрыта.
toast-same-master = Заявка уже у этого мастера.
toast-master-inactive = Этот мастер сейчас не работает.
toast-slow-down = ⚠️ Слишком много запросов

pick-master = Кого назначить на заявку #{ $number }? Звёздочкой отмечены подходящие.
pick-master-none = Для заявки #{ $number } некого назначить: других мастеров нет.
master-label =
    { $star ->
        [yes] ⭐ { $name } · { $load } в работе
       *[no] { $name } · { $load } в работе
    }
master-label-special =
    { $star ->
        [yes] ⭐ { $name } ({ $specialization }) · { $load } в работе
       *[no] { $name } ({ $specialization }) · { $load } в работе
    }
master-unreachable = ⚠️ Заявка #{ $number } назначена, но мастер { $master } её не увидит: рабочей группы у него нет, а в личный чат бот написать не может (он ещё не нажал «Старт» или заблокировал бота). Позвоните ему.
master-not-told = ⚠️ Заявка #{ $number }: мастер { $master } об этом не узнал, бот не может ему написать. Позвоните мастеру.
master-owes = 💵 { $sum }
master-is-owed = 💸 компания должна { $sum }
masters-title = 👥 Мастера и их загрузка:
masters-none = Мастеров пока нет.
master-title = <b>{ $name }</b>
master-specialization = 🔧 { $value }
master-has-group = 💬 Рабочая группа установлена
master-private = 💬 Рабочей группы нет, заявки приходят в личный чат
master-unreachable-line = ⚠️ Нет ни рабочей группы, ни личного чата: мастер ещё не нажал «Старт» или заблокировал бота
work-group-set = ✅ Рабочая группа установлена: { $name }
button-add-master = ➕ Добавить мастера
button-invitation = 🔗 Приглашение
invitation-link =
    🔗 Отправьте мастеру { $name } эту одноразовую ссылку:
    { $link }
    Он нажмёт «Старт» и начнёт получать заявки. Если ссылка не откроется, пусть напишет боту: <code>/start { $code }</code>
invitation-code =
    🔗 Мастеру { $name } нужно один раз написать боту:
    <code>/start { $code }</code>
invitation-invalid = Это приглашение уже использовано или неверно. Попросите администратора прислать новое.

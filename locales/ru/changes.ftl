# Изменение заявок, напоминание мастеру, комментарии, удаление; слова в группах.

action-edit = ✏️ Изменить
action-client-waiting = 📞 Клиент ждёт
action-comment = 💬 Комментарий
action-delete = 🗑 Удалить
action-restore = ♻️ Восстановить

done-edit = ✅ Заявка изменена
done-client-waiting = 📞 Мастер предупреждён
done-comment = 💬 Комментарий записан
done-delete = 🗑 Заявка удалена
done-restore = ♻️ Заявка восстановлена

acted-edit = ✅ Заявка #{ $number } изменена
acted-client-waiting = 📞 Заявка #{ $number }: мастер предупреждён
acted-comment = 💬 Комментарий к заявке #{ $number } записан
acted-delete = 🗑 Заявка #{ $number } удалена
acted-restore = ♻️ Заявка #{ $number } восстановлена

notice-edited = ✏️ Офис изменил заявку #{ $number }: { $by }
notice-client-waiting = 📞 Клиент ждёт! Заявка #{ $number }. Свяжитесь с ним или с офисом.
notice-commented =
    💬 Заявка #{ $number }, { $by }:
    { $text }
notice-deleted = 🗑 Заявка #{ $number } удалена: { $by }
notice-restored = ♻️ Заявка #{ $number } восстановлена: { $by }
notice-restored-as-new = ♻️ Заявка #{ $number } восстановлена: { $by }. Её мастер больше не работает, нужно назначить другого.

edited-line = • { $field }: { $old } → <b>{ $new }</b>
edited-phone-hidden = • Телефон: изменён
edited-nothing = нет

edit-title = ✏️ <b>Изменение заявки #{ $number }</b>
edit-changed = ✏️ { $field }: <s>{ $old }</s> → <b>{ $new }</b>
edit-now = Сейчас: { $value }
edit-question = Что изменить?
edit-confirm = Сохранить изменения?
edit-meanwhile = 👀 { $by } тем временем: { $fields }

ask-comment = Напишите комментарий: его увидят мастер и офис.
ask-deletion-reason = Почему заявка удаляется?
field-deletion-reason = Причина
review-deletion =
    🗑 <b>Удалить заявку #{ $number }?</b> { $status }
    Причина: { $reason }

    Она исчезнет из списков, поиска и подсчётов. Восстановить можно командой /deleted.

button-empty = 🧹 Убрать
button-delete = 🗑 Удалить
button-first-page = ⏮ Сначала
button-deleted-orders = 🗑 Удалённые

problem-nothing-changed = ⚠️ Ничего не изменено. Выберите, что изменить.
problem-changed-meanwhile = ⚠️ Пока вы правили, заявку изменили. Ваши правки целы: проверьте и подтвердите ещё раз.
problem-prepayment-changed = ⚠️ Предоплата по заявке тем временем изменилась. Проверьте ещё раз.

toast-order-deleted = Заявка удалена
toast-restored-as-new = ♻️ Заявка восстановлена как новая: её мастер больше не работает
toast-reminded-already =
    { $minutes ->
        [one] Мастеру уже напомнили. Ещё раз можно через { $minutes } минуту.
        [few] Мастеру уже напомнили. Ещё раз можно через { $minutes } минуты.
       *[other] Мастеру уже напомнили. Ещё раз можно через { $minutes } минут.
    }
toast-not-in-group = Это делается в личном чате со мной.

card-comment = 💬 { $by }, { $at }: { $text }
card-deleted =
    🗑 <b>Удалена</b> { $at }
    Причина: { $reason }
order-deleted = 🗑 Заявка #{ $number } удалена.
deleted-title = 🗑 <b>Удалённые заявки</b>. Нажмите номер, чтобы открыть и восстановить.
deleted-line = #{ $number } · { $status } · { $equipment } · { $address }

group-help =
    Здесь я присылаю заявки мастера этой группы и слушаю кнопки под ними, ответы на мои вопросы и команду /order 12.
    Меню и остальное — в личном чате со мной. Если в группе есть темы, отправьте /start в той, куда присылать заявки.
group-lost-own = ⚠️ Меня убрали из вашей рабочей группы или запретили в ней писать. Заявки теперь приходят сюда: «📋 Мои заявки».
group-needs-admin = Здравствуйте! Чтобы сюда приходили заявки, администратор должен выбрать эту группу: «👥 Мастера», мастер, «💬 Установить рабочую группу».
topic-set = ✅ Заявки теперь приходят в эту тему.
topic-lost = ⚠️ Темы для заявок в рабочей группе больше нет: { $name }. Заявки приходят в общую тему. Чтобы выбрать другую, отправьте в ней /start.

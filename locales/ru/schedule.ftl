# Напоминания и итоги дня: что бот говорит сам.

reminder-unaccepted-own = ⏰ <b>Ждут вашего ответа</b>
reminder-unaccepted-office = ⏰ <b>Мастер ещё не ответил</b>
reminder-unassigned-office = 🆕 <b>Нет мастера</b>
reminder-sla-office = ⚠️ <b>Дольше положенного</b>
reminder-visit-own = 🕒 <b>Скоро визит</b>
reminder-promise-own = 📅 <b>Обещанный срок ремонта</b>
reminder-promise-office = 📅 <b>Обещанный срок ремонта</b>
reminder-more = … и другие
reminder-no-master = не назначен

reminder-since = ⏳ { $time }
duration-minutes = { $minutes } мин
duration-hours = { $hours } ч { $minutes } мин
duration-days = { $days } дн. { $hours } ч
reminder-promised-soon = { $day }
reminder-promised-today = сегодня, { $day }
reminder-promised-past = ❗️ срок прошёл: { $day }

reminder-snoozed = ⏰ Напомню в { $time }, если это ещё понадобится.
button-remind-later = ⏰ Напомнить позже
toast-remind-later = ⏰ Напомню позже
toast-old-reminder = Это напоминание уже устарело.

summary-title = 📊 <b>Итоги дня: { $day }</b>
summary-counts = 🆕 Новых: { $created } · 💰 Завершено: { $closed } · ❌ Отклонено: { $refused }
summary-money =
    💵 Получено: { $total }
    Материалы: { $materials }
    Мастерам: { $masters }
    Компании: { $company }
summary-masters = 👨‍🔧 <b>По мастерам</b>
summary-master = { $name }: завершено { $closed }, отклонено { $refused } · { $total }, из них мастеру { $share }
summary-equipment = 🔧 <b>По технике</b>
summary-kind = { $name }: новых { $created }, завершено { $closed }
summary-open = 📋 <b>Сейчас в работе</b>

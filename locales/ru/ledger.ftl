# Деньги между мастерами и офисом: кто сколько должен, сдача в кассу, корректировки.

button-hand-in = 💵 Сдать в кассу
button-hand-in-waits = ⏳ Сдача { $sum } ждёт ответа
button-hand-in-confirm = ✅ Подтвердить
button-hand-in-other = ✏️ Другая сумма
button-hand-in-reject = ❌ Отклонить
button-hand-in-cancel = 🚫 Отменить сдачу
button-book = 📒 Движение денег
button-book-earlier = Раньше ▶️
button-book-newest = ◀️ Последние
button-debts = 💵 Долги мастеров
button-receive = 💵 Принять деньги
button-pay-out = 💸 Выдать мастеру
button-adjust = ⚖️ Корректировка
button-all-of-it = Всё: { $sum }
button-owes-more = ➕ Мастер должен больше
button-owes-less = ➖ Мастер должен меньше

ledger-own-title = 💵 <b>Расчёты с кассой</b>
ledger-own-owes = 💵 Сдать в кассу: { $sum }
ledger-own-is-owed = 💸 Компания должна вам: { $sum }
ledger-own-even = 💵 Сдавать в кассу нечего
ledger-owes = 💵 За мастером: { $sum }
ledger-is-owed = 💸 Компания должна мастеру: { $sum }
ledger-even = 💵 Долга нет

hand-in-title = 💵 <b>Сдача в кассу: { $name }</b>
hand-in-sum = Сумма: { $sum }
hand-in-of = 💵 Сдача в кассу, { $name }: { $sum }
hand-in-of-yours = 💵 Ваша сдача в кассу: { $sum }
hand-in-open = ⏳ Ждёт подтверждения офиса
hand-in-confirmed = ✅ Принято { $sum }. Подтвердил(а): { $by }
hand-in-confirmed-other = ✅ Принято { $sum } вместо { $asked }. Подтвердил(а): { $by }
hand-in-rejected = ❌ Отклонено, решение принял(а): { $by }. Причина: { $reason }
hand-in-cancelled = 🚫 Мастер отменил сдачу

debts-title = 💵 <b>Долги мастеров: { $sum }</b>
debts-none = 💵 Долгов нет: все расчёты закрыты.
debt-line = { $name }: { $sum }, с { $since }
debt-line-plain = { $name }: { $sum }
debt-line-is-owed = { $name }: компания должна { $sum }

book-title = 📒 <b>Движение денег: { $name }</b>
book-empty = Пока ничего не было.
book-line = { $at } · { $what } · { $amount } → { $balance }
book-reason = { "" } ({ $reason })
book-prepaid = предоплата, заявка #{ $number }
book-closed = заявка #{ $number } завершена
book-refused = отказ, заявка #{ $number }
book-reopened = заявка #{ $number } открыта снова
book-corrected = исправлена заявка #{ $number }
book-hand-in = сдача в кассу
book-payout = выдано мастеру
book-adjustment = корректировка

entered-hand-in = 💵 Касса приняла { $sum }. Мастер: { $name }. Записал(а): { $by }
entered-payout = 💸 Касса выдала { $sum }. Мастер: { $name }. Записал(а): { $by }
entered-more = ⚖️ Корректировка: за мастером { $name } на { $sum } больше. Записал(а): { $by }
entered-less = ⚖️ Корректировка: за мастером { $name } на { $sum } меньше. Записал(а): { $by }
entered-reason = 💬 Причина: { $reason }
left-with-balance = ⚠️ Расчёты с мастером { $name } не закрыты. Сумма остаётся в списке долгов.

ask-hand-in = За вами { $offered }. Сколько сдаёте в кассу?
ask-hand-in-other = { $name } сообщает о сдаче { $asked }. Сколько принято на самом деле?
ask-hand-in-rejection = Почему не приняты { $asked }? Мастер { $name } увидит причину.
ask-receive = Сколько принято от мастера { $name }?
ask-pay-out = Сколько выдано мастеру { $name }?
ask-owes-more = Корректировка для мастера { $name }. В какую сторону?
ask-adjustment = На какую сумму?
ask-adjustment-reason = Почему? Причина останется в движении денег.

review-receive = 💵 Принять от мастера { $name }: { $sum }
review-pay-out = 💸 Выдать мастеру { $name }: { $sum }
review-more = ⚖️ Мастер { $name } должен больше на { $sum }
review-less = ⚖️ Мастер { $name } должен меньше на { $sum }
review-balance = После этого: { $balance }
field-owes-more = В какую сторону
field-money-amount = Сумма
field-money-reason = Причина

problem-amount-zero = ⚠️ Сумма должна быть больше нуля.
problem-more-than-held = ⚠️ Это больше, чем за вами числится.
problem-more-than-owed = ⚠️ Это больше, чем компания должна мастеру.
problem-balance-changed = ⚠️ Расчёты с мастером тем временем изменились.

toast-ledger-done = ✅ Записано
toast-ledger-already-decided = На эту сдачу уже ответили
toast-ledger-waits = Сдача этого мастера ещё ждёт ответа
toast-ledger-nothing-held = Сдавать в кассу нечего
toast-ledger-nothing-owed = Компания ничего не должна этому мастеру
toast-ledger-own = ❌ Вашу сдачу принимает другой сотрудник или администратор
toast-ledger-not-found = Такой записи нет

audited-hand-in-confirmed = 💵 принята сдача в кассу { $amount }: { $name }
audited-hand-in-rejected = ❌ отклонена сдача в кассу: { $name }
audited-money-received = 💵 приняты деньги { $amount }: { $name }
audited-money-paid-out = 💸 выданы деньги { $amount }: { $name }
audited-balance-adjusted = ⚖️ корректировка { $amount }: { $name }

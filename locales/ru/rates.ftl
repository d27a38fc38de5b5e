# Ставки, расчёт, исправление закрытых заявок.

action-correct = ✏️ Исправить расчёт
done-correct = ✅ Расчёт исправлен
acted-correct = ✅ Расчёт заявки #{ $number } исправлен
event-corrected = ✏️ Расчёт исправлен
notice-corrected = ✏️ Расчёт закрытой заявки #{ $number } исправлен: { $by }
correct-title = ✏️ <b>Исправление расчёта заявки #{ $number }</b>
correct-same = { $field }: { $value }
correct-in-line = { $field }: { $old } → { $new }
correct-computed = 🧮 По ставкам, которые действовали при закрытии:
correct-question = Что исправить?
correct-yes = да
correct-no = нет
ask-correction-reason = Почему исправляем? Не меньше 3 символов: причина останется в истории заявки.
field-correction-reason = Почему
field-collected = К получению
field-master-share = Мастеру
field-company-share = Компании

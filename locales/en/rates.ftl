# Rates, the computation, corrections of closed orders.

action-correct = ✏️ Correct the money
done-correct = ✅ The money is corrected
acted-correct = ✅ The money of order #{ $number } is corrected
event-corrected = ✏️ The money was corrected
notice-corrected = ✏️ The money of closed order #{ $number } was corrected: { $by }
correct-title = ✏️ <b>Correcting the money of order #{ $number }</b>
correct-same = { $field }: { $value }
correct-in-line = { $field }: { $old } → { $new }
correct-computed = 🧮 By the rates that were in force at closing:
correct-question = What is to be corrected?
correct-yes = yes
correct-no = no
ask-correction-reason = Why is it corrected? At least 3 characters: the reason stays in the order's history.
field-correction-reason = Why
field-collected = To collect
field-master-share = To the master
field-company-share = To the company

# Money between masters and the office: who owes how much, hand-ins, adjustments.

button-hand-in = 💵 Hand in cash
button-hand-in-waits = ⏳ Hand-in of { $sum } awaits an answer
button-hand-in-confirm = ✅ Confirm
button-hand-in-other = ✏️ Another sum
button-hand-in-reject = ❌ Reject
button-hand-in-cancel = 🚫 Cancel the hand-in
button-book = 📒 Money movements
button-book-earlier = Earlier ▶️
button-book-newest = ◀️ Latest
button-debts = 💵 Masters' debts
button-receive = 💵 Take money
button-pay-out = 💸 Pay the master
button-adjust = ⚖️ Adjust
button-all-of-it = All of it: { $sum }
button-owes-more = ➕ The master owes more
button-owes-less = ➖ The master owes less

ledger-own-title = 💵 <b>Your account with the cash desk</b>
ledger-own-owes = 💵 To hand in: { $sum }
ledger-own-is-owed = 💸 The company owes you: { $sum }
ledger-own-even = 💵 Nothing to hand in
ledger-owes = 💵 The master owes: { $sum }
ledger-is-owed = 💸 The company owes the master: { $sum }
ledger-even = 💵 No debt

hand-in-title = 💵 <b>Hand-in: { $name }</b>
hand-in-sum = Sum: { $sum }
hand-in-of = 💵 Hand-in, { $name }: { $sum }
hand-in-of-yours = 💵 Your hand-in: { $sum }
hand-in-open = ⏳ Waiting for the office
hand-in-confirmed = ✅ { $sum } received. Confirmed by: { $by }
hand-in-confirmed-other = ✅ { $sum } received instead of { $asked }. Confirmed by: { $by }
hand-in-rejected = ❌ Rejected by: { $by }. Reason: { $reason }
hand-in-cancelled = 🚫 The master cancelled the hand-in

debts-title = 💵 <b>Masters' debts: { $sum }</b>
debts-none = 💵 No debts: all accounts are settled.
debt-line = { $name }: { $sum }, since { $since }
debt-line-plain = { $name }: { $sum }
debt-line-is-owed = { $name }: the company owes { $sum }

book-title = 📒 <b>Money movements: { $name }</b>
book-empty = Nothing yet.
book-line = { $at } · { $what } · { $amount } → { $balance }
book-reason = { "" } ({ $reason })
book-prepaid = prepayment, order #{ $number }
book-closed = order #{ $number } closed
book-refused = refusal, order #{ $number }
book-reopened = order #{ $number } reopened
book-corrected = order #{ $number } corrected
book-hand-in = hand-in
book-payout = paid to the master
book-adjustment = adjustment

entered-hand-in = 💵 The cash desk received { $sum }. Master: { $name }. Entered by: { $by }
entered-payout = 💸 The cash desk paid { $sum }. Master: { $name }. Entered by: { $by }
entered-more = ⚖️ Adjustment: master { $name } owes { $sum } more. Entered by: { $by }
entered-less = ⚖️ Adjustment: master { $name } owes { $sum } less. Entered by: { $by }
entered-reason = 💬 Reason: { $reason }
left-with-balance = ⚠️ The account of master { $name } is not settled. The sum stays in the list of debts.

ask-hand-in = You hold { $offered }. How much do you hand in?
ask-hand-in-other = { $name } reports a hand-in of { $asked }. How much was really received?
ask-hand-in-rejection = Why were { $asked } not accepted? Master { $name } will see the reason.
ask-receive = How much was received from master { $name }?
ask-pay-out = How much was paid to master { $name }?
ask-owes-more = Adjustment for master { $name }. Which way?
ask-adjustment = By how much?
ask-adjustment-reason = Why? The reason stays with the money movements.

review-receive = 💵 Received from master { $name }: { $sum }
review-pay-out = 💸 Paid to master { $name }: { $sum }
review-more = ⚖️ Master { $name } owes { $sum } more
review-less = ⚖️ Master { $name } owes { $sum } less
review-balance = After that: { $balance }
field-owes-more = Which way
field-money-amount = Sum
field-money-reason = Reason

problem-amount-zero = ⚠️ The sum must be more than zero.
problem-more-than-held = ⚠️ That is more than you hold.
problem-more-than-owed = ⚠️ That is more than the company owes this master.
problem-balance-changed = ⚠️ The master's account has changed meanwhile.

toast-ledger-done = ✅ Written down
toast-ledger-already-decided = This hand-in has been answered already
toast-ledger-waits = A hand-in of this master awaits an answer
toast-ledger-nothing-held = There is nothing to hand in
toast-ledger-nothing-owed = The company owes this master nothing
toast-ledger-own = ❌ Your hand-in is received by somebody else or by an administrator
toast-ledger-not-found = There is no such record

audited-hand-in-confirmed = 💵 hand-in of { $amount } received: { $name }
audited-hand-in-rejected = ❌ hand-in rejected: { $name }
audited-money-received = 💵 received { $amount }: { $name }
audited-money-paid-out = 💸 paid { $amount }: { $name }
audited-balance-adjusted = ⚖️ adjusted by { $amount }: { $name }

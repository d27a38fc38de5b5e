# Dialogues: questions, errors, results.

ask-equipment = Choose the type of appliance:
ask-problem = Describe the problem:
ask-phone = Enter the client's phone:
ask-use-known = Use these details?
ask-name = Enter the client's name:
ask-address = Enter the address (with the house number):
ask-notes = Anything else: floor, intercom, wishes. Can be skipped.
ask-other-notes = Anything else: floor, intercom, wishes. Not needed any more? Press "{ button-empty }".
known-client = 👤 This phone is known: <b>{ $name }</b>
known-open-orders = ⚠️ The client has open orders: { $orders }

ask-total = What did the repair cost in all? For example: 12 500
ask-is-refusal = The sum is small. Is it a refusal?
ask-refund = What about the prepayment?
ask-materials = How much of it is materials? Write 0 if none.
ask-payment = How did the client pay?
ask-review = Review taken?
ask-out-of-city = Out of the city?

ask-promised-date = Which day do we promise? Press a day or write: 25.12, "on friday", "in 2 weeks"
ask-parts = Which parts are needed? Can be skipped.
ask-prepayment = Was a prepayment taken? Write the sum or skip.

ask-decline-reason = Why do you decline? Choose a reason or write your own.
ask-refuse-reason = Why is the order refused? Choose a reason or write your own.
ask-fee = Was diagnostics paid? Write the sum or skip.
ask-work-group = Press “💬 Choose a group” and pick the master's work group. I will be added to it.

field-equipment = Appliance
field-problem = Problem
field-phone = Phone
field-use-known = Client
field-name = Name
field-address = Address
field-notes = Notes
field-time = Time
field-total = Total
field-is-refusal = A refusal?
field-refuse-reason = Reason
field-refund = Prepayment
field-materials = Materials
field-payment = Payment
field-review = Review
field-out-of-city = Out of city
field-promised-date = Date
field-parts = Parts
field-prepayment = Prepayment

review-new = <b>Check the order</b>
review-close = <b>Closing order #{ $number }</b>
review-refusal = <b>Refusal of order #{ $number }</b>
review-refunded = ↩️ The prepayment went back to the client
review-kept = 💼 The prepayment was kept
review-long-repair = <b>Long repair</b>
review-question = Is everything right?

payment-cash = 💵 Cash
payment-card = 💳 Card
payment-transfer = 🏦 Transfer

settlement-total = Total: { $value }
settlement-materials = Materials: { $value }
settlement-collected = To collect after the prepayment: { $value }
settlement-payment = Payment: { $value }
settlement-review = ⭐ Review taken
settlement-out-of-city = 🚗 Out of the city
split-net = Net: { $value }
split-base = Master's share { $percent }: { $value }
split-senior-floor = Senior master +{ $percent }: { $value }
split-out-of-city = Out of the city +{ $percent }: { $value }
split-review = Review +{ $percent }: { $value }
split-master = <b>To the master: { $value }</b>
split-company = <b>To the company: { $value }</b>

draft-saved = 💾 Draft saved
draft-cancelled = Cancelled.
draft-expired = A form you began was idle for a day and is closed.
draft-lost = ⚠️ The form you began could not be kept. Everything you finished is there; please fill this one in again.
draft-away = ⏳ Where forms are kept does not answer just now. Nothing is lost: try again in a minute.
nothing-to-cancel = There is nothing to cancel.

problem-too-short = ⚠️ Too short: at least { $limit } characters.
problem-too-long = ⚠️ Too long: at most { $limit } characters.
problem-no-letter = ⚠️ A name needs at least one letter.
problem-no-digit = ⚠️ An address needs a house number.
problem-phone-empty = ⚠️ Write the phone.
problem-phone-not-a-phone = ⚠️ This does not look like a phone. For example: 8 912 345-67-89
problem-phone-too-short = ⚠️ Digits are missing. For example: 8 912 345-67-89
problem-phone-too-long = ⚠️ Too many digits. For example: 8 912 345-67-89
problem-phone-invalid = ⚠️ There is no such number. Check the code and the digits.
problem-money-empty = ⚠️ Write the sum.
problem-money-negative = ⚠️ A sum can't be negative.
problem-money-ambiguous = ⚠️ Thousands or kopecks? Write 12500 or 12,50.
problem-money-too-precise = ⚠️ At most two digits after the comma.
problem-money-too-large = ⚠️ Too large: at most 10{"\u00A0"}000{"\u00A0"}000{"\u00A0"}₽.
problem-money-not-a-number = ⚠️ This is not a sum. For example: 12 500
problem-date-not-a-date = ⚠️ Which day is that? Write, for example: 25.12, "on friday" or "in 2 weeks"
problem-date-out-of-range = ⚠️ You can promise from tomorrow on, and at most 180 days ahead.
problem-use-buttons = ⚠️ Please choose with the buttons.
problem-text-needed = ⚠️ A text answer is needed here.
problem-answer-needed = ⚠️ This question must be answered.
problem-describe-reason = Write the reason in your own words.
problem-materials-exceed-total = ⚠️ Materials cost more than the whole repair. Check the sums.
problem-prepayment-exceeds-total = ⚠️ The sum is below the prepayment already taken. Check it.
problem-group-taken = ⚠️ This group already belongs to another master.

ask-master-name = What is the master's name?
ask-master-phone = The master's phone? Can be skipped.
ask-specialization = What does the master repair? For example: washing machines, fridges. Can be skipped.
field-master-name = Name
field-master-phone = Phone
field-specialization = Specialization
review-master = <b>New master</b>
problem-prepayment-undecided = ⚠️ A prepayment is held: the office makes such a refusal and decides about it.
question-about = <b>Order #{ $number }</b>

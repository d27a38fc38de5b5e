# Orders: statuses, card, actions, notices, lists.

status-NEW = 🆕 New
status-ASSIGNED = 👨‍🔧 Assigned
status-ACCEPTED = ✅ Accepted
status-ONSITE = 🏠 On site
status-DR = ⏳ Long repair
status-CLOSED = 💰 Closed
status-REFUSED = ❌ Refused

order-not-found = ❌ Order not found
order-created = ✅ Order #{ $number } created
order-overtaken = Order #{ $number } has changed: it is “{ $status }” now. This action is no longer needed.

card-title = <b>Order #{ $number }</b> · { $status }
card-equipment = 🔧 { $value }
card-problem = 📝 { $value }
card-client = 👤 { $value }
card-phone = 📞 { $value }
card-phone-hidden = 📞 The phone will be shown when you are on site
card-address = 📍 { $value }
card-notes = 🗒 { $value }
card-visit = 🕒 { $value }
card-master = 👨‍🔧 Master: { $value }
card-promised = 📅 Promised: { $value }
card-parts = 🔩 Parts: { $value }
card-prepayment = 💳 Prepayment: { $value }
card-reason = 💬 Reason: { $value }
card-fee = 🧾 Diagnostics fee: { $value }
card-not-yours = Order #{ $number } is no longer yours.

action-assign = 👨‍🔧 Assign a master
action-reassign = 🔄 Reassign
action-take-off = 🚫 Take off the master
action-accept = ✅ Accept
action-decline = ❌ Decline
action-arrive-on-site = 🏠 I am on site
action-start-long-repair = ⏳ Long repair
action-close = 💰 Close
action-close-long-repair = 💰 Close the repair
action-refuse = ❌ Refuse the order
action-refuse-onsite = ❌ Client refused
action-refuse-long-repair = ❌ Refusal
action-reopen = ♻️ Reopen
action-for-master = { $label } (for the master)

done-assign = ✅ Master assigned
done-reassign = ✅ The order went to another master
done-take-off = The master was taken off, the order is new again
done-accept = ✅ Order accepted
done-decline = You declined the order
done-arrive-on-site = 🏠 Noted: on site
done-start-long-repair = ⏳ Long repair noted
done-close = 💰 Order closed
done-refuse = Order refused
done-reopen = ♻️ The order is open again

acted-assign = ✅ A master was assigned to order #{ $number }
acted-reassign = ✅ Order #{ $number } went to { $master }
acted-take-off = The master was taken off order #{ $number }
acted-accept = ✅ Order #{ $number } accepted
acted-decline = You declined order #{ $number }. The office will assign another master.
acted-arrive-on-site = 🏠 Order #{ $number }: on site
acted-start-long-repair = ⏳ Order #{ $number } is in long repair
acted-close = 💰 Order #{ $number } closed
acted-refuse = ❌ Order #{ $number } refused
acted-reopen = ♻️ Order #{ $number } is open again

notice-created =
    🆕 New order #{ $number }: { $equipment }
    📍 { $address }{ $visit }
    Created by { $by }. A master is needed.
notice-card = Order #{ $number } waits for you.
notice-reassigned-away = Order #{ $number } went to another master.
notice-taken-off = The office took order #{ $number } off you.
notice-accepted = ✅ Order #{ $number } accepted: { $master }
notice-declined =
    ❌ The master declined order #{ $number }: { $by }
    Reason: { $reason }
    Another one must be assigned.
notice-on-site = 🏠 Order #{ $number }: { $master } is on site
notice-long-repair = ⏳ Order #{ $number } is in long repair. Master: { $master }. Promised: { $promised }
notice-closed =
    💰 Order #{ $number } closed: { $master }
    { $settlement }
notice-refused =
    ❌ Order #{ $number } refused: { $by }
    Reason: { $reason }{ $fee }{ $kept }
notice-kept = 💼 The prepayment was kept: { $value }
notice-reopened = ♻️ Order #{ $number } is open again: { $by }. A master is needed.
notice-acted-for-you = ℹ️ Administrator { $by } changed order #{ $number } on your behalf.

toast-already = Already done: { $status }
toast-changed = The order has changed meanwhile: { $status }. The card is fresh now.
toast-not-possible = Not possible now: { $status }
toast-not-possible-but = Not possible now: { $status }. You can: { $allowed }
toast-master-not-told = ⚠️ The master was not warned: the bot cannot write to him. Please call him.
order-allowed = You can now: { $allowed }
toast-not-yours = This is not your order or not your question.
toast-old-question = This question is already answered. Please answer the last one.
toast-draft-gone = This form is already closed.
toast-same-master = This master has the order already.
toast-master-inactive = This master does not work now.
toast-slow-down = ⚠️ Too many requests

pick-master = Who takes order #{ $number }? Suggested masters have a star.
pick-master-none = Nobody can take order #{ $number }: there are no other masters.
master-label =
    { $star ->
        [yes] ⭐ { $name } · { $load } in work
       *[no] { $name } · { $load } in work
    }
master-label-special =
    { $star ->
        [yes] ⭐ { $name } ({ $specialization }) · { $load } in work
       *[no] { $name } ({ $specialization }) · { $load } in work
    }
master-unreachable = ⚠️ Order #{ $number } is assigned, but { $master } won't see it: there is no work group, and the bot can't write privately (Start has not been pressed yet, or the bot is blocked). Please call the master.
master-not-told = ⚠️ Order #{ $number }: { $master } has not heard of this, the bot cannot write to him. Please call the master.
master-owes = 💵 { $sum }
master-is-owed = 💸 the company owes { $sum }
masters-title = 👥 Masters and their load:
masters-none = There are no masters yet.
master-title = <b>{ $name }</b>
master-specialization = 🔧 { $value }
master-has-group = 💬 Work group is set
master-private = 💬 No work group, orders come to the private chat
master-unreachable-line = ⚠️ Neither a work group nor a private chat: the master has not pressed Start yet, or blocked the bot
work-group-set = ✅ Work group set: { $name }
button-add-master = ➕ Add a master
button-invitation = 🔗 Invitation
invitation-link =
    🔗 Send master { $name } this one-time link:
    { $link }
    Pressing Start begins the work here. If the link does not open, write to the bot: <code>/start { $code }</code>
invitation-code =
    🔗 Master { $name } must write this to the bot, once:
    <code>/start { $code }</code>
invitation-invalid = This invitation is used or wrong. Ask the administrator for a new one.

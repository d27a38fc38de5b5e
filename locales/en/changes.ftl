# Changing orders, reminding the master, comments, deletion; words in groups.

action-edit = ✏️ Edit
action-client-waiting = 📞 Client is waiting
action-comment = 💬 Comment
action-delete = 🗑 Delete
action-restore = ♻️ Restore

done-edit = ✅ Order changed
done-client-waiting = 📞 The master has been told
done-comment = 💬 Comment saved
done-delete = 🗑 Order deleted
done-restore = ♻️ Order restored

acted-edit = ✅ Order #{ $number } changed
acted-client-waiting = 📞 Order #{ $number }: the master has been told
acted-comment = 💬 Comment on order #{ $number } saved
acted-delete = 🗑 Order #{ $number } deleted
acted-restore = ♻️ Order #{ $number } restored

notice-edited = ✏️ The office changed order #{ $number }: { $by }
notice-client-waiting = 📞 The client is waiting! Order #{ $number }. Get in touch with them or with the office.
notice-commented =
    💬 Order #{ $number }, { $by }:
    { $text }
notice-deleted = 🗑 Order #{ $number } deleted: { $by }
notice-restored = ♻️ Order #{ $number } restored: { $by }
notice-restored-as-new = ♻️ Order #{ $number } restored: { $by }. Its master has left, it needs another one.

edited-line = • { $field }: { $old } → <b>{ $new }</b>
edited-phone-hidden = • Phone: changed
edited-nothing = none

edit-title = ✏️ <b>Changing order #{ $number }</b>
edit-changed = ✏️ { $field }: <s>{ $old }</s> → <b>{ $new }</b>
edit-now = Now: { $value }
edit-question = What do you want to change?
edit-confirm = Save the changes?
edit-meanwhile = 👀 Meanwhile { $by } changed: { $fields }

ask-comment = Write a comment: the master and the office will see it.
ask-deletion-reason = Why is the order deleted?
field-deletion-reason = Reason
review-deletion =
    🗑 <b>Delete order #{ $number }?</b> { $status }
    Reason: { $reason }

    It disappears from lists, searches and counts. It can be restored with /deleted.

button-empty = 🧹 Remove
button-delete = 🗑 Delete
button-first-page = ⏮ First page
button-deleted-orders = 🗑 Deleted

problem-nothing-changed = ⚠️ Nothing has changed. Choose what to change.
problem-changed-meanwhile = ⚠️ The order was changed while you were editing. Your changes are kept: check and confirm again.
problem-prepayment-changed = ⚠️ The order's prepayment has changed meanwhile. Check again.

toast-order-deleted = The order is deleted
toast-restored-as-new = ♻️ Restored as a new order: its master has left
toast-reminded-already =
    { $minutes ->
        [one] The master was told a moment ago. Again in { $minutes } minute.
       *[other] The master was told a moment ago. Again in { $minutes } minutes.
    }
toast-not-in-group = This is done in the private chat with me.

card-comment = 💬 { $by }, { $at }: { $text }
card-deleted =
    🗑 <b>Deleted</b> { $at }
    Reason: { $reason }
order-deleted = 🗑 Order #{ $number } is deleted.
deleted-title = 🗑 <b>Deleted orders</b>. Press a number to open and restore one.
deleted-line = #{ $number } · { $status } · { $equipment } · { $address }

group-help =
    I post the orders of this group's master here and listen to the buttons below them, to replies to my questions and to /order 12.
    The menu and all the rest are in the private chat with me. If the group has topics, send /start in the one the orders should come to.
group-lost-own = ⚠️ I was removed from your work group, or may not write there. Orders come here now: «📋 My orders».
group-needs-admin = Hello! For orders to come here, an administrator has to choose this group: «👥 Masters», the master, «💬 Set work group».
topic-set = ✅ Orders come to this topic now.
topic-lost = ⚠️ The topic for orders in the work group is gone: { $name }. Orders come to the general topic. To choose another one, send /start in it.

# Clients, repeated visits, attachments.

# A known client calls

known-last-orders = Last orders:
known-warranty = under warranty until { $until }
ask-which-known = Which of them is calling?
ask-purpose = The client has had orders. Is this a new order or a repeat visit?
ask-purpose-open = Is it the same order, a repeat visit or a new order?
ask-parent = About which order?
field-purpose = Purpose
field-parent = Former order
button-use-known-named = ✅ { $name }
button-new-order = 🆕 New order
button-same-order = 📋 The same order
button-repeat-visit = 🔁 Repeat visit
same-order = 📋 This is order #{ $number }, now "{ $status }". No new one was created.
ask-whose = Is it the same client whose name was written wrong? Or is it another person?
field-whose = Whose name
button-same-client = ✏️ Correct the client's name
button-another-client = 👤 It is another person
edit-name-everywhere = ℹ️ The name will be corrected in all orders of this client.
review-another-client = ℹ️ A new client with the same phone will be written down. Nothing changes for the former one ({ $name }).
review-address-added = ℹ️ The address will be added to those the client has.

# The order's card

card-repeat = 🔁 Repeat visit for order #{ $number }
review-repeat-other = 🔁 Repeat visit for order #{ $number } · another appliance, its warranty does not cover it
card-repeat-until = 🔁 Repeat visit for order #{ $number } · under warranty until { $until }
card-warranty-visit = 🛡 Under warranty: order #{ $number } · until { $until }
card-warranty-until = 🛡 Under warranty until { $value }
card-attachments = 📎 { $count }
button-client = 👤 Client
button-attach = 📎 Attach
button-files = 📎 Attachments

# The client's card

client-title = 👤 <b>{ $name }</b>
client-not-found = ❌ Client not found
client-blacklisted = ⛔️ On the blacklist: { $value }
client-more-addresses = 📍 and more addresses: { $count }
client-consent = ✅ Consent to keep personal data: { $value }
client-no-consent = ▫️ No consent to keep personal data
client-channel = 💬 Prefers: { $value }
client-sums = 📊 Orders: { $orders }, closed { $closed }, refused { $refused }, paid { $paid }
client-orders-title = 📋 <b>Orders of { $name }</b>
client-saved-name = ✅ Name corrected.
client-saved-phone = ✅ Phone added.
client-saved-address = ✅ Address added to the others.
client-saved-fix-address = ✅ Address corrected. Former orders keep the former one.
client-saved-notes = ✅ Notes saved.
client-saved-channel = ✅ Saved.
client-saved-blacklist = ⛔️ The client is on the blacklist. The dispatcher will be warned at the next call.
client-erased = 🗑 The client's data are erased. Orders and sums are kept.
client-draft-erased = 🗑 What you had begun was cancelled: the data of the client it was about are erased.
client-file = 📤 All data of the client. Orders: { $orders }. Give the file to nobody but the client.
client-erase-open = ⛔️ The client's data can't be erased: orders { $orders } are not finished. Close, refuse or delete them.
client-erase-ask =
    🗑 <b>Erase the data of { $name }?</b>

    <b>Gone for ever:</b> name, phones, addresses, notes, consent, the blacklist mark; in the orders: what is broken, comments, reasons, wishes for the time, parts, photos and other attachments.
    <b>Kept:</b> the orders ({ $orders }) with numbers, dates, appliances and steps; sums, settlements and the masters' money.

    Messages already sent in Telegram and former backups do not change; live cards of the orders are redrawn. You can export the data first.

channel-call = 📞 Call
channel-sms = ✉️ SMS
channel-telegram = ✈️ Telegram
channel-whatsapp = 🟢 WhatsApp

button-client-orders = 📋 All orders of the client
button-client-new-order = ➕ Order
button-client-name = ✏️ Name
button-client-phone = 📞 Add a phone
button-client-address = 📍 Add an address
button-client-fix-address = ✏️ Correct an address
button-client-notes = 🗒 Notes
button-client-channel = 💬 How to reach
button-client-blacklist = ⛔️ To the blacklist
button-client-unlist = ♻️ Off the blacklist
button-client-consent = ✅ Consent given
button-client-no-consent = ↩️ Consent withdrawn
button-client-export = 📤 Export the data
button-client-erase = 🗑 Erase the data
button-client-erase-sure = 🗑 Yes, erase for ever
button-to-client = ◀️ To the client

ask-client-name = What is the client's name?
ask-client-phone = Which other phone has the client?
ask-client-take-over =
    Others have this phone, too: { $names }.
    Is it this client's only by now?
ask-client-which-address = Which address is to be corrected?
ask-client-notes = What is to be remembered about the client? Up to 1000 characters. They replace the former notes.
ask-client-channel = How is the client reached best?
ask-client-blacklist = Why is the client on the blacklist? The office will see the reason.
button-take-over = ✅ Yes, only this client's
button-shared = 👥 No, they share it
button-without-notes = 🗑 Remove the notes

problem-phone-known = ⚠️ The client has this phone already.
problem-address-known = ⚠️ The client has this address already.

# Attachments

ask-files = 📎 Send photos, files, voice messages or a place on the map. When that is all, press "✅ Done".
button-attached-all = ✅ Done
problem-send-file = ⚠️ Send a photo, a file, a voice message or a place on the map, or press "✅ Done".
attached-added = 📎 Added to order #{ $number }. Attachments in all: { $count }
attached-known = 📎 Order #{ $number } has this already.
attached-too-many = ⚠️ Order #{ $number } has { $most } attachments already, no more fit.
attached-too-large = ⚠️ The file is too large: an order takes up to { $megabytes } MB each.
attaching-done = 📎 Done. Attachments of order #{ $number }: { $count }
attach-hint = To attach this to an order, reply with the file to the order's card, or press "📎 Attach" on it.
files-line = 📎 Attachments of order #{ $number }, { $count } in all
files-none = 📎 Order #{ $number } has no attachments.
file-gone = ⚠️ Not all attachments of order #{ $number } could be shown: Telegram may have them no more.

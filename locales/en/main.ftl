# Menu and common words.

menu-all-orders = 📋 All orders
menu-create-order = ➕ New order
menu-masters = 👥 Masters
menu-my-orders = 📋 My orders
menu-information = ℹ️ Information
menu-contact = 📞 Contact

welcome = Welcome, { $name }! The menu buttons are below the input field.
welcome-stranger =
    Welcome, { $name }!

    This bot runs the orders of a repair company. Would you like to be a master? Press “📝 Become a master”, or ask an administrator to add you.
    Your Telegram number: <code>{ $id }</code>
help-master = New orders come as a card with buttons: to your work group or here.
help-stranger = The staff of a repair company work here. “📝 Become a master” sends an application. “📞 Contact” shows your Telegram number for the administrator.
information = The bot takes orders for appliance repair, hands them to masters and counts the money. Access is given by the company's administrator.
contact =
    Your Telegram number: <code>{ $id }</code>
    Tap it to copy, and send it to the company's administrator.
hint = I am not waiting for a text here. Choose an action from the menu buttons or open /help.
unknown-command = I do not know this command. All my commands: /help.
number-missing = Write the number of the order: /order 12.
no-access = ❌ You have no access to this function.
slow-down = ⚠️ Too many requests. Please wait.
anonymous = You write as an anonymous administrator, so I can't see who you are. Switch anonymity off in the group's rights or write to me privately.
fault = Something broke on our side; your data is safe. Please try again; if it does not help, give the administrator this code: { $reference }.
reply-to-this = ↩️ Reply to this message.

parked = ⚠️ One message could not be processed and was set aside. Code for the log: <code>{ $key }</code>
undelivered = ⚠️ A message was not delivered: { $name }. Telegram says: { $reason }
undelivered-group = group
group-lost = ⚠️ I was removed from a work group, or may not write there. Master { $name } now gets orders in the private chat.
group-joined = Hello! Whose work group is this? Choose the master (administrators only).

# Buttons

button-cancel = ❌ Cancel
button-back = ◀️ Back
button-skip = ⏭️ Skip
button-confirm = ✅ Confirm
button-finish = ✅ Finish
button-edit = ✏️ { $field }
button-yes = ✅ Yes
button-no = ❌ No
button-use-known = ✅ Yes, use it
button-not-known = ❌ No, enter anew
button-is-refusal = ✅ Yes, a refusal
button-not-refusal = ❌ No, go on
button-refund = ↩️ Given back to the client
button-keep = 💼 Kept
button-resume = ▶️ Continue
button-open = 📋 Open the order
button-to-order = ◀️ To the order
button-previous-page = ◀️ Previous
button-next-page = Next ▶️
button-set-group = 💬 Set work group
button-pick-group = 💬 Choose a group

# Numbers and days

money = { $amount }{"\u00A0"}₽
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun

# Commands

command-start = Menu and greeting
command-help = What you can do
command-new = Create an order
command-orders = All orders
command-my = My orders
command-order = Open an order by its number
command-cancel = Drop what you have begun

# People: roles, masters, applications, one's own settings.

menu-users = 👤 Users
menu-my-stats = 📊 My figures
menu-settings = ⚙️ Settings
menu-become-master = 📝 Become a master

role-admin = Administrator
role-dispatcher = Dispatcher
role-master = Master
role-senior-master = Senior master
role-none = no role

welcome-deactivated = Welcome, { $name }! An administrator has closed your access for now. Your Telegram number: <code>{ $id }</code>

help-title = What you can do:
help-line = /{ $command } — { $what }
command-masters = Masters and their load
command-users = Users and roles
command-stats = My figures
command-deleted = Deleted orders
command-audit = Audit trail
command-catalogue = Catalogues
command-settings = My settings and language

# Users

users-staff = 👤 Staff: { $count }
users-strangers = 👤 Wrote to the bot and have no role: { $count }
user-label = { $name } · { $roles }
user-label-inactive = 🚫 { $name } · { $roles }
user-roles = 🔑 Roles: { $value }
user-roles-environment = 🔒 Roles from the server's settings: { $value }. They change only there (ADMIN_IDS, DISPATCHER_IDS).
user-inactive = 🚫 Access closed
user-telegram = 💬 Telegram: <code>{ $id }</code>
user-telegram-named = 💬 Telegram: <code>{ $id }</code>, @{ $username }
user-no-telegram = ⚠️ Has not come with the invitation yet
user-unreachable = ⚠️ The bot can't write first: this person has not pressed Start, or blocked the bot.
person-not-found = There is no such person.
person-changed = ✅ Changed: { $name }
person-deactivated = An administrator has closed your access, so you can't apply. If this is a mistake, get in touch with him.
rights = 🔑 Your roles now: { $roles }. The menu is up to date.
rights-none = 🔑 You have no role in this bot any more.
rights-closed = 🚫 An administrator has closed your access to the bot.

button-application = 📝 { $name } waits for an answer
button-users-strangers = Without a role ▶️
button-users-staff = ◀️ Staff
button-to-users = ◀️ To the users
button-grant = ➕ { $role }
button-revoke = ➖ { $role }
button-grant-now = ➕ Yes, give the role
ask-grant = Give the role “{ $role }” to { $name }?
ask-grant-admin = An administrator may do everything: see money and clients, appoint and deactivate people, change the settings.
ask-revoke = Take the role “{ $role }” from { $name }?
ask-revoke-own = ⚠️ This is your own role: only another administrator can give it back.
button-edit-name = ✏️ Name
button-edit-phone = ✏️ Phone
button-edit-specialization = ✏️ Specialization
button-master-card = 👨‍🔧 Master's card
button-user-card = 👤 Roles and access
button-deactivate = 🚫 Deactivate
button-reactivate = ✅ Reactivate

ask-person-name = What shall he be called?
ask-person-phone = What is his phone? If he has none any more, skip.
ask-person-specialization = What does he repair? If nothing in particular, skip.

# Masters

masters-former = 🚫 Former masters:
masters-none-left = There are no former masters.
master-senior = ⭐ Senior master: at least half of the net sum
button-make-senior = ⭐ Make him a senior master
button-no-senior = ⭐ No senior master any more
button-former-masters = 🚫 Former masters
button-present-masters = ◀️ Masters who work
invitation-none = { $name } has no valid link now.
invitation-needless = { $name } uses the bot already and needs no invitation.
button-renew-invitation = 🔄 New link
button-revoke-invitation = 🚫 Revoke

stats-active = 📋 In work: { $count }
stats-status = { "  " }{ $status }: { $count }
stats-closed = 💰 Closed: { $count } for { $total }, the master's share { $share }
stats-refused = ❌ Refused: { $count }
stats-title = 📊 <b>Your figures</b>
stats-month = <b>Since the beginning of the month</b>, compared with { $before }
stats-all = <b>In all</b>

# Leaving

ask-leaving-company = Close the access of { $name }? History and name are kept, and it can be opened again at any time.
ask-leaving-masters = Take the master's role from { $name }?
ask-leaving-orders =
    { $count ->
        [one] { $count } order is in work: { $orders }. What is to become of it?
       *[other] { $count } orders are in work: { $orders }. What is to become of them?
    }
button-leave-company = 🚫 Yes, deactivate
button-leave-masters = ➖ Yes, take the role
button-leave-to = 🔄 Give to another master
button-leave-return = 🆕 Make new again
heirs = Who gets all orders of { $name }?
heirs-none = Nobody can get the orders: there are no other masters.
left-company = 🚫 { $name } does not work here any more. Deactivated by { $by }.
left-masters = ➖ { $name } is no master any more. The role was taken by { $by }.
left-orders-given =
    { $count ->
        [1] 🔄 Order { $orders } is with { $heir } now.
       *[other] 🔄 Orders { $orders } are with { $heir } now.
    }
left-orders-new =
    { $count ->
        [1] 🆕 Order { $orders } is new again and needs a master.
       *[other] 🆕 Orders { $orders } are new again and need a master.
    }
left-heir-unreachable = ⚠️ The bot can't write to him: there is neither a work group nor a private chat. Call the master.
inherited =
    { $count ->
        [1] 🔄 You got an order of { $name }: { $orders }. Its card is below.
       *[other] 🔄 You got the orders of { $name }: { $orders }. Their cards are below.
    }

# Applications

ask-own-name = What is your name?
ask-own-phone = Your phone?
ask-own-specialization = What do you repair? For example: washing machines, fridges.
ask-rejection = Why is it rejected? The applicant will see the answer.
review-application = <b>Your application</b>
application-sent = ✅ The application is sent. I will write as soon as an administrator answers.
application-waits = ⏳ Your application is with the administrator already. I will write as soon as he answers.
application-title = 📝 <b>Wants to become a master</b>
application-of = 📝 Application: { $name }
application-approved = ✅ Approved by { $by }
application-rejected = ❌ Rejected by { $by }. Reason: { $reason }
application-withdrawn = The application is not needed any more.
application-welcome = 🎉 You are in: you are a master now! New orders come as a card, here or in your work group.
application-declined =
    ❌ The application was rejected. Reason: { $reason }
    You can send a new one at any time: “📝 Become a master”.
button-approve = ✅ Approve
button-reject = ❌ Reject

# Settings

settings =
    ⚙️ <b>Settings</b>
    👤 { $name }
    🔑 { $roles }
    💬 Your Telegram number: <code>{ $id }</code>
    🌐 Language: { $language }
language-ru = Русский
language-en = English
language-changed = 🌐 I speak English now.
button-language = { $name }
button-language-chosen = ✅ { $name }

toast-person-done = ✅ Done
toast-person-already-so = It is so already.
toast-person-from-environment = 🔒 This role is set in the server's settings (ADMIN_IDS, DISPATCHER_IDS). Change them and restart the bot.
toast-person-last-admin = This is the last administrator: nobody else could give roles.
toast-person-no-master = Only a master can be a senior one.
toast-person-inactive = Reactivate this person first.
toast-person-not-possible = That can't be done with this person.
toast-person-already-decided = This application has been answered already.
toast-person-has-orders = The master has orders in work. Give them to another master.
toast-person-try-again = His orders have just changed. Please try again.
button-catalogues = 📚 Catalogues
button-audit = 🧾 Audit trail

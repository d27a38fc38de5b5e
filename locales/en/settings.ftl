# Settings of the company.

button-company-settings = 🏢 Company settings

settings-groups =
    🏢 <b>Company settings</b>
    They hold at once and for everybody. Every change is in the «🧾 Audit trail».
settings-group-orders = 📋 Orders
settings-group-quiet = 🌙 Quiet hours
settings-group-reminders = ⏰ Reminders
settings-group-sla = 🚨 SLA
settings-group-reports = 📊 Summaries and reports
settings-group-backups = 💾 Backups
settings-group-texts = ✍️ Texts

settings-group-orders-about = Lists, cards and closing of orders.
settings-group-quiet-about = In quiet hours reminders and reports wait; they arrive as one message when the quiet hours end.
settings-group-reminders-about = What masters, dispatchers and admins are reminded of, and when.
settings-group-sla-about = How long an order may stay in one state. Admins get one digest of the delays.
settings-group-reports-about = What is sent, and when, by the company's clock.
settings-group-backups-about = The database is copied while the bot works, and the copy is verified.
settings-group-texts-about = Reminders, summaries and reports in your own words. Without a text of yours the built-in one is used.

settings-switch-line = • <b>{ $name }</b>: { $about }
settings-overtaken = ⚠️ Another admin has just changed this setting. See what it is now.
setting-title = <b>{ $name }</b>
setting-now = Now: <b>{ $value }</b>
setting-now-text = Now:
setting-default = Default: { $value }
setting-range = Allowed: { $min } to { $max }
setting-placeholders = Can be filled in: { $places }
setting-text-limit = Up to { $limit } characters.
setting-ask = ✏️ Write the new value.
setting-ask-minutes = For example: «20», «45 min» or «one and a half hours».
setting-ask-count = For example: «{ $example }».
setting-ask-clock = For example: «21:30» or «9 pm».
setting-ask-weekday = For example: «Monday» or «Mon».
setting-ask-amount = For example: «1500».
setting-ask-text = For example: «{ $example }».

button-setting-on = ✅ { $name }
button-setting-off = ⬜️ { $name }
button-setting = { $name }: { $value }
button-setting-chosen = ✅ { $value }
button-setting-change = ✏️ Change
button-setting-reset = ↩️ Default

setting-on = on
setting-off = off
setting-minutes = { $minutes } min
setting-hours = { $hours } h
setting-hours-minutes = { $hours } h { $minutes } min
setting-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
setting-day-of-month = day { $day }
setting-own-text = your own
setting-built-in = built-in

problem-setting-not-a-switch = ⚠️ Press the button: this is either on or off.
problem-setting-not-a-length = ⚠️ How long is that? Write the minutes or words: «20», «45 min», «2 hours».
problem-setting-not-a-number = ⚠️ A whole number is needed, for example: «10».
problem-setting-not-a-time = ⚠️ What time is that? Write hours and minutes: «21:30» or «9 pm».
problem-setting-not-a-weekday = ⚠️ A day of the week is needed, for example: «Monday» or «Mon».
problem-setting-out-of-bounds = ⚠️ Allowed: { $min } to { $max }.
problem-setting-open-brace = ⚠️ A brace without its other half. What is filled in is written so: { $example }
problem-setting-unknown-placeholder = ⚠️ This text has no such thing to fill in. Allowed: { $places }
problem-setting-less-than = ⚠️ That is sooner than «{ $other }». Change that setting first, or take more.
problem-setting-more-than = ⚠️ That is later than «{ $other }». Change that setting first, or take less.
problem-setting-same-as = ⚠️ That is the same as «{ $other }»: there would be no quiet hours. Take another time.

# Orders

setting-page-size = Orders on a page
setting-page-size-about = How many orders a page of a list or of a search shows.
setting-phone-hidden = Hide the client's phone
setting-phone-hidden-about = the master sees it only after «🏠 I am on site».
setting-refusal-question-up-to = Ask about a refusal up to
setting-refusal-question-up-to-about = When the total is not more than this, the bot asks at closing whether it was a refusal.

# Quiet hours

setting-quiet-hours = Quiet hours
setting-quiet-hours-about = nobody is woken at night; only what needs an admin comes at once, without sound.
setting-quiet-from = Begin
setting-quiet-from-about = From this time on messages wait.
setting-quiet-to = End
setting-quiet-to-about = At this time everything that has waited arrives.

# Reminders

setting-unaccepted = Order not accepted
setting-unaccepted-about = remind the master, then tell dispatchers and admins.
setting-unaccepted-master = The master
setting-unaccepted-master-about = How long after the assignment the master is reminded when he has not accepted the order.
setting-unaccepted-dispatcher = Dispatchers
setting-unaccepted-dispatcher-about = How long after the assignment dispatchers are told that the order is not accepted.
setting-unaccepted-admins = Admins
setting-unaccepted-admins-about = How long after the assignment admins are told that the order is not accepted.
setting-snooze = Snooze for
setting-snooze-about = For how long «⏰ Remind me later» puts a reminder off.
setting-unassigned = Order without a master
setting-unassigned-about = tell dispatchers, then admins.
setting-unassigned-dispatchers = Without a master: dispatchers
setting-unassigned-dispatchers-about = How long after an order was created dispatchers are told that it has no master.
setting-unassigned-admins = Without a master: admins
setting-unassigned-admins-about = How long after an order was created admins are told that it has no master.
setting-visit = Visit soon
setting-visit-about = remind the master of the visit.
setting-visit-before = Before the visit
setting-visit-before-about = How long before the visit the master is reminded.
setting-dr-due = Long repair due
setting-dr-due-about = remind the day before, on the day, and when it is overdue.
setting-dr-due-at = Time of reminders of due repairs
setting-dr-due-at-about = When promised days of repairs are reminded of.

# SLA

setting-sla = Watch for delays
setting-sla-about = send admins a digest of orders that stay too long.
setting-sla-new = 🆕 New
setting-sla-new-about = How long an order may wait for a master.
setting-sla-assigned = 👨‍🔧 Assigned
setting-sla-assigned-about = How long an assigned order may wait for its master to accept it.
setting-sla-accepted = ✅ Accepted
setting-sla-accepted-about = How long an accepted order may wait for the visit.
setting-sla-onsite = 🏠 On site
setting-sla-onsite-about = How long a master may stay on site.

# Summaries and reports

setting-daily-summary = Evening summary
setting-daily-summary-about = the day's results for the office.
setting-daily-summary-at = Time of the evening summary
setting-daily-summary-at-about = When the day's results are sent.
setting-daily-report = Daily report
setting-daily-report-about = text and Excel of yesterday.
setting-daily-report-at = Time of the daily report
setting-daily-report-at-about = When yesterday's report is sent.
setting-weekly-report = Weekly report
setting-weekly-report-about = text and Excel of last week.
setting-weekly-report-day = Day of the weekly report
setting-weekly-report-day-about = On which day of the week last week's report is sent.
setting-weekly-report-at = Time of the weekly report
setting-weekly-report-at-about = When last week's report is sent.
setting-monthly-report = Monthly report
setting-monthly-report-about = text and Excel of last month.
setting-monthly-report-day = Day of the monthly report
setting-monthly-report-day-about = On which day of the month last month's report is sent.
setting-monthly-report-at = Time of the monthly report
setting-monthly-report-at-about = When last month's report is sent.
setting-master-monthly = Masters' reports
setting-master-monthly-about = to each master his Excel of last month.
setting-master-monthly-day = Day of masters' reports
setting-master-monthly-day-about = On which day of the month masters get their reports.
setting-master-monthly-at = Time of masters' reports
setting-master-monthly-at-about = When masters' reports are made. At night they wait for the end of the quiet hours.

# Backups

setting-backup = Make backups
setting-backup-about = every day, verified; admins are told the result.
setting-backup-at = Time of the backup
setting-backup-at-about = When the database is copied.
setting-backup-to-owner = Send the backup as a file
setting-backup-to-owner-about = besides the folder on the server, to the admins. It holds all data of the clients.

# Texts

setting-text-unaccepted = Order not accepted
setting-text-unaccepted-about = The reminder of an order its master has not accepted.
setting-text-unaccepted-example = Order {"{"}number{"}"} has been waiting for {"{"}waited{"}"}. Please accept it
setting-text-unassigned = Order without a master
setting-text-unassigned-about = The reminder of an order that has no master.
setting-text-unassigned-example = Order {"{"}number{"}"} has had no master for {"{"}waited{"}"}
setting-text-visit = Visit soon
setting-text-visit-about = The reminder of a visit, for the master.
setting-text-visit-example = Visit for order {"{"}number{"}"}: {"{"}time{"}"}, {"{"}address{"}"}
setting-text-dr-due = Repair due
setting-text-dr-due-about = The reminder of the promised day of a long repair.
setting-text-dr-due-example = Order {"{"}number{"}"} was promised for {"{"}date{"}"}
setting-text-sla = Digest of delays
setting-text-sla-about = The line of an order in the SLA digest, for admins.
setting-text-sla-example = Order {"{"}number{"}"} ({"{"}status{"}"}) has not moved for {"{"}waited{"}"}
setting-text-daily-summary = Evening summary
setting-text-daily-summary-about = The heading of the day's results. The figures below it stay.
setting-text-daily-summary-example = How the day went: {"{"}date{"}"}
setting-text-report = Reports for the office
setting-text-report-about = The heading of the report of a day, a week, a month or any days, in the chat and with its file. The figures below it stay.
setting-text-report-example = How things go: {"{"}period{"}"}
setting-text-master-monthly = Report for a master
setting-text-master-monthly-about = The heading of the monthly report a master gets, in the chat and with its file. The figures below it stay.
setting-text-master-monthly-example = {"{"}master{"}"}, your results: {"{"}period{"}"}
setting-text-backup = Backup made
setting-text-backup-about = The first line of the message that a backup was made. The bot adds what the check found; of a failure it tells in the built-in words.
setting-text-backup-example = The database is saved: {"{"}date{"}"}, {"{"}size{"}"}

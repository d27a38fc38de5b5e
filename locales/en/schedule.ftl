# Reminders and the day's summary: what the bot says by itself.

reminder-unaccepted-own = ⏰ <b>Waiting for your answer</b>
reminder-unaccepted-office = ⏰ <b>The master has not answered yet</b>
reminder-unassigned-office = 🆕 <b>Without a master</b>
reminder-sla-office = ⚠️ <b>Longer than agreed</b>
reminder-visit-own = 🕒 <b>A visit is near</b>
reminder-promise-own = 📅 <b>Promised day of a repair</b>
reminder-promise-office = 📅 <b>Promised day of a repair</b>
reminder-more = … and others
reminder-no-master = nobody

reminder-since = ⏳ { $time }
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } d { $hours } h
reminder-promised-soon = { $day }
reminder-promised-today = today, { $day }
reminder-promised-past = ❗️ overdue: { $day }

reminder-snoozed = ⏰ I will remind you at { $time } if it is still needed.
button-remind-later = ⏰ Remind me later
toast-remind-later = ⏰ I will remind you later
toast-old-reminder = This reminder is out of date.

summary-title = 📊 <b>Summary of the day: { $day }</b>
summary-counts = 🆕 New: { $created } · 💰 Closed: { $closed } · ❌ Refused: { $refused }
summary-money =
    💵 Received: { $total }
    Materials: { $materials }
    Masters: { $masters }
    Company: { $company }
summary-masters = 👨‍🔧 <b>By master</b>
summary-master = { $name }: closed { $closed }, refused { $refused } · { $total }, of which the master's { $share }
summary-equipment = 🔧 <b>By appliance</b>
summary-kind = { $name }: new { $created }, closed { $closed }
summary-open = 📋 <b>At work now</b>

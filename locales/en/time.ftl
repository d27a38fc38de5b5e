# The time of a visit: questions, what was understood, what is wrong, moving it.

ask-time =
    When does it suit the client? Write it as you like: "tomorrow at 10:30", "on friday from 10 to 12", "25.12 after 15:00", "in 2 hours". A remark will do, too: "to be agreed by phone".
    Press a button, write or skip.
ask-other-time =
    When does it suit the client? Write it as you like: "tomorrow at 10:30", "on friday from 10 to 12", "25.12 after 15:00", "in 2 hours". A remark will do, too: "to be agreed by phone".
    Press a button or write. "{ button-empty }" leaves the order without a time.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

visit-day = { $weekday }, { $day } { $month }
visit-day-year = { $weekday }, { $day } { $month } { $year }
visit-days = from { $from } to { $to }
visit-whole-day = { $day }, any time
visit-none = no time agreed

card-visit-note = 🕒 No time agreed: { $value }
card-rescheduled =
    { $count ->
        [one] 🔁 The visit was moved once
       *[other] 🔁 The visit was moved { $count } times
    }

warning-soon = ⚠️ That is very soon: less than half an hour is left.
warning-far-ahead = ⚠️ That is next year already. If you mean it, all is well.

quick-today-day = This afternoon
quick-today-evening = This evening
quick-tomorrow-morning = Tomorrow morning
quick-tomorrow-day = Tomorrow afternoon
quick-tomorrow-evening = Tomorrow evening
quick-later-whole-day = The day after tomorrow

problem-when-too-short = ⚠️ Too short. For example: "tomorrow at 10:30"
problem-when-too-long = ⚠️ Too long: 150 characters at most.
problem-when-not-understood = ⚠️ I can't read that as a time. Write, for example: "tomorrow at 10:30", "on friday from 10 to 12", "25.12 at 14:00". Add the rest after a comma: "tomorrow at 10:30, call an hour before".
problem-when-ambiguous = ⚠️ That may mean different times. Be more exact, for example: "at 15:00" or "at 3 pm", "10 december" or "at 10:12", one day and one time.
problem-when-bad-hour = ⚠️ There is no such time: hours go from 0 to 23, minutes from 00 to 59. For example: "tomorrow at 18:30"
problem-when-bad-date = ⚠️ There is no such day in the calendar. For example: "28.02" or "March 1"
problem-when-past = ⚠️ That time has passed. Write, for example: "in an hour" or "tomorrow at 10:30"
problem-when-too-far = ⚠️ That is more than a year ahead. Write a nearer day, for example: "25.12" or "in a month"
problem-when-reversed = ⚠️ The end is before the beginning. Write, for example: "from 10 to 16"
problem-when-wrong-weekday = ⚠️ That date is another weekday. Write one of them: "on friday" or "December 5"
problem-when-same-weekday = ⚠️ That weekday is today. Write "today at 15:30" or "in a week at 15:30"
problem-when-call-or-visit = ⚠️ Is that the time of the visit or of the call? Of the visit: put a comma after it, "tomorrow at 10:30, call". Of the call: begin with it, "call tomorrow at 10:30"
problem-same-visit = ⚠️ The visit is at that time anyway. Write another one, or cancel.

action-reschedule = 📅 Reschedule
done-reschedule = 📅 The visit was moved
acted-reschedule = 📅 Order #{ $number } was moved: { $visit }
ask-new-time =
    To when? Now: { $visit }.
    Press a button or write: "tomorrow at 10:30", "on friday from 10 to 12", "in 2 hours".
ask-reschedule-reason = Why is it moved? You may skip this.
field-new-time = Time
field-reschedule-reason = Reason
review-reschedule =
    <b>Moving order #{ $number }</b>
    It was: { $visit }
    It becomes:
notice-rescheduled =
    📅 Order #{ $number } was moved by { $by }
    It was: { $before }
    It is now: { $after }{ $reason }

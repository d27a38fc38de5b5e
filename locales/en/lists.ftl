# Lists of orders and the search.

menu-search = 🔍 Search orders
command-search = Find an order

orders-filter = 📋 Orders. What shall I show?
orders-none = Nothing here.
my-orders-title = <b>Your orders at work</b>
my-orders-of = <b>Your orders:</b> { $scope }

list-open = 📂 All open
list-all = 🗂 All
list-today = 📅 Today
list-overdue = ⏰ Overdue
list-nobodys = 🙋 Without a master
list-anyones = 👥 Any master
button-list = { $list } ({ $count })
button-own-open = 📂 At work
button-filter-master = 👨‍🔧 Master: { $value }
button-filter-period = 🗓 Created: { $value }
button-filter-reset = ♻️ Reset filters
filter-masters = 👨‍🔧 Whose orders?
filter-periods = 🗓 Created when?
period-always = at any time
period-today = today
period-yesterday = yesterday
period-week = in the last 7 days
period-month = in the last 30 days
button-other-days = ✏️ Other days
ask-list-days = Which days? Write one or two: 15.11 or 01.11–15.11

button-to-filter = ◀️ To the filters
button-to-list = ◀️ To the list
button-page-before = ◀️
button-page-after = ▶️

ask-search = What are you looking for? An order's number, a phone (its last four digits will do), the client's name or the address: "12", "45-67", "Smirnova", "Lenina 5".
problem-nothing-to-search = ⚠️ There is nothing to look for: at least one digit is needed, or a word other than "street" or "house".
search-title = 🔍 For "{ $query }":
search-none = 🔍 Nothing was found for "{ $query }". Check the words or take fewer: a street with its house, or the end of a phone, is often enough.
search-none-yet = 🔍 Nothing among the latest orders for "{ $query }". Press ▶️ to look further.
button-search-again = 🔍 Search again
toast-search-gone = This search is too old. Begin a new one.

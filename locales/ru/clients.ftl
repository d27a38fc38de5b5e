# Клиенты, повторные визиты, вложения.

# Звонок знакомого клиента

known-last-orders = Последние заявки:
known-warranty = гарантия до { $until }
ask-which-known = Кто из них звонит?
ask-purpose = У клиента уже были заявки. Это новая заявка или повторный визит?
ask-purpose-open = Это тот же заказ, повторный визит или новая заявка?
ask-parent = По какой заявке?
field-purpose = Повод
field-parent = Прежняя заявка
button-use-known-named = ✅ { $name }
button-new-order = 🆕 Новая заявка
button-same-order = 📋 Тот же заказ
button-repeat-visit = 🔁 Повторный визит
same-order = 📋 Это заявка #{ $number }, она сейчас «{ $status }». Новая не создана.
ask-whose = Это тот же клиент, и имя записано с ошибкой? Или это другой человек?
field-whose = Чьё имя
button-same-client = ✏️ Исправить имя клиента
button-another-client = 👤 Это другой человек
edit-name-everywhere = ℹ️ Имя исправится во всех заявках этого клиента.
review-another-client = ℹ️ Будет записан новый клиент с этим же телефоном. Данные прежнего ({ $name }) не изменятся.
review-address-added = ℹ️ Адрес добавится к прежним адресам клиента.

# Карточка заявки

card-repeat = 🔁 Повторный визит по заявке #{ $number }
review-repeat-other = 🔁 Повторный визит по заявке #{ $number } · другая техника, гарантия на неё не действует
card-repeat-until = 🔁 Повторный визит по заявке #{ $number } · гарантия до { $until }
card-warranty-visit = 🛡 По гарантии: заявка #{ $number } · гарантия до { $until }
card-warranty-until = 🛡 Гарантия до { $value }
card-attachments = 📎 { $count }
button-client = 👤 Клиент
button-attach = 📎 Прикрепить
button-files = 📎 Вложения

# Карточка клиента

client-title = 👤 <b>{ $name }</b>
client-not-found = ❌ Клиент не найден
client-blacklisted = ⛔️ В чёрном списке: { $value }
client-more-addresses = 📍 и ещё адресов: { $count }
client-consent = ✅ Согласие на обработку данных: { $value }
client-no-consent = ▫️ Согласия на обработку данных нет
client-channel = 💬 Удобнее: { $value }
client-sums = 📊 Заявок: { $orders }, завершено { $closed }, отказов { $refused }, оплачено { $paid }
client-orders-title = 📋 <b>Заявки клиента { $name }</b>
client-saved-name = ✅ Имя исправлено.
client-saved-phone = ✅ Телефон добавлен.
client-saved-address = ✅ Адрес добавлен к прежним.
client-saved-fix-address = ✅ Адрес исправлен. В прежних заявках остался прежний.
client-saved-notes = ✅ Заметки сохранены.
client-saved-channel = ✅ Сохранено.
client-saved-blacklist = ⛔️ Клиент в чёрном списке. Диспетчер увидит предупреждение при звонке.
client-erased = 🗑 Данные клиента стёрты. Заявки и суммы остались.
client-draft-erased = 🗑 Ваше незаконченное действие отменено: данные клиента, к которому оно относилось, стёрты.
client-file = 📤 Все данные клиента. Заявок: { $orders }. Передайте файл только самому клиенту.
client-erase-open = ⛔️ Данные клиента стереть нельзя: не закончены заявки { $orders }. Завершите их, оформите отказ или удалите.
client-erase-ask =
    🗑 <b>Стереть данные клиента { $name }?</b>

    <b>Исчезнут навсегда:</b> имя, телефоны, адреса, заметки, согласие, отметка чёрного списка; в его заявках — что сломано, комментарии, причины, пожелания ко времени, запчасти, фото и другие вложения.
    <b>Останутся:</b> заявки ({ $orders }) с номерами, датами, техникой и шагами; суммы, расчёты и деньги мастеров.

    Сообщения, уже отправленные в Telegram, и прежние резервные копии не изменятся; открытые карточки заявок обновятся. Сначала можно выгрузить данные.

channel-call = 📞 Звонок
channel-sms = ✉️ СМС
channel-telegram = ✈️ Телеграм
channel-whatsapp = 🟢 Вотсап

button-client-orders = 📋 Все заявки клиента
button-client-new-order = ➕ Заявка
button-client-name = ✏️ Имя
button-client-phone = 📞 Добавить телефон
button-client-address = 📍 Добавить адрес
button-client-fix-address = ✏️ Исправить адрес
button-client-notes = 🗒 Заметки
button-client-channel = 💬 Как связаться
button-client-blacklist = ⛔️ В чёрный список
button-client-unlist = ♻️ Из чёрного списка
button-client-consent = ✅ Согласие получено
button-client-no-consent = ↩️ Согласие отозвано
button-client-export = 📤 Выгрузить данные
button-client-erase = 🗑 Стереть данные
button-client-erase-sure = 🗑 Да, стереть навсегда
button-to-client = ◀️ К клиенту

ask-client-name = Как зовут клиента?
ask-client-phone = Какой ещё телефон у клиента?
ask-client-take-over =
    Этот телефон записан и у других: { $names }.
    Теперь он только у этого клиента?
ask-client-which-address = Какой адрес исправить?
ask-client-notes = Что запомнить о клиенте? До 1000 символов. Прежние заметки заменятся.
ask-client-channel = Как с клиентом лучше связаться?
ask-client-blacklist = Почему клиент в чёрном списке? Причину увидит офис.
button-take-over = ✅ Да, только у него
button-shared = 👥 Нет, у всех
button-without-notes = 🗑 Убрать заметки

problem-phone-known = ⚠️ Этот телефон у клиента уже записан.
problem-address-known = ⚠️ Этот адрес у клиента уже записан.

# Вложения

ask-files = 📎 Пришлите фото, файлы, голосовые или место на карте. Когда всё, нажмите «✅ Готово».
button-attached-all = ✅ Готово
problem-send-file = ⚠️ Пришлите фото, файл, голосовое или место на карте, или нажмите «✅ Готово».
attached-added = 📎 Добавлено к заявке #{ $number }. Всего вложений: { $count }
attached-known = 📎 Это уже есть в заявке #{ $number }.
attached-too-many = ⚠️ К заявке #{ $number } приложено уже { $most } вложений, больше нельзя.
attached-too-large = ⚠️ Файл слишком большой: к заявке можно приложить до { $megabytes } МБ.
attaching-done = 📎 Готово. У заявки #{ $number } вложений: { $count }
attach-hint = Чтобы приложить это к заявке, ответьте файлом на её карточку или нажмите на ней «📎 Прикрепить».
files-line = 📎 Вложения заявки #{ $number }, всего { $count }
files-none = 📎 У заявки #{ $number } нет вложений.
file-gone = ⚠️ Не все вложения заявки #{ $number } удалось показать: возможно, у Telegram их больше нет.

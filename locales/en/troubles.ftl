trouble-webhook =
    ⚠️ Telegram has not been able to pass on what people write to the bot since { $since }. Telegram says: { $says }

    Messages wait at Telegram for a day. Look at WEBHOOK_URL, the certificate and the proxy in front of the bot.
trouble-webhook-over = ✅ Telegram passes on again what people write to the bot.
trouble-outbox =
    ⚠️ The bot's messages have not been leaving, or leave late, since { $since }: masters may not know of their orders.

    Messages are not lost. Details are in the program's log.
trouble-outbox-over = ✅ The bot's messages leave in time again.

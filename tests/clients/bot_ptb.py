"""A small bot in python-telegram-bot 22. Arguments: the address of the Bot API, the token, `polling` or `webhook`."""

import asyncio
import socket
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update
from telegram.error import RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from pictures import PHOTO, REPORT

MENU = ReplyKeyboardMarkup([["Order", "Help"]], resize_keyboard=True)
REVIEW = InlineKeyboardMarkup([[
    InlineKeyboardButton("Confirm", callback_data="confirm"),
    InlineKeyboardButton("Cancel", callback_data="cancel"),
]])
SECRET = "a-secret_of-the-test"
NAME, COUNT = range(2)


async def start(update: Update, _):
    await update.message.reply_text(f"Welcome, {update.effective_user.first_name}", reply_markup=MENU)


async def anything(update: Update, _):
    await update.message.reply_text("Press Order")


async def joined(update: Update, _):
    await update.message.reply_text(f"Hello, {update.effective_chat.title}", do_quote=False)


async def ping(update: Update, _):
    await update.message.reply_text("pong", do_quote=True)


async def report(update: Update, _):
    sent = await update.message.reply_document(REPORT, filename="report.txt", caption="The report")
    back = await (await sent.document.get_file()).download_as_bytearray()
    same = "the same" if back == REPORT else "other ones"
    await update.message.reply_text(f"Came back: {len(back)} bytes, {same}")


async def photo(update: Update, _):
    sent = await update.message.reply_photo(PHOTO, filename="photo.png", caption="The photo")
    back = await (await sent.photo[-1].get_file()).download_as_bytearray()
    await update.message.reply_text("Came back: the photo" if back == PHOTO else "Came back: something else")


async def document(update: Update, _):
    got = await (await update.message.document.get_file()).download_as_bytearray()
    await update.message.reply_text(f"Got {update.message.document.file_name}: {len(got)} bytes")


async def patience(update: Update, _):
    try:
        await update.message.reply_text("At last")
    except RetryAfter as error:
        wait = error.retry_after
        await asyncio.sleep(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)
        await update.message.reply_text("At last")


async def order(update: Update, _):
    await update.message.reply_text("Your name?")
    return NAME


async def name(update: Update, context):
    context.user_data["name"] = update.message.text
    await update.message.reply_text("How many?")
    return COUNT


async def count(update: Update, context):
    text = f"<b>{context.user_data['name']}</b>: {update.message.text}"
    await update.message.reply_text(text, reply_markup=REVIEW, parse_mode="HTML")
    return ConversationHandler.END


async def not_a_count(update: Update, _):
    await update.message.reply_text("A number, please")
    return COUNT


async def cancel(update: Update, _):
    await update.message.reply_text("Cancelled")
    return ConversationHandler.END


async def confirm(update: Update, _):
    query = update.callback_query
    await query.edit_message_text(f"Saved: {query.message.text}")
    await query.answer("Saved")


def handlers():
    words = filters.TEXT & ~filters.COMMAND
    yield CommandHandler("start", start)
    yield CommandHandler("ping", ping)
    yield CommandHandler("report", report)
    yield CommandHandler("photo", photo)
    yield CommandHandler("patience", patience)
    yield MessageHandler(filters.StatusUpdate.NEW_CHAT_MEMBERS, joined)
    yield MessageHandler(filters.Document.ALL, document)
    yield CallbackQueryHandler(confirm, pattern="^confirm$")
    yield ConversationHandler(
        entry_points=[MessageHandler(filters.Text(["Order"]), order)],
        states={
            NAME: [MessageHandler(words, name)],
            COUNT: [MessageHandler(filters.Regex(r"^\d+$"), count), MessageHandler(words, not_a_count)],
        },
        fallbacks=[CommandHandler("cancel", cancel)],
    )
    yield MessageHandler(words, anything)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def main(url, token, mode):
    app = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    for handler in handlers():
        app.add_handler(handler)
    if mode == "polling":
        app.run_polling()
    else:
        port = free_port()
        hook = f"http://127.0.0.1:{port}/hook"
        app.run_webhook("127.0.0.1", port, url_path="hook", webhook_url=hook, secret_token=SECRET)


main(*sys.argv[1:])

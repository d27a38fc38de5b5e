"""A small bot in aiogram 3. Arguments: the address of the Bot API, the token, `polling` or `webhook`."""

import asyncio
import io
import signal
import sys

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command, CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from pictures import PHOTO, REPORT

MENU = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="Order"), KeyboardButton(text="Help")]], resize_keyboard=True
)
REVIEW = InlineKeyboardMarkup(
    inline_keyboard=[[
        InlineKeyboardButton(text="Confirm", callback_data="confirm"),
        InlineKeyboardButton(text="Cancel", callback_data="cancel"),
    ]]
)
SECRET = "a-secret_of-the-test"
router = Router()


class Order(StatesGroup):
    name = State()
    count = State()


@router.message(CommandStart())
async def start(message: Message):
    await message.answer(f"Welcome, {message.from_user.first_name}", reply_markup=MENU)


@router.message(Command("cancel"))
async def cancel(message: Message, state: FSMContext):
    await state.clear()
    await message.answer("Cancelled")


@router.message(F.new_chat_members)
async def joined(message: Message):
    await message.answer(f"Hello, {message.chat.title}")


@router.message(Command("ping"))
async def ping(message: Message):
    # Returned, not sent: by webhook it goes in the answer to the update.
    return message.reply("pong")


@router.message(Command("report"))
async def report(message: Message, bot: Bot):
    sent = await message.answer_document(BufferedInputFile(REPORT, "report.txt"), caption="The report")
    back = io.BytesIO()
    await bot.download(sent.document, destination=back)
    same = "the same" if back.getvalue() == REPORT else "other ones"
    await message.answer(f"Came back: {len(back.getvalue())} bytes, {same}")


@router.message(Command("photo"))
async def photo(message: Message, bot: Bot):
    sent = await message.answer_photo(BufferedInputFile(PHOTO, "photo.png"), caption="The photo")
    back = io.BytesIO()
    await bot.download(sent.photo[-1], destination=back)
    await message.answer("Came back: the photo" if back.getvalue() == PHOTO else "Came back: something else")


@router.message(F.document)
async def document(message: Message, bot: Bot):
    got = await bot.download(message.document)
    await message.answer(f"Got {message.document.file_name}: {len(got.read())} bytes")


@router.message(Command("patience"))
async def patience(message: Message):
    try:
        await message.answer("At last")
    except TelegramRetryAfter as error:
        await asyncio.sleep(error.retry_after)
        await message.answer("At last")


@router.message(F.text == "Order")
async def order(message: Message, state: FSMContext):
    await state.set_state(Order.name)
    await message.answer("Your name?")


@router.message(Order.name)
async def name(message: Message, state: FSMContext):
    await state.update_data(name=message.text)
    await state.set_state(Order.count)
    await message.answer("How many?")


@router.message(Order.count, F.text.isdigit())
async def count(message: Message, state: FSMContext):
    data = await state.get_data()
    await state.clear()
    await message.answer(f"<b>{data['name']}</b>: {message.text}", reply_markup=REVIEW, parse_mode="HTML")


@router.message(Order.count)
async def not_a_count(message: Message):
    await message.answer("A number, please")


@router.callback_query(F.data == "confirm")
async def confirm(query: CallbackQuery):
    await query.message.edit_text(f"Saved: {query.message.text}")
    await query.answer("Saved")


@router.message(StateFilter(None), F.text)
async def anything(message: Message):
    await message.answer("Press Order")


async def serve(dispatcher: Dispatcher, bot: Bot):
    """Listens first, and only then tells Telegram where."""
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await runner.cleanup()
    await bot.session.close()


async def main(url, token, mode):
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    if mode == "polling":
        await dispatcher.start_polling(bot)
    else:
        await serve(dispatcher, bot)


asyncio.run(main(*sys.argv[1:]))

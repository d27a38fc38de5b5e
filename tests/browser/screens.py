"""The page in every size, light and language: with media, by keyboard, with troubles. Each look is held to checks.py."""

import json
import pathlib
import tempfile
import urllib.request
import uuid

import pictures
from checks import look, seen
from desk import ANNA, Failed, run
from webdriver import ENTER

DESKTOP, TABLET, PHONE = (1280, 900), (768, 1024), (360, 740)
ESCAPE, DOWN, UP, CONTROL = "\ue00c", "\ue015", "\ue013", "\ue009"
LONG_WORD = "электрофотополупроводниковый" * 6


class Bot:
    """The demo's bot token in our hands: what a bot sends, as any program would."""

    def __init__(self, url):
        self.root = url
        state = self.get("control/state")
        self.token = state["bots"][0]["token"]
        self.anna = next(person["id"] for person in state["people"] if person["first_name"].startswith(ANNA[:4]))

    def get(self, path):
        with urllib.request.urlopen(self.root + path, timeout=30) as answer:
            return json.load(answer)

    def send(self, method, files=(), **fields):
        """`files` are (field, name, bytes)."""
        boundary = uuid.uuid4().hex
        parts = [(f'name="{name}"', str(value).encode()) for name, value in fields.items()]
        parts += [(f'name="{name}"; filename="{file}"', content) for name, file, content in files]
        lines = [f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts]
        body = b"".join(lines) + f"--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        request = urllib.request.Request(f"{self.root}bot{self.token}/{method}", body, kind)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["result"]


def painted(width, height, tint):
    return pictures.made(width, height, lambda x, y: ((x * 255 // width + tint) % 256, y * 255 // height, (tint * 3) % 256))


def click(desk, selector, what=None):
    script = "return [...document.querySelectorAll(arguments[0])].find((it) => it.checkVisibility() && !it.disabled);"
    desk.browser.click(desk.find(what or f"nothing to click: {selector}", script, selector))


def holds(desk, what, condition, *given):
    return desk.find(what, f"return {condition};", *given)


def keys(desk, text):
    """To whatever has the focus."""
    desk.browser.type(desk.browser.run("return document.activeElement;"), text)


def dark_and_light(desk):
    """What the browser prefers holds until somebody chooses; the choice is kept."""
    prefers = lambda value: desk.browser.call("POST", "/goog/cdp/execute", {
        "cmd": "Emulation.setEmulatedMedia", "params": {"features": [{"name": "prefers-color-scheme", "value": value}]}})
    prefers("dark")
    by_browser = pictures.brightness(seen(desk))
    click(desk, ".tool-theme")
    chosen = pictures.brightness(seen(desk))
    if not by_browser < 80 < 150 < chosen:
        raise Failed(f"dark is {by_browser:.0f} bright, light {chosen:.0f}")
    desk.browser.open(desk.browser.run("return location.href;"))
    holds(desk, "the choice of light was forgotten", "document.documentElement.dataset.theme === 'light'")
    holds(desk, "the panes did not come", "document.querySelectorAll('.message').length > 4")
    prefers("light")


def media_from_the_bot(desk, bot):
    to = {"chat_id": bot.anna}
    photo = bot.send("sendPhoto", [("photo", "leak.png", painted(640, 420, 40))], caption="Течёт здесь", **to)
    album = [{"type": "photo", "media": f"attach://p{n}"} for n in range(3)]
    files = [(f"p{n}", f"p{n}.png", painted(300, 300, 80 * n)) for n in range(3)]
    bot.send("sendMediaGroup", files, media=json.dumps(album), **to)
    bot.send("sendDocument", [("document", "Акт выполненных работ за октябрь.pdf", b"%PDF" + b"x" * 51_000)], **to)
    bot.send("sendVoice", [("voice", "v.ogg", b"OggS")], duration=12, **to)
    bot.send("sendLocation", latitude=55.7558, longitude=37.6173, **to)
    bot.send("sendContact", phone_number="+79990000000", first_name="Лидия", **to)
    bot.send("sendSticker", [("sticker", "s.webp", b"RIFF0000WEBP")], **to)
    bot.send("forwardMessage", from_chat_id=bot.anna, message_id=photo["message_id"], **to)
    bot.send("sendMessage", text=LONG_WORD, reply_parameters=json.dumps({"message_id": photo["message_id"]}), **to)
    bot.send("pinChatMessage", message_id=photo["message_id"], **to)
    for what, selector in [
        ("photo", ".photo img"), ("album", ".album .photo:nth-child(3)"), ("file", ".file[download]"), ("voice", ".sound-play"),
        ("place", ".place-link[href*='55.7558']"), ("contact", ".contact-phone"), ("sticker", ".sticker"), ("forwarded line", ".forwarded:not([hidden])"), ("pinned bar", ".pinned:not([hidden])"),
    ]:
        holds(desk, f"{ANNA} sees no {what}", "pane(arguments[0]).querySelector(arguments[1])", ANNA, selector)
    loaded = "[...document.querySelectorAll('.photo img')].every((it) => it.complete && it.naturalWidth > 0)"
    holds(desk, "a picture is not shown", loaded)
    bot.send("sendChatAction", action="typing", **to)
    holds(desk, "nobody is typing", "!document.querySelector('.typing').hidden")


def wear(desk, theme, language):
    desk.find("the switches of light and language do not work", """
        if (document.documentElement.lang !== arguments[0]) document.querySelector('.tool-language').click();
        if (document.documentElement.dataset.theme !== arguments[1]) document.querySelector('.tool-theme').click();
        return document.documentElement.lang === arguments[0] && document.documentElement.dataset.theme === arguments[1];
    """, language, theme)


def every_size_light_and_language(desk):
    for theme in ("light", "dark"):
        for language in ("ru", "en"):
            wear(desk, theme, language)
            for size in (DESKTOP, TABLET, PHONE):
                desk.browser.resize(*size, mobile=size == PHONE)
                look(desk, f"chats-{size[0]}-{theme}-{language}")
    placeholder = desk.browser.run("return document.querySelector('.entry').placeholder;")
    if placeholder != "Message":
        raise Failed(f"English is not English: {placeholder}")
    # On a phone: one pane, tabs of people below it.
    tabs, pane = desk.browser.run("return ['.people', '.pane'].map((it) => document.querySelector(it).getBoundingClientRect().toJSON());")
    if pane["width"] != PHONE[0] or tabs["top"] < pane["bottom"] - 1:
        raise Failed(f"a phone shows no tabs below one pane: {pane}, {tabs}")
    click(desk, ".tool-theme")
    click(desk, ".tool-language")
    desk.browser.resize(*DESKTOP)


def a_quote_leads_to_its_message(desk):
    click(desk, ".message .quote:not([hidden])")
    holds(desk, "the quoted photo does not come into view", "document.querySelector('.message.flash .photo') !== null")


def pictures_open_large(desk):
    click(desk, ".album .photo")
    holds(desk, "no large picture", "document.querySelector('#lightbox[open] img').naturalWidth === 300")
    before = desk.browser.run("return document.querySelector('#lightbox img').src;")
    keys(desk, "\ue014")
    holds(desk, "the arrow shows no other picture", "document.querySelector('#lightbox img').src !== arguments[0]", before)
    look(desk, "lightbox")
    keys(desk, ESCAPE)
    holds(desk, "Escape does not close the picture", "!document.querySelector('#lightbox[open]')")


def a_person_sends_files_and_places(desk):
    with tempfile.TemporaryDirectory() as folder:
        photo = pathlib.Path(folder) / "машина.png"
        photo.write_bytes(painted(500, 320, 120))
        click(desk, ".attach")
        look(desk, "attach-menu")
        keys(desk, ESCAPE)
        holds(desk, "Escape does not close the menu", "document.querySelector('.attach-menu').hidden")
        desk.browser.type(desk.browser.run("return document.querySelector('.attach-files');"), str(photo))
        holds(desk, "the files are not shown before they go", "document.querySelector('.files-image')?.complete")
        look(desk, "files")
        keys(desk, "Вот она")
        click(desk, ".action-send")
        holds(desk, "the photo is not sent", "[...document.querySelectorAll('.message.out .photo')].length === 1")
        desk.sees(ANNA, "Вот она")
    for event, target in [("new ClipboardEvent('paste', { clipboardData: data, ...all })", ".entry"),
                          ("new DragEvent('drop', { dataTransfer: data, ...all })", ".pane")]:
        desk.browser.run("const [data, all] = [new DataTransfer(), { bubbles: true, cancelable: true }];"
                         "data.items.add(new File(['words'], 'note.txt', { type: 'text/plain' }));"
                         f"document.querySelector('{target}').dispatchEvent({event});")
        holds(desk, f"{target} takes no file", "document.querySelector('.files .file-name')?.textContent === 'note.txt'")
        if target == ".pane":
            click(desk, ".action-send")
            holds(desk, "the dropped file is not sent", "document.querySelector('.message.out .file[download=\"note.txt\"]')")
        else:
            keys(desk, ESCAPE)
            holds(desk, "Escape does not close the files", "!document.querySelector('.dialog.files')")
    click(desk, ".attach")
    click(desk, "[data-attach=location]")
    look(desk, "location")
    keys(desk, "9" + ENTER)
    holds(desk, "a wrong latitude is accepted", "document.querySelector('.form-error').textContent !== ''")
    desk.browser.run("document.querySelector('.latitude').value = '59,9386';")
    keys(desk, ENTER)
    holds(desk, "the place is not sent", "document.querySelector(\".message.out .place-link[href*='59.9386']\")")


def everything_by_keyboard(desk):
    desk.browser.run("document.activeElement.blur();")
    desk.browser.run("document.querySelector('.entry').focus();")
    keys(desk, CONTROL + "k" + CONTROL)
    holds(desk, "Ctrl+K opens no search", "document.activeElement.matches('.search-input')")
    look(desk, "search")
    keys(desk, "созд зая")
    holds(desk, "the search does not filter", "document.querySelectorAll('.search-line').length === 1")
    keys(desk, ENTER)
    desk.sees_last(ANNA, "Выберите тип техники")
    # From the empty entry up to the buttons, between them by arrows.
    desk.browser.run("document.querySelector('.entry').focus();")
    keys(desk, UP)
    holds(desk, "an arrow does not lead to the buttons", "document.activeElement.matches('.inline-button')")
    first = desk.browser.run("return document.activeElement.textContent;")
    keys(desk, DOWN)
    holds(desk, "an arrow does not lead to the next button", "document.activeElement.matches('.inline-button') && document.activeElement.textContent !== arguments[0]", first)
    look(desk, "focus")
    keys(desk, "/")
    keys(desk, "отмена" + ENTER)
    desk.sees_last(ANNA, "Отмен")
    desk.browser.run("document.activeElement.blur();")
    keys(desk, "?")
    holds(desk, "no list of keys", "document.querySelector('#help[open]')")
    look(desk, "help")
    keys(desk, ESCAPE)


def troubles(desk):
    chats = pictures.brightness(seen(desk, ".stage"))
    click(desk, ".tool-panel")
    holds(desk, "no calls are listed", "document.querySelectorAll('.call').length > 3")
    look(desk, "panel")
    if abs(chats - pictures.brightness(seen(desk, ".stage"))) < 1:
        raise Failed("the panel makes no difference")
    click(desk, "[data-trouble=outage] button")
    holds(desk, "the outage is not listed", "document.querySelectorAll('.active-line').length === 1")
    desk.says(ANNA, "/help")
    holds(desk, "the bot does not notice the outage", "[...document.querySelectorAll('.active-count')].some((it) => it.textContent !== '')")
    look(desk, "outage")
    desk.browser.resize(*PHONE, mobile=True)
    look(desk, "outage-phone")
    desk.browser.resize(*DESKTOP)
    click(desk, ".end-all")
    holds(desk, "the outage does not end", "document.querySelectorAll('.active-line').length === 0")
    desk.sees_last(ANNA, "/order")


def status(desk, wanted):
    holds(desk, f"the bot is not {wanted}", "document.querySelector('.bot-status').dataset.status === arguments[0]", wanted)


def the_bot_is_switched(desk):
    """In the middle of a dialogue: once orderly, once as by a power cut with somebody writing meanwhile."""
    desk.taps(ANNA, "➕ Создать заявку")
    desk.sees_last(ANNA, "Выберите тип техники")
    click(desk, "[data-hook=restart_bot]")
    status(desk, "running")
    desk.taps(ANNA, "Посудомоечная машина")
    desk.sees_last(ANNA, "Опишите проблему")
    click(desk, "[data-hook=stop_bot]")
    status(desk, "stopped")
    look(desk, "bot-off")
    desk.says(ANNA, "Не греет воду")
    click(desk, "[data-hook=start_bot]")
    status(desk, "running")
    desk.sees_last(ANNA, "Введите телефон клиента")


def time_goes_forward(desk):
    before = desk.browser.run("return document.querySelector('.clock-now').textContent;")
    desk.browser.run("const it = document.querySelector('.jump-range'); it.value = 3; it.dispatchEvent(new Event('input'));")
    click(desk, ".jump")
    holds(desk, "the clock does not move", "/1 д/.test(document.querySelector('.clock-shift').textContent)")
    holds(desk, "the clock shows the old day", "document.querySelector('.clock-now').textContent.slice(0, 10) !== arguments[0]", before[:10])
    look(desk, "tomorrow")
    # The bot's clock went along: a form that nobody finished is a day old.
    desk.sees(ANNA, "простояла сутки")


def the_panel_dark_in_english(desk):
    wear(desk, "dark", "en")
    for size in (DESKTOP, PHONE):
        desk.browser.resize(*size, mobile=size == PHONE)
        look(desk, f"panel-{size[0]}-dark-en")
    wear(desk, "light", "ru")
    desk.browser.resize(*DESKTOP)


def play(desk, demo):
    desk.browser.resize(*DESKTOP)
    bot = Bot(demo.url)
    holds(desk, "the panes did not come", "document.querySelectorAll('.message').length > 4")
    desk.menu(ANNA, "➕ Создать заявку")
    dark_and_light(desk)
    media_from_the_bot(desk, bot)
    every_size_light_and_language(desk)
    a_quote_leads_to_its_message(desk)
    pictures_open_large(desk)
    a_person_sends_files_and_places(desk)
    everything_by_keyboard(desk)
    troubles(desk)
    the_bot_is_switched(desk)
    time_goes_forward(desk)
    the_panel_dark_in_english(desk)


if __name__ == "__main__":
    run("screens", "the page in every size, light and language", play)

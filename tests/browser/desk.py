"""The demo and its page, as the browser tests use them."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading

from webdriver import ENTER, Browser, Trouble

SHOTS = pathlib.Path(os.environ.get("BROWSER_SHOTS", "target/browser"))
START_SECONDS = 60
ANNA, PYOTR, BORIS, IGOR = "Анна Соколова", "Пётр Иванов", "Борис Громов", "Игорь Зайцев"
PRIVATE, GROUP = "Repairbot", "Работа: Пётр"

# What the page is made of, as its users see it.
PAGE = """
const pane = (name) => [...document.querySelectorAll('.pane')].find((it) => it.querySelector('.name').textContent === name);
const shown = (it) => it && it.offsetParent !== null;
const all = (name, selector) => [...(pane(name)?.querySelectorAll(selector) ?? [])].filter(shown);
const words = (it) => it.innerText.replace(/\\u00a0/g, ' ');
const bubbles = (name) => all(name, '.message');
const fits = (label, wanted) => label === wanted || (wanted.endsWith('…') && label.startsWith(wanted.slice(0, -1)));
const button = (name, label) => all(name, '.inline-button, .key').filter((it) => fits(it.textContent, label)).pop();
"""


class Failed(Exception):
    """Something is not as it must be."""


class Demo:
    """The demo, as it was built last, on a free port."""

    def __init__(self, data):
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target"))
        command = [str(target / "debug" / "demo"), "--port", "0", "--data", str(data)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        timer = threading.Timer(START_SECONDS, self.kill)
        timer.start()
        self.url, self.said = None, []
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                self.url = found.group()
                break
        timer.cancel()
        if self.url is None:
            raise Failed(f"the demo did not say its address within {START_SECONDS} s: {''.join(self.said)}")

    def kill(self, how=signal.SIGKILL):
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            pass

    def stop(self):
        """As Ctrl-C does."""
        self.kill(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("the demo does not stop at Ctrl-C") from None
        finally:
            self.process.stdout.close()


class Desk:
    """The page, and the people in it."""

    def __init__(self, browser, what):
        self.browser = browser
        self.what = what
        self.shots = 0

    def find(self, what, script, *given, seconds=30):
        found = self.browser.wait(PAGE + script, *given, seconds=seconds)
        if not found:
            raise Failed(what)
        return found

    def taps(self, name, label):
        self.browser.click(self.find(f"{name}: no button «{label}»", "return button(...arguments);", name, label))

    def sees(self, name, text, last=False):
        where = "bubbles(name).slice(-1)" if last else "bubbles(name)"
        script = f"const [name, text] = arguments; return {where}.some((it) => words(it).includes(text));"
        self.find(f"{name}: does not see «{text}»", script, name, text)

    def sees_last(self, name, text):
        self.sees(name, text, last=True)

    def never_sees(self, name, text):
        script = PAGE + "const [name, text] = arguments; return bubbles(name).some((it) => words(it).includes(text));"
        if self.browser.run(script, name, text):
            raise Failed(f"{name}: must not see «{text}»")

    def says(self, name, text):
        entry = self.find(f"{name}: cannot write", "return all(arguments[0], '.entry')[0];", name)
        self.browser.click(entry)
        self.browser.type(entry, text + ENTER)

    def replies(self, name, text):
        sign = self.find(f"{name}: no sign to reply with", "return all(arguments[0], '.reply').pop();", name)
        self.browser.click(sign)
        self.find(f"{name}: no reply bar", "return all(arguments[0], '.reply-bar')[0];", name)
        self.says(name, text)

    def news_in(self, name, chat):
        script = "return all(arguments[0], '.chip.unread').some((it) => it.innerText.trim() === arguments[1]);"
        self.find(f"{name}: no unread mark on «{chat}»", script, name, chat)

    def opens(self, name, chat):
        script = "return all(arguments[0], '.chip').find((it) => it.innerText.trim() === arguments[1]);"
        self.browser.click(self.find(f"{name}: no chat «{chat}»", script, name, chat))

    def told(self, name, text):
        script = "return all(arguments[0], '.toast').some((it) => it.textContent.includes(arguments[1]));"
        self.find(f"{name}: is not told «{text}»", script, name, text)

    def menu(self, name, *labels):
        script = "const [name, ...labels] = arguments; return labels.every((label) => button(name, label));"
        self.find(f"{name}: the menu has no {labels}", script, name, *labels)

    def swipes_to(self, name):
        """On a phone: the person's face at the top brings his pane into view."""
        script = "return [...document.querySelectorAll('.face')].find((it) => it.title.startsWith(arguments[0]));"
        self.browser.click(self.find(f"no face of {name}", script, name))
        middle = "const it = pane(arguments[0]).getBoundingClientRect(); return Math.abs(it.left) < 2;"
        self.find(f"{name}'s pane does not come into view", middle, name)

    def shot(self, name):
        self.shots += 1
        self.browser.screenshot(SHOTS / f"{self.what}-{self.shots:02}-{name}.png")

    def looks_right(self):
        wide = self.browser.run("return document.documentElement.scrollWidth - window.innerWidth;")
        if wide > 0:
            raise Failed(f"the page is {wide} px wider than the window")
        complaints = self.browser.complaints()
        if complaints:
            raise Failed(f"the browser complains: {complaints}")


def with_page(what, play):
    """Starts the demo and a browser, opens the page, plays, ends both; a failure leaves a picture and the texts."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="repairbot-browser-", ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        demo = Demo(folder / "data")
        try:
            browser = Browser(folder / "profile")
            try:
                browser.resize(1600, 900)
                browser.open(demo.url)
                play(Desk(browser, what), demo)
            except (Failed, Trouble):
                browser.screenshot(SHOTS / f"{what}-failure.png")
                panes = browser.run("return [...document.querySelectorAll('.pane')].map((it) => it.innerText);")
                (SHOTS / f"{what}-failure.txt").write_text("\n=====\n".join(panes))
                raise
            finally:
                browser.close()
        finally:
            demo.stop()


def run(what, told, play):
    """The whole of a test program."""
    try:
        with_page(what, play)
    except (Failed, Trouble) as trouble:
        sys.exit(f"browser test failed: {trouble}\n(see {SHOTS}/{what}-failure.png and .txt)")
    print(f"browser: {told}; screenshots in {SHOTS}")

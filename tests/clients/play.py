"""The same conversation with a bot in each library, by polling and by webhook, looked at from outside."""

import pathlib
import signal
import subprocess
import sys
import time

from sim import Failed, Person, Sim

HERE = pathlib.Path(__file__).parent
BOTS = ["aiogram", "ptb"]
MODES = ["polling", "webhook"]
SHOWN = "commands, keyboards, dialogue, presses, files, group, forum, 429"


def expect(holds, what):
    if not holds:
        raise Failed(what)


def ask_and_answer(anna):
    """A command, a reply keyboard, a dialogue of several steps."""
    anna.says("/start")
    anna.sees("Welcome, Anna")
    expect(anna.keyboard() == [["Order", "Help"]], f"keyboard: {anna.keyboard()}")
    anna.says("Help")
    anna.sees("Press Order")
    anna.says("Order")
    anna.sees("Your name?")
    anna.says("Clara")
    anna.sees("How many?")
    anna.says("two")
    anna.sees("A number, please")
    anna.says("3")
    return anna.sees("Clara: 3", button="Confirm")


def press(sim, anna, review):
    """An inline button: the press is answered and the message edited."""
    before = len(sim.calls())
    anna.presses(review, "Confirm")
    saved = anna.sees_edited(review, "Saved: Clara: 3")
    expect(saved["inline"] == [], f"buttons stay: {saved['inline']}")
    answer = sim.wait(method="answerCallbackQuery", since=before, outcome=200)["call"]
    expect(answer["params"]["text"] == "Saved", f"answered: {answer}")


def cancel(anna):
    """Another dialogue, left before its end."""
    anna.says("Order")
    anna.sees("Your name?")
    anna.says("/cancel")
    anna.sees("Cancelled")
    anna.says("Clara")
    anna.sees("Press Order")


def files(anna):
    """A document and a photo go up and come down again; what a person sends comes down."""
    anna.says("/report")
    sent = anna.sees("The report")
    expect(sent["document"] == "report.txt", f"document: {sent}")
    anna.sees("Came back: 20000 bytes, the same")
    anna.says("/photo")
    sent = anna.sees("The photo")
    expect("photo" in sent["content"], f"photo: {sent}")
    anna.sees("Came back: the photo")
    anna.sends(b"what Anna wrote\n" * 100, "document", "notes.txt")
    anna.sees("Got notes.txt: 1600 bytes")


def group(sim):
    """A group: the bot comes in, answers a command as a reply, and does not hear the rest."""
    crew = sim.control("groups", {"title": "Crew", "members": [Sim.BORIS, Sim.ANNA], "bot": True})["id"]
    boris = Person(sim, Sim.BORIS, crew)
    sim.wait(chat=crew, text="Hello, Crew")
    boris.says("just talking")
    boris.says("/ping")
    pong = boris.sees("pong")
    expect(pong["reply_to"] == boris.last, f"not a reply: {pong}")
    talk = sim.control(f"messages?chat={crew}")["messages"]
    expect(len([it for it in talk if it["from_bot"]]) == 2, f"too talkative: {talk}")
    return boris


def forum(sim, boris):
    """The group becomes a forum with another number; an answer stays in its topic."""
    boris.chat = sim.control(f"groups/{boris.chat}", {"do": "make_forum"})["id"]
    wish = {"do": "add_topic", "name": "Repairs", "by": boris.number}
    topic = sim.control(f"groups/{boris.chat}", wish)["topic"]
    boris.says("/ping", topic=topic)
    pong = boris.sees("pong")
    expect((pong["topic"], pong["reply_to"]) == (topic, boris.last), f"in another topic: {pong}")


def too_many_requests(sim, anna):
    """The bot waits as long as it is told to, and says it then."""
    before = len(sim.calls())
    fault = {"kind": "429", "method": "sendMessage", "chat": Sim.ANNA, "retry_after": 2, "times": 1}
    sim.control("faults", fault)
    anna.says("/patience")
    anna.sees("At last")
    sends = [call for call in sim.calls()[before:] if call["method"].lower() == "sendmessage"]
    expect([call["outcome"] for call in sends] == [429, 200], f"calls: {sends}")
    expect(sends[1]["at"] - sends[0]["at"] >= 2, f"too early: {sends}")


def conversation(sim):
    anna = Person(sim, Sim.ANNA)
    review = ask_and_answer(anna)
    press(sim, anna, review)
    cancel(anna)
    files(anna)
    forum(sim, group(sim))
    too_many_requests(sim, anna)


def at_the_end(sim, mode):
    """Everything was taken, nothing was refused but what had to be."""
    sim.wait(pending=0)
    refused = [call for call in sim.calls() if call["outcome"] != 200]
    expect([call["outcome"] for call in refused] == [429], f"refused: {refused}")
    webhook = sim.control("state")["bots"][0]["webhook"]
    expect(bool(webhook["url"]) == (mode == "webhook"), f"webhook: {webhook}")
    # python-telegram-bot tells Telegram where it listens before it does.
    trouble = webhook.get("last_error_message", "Connection refused")
    expect(trouble.startswith("Connection refused"), f"webhook: {webhook}")


def play(program, library, mode):
    begun = time.monotonic()
    sim = Sim(program)
    bot = subprocess.Popen([sys.executable, HERE / f"bot_{library}.py", sim.url, Sim.TOKEN, mode])
    try:
        conversation(sim)
        at_the_end(sim, mode)
        bot.send_signal(signal.SIGTERM)
        code = bot.wait(timeout=30)
        expect(code == 0, f"the bot ended with {code}")
    except Exception:
        print(f"the bot's calls: {sim.calls()}", file=sys.stderr)
        raise
    finally:
        bot.kill()
        bot.wait()
        sim.stop()
    print(f"{library} by {mode}: {SHOWN}: {time.monotonic() - begun:.1f} s", flush=True)


def main():
    for library in BOTS:
        for mode in MODES:
            try:
                play(sys.argv[1], library, mode)
            except Failed as failure:
                sys.exit(f"{library} by {mode}: {failure}")


main()

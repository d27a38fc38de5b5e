"""The simulator as these tests see it: its program and its control interface, with nothing but the standard library."""

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request


class Failed(Exception):
    """Something is not as it must be."""


class Sim:
    """The stand-alone simulator on a free port, with one bot and two people."""

    TOKEN = "42:TEST"
    ANNA, BORIS = 1001, 1002

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--port", "0", "--bot", f"{self.TOKEN}:client_bot"], stdout=subprocess.PIPE, text=True
        )
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.url = None
        for line in self.process.stdout:
            if line.startswith("chat "):
                self.url = line.split()[1].rstrip("/")
                break
        if self.url is None:
            raise Failed("the simulator does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def request(self, method, path, body=None):
        """The status and the JSON of an answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with self.opener.open(request) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def control(self, path, body=None, method=None):
        method = method or ("GET" if body is None else "POST")
        status, answer = self.request(method, f"/control/{path}", body)
        if status != 200:
            raise Failed(f"{method} {path} {body}: {status} {answer}")
        return answer

    def wait(self, **what):
        """Waits for a message or a call; gives what was found."""
        return self.control("wait?" + urllib.parse.urlencode({"timeout": 30, **what}))

    def upload(self, content, **about):
        """A person sends a file; gives the number of the message."""
        path = "/control/upload?" + urllib.parse.urlencode(about)
        request = urllib.request.Request(self.url + path, data=content, headers={"Content-Type": "text/plain"})
        with self.opener.open(request) as answer:
            return json.load(answer)["message"]

    def calls(self):
        return self.control("calls")["calls"]


class Person:
    """Somebody who talks with the bot in a chat."""

    def __init__(self, sim, number, chat=None):
        self.sim, self.number, self.chat, self.last = sim, number, chat or number, 0

    def says(self, text, **more):
        act = {"person": self.number, "chat": self.chat, "do": "send", "text": text, **more}
        self.last = self.sim.control("act", act)["message"]

    def sends(self, content, kind, name):
        about = {"person": self.number, "chat": self.chat, "kind": kind, "name": name}
        self.last = self.sim.upload(content, **about)

    def presses(self, message, label):
        act = {"person": self.number, "chat": self.chat, "do": "press", "message": message["id"], "label": label}
        return self.sim.control("act", act)["press"]

    def sees(self, text, **more):
        """The bot's answer to the last words."""
        found = self.sim.wait(chat=self.chat, text=text, after=self.last, **more)
        return found["message"]

    def sees_edited(self, message, text):
        """The message says something else now."""
        found = self.sim.wait(chat=self.chat, text=text, after=message["id"] - 1)["message"]
        if found["id"] != message["id"] or found["edit_date"] is None:
            raise Failed(f"not an edit of {message['id']}: {found}")
        return found

    def keyboard(self):
        return self.sim.control(f"messages?chat={self.chat}")["reply_keyboard"]

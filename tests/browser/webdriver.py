"""A WebDriver client of a few calls, with nothing but the standard library."""

import base64
import json
import re
import subprocess
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER = "\ue007"

# Waits inside the browser for a condition, so that nobody sleeps: it is looked at after every change of the page.
WAIT = """
const [deadline, done] = [performance.now() + arguments[0], arguments[arguments.length - 1]];
const given = [...arguments].slice(1, -1);
const condition = function () { %s };
const watch = new MutationObserver(look);
const timer = setInterval(look, 200);
let over = false;
function look() {
  if (over) return;
  const found = condition(...given);
  if (!found && performance.now() < deadline) return;
  over = true;
  watch.disconnect();
  clearInterval(timer);
  done(found || null);
}
watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
look();
"""


class Trouble(Exception):
    """The browser or its driver refuses."""


class Browser:
    def __init__(self, profile):
        command = ["chromedriver", "--port=0"]
        self.driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        port = None
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                port = found.group(1)
                break
        if port is None:
            raise Trouble("chromedriver does not start")
        self.root = f"http://127.0.0.1:{port}"
        self.session = None
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
            "--disable-component-update", "--disable-dev-shm-usage", "--no-first-run", "--lang=ru", "--hide-scrollbars",
            f"--user-data-dir={profile}",
        ]
        options = {"args": flags, "prefs": {"intl.accept_languages": "ru"}}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        opened = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = opened["sessionId"]
        self.call("POST", "/timeouts", {"script": 120_000, "pageLoad": 60_000})

    def call(self, method, path, body=None):
        path = path if self.session is None else f"/session/{self.session}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=150) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise Trouble(json.load(error)["value"]["message"].splitlines()[0]) from None

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script, *given):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(given)})

    def wait(self, condition, *given, seconds=30):
        """The first truthy value of this function body, or None at the deadline."""
        body = {"script": WAIT % condition, "args": [seconds * 1000, *given]}
        return self.call("POST", "/execute/async", body)

    def click(self, element):
        self.call("POST", f"/element/{element[ELEMENT]}/click", {})

    def type(self, element, text):
        self.call("POST", f"/element/{element[ELEMENT]}/value", {"text": text})

    def resize(self, width, height, mobile=False):
        params = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": params})

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def complaints(self):
        log = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def close(self):
        try:
            if self.session:
                self.call("DELETE", "")
        except (Trouble, OSError):
            pass
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            self.driver.stdout.close()

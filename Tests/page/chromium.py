"""Drives a headless Chromium over the DevTools protocol, with the standard library alone.

    with Browser() as browser:
        page = browser.open("http://127.0.0.1:8080/")
        page.wait("document.querySelector('h1')")
        page.click("button")
        page.troubles          # uncaught errors, console errors, refusals of the content policy
"""
import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request


class WebSocket:
    """Text frames to and from one peer on loopback."""

    def __init__(self, url):
        host, path = url.removeprefix("ws://").split("/", 1)
        name, port = host.rsplit(":", 1)
        self.socket = socket.create_connection((name, int(port)), timeout=60)
        self.rest = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.socket.recv(4096)
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())

    def send(self, text):
        self._frame(0x81, text.encode())

    def receive(self):
        """The next text; pings are answered on the way."""
        whole = b""
        while True:
            first, second = self._bytes(2)
            length = second & 0x7F
            if length > 125:
                length = int.from_bytes(self._bytes(2 if length == 126 else 8), "big")
            payload, kind = self._bytes(length), first & 0x0F
            if kind == 8:
                raise ConnectionError("the browser closed the connection")
            if kind == 9:
                self._frame(0x8A, payload)
            if kind in (0, 1):
                whole += payload
                if first & 0x80:
                    return whole.decode()

    def close(self):
        self.socket.close()

    def _frame(self, head, payload):
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + struct.pack(">H", size) if size < 65536 else bytes([0xFF]) + struct.pack(">Q", size)
        mask = os.urandom(4)
        self.socket.sendall(bytes([head]) + length + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)))

    def _bytes(self, count):
        while len(self.rest) < count:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("the browser is gone")
            self.rest += more
        found, self.rest = self.rest[:count], self.rest[count:]
        return found


class Browser:
    """A headless Chromium with a profile of its own, gone at the end."""

    def __init__(self, *flags):
        self.profile = tempfile.mkdtemp(prefix="stellwerk-browser-")
        command = [os.environ.get("CHROMIUM", "chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                   "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-port=0", f"--user-data-dir={self.profile}", *flags, "about:blank"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.port = self._port()

    def open(self, url="about:blank", width=1440, height=900, scale=1, mobile=False, dark=False, language="en-GB"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/json/new?about:blank", method="PUT")
        with urllib.request.urlopen(request, timeout=30) as answer:
            page = Page(json.load(answer)["webSocketDebuggerUrl"])
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        page.call("Emulation.setUserAgentOverride", userAgent="Stellwerk test", acceptLanguage=language)
        page.call("Emulation.setFocusEmulationEnabled", enabled=True)  # several tabs, each as if it were in front
        if mobile:
            page.call("Emulation.setTouchEmulationEnabled", enabled=True)
        if url != "about:blank":
            page.go(url)
        return page

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _port(self):
        path, end = os.path.join(self.profile, "DevToolsActivePort"), time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"chromium ended with {self.process.returncode}")
            try:
                with open(path, encoding="utf-8") as file:
                    return int(file.readline())
            except (FileNotFoundError, ValueError):
                time.sleep(0.02)
        raise TimeoutError("chromium did not start within a minute")


class Page:
    """One tab."""

    def __init__(self, url):
        self.socket = WebSocket(url)
        self.last = 0
        self.events = []
        self.troubles = []
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.receive())
            if message.get("id") == self.last:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note(message)

    def go(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def evaluate(self, expression):
        """The value of an expression; a promise is awaited."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description") or result["exceptionDetails"]["text"])
        return result["result"].get("value")

    def wait(self, expression, seconds=15):
        """Until an expression is true; it is asked again at every tick of the page."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                value = self.evaluate(f"Boolean({expression})")
            except RuntimeError:
                value = False  # the page is between two documents
            if value:
                return
            time.sleep(0.02)
        raise TimeoutError(f"not within {seconds} s: {expression}")

    def text(self, selector):
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? null")

    def click(self, selector):
        """A real press of the pointer on the middle of an element."""
        self.wait(f"document.querySelector({json.dumps(selector)})?.checkVisibility()")
        x, y = self.evaluate(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{ block: 'nearest' }}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="none" if kind == "mouseMoved" else "left", clickCount=1)

    def write(self, text):
        """Types into what has the focus."""
        self.call("Input.insertText", text=text)

    def press(self, key, ctrl=False, shift=False):
        """One key, named as in KeyboardEvent.key."""
        modifiers = (2 if ctrl else 0) | (8 if shift else 0)
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38}
        text = key if len(key) == 1 and not ctrl else "\r" if key == "Enter" and not ctrl else ""
        code = codes.get(key) or ord(key.upper()[0])
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", key=key, text=text, windowsVirtualKeyCode=code, modifiers=modifiers)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code, modifiers=modifiers)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        self.call("Page.close")
        self.socket.close()

    def _note(self, message):
        method, told = message.get("method"), message.get("params", {})
        self.events.append(message)
        if method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.troubles.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.troubles.append(" ".join(str(argument.get("value", argument.get("description"))) for argument in told["args"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.troubles.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

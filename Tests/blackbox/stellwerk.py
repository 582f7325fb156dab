"""Starts and stops the built program for black-box suites, and speaks its API. Standard library only."""
import contextlib, http.client, json, os, signal, socket, subprocess, sys, tempfile, time, shutil, uuid

PROGRAM = os.environ.get("STELLWERK") or sys.exit("STELLWERK names no program: run scripts/test")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def has_browser():
    return shutil.which(os.environ.get("CHROMIUM", "chromium")) is not None


def until(what, test, within=30.0, every=0.05):
    """Asks `test` until it gives something; fails loudly after the deadline."""
    end = time.monotonic() + within
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {within:.0f} s")
        time.sleep(every)


class Service:
    """One installation in a folder of its own: settings, data, key."""

    def __init__(self, files, environment=None, port=None, connectors=None):
        self.folder = tempfile.mkdtemp(prefix="stellwerk-test-")
        self.config, self.data = self.folder + "/config", self.folder + "/data"
        os.mkdir(self.config)
        self.port = port or free_port()
        for name, text in files.items():
            with open(f"{self.config}/{name}", "w") as f:
                f.write(text.replace("{port}", str(self.port)))
        self.environment = dict(os.environ, XDG_CONFIG_HOME=self.folder, **(environment or {}))
        self.connectors = connectors or ROOT + "/Connectors"
        self.process, self.token, self.log = None, None, open(self.folder + "/log", "ab")

    def arguments(self, *words):
        return [PROGRAM, *words, "--config", self.config, "--data", self.data, "--connectors", self.connectors,
                "--web", ROOT + "/Sources/WebApp/Public"]

    def run(self, *words, check=True):
        done = subprocess.run(self.arguments(*words), env=self.environment, capture_output=True, text=True, timeout=60)
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self):
        self.process = subprocess.Popen(
            self.arguments("serve", "--listen", f"127.0.0.1:{self.port}"), env=self.environment, stdout=self.log, stderr=self.log)
        until("the service answers", self.is_up, within=20, every=0.01)

    def is_up(self):
        if self.process.poll() is not None:
            raise AssertionError("the service ended: " + self.tail())
        try:
            return self.raw("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def tail(self):
        self.log.flush()
        with open(self.folder + "/log") as f:
            return f.read()[-3000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, within=20):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # The API

    def sign_in(self, name="tester", role="admin"):
        self.run("user", "add", name, "--role", role)
        self.token = self.run("token", "create", "--user", name).stdout.strip().splitlines()[-1]

    def raw(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def api(self, method, path, body=None, key=None, check=True):
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        status, data, _ = self.raw(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
        answer = json.loads(data) if data else None
        if check and status >= 300:
            raise AssertionError(f"{method} {path}: {status} {answer}")
        return answer if check else (status, answer)

    def all(self, path):
        cursor, items = None, []
        while True:
            mark = "&" if "?" in path else "?"
            page = self.api("GET", path + (f"{mark}cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return items

    def conversations(self):
        return [c for status in ("open", "waiting", "on_hold", "resolved", "spam")
                for c in self.all(f"/conversations?status={status}&limit=200&sort=newest")]

    def messages(self, conversation):
        return self.api("GET", f"/conversations/{conversation}/messages")["items"]

    def found(self, text):
        """The conversation and the message that holds the text, or None."""
        return next(((conversation, message) for conversation in self.conversations()
                     for message in self.messages(conversation["id"]) if text in message["text"]), None)


class Suite:
    """Counts what passed and failed, and prints the line that scripts/test adds up."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def test(self, name, body):
        try:
            body()
            self.passed += 1
            print(f"ok    {name}", flush=True)
        except Exception as error:
            self.failed += 1
            print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)

    def test_in_browser(self, name, body):
        if has_browser():
            self.test(name, body)
        else:
            self.skip(name, "there is no chromium")

    def skip(self, name, why):
        self.skipped += 1
        print(f"skip  {name}: {why}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)


def next_second():
    """Platforms stamp whole seconds: what is to come after something must be stamped later."""
    begun = int(time.time()) + 1
    until("the next second", lambda: int(time.time()) > begun, within=5)


def fresh_key():
    return uuid.uuid4().hex

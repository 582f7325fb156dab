"""Signing a channel in at a platform: from the terminal by a loopback address, then, after the platform has ended the sign-in, from
the page in a browser. What was written meanwhile comes in once, from where the channel stood. Tokens lie sealed in the data folder."""
import base64, glob, hashlib, http.server, json, os, shutil, subprocess, sys, threading, time, urllib.parse, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "blackbox"), os.path.join(HERE, "..", "page")]
from stellwerk import Service, Suite, free_port, until

suite = Suite()


class Agora:
    """A platform with OAuth 2, PKCE and refresh tokens that are good once."""

    def __init__(self):
        self.comments, self.codes, self.tokens = [], {}, []
        self.access = self.refresh = None
        self.refreshed, self.lives, self.lock = 0, 3600, threading.Lock()

    def write(self, text):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.comments.append({"id": len(self.comments) + 1, "text": text, "by": "hanna", "at": at})

    def issue(self):
        number = len(self.tokens) + 1
        self.access, self.refresh = f"access-{number}-{'x' * 24}", f"refresh-{number}-{'y' * 24}"
        self.tokens += [self.access, self.refresh]
        return 200, {"access_token": self.access, "refresh_token": self.refresh, "expires_in": self.lives, "token_type": "bearer"}

    def end(self):
        """A person takes the app's rights away."""
        self.access = self.refresh = None

    def authorize(self, query):
        assert query["client_id"] == "agora-client" and query["scope"] == "read write" and query["code_challenge_method"] == "S256", query
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": query["state"]})

    def token(self, form):
        with self.lock:
            if form.get("client_secret") != "agora-secret":
                return 401, {"error": "invalid_client"}
            if form["grant_type"] == "refresh_token":
                self.refreshed += 1
                return self.issue() if form["refresh_token"] == self.refresh else (400, {"error": "invalid_grant"})
            asked = self.codes.pop(form["code"], None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
            if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
                return 400, {"error": "invalid_grant"}
            return self.issue()


agora = Agora()


class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", agora.authorize(query))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif not agora.access or self.headers.get("Authorization") != f"Bearer {agora.access}":
            self.say(401, {"error": "token_expired"})
        elif url.path == "/me":
            self.say(200, {"id": "7", "name": "Shop"})
        else:
            after = int(query.get("after", 0))
            self.say(200, {"items": [c for c in agora.comments if c["id"] > after]})

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.say(*agora.token(form))

    def say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


platform = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
threading.Thread(target=platform.serve_forever, daemon=True).start()
place = f"127.0.0.1:{platform.server_port}"
port = free_port()
service = Service({
    "stellwerk.yaml": f'public_url: http://127.0.0.1:{port}\nnetwork: {{allow: ["{place}"]}}\n',
    "apps.yaml": 'agora: {connector: agora, client_id: agora-client, client_secret: "${env:AGORA_SECRET}"}\n',
    "channels.yaml": f'shop: {{connector: agora, app: agora, origins: {{"https://api.agora.example": "http://{place}"}}}}\n',
}, {"AGORA_SECRET": "agora-secret"}, port=port, connectors=None)
service.connectors = service.folder + "/connectors"
shutil.copytree(HERE + "/connector", service.connectors + "/agora")


def state():
    return service.api("GET", "/channels")["items"][0]["state"]


def texts():
    return sorted(m["text"] for c in service.conversations() for m in service.messages(c["id"]))


def begins_without():
    until("the channel says that it wants to be signed in", lambda: state() == "sign_in_needed")
    channel = service.api("GET", "/channels")["items"][0]
    assert channel["signIn"] is True and "sign-in shop" in channel["advice"], channel


def from_the_terminal():
    agora.write("before")
    command = subprocess.Popen(service.arguments("channel", "sign-in", "shop"), env=service.environment, stdout=subprocess.PIPE, text=True)
    url = next(line.strip() for line in command.stdout if line.startswith("http"))
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert b"Thank you" in answer.read()
    assert "signed in" in command.communicate(timeout=30)[0] and command.returncode == 0
    until("the channel runs", lambda: state() == "running")
    until("the comment is there", lambda: texts() == ["before"])


def is_sealed():
    for path in glob.glob(service.data + "/*") + [service.folder + "/log"]:
        with open(path, "rb") if os.path.isfile(path) else open(os.devnull, "rb") as file:
            data = file.read()
        for token in agora.tokens + ["agora-secret"]:
            assert token.encode() not in data, (path, token)


def renews():
    agora.access = agora.access + "-other"
    agora.write("while the token was refused")
    until("the comment is there", lambda: "while the token was refused" in texts())
    assert agora.refreshed == 1 and state() == "running", agora.refreshed


def survives_a_restart():
    service.stop()
    service.start()
    agora.write("after a restart")
    until("the comment is there", lambda: "after a restart" in texts())
    assert agora.refreshed == 1, "the token was kept"


def strangers_get_nothing():
    for body in ({"state": "guessed", "code": "c"}, {"state": "", "code": ""}):
        assert service.api("POST", "/sign-ins", body, check=False)[0] in (400, 409)
    status, _, headers = service.raw("GET", "/oauth/callback?state=a%0d%0ab&code=%22%3E%3Cscript%3E")
    assert status == 303 and headers["Location"] == f"http://127.0.0.1:{port}/#/signed-in?state=a%0D%0Ab&code=%22%3E%3Cscript%3E", headers


def from_the_page():
    from chromium import Browser
    agora.end()
    agora.write("written meanwhile")
    until("the channel says that the sign-in has ended", lambda: state() == "sign_in_needed")
    link = service.run("user", "add", "mira", "--role", "operator").stdout.strip().splitlines()[-1]
    with Browser() as browser:
        page = browser.open(link, language="en-GB")
        page.wait("document.querySelector('queue-list h1')", 20)
        page.evaluate("location.hash = '#/channels'")
        page.wait("document.querySelector('[data-do=sign-in]')", 20)
        page.evaluate("document.querySelector('[data-do=sign-in]').click()")
        page.wait("document.querySelector('channel-detail')?.innerText.includes('Signed in.')", 20)
        assert "code" not in page.evaluate("location.href"), "the code leaves the address"
    until("the channel runs", lambda: state() == "running")
    until("what was written meanwhile is there", lambda: "written meanwhile" in texts())
    assert texts() == sorted(c["text"] for c in agora.comments), "each once"


try:
    service.start()
    service.sign_in()
    suite.test("a channel nobody has signed in says so, and how", begins_without)
    suite.test("signed in from the terminal, by a loopback address", from_the_terminal)
    suite.test("no token and no secret stands in the data folder or the log", is_sealed)
    suite.test("a refused token is renewed, once", renews)
    suite.test("a sign-in outlives a restart", survives_a_restart)
    suite.test("a way back that was not begun here leads nowhere", strangers_get_nothing)
    suite.test_in_browser("signed in again from the page; what was written meanwhile comes in once", from_the_page)
    suite.test("still no token stands anywhere", is_sealed)
finally:
    service.close()
    platform.shutdown()
suite.finish()

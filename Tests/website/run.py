"""The form and the chat of a website: a page of another origin embeds our script, visitors write, an agent answers, and the answer
appears where the visitor wrote. What another site sends, what a machine fills in, and what a stranger asks for gets nowhere."""
import hashlib, http.server, json, os, sys, threading, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "blackbox"), os.path.join(HERE, "..", "page")]
from stellwerk import ROOT, Service, Suite, free_port, fresh_key, until

suite, pages = Suite(), {}


class Shop(http.server.BaseHTTPRequestHandler):
    """The website, which is another origin than Stellwerk."""

    def do_GET(self):
        body = pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()
SITE = f"http://127.0.0.1:{shop.server_port}"
port = free_port()
service = Service({
    "stellwerk.yaml": f"public_url: http://127.0.0.1:{port}\n",
    "channels.yaml": f'site: {{connector: website-form, settings: {{site: "{SITE}"}}}}\n',
}, port=port)
service.start()
service.sign_in()
HOOK = json.loads(service.run("channel", "hook", "site", "--json").stdout)["url"]
PATH = urllib.parse.urlparse(HOOK).path
FIXTURES = f"{ROOT}/Connectors/website-form/fixtures"
SESSION = "a-session-of-a-visitor-0123456789"


def post(body, kind="application/x-www-form-urlencoded", origin=SITE, path=PATH):
    headers = {"Content-Type": kind, **({"Origin": origin} if origin else {})}
    return service.raw("POST", path, body.encode(), headers)


def chat(text, name, session=SESSION):
    return json.dumps({"type": "chat.message", "timestamp": "2026-07-02T08:14:58Z", "data": {
        "session": session, "id": name, "person": {"id": None, "name": None, "email": None}, "text": text, "page": SITE + "/m", "locale": "de"}})


def answer(text, words):
    conversation, message = until(f"'{text}' is there", lambda: service.found(text))
    service.api("POST", f"/conversations/{conversation['id']}/replies", {"text": words, "to": message["id"]}, key=fresh_key())


def waiting(session=SESSION):
    status, body, headers = service.raw("POST", PATH + "/answers", session.encode(), {"Content-Type": "text/plain", "Origin": SITE})
    assert status == 200 and headers["Access-Control-Allow-Origin"] == "*", (status, headers)
    return [m["text"] for m in json.loads(body)["messages"]]


def form():
    with open(FIXTURES + "/form_post.txt") as file:
        body = file.read()
    for _ in range(2):
        status, said, headers = post(body)
        assert status == 200 and b"Thank you" in said and headers["Access-Control-Allow-Origin"] == SITE, (status, said, headers)
    conversation, message = until("the form is there", lambda: service.found("Wo ist mein Paket?"))
    assert message["text"] == "Wo ist mein Paket?\nDanke & Grüße" and message["kind"] == "mail", message
    assert conversation["subject"] == "Bestellung 4711" and message["author"]["name"] == "Ana López", conversation
    assert sum("Wo ist mein Paket" in m["text"] for c in service.conversations() for m in service.messages(c["id"])) == 1


def machines():
    with open(FIXTURES + "/form_post_spam.txt") as file:
        assert post(file.read())[0] == 200, "a machine learns nothing"
    quick = f"name=x&message=too+quick+to+be+typed&submission=s-1&t={int(time.time())}"
    assert post(quick)[0] == 200
    post("message=slow+enough&email=b%40customer.example&submission=s-2&t=1782980040")
    until("the next one is there", lambda: service.found("slow enough"))
    assert not service.found("spam.example") and not service.found("too quick")


def strangers():
    for origin in (None, "null", "https://evil.example", SITE + ".evil.example", SITE + "/"):
        status, _, headers = post(chat("from elsewhere", "e-1"), "text/plain", origin)
        assert status == 401 and "Access-Control-Allow-Origin" not in headers, (origin, status)
    assert service.raw("POST", PATH[:-2] + "xx/answers", SESSION.encode())[0] == 404, "a wrong key"
    assert service.raw("POST", PATH + "/answers", b"short")[0] == 404
    assert waiting("another-session-that-nobody-has") == []


def conversation():
    assert post(chat("Hi 🐟", "m-1"), "text/plain")[0] == 200
    answer("Hi 🐟", "Good morning!")
    until("the answer waits", lambda: waiting() == ["Good morning!"])
    assert hashlib.sha256(SESSION.encode()).hexdigest() not in waiting("another-session-that-nobody-has")
    post(chat("And tomorrow?", "m-2"), "text/plain")
    one, _ = until("both are there", lambda: service.found("And tomorrow?"))
    assert "Hi 🐟" in [m["text"] for m in service.messages(one["id"])], "one visitor, one conversation"
    assert SESSION not in json.dumps(service.messages(one["id"])), "the token itself is nowhere"
    service.api("POST", f"/conversations/{one['id']}/notes", {"text": "A note among us"})
    assert waiting() == ["Good morning!"], "notes are nobody's business"


def files():
    for name, kind in (("stellwerk.js", "javascript"), ("stellwerk.css", "text/css")):
        status, body, headers = service.raw("GET", f"/site/website-form/{name}")
        assert status == 200 and kind in headers["Content-Type"] and len(body) > 1000, (name, status, headers)
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin" and headers["X-Content-Type-Options"] == "nosniff", headers
    for path in ("/site/website-form/connector.yaml", "/site/website-form/../connector.yaml", "/site/telegram/connector.yaml", "/site/"):
        assert service.raw("GET", path)[0] in (400, 404), path


def in_browser():
    from chromium import Browser
    pages["/"] = f"""<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1>
        <form data-stellwerk method="post" action="{HOOK}"><input name="name"><input name="email" type="email"><textarea name="message"></textarea>
        <input name="website" hidden><button>Send</button></form>
        <script defer src="http://127.0.0.1:{port}/site/website-form/stellwerk.js" data-hook="{HOOK}" data-chat data-title="Ask us"></script></html>"""
    inside = "document.querySelector('body > div').shadowRoot"
    with Browser() as browser:
        page = browser.open(SITE + "/")
        page.wait(f"{inside}.querySelector('.open').checkVisibility()")
        page.evaluate(f"{inside}.querySelector('.open').click()")
        page.write("Do you ship to Norway?")
        page.press("Enter")
        page.wait(f"{inside}.querySelector('li.mine').textContent === 'Do you ship to Norway?'")
        answer("Do you ship to Norway?", "We do, for five euros.")
        page.wait(f"[...{inside}.querySelectorAll('li')].some((line) => line.textContent === 'We do, for five euros.')", seconds=30)
        page.go(SITE + "/")
        page.evaluate(f"{inside}.querySelector('.open')?.click()")
        page.wait(f"{inside}.querySelectorAll('li').length === 2", seconds=30)
        # A form that is filled within three seconds is a machine's.
        until("a person's time", lambda: page.evaluate("performance.now() > 4000"))
        page.evaluate("(document.forms[0].name.value = 'Ben', document.forms[0].message.value = 'Through the form', document.forms[0].requestSubmit())")
        page.wait("document.querySelector('[role=status]').textContent.startsWith('Thank you')")
        one, message = until("the form is there", lambda: service.found("Through the form"))
        assert message["kind"] == "message" and "Do you ship" in json.dumps(service.messages(one["id"])), "where there is a chat, the form joins it"
        assert not page.troubles, page.troubles


def flood():
    answers = [post(chat("again", f"f-{number}"), "text/plain") for number in range(70)]
    assert [status for status, _, _ in answers][-1] == 429 and answers[0][0] == 200, answers[-1]
    assert answers[-1][2]["Retry-After"] == "60" and answers[-1][2]["Access-Control-Allow-Origin"] == SITE, answers[-1]


for name, body in [("a form is one message, however often it is pressed", form), ("what a machine fills in is taken and kept out", machines),
                   ("calls from elsewhere are refused, and answers are opened by the token alone", strangers),
                   ("a visitor's words are one conversation, and its answers wait for the visitor", conversation),
                   ("the script and its style may be embedded, and nothing else", files)]:
    suite.test(name, body)
suite.test_in_browser("on a page of another origin, the chat and the form work in a browser", in_browser)
suite.test("one address that floods is told to wait", flood)
service.close()
suite.finish()

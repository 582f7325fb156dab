"""Bad input from every side: each gets its clear error, and nothing acknowledged is lost."""
import http.client, json, os, re, socket, subprocess, sys, threading, time, urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "blackbox"))
from stellwerk import PROGRAM, ROOT, Service, Suite, free_port, fresh_key, until
from telegram import TOKEN, Telegram

suite, platform = Suite(), Telegram()
service = Service(platform.config(), {"BOT_TOKEN": TOKEN})
service.start()
service.sign_in()
until("the webhook is registered", lambda: platform.hook)
HOOK = urllib.parse.urlparse(platform.hook).path
SECRET = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": platform.secret}


def post(body, headers=None, path=None):
    return service.raw("POST", path or HOOK, body, SECRET if headers is None else headers)[0]


def texts():
    return [m["text"] for c in service.conversations() for m in service.messages(c["id"])]


# What comes in by webhook

def malformed():
    before = len(service.api("GET", "/deliveries?state=quarantined")["items"])
    for body in ('{"update_id": 1', "", "[]", "\xff\xfe", '{"a":' * 500 + "1" + "}" * 500, '{"message": {"message_id": 5}}'):
        assert post(body.encode("latin-1")) == 200, "a verified delivery is kept, whatever it holds"
    until("the unreadable are in quarantine",
          lambda: len(service.api("GET", "/deliveries?state=quarantined")["items"]) >= before + 3)
    entry = service.api("GET", "/deliveries?state=quarantined")["items"][0]
    assert entry["refusals"][0]["reason"] and entry["refusals"][0]["advice"], entry


def beside_the_bad():
    for number in range(900, 910):
        good = number % 2 == 0
        assert post(json.dumps(platform.update(number, 77, f"gut {number}", time.time())) if good else '{"message": 7}') == 200
    until("the good ones are there", lambda: sum(t.startswith("gut 9") for t in texts()) == 5)


def wrong_signature():
    before = len(service.api("GET", "/deliveries?limit=200")["items"])
    body = json.dumps(platform.update(5_000, 78, "forged", time.time()))
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": ""}, {"X-Telegram-Bot-Api-Secret-Token": platform.secret[:-1]},
                    {"X-Telegram-Bot-Api-Secret-Token": platform.secret + " x"}):
        assert post(body, headers) == 401, headers
    assert post(body, path=HOOK[:-1] + ("A" if HOOK[-1] != "A" else "B")) == 401, "a wrong key in the path"
    assert post(body, path="/hooks/nobody/" + HOOK.rpartition("/")[2]) == 401, "another channel"
    assert len(service.api("GET", "/deliveries?limit=200")["items"]) == before, "nothing unverified is stored"


def oversized():
    assert post(b"x" * (4 << 20)) == 200, "the limit itself is taken"
    with socket.create_connection(("127.0.0.1", service.port)) as s:
        s.sendall(f"POST {HOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: {5 << 20}\r\n\r\n".encode())
        assert b" 413 " in s.recv(4096)


def smuggling():
    shapes = ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
              "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n",
              "GET /\0x HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"]
    for shape in shapes:
        with socket.create_connection(("127.0.0.1", service.port)) as s:
            s.sendall(shape.encode())
            s.settimeout(10)
            answer = s.recv(4096)
            assert b" 400 " in answer or answer == b"", (shape, answer[:80])


def slow():
    quick = time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port)) as s:
        s.settimeout(20)
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost:")
        while time.monotonic() - quick < 20:
            try:
                s.sendall(b"x")
                s.settimeout(0.5)
                if s.recv(4096) == b"" or True:
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    took = time.monotonic() - quick
    assert took < 15, f"a head that drips was suffered for {took:.0f} s"


def hostile_text():
    nasty = '<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe \x00 👩‍👩‍👧‍👦 ' + "A" * 3000
    assert post(json.dumps(platform.update(6_000, 79, nasty.replace("\x00", ""), time.time()))) == 200
    until("it is there as text", lambda: any("<script>alert(1)</script>" in t for t in texts()))


for name, body in [("malformed deliveries are kept and put in quarantine with reason and advice", malformed),
                   ("one bad item does not block those beside it", beside_the_bad),
                   ("unverified calls get 401 and leave nothing", wrong_signature),
                   ("an oversized body is refused before it is read", oversized),
                   ("request-smuggling shapes are refused", smuggling),
                   ("a sender that drips is cut off", slow),
                   ("hostile text stays text", hostile_text)]:
    suite.test(name, body)


# What comes in by the API

def api_refuses():
    conversation = service.conversations()[0]["id"]
    for method, path, body, status, code in [
        ("GET", "/conversations?status=nonsense", None, 400, "bad_request"),
        ("GET", "/conversations?cursor=x.y.z", None, 400, "bad_request"),
        ("GET", "/conversations/12345", None, 404, "not_found"),
        ("PUT", f"/conversations/{conversation}/status", {"to": "closed"}, 400, "bad_request"),
        ("POST", f"/conversations/{conversation}/replies", {"text": "Hi"}, 400, "bad_request"),
        ("PATCH", "/me", {}, 405, "wrong_method"),
        ("GET", "/nothing", None, 404, "not_found"),
    ]:
        got, answer = service.api(method, path, body, check=False)
        assert got == status and answer["error"]["code"] == code and answer["error"]["advice"], (method, path, got, answer)
    got, answer = service.api("POST", f"/conversations/{conversation}/replies", {"text": "x" * 5000}, key=fresh_key(), check=False)
    assert got == 400 and answer["error"]["code"] == "too_long" and "904 too many" in answer["error"]["message"], answer
    for body in (b"{", b"[1]", b"\xff"):
        got, _, _ = service.raw("POST", f"/api/v1/conversations/{conversation}/notes", body,
                                {"Authorization": f"Bearer {service.token}", "Content-Type": "application/json"})
        assert got == 400, body


def strangers():
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Cookie": "stellwerk=AAAA"}):
        for path in ("/me", "/conversations", "/live", "/channels", "/users"):
            assert service.raw("GET", "/api/v1" + path, headers=headers)[0] == 401, (path, headers)
    status, _, headers = service.raw("GET", "/nothing-here")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in headers, f"{name} is missing on a {status}"


def brake():
    login = lambda password: service.raw("POST", "/api/v1/session", json.dumps({"name": "nobody", "password": password}),
                                         {"Content-Type": "application/json", "X-Stellwerk": "1"})
    found = [login(f"wrong {n}")[0] for n in range(7)]
    assert found[:5] == [401] * 5 and 429 in found, found


for name, body in [("the API says what is wrong and what to do", api_refuses), ("strangers get nowhere, and every answer has its headers", strangers),
                   ("guessing passwords is slowed down", brake)]:
    suite.test(name, body)


# What the operator gets wrong

def port_in_use():
    other = Service(platform.config(), {"BOT_TOKEN": TOKEN}, port=service.port)
    try:
        done = subprocess.run(other.arguments("serve", "--listen", f"127.0.0.1:{service.port}"), env=other.environment,
                              capture_output=True, text=True, timeout=30)
        assert done.returncode == 3 and str(service.port) in done.stderr and "Another program listens" in done.stderr, done
    finally:
        other.close()


def second_opener():
    done = subprocess.run(service.arguments("serve", "--listen", f"127.0.0.1:{free_port()}"), env=service.environment,
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 3 and "in use by process" in done.stderr, done


def refused(files, environment, *words, status=3, command=("serve", "--listen", "127.0.0.1:0")):
    other = Service(files, environment)
    try:
        done = subprocess.run(other.arguments(*command), env=other.environment, capture_output=True, text=True, timeout=30)
        said = done.stdout + done.stderr
        assert done.returncode == status, (done.returncode, said)
        for word in words:
            assert word in said, f"'{word}' is not said:\n{said}"
        return said
    finally:
        other.close()


def broken_yaml():
    files = {
        "stellwerk.yaml": "listen: nowhere\nlisten_address: 1\nretention: {deliveries: soon}\nnetwork: {alow: []}\n",
        "channels.yaml": "Bad Name: {connector: telegram}\nb: {conector: telegram}\n",
        "routing.yaml": "rules:\n  - name: a\n    when: {knd: review}\n    then: [{prioriti: high}]\n",
        "service-levels.yaml": "calendars: {office: {zone: Mars/Olympus, week: {mon: [[\"9\", \"17:00\"]]}}}\n",
    }
    said = refused(files, {}, "stellwerk.yaml:1:", "stellwerk.yaml:2:", "stellwerk.yaml:3:", "stellwerk.yaml:4:", "channels.yaml:1:",
                   "channels.yaml:2:", "did you mean `allow`", "did you mean `connector`", "routing.yaml:3:", "routing.yaml:4:",
                   "service-levels.yaml:1:", status=1, command=("check",))
    assert len(re.findall(r"\.yaml:\d+:\d+: ", said)) >= 10, said


def missing_secret():
    refused(platform.config(), {}, "BOT_TOKEN", "is not set")


def secret_in_file():
    files = platform.config()
    files["channels.yaml"] = f"bot: {{connector: telegram, settings: {{token: \"{TOKEN}\"}}}}\n"
    said = refused(files, {}, "stands in the file", "${env:NAME}")
    assert TOKEN not in said, "the secret is repeated"


def unknown_connector():
    files = platform.config()
    files["channels.yaml"] = "bot: {connector: telegrm, settings: {}}\n"
    refused(files, {}, "there is no connector 'telegrm'", "did you mean `telegram`?")


def unwritable():
    other = Service(platform.config(), {"BOT_TOKEN": TOKEN})
    try:
        other.data = "/proc/stellwerk"
        done = subprocess.run(other.arguments("serve", "--listen", "127.0.0.1:0"), env=other.environment, capture_output=True,
                              text=True, timeout=30)
        assert done.returncode == 3 and "/proc/stellwerk" in done.stderr, done
    finally:
        other.close()


def newer_schema():
    import sqlite3
    other = Service(platform.config(), {"BOT_TOKEN": TOKEN})
    try:
        other.start()
        other.stop()
        with sqlite3.connect(other.data + "/inbox.db") as base:
            base.execute("INSERT INTO schema_version (number, name) VALUES (99, 'from-the-future')")
        done = subprocess.run(other.arguments("serve", "--listen", "127.0.0.1:0"), env=other.environment, capture_output=True,
                              text=True, timeout=30)
        assert done.returncode == 3 and "newer Stellwerk" in done.stderr and "99" in done.stderr, done
    finally:
        other.close()


def lost_key():
    other = Service(platform.config(), {"BOT_TOKEN": TOKEN})
    try:
        other.start()
        other.stop()
        os.remove(other.folder + "/stellwerk/key")
        done = subprocess.run(other.arguments("serve", "--listen", "127.0.0.1:0"), env=other.environment, capture_output=True,
                              text=True, timeout=30)
        assert done.returncode == 3 and "key" in done.stderr, done
    finally:
        other.close()


def wrong_usage():
    for words, part in [(["frobnicate"], "no command"), (["serve", "--lisen", "x"], "did you mean --listen"), (["user", "add"], "NAME is missing"),
                        (["channel", "test", "nope"], "there is no channel 'nope'")]:
        done = service.run(*words, check=False) if words[0] != "frobnicate" else subprocess.run(
            [PROGRAM, *words], capture_output=True, text=True)
        assert done.returncode in (2, 3) and part in done.stderr, (words, done)


for name, body in [("a port in use is said", port_in_use), ("a data folder in use is said, with the process", second_opener),
                   ("broken settings: every mistake at once, with file, line and column", broken_yaml),
                   ("a missing secret is named", missing_secret), ("a secret in YAML is refused and not repeated", secret_in_file),
                   ("a connector's name is corrected", unknown_connector), ("an unwritable data folder is said", unwritable),
                   ("a newer schema is refused", newer_schema), ("a lost key stops the start", lost_key),
                   ("wrong usage says the right one", wrong_usage)]:
    suite.test(name, body)


# The disk is full

def full_disk():
    if os.geteuid() != 0:
        return suite.skip("a full disk", "mounting needs root")
    other = Service(platform.config(), {"BOT_TOKEN": TOKEN})
    os.mkdir(other.data)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", other.data], capture_output=True).returncode != 0:
        other.close()
        return suite.skip("a full disk", "no tmpfs can be mounted here")
    try:
        platform.hook = None
        other.start()
        other.sign_in()
        until("the webhook is registered", lambda: platform.hook)
        path = urllib.parse.urlparse(platform.hook).path
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": platform.secret}
        acknowledged, refusals = [], 0
        for number in range(1, 4000):
            status, _, _ = other.raw("POST", path, json.dumps(platform.update(number, 5, "y" * 3000 + str(number), time.time())), headers)
            if status == 200:
                acknowledged.append(number)
            else:
                assert status == 503, status
                refusals += 1
                if refusals > 20:
                    break
        assert refusals > 20, "the disk never filled"
        assert other.raw("GET", "/healthz")[0] == 200, "the process lives"
        assert other.api("GET", "/me")["name"] == "tester", "the page stays readable"
        subprocess.run(["mount", "-o", "remount,size=200m", other.data], check=True)
        number = 10_000

        def taken_again():
            status, _, _ = other.raw("POST", path, json.dumps(platform.update(number, 6, "after", time.time())), headers)
            return status == 200
        until("it works again when there is space", taken_again, within=30, every=0.5)
        until("everything is read", lambda: sum(c["waiting"] for c in other.api("GET", "/channels")["items"]) == 0, within=60)
        found = {m["text"].lstrip("y") for c in other.conversations() for m in other.messages(c["id"])}
        kept = {e for e in acknowledged[-900:] if str(e) not in found}
        assert not kept, f"{len(kept)} acknowledged and lost: {sorted(kept)[:5]}"
    finally:
        if other.process and other.process.poll() is None:
            other.kill()
        subprocess.run(["umount", "-l", other.data])
        other.close()


suite.test("a full disk refuses with 503, loses nothing, and works again with space", full_disk)
service.close()
suite.finish()

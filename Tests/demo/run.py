"""The demo from the outside, as somebody meets it: start it, sign in by its link, see every channel arrive, answer, and look on
the platforms' side whether the answer stands where it belongs, once. STELLWERK names the built program; standard library only."""
import http.client, json, os, queue, signal, socket, subprocess, sys, tempfile, threading, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "blackbox"), os.path.join(HERE, "..", "page")]
from chromium import Browser  # noqa: E402
from stellwerk import PROGRAM, ROOT, Suite, fresh_key, free_port, until  # noqa: E402

PLATFORMS = {"shop-blog": "wordpress", "fedi": "mastodon", "service-bot": "telegram"}


TEMPORARY = tempfile.TemporaryDirectory(prefix="stellwerk-demo-test-")
WHERE = ["--connectors", ROOT + "/Connectors", "--web", ROOT + "/Sources/WebApp/Public"]


class Demo:
    """A running demo, signed in as its user, listening to its live stream."""

    def __init__(self):
        self.temporary = TEMPORARY.name
        self.log = open(self.temporary + "/log", "w+")
        self.folders = self.temporary + "/tmp"
        os.mkdir(self.folders)
        self.process = subprocess.Popen(
            [PROGRAM, "demo", "--json", *WHERE], env=dict(os.environ, TMPDIR=self.folders),
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            raise AssertionError("the demo ended: " + self.log.read()[-2000:])
        self.addresses = json.loads(line)
        self.page = urllib.parse.urlsplit(self.addresses["page"])
        self.side = urllib.parse.urlsplit(self.addresses["side"])
        self.cookie, self.news, self.connections = None, queue.Queue(), {}

    # Calls

    def call(self, address, method, path, body=None, headers=None):
        if address not in self.connections:
            self.connections[address] = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        headers = dict(headers or {})
        if body is not None:
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        self.connections[address].request(method, path, body, headers)
        answer = self.connections[address].getresponse()
        data = answer.read()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(data) if data and is_json else data, dict(answer.getheaders())

    def api(self, method, path, body=None, key=None):
        headers = {"Cookie": self.cookie, "X-Stellwerk": "1"}
        if method != "GET":
            # What a browser sends along.
            headers["Origin"] = f"http://{self.page.netloc}"
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        status, answer, _ = self.call(self.page, method, "/api/v1" + path, body, headers)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def town(self, what, **words):
        status, answer, _ = self.call(self.side, "POST", "/side/" + what, words)
        assert status < 300, f"{what}: {status} {answer}"
        return answer

    # The live stream

    def sign_in(self):
        token = self.page.fragment.rpartition("/")[2]
        status, answer, headers = self.call(self.page, "POST", "/api/v1/session/link", {"token": token}, {"X-Stellwerk": "1"})
        assert status == 204, f"{status} {answer}"
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        connection = http.client.HTTPConnection(self.page.hostname, self.page.port)
        connection.request("GET", "/api/v1/live", headers={"Cookie": self.cookie})
        stream = connection.getresponse()
        while line := stream.readline():
            if line.startswith(b"data:"):
                self.news.put(line)

    def until(self, what, test, within=30):
        """Looks again whenever the stream tells of something."""
        end = time.monotonic() + within
        while not (found := test()):
            left = end - time.monotonic()
            assert left > 0, f"{what}: not within {within} s"
            try:
                self.news.get(timeout=min(left, 1))
                # What comes in one breath is looked at once.
                time.sleep(0.05)
                while True:
                    self.news.get_nowait()
            except queue.Empty:
                pass
        return found

    # What one sees

    def conversations(self, channel=None):
        rows = [row for status in ("open", "waiting", "resolved")
                for row in self.api("GET", f"/conversations?status={status}&sort=newest&limit=100")["items"]]
        found = [row for row in rows if channel is None or row["channel"]["name"] == channel]
        return sorted(found, key=lambda row: row["lastMessageAt"], reverse=True)

    def messages(self, conversation):
        return self.api("GET", f"/conversations/{conversation}/messages")["items"]

    def message(self, channel, text):
        """The message with this text, with its conversation; None while it has not come."""
        for row in self.conversations(channel)[:12]:
            for message in self.messages(row["id"]):
                if text in message["text"]:
                    return row, message
        return None

    def channel(self, name):
        return next(c for c in self.api("GET", "/channels")["items"] if c["name"] == name)

    def items(self, platform):
        _, state, _ = self.call(self.side, "GET", "/side/state")
        threads = next(p["threads"] for p in state["platforms"] if p["platform"] == platform)
        return [item for thread in threads for item in thread["items"]]

    def ledger(self, text):
        _, ledger, _ = self.call(self.side, "GET", "/side/ledger")
        return [entry for entry in ledger["items"] if text in entry["text"]]

    # What one does

    def write(self, channel, text, **words):
        return self.town("write", platform=PLATFORMS[channel], text=text, name=words.pop("name", "Jana Petersen"), **words)["id"]

    def answer(self, channel, asked, text, key=None):
        """Answers the message with this text; the outbox entry."""
        row, message = self.until(f"'{asked}' arrives", lambda: self.message(channel, asked), within=30)
        return self.api("POST", f"/conversations/{row['id']}/replies", {"text": text, "inReplyTo": message["id"]},
                        key=key or fresh_key())

    def entry(self, channel, asked, text):
        found = self.message(channel, asked)
        return next((m["outbox"] for m in self.messages(found[0]["id"]) if m["outbox"] and text in m["text"]), None)

    def reach(self, channel, asked, text, *states, within=45):
        """Waits until the answer's entry is in one of these states."""
        def there():
            entry = self.entry(channel, asked, text)
            return entry if entry and entry["state"] in states else None
        return self.until(f"'{text}' is {' or '.join(states)}", there, within)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.log.close()


suite = Suite()
demo = Demo()


def link_signs_in_once():
    demo.sign_in()
    assert demo.api("GET", "/me")["name"] == "demo"
    token = demo.page.fragment.rpartition("/")[2]
    status, _, _ = demo.call(demo.page, "POST", "/api/v1/session/link", {"token": token}, {"X-Stellwerk": "1"})
    assert status == 401, f"a second use gave {status}"


def every_channel_arrives():
    demo.until("conversations of all three channels", lambda: {r["channel"]["name"] for r in demo.conversations()} >= set(PLATFORMS))
    demo.until("the morning's dozen", lambda: len(demo.conversations()) >= 10)
    states = {c["name"]: c["state"] for c in demo.api("GET", "/channels")["items"]}
    assert set(states.values()) == {"running"}, states


def rules_and_clocks_are_at_work():
    row = demo.until("the broken kettle", lambda: demo.message("shop-blog", "My kettle arrived broken"))[0]
    detail = demo.api("GET", f"/conversations/{row['id']}")
    assert "defect" in detail["labels"] and detail["team"] == "service", detail
    assert any(promise["metric"] == "first_response" and promise["dueAt"] for promise in detail["promises"]), detail["promises"]


# A customer asks on every channel; all of them are answered at once, and then looked after one by one.

PUBLIC = {channel: (f"Frage an {channel}: wie lange habt ihr offen?", f"Bis 18 Uhr, samstags bis 14 Uhr ({channel}).")
          for channel in PLATFORMS}
PRIVATE = ("nur unter uns: meine Kundennummer ist 88", "Danke, die 88 bleibt unter uns.")
items = {}


def questions_are_answered():
    for channel, (asked, said) in PUBLIC.items():
        items[channel] = demo.write(channel, asked, place="2" if channel == "shop-blog" else None)
    demo.write("fedi", PRIVATE[0], place="direct")
    for channel, (asked, said) in PUBLIC.items():
        key = fresh_key()
        first, again = demo.answer(channel, asked, said, key), demo.answer(channel, asked, said, key)
        assert first["id"] == again["id"], "one key, one entry"
        assert first["state"] == "held", first
    demo.answer("fedi", *PRIVATE)


def answer_stands_below(channel):
    asked, said = PUBLIC[channel]
    demo.reach(channel, asked, said, "sent", "delivered", "read")
    found = [item for item in demo.items(PLATFORMS[channel]) if said in item["text"]]
    assert len(found) == 1, f"{len(found)} answers"
    assert found[0]["ours"] and found[0]["parent"] == items[channel], found[0]
    assert [e["count"] for e in demo.ledger(said)] == [1], demo.ledger(said)
    return found[0]


def mention_names_its_author():
    found = answer_stands_below("fedi")
    assert found["text"].startswith("@janapetersen"), found["text"]


def private_mention_stays_private():
    demo.reach("fedi", *PRIVATE, "sent", "delivered", "read")
    assert [item["mark"] for item in demo.items("mastodon") if PRIVATE[1] in item["text"]] == ["direct"]


def edits_and_deletions_are_noticed():
    item = demo.write("shop-blog", "Die Handmüle klemmt, wirklich schade drum.")
    demo.until("the comment arrives", lambda: demo.message("shop-blog", "wirklich schade drum"))
    demo.town("edit", platform="wordpress", id=item, text="Die Handmühle klemmt, wirklich schade drum.")
    edited = demo.until("the edit", lambda: (demo.message("shop-blog", "Handmühle klemmt, wirklich") or (None, None))[1])
    assert edited["revision"] >= 2 and edited["editedAt"], edited
    row = demo.message("shop-blog", "wirklich schade drum")[0]
    demo.town("delete", platform="wordpress", id=item)
    demo.until("the deletion", lambda: any(m["id"] == edited["id"] and m["deletedAt"] for m in demo.messages(row["id"])))


def hiding_hides():
    item = demo.write("shop-blog", "Das hier soll niemand lesen müssen.")
    message = demo.until("the comment arrives", lambda: demo.message("shop-blog", "niemand lesen müssen"))[1]
    assert "hide" in message["acts"], message["acts"]
    demo.api("POST", f"/messages/{message['id']}/hide", {}, key=fresh_key())
    demo.until("the public sees it no more", lambda: any(i["id"] == item and i["mark"] == "hold" for i in demo.items("wordpress")))


def mention_arrives_at_once():
    """Polls are a minute apart: what is here sooner came by the open line."""
    text = "sofort gehört?"
    demo.write("fedi", text)
    demo.until("the mention arrives", lambda: demo.message("fedi", text), within=6)


PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + os.urandom(1_500_000)
TOKENS = {"mastodon": "demo-Qm7sVt2kXy9LrW4pZa1CeB8uJnH3fGdT6oIv5MxK0s", "telegram": "6123456789:AAHdemoDemoDemoDemoDemoDemoDemoDemo0"}


def upload(data, name, type):
    query = urllib.parse.urlencode({"name": name, "type": type, "alternative": "das Typenschild"})
    connection = http.client.HTTPConnection(demo.page.hostname, demo.page.port, timeout=20)
    connection.request("POST", f"/api/v1/uploads?{query}", data, {
        "Cookie": demo.cookie, "X-Stellwerk": "1", "Origin": f"http://{demo.page.netloc}", "Content-Type": "application/octet-stream"})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 201, body
    return body


def fetch(path, headers=None):
    connection = http.client.HTTPConnection(demo.side.hostname, demo.side.port, timeout=20)
    connection.request("GET", path, headers=headers or {})
    return connection.getresponse().read()


def file_goes_with_an_answer(channel):
    """Byte for byte: up from the page, out to the platform, and back from there as the page would show it."""
    asked, said = f"habt ihr ein Foto für {channel}?", f"Hier ist es ({channel})."
    demo.write(channel, asked)
    row, message = demo.until("it arrives", lambda: demo.message(channel, asked))
    file = upload(PICTURE, "Schild.png", "image/png")
    assert file["type"] == "image/png" and file["size"] == len(PICTURE), file
    entry = demo.api("POST", f"/conversations/{row['id']}/replies",
                     {"text": said, "inReplyTo": message["id"], "files": [file["id"]]}, key=fresh_key())
    assert [f["name"] for f in entry["files"]] == ["Schild.png"], entry
    demo.reach(channel, asked, said, "sent", "delivered", "read", within=60)
    shown = next(m for m in demo.messages(row["id"]) if m["outbox"] and said in m["text"])["attachments"][0]
    status, data, headers = demo.call(demo.page, "GET", shown["href"], headers={"Cookie": demo.cookie})
    assert status == 200 and data == PICTURE, f"{status}, {len(data)} bytes"
    assert headers["Content-Type"] == "image/png" and "sandbox" in headers["Content-Security-Policy"], headers
    return said


def file_stands_on_mastodon():
    said = file_goes_with_an_answer("fedi")
    sent = next(item["id"] for item in demo.items("mastodon") if said in item["text"])
    status = json.loads(fetch(f"/mastodon/api/v1/statuses/{sent}", {"Authorization": "Bearer " + TOKENS["mastodon"]}))
    media = status["media_attachments"][0]
    assert media["description"] == "das Typenschild", media
    assert fetch("/mastodon" + urllib.parse.urlsplit(media["url"]).path) == PICTURE


def file_stands_on_telegram():
    file_goes_with_an_answer("service-bot")
    assert [e["count"] for e in demo.ledger("[Schild.png]")] == [1], demo.ledger("[Schild.png]")
    bot = TOKENS["telegram"]
    found = json.loads(fetch(f"/telegram/bot{bot}/getFile?file_id=BQACAgIAAxkDAAI1000"))["result"]
    assert fetch(f"/telegram/file/bot{bot}/{found['file_path']}") == PICTURE


def lost_answer_with_a_key_is_repeated():
    """The platform posts and its answer is lost: the key makes a second try harmless."""
    asked, said = "kommt ihr zum Hafenfest?", "Ja, mit dem Lastenrad am Kran 4."
    demo.write("fedi", asked)
    demo.until("it arrives", lambda: demo.message("fedi", asked))
    demo.town("faults", platform="mastodon", kind="lost", path="/statuses", method="POST")
    demo.answer("fedi", asked, said)
    demo.reach("fedi", asked, said, "sent", "delivered", "read", within=60)
    assert [(e["count"], e["repeats"]) for e in demo.ledger(said)] == [(1, 1)], demo.ledger(said)


def lost_answer_without_a_key_asks_a_human():
    """A bot cannot look whether its message is there: nothing is sent a second time, and a person is asked."""
    asked, said = "habt ihr am Montag auf?", "Montags ist zu, ab Dienstag um neun."
    demo.write("service-bot", asked, name="Tobias Kern")
    demo.until("it arrives", lambda: demo.message("service-bot", asked))
    demo.town("faults", platform="telegram", kind="lost", path="sendMessage")
    demo.answer("service-bot", asked, said)
    entry = demo.reach("service-bot", asked, said, "unknown", within=60)
    assert entry["advice"], entry
    demo.api("POST", f"/outbox/{entry['id']}/settle", {"isThere": True})
    demo.reach("service-bot", asked, said, "sent")
    assert [e["count"] for e in demo.ledger(said)] == [1], demo.ledger(said)


def rate_limit_only_delays():
    asked, said = "gibt es Gutscheine?", "Ja, ab zehn Euro, auch zum Ausdrucken."
    demo.write("service-bot", asked, name="Leyla Aydın")
    demo.until("it arrives", lambda: demo.message("service-bot", asked))
    demo.town("faults", platform="telegram", kind="status", status=429, retryAfter=2, path="sendMessage")
    demo.answer("service-bot", asked, said)
    demo.reach("service-bot", asked, said, "sent", within=60)
    assert [e["count"] for e in demo.ledger(said)] == [1]


def expired_token_is_told_and_heals():
    demo.town("token", platform="mastodon", valid=False)
    channel = demo.until("fedi needs a sign-in", lambda: (c := demo.channel("fedi"))["state"] == "sign_in_needed" and c, within=60)
    assert channel["advice"] and channel["since"], channel
    written = demo.write("fedi", "während ihr ausgesperrt wart: Moin!")
    demo.town("token", platform="mastodon", valid=True)
    demo.until("fedi runs again", lambda: demo.channel("fedi")["state"] == "running", within=60)
    demo.until("nothing was lost meanwhile", lambda: demo.message("fedi", "ausgesperrt wart"), within=30)
    assert written


def at_rest_it_is_quiet():
    """Nobody asks anything: what is left are the polls, some customers, and one look a second at the clocks."""
    def seconds():
        with open(f"/proc/{demo.process.pid}/stat") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    before = seconds()
    time.sleep(5)
    assert seconds() - before < 1.5, f"{seconds() - before:.1f} s of processor time in 5 s"


def side_is_closed_to_foreign_pages():
    status, _, headers = demo.call(demo.side, "GET", "/side/")
    assert status == 200 and "default-src 'none'" in headers["Content-Security-Policy"], headers
    connection = http.client.HTTPConnection(demo.side.hostname, demo.side.port, timeout=10)
    connection.request("POST", "/side/token", '{"platform":"mastodon","valid":false}', {"Content-Type": "text/plain"})
    assert connection.getresponse().status == 400


def side_page_works_in_a_browser():
    """Somebody writes below the blog's post on the side page, and sees our answer come in there."""
    asked, said = "Gibt es die Laterne auch in Grün?", "Ab Oktober, in Moosgrün."
    with Browser() as browser:
        page = browser.open(demo.addresses["side"])
        page.click('[data-platform="wordpress"] [data-act="new"]')
        page.click("#writer-text")
        page.write(asked)
        page.click('#writer button[type="submit"]')
        page.wait(f"[...document.querySelectorAll('.item .text')].some(text => text.textContent === {json.dumps(asked)})")
        demo.answer("shop-blog", asked, said)
        page.wait(f"[...document.querySelectorAll('.item.is-ours .text')].some(text => text.textContent === {json.dumps(said)})", 40)
        assert page.troubles == [], page.troubles


def mistakes_are_told():
    def run(*words):
        return subprocess.run([PROGRAM, "demo", *words, *WHERE], capture_output=True, text=True, timeout=30,
                              env=dict(os.environ, TMPDIR=demo.folders))
    taken = run("--port", str(demo.page.port))
    assert taken.returncode == 3 and str(demo.page.port) in taken.stderr, taken
    full = run("--keep", HERE)
    assert full.returncode == 3 and "is not empty" in full.stderr, full
    assert run("--lang", "fr").returncode == 2 and run("--port", "many").returncode == 2
    assert len(os.listdir(demo.folders)) == 1, "what could not run left something behind"


def kept_settings_are_good_ones():
    folder, port = TEMPORARY.name + "/kept", free_port()
    kept = subprocess.Popen([PROGRAM, "demo", "--json", "--keep", folder, "--port", str(port), "--no-traffic", *WHERE],
                            stdout=subprocess.PIPE, stderr=demo.log, text=True)
    try:
        assert f"127.0.0.1:{port}/" in json.loads(kept.stdout.readline())["page"]
        checked = subprocess.run([PROGRAM, "check", "--config", folder + "/config", *WHERE], capture_output=True, text=True, timeout=30)
        assert checked.returncode == 0, checked.stdout
        kept.send_signal(signal.SIGTERM)
        assert kept.wait(20) == 0 and os.path.exists(folder + "/data/inbox.db")
    finally:
        kept.kill()


def interrupt_ends_it_and_keeps_nothing():
    """Also with one stream still listening, and another whose browser has left in the middle."""
    if demo.cookie:
        with socket.create_connection((demo.page.hostname, demo.page.port)) as left:
            left.sendall(f"GET /api/v1/live HTTP/1.1\r\nHost: {demo.page.netloc}\r\nCookie: {demo.cookie}\r\n\r\n".encode())
            left.recv(64)
        demo.write("service-bot", "Noch ein letztes Wort.")
        demo.until("life goes on", lambda: demo.message("service-bot", "Noch ein letztes Wort."))
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    until("the folder is gone", lambda: os.listdir(demo.folders) == [], within=5)


try:
    suite.test("the link signs in, once", link_signs_in_once)
    if demo.cookie:
        suite.test("conversations of every channel arrive by themselves", every_channel_arrives)
        suite.test("rules and clocks are at work", rules_and_clocks_are_at_work)
        suite.test("questions on every channel are answered, twice under one key", questions_are_answered)
        suite.test("an answer on WordPress stands below the comment, once", lambda: answer_stands_below("shop-blog"))
        suite.test("an answer on Mastodon stands below the mention, once", mention_names_its_author)
        suite.test("an answer on Telegram stands in its chat, once", lambda: answer_stands_below("service-bot"))
        suite.test("a private mention is answered in private", private_mention_stays_private)
        suite.test("edits and deletions are noticed", edits_and_deletions_are_noticed)
        suite.test("hiding a comment hides it", hiding_hides)
        suite.test("a mention arrives at once", mention_arrives_at_once)
        suite.test("a file for Mastodon arrives byte for byte", file_stands_on_mastodon)
        suite.test("a file for Telegram arrives byte for byte", file_stands_on_telegram)
        suite.test("an answer lost on Mastodon is repeated under its key", lost_answer_with_a_key_is_repeated)
        suite.test("an answer lost on Telegram asks a human", lost_answer_without_a_key_asks_a_human)
        suite.test("a rate limit only delays", rate_limit_only_delays)
        suite.test("an expired token is told and heals", expired_token_is_told_and_heals)
        suite.test("at rest it is quiet", at_rest_it_is_quiet)
        suite.test("the side page is closed to foreign pages", side_is_closed_to_foreign_pages)
        suite.test_in_browser("the side page works in a browser", side_page_works_in_a_browser)
        suite.test("mistakes are told, and leave nothing behind", mistakes_are_told)
        suite.test("kept settings are good ones", kept_settings_are_good_ones)
    suite.test("an interrupt ends it and keeps nothing", interrupt_ends_it_and_keeps_nothing)
    demo.log.flush()
    demo.log.seek(0)
    if suite.failed:
        print(demo.log.read()[-3000:])
finally:
    demo.close()
suite.finish()

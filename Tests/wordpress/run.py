"""A real WordPress: a visitor's comment becomes a message, the answer appears below it, hiding and deleting work, and edits and
removals are noticed although nothing moves in the list."""
import base64, html, json, os, re, shutil, subprocess, sys, tempfile, urllib.error, urllib.parse, urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "blackbox"))
from stellwerk import ROOT, Service, Suite, fresh_key, next_second, until

suite = Suite()
if os.geteuid() != 0:
    suite.skip("a real WordPress", "its servers need root")
    suite.finish()

folder = tempfile.mkdtemp(prefix="stellwerk-wordpress-")
up = subprocess.run(["bash", f"{ROOT}/Tests/Servers/wordpress/up.sh", folder], stdout=subprocess.PIPE, text=True, timeout=180)
facts = dict(line.split("=", 1) for line in up.stdout.splitlines() if "=" in line)
if up.returncode != 0 or "URL" not in facts:
    print("WordPress did not start")
    suite.failed += 1
    subprocess.run(["bash", f"{ROOT}/Tests/Servers/wordpress/down.sh", folder])
    suite.finish()


def wordpress(method, path, fields=None, as_moderator=False):
    request = urllib.request.Request(facts["URL"] + "/wp-json/wp/v2" + path, method=method,
                                     data=urllib.parse.urlencode(fields).encode() if fields else None)
    if as_moderator:
        pair = f"{facts['USER']}:{facts['PASSWORD']}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(pair).decode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def visitor(text, parent=0, name="Carol"):
    return wordpress("POST", "/comments", {"post": facts["POST"], "parent": parent, "author_name": name,
                                           "author_email": f"{name.lower()}@customer.test", "content": text})["id"]


service = Service({
    "stellwerk.yaml": 'network: {allow: ["127.0.0.1:%s"]}\n' % urllib.parse.urlparse(facts["URL"]).port,
    "channels.yaml": 'blog: {connector: wordpress, settings: {site: "%s", user: %s, password: "${env:BLOG_PASSWORD}"}}\n'
                     % (facts["URL"], facts["USER"]),
}, {"BLOG_PASSWORD": facts["PASSWORD"]})

try:
    old = visitor("An older question, from before Stellwerk came.", name="Olga")
    service.start()
    service.sign_in()
    blog = service.api("GET", "/channels")["items"][0]["id"]

    def poll():
        service.api("POST", f"/channels/{blog}/poll", {})

    def seen(text, test=lambda message: True, within=60):
        def look():
            hit = service.found(text)
            if hit and test(hit[1]):
                return hit
            poll()
            return None
        return until(f"'{text}' is as it should be", look, within=within, every=0.3)

    def history():
        conversation, message = seen("An older question")
        assert message["direction"] == "inbound", message
        detail = service.api("GET", f"/conversations/{conversation['id']}")
        assert detail["promises"] == [], "history starts no clock"

    def arrives():
        visitor("When do you ship? <b>Soon</b> & safely")
        conversation, message = seen("When do you ship?")
        assert message["kind"] == "comment" and message["visibility"] == "public", message
        assert message["author"]["name"] == "Carol", message["author"]
        assert conversation["post"]["title"] == "Shipping news", conversation["post"]
        assert "<b>" not in message["text"] and "& safely" in message["text"], message["text"]

    def answered():
        conversation, message = seen("When do you ship?")
        entry = service.api("POST", f"/conversations/{conversation['id']}/replies",
                            {"text": "Tomorrow <i>morning</i>.\n\nYours, the shop", "hold": 0}, key=fresh_key())
        state = until("the answer is sent", lambda: next(
            (m for m in service.messages(conversation["id"]) if m["outbox"] and m["outbox"]["state"] == "sent"), None))
        assert state["outbox"]["id"] == entry["id"]
        public = wordpress("GET", f"/comments?post={facts['POST']}&per_page=100")
        ours = [c for c in public if "Tomorrow" in c["content"]["rendered"]]
        assert len(ours) == 1 and ours[0]["parent"] == int([c for c in public if "When do you ship" in c["content"]["rendered"]][0]["id"])
        shown = html.unescape(re.sub("<[^>]+>", "", ours[0]["content"]["rendered"]))
        assert "Tomorrow <i>morning</i>." in shown, ours[0]["content"]["rendered"]
        assert service.api("GET", f"/conversations/{conversation['id']}")["status"] == "resolved"

    def echo():
        poll()
        visitor("A later comment", name="Dora")
        conversation, _ = seen("When do you ship?")
        seen("A later comment")
        mine = [m for m in service.messages(conversation["id"]) if m["direction"] == "outbound"]
        assert len(mine) == 1, f"our answer came back as {len(mine)} messages"

    def replied():
        conversation, message = seen("When do you ship?")
        parent = [c for c in wordpress("GET", f"/comments?post={facts['POST']}&per_page=100") if "Tomorrow" in c["content"]["rendered"]][0]["id"]
        next_second()
        visitor("Thanks, and to Vienna?", parent=parent)
        other, _ = seen("and to Vienna?")
        assert other["id"] == conversation["id"], "a reply joins its conversation"
        assert service.api("GET", f"/conversations/{conversation['id']}")["status"] == "open"

    def hidden():
        visitor("Buy my pills", name="Spammer")
        _, message = seen("Buy my pills")
        service.api("POST", f"/messages/{message['id']}/hide", {}, key=fresh_key())
        seen("Buy my pills", lambda m: m["hiddenAt"])
        assert not [c for c in wordpress("GET", f"/comments?post={facts['POST']}&per_page=100") if "pills" in c["content"]["rendered"]]

    def deleted():
        _, message = seen("Buy my pills")
        service.api("POST", f"/messages/{message['id']}/deletion", {}, key=fresh_key())
        seen("Buy my pills", lambda m: m["deletedAt"])

    def edited():
        number = visitor("I want to return it", name="Erna")
        seen("I want to return it")
        wordpress("POST", f"/comments/{number}", {"content": "I want to return the blue one"}, as_moderator=True)
        _, message = seen("return the blue one")
        assert message["revision"] == 2 and message["revisions"][0]["text"].strip() == "I want to return it", message["revisions"]

    def trashed():
        number = visitor("Written in anger", name="Fritz")
        seen("Written in anger")
        wordpress("DELETE", f"/comments/{number}", as_moderator=True)
        seen("Written in anger", lambda m: m["deletedAt"])

    def password_revoked():
        service.environment["BLOG_PASSWORD"] = "wrong wrong wrong wrong"
        service.stop()
        service.start()
        channel = until("the channel says that it is refused", lambda: next(
            (c for c in service.api("GET", "/channels")["items"] if c["state"] == "sign_in_needed"), None), within=60)
        assert channel["advice"] and "wrong" not in (channel["reason"] or ""), channel

    for name, body in [("comments from before are history", history), ("a visitor's comment becomes a message under its post", arrives),
                       ("the answer appears below the comment, as text", answered), ("our own answer does not come back as another", echo),
                       ("a reply to our answer joins the conversation and opens it", replied), ("hiding holds the comment back", hidden),
                       ("deleting trashes it", deleted), ("an edit is noticed and keeps the earlier wording", edited),
                       ("a comment trashed there is marked here", trashed), ("a refused password is told, not taken for an empty list", password_revoked)]:
        suite.test(name, body)
    if suite.failed:
        print(service.tail())
finally:
    service.close()
    subprocess.run(["bash", f"{ROOT}/Tests/Servers/wordpress/down.sh", folder])
    shutil.rmtree(folder, ignore_errors=True)
suite.finish()

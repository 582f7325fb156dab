"""Agora, a small forum that exists for the guide in Connectors/README.md and its test alone.

    python3 Tests/guide/forum.py [PORT]          serves http://127.0.0.1:8099; the key of its one API user is "letmein"

What a platform's documentation would say:

- Every call carries `X-Forum-Key`. Without the right one: 401. Errors look like {"error": {"code": "bad_key", "message": "…"}}.
- GET    /api/me                           {"member": {"id": 1, "nick": "shop"}}
- GET    /api/posts?limit=50&before=TOKEN  newest first; `more` is the token of the next page, null at the end. limit is at most 50.
- POST   /api/posts                        {"topic": 1, "answers": 2, "body": "text"}; 201 with the post. At most 1,000 characters (422).
- DELETE /api/posts/ID                     204; only one's own (403).
- At most 60 calls in a minute, then 429 with Retry-After.

What its readers would see in a browser, as text: GET / shows every topic; POST /?as=ana&topic=Mugs with a body writes as somebody.
"""
import datetime, html, json, sys, threading, time, urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, OURS, LONGEST, CALLS = "letmein", "shop", 1000, 60


class Agora:
    def __init__(self):
        self.lock, self.members, self.topics, self.posts, self.calls = threading.Lock(), [OURS], [], [], []
        for nick, topic, text, ago in (("ana", "Blue mugs", "Is the blue one back?\nI would take <two>.", 180), ("ben", "Blue mugs", "Asking for a friend, too.", 120),
                                       ("cleo", "Shipping", "Do you ship to Norway?", 60)):
            self.write(nick, topic, text)["at"] -= ago

    def member(self, nick):
        if nick not in self.members:
            self.members.append(nick)
        return {"id": self.members.index(nick) + 1, "nick": nick}

    def write(self, nick, topic, text, answers=None):
        if topic not in self.topics:
            self.topics.append(topic)
        post = {"id": len(self.posts) + 1, "topic": topic, "by": self.member(nick), "text": text, "answers": answers, "at": int(time.time()), "gone": False}
        self.posts.append(post)
        return post

    def shown(self, post, base):
        topic = self.topics.index(post["topic"]) + 1
        body = "".join(f"<p>{html.escape(line)}</p>" for line in post["text"].split("\n"))
        return {"id": post["id"], "topic": {"id": topic, "title": post["topic"], "link": f"{base}/t/{topic}"}, "answers": post["answers"], "by": post["by"],
                "body": body, "written": datetime.datetime.fromtimestamp(post["at"], datetime.timezone.utc).isoformat(), "link": f"{base}/t/{topic}#{post['id']}"}

    def page(self, limit, before):
        alive = [p for p in reversed(self.posts) if not p["gone"] and (before is None or p["id"] < before)]
        return alive[:limit], alive[limit - 1]["id"] if len(alive) > limit else None

    def is_too_fast(self):
        now = time.monotonic()
        self.calls = [at for at in self.calls if now - at < 60] + [now]
        return len(self.calls) > CALLS

    def as_text(self):
        lines = []
        for topic in self.topics:
            lines.append(topic)
            for post in self.posts:
                if post["topic"] == topic and not post["gone"]:
                    to = f" (to {post['answers']})" if post["answers"] else ""
                    lines.append(f"  {post['id']} {post['by']['nick']}{to}: " + post["text"].replace("\n", " / "))
        return "\n".join(lines) + "\n"


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=None, headers=()):
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8" if isinstance(body, str) else "application/json")
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def refuse(self, status, code, message, headers=()):
        self.answer(status, {"error": {"code": code, "message": message}}, headers)

    def handle_call(self):
        url = urllib.parse.urlsplit(self.path)
        query = {name: values[0] for name, values in urllib.parse.parse_qs(url.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        agora, call = self.server.agora, (self.command, url.path)
        with agora.lock:
            if call == ("GET", "/"):
                return self.answer(200, agora.as_text())
            if call == ("POST", "/"):
                return self.answer(200, f"{agora.write(query['as'], query['topic'], body)['id']}\n")
            if self.headers.get("X-Forum-Key") != KEY:
                return self.refuse(401, "bad_key", "The key is wrong.")
            if agora.is_too_fast():
                return self.refuse(429, "too_fast", "Sixty calls in a minute are enough.", [("Retry-After", "10")])
            self.api(agora, call, query, body)

    def api(self, agora, call, query, body):
        base = f"http://{self.headers['Host']}"
        if call == ("GET", "/api/me"):
            return self.answer(200, {"member": agora.member(OURS)})
        if call == ("GET", "/api/posts"):
            limit = min(int(query.get("limit", 50)), 50)
            posts, more = agora.page(limit, int(query["before"]) if "before" in query else None)
            return self.answer(200, {"posts": [agora.shown(p, base) for p in posts], "more": more})
        if call == ("POST", "/api/posts"):
            asked = json.loads(body)
            if type(asked["topic"]) is not int or type(asked.get("answers")) not in (int, type(None)):
                return self.refuse(400, "bad_type", "topic and answers are numbers.")
            if not 1 <= asked["topic"] <= len(agora.topics):
                return self.refuse(404, "no_topic", "There is no such topic.")
            if len(asked["body"]) > LONGEST:
                return self.refuse(422, "too_long", f"A post has at most {LONGEST} characters.")
            post = agora.write(OURS, agora.topics[asked["topic"] - 1], asked["body"], asked.get("answers"))
            return self.answer(201, {"post": agora.shown(post, base)})
        if call[0] == "DELETE" and call[1].startswith("/api/posts/"):
            post = next((p for p in agora.posts if str(p["id"]) == call[1].removeprefix("/api/posts/") and not p["gone"]), None)
            if post is None:
                return self.refuse(404, "no_post", "There is no such post.")
            if post["by"]["nick"] != OURS:
                return self.refuse(403, "not_yours", "Only its author may delete a post.")
            post["gone"] = True
            return self.answer(204)
        self.refuse(404, "no_call", "There is no such call.")

    do_GET = do_POST = do_DELETE = handle_call

    def log_message(self, *_):
        pass


def serve(port):
    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    server.agora = Agora()
    return server


if __name__ == "__main__":
    server = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8099)
    print(f"Agora: http://127.0.0.1:{server.server_port}, key {KEY}", flush=True)
    server.serve_forever()

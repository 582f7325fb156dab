"""A Telegram Bot API small enough to read, with a ledger of every accepted send. Written from the fact sheet: it shares no code
with the product. `POST /bot<token>/<method>`; deliveries to the webhook are the test's to make."""
import json, threading, urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "123456789:AAExampleExampleExampleExampleExample"


class Telegram:
    def __init__(self):
        self.ledger, self.lock = [], threading.Lock()
        self.hook = self.secret = None
        self.next_message = 100_000
        self.updates, self.fault = [], None
        self.authorised = True
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self): self.answer()

            def do_POST(self): self.answer()

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                path, _, query = self.path.partition("?")
                arguments = dict(urllib.parse.parse_qsl(query))
                if body:
                    arguments.update(json.loads(body) if "json" in self.headers.get("Content-Type", "")
                                     else dict(urllib.parse.parse_qsl(body.decode())))
                outcome = platform.call(path.rpartition("/")[2], path, arguments)
                if outcome is None:  # the answer is lost after the request was processed
                    self.close_connection = True
                    self.connection.close()
                    return
                status, answer = outcome
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_): pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_): pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def call(self, method, path, arguments):
        if not self.authorised or f"/bot{TOKEN}/" not in path:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if method == "getMe":
            return self.ok({"id": 5000, "is_bot": True, "first_name": "Service", "username": "service_bot"})
        if method == "getWebhookInfo":
            return self.ok({"url": self.hook or "", "pending_update_count": 0})
        if method == "setWebhook":
            self.hook, self.secret = arguments["url"], arguments["secret_token"]
            return self.ok(True)
        if method == "getUpdates":
            if self.hook:
                return 409, {"ok": False, "error_code": 409, "description": "Conflict: can't use getUpdates method while webhook is active"}
            offset = int(arguments.get("offset") or 0)
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
            return self.ok(self.updates[:100])
        if method == "sendMessage":
            fault = self.fault(arguments) if self.fault else None
            if fault and fault[0] != "lose":
                return fault
            with self.lock:
                self.next_message += 1
                self.ledger.append({"id": self.next_message, "chat": int(arguments["chat_id"]), "text": arguments["text"]})
                number = self.next_message
            if fault:
                return None
            return self.ok({"message_id": number, "date": 1_780_000_000, "chat": {"id": int(arguments["chat_id"]), "type": "private"},
                            "text": arguments["text"]})
        if method == "deleteMessage":
            return self.ok(True)
        return 404, {"ok": False, "error_code": 404, "description": "Not Found: method not found"}

    @staticmethod
    def ok(result):
        return 200, {"ok": True, "result": result}

    @staticmethod
    def update(number, chat, text, date, message=None):
        return {"update_id": number, "message": {
            "message_id": message or number, "date": int(date), "text": text,
            "from": {"id": chat, "is_bot": False, "first_name": f"Customer {chat}", "language_code": "de"},
            "chat": {"id": chat, "type": "private", "first_name": f"Customer {chat}"}}}

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def config(self):
        return {
            "stellwerk.yaml": 'public_url: http://127.0.0.1:{port}\nnetwork: {allow: ["127.0.0.1:%d"]}\n' % self.port,
            "channels.yaml": 'bot: {connector: telegram, settings: {token: "${env:BOT_TOKEN}"}, '
                             'origins: {"https://api.telegram.org": "%s"}}\n' % self.origin,
        }

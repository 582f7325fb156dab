#!/usr/bin/env python3
"""The tests of the page, inside a headless Chromium and under the product's own content policy: models alone, and elements against an API that each test invents.

    Tests/page/run.py            all
    Tests/page/run.py queue      only files whose name has "queue"

Each `*.test.js` below this folder is a module that calls `test(name, body)`; see tests.js.
"""
import http.server
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from chromium import Browser  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PUBLIC = HERE.parents[1] / "Sources" / "WebApp" / "Public"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8"}
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
          "object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types stellwerk")


class Files(http.server.BaseHTTPRequestHandler):
    """The page as the service would serve it, and the tests beside it."""

    def do_GET(self):
        path = self.path.split("?")[0].split("#")[0]
        if path == "/":
            # The page's own document, with the tests in place of what starts it.
            text = (PUBLIC / "index.html").read_text(encoding="utf-8").replace("{{version}}", "test").replace("/js/app.js", "/../../tests/tests.js")
            self.answer(200, text.encode(), TYPES[".html"])
            return
        for prefix, root in (("/assets/test/", PUBLIC), ("/tests/", HERE)):
            file = (root / path.removeprefix(prefix)).resolve()
            if path.startswith(prefix) and file.is_relative_to(root) and file.is_file() and file.suffix in TYPES:
                self.answer(200, file.read_bytes(), TYPES[file.suffix])
                return
        self.answer(404, b"", "text/plain")

    def answer(self, status, body, kind):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A tab that closes while a file is on its way is no fault."""


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    files = sorted(str(file.relative_to(HERE)) for file in HERE.rglob("*.test.js") if wanted in file.name)
    server = Server(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    passed, failed = 0, []
    with Browser() as browser:
        for file in files:
            page = browser.open(f"http://127.0.0.1:{server.server_port}/?file=/tests/{file}")
            try:
                page.wait("window.outcome", seconds=60)
                outcome = page.evaluate("window.outcome")
            except TimeoutError:
                outcome = {"passed": 0, "failed": [{"name": "the file ends", "why": "\n".join(page.troubles) or "no outcome within a minute"}]}
            outcome["failed"] += [{"name": "no error goes uncaught, the content policy refuses nothing", "why": trouble} for trouble in page.troubles]
            passed += outcome["passed"]
            failed += [(file, one["name"], one["why"]) for one in outcome["failed"]]
            page.close()
    server.shutdown()
    for file, name, why in failed:
        print(f"FAILED {file}: {name}\n    {why}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

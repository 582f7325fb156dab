"""The page in a real headless Chromium, on the real service: sign in by link, see a message arrive live, answer it, take one back,
see the other sent on the platform. No refusal of the content policy, no error in the console."""
import json, os, sys, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "blackbox"), os.path.join(HERE, "..", "page")]
from stellwerk import ROOT, Service, Suite, has_browser, until
from telegram import TOKEN, Telegram

suite = Suite()
if not has_browser():
    suite.skip("the page in a browser", "there is no chromium")
    suite.finish()
from chromium import Browser

platform = Telegram()
files = platform.config()
for name in ("routing.yaml", "service-levels.yaml", "replies.yaml"):
    with open(f"{ROOT}/Config/{name}") as f:
        files[name] = f.read()
service = Service(files, {"BOT_TOKEN": TOKEN})
number = 0


def write(chat, text):
    """A customer writes, now."""
    global number
    number += 1
    path = urllib.parse.urlparse(platform.hook).path
    status, _, _ = service.raw("POST", path, json.dumps(platform.update(number, chat, text, time.time())), {
        "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": platform.secret})
    assert status == 200, status


try:
    service.start()
    service.sign_in()
    until("the webhook is registered", lambda: platform.hook)
    link = service.run("user", "add", "mira", "--display-name", "Mira Kern").stdout.strip().splitlines()[-1]
    with Browser() as browser:
        page = browser.open(link, language="en-GB")

        def shows(text, where="document.body.innerText"):
            page.wait(f"{where}.includes({json.dumps(text)})", 20)

        def signs_in():
            page.wait("document.querySelector('queue-list h1')?.textContent === 'Open' || document.body.innerText.includes('Line clear')", 20)
            assert "link" not in page.evaluate("location.hash"), "the used link leaves the address"

        def arrives_live():
            write(101, "Mein Paket ist kaputt angekommen, was nun?")
            shows("Mein Paket ist kaputt")
            shows("due in")

        def hostile_text_is_text():
            write(102, "<img src=x onerror=alert(1)><b>bold</b>")
            shows("<img src=x onerror=alert(1)>")
            assert page.evaluate("document.querySelectorAll('queue-list img[src=x]').length") == 0

        def opens():
            page.evaluate("[...document.querySelectorAll('queue-row a')].find(a => a.closest('queue-row').innerText.includes('kaputt')).click()")
            page.wait("document.querySelector('conversation-pane h1')?.textContent.includes('Customer 101')", 20)
            page.wait("document.querySelector('.reply__text')?.offsetParent", 10)

        def answers():
            page.evaluate("document.querySelector('.reply__text').focus()")
            page.write("Das tut uns leid. Der Ersatz geht heute raus.")
            page.press("Enter", ctrl=True)
            shows("Take back")
            assert not platform.ledger, "it is held: nothing has left"

        def takes_back():
            page.evaluate("[...document.querySelectorAll('button')].find(b => b.offsetParent && b.innerText.includes('Take back')).click()")
            page.wait("document.querySelector('.reply__text').value.includes('Der Ersatz geht heute raus')", 20)
            assert not platform.ledger

        def sent():
            page.evaluate("document.querySelector('.reply__text').focus()")
            page.press("Enter", ctrl=True)
            until("the platform has it", lambda: platform.ledger, within=40)
            assert [e["text"] for e in platform.ledger] == ["Das tut uns leid. Der Ersatz geht heute raus."], platform.ledger
            page.wait("/\\bsent\\b/.test(document.querySelector('conversation-pane').innerText)", 20)

        def heals():
            service.stop()
            service.start()
            write(103, "Is anybody there after the restart?")
            # The list never jumps: what came announces itself, and moves in when it is asked for.
            page.wait("document.querySelector('.queue__new:not([hidden])')?.innerText.includes('1 new')", 30)
            page.click(".queue__new")
            shows("after the restart")

        def no_troubles():
            troubles = [t for t in page.troubles if "ERR_CONNECTION_REFUSED" not in str(t) and "net::ERR" not in str(t)]
            assert not troubles, troubles

        for name, body in [("a link signs in, once", signs_in), ("a message arrives live, with its due", arrives_live),
                           ("a message's text never becomes markup", hostile_text_is_text), ("a conversation opens", opens),
                           ("an answer is held and can be taken back", answers), ("taken back, its text returns", takes_back),
                           ("an answer is sent and says so", sent), ("after a restart the live view goes on without a gap", heals),
                           ("no error, no refusal of the content policy", no_troubles)]:
            suite.test(name, body)
        if suite.failed:
            page.screenshot("/tmp/stellwerk-desk.png")
            print(page.troubles, service.tail()[-800:])
finally:
    service.close()
suite.finish()

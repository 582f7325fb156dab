"""kill -9 at random moments under load: every acknowledged delivery is there exactly once, no answer is sent twice.

  python3 Tests/crash/run.py [--kills 60] [--seed N]      STELLWERK names the program
"""
import argparse, collections, http.client, os, random, sys, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "blackbox"))
from stellwerk import Service, Suite, fresh_key, until
from telegram import TOKEN, Telegram
import json, urllib.parse

CHATS = 40


class Driver:
    """Delivers updates and writes answers while the service lives and dies; keeps a ledger of what was acknowledged."""

    def __init__(self, service, platform):
        self.service, self.platform = service, platform
        self.acknowledged, self.answers = [], []
        self.number, self.lock, self.stopping = 0, threading.Lock(), False

    def deliver(self):
        path = urllib.parse.urlparse(self.platform.hook).path
        connection = None
        while not self.stopping:
            with self.lock:
                self.number += 1
                number = self.number
            body = json.dumps(Telegram.update(number, 1 + number % CHATS, f"Frage {number}", time.time()))
            while not self.stopping:  # as the platform does: again until it is acknowledged
                try:
                    connection = connection or http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=5)
                    connection.request("POST", path, body, {
                        "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self.platform.secret})
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status == 200:
                        self.acknowledged.append(number)
                        break
                except (OSError, http.client.HTTPException):
                    connection = None
                time.sleep(0.01)
            time.sleep(0.01)

    def answer(self):
        turn = 0
        while not self.stopping:
            turn += 1
            text, key = f"Antwort {threading.get_ident()}-{turn}", fresh_key()
            try:
                rows = self.service.api("GET", "/conversations?status=open&limit=50")["items"]
                if rows:
                    chosen = random.choice(rows)["id"]
                    self.answers.append(text)
                    while not self.stopping:  # a flaky network: the same key again
                        try:
                            self.service.api("POST", f"/conversations/{chosen}/replies", {"text": text, "hold": 0, "then": "open"}, key=key)
                            break
                        except (OSError, http.client.HTTPException):
                            time.sleep(0.02)
            except (OSError, http.client.HTTPException, AssertionError):
                pass
            time.sleep(0.03)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=4711)
    options = parser.parse_args()
    random.seed(options.seed)
    suite, platform = Suite(), Telegram()
    service = Service(platform.config(), {"BOT_TOKEN": TOKEN})
    try:
        service.start()
        service.sign_in()
        until("the webhook is registered", lambda: platform.hook)
        driver = Driver(service, platform)
        threads = [threading.Thread(target=driver.deliver, daemon=True) for _ in range(4)]
        threads += [threading.Thread(target=driver.answer, daemon=True) for _ in range(2)]
        for thread in threads:
            thread.start()
        for _ in range(options.kills):
            time.sleep(random.uniform(0.05, 0.6))
            service.kill()
            service.start()
        time.sleep(0.5)
        driver.stopping = True
        for thread in threads:
            thread.join(10)
        until("every delivery is read", lambda: sum(c["waiting"] for c in service.api("GET", "/channels")["items"]) == 0, within=60)
        until("no act is under way", lambda: not service.all("/outbox?state=held,queued,sending"), within=120)

        messages = [m for c in service.conversations() for m in service.messages(c["id"])]
        inbound = collections.Counter(m["text"] for m in messages if m["direction"] == "inbound")
        sent = collections.Counter(e["text"] for e in platform.ledger)
        states = collections.Counter(e["state"] for e in service.all("/outbox?state=sent,unknown,failed&limit=200"))
        print(f"{options.kills} kills, {len(driver.acknowledged)} deliveries acknowledged, {sum(inbound.values())} messages, "
              f"{len(platform.ledger)} answers accepted by the platform, acts {dict(states)}")

        def nothing_lost():
            lost = [n for n in driver.acknowledged if inbound[f"Frage {n}"] == 0]
            assert not lost, f"{len(lost)} acknowledged and missing: {lost[:5]}"

        def nothing_twice():
            twice = [text for text, count in inbound.items() if count > 1]
            assert not twice, f"{len(twice)} messages are there twice: {twice[:5]}"

        def no_answer_twice():
            twice = [text for text, count in sent.items() if count > 1]
            assert not twice, f"{len(twice)} answers were sent twice: {twice[:5]}"

        def sent_means_sent():
            claimed = [e["text"] for e in service.all("/outbox?state=sent&limit=200")]
            lies = [text for text in claimed if sent[text] == 0]
            assert not lies, f"{len(lies)} acts say sent and are not: {lies[:5]}"
            doubled = [text for text, count in collections.Counter(claimed).items() if count > 1]
            assert not doubled, f"two acts for one key: {doubled[:5]}"

        def load_was_real():
            assert len(driver.acknowledged) > options.kills * 5, f"only {len(driver.acknowledged)} deliveries"
            assert len(platform.ledger) > options.kills / 2, f"only {len(platform.ledger)} answers"

        suite.test("every acknowledged delivery is there", nothing_lost)
        suite.test("no message is there twice", nothing_twice)
        suite.test("no answer was sent twice", no_answer_twice)
        suite.test("what says sent was sent, once", sent_means_sent)
        suite.test("the kills hit a service under load", load_was_real)
    finally:
        service.close()
    suite.finish()


main()

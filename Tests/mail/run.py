"""Real mail: a customer's mail comes in over SMTP, is read over IMAP, becomes a conversation, is answered through the API, and the
answer lies in the customer's mailbox, threaded."""
import email, email.policy, imaplib, os, shutil, smtplib, subprocess, sys, tempfile
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "blackbox"))
from stellwerk import ROOT, Service, Suite, fresh_key, next_second, until

suite = Suite()
if os.geteuid() != 0:
    suite.skip("real mail", "its servers need root")
    suite.finish()
folder = os.environ.get("STELLWERK_MAIL_SERVER")
started = None
if not folder:
    folder = started = tempfile.mkdtemp(prefix="stellwerk-mail-")
    subprocess.run(["bash", f"{ROOT}/Tests/Servers/mail/up.sh", folder], check=True, stdout=subprocess.DEVNULL, timeout=180)
with open(folder + "/ports") as f:
    ports = dict(line.strip().split("=", 1) for line in f)
IMAP, SMTP, SUBMISSION = int(ports["IMAP"]), int(ports["SMTP"]), int(ports["SUBMISSION"])
US, CUSTOMER = "desk@inbox.test", "lena@customer.test"


def send(text, subject, to=US, sender=CUSTOMER, **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Lena Lang <{sender}>", to, subject
    mail["Date"], mail["Message-ID"] = format_datetime(localtime()), make_msgid(domain="customer.test")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p><script>alert(1)</script>", subtype="html")
    with smtplib.SMTP("127.0.0.1", SMTP, timeout=20) as server:
        server.send_message(mail)
    return mail["Message-ID"]


def mailbox(user, name="INBOX"):
    with imaplib.IMAP4("127.0.0.1", IMAP) as server:
        server.login(user, "secret")
        if server.select(name, readonly=True)[0] != "OK":
            return []
        found = server.search(None, "ALL")[1][0].split()
        return [(email.message_from_bytes(server.fetch(n, "(BODY.PEEK[])")[1][0][1], policy=email.policy.default),
                 server.fetch(n, "(FLAGS)")[1][0]) for n in found]


service = Service({
    "stellwerk.yaml": f'network: {{allow: ["127.0.0.1:{IMAP}", "127.0.0.1:{SUBMISSION}"]}}\n',
    "channels.yaml": f"""mail:
  connector: email
  settings:
    address: {US}
    name: Shop Support
    user: {US}
    password: "${{env:MAIL_PASSWORD}}"
    imap_host: 127.0.0.1
    imap_port: "{IMAP}"
    imap_security: none
    smtp_host: 127.0.0.1
    smtp_port: "{SUBMISSION}"
    smtp_security: none
    sent_folder: Sent
""",
}, {"MAIL_PASSWORD": "secret"})

try:
    service.start()
    service.sign_in()
    channel = service.api("GET", "/channels")["items"][0]["id"]
    until("the channel runs", lambda: service.api("GET", "/channels")["items"][0]["state"] == "running", within=30)

    def poll():
        service.api("POST", f"/channels/{channel}/poll", {})

    def found(text):
        return service.found(text) or poll()

    question = send("Mein Päckchen mit der Größe 42 ist nicht da.", "Wo ist meine Bestellung?")

    def arrives():
        conversation, message = until("the mail is a message", lambda: found("Größe 42"), within=60, every=0.3)
        assert message["kind"] == "mail" and message["visibility"] == "private", message
        assert conversation["subject"] == "Wo ist meine Bestellung?" and conversation["author"]["name"] == "Lena Lang", conversation
        assert "script" not in str(message["html"]), message["html"]

    def stays_unread():
        flags = [flags for mail, flags in mailbox(US) if mail["Message-ID"] == question]
        assert flags and b"Seen" not in flags[0], flags

    def answered():
        conversation, _ = found("Größe 42")
        service.api("POST", f"/conversations/{conversation['id']}/replies",
                    {"text": "Es ist unterwegs.\n\nGrüße vom Shop", "hold": 0}, key=fresh_key())
        until("the answer is sent", lambda: any(
            m["outbox"] and m["outbox"]["state"] == "sent" for m in service.messages(conversation["id"])), within=60)
        mail = until("it lies in the customer's mailbox", lambda: next(
            (m for m, _ in mailbox(CUSTOMER) if m["In-Reply-To"] == question), None), within=30)
        assert question in mail["References"], mail["References"]
        assert mail["Subject"] == "Re: Wo ist meine Bestellung?", mail["Subject"]
        assert "Shop Support" in mail["From"] and US in mail["From"], mail["From"]
        assert "Grüße vom Shop" in mail.get_body(("plain",)).get_content()
        assert service.api("GET", f"/conversations/{conversation['id']}")["status"] == "waiting"

    def threaded():
        conversation, _ = found("Größe 42")
        ours = [m for m, _ in mailbox(CUSTOMER) if m["In-Reply-To"] == question][0]["Message-ID"]
        next_second()
        send("Danke, und wann genau?", "Re: Wo ist meine Bestellung?", In_Reply_To=ours, References=f"{question} {ours}")
        other, _ = until("the customer's answer is there", lambda: found("wann genau"), within=60, every=0.3)
        assert other["id"] == conversation["id"], "it joins its conversation"
        assert other["status"] == "open", other["status"]
        outbound = [m for m in service.messages(conversation["id"]) if m["direction"] == "outbound"]
        assert len(outbound) == 1, "the copy in Sent is our own answer, not another"

    def automatic():
        send("Ich bin im Urlaub.", "Abwesend", Auto_Submitted="auto-replied")
        _, message = until("the automatic mail is there", lambda: found("im Urlaub"), within=60, every=0.3)
        assert not message["needsAnswer"], message

    def another_subject_is_another():
        send("Ganz etwas anderes.", "Neue Frage")
        other, _ = until("the new question is there", lambda: found("etwas anderes"), within=60, every=0.3)
        assert other["id"] != found("Größe 42")[0]["id"]

    def refused_password():
        service.environment["MAIL_PASSWORD"] = "not-the-password"
        service.stop()
        service.start()
        channel = until("the channel says that it is refused", lambda: next(
            (c for c in service.api("GET", "/channels")["items"] if c["state"] == "sign_in_needed"), None), within=60)
        assert "not-the-password" not in str(channel), channel

    for name, body in [("a customer's mail becomes a private conversation", arrives), ("reading leaves the mail unread", stays_unread),
                       ("the answer lies in the customer's mailbox, threaded", answered),
                       ("the customer's next mail joins and opens the conversation", threaded),
                       ("an automatic mail wants no answer", automatic), ("another mail is another conversation", another_subject_is_another),
                       ("a refused password is told", refused_password)]:
        suite.test(name, body)
    if suite.failed:
        print(service.tail())
finally:
    service.close()
    if started:
        subprocess.run(["bash", f"{ROOT}/Tests/Servers/mail/down.sh", folder])
        shutil.rmtree(folder, ignore_errors=True)
suite.finish()

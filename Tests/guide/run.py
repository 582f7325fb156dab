"""Walks Connectors/README.md as a newcomer would: writes the files it shows, gives the commands it shows, and compares what comes
with what it shows. In it `…` stands for what differs each time; a line of `…` alone for any lines."""
import os, re, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "blackbox"))
from stellwerk import PROGRAM, ROOT, Service, Suite, free_port, until

GUIDE = f"{ROOT}/Connectors/README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LOOKING = re.compile(r"stellwerk channel list|cat log|grep |python3 Tests/guide/desk.py$|curl -s (?!.*-d )")
FILE = re.compile(r"`([\w./-]+)`:\s*\Z")


class Newcomer:
    """A checkout of their own, with a terminal."""

    def __init__(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="stellwerk-guide-"))
        for name in ("Connectors", "Config"):
            shutil.copytree(f"{ROOT}/{name}", f"{self.folder}/{name}")
        os.makedirs(f"{self.folder}/Tests/guide")
        for name in ("forum.py", "desk.py"):
            shutil.copy(f"{HERE}/{name}", f"{self.folder}/Tests/guide")
        os.mkdir(f"{self.folder}/bin")
        with open(f"{self.folder}/bin/stellwerk", "w") as file:
            file.write(f'#!/bin/sh\nexec "{PROGRAM}" "$@" --config Config --connectors Connectors --data data --web "{ROOT}/Sources/WebApp/Public"\n')
        os.chmod(f"{self.folder}/bin/stellwerk", 0o755)
        # What the guide calls by a fixed port has a free one here.
        self.ports = {"8090": str(free_port()), "8099": str(free_port())}
        self.environment = dict(os.environ, PATH=f"{self.folder}/bin:{os.environ['PATH']}", XDG_CONFIG_HOME=f"{self.folder}/home",
                                DESK=f"http://127.0.0.1:{self.ports['8090']}", NO_COLOR="1", LANG="C.UTF-8")
        self.running = []
        settings = f"{self.folder}/Config/stellwerk.yaml"
        with open(settings) as file:
            text = file.read()
        with open(settings, "w") as file:
            file.write(self.here(text))

    def here(self, text):
        for said, real in self.ports.items():
            text = text.replace(f":{said}", f":{real}").replace(f" {said}", f" {real}")
        return text

    def there(self, text):
        for said, real in self.ports.items():
            text = text.replace(f":{real}", f":{said}").replace(f" {real}", f" {said}")
        return text.replace(self.folder + "/", "")

    def write(self, path, text):
        os.makedirs(os.path.dirname(f"{self.folder}/{path}"), exist_ok=True)
        with open(f"{self.folder}/{path}", "w") as file:
            file.write(self.here(text))

    def give(self, command):
        """What a command prints, both ways together; one that goes on in the background prints what it has when it falls silent."""
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environment[name] = value
            return ""
        if command.endswith(" &"):
            return self.begin(command.removesuffix(" &"))
        done = subprocess.run(["bash", "-c", self.here(command)], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=120)
        return self.there(done.stdout)

    def begin(self, command):
        path = f"{self.folder}/output-{len(self.running)}"
        with open(path, "w") as output:
            self.running.append((subprocess.Popen(["bash", "-c", "exec " + self.here(command)], cwd=self.folder, env=self.environment, stdout=output,
                                                  stderr=subprocess.STDOUT, start_new_session=True), path))

        def said():
            with open(path) as file:
                return self.there(file.read())
        return said

    def close(self):
        for process, _ in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def fits(shown, real):
    """Whether what came is what the guide shows."""
    pattern = ""
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r".*".join(re.escape(part.rstrip() if at else part) for at, part in enumerate(line.rstrip().split("…"))) + r"[ ]*\n"
    return re.fullmatch(pattern, real.rstrip("\n") + "\n") is not None


def steps(text):
    """The files and commands of the guide, in order: (line, heading, kind, …)."""
    for block in BLOCK.finditer(text):
        before, line = text[:block.start()], text.count("\n", 0, block.start()) + 1
        heading = re.findall(r"^## (.*)$", before, re.M)[-1]
        kind, body = block.groups()
        named = FILE.search(before)
        if kind != "console" and named:
            yield line, heading, "file", named.group(1), body
        elif kind == "console":
            for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                while command.endswith("\\"):
                    more, _, shown = shown.partition("\n")
                    command += "\n" + more
                yield line, heading, "command", command, shown


newcomer, suite, failed = Newcomer(), Suite(), set()
text = open(GUIDE, encoding="utf-8").read()
walk = {}
for line, heading, kind, name, body in steps(text):
    walk.setdefault(heading, []).append((line, kind, name, body))


def go(heading):
    for line, kind, name, shown in walk[heading]:
        if kind == "file":
            newcomer.write(name, shown)
            continue
        came = newcomer.give(name)
        if callable(came):
            try:
                until("it begins as shown", lambda: fits(shown, came()) or not shown.strip(), within=20)
            except AssertionError:
                raise AssertionError(f"README.md:{line}: $ {name}\n--- shown\n{shown}--- came\n{came()}")
        else:
            # Who only looks may look again: what was done just before takes its moment.
            if LOOKING.match(name) and not fits(shown, came):
                seen = [came]
                try:
                    until("it shows", lambda: fits(shown, seen.append(newcomer.give(name)) or seen[-1]), within=20, every=0.2)
                except AssertionError:
                    pass
                came = seen[-1]
            assert fits(shown, came), f"README.md:{line}: $ {name}\n--- shown\n{shown}--- came\n{came}"


def no_way_in():
    """The rules that stand in for networks without a way in are rules."""
    with open(f"{ROOT}/Connectors/unavailable.yaml", encoding="utf-8") as file:
        rules = re.findall(r"^    instead: \|\n((?:      .*\n)+)", file.read(), re.M)
    assert len(rules) >= 3, rules
    for rule in rules:
        service = Service({"routing.yaml": "teams: {social: {title: Social}}\n" + re.sub(r"^      ", "", rule, flags=re.M)})
        try:
            done = service.run("check", check=False)
            assert "routing.yaml" not in done.stdout + done.stderr, done.stdout + done.stderr
        finally:
            service.close()


begun = time.monotonic()
try:
    for heading in walk:
        suite.test(f"the guide, “{heading}”", lambda: go(heading))
        if suite.failed:
            break
    manifest = f"{newcomer.folder}/Connectors/agora/connector.yaml"
    if os.path.exists(manifest):
        with open(manifest) as file:
            print(f"the guide's connector: {len(file.readlines())} lines; its commands took {time.monotonic() - begun:.0f} s")
    suite.test("rules for networks without a way in", no_way_in)
finally:
    newcomer.close()
suite.finish()

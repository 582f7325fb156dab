#!/usr/bin/env python3
"""Reads and answers a bulletin board that writes lines instead of JSON.

Stellwerk starts this for one deed and says what to do in one line. It makes no calls itself: it asks for them, and Stellwerk
makes them, with the credentials that this program never sees.
"""
import json
import sys


def say(**words):
    print(json.dumps({"id": 1, **words}), flush=True)


def fetch(**call):
    say(fetch=call)
    return json.loads(sys.stdin.readline())["res"]


def fields(line):
    """The fields of a line: `|` parts them, `\\|`, `\\n` and `\\\\` stand for themselves, a line end and a backslash."""
    parts, now, escaped = [], "", False
    for sign in line:
        if escaped:
            now += {"n": "\n"}.get(sign, sign)
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "|":
            parts.append(now)
            now = ""
        else:
            now += sign
    return parts + [now]


def escaped(text):
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def poll(task):
    cursor = task["cursor"] or "0"
    while True:
        page = fetch(get="/v1/inbox", query={"board": task["settings"]["board"], "after": cursor})
        if page["means"] != "ok":
            return say(error={"means": page["means"], "message": f"the inbox answered {page['status']}"})
        lines = [line for line in (page["body"] or "").splitlines() if line]
        for line in lines:
            number, at, author, text = fields(line)
            say(record={"number": number, "at": int(at), "author": author, "text": text})
            cursor = number
        if not lines:
            return say(done=True)
        say(cursor=cursor)


def reply(task):
    line = "|".join([task["item"]["thread"], escaped(task["text"])])
    answer = fetch(post="/v1/outbox", query={"board": task["settings"]["board"]}, text=line)
    if answer["means"] != "ok":
        return say(error={"means": answer["means"], "message": f"the outbox answered {answer['status']}"})
    say(done={"number": answer["body"].split()[1]})


def main():
    task = json.loads(sys.stdin.readline())
    {"poll": poll, "reply": reply}[task["do"]](task)


if __name__ == "__main__":
    main()

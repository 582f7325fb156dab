#!/usr/bin/env python3
"""Talks to inbox.py as Stellwerk does. Run it from anywhere: python3 inbox_test.py"""
import json
import pathlib
import subprocess
import sys
import unittest

PROGRAM = pathlib.Path(__file__).with_name("inbox.py")


def talk(task, answers):
    """What the program says to a task, with these answers to its fetches in order."""
    with subprocess.Popen([sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        said = []
        program.stdin.write(json.dumps({"id": 1, "settings": {"board": "support"}, **task}) + "\n")
        program.stdin.flush()
        for line in program.stdout:
            word = json.loads(line)
            assert word.pop("id") == 1
            said.append(word)
            if "fetch" in word:
                program.stdin.write(json.dumps({"id": 1, "res": answers.pop(0)}) + "\n")
                program.stdin.flush()
        assert not answers, answers
        return said


def page(body, status=200, means="ok"):
    return {"status": status, "headers": {}, "body": body, "means": means}


class InboxTest(unittest.TestCase):
    def test_reads_until_nothing_is_new(self):
        said = talk({"do": "poll", "cursor": "771"}, [page("772|1785592000|hanna|a\\|b\\nc\\\\\n"), page("")])
        self.assertEqual(said[0], {"fetch": {"get": "/v1/inbox", "query": {"board": "support", "after": "771"}}})
        self.assertEqual(
            said[1], {"record": {"number": "772", "at": 1785592000, "author": "hanna", "text": "a|b\nc\\"}})
        self.assertEqual(said[2], {"cursor": "772"})
        self.assertEqual(said[-1], {"done": True})

    def test_begins_at_the_beginning(self):
        self.assertEqual(talk({"do": "poll", "cursor": None}, [page("")])[0]["fetch"]["query"]["after"], "0")

    def test_says_why_it_could_not(self):
        said = talk({"do": "poll", "cursor": "1"}, [page("", 410, "gone")])
        self.assertEqual(said[-1], {"error": {"means": "gone", "message": "the inbox answered 410"}})

    def test_answers_in_the_boards_own_words(self):
        said = talk({"do": "reply", "item": {"thread": "hanna"}, "text": "x|y"}, [page("OK 778\n")])
        self.assertEqual(said[0]["fetch"]["text"], "hanna|x\\|y")
        self.assertEqual(said[-1], {"done": {"number": "778"}})


if __name__ == "__main__":
    unittest.main()

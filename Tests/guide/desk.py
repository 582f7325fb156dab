"""The desk for those who have no browser at hand, over the same API as the page. The token stands in the file `token`.

    python3 Tests/guide/desk.py                       what is open, newest last
    python3 Tests/guide/desk.py WORDS ANSWER          answers the newest message that holds these words
"""
import json, os, sys, urllib.request, uuid

DESK = os.environ.get("DESK", "http://127.0.0.1:8090")


def ask(method, path, body=None):
    request = urllib.request.Request(DESK + "/api/v1" + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + open("token").read().strip())
    request.add_header("Content-Type", "application/json")
    request.add_header("Idempotency-Key", uuid.uuid4().hex)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


messages = [(conversation, message) for conversation in ask("GET", "/conversations?status=open")["items"]
            for message in ask("GET", f"/conversations/{conversation['id']}/messages")["items"]]
messages.sort(key=lambda pair: (pair[1]["at"], pair[1]["text"]))
if len(sys.argv) == 3:
    conversation, message = next(pair for pair in reversed(messages) if sys.argv[1] in pair[1]["text"])
    ask("POST", f"/conversations/{conversation['id']}/replies", {"text": sys.argv[2], "to": message["id"]})
    print("on its way to " + message["author"]["name"])
else:
    for conversation, message in messages:
        print(f"{conversation['post']['title']}, {message['author']['name']}: {' '.join(message['text'].split())}")

extension NewConnector {
    static let manifest = #"""
        # {{title}}: what to read, how each record becomes an item, and what can be done.
        # Expressions (under each, map, errors, id) are jq. Texts (paths, queries, bodies) take \( expression ).
        # `stellwerk connector check {{name}}` names every mistake; `stellwerk connector replay {{name}}` plays the tapes.
        manifest: 1
        version: 0.1.0
        title: {{title}}

        # The form that makes a channel. Types: string secret host url choice bool int text.
        settings:
          token:
            type: secret
            title: Access token
            help: Where the operator finds it, in words.

        http: {base: '{{base}}'}
        # Or basic: {user: …, password: …}; headers: {X-Key: \($secrets.token)}; query: {key: \($secrets.token)}
        auth: {bearer: \($secrets.token)}
        # The sign-in test. `$account` is what it finds.
        account: {get: /me, id: .id, name: .name}

        streams:
          comments:
            get: /comments
            query: {per_page: 50}
            every: 2m
            each: .items[]
            pages: {as: page, count: 1}       # or {as: offset, from: …}, {url: .next}, {link: next}
            map:
              kind: comment                   # comment mention message review post reaction receipt
              id: .id
              parent: .reply_to
              post: {id: .post.id, title: .post.title, url: .post.url}
              author: {id: .author.id, name: .author.name}
              text: .text                     # or html: .body, which is made safe and readable
              at: .created_at
              url: .url
              mine: .author.id == $account.id

        actions:
          reply:
            for: [comment]
            post: /comments
            json: {reply_to: \($item.id), text: \($text)}
            id: .id                           # ties the answer to its echo
            unclear: read comments            # nobody knows whether it arrived? Look among the comments

        limits: {text: {max: 2000, unit: codepoints}, rate: 60 per 1m}

        # The first test that holds names the error; then the status does.
        errors:
          gone: .error == "not_found"
          message: .error

        """#

    static let tape = """
        about: a page of comments becomes messages; an empty page ends the run
        given:
          now: 2026-03-01T12:00:00Z
        do: poll comments
        tape:
          - {ask: 'GET {{base}}/me', answer: {body: {id: 1, name: Us}}}
          - ask: GET {{base}}/comments?per_page=50
            headers: {Authorization: Bearer secret-token}
            answer: {body: file comments.json}
          - {ask: 'GET {{base}}/comments?per_page=50&page=2', answer: {body: {items: []}}}
        expect:
          items:
            - {id: "42", kind: comment, author: {id: "7", name: Ana}, text: Is it back in stock?, post: "3", mine: false}
            - {id: "43", kind: comment, parent: "42", mine: true}
          left: none

        """

    static let reply = """
        about: an answer hangs below its comment
        given:
          account: {id: 1, name: Us}
          known: [{id: "42", kind: comment}]
        do: reply
        act: {item: "42", text: 'Yes, since this morning!'}
        tape:
          - ask: POST {{base}}/comments
            body: {reply_to: "42", text: 'Yes, since this morning!'}
            answer: {status: 201, body: {id: 43}}
        expect: {outcome: sent, id: "43"}

        """

    static let gone = """
        about: the comment is no longer there
        given:
          account: {id: 1, name: Us}
          known: [{id: "42", kind: comment}]
        do: reply
        act: {item: "42", text: Thanks!}
        tape:
          - ask: POST {{base}}/comments
            answer: {status: 404, body: {error: not_found}}
        expect: {outcome: gone, message: not_found}

        """

    static let payload = """
        {
          "items": [
            {
              "id": 42, "reply_to": null, "text": "Is it back in stock?", "created_at": "2026-03-01T11:00:00Z",
              "url": "https://acme.example/posts/3#c42", "author": {"id": 7, "name": "Ana"},
              "post": {"id": 3, "title": "Blue mugs", "url": "https://acme.example/posts/3"}
            },
            {
              "id": 43, "reply_to": 42, "text": "Yes, since this morning!", "created_at": "2026-03-01T11:05:00Z",
              "url": "https://acme.example/posts/3#c43", "author": {"id": 1, "name": "Us"},
              "post": {"id": 3, "title": "Blue mugs", "url": "https://acme.example/posts/3"}
            }
          ]
        }

        """

    static let readme = """
        # {{title}}

        1. `connector.yaml` is a working example of an invented API. Change it line by line to what {{title}} says; the comments tell what
           each line is for.
        2. `stellwerk connector check {{name}}` names every mistake with its place and the nearest valid word.
        3. Try an expression on a payload: `stellwerk connector eval '.items[] | .text' --connector {{name}} < fixtures/comments.json`.
        4. `stellwerk connector record comments --connector {{name}} --settings my.env` reads the real API once and writes a tape without
           names, addresses and secrets.
        5. `stellwerk connector replay {{name}}` plays the tapes; `stellwerk connector test {{name}}` also demands one for every kind,
           action and error the manifest names.
        6. Write down in NOTES.md where you read what you know, with the day, and what the platform cannot do.

        """

    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img"><rect width="24" height="24" rx="5" fill="#5b6b7b"/><text x="12" y="17" font-family="sans-serif" font-size="13" font-weight="700" text-anchor="middle" fill="#fff">{{letter}}</text></svg>

        """
}

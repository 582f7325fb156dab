import ConnectorTools
import Testing

/// Deeds beside polls, calls and acts.
struct LookupReplayTests {
    private static let manifest = #"""
        manifest: 1
        version: 1.0.0
        title: Acme
        http: {base: 'https://x.test/api'}
        streams:
          comments:
            get: /comments
            live: {sse: /events, each: .}
            map: {kind: comment, id: .id, text: .text, author: {id: .by}, at: .at}
        profile: {get: '/people/\($author.id)', name: .name, avatar: .picture}
        posts: {get: '/posts/\($post.id)', title: .title}
        download: {get: '/files/\(.ref)', url: '\(.link)'}
        webhook:
          verify: {jwt: {keys: 'https://x.test/keys', issuer: acme, audience: us}}
          into: {comments: .}

        """#

    @Test(
        arguments: [
            """
            do: profile
            act: {item: {id: 1, author: "7"}}
            tape: [{ask: 'GET https://x.test/api/people/7', answer: {body: {name: Ana, picture: 'https://x.test/7.png'}}}]
            expect: {profile: {name: NAME, avatar: 'https://x.test/7.png'}}
            """,
            """
            do: post
            act: {item: {id: 1, post: "3"}}
            tape: [{ask: 'GET https://x.test/api/posts/3', answer: {body: {title: Ana}}}]
            expect: {post: {title: NAME}}
            """,
            """
            do: download
            act: {item: {id: 1, attachments: [{ref: f1}]}}
            tape: [{ask: 'GET https://x.test/api/files/f1', answer: {body: {link: 'https://x.test/Ana.png'}}}]
            expect: {file: {url: 'https://x.test/NAME.png'}}
            """,
            #"""
            do: live comments
            tape: [{ask: 'GET https://x.test/api/events', answer: {headers: {Content-Type: text/event-stream}, body: {text: "data: {\"id\": 1, \"text\": \"Ana\", \"by\": 7}\n\n"}}}]
            expect: {items: [{id: "1", text: NAME}]}
            """#,
            #"""
            do: receive
            call:
              headers: {Authorization: 'Bearer \(jwt_sign({iss: "acme", aud: "us", exp: ($now + 60)}))'}
              body: {id: 1, text: Ana, by: 7}
            tape: [{ask: 'GET https://x.test/keys', answer: {body: file keys.json}}]
            expect: {stored: true, items: [{id: "1", text: NAME}]}
            """#,
        ]) func `each says what it found`(tape: String) async throws
    {
        let right = try Bench(
            manifest: Self.manifest, tapes: ["tape": tape.replacing("NAME", with: "Ana")],
            payloads: ["keys.json": TestKey.published])
        let rehearsal = await right.rehearse()
        #expect((rehearsal.passed, rehearsal.failed) == (1, 0), "\(rehearsal.text())")
        let wrong = try Bench(
            manifest: Self.manifest, tapes: ["tape": tape.replacing("NAME", with: "Ben")],
            payloads: ["keys.json": TestKey.published])
        #expect(await wrong.rehearse().failed == 1)
    }
}

import ConnectorKit
import Expressions
import Foundation
import Testing
import YAMLCoding

/// Everything `check` has to say about a manifest.
func findings(_ text: String) -> [String] {
    do throws(YAMLFailure) {
        let manifest = try YAMLDecoder().decode(Manifest.self, from: text, file: "c.yaml")
        let outcome = ManifestCompiler.compile(manifest, name: "c", text: Array(text.utf8), builtins: .testing)
        return outcome.findings.map { $0.line(file: "c.yaml") }
    } catch {
        return error.problems.map(\.headline)
    }
}

/// A manifest of one stream and one action, with further lines.
private func manifest(map: String = "{kind: comment, id: .id, text: .text, author: .by, at: .at}", more: String = "") -> String
{
    """
    manifest: 1
    version: 1.0.0
    title: Acme
    settings: {site: {type: url, title: Site}, key: {type: secret, title: Key}}
    http: {base: '\\($settings.site)/api'}
    streams:
      comments:
        get: /comments
        map: \(map)
    \(more)
    """
}

struct ManifestCompilerTests {
    @Test(arguments: ["telegram", "wordpress", "mastodon", "email"])
    func `the connectors of this house have no findings`(name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Connectors/\(name)/connector.yaml").standardized
        let found = findings(try String(contentsOf: file, encoding: .utf8))
        #expect(found == [], "\(found.joined(separator: "\n"))")
    }

    @Test func `a compiled connector's manifest is a settings form and nothing else`() {
        let form = "manifest: 1\nversion: 1.0.0\ntitle: Post\nsettings: {key: {type: secret, title: Key}}\n"
        #expect(findings(form + "compiled: mail\n") == [])
        #expect(
            findings(form + "compiled: mail\nlimits: {text: {max: 5}}\n") == [
                "c.yaml:6:1: `limits` has no place beside `compiled`: the manifest is a settings form only"
            ])
        #expect(findings(form + "compiled: mial\n") == ["c.yaml:5:11: unknown word `mial`; did you mean `mail`?"])
    }

    @Test(
        arguments: [
            ("{kind: comment, id: id, text: .t, author: .a, at: .t}", "c.yaml:9:30: error: `id/0` is not defined"),
            ("{kind: comment, text: .t, author: .a, at: .t}", "c.yaml:9:10: error: `id` is missing"),
            (
                "{kind: comment, id: .id, text: $secrets.key, author: .a, at: .t}",
                "c.yaml:9:41: error: `$secrets` is not defined here: a secret may stand in http.base"
            ),
            (
                "{kind: comment, id: .id, text: .a + $settings.key, author: .a, at: .t}",
                "c.yaml:9:46: error: `$settings.key` is a secret and cannot stand here"
            ),
            (
                "{kind: comment, id: .id, text: .t, author: {id: .a, nam: .b}, at: .t}",
                "c.yaml:9:45: unknown key `nam` in `author`; did you mean `name`?"
            ),
            (
                "{kind: {comment: 'true', review: .r}, id: .id, text: .t, author: .a, at: .t}",
                "c.yaml:9:43: error: the kind `review` is never reached: `comment` always holds"
            ),
            ("{kind: coment, id: .id}", "c.yaml:9:17: unknown word `coment`; did you mean `comment`?"),
            ("{kind: reaction, id: .id}", "c.yaml:9:10: error: `target` is missing"),
            ("{kind: comment, id: .id, author: .a, at: .t}", "c.yaml:9:10: warning: neither `text` nor `html`"),
            (
                "{kind: comment, id: .id, text: '.t | test($x)', author: .a, at: .t}",
                "c.yaml:9:52: error: a regular expression must be a text in quotes"
            ),
            ("others", "c.yaml:9:10: error: there is no stream `others`; possible: comments"),
            ("{kind: place}", "c.yaml:9:10: error: `id` is missing"),
            (
                "{kind: place, id: .id}\n    recheck: {get: /c}",
                "c.yaml:10:20: error: a list of places is read whole each time: leave `recheck` out"
            ),
        ]) func `what is wrong with a mapping is found where it stands`(map: String, start: String)
    {
        let found = findings(manifest(map: map))
        #expect(found.contains { $0.hasPrefix(start) }, "\(found)")
    }

    @Test(
        arguments: [
            (
                "actions: {reply: {post: /c, json: {t: \\($text)}, unclear: ask}}",
                "error: `id` is missing: nothing would tie the answer to its echo"
            ),
            ("actions: {reply: {post: /c, id: .id}}", "error: `unclear` is missing"),
            (
                "actions: {reply: {post: /c, id: .id, unclear: read commments}}",
                "error: there is no stream `commments`; did you mean `comments`?"
            ),
            ("actions: {repy: {post: /c}}", "error: `repy` is no verb; did you mean `reply`?"),
            ("actions: {like: {post: '/c/\\($secrets.key)'}}", "error: `$secrets` is not defined here"),
            ("actions: {like: {for: [coment], post: /c}}", "unknown word `coment`; did you mean `comment`?"),
            ("webhook: {into: {comments: .}}", "error: `verify` is missing: anybody could write into the inbox"),
            ("webhook: {verify: {none: ''}, into: {comments: .}}", "error: `none` needs its reason in words"),
            (
                "webhook: {verify: {none: local}, into: {coments: .}}",
                "error: there is no stream `coments`; did you mean `comments`?"
            ),
            (
                "webhook: {scope: app, verify: {none: local}, into: {comments: .}}",
                "error: `account` is missing: with `scope: app` it says whose each event is"
            ),
            (
                "webhook: {verify: {token: .token, equals: $hook.secret}, into: {comments: .}}",
                "error: `verify` sees no decoded body: write $req.headers, $req.query, $req.form, or $req.body | fromjson | .token"
            ),
            (
                "webhook: {verify: {jwt: {keys: 'https://k', issuer: me}}, into: {comments: .}}",
                "`jwt` needs `keys` (where they are published), `issuer` and `audience`"
            ),
            (
                "webhook: {verify: {jwt: {keys: k.json, issuer: me, audience: us}}, into: {comments: .}}",
                "error: `keys` is the whole address of the published keys, beginning with https://"
            ),
            (
                "webhook: {verify: {none: local, token: $req.body, equals: $hook.secret}, into: {comments: .}}",
                "a call is verified in one way; `none` stands here already"
            ),
            (
                "webhook: {verify: {none: local}, signals: {auth_expird: .x}, into: {comments: .}}",
                "unknown signal `auth_expird`; did you mean `auth_expired`?"
            ),
            (
                "webhook: {verify: {none: local}, answers: [{text: a, json: b}], into: {comments: .}}",
                "an answer has one body: `text` or `json`"
            ),
            ("run: [./x.py]", "warning: nothing runs it: say `run: true` in a stream or an action"),
            ("run: [../x.py]", "error: a program lies in the connector's folder: `..` leads out of it"),
            ("run: [/bin/x]", "error: write ./FILE for a file of this folder, or the name of an installed program"),
            (
                "actions: {like: {run: true}}",
                "error: `run: true` needs the program: name it at the top, as in `run: [./inbox.py]`"
            ),
            ("run: [./x.py]\nactions: {like: {run: true, post: /c}}", "`post` has no place beside `run`"),
            ("errors: {gonne: .x}", "unknown error label `gonne`; did you mean `gone`?"),
            ("limits: {rate: 3 a minute}", "`3 a minute` is no rate; write it as in `300 per 5m` or `1 per 1s each thread`"),
            ("limits: {rate: 1 per 1h resets 00:00 UTC}", "a time of day resets what is counted per day: write `per 1d`"),
            ("limits: {rate: 1 per 1d resets noon UTC}", "`noon` is no time of day"),
            ("limits: {text: {max: \\($secrets.key)}}\nactions: {like: {post: /c}}", "error: `$secrets` is not defined here"),
            ("profile: {get: '/u/\\($author.id)'}", "`profile` fills nothing"),
            ("posts: {get: '/p/\\($author.id)', title: .t}", "error: `$author` is not defined"),
            ("auth: {oauth2: {authorize: 'https://a/b', token: /t}}", "`oauth2` wants the app's id"),
            ("intervall: 5m", "unknown key `intervall`"),
        ]) func `what is wrong around the streams is found`(more: String, part: String)
    {
        let found = findings(manifest(more: more))
        #expect(found.contains { $0.contains(part) }, "\(found)")
    }

    @Test(arguments: [
        "hmac_sha256($secrets.key) + $secrets_key", "$secrets.key | hmac_sha256($secrets.key)", "hmac_sha256($secrets)",
        "hmac_sha256($secrets.key + $text)", "$settings.key", "[$text | hmac_sha256($settings.key)] + [$settings_key]",
    ]) func `a secret may sign in any request, and gets out by no other way`(expression: String) {
        let signed = findings(
            manifest(more: "actions: {like: {post: /like, json: {t: '\\($text | hmac_sha256($secrets.key))'}}}"))
        #expect(!signed.contains { $0.contains("error") }, "\(signed)")
        let found = findings(manifest(more: "actions: {like: {post: /like, json: {t: '\\(\(expression))'}}}"))
        #expect(found.contains { $0.contains("error: `$se") }, "\(found)")
    }

    @Test func `an answer that nobody is called with says so, and is an answer`() {
        let reply = "actions: {reply: {for: [comment], steps: [], id: '\"a-\\($key)\"', unclear: repeat}}"
        #expect(findings(manifest(more: reply)) == [])
        let forgotten = "actions: {reply: {for: [comment], id: .id, unclear: repeat}}"
        #expect(findings(manifest(more: forgotten)).contains { $0.contains("an action needs a request") })
    }

    @Test func `nothing is read back from a stream that only calls bring`() {
        let found = findings(
            """
            manifest: 1
            version: 1.0.0
            title: Acme
            http: {base: 'https://acme.example'}
            streams: {pushed: {map: {kind: comment, id: .id, text: .text, author: .by, at: .at}}}
            webhook: {verify: {none: local}, into: {pushed: .}}
            actions: {reply: {post: /c, id: .id, unclear: read pushed}}
            """)
        #expect(
            found == [
                "c.yaml:7:47: error: `pushed` cannot be read back, as it has no request: say {get: …, match: …}, receipt or ask"
                    + "   (action reply)"
            ], "\(found)")
    }

    @Test func `the place inside a block and past a quote is the place in the file`() {
        let text = manifest(
            map:
                "\n      kind: comment\n      id: |\n        .id\n          | oops\n      text: '.t + oops'\n      author: .a\n      at: .t"
        )
        let places = findings(text).map { $0.split(separator: " ")[0] }
        #expect(places == ["c.yaml:13:13:", "c.yaml:14:19:"])
    }

    @Test func `several mistakes are named in one run`() {
        let found = findings(
            manifest(
                map: "{kind: comment, id: oops, text: ouch, author: .a, at: .t}", more: "actions: {like: {post: '/\\(aua)'}}"))
        #expect(found.count == 3)
    }
}

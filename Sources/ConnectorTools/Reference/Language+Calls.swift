extension Language {
    static let webhookRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "webhook", title: "webhook",
            text: "A call is verified, kept as it is, answered, then read. `$req` is the call.",
            keys: [
                key("scope", .choice(["channel", "app"]), "One address a channel, or one for all channels of an app."),
                key("verify", .room("verify"), "How a call is known to be the platform's.", required: true),
                key("answers", .list(.room("answer")), "What it hears; the first that holds. GET is answered by these only."),
                key("body", .choice(["json", "form", "text", "xml"]), "How the body is read; by its content type otherwise."),
                key("each", .expression, "The events of a batch."),
                key("account", .expression, "Whose event it is, where `scope` is `app`."),
                key("into", .named(.expression), "Streams, each with the records an event has for it."),
                key("poke", .named(.expression), "Streams to poll now, each with its test."),
                key(
                    "signals", .closed(["auth_expired", "auth_denied", "config"], .expression),
                    "What an event says of the channel itself."),
                key("subscribe", .room("subscribe"), "How the platform is told our address."),
            ]),
        LanguageRoom(
            name: "verify", title: "verify",
            text: "One of `{hmac, …}`, `{ed25519, …}`, `{token, equals}`, `{jwt}`, `{none: why}`.",
            keys: [
                key("none", .text, "Why nothing is to be verified."), key("token", .expression, "What the call carries."),
                key("equals", .expression, "What it must be."),
                key("hmac", .choice(["sha1", "sha256", "sha512"]), "A keyed hash."),
                key("ed25519", .expression, "The public key."),
                key("secret", .expression, "The key of the hash; may be several."),
                key("signature", .expression, "What the call carries; may be several."),
                key("signed", .template, "What is signed; the raw body otherwise."),
                key("encoding", .choice(["hex", "base64"]), "How the signature is written."),
                key("secret_encoding", .choice(["text", "hex", "base64"]), "How the key is written."),
                key("prefix", .text, "What stands before the signature."),
                key("timestamp", .expression, "When it was signed."), key("max_age", .duration, "How old it may be; 5m."),
                key("jwt", .room("jwt"), "A signed token."),
            ]),
        LanguageRoom(
            name: "jwt", title: "verify: jwt", text: "",
            keys: [
                key("keys", .address, "Where the issuer's public keys lie.", required: true),
                key("token", .expression, "The token; the bearer's otherwise."),
                key("issuer", .template, "Who must have made it."), key("audience", .template, "For whom it must be."),
                key("claims", .expression, "A test over its claims."),
            ]),
        LanguageRoom(
            name: "answer", title: "answers", text: "`.` is the body.",
            keys: [
                key("when", .expression, "The first answer whose test holds."), key("text", .template, "A text."),
                key("type", .text, "Its media type."), key("json", .template, "JSON."),
                key("status", .number, "The status; 200."),
            ]),
        LanguageRoom(
            name: "subscribe", title: "subscribe", text: "`$hook.url` and `$hook.secret` are ours.", holdsRequest: true,
            keys: [
                key("exists", .room("exists"), "Looks first; a registration that is ours is adopted."),
                key("renew", .either([.duration, .room("renew")]), "How often it must be made anew."),
                key("remove", .room("request"), "How it is taken back."),
            ]),
        LanguageRoom(
            name: "exists", title: "subscribe: exists", text: "", holdsRequest: true,
            keys: [
                key("each", .expression, "The registrations there are."),
                key("when", .expression, "Whether one is ours.", required: true),
            ]),
        LanguageRoom(
            name: "renew", title: "subscribe: renew", text: "", holdsRequest: true,
            keys: [key("every", .duration, "How long a registration is good, with room to spare.", required: true)]),
    ]

    static let actionRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "action", title: "An action", text: "A request, or `steps`. `$item $thread $text $files $key`.",
            holdsRequest: true,
            keys: [
                key(
                    "for", .list(.choice(["comment", "mention", "message", "review", "post", "mail", "mine"])),
                    "The kinds it works on; all otherwise."),
                key("steps", .list(.room("step")), "Several requests; each result is kept before the next."),
                key("id", .expression, "The id of what was sent: ties it to its echo."),
                key("window", .duration, "How long after the customer's word it is allowed."),
                key("once", .flag, "Once for each item."),
                key("text", .room("text"), "Another length than `limits.text`."),
                key(
                    "unclear", .either([.text, .room("look")]),
                    "Nobody knows whether it arrived: `repeat`, `repeat for 1h`, `read STREAM`, `{get, each, match}`, `receipt`, `ask`."
                ),
                key("run", .flag, "The program carries it out."),
            ]),
        LanguageRoom(
            name: "step", title: "steps", text: "`.` is the answer of the step before.", holdsRequest: true,
            keys: [
                key("as", .text, "A name for its answers: `$NAME`."), key("each", .expression, "Once for each output."),
                key("when", .expression, "Only where it holds."),
                key("then", .room("then"), "Asks until the platform is ready."),
            ]),
        LanguageRoom(
            name: "then", title: "steps: then", text: "", holdsRequest: true,
            keys: [
                key("until", .expression, "Whether it is ready.", required: true),
                key("every", .duration, "How often it is asked; 1s."),
                key("within", .duration, "How long; 2m."),
            ]),
        LanguageRoom(
            name: "look", title: "unclear: looking back", text: "", holdsRequest: true,
            keys: [
                key("each", .expression, "The records to look at."),
                key("match", .expression, "Whether one is our answer.", required: true),
                key("id", .expression, "Its id."),
            ]),
    ]

    static let limitRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "limits", title: "limits", text: "",
            keys: [
                key("text", .room("text"), "How long a text may be."),
                key("files", .room("files"), "Which files, how many, how large."),
                key(
                    "rate", .oneOrMore(.text),
                    "`300 per 5m`, `1 per 1s each thread`, `10000 per 1d shared app resets 00:00 America/Los_Angeles`."),
            ]),
        LanguageRoom(
            name: "text", title: "limits: text", text: "",
            keys: [
                key("max", .template, "So many at most.", required: true),
                key("unit", .choice(["codepoints", "graphemes", "utf16", "bytes", "weighted"]), "What is counted."),
                key("url", .template, "What every address counts, whatever its length."),
            ]),
        LanguageRoom(
            name: "files", title: "limits: files", text: "",
            keys: [
                key("max", .template, "So many at most."), key("types", .list(.text), "Media types: `image/*`."),
                key("size", .template, "Bytes at most."),
            ]),
        LanguageRoom(
            name: "errors", title: "errors", text: "Tests over every answer, before the built-in table; the first that holds.",
            keys: labels.map { key($0, .expression, "Whether the answer means this.") } + [
                key("when", .closed(labels, .expression), "The same tests, where a label's name stands for something else."),
                key("retry_after", .expression, "Seconds to wait."), key("message", .expression, "The platform's own words."),
            ]),
    ]
}

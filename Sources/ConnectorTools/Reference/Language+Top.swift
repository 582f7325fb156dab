extension Language {
    static let manifest = LanguageRoom(
        name: "manifest", title: "The manifest",
        text: "One file, `connector.yaml`, in a folder of the connector's name.",
        keys: [
            key("manifest", .number, "The version of the language: `1`.", required: true),
            key("version", .text, "The version of the connector.", required: true),
            key("title", .text, "What people call the platform.", required: true),
            key("docs", .text, "Where the platform's documentation lies."),
            key("settings", .named(.room("setting")), "The form that makes a channel."),
            key("app", .named(.room("setting")), "The form of what all channels share: client id and secret. `$app`."),
            key("define", .named(.expression), "Expressions with a name; each may use the earlier ones."),
            key("http", .room("http"), "Where paths hang.", required: true),
            key("hosts", .list(.template), "Further hosts that may be called."),
            key("auth", .room("auth"), "How each call proves who we are."),
            key("account", .room("account"), "The sign-in test: who we are. `$account`."),
            key("people", .choice(["channel", "host", "platform"]), "Where ids of authors are unique; `channel` by default."),
            key("streams", .named(.room("stream")), "What is read, and how each record becomes an item."),
            key("profile", .room("profile"), "Asked for an author of whom more is wanted; kept."),
            key("posts", .room("posts"), "Asked for a post of which more is wanted; kept."),
            key("webhook", .room("webhook"), "What the platform delivers by itself."),
            key("download", .room("download"), "How the bytes of an attachment with `ref` are fetched."),
            key("actions", .closed(verbs, .oneOrMore(.room("action"))), "What can be done; agents are offered nothing else."),
            key("limits", .room("limits"), "Lengths, files, and how often."),
            key("errors", .room("errors"), "What answers mean, before the built-in table."),
            key(
                "run", .list(.text),
                "A program and its arguments that does what no manifest can; JSON lines, no network, no secrets."),
            key("compiled", .choice(["mail"]), "The part of the program that does the work; the manifest is then its form."),
        ])

    static let setting = LanguageRoom(
        name: "setting", title: "A setting", text: "One field of the form: `$settings.NAME`, and `$secrets.NAME` for secrets.",
        keys: [
            key(
                "type", .choice(["string", "secret", "host", "url", "choice", "bool", "int", "text"]),
                "A secret may stand in `http.base`, `auth`, `account`, `verify`, `subscribe` and `download` only.",
                required: true),
            key("title", .text, "The field's label.", required: true),
            key("help", .text, "Where to find the value."),
            key("example", .text, "Shown in the field; tapes use it."),
            key("pattern", .text, "A regular expression that the whole value matches."),
            key("choices", .list(.text), "The values of a `choice`."),
            key("default", .text, "Stands where nothing is written."),
            key("optional", .flag, "May be left out."),
        ])

    static let requestRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "request", title: "A request",
            text: "One verb with a path below `http.base` or a whole address; the same words wherever something is asked.",
            holdsRequest: true, keys: []),
        LanguageRoom(
            name: "http", title: "http", text: "",
            keys: [key("base", .address, "Where paths hang: `https://\\($settings.site)/api`.", required: true)]),
        LanguageRoom(
            name: "auth", title: "auth", text: "One or several of these.",
            keys: [
                key("basic", .room("basic"), "HTTP Basic."),
                key("bearer", .template, "`Authorization: Bearer …`."),
                key("headers", .named(.template), "Any headers."),
                key("query", .named(.template), "Query parameters."),
                key("oauth2", .room("oauth2"), "OAuth 2: code with PKCE and rotating refresh, or client credentials."),
                key("oauth1", .room("oauth1"), "OAuth 1.0a signatures."),
                key("jwt", .room("statement"), "A signed token of a service account."),
                key("session", .room("session"), "A sign-in that gives a token of its own."),
            ]),
        LanguageRoom(
            name: "basic", title: "auth: basic", text: "",
            keys: [
                key("user", .template, "The user's name.", required: true),
                key("password", .template, "The password.", required: true),
            ]),
    ]

    /// The words that stand wherever a request does.
    static let request: [LanguageRoom.Key] = [
        key("get", .address, "Path or address of a GET."), key("head", .address, "Of a HEAD."),
        key("post", .address, "Of a POST."),
        key("put", .address, "Of a PUT."), key("patch", .address, "Of a PATCH."), key("delete", .address, "Of a DELETE."),
        key("query", .named(.template), "Query parameters; null drops one, a list repeats it."),
        key("headers", .named(.template), "Headers."), key("json", .template, "A JSON body."),
        key("form", .named(.template), "A form."),
        key("multipart", .named(.template), "A multipart form; a file is `\\(.)` in `each: $files[]`."),
        key("bytes", .template, "A raw body."), key("type", .template, "The media type of `bytes`."),
        key("body", .choice(["json", "form", "text", "xml"]), "How the answer is read; by its content type otherwise."),
        key("cost", .number, "How many units of `limits.rate` it takes."),
    ]
}

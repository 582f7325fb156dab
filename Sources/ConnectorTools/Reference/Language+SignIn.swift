extension Language {
    static let signInRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "oauth2", title: "auth: oauth2",
            text: "A person\'s consent with PKCE, or the app\'s own credentials. `$token` is the answer.",
            keys: [
                key("grant", .choice(["code", "client_credentials"]), "`code` asks a person in the browser."),
                key("authorize", .address, "Where the person agrees."),
                key(
                    "token", .either([.address, .room("request")]), "Where tokens come from; a request where it is unusual.",
                    required: true),
                key("client", .choice(["body", "basic"]), "How the app proves who it is."),
                key("scopes", .list(.template), "What is asked for."), key("separator", .text, "Between scopes; a blank."),
                key("params", .named(.template), "Further parameters of the address a person is sent to."),
                key("rename", .named(.text), "Names this platform spells its own way: `client_id: client_key`."),
                key("exchange", .room("request"), "Trades a short-lived token for a long-lived one."),
                key("refresh", .room("request"), "Renews it, where that is not the usual request."),
                key("answer", .expression, "The token in an answer that wraps it."),
            ]),
        LanguageRoom(
            name: "statement", title: "auth: jwt", text: "A signed statement of our own, as it is or traded for a token.",
            keys: [
                key("alg", .choice(["RS256", "ES256"]), "The algorithm.", required: true),
                key("key", .template, "The private key as PEM.", required: true), key("kid", .template, "The key\'s name."),
                key("claims", .template, "What it states.", required: true), key("token", .address, "Where it is traded."),
                key("expires", .duration, "How long it is good; 1h."),
            ]),
        LanguageRoom(
            name: "session", title: "auth: session", text: "A sign-in with name and password that gives a token.",
            keys: [
                key("login", .room("request"), "The sign-in.", required: true), key("refresh", .room("request"), "Renews it."),
                key("token", .expression, "The token in the answer.", required: true),
                key("refresh_token", .expression, "What renews it."),
                key("expires", .expression, "Seconds it lives, or the moment it ends."),
            ]),
        LanguageRoom(
            name: "oauth1", title: "auth: oauth1", text: "Each request is signed (HMAC-SHA1).",
            keys: [
                key("consumer_key", .template, "The app\'s key.", required: true),
                key("consumer_secret", .template, "Its secret.", required: true),
                key("token", .template, "The account\'s token.", required: true),
                key("token_secret", .template, "Its secret.", required: true),
            ]),
    ]
}

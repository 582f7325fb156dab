extension Language {
    static let streamRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "stream", title: "A stream",
            text:
                "A list or log that is read again and again. Without a request it only names how a webhook's records are mapped.",
            holdsRequest: true,
            keys: [
                key("every", .duration, "From the end of one run to the start of the next."),
                key("each", .expression, "The records of a page, one output each; a page that is a list needs none."),
                key("order", .choice(["newest", "oldest"]), "`newest` first, read down to known ground; `oldest` for logs."),
                key("resume", .room("resume"), "What a run goes on from."),
                key("pages", .room("pages"), "The way to the next page."),
                key("wait", .duration, "A long poll: the server holds the call this long."),
                key("live", .room("live"), "Server-sent events beside the polls."),
                key("sweep", .either([.duration, .choice(["never"])]), "How often it is polled while something live works."),
                key("backfill", .duration, "How far back the first run reads; taken as history."),
                key("under", .room("under"), "Runs once for each item or place of another stream: `$parent`."),
                key("recheck", .room("recheck"), "Reads known items again, for edits and removals that lists do not show."),
                key("overlap", .number, "Where pages hold one item: known ones in a row that end a run; 20."),
                key(
                    "map", .either([.oneOrMore(.room("item")), .text]),
                    "What a record means; or the name of a stream whose map it is.", required: true),
                key("run", .flag, "The program reads it."),
            ]),
        LanguageRoom(
            name: "resume", title: "resume", text: "The cursor is saved with the items it covers.",
            keys: [
                key("as", .text, "The query parameter.", required: true),
                key("from", .expression, "Its next value, of the newest record, or of `$page`.", required: true),
                key("overlap", .duration, "Taken back from a time, for late arrivals."),
                key(
                    "format", .choice(["text", "epoch", "epoch_ms", "iso", "date"]),
                    "How the parameter is written; `text` as it came."),
            ]),
        LanguageRoom(
            name: "pages", title: "pages", text: "One of `{as, count}`, `{as, from}`, `{url}`, `{link}`.",
            keys: [
                key("as", .text, "The query parameter."),
                key("count", .number, "By how much it grows: 1 for page numbers, the page's size for offsets."),
                key("start", .number, "The first page's value."), key("from", .expression, "The token of the next page."),
                key("url", .expression, "The next page's whole address."),
                key("link", .text, "The relation in the Link header that leads on: `next`."),
            ]),
        LanguageRoom(
            name: "live", title: "live", text: "A stream of server-sent events; with `when` only where it holds.",
            keys: [
                key("sse", .address, "Its path or address.", required: true),
                key("query", .named(.template), "Query parameters."),
                key("headers", .named(.template), "Headers."),
                key("when", .expression, "Which events count; `$event` is the name."),
                key("each", .expression, "The records of an event."),
            ]),
        LanguageRoom(
            name: "under", title: "under", text: "",
            keys: [
                key("stream", .text, "The stream whose items are the parents.", required: true),
                key("kinds", .list(.choice(kinds)), "Which of them."), key("within", .duration, "How old they may be; 14d."),
                key("when", .expression, "Only for those it holds for, over what was kept."),
                key("changed", .expression, "Again when this differs from the last time."),
            ]),
        LanguageRoom(
            name: "recheck", title: "recheck", text: "Items of open conversations, and younger ones.", holdsRequest: true,
            keys: [
                key("each", .expression, "The records of the answer."),
                key("ids", .number, "So many at once, as `$ids`; one by one as `$item`."),
                key("within", .duration, "How old they may be; 14d."), key("every", .duration, "How often; 15m."),
                key("missing", .choice(["gone", "kept"]), "What an id means that does not come back."),
            ]),
        LanguageRoom(
            name: "account", title: "account", text: "`$account` is what it finds.", holdsRequest: true,
            keys: [
                key("id", .expression, "Our id there; `mine` compares with it.", required: true),
                key("name", .expression, "Our name there."), key("url", .expression, "Our page there."),
                key("each", .expression, "The accounts of one sign-in, one output each."),
                key("pages", .room("pages"), "Where they come in pages."),
                key("secrets", .named(.expression), "Tokens that belong to an account of its own."),
                key("steps", .list(.room("step")), "Several requests until it is known."),
            ]),
        LanguageRoom(
            name: "profile", title: "profile", text: "For an author of whom more is wanted: `$author`.", holdsRequest: true,
            keys: ["name", "handle", "avatar", "url", "role", "followers", "keep"].map {
                key($0, .expression, "As in `author`.")
            }),
        LanguageRoom(
            name: "posts", title: "posts", text: "For a post of which more is wanted: `$post`.", holdsRequest: true,
            keys: ["url", "title", "text", "image", "at", "author", "counts", "keep"].map {
                key($0, .expression, "As in `post`.")
            }),
        LanguageRoom(
            name: "download", title: "download", text: "`.` is the attachment; with a request, its answer.", holdsRequest: true,
            keys: [key("url", .address, "Where the bytes lie.", required: true)]),
    ]

    static let itemRooms: [LanguageRoom] = [
        LanguageRoom(
            name: "item", title: "map: an item", text: "`.` is the record. A field without output is absent.",
            keys: [
                key("from", .expression, "The part of the record this item is made of; nothing where there is none."),
                key(
                    "kind", .either([.choice(kinds), .closed(kinds, .expression)]),
                    "The kind, or tests of which the first that holds decides.", required: true),
                key("id", .expression, "What it is known by, for ever. A list is joined."),
                key("thread", .expression, "The conversation's key."),
                key("parent", .expression, "The id it answers."),
                key("post", .expression, "What it hangs under: an id, or `{id, url, title, text, image, at, author, counts}`."),
                key("target", .expression, "What a reaction or receipt is about."),
                key("also", .expression, "Other ids of the same item."),
                key("author", .expression, "An id, or `{id, name, handle, avatar, url, role, followers}`."),
                key("subject", .expression, "A subject."),
                key("text", .expression, "Plain text."), key("html", .expression, "HTML: made safe, and readable as text."),
                key("language", .expression, "BCP 47."),
                key("at", .expression, "When it was written: ISO 8601, seconds or milliseconds, or a mail date."),
                key("edited_at", .expression, "When it was edited."), key("url", .expression, "Where people see it."),
                key("attachments", .room("attachments"), "The files on it."), key("rating", .expression, "1 to 5."),
                key("reaction", .expression, "Which sign."), key("private", .expression, "Whether others cannot see it."),
                key("mine", .expression, "Whether we wrote it."), key("gone", .expression, "Whether it is no longer there."),
                key("role", .expression, "What the author is to us."),
                key("needs_answer", .expression, "False for what never wants one."),
                key("status", .expression, "Of a receipt: delivered, read, failed, pending."),
                key("reason", .expression, "Why a receipt says failed."),
                key("keep", .expression, "What actions need again: `$item.keep`."),
            ]),
        LanguageRoom(
            name: "attachments", title: "attachments", text: "",
            keys: [
                key("each", .expression, "One output a file.", required: true), key("name", .expression, "Its name."),
                key("type", .expression, "Its media type, or a family such as `image`."),
                key("mime", .expression, "The same as `type`."),
                key("size", .expression, "Its bytes."), key("url", .expression, "Where it lies."),
                key("ref", .expression, "What `download` asks for."), key("alt", .expression, "What it shows, in words."),
            ]),
    ]
}

public import InboxModel

/// A connector ready to run: every expression compiled, every name known. Immutable, shared by all its channels.
public struct CompiledManifest: Sendable {
    /// The folder's name.
    public var name: String
    public var title: String
    public var version: String
    public var docs: String?
    /// The part of the program that does the work; nil where the manifest says it all.
    public var compiled: Manifest.Compiled?
    /// The program that streams and actions with `run: true` go through, with its arguments.
    public var program: [String]?
    public var settings: [(name: String, setting: Manifest.Setting)]
    /// The form of the app in apps.yaml.
    public var app: [(name: String, setting: Manifest.Setting)]
    public var base: AddressTemplate
    /// Further hosts that may be called.
    public var hosts: [TemplateTree]
    public var auth: Auth
    public var account: Account?
    public var people: Manifest.People
    public var streams: [Stream]
    public var profile: Profile?
    public var posts: Posts?
    public var webhook: Webhook?
    public var download: Download?
    /// In the order of the manifest: the first that fits an item is taken.
    public var actions: [Action]
    public var rates: [Rate]
    public var files: FileRule?
    public var errors: Errors
    /// Changes with every change of the text: half-done work remembers it.
    public var fingerprint: String

    public func stream(_ name: String) -> Stream? { streams.first { $0.name == name } }

    /// Names of the settings that hold secrets.
    public var secretNames: Set<String> { Set(settings.lazy.filter { $0.setting.kind == .secret }.map(\.name)) }
}

// MARK: Requests

extension CompiledManifest {
    public struct Request: Sendable {
        public enum Verb: String, Sendable { case get, head, post, put, patch, delete }
        public enum Format: String, Sendable { case json, form, text, xml }

        public enum Body: Sendable {
            case json(TemplateTree)
            case form([(name: String, value: TemplateTree)])
            case multipart([(name: String, value: TemplateTree)])
            case bytes(TemplateTree, type: TemplateTree?)
        }

        public var verb: Verb
        public var path: AddressTemplate
        public var query: [(name: String, value: TemplateTree)]
        public var headers: [(name: String, value: TemplateTree)]
        public var body: Body?
        public var reading: Format?
        /// What it takes of the rates.
        public var cost: Int
    }

    public struct Auth: Sendable {
        public var basic: (user: TemplateTree, password: TemplateTree)?
        public var bearer: TemplateTree?
        public var headers: [(name: String, value: TemplateTree)] = []
        public var query: [(name: String, value: TemplateTree)] = []
        public var signIn: SignIn?
        /// Whether the token goes into `Authorization: Bearer`, because nothing else is said.
        public var bearsToken = false
        /// Whether it is made of secrets that only the account's answer gives: the question who we are then goes without it.
        public var followsAccount = false
    }

    public struct Account: Sendable {
        public var request: Request
        public var id: Formula
        public var name: Formula?
        public var url: Formula?
        public var each: Formula?
        public var pages: Pages?
        public var secrets: [(name: String, value: Formula)] = []
    }

    public struct Download: Sendable {
        /// Tells the address; nil where the item itself does.
        public var request: Request?
        public var url: AddressTemplate
        public var headers: [(name: String, value: TemplateTree)]
    }
}

// MARK: Streams

extension CompiledManifest {
    public struct Stream: Sendable {
        public var name: String
        public var request: Request?
        /// Read by the connector's program.
        public var isProgram = false
        public var every: Duration
        public var each: Formula?
        public var isOldestFirst: Bool
        public var resume: Resume?
        public var pages: Pages?
        public var wait: Duration?
        public var live: Live?
        /// The slower rhythm while `live` is up; nil: the usual one.
        public var sweep: Duration?
        /// `sweep: never`: with a live webhook this stream rests.
        public var restsWithWebhook: Bool
        public var backfill: Duration
        public var under: Under?
        public var recheck: Recheck?
        public var overlap: Int
        public var items: [Item]
        /// Changes when what the cursor means changes: a cursor of another meaning is discarded.
        public var meaning: String
    }

    /// Server-sent events that bring the same records sooner.
    public struct Live: Sendable {
        public var request: Request
        public var when: Formula?
        public var each: Formula?
    }

    public struct Resume: Sendable {
        /// How a moment is written in the parameter; `text`: the value as it came.
        public enum Format: Sendable { case text, epoch, epochMilliseconds, iso, date }

        public var parameter: String
        public var from: Formula
        public var overlap: Duration?
        public var format: Format
    }

    public enum Pages: Sendable {
        case number(parameter: String, count: Int, start: Int)
        case token(parameter: String, from: Formula)
        case address(Formula)
        case link(String)
    }

    public struct Under: Sendable {
        public var stream: String
        /// Kinds of messages it runs for; empty where it runs for places alone.
        public var kinds: [MessageKind]
        /// Whether it runs for the places of the stream.
        public var isUnderPlaces: Bool
        public var within: Duration
        public var when: Formula?
        public var changed: Formula?
        /// Whether the author gave the child stream a rhythm; else it runs once a parent.
        public var repeats: Bool
    }

    public struct Recheck: Sendable {
        public var request: Request
        public var each: Formula?
        /// Ids a request asks for; nil: one by one.
        public var batch: Int?
        public var within: Duration
        public var every: Duration
        public var missingIsGone: Bool
    }

    /// One way to read a record.
    public struct Item: Sendable {
        public enum Kind: String, Sendable { case comment, mention, message, review, post, mail, reaction, receipt, place }

        public enum Field: String, CaseIterable, Sendable {
            case id, thread, parent, target, also, subject, text, html, language, at, url, rating, reaction, gone, mine, role
            case status, reason
            case editedAt = "edited_at"
            case isPrivate = "private"
            case needsAnswer = "needs_answer"
        }

        public var place: SourcePlace
        public var from: Formula?
        /// In order; the first whose test holds. No test: always.
        public var kinds: [(kind: Kind, test: Formula?)]
        public var fields: [Field: Formula]
        public var author: Formula?
        public var post: Formula?
        public var keep: Formula?
        public var attachments: Attachments?
    }

    public struct Attachments: Sendable {
        public enum Field: String, CaseIterable, Sendable { case name, type, size, url, ref, alt }

        public var each: Formula
        public var fields: [Field: Formula]
    }
}

extension CompiledManifest {
    public struct Errors: Sendable {
        public var tests: [(label: ErrorLabel, test: Formula)] = []
        public var retryAfter: Formula?
        public var message: Formula?
        /// What becomes of `$item.keep` where an answer says that the item has moved: then the request is made once more.
        public var moved: Formula?
    }
}

public import ConnectorKit
public import Expressions
public import InboxModel

/// A scenario: what is given, what is done, the HTTP exchanges that belong to it, and what must come of it.
/// One file of `fixtures/`; payloads lie beside it.
public struct Tape: Sendable {
    /// The file's name without its ending.
    public var name: String
    /// The file as messages print it.
    public var file: String
    /// One sentence; nil where the author wrote none.
    public var about: String?
    public var given: Given
    public var deed: Deed
    /// The platform's call, where the deed is `receive`.
    public var call: Call?
    public var act: Act?
    public var exchanges: [Exchange]
    public var expect: Expect
    /// Runs the connector's program, where it has one.
    public var programs: (any ProgramHost)?

    /// What is done.
    public enum Deed: Sendable, Hashable {
        case account
        case poll(String)
        case receive
        case perform(Verb)
        /// Server-sent events of a stream.
        case live(String)
        case subscribe, unsubscribe, renew, download, profile, post, refresh

        /// As the tape writes it.
        public var words: String {
            switch self {
            case .account: "account"
            case .poll(let stream): "poll \(stream)"
            case .live(let stream): "live \(stream)"
            case .receive: "receive"
            case .perform(let verb): verb.rawValue
            case .subscribe: "subscribe"
            case .unsubscribe: "unsubscribe"
            case .renew: "renew"
            case .download: "download"
            case .profile: "profile"
            case .post: "post"
            case .refresh: "refresh"
            }
        }
    }

    /// Where the scenario begins.
    public struct Given: Sendable {
        /// The clock of the scenario.
        public var now = Timestamp(rfc3339: "2026-08-01T14:00:00Z")!
        public var settings: [String: String] = [:]
        public var app: JSON?
        /// What signing in has brought; null where nobody has signed in, nil where the tape does not care.
        public var grant: JSON?
        public var hook: JSON?
        public var account: JSON?
        /// Where the stream's `resume` stood; nil for a first run.
        public var cursor: JSON?
        public var known: [TapeValue] = []
    }

    /// A webhook call. Header and query values are templates, rendered when the tape is played.
    public struct Call: Sendable {
        public var method = "POST"
        public var query: [(name: String, value: Template)] = []
        public var headers: [(name: String, value: Template)] = []
        public var body: TapeBody?
    }

    /// What an agent did.
    public struct Act: Sendable {
        public var item: TapeValue?
        public var text = ""
        public var subject: String?
        public var author: String?
        public var files: [File] = []
        public var key = "key-1"

        /// A file an answer carries.
        public struct File: Sendable {
            public var name: String
            public var type: String
            public var alt: String?
            public var bytes: [UInt8]
        }
    }

    /// One call and its answer.
    public struct Exchange: Sendable {
        public enum Fault: String, CaseIterable, Decodable, Sendable { case timeout, refused, reset }

        public enum Reply: Sendable {
            case answer(Answer)
            case fault(Fault)
        }

        public var method: String
        public var address: String
        public var headers: [(name: String, value: String)]
        public var body: TapeValue?
        public var reply: Reply
        public var place: SourcePlace
    }

    /// What a platform answered, or what it hears from us.
    public struct Answer: Sendable {
        public var status = 200
        public var headers: [(name: String, value: String)] = []
        public var body: TapeBody?
    }

    /// What must come of it; what is not written is not compared.
    public struct Expect: Sendable {
        public var place = SourcePlace(line: 1, column: 1)
        public var items: [TapeValue]?
        public var cursor: TapeValue?
        public var left: Left?
        public var skipped: Int?
        public var outcome: String?
        public var after: Int?
        public var message: String?
        public var id: String?
        public var answer: Answer?
        public var stored: Bool?
        public var account: TapeValue?
        public var profile: TapeValue?
        public var post: TapeValue?
        public var file: TapeValue?
        /// Where each key stands.
        var places: [String: SourcePlace] = [:]

        /// Records that were refused.
        public enum Left: Sendable {
            case none
            case reasons([String])
        }

        func place(of key: String) -> SourcePlace { places[key] ?? place }
    }
}

/// A body: bytes and their media type.
public struct TapeBody: Sendable {
    public var bytes: [UInt8]
    public var type: String
    /// The value behind it, where it was written as one.
    var value: TapeValue?
}

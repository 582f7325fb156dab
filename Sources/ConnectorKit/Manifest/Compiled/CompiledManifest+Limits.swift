public import InboxModel

extension CompiledManifest {
    /// So many calls, or units of cost, in a span of time.
    public struct Rate: Sendable, Hashable {
        public var count: Int
        public var span: Duration
        public var isPerThread: Bool
        /// One budget for all channels of the connector, since they speak through one app.
        public var isShared: Bool
        /// Where the platform counts from a fixed time of day on; nil where it counts backwards from each call.
        public var resets: Reset?
    }

    /// The time of day at which a budget is full again, and where that time is told.
    public struct Reset: Sendable, Hashable {
        /// Minutes since midnight.
        public var minutes: Int
        /// An IANA name.
        public var zone: String
    }

    /// What files an answer may carry.
    public struct FileRule: Sendable {
        public var count: TemplateTree?
        public var types: [String]
        /// Bytes of one file.
        public var bytes: TemplateTree?
    }

    /// How long a text may be.
    public struct TextRule: Sendable {
        public var max: TemplateTree
        public var unit: TextLimit.Unit
        public var url: TemplateTree?
    }
}

/// A request that is made only when something is missing, with what its answer fills.
extension CompiledManifest {
    /// Fills what is not known of an author: `$author` is asked for.
    public struct Profile: Sendable {
        public enum Field: String, CaseIterable, Sendable { case name, handle, avatar, url, role, followers }

        public var request: Request
        public var fields: [Field: Formula]
        /// How long an answer is good.
        public var keep: Duration
    }

    /// Fills what is not known of a post: `$post` is asked for.
    public struct Posts: Sendable {
        public enum Field: String, CaseIterable, Sendable { case url, title, text, image, at, author, counts }

        public var request: Request
        public var fields: [Field: Formula]
        public var keep: Duration
    }
}

extension CompiledManifest.Action {
    /// Whether files of ours go with it.
    public var carriesFiles: Bool {
        steps.contains { step in
            step.each?.uses("files") == true || step.when?.uses("files") == true || step.request.carriesFiles
        }
    }
}

extension CompiledManifest.Request {
    fileprivate var carriesFiles: Bool {
        switch body {
        case .json(let tree): tree.variables.contains("files")
        case .form(let fields), .multipart(let fields): fields.contains { $0.value.variables.contains("files") }
        case .bytes(let tree, _): tree.variables.contains("files")
        case nil: false
        }
    }
}

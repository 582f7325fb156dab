public import InboxModel
public import Storage

/// How the page comes by the bytes of files; `StellwerkService` fills it in.
public struct FileDesk: Sendable {
    /// A file, whole.
    public struct Found: Sendable {
        public var bytes: [UInt8]
        public init(bytes: [UInt8]) { self.bytes = bytes }
    }

    /// Why there is none, in words for a person.
    public struct Refusal: Error, Sendable {
        public var message: String
        public var advice: String
        /// Whether trying again may help.
        public var isPassing: Bool

        public init(_ message: String, advice: String, isPassing: Bool = false) {
            (self.message, self.advice, self.isPassing) = (message, advice, isPassing)
        }

        public static let nobody = Refusal("There are no files here.", advice: "Start the service.")
    }

    /// Fetches the file of a message from its platform.
    public var fetch: @Sendable (Attachment, StoredMessage) async throws -> Found

    /// Keeps the bytes of a file that goes with an answer; durable when it returns.
    public var keep: @Sendable ([UInt8], UploadID) async throws -> Void
    /// Forgets them.
    public var drop: @Sendable (UploadID) async throws -> Void
    /// The bytes of a kept file; nil where they are kept no longer.
    public var kept: @Sendable (UploadID) async throws -> [UInt8]?
    /// The upload that a signed address leads to; nil where the signature or its time is wrong.
    public var signed: @Sendable (String) -> UploadID?

    public init(
        fetch: @escaping @Sendable (Attachment, StoredMessage) async throws -> Found,
        keep: @escaping @Sendable ([UInt8], UploadID) async throws -> Void = { _, _ in throw Refusal.nobody },
        drop: @escaping @Sendable (UploadID) async throws -> Void = { _ in },
        kept: @escaping @Sendable (UploadID) async throws -> [UInt8]? = { _ in nil },
        signed: @escaping @Sendable (String) -> UploadID? = { _ in nil }
    ) {
        (self.fetch, self.keep, self.drop, self.kept, self.signed) = (fetch, keep, drop, kept, signed)
    }

    /// Where nobody fetches anything.
    public static let none = FileDesk { _, _ in throw Refusal.nobody }
}

/// Files that were just looked at, so that a page that is drawn again asks no platform again. The oldest go first.
actor FileShelf {
    private let most: Int
    private var files: [String: (file: FileDesk.Found, turn: Int)] = [:]
    private var bytes = 0
    private var turn = 0
    private var underWay: [String: Task<FileDesk.Found, any Error>] = [:]

    /// - Parameter most: bytes that are kept in memory.
    init(most: Int = 64 << 20) { self.most = most }

    /// The file under this key, fetched once however many ask for it at a time.
    func file(_ key: String, _ fetch: @escaping @Sendable () async throws -> FileDesk.Found) async throws -> FileDesk.Found {
        turn += 1
        if let found = files[key]?.file {
            files[key]?.turn = turn
            return found
        }
        if let task = underWay[key] { return try await task.value }
        let task = Task { try await fetch() }
        underWay[key] = task
        defer { underWay[key] = nil }
        let file = try await task.value
        keep(file, key)
        return file
    }

    private func keep(_ file: FileDesk.Found, _ key: String) {
        guard file.bytes.count <= most / 4, files[key] == nil else { return }
        files[key] = (file, turn)
        bytes += file.bytes.count
        while bytes > most, let oldest = files.min(by: { $0.value.turn < $1.value.turn }) {
            files[oldest.key] = nil
            bytes -= oldest.value.file.bytes.count
        }
    }
}

/// Reads server-sent events out of chunks that end anywhere.
/// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation, read 2026-11-25.
struct EventStreamReader: Sendable {
    struct Event: Sendable, Hashable {
        /// `message` where the platform names none.
        var name = "message"
        var data = ""
        /// The last id that was told, by this event or an earlier one.
        var id: String?
    }

    /// Larger than any record: beyond it somebody sends without end.
    static let most = 4 << 20

    /// The last id that was told.
    private(set) var lastID: String?
    /// How long to wait before coming back, where the platform said so.
    private(set) var retry: Duration?
    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false
    private var endedWithReturn = false
    private var isAtStart = true
    private var bytes = 0

    struct TooLarge: Error {}

    init(lastID: String? = nil) { self.lastID = lastID }

    /// The events that a chunk completes, in order.
    mutating func take(_ chunk: [UInt8]) throws(TooLarge) -> [Event] {
        var events: [Event] = []
        for byte in chunk {
            // A return and a line feed together end one line.
            let isSecondHalf = endedWithReturn && byte == 0x0A
            endedWithReturn = byte == 0x0D
            if isSecondHalf { continue }
            guard byte == 0x0A || byte == 0x0D else {
                bytes += 1
                guard bytes <= Self.most else { throw TooLarge() }
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isAtStart = false
        if line.isEmpty { return dispatch() }
        let name = line.prefix { $0 != 0x3A }
        var value = line.dropFirst(name.count + 1)
        if value.first == 0x20 { value = value.dropFirst() }
        take(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        return nil
    }

    private mutating func take(_ field: String, _ value: String) {
        switch field {
        case "event": event.name = value.isEmpty ? "message" : value
        case "data":
            event.data += hasData ? "\n" + value : value
            hasData = true
        case "id": if !value.utf8.contains(0) { lastID = value.isEmpty ? nil : value }
        case "retry": if let span = Int64(value), (0...86_400_000).contains(span) { retry = .milliseconds(span) }
        // Comments, which begin with a colon, keep the line open; other fields have no meaning.
        default: break
        }
    }

    private mutating func dispatch() -> Event? {
        defer { (event, hasData, bytes) = (Event(), false, 0) }
        guard hasData else { return nil }
        event.id = lastID
        return event
    }
}

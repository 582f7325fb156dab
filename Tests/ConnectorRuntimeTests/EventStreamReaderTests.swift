import Testing

@testable import ConnectorRuntime

/// The lines of server-sent events, as the HTML standard reads them.
struct EventStreamReaderTests {
    private func events(_ chunks: [String]) throws -> [EventStreamReader.Event] {
        var reader = EventStreamReader()
        return try chunks.flatMap { try reader.take(Array($0.utf8)) }
    }

    private static let stream =
        "\u{FEFF}: welcome\nretry: 3000\n\nevent: notification\nid: 7\ndata: {\"a\":\ndata: 1}\n\ndata:two\r\n\r\nevent: empty\n\ndata: thr\u{E9}e\r\r"

    @Test(arguments: 1..<Array(stream.utf8).count)
    func `a stream that is cut anywhere tells the same events`(cut: Int) throws {
        let bytes = Array(Self.stream.utf8)
        var reader = EventStreamReader()
        let events = try reader.take(Array(bytes[..<cut])) + reader.take(Array(bytes[cut...]))
        #expect(events.map(\.name) == ["notification", "message", "message"])
        #expect(events.map(\.data) == ["{\"a\":\n1}", "two", "thr\u{E9}e"])
        #expect(events.map(\.id) == ["7", "7", "7"])
        #expect(reader.retry == .seconds(3))
    }

    @Test func `an event that is not finished is not told`() throws {
        #expect(try events(["data: half\n"]).isEmpty)
        #expect(try events(["event: x\n\n"]).isEmpty, "without data there is no event")
    }

    @Test func `fields without a colon or a value, and unknown ones, do what the standard says`() throws {
        #expect(try events(["data\ndata\nfoo: bar\n\n"]).map(\.data) == ["\n"])
        #expect(try events(["id: a\u{0}b\ndata: x\n\n"]).map(\.id) == [nil])
        #expect(try events(["id: a\ndata: x\n\nid\ndata: y\n\n"]).map(\.id) == ["a", nil])
    }

    @Test func `a line without end is refused before it fills the memory`() throws {
        var reader = EventStreamReader()
        let piece = [UInt8](repeating: 0x61, count: 1 << 20)
        for _ in 0..<4 { _ = try reader.take(piece) }
        #expect(throws: EventStreamReader.TooLarge.self) { _ = try reader.take([0x61]) }
    }
}

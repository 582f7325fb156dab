import FoundationEssentials
import HTTPCore

/// A file that was sent up and waits for a status, or hangs on one.
struct MastodonMedia: Sendable {
    var id: String
    var file: SentFile
    var description: String?
    /// Larger files take a moment: the first question is answered with 206.
    var isReady = false

    var kind: String {
        for kind in ["image", "video", "audio"] where file.type.hasPrefix(kind + "/") { return kind }
        return "unknown"
    }
}

/// Files, and the line that stays open.
extension MastodonServer {
    private static let types = ["image/", "video/", "audio/"]
    private static let mostBytes = 16 << 20

    /// Takes a file in: 202, since it is still to be looked at.
    func sendUp(_ parameters: Parameters) -> HTTPResponse {
        guard let file = parameters.files["file"] else { return failure(422, "Validation failed: File can't be blank") }
        guard Self.types.contains(where: file.type.hasPrefix) else {
            return failure(422, "Validation failed: File content type is invalid, File is invalid")
        }
        guard file.bytes.count <= Self.mostBytes else { return failure(413, "Payload too large") }
        let made = MastodonMedia(id: nextStatus(), file: file, description: parameters.text("description"))
        media[made.id] = made
        return HTTPResponse(202, document(made, isDone: false))
    }

    func readMedia(_ id: String) -> HTTPResponse {
        guard var found = media[id] else { return notFound }
        let wasReady = found.isReady
        found.isReady = true
        media[id] = found
        return HTTPResponse(wasReady ? 200 : 206, document(found, isDone: wasReady))
    }

    func document(_ media: MastodonMedia, isDone: Bool = true) -> Document {
        let address = Document.text("\(origin)/system/media_attachments/files/\(media.id)/original/\(media.file.name)")
        return [
            "id": .text(media.id), "type": .text(media.kind), "url": isDone ? address : .null, "preview_url": .null,
            "remote_url": .null, "text_url": .null, "meta": [:], "description": Document(media.description), "blurhash": .null,
        ]
    }

    /// A file itself, which anybody may see.
    func file(_ path: String) -> HTTPResponse? {
        let parts = path.split(separator: "/")
        guard parts.count == 6, parts[0] == "system", let found = media[String(parts[3])] else { return nil }
        return HTTPResponse(status: 200, headers: ["Content-Type": found.file.type], body: .bytes(found.file.bytes))
    }

    // MARK: Server-sent events

    private static let heartbeat = Duration.seconds(15)

    /// What happens from now on; there is no replay.
    func listen() -> HTTPResponse {
        isHeard = true
        let (stream, line) = AsyncStream.makeStream(of: [UInt8].self)
        listeners += 1
        let number = listeners
        lines[number] = line
        line.yield(Array(":)\n".utf8))
        let beat = Task {
            while (try? await Task.sleep(for: Self.heartbeat)) != nil { line.yield(Array(":thump\n".utf8)) }
        }
        line.onTermination = { _ in
            beat.cancel()
            Task { await self.hangUp(number) }
        }
        return HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"], body: .stream(stream))
    }

    private func hangUp(_ number: Int) { lines[number] = nil }

    /// Ends every line, as a restart of the server would.
    public func hangUpAll() {
        for line in lines.values { line.finish() }
        lines = [:]
    }

    func tell(_ event: String, _ data: Document) {
        let text = "event: \(event)\ndata: \(data.written())\n\n"
        for line in lines.values { line.yield(Array(text.utf8)) }
    }
}

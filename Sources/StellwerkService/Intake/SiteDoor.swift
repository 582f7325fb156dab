import Cryptography
import Desk
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel
import MicroHTTP
import Storage

/// What other websites embed: the files of a connector's `site` folder at `/site/{connector}/{file}`, and the answers that wait for a
/// visitor at `/hooks/{channel}/{key}/answers`. Scripts of any origin may read both: files are public, and answers are opened by the
/// visitor's token, which stands in the body and in no cookie.
struct SiteDoor: Sendable {
    let board: ChannelBoard
    let desk: Desk
    private let files: [String: StaticFiles]
    private let visitors = VisitorBrake(limit: 240)

    private static let prefix = "/site/"
    private static let answers = "/answers"

    /// - Parameter connectors: the folder of connectors; those with a `site` folder have something to embed.
    /// - Throws: `StaticFilesFailure` where such a folder cannot be read.
    init(board: ChannelBoard, desk: Desk, connectors: String) throws {
        (self.board, self.desk) = (board, desk)
        var files: [String: StaticFiles] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: connectors)) ?? [] {
            let folder = "\(connectors)/\(name)/site"
            guard FileManager.default.fileExists(atPath: folder) else { continue }
            files[name] = try StaticFiles(folder: folder, version: name)
        }
        self.files = files
    }

    static func isMeant(by request: HTTPRequest) -> Bool {
        request.path.hasPrefix(prefix) || (request.path.hasPrefix(WebhookDoor.prefix) && request.path.hasSuffix(answers))
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        var response =
            if request.path.hasPrefix(Self.prefix) { file(request) } else { await waiting(request) }
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        // What a connector's folder holds runs on the pages of others, never on the desk's own.
        return response.secured(by: request.path.hasPrefix(Self.prefix) ? .foreignFile() : SecurityHeaders())
    }

    private func file(_ request: HTTPRequest) -> HTTPResponse {
        let parts = request.path.dropFirst(Self.prefix.count).split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let file = files[parts[0]]?.answer(request, with: parts[1]) else { return Self.nothing }
        return file
    }

    // MARK: Answers

    /// The body is the visitor's token. Of it only the digest is known, as the thread of the visitor's conversation.
    private func waiting(_ request: HTTPRequest) async -> HTTPResponse {
        let parts = request.path.dropFirst(WebhookDoor.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard request.method == .post, parts.count == 3, let active = board[String(parts[0])],
            ConstantTime.isEqual(String(parts[1]), active.hook.key), (16...256).contains(request.body.count)
        else { return Self.nothing }
        guard visitors.allows(request.remoteAddress, now: .now) else {
            return HTTPResponse(status: 429, headers: ["Retry-After": "60"])
        }
        let thread = Hex.encode(Digest.sha256(request.body))
        let found: [Message]
        do {
            found = try await desk.store.read { transaction in
                guard let conversation = try transaction.conversation(in: active.id, alias: "thread:\(thread)") else {
                    return []
                }
                return try transaction.messages(of: conversation)
            }
        } catch {
            return HTTPResponse(status: 503, headers: ["Retry-After": "5"])
        }
        let messages = found.filter(\.isForTheVisitor).suffix(100).map { message -> JSON in
            [
                "id": .string(message.id.description), "text": .string(message.text), "at": .string(message.at.rfc3339),
            ]
        }
        let body: JSON = ["messages": .array(messages)]
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(body.encoded()))
    }

    private static let nothing = HTTPResponse(status: 404)
}

extension Message {
    /// Ours, sent, and not taken back; notes never are.
    fileprivate var isForTheVisitor: Bool { direction == .outbound && isConfirmed && remoteID != nil && deletedAt == nil }
}

import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Synchronization
import Testing

/// A forum with a list of comments, newest first, and the ways platforms page such a list.
final class Forum: Sendable {
    struct Comment: Sendable {
        var id: Int
        var text: String
        var age: Duration
    }

    enum Paging: String, Sendable, CaseIterable { case number, offset, token, address, link }

    private let state: Mutex<[Comment]>
    let paging: Paging
    let size: Int

    /// - Parameter count: comments of the last hour, one a second.
    init(_ count: Int, paging: Paging = .number, size: Int = 5) {
        (self.paging, self.size) = (paging, size)
        state = Mutex(
            (1...max(1, count)).prefix(count).reversed().map { Comment(id: $0, text: "t\($0)", age: .seconds(3_600 - $0)) })
    }

    func change(_ body: (inout [Comment]) -> Void) { state.withLock { body(&$0) } }

    /// New comments on top.
    func post(_ ids: ClosedRange<Int>) {
        change { list in for id in ids { list.insert(Comment(id: id, text: "t\(id)", age: .zero), at: 0) } }
    }

    var manifest: String {
        let pages =
            switch paging {
            case .number: "{as: page, count: 1}"
            case .offset: "{as: offset, count: \(size), start: 0}"
            case .token: "{as: cursor, from: .next}"
            case .address: "{url: .next}"
            case .link: "{link: next}"
            }
        return """
            manifest: 1
            version: 1.0.0
            title: Forum
            http: {base: https://forum.example/api}
            streams:
              comments:
                get: /comments
                each: .items[]
                pages: \(pages)
                map: {kind: comment, id: .id, text: .text, author: .by, at: .at}
            """
    }

    func answer(_ call: HTTPCall) -> HTTPAnswer {
        let query = call.url.split(separator: "?").dropFirst().first?.split(separator: "&") ?? []
        let number = { (name: String) in query.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
        }
        let start = number("page").map { ($0 - 1) * size } ?? number("offset") ?? number("cursor") ?? number("from") ?? 0
        let list = state.withLock { $0 }
        let page = list.dropFirst(start).prefix(size)
        let items = page.map { comment in
            #"{"id":\#(comment.id),"text":"\#(comment.text)","by":"b","at":"\#((noon - comment.age).rfc3339)"}"#
        }
        let isLast = start + size >= list.count
        let address = "https://forum.example/api/comments?from=\(start + size)"
        let next =
            switch paging {
            case .token: isLast ? "null" : "\(start + size)"
            case .address: isLast ? "null" : "\"\(address)\""
            default: "null"
            }
        let link: HTTPHeaders = paging == .link && !isLast ? ["Link": "<\(address)>; rel=\"next\""] : [:]
        return .json(#"{"items":[\#(items.joined(separator: ","))],"next":\#(next)}"#, headers: link)
    }

    /// A connector of this forum, as a restart would make it.
    func connector(_ time: TestTime = TestTime(), log: ScriptedPlatform? = nil) throws -> ManifestConnector {
        let platform = log ?? platform
        return ManifestConnector(try compiled(manifest, name: "forum"), ChannelBinding(name: "forum"), platform, time)
    }

    var platform: ScriptedPlatform { ScriptedPlatform { call, _ in self.answer(call) } }

    func poll(_ intake: MemoryIntake, _ time: TestTime = TestTime()) async throws {
        try await connector(time).poll(StreamName("comments"), intake: intake)
    }
}

extension MemoryIntake {
    /// Ids of what is stored, as numbers.
    var numbers: Set<Int> { Set(snapshot.order.compactMap { Int($0) }) }
}

import ConnectorKit
import ConnectorRuntime
import Expressions
import InboxModel

// Deeds that look something up: files, authors, posts; and the live line.

extension Player {
    mutating func download() async {
        guard let item = tape.act?.item, let written = item["attachments"]?.elements?.first?.json else {
            return problem("`download` needs `act: {item: {id: …, attachments: [{ref: …}]}}`", at: "do")
        }
        var file = Attachment(
            name: written["name"].text, type: written["type"].text, size: written["size"].int64, url: written["url"].text,
            reference: written["ref"].idText)
        if file.reference == nil, file.url == nil { file.reference = "" }
        do throws(ConnectorFailure) {
            let found = try await connector.download(file, of: StoredItem(item, now: tape.given.now))
            succeeded()
            guard let wanted = tape.expect.file else { return }
            let value = JSON.fields([
                ("url", .text(platform.file ?? tape.exchanges.last?.address)), ("type", .text(found.type)),
                ("size", .integer(Int64(found.bytes.count))), ("text", .string(String(decoding: found.bytes, as: UTF8.self))),
            ])
            result.problems += ItemComparison.differences(wanted, value, "file")
        } catch {
            failed(error)
        }
    }

    mutating func profile() async {
        let written = tape.act?.item?["author"]?.json ?? .null
        guard let id = written.idText ?? written["id"].idText else {
            return problem("`profile` needs `act: {item: {author: …}}`", at: "do")
        }
        let author = ArrivedAuthor(id: RemoteAuthorID(id), name: written["name"].text, handle: written["handle"].text)
        do throws(ConnectorFailure) {
            let found = try await connector.author(author)
            succeeded()
            if let wanted = tape.expect.profile {
                result.problems += ItemComparison.differences(wanted, found?.value ?? .null, "profile")
            }
        } catch {
            failed(error)
        }
    }

    mutating func post() async {
        let written = tape.act?.item?["post"]?.json ?? .null
        guard let id = written.idText ?? written["id"].idText else {
            return problem("`post` needs `act: {item: {post: …}}`", at: "do")
        }
        do throws(ConnectorFailure) {
            let found = try await connector.post(RemotePostID(id))
            succeeded()
            if let wanted = tape.expect.post {
                result.problems += ItemComparison.differences(wanted, found?.value ?? .null, "post")
            }
        } catch {
            failed(error)
        }
    }

    mutating func live(_ stream: String) async {
        do throws(ConnectorFailure) {
            _ = try await connector.follow(StreamName(stream), intake: intake, opened: {})
            succeeded()
        } catch {
            failed(error)
        }
        compareItems()
        compareCursor(stream)
    }
}

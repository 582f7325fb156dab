public import ConnectorKit
import Expressions
import HTTPCore
public import InboxModel

/// Files that hang on items: fetched when somebody wants to see them.
extension ManifestConnector {
    public func download(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> FetchedFile {
        try await renewing { () async throws(ConnectorFailure) in
            try await freshToken()
            return try await fetched(file, of: item)
        }
    }

    private func fetched(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> FetchedFile {
        let call = try await fetch(file, of: item)
        let answer: HTTPAnswer
        do throws(CallFault) {
            try await waitForTurn(thread: nil, cost: 1)
            do throws(HTTPFailure) { answer = try await client.send(call) } catch { throw .network(error) }
        } catch {
            throw failure(error)
        }
        guard (200..<300).contains(answer.status) else {
            throw failures.failure(verdict(on: Exchange(answer, reading: .text)))
        }
        return FetchedFile(bytes: answer.body, type: answer.headers["Content-Type"])
    }

    /// The call that brings the file. It goes in a lane of its own: files never hold up reading and answering.
    private func fetch(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> HTTPCall {
        let more: [String: JSON] = ["item": item.value, "file": file.value]
        var filling = filling(file.value, more, trusted: true)
        guard let rule = manifest.download, file.reference != nil || file.url == nil else {
            return try made { maker throws(Fault) in
                guard let url = file.url else {
                    throw Fault("the file has no address", advice: "Open the message on its platform.")
                }
                return try maker.fetch(url, [], filling)
            }
        }
        if let request = rule.request {
            let exchange = try await exchange(request, filling)
            guard exchange.unreadable == nil else { throw unreadable(exchange) }
            filling.input = exchange.body
        }
        return try made { maker throws(Fault) in
            try maker.fetch(try maker.addresses.text(rule.url, filling.input, filling.names), rule.headers, filling)
        }
    }

    private func made(_ body: (RequestMaker) throws(Fault) -> HTTPCall) throws(ConnectorFailure) -> HTTPCall {
        do throws(Fault) { return try body(maker()) } catch { throw failures.failure(error) }
    }
}

extension Attachment {
    /// `$file`, and `.` of a download's address.
    fileprivate var value: JSON {
        var object = JSONObject()
        object["ref"] = reference.map(JSON.string)
        object["url"] = url.map(JSON.string)
        object["name"] = name.map(JSON.string)
        object["type"] = type.map(JSON.string)
        object["size"] = size.map(JSON.integer)
        return .object(object)
    }
}

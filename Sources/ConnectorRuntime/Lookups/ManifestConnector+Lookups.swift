public import ConnectorKit
import Expressions
public import InboxModel

/// Questions that are asked only when something is missing.
extension ManifestConnector {
    public func author(_ author: ArrivedAuthor) async throws(ConnectorFailure) -> ArrivedAuthor? {
        guard let rule = manifest.profile, let id = author.id else { return nil }
        var asked = JSONObject([("id", .string(id.rawValue))])
        asked["name"] = author.name.map(JSON.string)
        asked["handle"] = author.handle.map(JSON.string)
        guard let answer = try await lookup(rule.request, ["author": .object(asked)]) else { return nil }
        var found = ArrivedAuthor(id: id)
        let value = { (field: CompiledManifest.Profile.Field) in rule.fields[field]?.value(answer.body, answer.names) }
        found.name = value(.name).flatMap(ReadText.text).map(ReadText.line)
        found.handle = value(.handle).flatMap(ReadText.text).map(ReadText.line)
        found.avatar = value(.avatar).flatMap(ReadText.text).flatMap(ReadText.link)
        found.url = value(.url).flatMap(ReadText.text).flatMap(ReadText.link)
        found.role = value(.role)?.authorRole
        found.followers = value(.followers).flatMap { $0.int64 ?? $0.text.flatMap { Int64($0) } }
        return found
    }

    public func post(_ id: RemotePostID) async throws(ConnectorFailure) -> ArrivedPost? {
        guard let rule = manifest.posts else { return nil }
        let asked = JSON.object(JSONObject([("id", .string(id.rawValue))]))
        guard let answer = try await lookup(rule.request, ["post": asked]) else { return nil }
        var object = JSONObject()
        for (field, formula) in rule.fields { object[field.rawValue] = formula.value(answer.body, answer.names) }
        return ArrivedPost(id, reading: .object(object))
    }

    /// The answer; nil where the platform will not tell: gone, or not for us.
    private func lookup(
        _ request: CompiledManifest.Request, _ more: [String: JSON]
    ) async throws(ConnectorFailure) -> (body: JSON, names: [String: JSON])? {
        do throws(ConnectorFailure) {
            let exchange = try await exchange(request, filling(.null, more))
            guard exchange.unreadable == nil else { throw unreadable(exchange) }
            return (exchange.body, shown(more.merging(["res": exchange.res]) { $1 }))
        } catch {
            switch error.label {
            case .gone, .authDenied, .rejected, .end: return nil
            default: throw error
            }
        }
    }
}

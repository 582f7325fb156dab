import Expressions
import HTTPCore

extension Command {
    static let peopleCommands = [
        Command(
            name: "user add", operands: ["NAME"],
            flags: [
                Flag(name: "role", value: "ROLE", summary: "viewer, agent, approver, manager, operator or admin (agent)"),
                Flag(name: "display-name", value: "TEXT", summary: "what colleagues read"),
            ], summary: "add somebody; prints their one-time sign-in link", run: addUser),
        Command(name: "user list", summary: "the people of the desk", run: listUsers),
        Command(
            name: "user reset", operands: ["NAME"], summary: "a fresh sign-in link; every session of theirs ends",
            run: resetUser),
        Command(
            name: "token create",
            flags: [
                Flag(name: "user", value: "NAME", summary: "whose rights it has"),
                Flag(name: "scope", value: "SCOPES", summary: "only these, separated by commas; else all of the user's"),
            ], summary: "make an API token; it stands alone on the last line", run: createToken),
        Command(name: "token list", summary: "API tokens, without their secrets", run: listTokens),
        Command(name: "token revoke", operands: ["ID"], summary: "end a token", run: revokeToken),
    ]

    @Sendable private static func addUser(_ invocation: Invocation) async throws -> ExitStatus {
        let body: JSON = [
            "name": .string(invocation.operands[0]), "role": .string(invocation["role"] ?? "agent"),
            "displayName": .string(invocation["display-name"] ?? invocation.operands[0]),
        ]
        let user = try await ControlClient(invocation).call(.post, "/api/v1/users", body)
        Terminal.print(
            invocation.wantsJSON
                ? user.encodedText(pretty: true)
                : "\(user["name"].text ?? "") may come in by this link, once, within two days:\n\(user["link"].text ?? "")")
        return .done
    }

    @Sendable private static func resetUser(_ invocation: Invocation) async throws -> ExitStatus {
        let answer = try await ControlClient(invocation).call(.post, "/api/v1/users/\(invocation.operands[0])/link")
        Terminal.print(invocation.wantsJSON ? answer.encodedText(pretty: true) : answer["link"].text ?? "")
        return .done
    }

    @Sendable private static func listUsers(_ invocation: Invocation) async throws -> ExitStatus {
        let users = try await ControlClient(invocation).all("/api/v1/users")
        Terminal.print(
            invocation.wantsJSON
                ? JSON.list(users).encodedText(pretty: true)
                : Terminal.table(
                    ["NAME", "ROLE", "DISPLAY NAME"],
                    users.map { [$0["name"].text ?? "", $0["role"].text ?? "", $0["displayName"].text ?? ""] }))
        return .done
    }

    @Sendable private static func createToken(_ invocation: Invocation) async throws -> ExitStatus {
        guard let user = invocation["user"] else { throw UsageMistake(message: "--user NAME is missing") }
        let scopes = (invocation["scope"] ?? "").split(separator: ",").map { JSON.string(String($0)) }
        let token = try await ControlClient(invocation).call(
            .post, "/api/v1/tokens", ["user": .string(user), "scopes": .array(scopes)])
        Terminal.print(
            invocation.wantsJSON
                ? token.encodedText(pretty: true)
                : "Token \(token["id"].text ?? "") for \(user). It is shown this once:\n\(token["token"].text ?? "")")
        return .done
    }

    @Sendable private static func listTokens(_ invocation: Invocation) async throws -> ExitStatus {
        let tokens = try await ControlClient(invocation).all("/api/v1/tokens")
        Terminal.print(
            invocation.wantsJSON
                ? JSON.list(tokens).encodedText(pretty: true)
                : Terminal.table(
                    ["ID", "USER", "MADE", "REVOKED", "SCOPES"],
                    tokens.map { token in
                        [
                            token["id"].text ?? "", token["user"].text ?? "", token["createdAt"].text ?? "",
                            token["revokedAt"].text ?? "-",
                            (token["scopes"].elements ?? []).compactMap(\.text).joined(separator: " "),
                        ]
                    }))
        return .done
    }

    @Sendable private static func revokeToken(_ invocation: Invocation) async throws -> ExitStatus {
        _ = try await ControlClient(invocation).call(.delete, "/api/v1/tokens/\(invocation.operands[0])")
        Terminal.print("revoked")
        return .done
    }
}

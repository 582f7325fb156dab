import InboxModel

/// Who calls, and how they proved it.
struct Caller: Sendable {
    enum Proof: Sendable {
        /// A page's session; state changes need the page's own headers besides.
        case session(digest: [UInt8])
        case token
        /// The command line, over the socket that only the service's own user can open.
        case control
    }

    var user: User
    var proof: Proof
    /// What a token is limited to; empty means all that its user may do.
    var scopes: Set<Permission>

    func may(_ permission: Permission) -> Bool {
        user.role.permissions.contains(permission) && (scopes.isEmpty || scopes.contains(permission))
    }
}

/// What a person may do; one per kind of act, checked in one place for every route.
enum Permission: String, CaseIterable, Sendable {
    case conversationRead = "conversation.read"
    case conversationHandle = "conversation.handle"
    case replyWrite = "reply.write"
    case messageAct = "message.act"
    case outboxSettle = "outbox.settle"
    case channelRead = "channel.read"
    case channelManage = "channel.manage"
    case deliveryManage = "delivery.manage"
    case userManage = "user.manage"
}

extension User.Role {
    var permissions: Set<Permission> {
        switch self {
        case .viewer: [.conversationRead, .channelRead]
        case .agent: User.Role.viewer.permissions.union([.conversationHandle, .replyWrite, .messageAct, .outboxSettle])
        case .approver, .manager: User.Role.agent.permissions
        case .operator: User.Role.agent.permissions.union([.channelManage, .deliveryManage])
        case .admin: Set(Permission.allCases)
        }
    }
}

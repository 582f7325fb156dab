/// The bound names that a position offers, without `$`. Secrets exist only where they cannot get out.
struct Names: Sendable {
    var variables: Set<String>
    /// Whether secret values of `$settings` and `$hook` are among what stands here.
    var isTrusted = false

    static let address = Names(variables: ["settings", "secrets", "app", "token"], isTrusted: true)
    static let auth = Names(variables: ["settings", "secrets", "app", "token", "account", "now"], isTrusted: true)
    /// How a token is got: before there is one.
    static let signIn = Names(
        variables: ["settings", "secrets", "app", "token", "code", "redirect", "verifier", "now"], isTrusted: true)
    static let stream = Names(variables: ["settings", "account", "parent", "now"])
    static let record = Names(variables: ["settings", "account", "page", "parent", "now"])
    static let pages = Names(variables: ["settings", "account", "page", "parent", "res", "now"])
    static let recheck = Names(variables: ["settings", "account", "ids", "item", "now"])
    static let verify = Names(variables: ["req", "hook", "app", "settings", "secrets", "now"], isTrusted: true)
    static let answers = Names(variables: ["req", "hook", "app", "settings", "now"], isTrusted: true)
    static let event = Names(variables: ["settings", "account", "req", "now"])
    static let subscribe = Names(
        variables: ["hook", "app", "settings", "secrets", "token", "account", "now"], isTrusted: true)
    static let download = Names(
        variables: ["settings", "secrets", "app", "token", "account", "item", "file", "now"], isTrusted: true)
    static let action = Names(
        variables: ["settings", "account", "item", "thread", "text", "subject", "author", "files", "key", "now"])
    static let live = Names(variables: ["settings", "account", "event", "now"])
    static let limits = Names(variables: ["settings", "account"])
    static let profile = Names(variables: ["settings", "account", "author", "now"])
    static let posts = Names(variables: ["settings", "account", "post", "now"])
    static let errors = Names(variables: ["settings", "account", "res", "now"])

    func with(_ more: some Sequence<String>) -> Names { Names(variables: variables.union(more), isTrusted: isTrusted) }
}

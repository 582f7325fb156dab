public import ConnectorKit

/// What makes a connector one channel: its settings and secrets, and how the platform reaches it.
public struct ChannelBinding: Sendable {
    /// The channel's name, as errors say it.
    public var name: String
    /// Settings as the form or channels.yaml has them; secrets are not among them.
    public var settings: [String: String]
    /// Values of the settings that are secrets.
    public var secrets: [String: String]
    /// Nil where the platform cannot reach us.
    public var hook: Hook?
    /// The app it works through; nil where the platform needs none.
    public var app: AppCredentials?
    /// Keeps its sign-in fresh; nil where its connector needs no token.
    public var tokens: TokenKeeper?
    /// The account of ours it is, where one sign-in gives several; nil: the one there is.
    public var wantedAccount: String?
    /// Sends an origin of the manifest elsewhere (`https://api.telegram.org` to a simulator): tests and demo.
    public var origins: [String: String]
    /// Who we are on the platform, where that is known from an earlier run.
    public var account: RemoteAccount?

    /// The platform's way to us.
    public struct Hook: Sendable {
        /// The address registered with the platform.
        public var url: String
        /// What signatures or tokens are made with.
        public var secret: String

        public init(url: String, secret: String) { (self.url, self.secret) = (url, secret) }
    }

    public init(
        name: String, settings: [String: String] = [:], secrets: [String: String] = [:], hook: Hook? = nil,
        origins: [String: String] = [:], account: RemoteAccount? = nil
    ) {
        (self.name, self.settings, self.secrets, self.hook) = (name, settings, secrets, hook)
        (self.origins, self.account) = (origins, account)
    }
}

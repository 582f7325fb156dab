/// What an installation holds at a platform for all its channels there: the app that the platform knows us by.
public struct AppCredentials: Sendable, Equatable {
    /// Its name in apps.yaml.
    public var name: String
    /// What may be shown: a client id.
    public var values: [String: String]
    /// What may not: a client secret.
    public var secrets: [String: String]

    public init(name: String, values: [String: String] = [:], secrets: [String: String] = [:]) {
        (self.name, self.values, self.secrets) = (name, values, secrets)
    }
}

import ConnectorRuntime

extension AppSettings {
    /// What the app signs with. A value that is a reference is a secret; the others may be shown.
    /// - Throws: `SettingsProblem` naming what is missing, never the value.
    func credentials(named name: String, environment: [String: String]) throws(SettingsProblem) -> AppCredentials {
        var credentials = AppCredentials(name: name)
        for (key, text) in values {
            if let reference = SecretReference(text) {
                do throws(SettingsProblem) {
                    credentials.secrets[key] = try reference.value(environment: environment)
                } catch {
                    throw SettingsProblem("app \(name): \(error.message)", advice: error.advice, place: "apps.yaml")
                }
            } else {
                credentials.values[key] = text
            }
        }
        return credentials
    }
}

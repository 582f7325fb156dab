import FoundationEssentials
import Simulators

/// What an operator would have written for the demo's three channels.
struct DemoSettings {
    /// Where the YAML goes.
    let folder: String
    /// Where the secrets go, one a file.
    let secrets: String
    /// The page's address, which is also where the platforms deliver.
    let page: String
    let townPort: UInt16
    let town: TownSettings

    func write() throws {
        for path in [folder, secrets] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        for (name, secret) in [
            ("telegram", town.telegramToken), ("mastodon", town.mastodonToken), ("wordpress", town.wordpressPassword),
        ] {
            try write(Array("\(secret)\n".utf8), to: "\(secrets)/\(name)")
        }
        try write(Array(service.utf8), to: "\(folder)/stellwerk.yaml")
        try write(Array(channels.utf8), to: "\(folder)/channels.yaml")
        try write(PackageResources.routing_yaml, to: "\(folder)/routing.yaml")
        try write(PackageResources.service_levels_yaml, to: "\(folder)/service-levels.yaml")
        try write(PackageResources.replies_yaml, to: "\(folder)/replies.yaml")
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private var service: String {
        """
        # The demo's installation. Platforms deliver to public_url, here within this machine.
        listen: \(page.dropFirst("http://".count))
        public_url: \(page)
        # The simulated platforms; nothing else on this machine may be called.
        network: {allow: ["127.0.0.1:\(townPort)"]}
        log: {level: warning}

        """
    }

    /// Real channels but for `origins`, which sends the platforms' addresses to the town.
    private var channels: String {
        """
        shop-blog:
          connector: wordpress
          settings: {site: "\(town.wordpressOrigin)", user: \(town.wordpressUser), password: \(secret("wordpress"))}
          origins: {"\(town.wordpressOrigin)": "\(platform("wordpress"))"}

        fedi:
          connector: mastodon
          settings: {server: \(town.mastodonOrigin.dropFirst("https://".count)), token: \(secret("mastodon"))}
          origins: {"\(town.mastodonOrigin)": "\(platform("mastodon"))"}

        service-bot:
          connector: telegram
          settings: {token: \(secret("telegram"))}
          origins: {"https://api.telegram.org": "\(platform("telegram"))"}

        """
    }

    private func platform(_ name: String) -> String { "http://127.0.0.1:\(townPort)/\(name)" }

    /// A reference to a secret's file, quoted for YAML.
    private func secret(_ name: String) -> String {
        let path = "\(secrets)/\(name)".map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined()
        return "\"${file:\(path)}\""
    }
}

import ConnectorKit
import Cryptography
import CurlHTTP
import Desk
import FoundationEssentials
import HTTPCore
import InboxModel
import MicroHTTP
import SQLCore
import Storage
import TimeZones
import WebApp

extension StellwerkService {
    /// What an error of the service means and what to do; nil for one it does not know.
    public static func explain(_ error: any Error) -> String? {
        switch error {
        case let failure as SQLFailure: "\(failure.message)\n\(failure.advice)"
        case let failure as ListenerFailure: "\(failure.message)\n\(failure.advice)"
        case let failure as StaticFilesFailure: "\(failure.message)\n\(failure.advice)"
        case let failure as CryptographyFailure: "\(failure.message)\n\(failure.advice)"
        case let failure as HTTPFailure: "\(failure.message)\n\(failure.advice)"
        case let failure as ConfigurationFailure: failure.description
        case let failure as ConnectorFailure: "\(failure.message)\n\(failure.advice)"
        case let problem as SettingsProblem: problem.description
        case let mistake as OutboundPolicy.Mistake: mistake.description
        default: nil
        }
    }

    /// Every mistake in settings, connectors and channels; empty where there is none. Nothing is opened or changed.
    public static func check(_ folders: Folders, environment: [String: String]) -> [String] {
        let library = ConnectorLibrary.read(folders.connectors)
        var problems = library.shelves.values.sorted { $0.name < $1.name }.filter(\.hasErrors).flatMap(\.findings)
        do {
            let configuration = try Configuration.read(folders.config, zones: .system)
            _ = try OutboundPolicy(allow: configuration.service.allow)
            let forms = ChannelForms(library: library, environment: environment)
            let apps = configuration.apps.mapValues(\.connector)
            for channel in configuration.channels {
                let found = forms.form(channel).problems + [forms.appProblem(channel, apps)].compactMap { $0 }
                problems += found.map(\.description)
            }
        } catch {
            problems += (error as? ConfigurationFailure)?.problems ?? [explain(error) ?? "\(error)"]
        }
        return problems
    }

    /// Says on the terminal where the page is; at the very first start, how the administrator comes in.
    public func greet(at address: String) async {
        let users = (try? await desk.store.read { try $0.users() }) ?? []
        var lines = ["Stellwerk \(address)"]
        if users.isEmpty {
            let admin = User(
                id: IdentifierSource().make(at: setup.now()), name: "admin", displayName: "Administrator", role: .admin,
                createdAt: setup.now())
            if (try? await desk.store.write { try $0.insert(admin, password: nil) }) != nil,
                let link = try? await app.signInLink(for: admin.id, lasting: .seconds(86_400))
            {
                lines.append("First start. Sign in as admin, once, within a day: \(link)")
            }
        }
        if keyWasMade { lines.append("A key file was made: keep a copy of it in a safe place, apart from the data.") }
        StandardError.write(lines.joined(separator: "\n") + "\n")
    }
}

import ConnectorKit
import Spelling

extension ChannelForms {
    /// What is wrong with the app that a channel names, or does not name.
    ///
    /// - Parameter apps: the connector of each app of apps.yaml, by the app's name.
    func appProblem(_ channel: ChannelSettings, _ apps: [String: String]) -> SettingsProblem? {
        let fitting = apps.filter { $0.value == channel.connector }.keys.sorted()
        let advice =
            fitting.isEmpty
            ? "add one to apps.yaml: NAME: {connector: \(channel.connector), …}"
            : "there are \(fitting.joined(separator: ", "))"
        guard let name = channel.app else {
            guard library.shelves[channel.connector]?.manifest?.webhook?.isAppWide == true else { return nil }
            return problem(channel, "its platform calls one address for a whole app, and no app is named under `app:`", advice)
        }
        guard let connector = apps[name] else {
            return problem(
                channel, "there is no app `\(name)` in apps.yaml",
                Spelling.nearest(to: name, in: fitting).map { "did you mean `\($0)`?" } ?? advice)
        }
        guard connector == channel.connector else {
            return problem(channel, "the app `\(name)` is one of \(connector), not of \(channel.connector)", advice)
        }
        return nil
    }

    private func problem(_ channel: ChannelSettings, _ message: String, _ advice: String) -> SettingsProblem {
        SettingsProblem("channel \(channel.name): \(message)", advice: advice, place: channel.place)
    }
}

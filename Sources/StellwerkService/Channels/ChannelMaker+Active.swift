import ConnectorKit
import InboxModel

extension ChannelMaker {
    /// A channel at work: its settings checked against the connector in force, its connector bound to them.
    ///
    /// - Parameter old: the one whose place it takes: it knows who we are.
    /// - Throws: `ConfigurationFailure` with every mistake of the settings.
    func active(
        _ channel: Channel, _ settings: ChannelSettings, _ apps: [String: App], health: HealthKeeper,
        replacing old: ActiveChannel? = nil
    ) throws -> ActiveChannel {
        var (form, problems) = forms.form(settings)
        if let problem = forms.appProblem(settings, apps.mapValues(\.connector)) { problems.append(problem) }
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems.map(\.description)) }
        let app = settings.app.flatMap { apps[$0] }
        let appHook = isAppWide(settings) ? app?.name : nil
        let hook = appHook.map(hook(ofApp:)) ?? hook(of: channel)
        var channel = channel
        channel.accountID = old?.account ?? channel.accountID
        let connector = try connector(for: channel, settings, form, hook: hook, app: app?.credentials)
        return ActiveChannel(
            channel, connector: connector, hook: hook, app: appHook,
            material: ChannelMaterial(settings, form, app: app?.credentials), health: health)
    }
}

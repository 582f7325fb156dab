import ConnectorKit
import Patterns
import Spelling

/// Checks what Config says of a channel against its connector's form and finds its secrets. Every mistake is named with its place
/// and what to do.
struct ChannelForms {
    var library: ConnectorLibrary
    let environment: [String: String]

    /// What a channel's settings come to.
    struct Form: Sendable, Equatable {
        var settings: [String: String] = [:]
        var secrets: [String: String] = [:]
    }

    /// Checks a channel's settings; the values are complete where no problem comes back.
    func form(_ channel: ChannelSettings) -> (form: Form, problems: [SettingsProblem]) {
        guard let manifest = library.shelves[channel.connector]?.manifest else {
            return (Form(), [missingConnector(channel)])
        }
        var form = Form()
        var problems: [SettingsProblem] = []
        func complain(_ message: String, _ advice: String) {
            problems.append(SettingsProblem("channel \(channel.name): \(message)", advice: advice, place: channel.place))
        }
        let names = manifest.settings.map(\.name)
        for name in channel.settings.keys.sorted() where !names.contains(name) {
            let nearest = Spelling.nearest(to: name, in: names)
            complain(
                "unknown setting `\(name)`",
                nearest.map { "did you mean `\($0)`?" } ?? "\(manifest.title) has \(names.joined(separator: ", "))")
        }
        for (name, setting) in manifest.settings {
            guard let written = channel.settings[name] ?? setting.defaultValue else {
                if !setting.isOptional { complain("setting `\(name)` (\(setting.title)) is missing", "add it under settings:") }
                continue
            }
            let isSecret = setting.kind == .secret
            var value = written
            if let reference = SecretReference(written) {
                do throws(SettingsProblem) {
                    value = try reference.value(environment: environment)
                } catch {
                    complain(error.message, error.advice)
                    continue
                }
            } else if isSecret {
                complain(
                    "the secret `\(name)` stands in the file",
                    "write ${env:NAME} or ${file:PATH} and keep the value out of Config")
                continue
            }
            if let fault = setting.fault(in: value) {
                complain(
                    "setting `\(name)` \(fault)", setting.example.map { "for example \($0)" } ?? "see the connector's notes")
            }
            if isSecret { form.secrets[name] = value } else { form.settings[name] = value }
        }
        return (form, problems)
    }

    func missingConnector(_ channel: ChannelSettings) -> SettingsProblem {
        if let shelf = library.shelves[channel.connector] {
            return SettingsProblem(
                "channel \(channel.name): connector '\(channel.connector)' has mistakes",
                advice: "run stellwerk connector check \(shelf.path)",
                place: channel.place)
        }
        let nearest = Spelling.nearest(to: channel.connector, in: library.shelves.keys.sorted())
        return SettingsProblem(
            "channel \(channel.name): there is no connector '\(channel.connector)'",
            advice: nearest.map { "did you mean `\($0)`?" }
                ?? "there are \(library.shelves.keys.sorted().joined(separator: ", "))",
            place: channel.place)
    }
}

extension Manifest.Setting {
    /// What is wrong with a value, as the end of a sentence; nil when it fits.
    fileprivate func fault(in value: String) -> String? {
        if value.isEmpty { return "is empty" }
        // Keys and key files have several lines; what goes into a header is looked at again there.
        let mayBeLong = kind == .secret || kind == .text
        if value.contains(where: { $0 == "\0" || (!mayBeLong && $0.isNewline) }) { return "holds a line break" }
        if !choices.isEmpty, !choices.contains(value) { return "is none of \(choices.joined(separator: ", "))" }
        switch kind {
        case .url where !value.hasPrefix("https://") && !value.hasPrefix("http://"):
            return "is no address: it begins with https://"
        case .int where Int64(value) == nil: return "is no whole number"
        case .bool where !["true", "false", "yes", "no"].contains(value): return "is neither true nor false"
        default: break
        }
        guard let pattern, let compiled = try? Pattern(pattern, options: .plain) else { return nil }
        return (try? compiled.isMatch(in: value)) == true ? nil : "does not look right"
    }
}

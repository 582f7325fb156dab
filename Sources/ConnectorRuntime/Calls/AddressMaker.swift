import ConnectorKit
import Expressions

/// Puts addresses together, each value encoded for its place, and lets none leave the channel's hosts.
struct AddressMaker: Sendable {
    let connector: String
    /// Where paths hang.
    let base: WebAddress
    /// Hosts besides that of `base`.
    let hosts: Set<String>
    let origins: [String: String]

    init(_ manifest: CompiledManifest, _ names: [String: JSON], origins: [String: String]) throws(Fault) {
        connector = manifest.name
        self.origins = origins
        let text = try Self.rendered(manifest.base, .null, names, manifest.name)
        guard let base = WebAddress(text), base.staysInPlace else {
            throw Fault("the base address is none", advice: "Look at the settings: an address begins with https:// and a host.")
        }
        self.base = base
        var hosts: Set<String> = []
        for tree in manifest.hosts {
            let value: JSON
            do throws(FormulaFailure) { value = try tree.value(.null, names) } catch { throw Fault(error, manifest.name) }
            if let host = value.text { hosts.insert(host.lowercased()) }
        }
        self.hosts = hosts
    }

    /// The address of a path below the base, or of a whole address.
    func address(_ template: AddressTemplate, _ input: JSON, _ names: [String: JSON]) throws(Fault) -> WebAddress {
        try joined(try Self.rendered(template, input, names, connector))
    }

    /// A path hung below the base, or a whole address.
    func joined(_ text: String) throws(Fault) -> WebAddress {
        if text.hasPrefix("https://") || text.hasPrefix("http://") { return try checked(text) }
        let path = text.isEmpty || text.hasPrefix("/") ? text : "/" + text
        return try checked(base.origin + (base.rest.hasSuffix("/") ? String(base.rest.dropLast()) : base.rest) + path)
    }

    /// An address that the platform named, as paging does.
    func checked(_ text: String) throws(Fault) -> WebAddress {
        guard let address = WebAddress(text), address.staysInPlace else {
            throw Fault(
                "an address to call is none", advice: "Look at the paths in the manifest, and at what they are filled with.")
        }
        guard address.host == base.host || isListed(address.host) else {
            throw Fault(
                "the host \(address.host) is not one of this channel's",
                advice: "Add it under `hosts:` in the manifest if the platform really answers there.")
        }
        return address
    }

    /// An address the manifest itself names, at whatever host: public keys are published where it suits the platform.
    func published(_ template: AddressTemplate, _ names: [String: JSON]) throws(Fault) -> WebAddress {
        guard let address = WebAddress(try Self.rendered(template, .null, names, connector)), address.staysInPlace else {
            throw Fault("the address of the public keys is none", advice: "Write it in full: https://host/path.")
        }
        return address
    }

    /// An address the manifest itself names, whole or as a path below the base, at whatever host: tokens come from where it suits the
    /// platform.
    func named(_ template: AddressTemplate, _ names: [String: JSON]) throws(Fault) -> WebAddress {
        guard let address = WebAddress(try text(template, .null, names)), address.staysInPlace else {
            throw Fault("the address of the sign-in is none", advice: "Write it in full, or as a path below http.base.")
        }
        return address
    }

    /// The text of an address, filled in and not yet checked.
    func text(_ template: AddressTemplate, _ input: JSON, _ names: [String: JSON]) throws(Fault) -> String {
        let text = try Self.rendered(template, input, names, connector)
        return text.hasPrefix("/")
            ? base.origin + (base.rest.hasSuffix("/") ? String(base.rest.dropLast()) : base.rest) + text : text
    }

    /// An address of a file, which may lie on any host: the guarded client still refuses those that are not public.
    func anywhere(_ text: String) throws(Fault) -> WebAddress {
        guard let address = WebAddress(String(text.prefix { $0 != "#" })) else {
            throw Fault("the address of a file is none", advice: "Open the message on its platform.")
        }
        return address
    }

    /// Where a call really goes.
    func destination(of address: WebAddress) -> String { (origins[address.origin] ?? address.origin) + address.rest }

    /// `*.example.org` stands for every name below it.
    private func isListed(_ host: String) -> Bool {
        hosts.contains { $0 == host || ($0.hasPrefix("*.") && host.hasSuffix($0.dropFirst())) }
    }

    // MARK: Filling in

    private static func rendered(
        _ template: AddressTemplate, _ input: JSON, _ names: [String: JSON], _ connector: String
    ) throws(Fault) -> String {
        let pieces: [AddressTemplate.Piece]
        do throws(FormulaFailure) { pieces = try template.pieces(input, names) } catch { throw Fault(error, connector) }
        var text = ""
        for piece in pieces {
            switch piece {
            case .written(let written): text += Percent.written(written)
            case .value(let value, let keepsSlashes): text += try filled(value, keepsSlashes, after: text)
            }
        }
        return text
    }

    /// A value at its place: a whole address where nothing stands before it, a host behind `https://`, else a segment.
    private static func filled(_ value: JSON, _ keepsSlashes: Bool, after text: String) throws(Fault) -> String {
        guard let part = scalarText(value) else {
            throw Fault("a part of an address is missing", advice: "Guard the path: a value in it was null, empty, or a list.")
        }
        if text.isEmpty {
            guard WebAddress(part) != nil else {
                throw Fault(
                    "a setting holds no address", advice: "Write the whole address, beginning with https:// and a host.")
            }
            return part
        }
        if text.hasSuffix("://") {
            guard WebAddress("https://" + part)?.rest == "" else {
                throw Fault("a setting holds no host name", advice: "Write the host alone, as in mastodon.social.")
            }
            return part
        }
        if part == "." || part == ".." {
            throw Fault(
                "a part of a path is `\(part)`", advice: "No id looks like this: the platform sent it, look at the delivery.")
        }
        return keepsSlashes
            ? part.split(separator: "/", omittingEmptySubsequences: false).map { Percent.path(String($0)) }.joined(
                separator: "/")
            : Percent.segment(part)
    }
}

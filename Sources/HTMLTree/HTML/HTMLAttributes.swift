/// The few attributes of a start tag that mean something here.
struct HTMLAttributes {
    var href: String?
    var alt: String?
    var classes: [Substring] = []
    var start: Int?
    var isHidden = false

    init() {}

    /// Reads libxml2's list: name, value, name, value, nil. A value may be missing.
    init(_ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
        guard var list else { return }
        while let name = list[0] {
            take(String(cString: name), list[1].map { String(cString: $0) } ?? "")
            list += 2
        }
    }

    private mutating func take(_ name: String, _ value: String) {
        switch name {
        case "href": href = value
        case "alt": alt = value
        case "class": classes = value.split(whereSeparator: \.isWhitespace)
        case "hidden": isHidden = true
        case "style": isHidden = isHidden || value.lowercased().filter { !$0.isWhitespace }.contains("display:none")
        default: break
        }
    }

    func has(_ name: Substring) -> Bool { classes.contains(name) }
}

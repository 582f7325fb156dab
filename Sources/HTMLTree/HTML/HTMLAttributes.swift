import CXML2

/// The few attributes of a start tag that mean something here.
struct HTMLAttributes {
    /// What the classes of an element, and its style, say.
    struct Marks: OptionSet {
        let rawValue: UInt8

        static let mention = Marks(rawValue: 1)
        static let hashtag = Marks(rawValue: 2)
        static let emoji = Marks(rawValue: 4)
        /// Mastodon wraps the unseen parts of a shortened address in these.
        static let invisible = Marks(rawValue: 8)
        static let ellipsis = Marks(rawValue: 16)
        /// Not displayed at all.
        static let hidden = Marks(rawValue: 32)
    }

    private(set) var href: String?
    private(set) var alt: String?
    private(set) var marks: Marks = []

    /// Reads libxml2's list: name, value, name, value, nil. A value may be missing.
    init(_ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
        guard var list else { return }
        while let name = list[0] {
            take(String(cString: name), list[1])
            list += 2
        }
    }

    private mutating func take(_ name: String, _ value: UnsafePointer<UInt8>?) {
        switch name {
        case "href": href = value.map { String(cString: $0) }
        case "alt": alt = value.map { String(cString: $0) }
        case "class": if let value { takeClasses(String(cString: value)) }
        case "hidden": marks.insert(.hidden)
        case "style":
            guard let value, xmlStrcasestr(value, "display") != nil else { return }
            let style = String(cString: value).lowercased().utf8.filter { !$0.isHTMLSpace }
            if String(decoding: style, as: UTF8.self).contains("display:none") { marks.insert(.hidden) }
        default: break
        }
    }

    private mutating func takeClasses(_ classes: String) {
        for name in classes.utf8.split(whereSeparator: \.isHTMLSpace) {
            switch Substring(name) {
            case "mention": marks.insert(.mention)
            case "hashtag": marks.insert(.hashtag)
            case "emoji", "custom-emoji", "emojione": marks.insert(.emoji)
            case "invisible": marks.insert(.invisible)
            case "ellipsis": marks.insert(.ellipsis)
            default: break
            }
        }
    }
}

/// What a file is by its first bytes. Nothing else is believed: neither its name nor what a platform says of it.
enum FileKind: Sendable, Hashable {
    /// Shown in the page: drawn by the browser, never run.
    case image(type: String, size: ImageSize?)
    /// Played in the page.
    case media(type: String)
    /// Saved, never opened by us.
    case other(type: String)

    var type: String {
        switch self {
        case .image(let type, _), .media(let type), .other(let type): type
        }
    }

    /// Whether a browser may show it where it stands.
    var isInline: Bool {
        switch self {
        case .image(_, let size?): size.pixels <= ImageSize.mostPixels
        case .image, .other: false
        case .media: true
        }
    }

    init(_ bytes: [UInt8]) {
        self = Self.image(bytes) ?? Self.media(bytes).map { .media(type: $0) } ?? .other(type: Self.other(bytes))
    }

    private static func image(_ bytes: [UInt8]) -> FileKind? {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .image(type: "image/jpeg", size: ImageSize(jpeg: bytes)) }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return .image(type: "image/png", size: ImageSize(png: bytes))
        }
        if bytes.has("GIF87a") || bytes.has("GIF89a") { return .image(type: "image/gif", size: ImageSize(gif: bytes)) }
        if bytes.has("RIFF"), bytes.has("WEBP", at: 8) { return .image(type: "image/webp", size: ImageSize(webp: bytes)) }
        if bytes.has("ftypavif", at: 4) || bytes.has("ftypavis", at: 4) {
            return .image(type: "image/avif", size: ImageSize(avif: bytes))
        }
        return nil
    }

    private static func media(_ bytes: [UInt8]) -> String? {
        if bytes.has("OggS") { return "audio/ogg" }
        if bytes.has("ID3") || bytes.starts(with: [0xFF, 0xFB]) || bytes.starts(with: [0xFF, 0xF3]) { return "audio/mpeg" }
        if bytes.has("RIFF"), bytes.has("WAVE", at: 8) { return "audio/wav" }
        if bytes.has("ftypM4A", at: 4) { return "audio/mp4" }
        if ["isom", "iso2", "mp41", "mp42", "avc1", "M4V ", "MSNV", "3gp4", "3gp5"].contains(where: {
            bytes.has("ftyp" + $0, at: 4)
        }) {
            return "video/mp4"
        }
        if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return "video/webm" }
        return nil
    }

    private static func other(_ bytes: [UInt8]) -> String {
        bytes.has("%PDF-") ? "application/pdf" : bytes.has("PK\u{3}\u{4}") ? "application/zip" : "application/octet-stream"
    }
}

extension [UInt8] {
    fileprivate func has(_ text: String, at place: Int = 0) -> Bool {
        count >= place + text.utf8.count && self[place..<place + text.utf8.count].elementsEqual(text.utf8)
    }
}

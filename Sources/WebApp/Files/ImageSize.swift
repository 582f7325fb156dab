/// How large an image will be once it is decoded, read from its header: a small file may hold a picture that fills the memory.
struct ImageSize: Sendable, Hashable {
    /// 40 megapixels.
    static let mostPixels = 40_000_000

    var width: Int
    var height: Int
    var pixels: Int { width * height }

    init?(_ width: Int, _ height: Int) {
        guard (1...1_000_000).contains(width), (1...1_000_000).contains(height) else { return nil }
        (self.width, self.height) = (width, height)
    }

    /// The IHDR chunk, always the first (PNG specification, 11.2.1).
    init?(png bytes: [UInt8]) {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return nil }
        self.init(bytes.big(16, 4), bytes.big(20, 4))
    }

    /// The logical screen (GIF89a, 18).
    init?(gif bytes: [UInt8]) {
        guard bytes.count >= 10 else { return nil }
        self.init(bytes.little(6, 2), bytes.little(8, 2))
    }

    /// The first frame header among the segments (ITU T.81, B.2.2).
    init?(jpeg bytes: [UInt8]) {
        var at = 2
        while at + 9 < bytes.count, bytes[at] == 0xFF {
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrame {
                self.init(bytes.big(at + 7, 2), bytes.big(at + 5, 2))
                return
            }
            guard marker != 0xDA, marker != 0xD9 else { return nil }
            at += 2 + max(2, bytes.big(at + 2, 2))
        }
        return nil
    }

    /// RFC 9649: a canvas, a lossless header, or a key frame of VP8.
    init?(webp bytes: [UInt8]) {
        guard bytes.count >= 30 else { return nil }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8X": self.init(bytes.little(24, 3) + 1, bytes.little(27, 3) + 1)
        case "VP8L":
            let bits = bytes.little(21, 4)
            self.init((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
        case "VP8 ": self.init(bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF)
        default: return nil
        }
    }

    /// The largest `ispe` property (ISO/IEC 23008-12, 6.5.3) in the head of the file.
    init?(avif bytes: [UInt8]) {
        let head = bytes.prefix(64 << 10)
        var best: ImageSize?
        var at = 4
        while at + 16 <= head.count {
            if head[at..<at + 4].elementsEqual("ispe".utf8),
                let size = ImageSize(bytes.big(at + 8, 4), bytes.big(at + 12, 4)), size.pixels > best?.pixels ?? 0
            {
                best = size
            }
            at += 1
        }
        guard let best else { return nil }
        self = best
    }
}

extension [UInt8] {
    fileprivate func big(_ at: Int, _ length: Int) -> Int { self[at..<at + length].reduce(0) { $0 << 8 | Int($1) } }
    fileprivate func little(_ at: Int, _ length: Int) -> Int {
        self[at..<at + length].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

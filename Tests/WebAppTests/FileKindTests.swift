import Testing

@testable import WebApp

/// What a file is, by its bytes, and under which name it is saved.
struct FileKindTests {
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [
            0, 0, 2, 0x58, 0, 0, 1, 0x90, 8, 6,
        ]

    @Test(
        arguments: [
            (png, "image/png", true), (Array("<html><script>".utf8), "application/octet-stream", false),
            (Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8), "application/octet-stream", false),
            (Array("%PDF-1.7".utf8), "application/pdf", false), (Array("OggS\0\0".utf8), "audio/ogg", true),
            (Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0], "image/gif", true), ([], "application/octet-stream", false),
            ([0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 100, 0, 200, 3, 1], "image/jpeg", true),
            ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg", false),
            (Array("RIFF\0\0\0\0WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0], "image/webp", true),
            (
                Array("\0\0\0\u{1c}ftypavif".utf8) + Array("....ispe".utf8) + [0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 64],
                "image/avif", true
            ),
            (Array("\0\0\0\u{18}ftypmp42".utf8), "video/mp4", true),
        ] as [([UInt8], String, Bool)])
    func `a file is what its first bytes say, and only pictures and sounds are shown`(
        bytes: [UInt8], type: String, isInline: Bool
    ) {
        let kind = FileKind(bytes)
        #expect(kind.type == type)
        #expect(kind.isInline == isInline)
    }

    @Test func `a picture that would fill the memory is saved, not shown`() {
        var bomb = Self.png
        bomb.replaceSubrange(16..<24, with: [0, 1, 0, 0, 0, 1, 0, 0])
        #expect(FileKind(bomb).isInline == false)
    }

    @Test(arguments: 0..<40)
    func `a header that is cut off anywhere is no picture to show and no crash`(length: Int) {
        for bytes in [Self.png, Array("RIFF\0\0\0\0WEBPVP8L/".utf8) + [1, 2, 3], [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 1]] {
            _ = FileKind(Array(bytes.prefix(length)))
        }
    }

    @Test(
        arguments: [
            (
                "Rechnung Müller.pdf", "%PDF-1",
                #"attachment; filename="Rechnung M__ller.pdf"; filename*=UTF-8''Rechnung%20M%C3%BCller.pdf"#
            ),
            ("../../etc/passwd", "x", #"attachment; filename="passwd"; filename*=UTF-8''passwd"#),
            (
                "invoice.pdf\r\nSet-Cookie: a=b", "%PDF-1",
                #"attachment; filename="invoice.pdfSet-Cookie a=b.pdf"; filename*=UTF-8''invoice.pdfSet-Cookie%20a%3Db.pdf"#
            ),
            ("gpj.\u{202E}exe", "GIF89a", #"attachment; filename="gpj.exe.gif"; filename*=UTF-8''gpj.exe.gif"#),
            (nil, "x", #"attachment; filename="file"; filename*=UTF-8''file"#),
        ] as [(String?, String, String)])
    func `a name can neither leave its header nor its folder, nor feign another kind`(
        name: String?, content: String, disposition: String
    ) {
        let kind = FileKind(Array(content.utf8))
        #expect(FileName(name, kind: kind).disposition(isInline: false) == disposition)
    }
}

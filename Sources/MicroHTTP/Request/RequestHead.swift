import CMicrohttpd
import Glibc
import HTTPCore

/// A request's head, proven to be written as RFC 9112 wants it.
///
/// libmicrohttpd 0.9.75 forgives much (a bare LF as line end, folded lines, NUL, several spaces) and does not tell. It leaves
/// the head where it was received, though, overwrites each separator with NUL, and hands out where every part lies. So the
/// proof is arithmetic: the parts must lie exactly where the strict grammar puts them, each one right behind the last with
/// one space, one colon or one CR LF between, and all together must be as long as the head was. Whatever was forgiven leaves
/// a gap of another size. A later version that keeps its parts elsewhere would fail every request, and so the first test.
///
/// What leaves the same picture stays hidden: at the end of a line NUL LF for CR LF, at the end of the head also `:` LF for CR
/// LF and LF `:` CR LF or LF NUL CR LF for CR LF CR LF; and before a request line empty lines, and lines that begin with NUL.
/// All but the empty lines, which RFC 9112, 2.2 wants to be skipped, need a NUL or LF inside a header or a header without a
/// name, and no proxy may pass those on (RFC 9110, 5.5; RFC 9112, 5.1). Should one do so all the same, `Ledger` ends its
/// connection before anything that was hidden is read.
struct RequestHead {
    static let sizeLimit = 16 << 10
    static let fieldLimit = 100

    var method: HTTPMethod
    var target: RequestTarget
    var headers: HTTPHeaders
    var framing: RequestFraming
    /// From the first byte of the method to the last of the empty line.
    var size: Int

    /// - Parameter target: the bytes of the target and where they stood when the first line came.
    init(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        target: (bytes: [UInt8], start: UnsafePointer<CChar>)
    ) throws(Refusal) {
        size = stw_mhd_head_size(connection)
        guard size <= Self.sizeLimit else { throw Refusal(431, "the head is larger than 16 KiB") }
        let line = try RequestLine(method: method, version: version, target: target)
        var scan = FieldScan(next: line.end)
        let count = withUnsafeMutablePointer(to: &scan) { MHD_get_connection_values_n(connection, .HEADER_KIND, visit, $0) }
        if let fault = scan.fault { throw fault }
        guard count == scan.fields.count, scan.next + 2 == method + size else {
            throw .malformed("a line of the head does not end with CR LF")
        }
        self.method = line.method
        self.target = try RequestTarget(target.bytes)
        headers = HTTPHeaders(scan.fields)
        framing = try RequestFraming(headers, isVersion11: line.isVersion11)
    }
}

/// The first line: method, one space, target, one space, version.
private struct RequestLine {
    let method: HTTPMethod
    let isVersion11: Bool
    /// Where the first header line must begin.
    let end: UnsafePointer<CChar>

    init(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, target: (bytes: [UInt8], start: UnsafePointer<CChar>)
    ) throws(Refusal) {
        let token = UnsafeBufferPointer(start: method, count: strlen(method))
        guard !token.isEmpty, token.allSatisfy({ Token.contains(UInt8(bitPattern: $0)) }) else {
            throw .malformed("the method is no token")
        }
        guard target.start == method + token.count + 1, version == target.start + target.bytes.count + 1 else {
            throw .malformed("the request line is not method, target and version with one space between")
        }
        isVersion11 = strcmp(version, "HTTP/1.1") == 0
        guard isVersion11 || strcmp(version, "HTTP/1.0") == 0 else {
            throw Refusal(505, "only HTTP/1.0 and HTTP/1.1 are spoken")
        }
        end = version + 8 + 2
        guard let known = HTTPMethod(rawValue: String(cString: method)) else { throw Refusal(501, "this method is not known") }
        self.method = known
    }
}

/// What the walk over the header lines has seen.
private struct FieldScan {
    /// Where the next line must begin.
    var next: UnsafePointer<CChar>
    var fields: [HTTPHeaders.Field] = []
    var fault: Refusal?

    init(next: UnsafePointer<CChar>) {
        self.next = next
        fields.reserveCapacity(16)
    }

    mutating func note(_ name: UnsafeBufferPointer<CChar>, _ value: UnsafeBufferPointer<CChar>) throws(Refusal) {
        guard name.baseAddress == next, !name.isEmpty, name.allSatisfy({ Token.contains(UInt8(bitPattern: $0)) }) else {
            throw .malformed("a header line is folded, or its name is no token right at its beginning")
        }
        guard let start = value.baseAddress, start > next + name.count, value.allSatisfy(Self.isVisible) else {
            throw .malformed("a header value holds a control character")
        }
        guard fields.count < RequestHead.fieldLimit else { throw Refusal(431, "there are more than 100 header lines") }
        next = start + value.count + 2
        let trimmed = value[..<(value.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? 0)]
        // libmicrohttpd compares with the blanks and would look for another end of the body than we do.
        guard trimmed.count == value.count || name.count != 17 else {
            throw .malformed("blanks behind a header value of that kind")
        }
        fields.append(HTTPHeaders.Field(Self.text(name[...]), Self.text(trimmed)))
    }

    private static func isVisible(_ byte: CChar) -> Bool {
        let byte = UInt8(bitPattern: byte)
        return byte >= 0x20 && byte != 0x7f || byte == 0x09
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<CChar>>) -> String {
        String(
            decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes.base)[bytes.startIndex..<bytes.endIndex]),
            as: UTF8.self)
    }
}

private let visit: MHD_KeyValueIteratorN = { scan, _, name, nameSize, value, valueSize in
    let scan = scan!.assumingMemoryBound(to: FieldScan.self)
    do throws(Refusal) {
        try scan.pointee.note(
            UnsafeBufferPointer(start: name, count: nameSize), UnsafeBufferPointer(start: value, count: valueSize))
        return .YES
    } catch {
        scan.pointee.fault = error
        return .NO
    }
}

/// The characters of a token (RFC 9110, 5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``, as a bit each of two words.
enum Token {
    static func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    private static let low: UInt64 = 0x03ff_6cfa_0000_0000
    private static let high: UInt64 = 0x57ff_ffff_c7ff_fffe
}

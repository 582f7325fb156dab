import CZlib

/// Compresses what is served many times, once and as far as zlib can.
enum Gzip {
    /// Nil where zlib has no memory; the plain form serves then.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard stw_gzip_init(&stream) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var isWhole = false
        var input = bytes
        let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            input.withUnsafeMutableBufferPointer { input in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (buffer.baseAddress, UInt32(room))
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = room - Int(stream.avail_out)
        }
        return isWhole ? output : nil
    }
}

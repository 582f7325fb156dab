import Glibc
public import SQLCore

/// A data folder that this process holds alone, for as long as the value lives. The system lets go of it when the process
/// ends, however it ends.
///
/// Every `SQLiteDatabase` keeps the folder it lies in, so a database cannot be opened without the lock nor outlive it.
public final class LockedFolder: Sendable {
    public let path: String
    private let descriptor: Int32

    /// Makes the folder if it is missing (for its owner alone) and locks it. Throws `.unusable` at once when another process,
    /// or another value in this one, holds it.
    public init(_ path: String) throws(SQLFailure) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.refusal(path, "cannot be made") }
        let opened = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw Self.refusal(path, "cannot be written") }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(opened)
            close(opened)
            throw SQLFailure(
                .unusable, "'\(path)' is in use by process \(holder)",
                advice: "Stop that process first, or use another data folder.")
        }
        // Only now: what is thrown after this would have `deinit` close the file, once more.
        descriptor = opened
        Self.sign(descriptor)
    }

    deinit { close(descriptor) }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    private static func refusal(_ path: String, _ what: String) -> SQLFailure {
        SQLFailure(
            .unusable, "data folder '\(path)' \(what): \(String(cString: strerror(errno)))",
            advice: "Create the folder and make it writable for the user who runs this program.")
    }

    /// Leaves our number for whoever comes second. Only a courtesy: the lock is what counts, so a failure is not one.
    private static func sign(_ descriptor: Int32) {
        let number = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, number, number.count, 0)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
        let digits = bytes[..<count].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }
}

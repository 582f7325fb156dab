import Glibc

/// Reads and makes the file of a `FileKey`.
enum KeyFile {
    /// The bytes, or nil when there is no such file.
    static func read(_ path: String) throws(CryptographyFailure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw unusable(path, "cannot be opened: \(words())", advice: "Give it to the user of this service, with mode 0400.")
        }
        defer { close(file) }
        try inspect(file, path)
        var bytes = [UInt8](repeating: 0, count: FileKey.length + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count == FileKey.length else {
            throw unusable(
                path, "does not hold \(FileKey.length) bytes",
                advice: "Put the right key file back from where you keep it safe.")
        }
        return Array(bytes.prefix(count))
    }

    /// Writes the bytes, complete and durable, unless the file exists by now. Missing folders are made, closed to others.
    static func write(_ bytes: [UInt8], to path: String) throws(CryptographyFailure) {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try makeFolder(folder, for: path)
        let draft = "\(path).\(Hex.encode(randomBytes(8)))"
        defer { unlink(draft) }
        try writeDraft(bytes, draft, path)
        // A link fails where a rename would replace the key of a process that started at the same time.
        guard link(draft, path) == 0 || errno == EEXIST else { throw cannotMake(path) }
        let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw cannotMake(path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw cannotMake(path) }
    }

    private static func writeDraft(_ bytes: [UInt8], _ draft: String, _ path: String) throws(CryptographyFailure) {
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
        guard file >= 0 else { throw cannotMake(path) }
        defer { close(file) }
        // So few bytes are written at once or, on a full disk, not at all.
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw cannotMake(path) }
    }

    private static func makeFolder(_ folder: String, for path: String) throws(CryptographyFailure) {
        guard !folder.isEmpty, access(folder, F_OK) != 0 else { return }
        try makeFolder(String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]), for: path)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw cannotMake(path) }
    }

    /// Refuses a key that someone else could have read or exchanged.
    private static func inspect(_ file: Int32, _ path: String) throws(CryptographyFailure) {
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw unusable(path, "cannot be inspected: \(words())", advice: "Check the file system.")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw unusable(path, "is no file", advice: "Name a file.") }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw unusable(path, "may be read by others (mode 0\(mode))", advice: "Run: chmod 0400 \(path)")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw unusable(path, "belongs to another user", advice: "Give it to the user of this service.")
        }
    }

    private static func cannotMake(_ path: String) -> CryptographyFailure {
        unusable(
            path, "cannot be made: \(words())",
            advice: "Make its folder writable for the user of this service, or name another key file.")
    }

    private static func unusable(_ path: String, _ what: String, advice: String) -> CryptographyFailure {
        CryptographyFailure(.keyUnusable, "key file \(path) \(what)", advice: advice)
    }

    private static func words() -> String { String(cString: strerror(errno)) }
}

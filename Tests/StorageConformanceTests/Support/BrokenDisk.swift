import CSQLite
import Glibc
import Synchronization

@testable import SQLiteEngine

/// A disk that can be made to fail: a file system of SQLite's that hands everything on to the system's, except what the test
/// wants to go wrong. It fails the way a disk does, beneath SQLite, and counts what reached it.
final class BrokenDisk: Sendable {
    /// What goes wrong, with the log (`-wal`) or the database file.
    enum Fault: Sendable, Hashable {
        case writes(of: File, answer: Int32)
        case syncs(of: File, answer: Int32)
    }

    enum File: Sendable, Hashable { case database, log, other }

    private struct State {
        var fault: Fault?
        var syncs: [File: Int] = [:]
        var lastSync = 0
        /// What reached the disk since `record` was called.
        var steps: [DiskStep]?
    }

    /// To be given as `Options.fileSystem`.
    let name: String
    private let state = Mutex(State())
    /// Lives as long as the process and is never written to.
    fileprivate nonisolated(unsafe) static let system = sqlite3_vfs_find(nil)!
    private static let count = Atomic(0)

    init() {
        name = "broken-\(Self.count.add(1, ordering: .relaxed).newValue)"
        _ = Connection.isConfigured  // before SQLite starts up, which the lines below make it do
        // Registered for the life of the process: SQLite keeps the pointer, and connections may close after the test.
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: Self.system.pointee)
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.szOsFile += Int32(BrokenFile.size)
        vfs.pointee.pAppData = Unmanaged.passRetained(self).toOpaque()
        vfs.pointee.xOpen = { BrokenFile.open($0!, $1, $2!, $3, $4) }
        sqlite3_vfs_register(vfs, 0)
    }

    func fail(_ fault: Fault?) { state.withLock { $0.fault = fault } }

    /// How often the file was synced.
    func syncs(of file: File) -> Int { state.withLock { $0.syncs[file, default: 0] } }

    /// Keeps from now on what reaches the disk, in order.
    func record() { state.withLock { $0.steps = [] } }

    /// What was recorded.
    var steps: [DiskStep] { state.withLock { $0.steps ?? [] } }

    /// Sets down a step; without `record` none is kept.
    func keep(_ step: @autoclosure () -> DiskStep) { state.withLock { $0.steps?.append(step()) } }

    /// Tells syncs that overlap apart.
    fileprivate func nextSync() -> Int {
        state.withLock { state in
            state.lastSync += 1
            return state.lastSync
        }
    }

    fileprivate func answer(toWriteOf file: File) -> Int32? {
        state.withLock { state in
            if case .writes(of: file, let answer) = state.fault { answer } else { nil }
        }
    }

    fileprivate func answer(toSyncOf file: File) -> Int32? {
        state.withLock { state in
            if case .syncs(of: file, let answer) = state.fault { return answer }
            state.syncs[file, default: 0] += 1
            return nil
        }
    }
}

/// One open file: our part, and right behind it the system's.
private struct BrokenFile {
    var base: sqlite3_file
    var disk: Unmanaged<BrokenDisk>
    var kind: BrokenDisk.File

    /// A multiple of 16, so that what stands behind is aligned.
    static let size = (MemoryLayout<BrokenFile>.stride + 15) / 16 * 16

    static func of(_ file: UnsafeMutablePointer<sqlite3_file>) -> BrokenFile {
        UnsafeRawPointer(file).assumingMemoryBound(to: BrokenFile.self).pointee
    }

    /// The system's file, with its methods.
    static func real(_ file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<sqlite3_file> {
        (UnsafeMutableRawPointer(file) + size).assumingMemoryBound(to: sqlite3_file.self)
    }

    static func open(
        _ vfs: UnsafeMutablePointer<sqlite3_vfs>, _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>,
        _ flags: Int32, _ given: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        let status = BrokenDisk.system.pointee.xOpen(BrokenDisk.system, path, real(file), flags, given)
        let isOpen = real(file).pointee.pMethods != nil
        let kind: BrokenDisk.File =
            flags & SQLITE_OPEN_WAL != 0 ? .log : flags & SQLITE_OPEN_MAIN_DB != 0 ? .database : .other
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: BrokenFile.self).initialize(
            to: BrokenFile(
                base: sqlite3_file(pMethods: isOpen ? UnsafePointer(methods) : nil),
                disk: Unmanaged.fromOpaque(vfs.pointee.pAppData), kind: kind))
        return status
    }

    /// Everything goes on to the system's file; writes and syncs ask the disk first.
    private nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        // Written once, before the first file is open.
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 2
        methods.pointee.xClose = { real($0!).pointee.pMethods.pointee.xClose(real($0!)) }
        methods.pointee.xRead = { real($0!).pointee.pMethods.pointee.xRead(real($0!), $1, $2, $3) }
        methods.pointee.xTruncate = { file, size in
            of(file!).disk.takeUnretainedValue().keep(.truncate(of(file!).kind, to: Int(size)))
            return real(file!).pointee.pMethods.pointee.xTruncate(real(file!), size)
        }
        methods.pointee.xFileSize = { real($0!).pointee.pMethods.pointee.xFileSize(real($0!), $1) }
        methods.pointee.xLock = { real($0!).pointee.pMethods.pointee.xLock(real($0!), $1) }
        methods.pointee.xUnlock = { real($0!).pointee.pMethods.pointee.xUnlock(real($0!), $1) }
        methods.pointee.xCheckReservedLock = { real($0!).pointee.pMethods.pointee.xCheckReservedLock(real($0!), $1) }
        methods.pointee.xFileControl = { real($0!).pointee.pMethods.pointee.xFileControl(real($0!), $1, $2) }
        methods.pointee.xSectorSize = { real($0!).pointee.pMethods.pointee.xSectorSize(real($0!)) }
        methods.pointee.xDeviceCharacteristics = { real($0!).pointee.pMethods.pointee.xDeviceCharacteristics(real($0!)) }
        methods.pointee.xShmMap = { real($0!).pointee.pMethods.pointee.xShmMap(real($0!), $1, $2, $3, $4) }
        methods.pointee.xShmLock = { real($0!).pointee.pMethods.pointee.xShmLock(real($0!), $1, $2, $3) }
        methods.pointee.xShmBarrier = { real($0!).pointee.pMethods.pointee.xShmBarrier(real($0!)) }
        methods.pointee.xShmUnmap = { real($0!).pointee.pMethods.pointee.xShmUnmap(real($0!), $1) }
        methods.pointee.xWrite = { file, bytes, count, offset in
            let (disk, kind) = (of(file!).disk.takeUnretainedValue(), of(file!).kind)
            disk.keep(.write(kind, at: Int(offset), Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))))
            return disk.answer(toWriteOf: kind)
                ?? real(file!).pointee.pMethods.pointee.xWrite(real(file!), bytes, count, offset)
        }
        methods.pointee.xSync = { file, flags in
            let (disk, kind) = (of(file!).disk.takeUnretainedValue(), of(file!).kind)
            let number = disk.nextSync()
            disk.keep(.syncBegan(kind, number))
            let status = disk.answer(toSyncOf: kind) ?? real(file!).pointee.pMethods.pointee.xSync(real(file!), flags)
            disk.keep(.syncEnded(kind, number))
            return status
        }
        return methods
    }()
}

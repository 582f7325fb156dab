import CProcess
import Glibc

/// Both ends of a pipe; what is not closed by hand closes with it.
struct Pipe: ~Copyable {
    private(set) var reading: Int32
    private(set) var writing: Int32

    init() throws(ProcessFailure) {
        var ends: [Int32] = [-1, -1]
        guard stw_pipe(&ends) == 0 else {
            throw ProcessFailure(
                .unstartable, "no pipe can be made (errno \(errno))", advice: "Give the process more open files.")
        }
        (reading, writing) = (ends[0], ends[1])
    }

    mutating func takeReading() -> Int32 {
        defer { reading = -1 }
        return reading
    }

    mutating func takeWriting() -> Int32 {
        defer { writing = -1 }
        return writing
    }

    deinit {
        if reading >= 0 { close(reading) }
        if writing >= 0 { close(writing) }
    }
}

import FoundationEssentials
import Processes
import TestSupport
import Testing

struct ProgramTests {
    /// A program that runs these lines of shell, in a folder that holds one file.
    private func shell(_ lines: String, _ change: (inout ProgramLimits) -> Void = { _ in }) async throws -> (
        Program, TemporaryFolder
    ) {
        let folder = try TemporaryFolder()
        try Data("hello\n".utf8).write(to: folder.url.appending(path: "note"))
        var command = ProgramCommand(["sh", "-c", lines], in: folder.url.path)
        change(&command.limits)
        return (try await Program.start(command), folder)
    }

    private func said(_ program: Program) async throws -> [String] {
        var lines: [String] = []
        while let line = try await program.line(within: .seconds(20)) { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    @Test func `it is spoken to in lines, in its own folder, and heard to its end`() async throws {
        let (program, folder) = try await shell("cat note; read a; echo \"heard $a\"; printf 'no end'")
        defer { _ = folder }
        try await program.say(Array("word".utf8))
        #expect(try await said(program) == ["hello", "heard word", "no end"])
        #expect(await program.stop() == "exit 0")
    }

    @Test func `its environment is empty of ours`() async throws {
        let (program, _) = try await shell("env | cut -d= -f1 | sort | tr '\\n' ' '")
        let names = try await said(program)[0].split(separator: " ").map(String.init)
        #expect(Set(names).isSubset(of: ["HOME", "LANG", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE", "SHLVL", "OLDPWD", "_"]))
    }

    @Test func `it has no network, and no socket at all`() async throws {
        let program = try await Program.start(
            ProgramCommand(
                [
                    "python3", "-c",
                    """
                    import socket
                    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
                        try:
                            socket.socket(family)
                            print("open")
                        except PermissionError:
                            print("refused")
                    """,
                ], in: "/usr"))
        #expect(try await said(program) == ["refused", "refused", "refused"])
    }

    @Test func `what it may not read it cannot read, where the kernel has such a wall`() async throws {
        let other = try TemporaryFolder()
        try Data("secret".utf8).write(to: other.url.appending(path: "key"))
        let (program, _) = try await shell(
            "cat \(other.path("key")) || echo closed; echo x > new || echo closed; cat /proc/$PPID/environ > /dev/null || echo closed"
        )
        let said = try await said(program)
        guard program.walls.contains(.files) else { return }
        #expect(said == ["closed", "closed", "closed"])
    }

    @Test func `one that takes too much memory is refused it`() async throws {
        let program = try await Program.start(
            ProgramCommand(
                [
                    "python3", "-c",
                    """
                    print(len(bytearray(64 << 20)) >> 20, flush=True)
                    try:
                        bytearray(400 << 20)
                        print("had it")
                    except MemoryError:
                        print("refused")
                    """,
                ], in: "/usr"))
        #expect(try await said(program) == ["64", "refused"])
    }

    @Test func `one that burns its time is killed by the kernel`() async throws {
        let (program, _) = try await shell("while :; do :; done") { $0.cpuSeconds = 1 }
        #expect(try await said(program) == [])
        #expect(["signal 9", "signal 24"].contains(await program.stop()))
    }

    @Test func `one that says nothing is given up, and takes its children with it`() async throws {
        let (program, _) = try await shell("sleep 1000 & echo $!; sleep 1000")
        let child = try #require(
            try await program.line(within: .seconds(20)).flatMap { Int32(String(decoding: $0, as: UTF8.self)) })
        await #expect(throws: ProcessFailure.self) { try await program.line(within: .milliseconds(50)) }
        #expect(await program.stop() == "signal 9")
        // A killed child is gone once its new parent has looked.
        let isGone = try await soon { (FileManager.default.contents(atPath: "/proc/\(child)/cmdline") ?? Data()).isEmpty }
        #expect(isGone)
    }

    @Test func `a line without end is cut off`() async throws {
        let (program, _) = try await shell("yes | tr -d '\\n'") { $0.lineBytes = 100_000 }
        await #expect(throws: ProcessFailure.self) { try await program.line(within: .seconds(20)) }
    }

    @Test func `what it complains of on standard error is heard and blocks nobody`() async throws {
        let (program, _) = try await shell("i=0; while [ $i -lt 20000 ]; do echo warning $i >&2; i=$((i+1)); done; echo done")
        #expect(try await said(program) == ["done"])
        await program.stop()
        #expect(await program.complaint() == "warning 19999")
    }

    @Test(arguments: [
        (["./missing"], "'./missing' cannot be started: No such file or directory"),
        (["./note"], "'./note' cannot be started: Permission denied"),
        (["no-such-program-here"], "there is no program 'no-such-program-here'"), ([], "no program is named"),
    ]) func `what cannot be started says why`(words: [String], message: String) async throws {
        let folder = try TemporaryFolder()
        try Data("hello\n".utf8).write(to: folder.url.appending(path: "note"))
        do {
            _ = try await Program.start(ProgramCommand(words, in: folder.url.path))
            Issue.record("it began")
        } catch {
            #expect(error.message == message)
        }
    }
}

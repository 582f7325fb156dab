import CProcess
import Glibc

/// A program that has begun: its process and our ends of its pipes.
struct Launch {
    let process: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32
    let walls: ProgramWalls

    init(_ command: ProgramCommand) throws(ProcessFailure) {
        let path = try Self.path(of: command)
        var input = try Pipe()
        var output = try Pipe()
        var errors = try Pipe()
        var report = try Pipe()
        let process = Self.start(
            command, path, input: input.reading, output: output.writing, errors: errors.writing, report: report.writing)
        guard process > 0 else {
            throw ProcessFailure(
                .unstartable, "no process can be made (errno \(errno))", advice: "Allow the user more processes.")
        }
        close(report.takeWriting())
        do throws(ProcessFailure) {
            walls = try Self.walls(from: report.reading, command)
        } catch {
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            throw error
        }
        self.process = process
        (self.input, self.output, self.errors) = (input.takeWriting(), output.takeReading(), errors.takeReading())
        for descriptor in [self.input, self.output, self.errors] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    /// What the system's own programs need to be read.
    private static let system = [
        "/usr", "/lib", "/lib64", "/bin", "/sbin", "/opt", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime",
        "/etc/ssl/openssl.cnf", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/dev/null", "/dev/zero", "/dev/urandom",
    ]

    private static func start(
        _ command: ProgramCommand, _ path: String, input: Int32, output: Int32, errors: Int32, report: Int32
    ) -> pid_t {
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent", "PYTHONDONTWRITEBYTECODE=1",
        ]
        return withArray([path] + command.words.dropFirst()) { arguments in
            withArray(environment) { environment in
                withArray([command.folder] + system) { readable in
                    path.withCString { path in
                        command.folder.withCString { folder in
                            var program = stw_program(
                                path: path, arguments: arguments, environment: environment, folder: folder,
                                readable: UnsafeRawPointer(readable).assumingMemoryBound(to: UnsafePointer<CChar>?.self),
                                input: input, output: output, errors: errors, report: report,
                                memory: command.limits.memory, address_space: command.limits.addressSpace,
                                cpu_seconds: command.limits.cpuSeconds, files: command.limits.openFiles,
                                file_bytes: command.limits.fileBytes)
                            return stw_start(&program)
                        }
                    }
                }
            }
        }
    }

    /// Texts as C takes them: pointers up to a NULL, good for the time of the call.
    private static func withArray<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }

    // MARK: Beginning

    private static func path(of command: ProgramCommand) throws(ProcessFailure) -> String {
        guard let first = command.words.first, !first.isEmpty else {
            throw ProcessFailure(.unstartable, "no program is named", advice: "Name its file under `run:`.")
        }
        if first.contains("/") { return first }
        for folder in ["/usr/local/bin", "/usr/bin", "/bin"] where access("\(folder)/\(first)", X_OK) == 0 {
            return "\(folder)/\(first)"
        }
        throw ProcessFailure(
            .unstartable, "there is no program '\(first)'", advice: "Install it, or write the path of its file.")
    }

    /// Reads how the start went: first what walls there are, then nothing, or why it went no further.
    private static func walls(from report: Int32, _ command: ProgramCommand) throws(ProcessFailure) -> ProgramWalls {
        var walls = ProgramWalls()
        var words: [Int32] = [0, 0]
        while true {
            let count = words.withUnsafeMutableBytes { read(report, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count == 8 else { return walls }
            switch UInt32(bitPattern: words[0]) {
            case 0: walls = ProgramWalls(rawValue: words[1])
            case STW_STAGE_CALLS.rawValue:
                throw ProcessFailure(
                    .unprotected, "the kernel does not let a program be kept from the network (errno \(words[1]))",
                    advice: "Allow seccomp filters in the container or the service unit.")
            case STW_STAGE_LIMITS.rawValue:
                throw ProcessFailure(
                    .unprotected, "the limits of a program cannot be set (errno \(words[1]))",
                    advice: "Look whether the service itself runs with lower limits.")
            default:
                let reason = String(cString: strerror(words[1]))
                throw ProcessFailure(
                    .unstartable, "'\(command.words[0])' cannot be started: \(reason)",
                    advice:
                        "Look that the file is in the connector's folder, can be executed, and that its interpreter is installed."
                )
            }
        }
    }
}

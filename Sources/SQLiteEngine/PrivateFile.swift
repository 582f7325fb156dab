import Glibc
import SQLCore

/// Makes `path` as an empty file that only its owner may read, unless it exists. SQLite gives its log the same rights.
///
/// Only before the first connection: closing any descriptor of a file drops all of the process's locks on it.
func makePrivateFile(_ path: String) throws(Refusal) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
        throw Refusal(
            failure: SQLFailure(
                .unusable, "'\(path)' cannot be opened: \(String(cString: strerror(errno)))",
                advice: "Check that the data folder exists and belongs to the user who runs this program."))
    }
    close(descriptor)  // of an untouched file: nothing to lose
}

extension IMAPSession {
    /// Adds or removes flags (`\Seen`, `\Answered`, keywords) of mails in the open folder. Mails that are gone are no failure.
    public func setFlags(_ flags: [String], of uids: [UInt32], on: Bool = true) async throws(MailFailure) {
        try await cancellable { session throws(MailFailure) in
            let list = try Self.list(of: flags)
            let set = IMAPText.set(uids)
            guard !set.isEmpty, !flags.isEmpty else { return }
            _ = try session.command("UID STORE \(set) \(on ? "+" : "-")FLAGS \(list)")
        }
    }

    /// Moves mails of the open folder to another one. Without MOVE (RFC 6851) they are copied and then deleted; without
    /// UIDPLUS (RFC 4315) they stay behind, marked as deleted.
    public func move(_ uids: [UInt32], to folder: String) async throws(MailFailure) {
        try await cancellable { session throws(MailFailure) in
            let set = IMAPText.set(uids)
            let name = try Self.argument(folder)
            guard !set.isEmpty else { return }
            guard !session.capabilities.contains("MOVE") else {
                _ = try session.command("UID MOVE \(set) \(name)", isAboutFolder: true)
                return
            }
            _ = try session.command("UID COPY \(set) \(name)", isAboutFolder: true)
            _ = try session.command("UID STORE \(set) +FLAGS (\\Deleted)")
            if session.capabilities.contains("UIDPLUS") { _ = try session.command("UID EXPUNGE \(set)") }
        }
    }

    /// Puts a mail into a folder.
    /// - Returns: its UID there, where the server tells (UIDPLUS).
    /// - Throws: `MailFailure` whose `dataLeft` is true when the mail may lie there all the same.
    public func append(_ mail: [UInt8], to folder: String, flags: [String] = ["\\Seen"]) async throws(MailFailure) -> UInt32? {
        try await cancellable { session throws(MailFailure) in
            let bytes = MailText.withLineEnds(mail)
            let command = "APPEND \(try Self.argument(folder)) \(try Self.list(of: flags)) {\(bytes.count)}"
            let deadline = session.deadline
            let tag = try session.begin(command, until: deadline)
            try session.awaitGo(tag, of: command, until: deadline, isAboutFolder: true)
            do throws(MailFailure) {
                try session.connection().send(bytes + [0x0d, 0x0a], until: deadline)
                let status = try session.finish(tag, of: command, until: deadline, isAboutFolder: true).status
                return status.code == "APPENDUID" ? status.arguments.last.flatMap { UInt32($0) } : nil
            } catch {
                var failure = error
                failure.dataLeft = [.broken, .timeout, .nonsense, .cancelled].contains(error.code)
                throw failure
            }
        }
    }

    /// Waits for news of the open folder, at most this long; the server needs IDLE (see `capabilities`). Servers end an IDLE
    /// after half an hour: stay below 29 minutes (RFC 2177).
    public func idle(for duration: Duration) async throws(MailFailure) -> IMAPNews {
        try await cancellable { session throws(MailFailure) in
            let end = ContinuousClock.now + duration
            let tag = try session.begin("IDLE", until: session.deadline)
            try session.awaitGo(tag, of: "IDLE", until: session.deadline)
            let wire = try session.connection()
            var news = IMAPNews.quiet
            while news == .quiet, try wire.isHeard(before: end) {
                news = try session.news(in: try wire.response(until: session.deadline))
            }
            try wire.send("DONE\r\n".utf8, until: session.deadline)
            // What came between the last look and DONE counts as well.
            for answer in try session.finish(tag, of: "IDLE", until: session.deadline).data {
                if try session.news(in: answer) == .changed { news = .changed }
            }
            return news
        }
    }

    private func news(in answer: IMAPResponse) throws(MailFailure) -> IMAPNews {
        switch answer {
        case .data(_?, "EXISTS", _), .data(_?, "EXPUNGE", _), .data(_?, "FETCH", _), .data(nil, "VANISHED", _): return .changed
        case .status(nil, let status) where status.word == "BYE": throw farewell(status)
        case .status(.some, let status): throw .of(.nonsense, "the server ended IDLE by itself", reply: status.shown)
        default: return .quiet
        }
    }

    private static func list(of flags: [String]) throws(MailFailure) -> String {
        guard flags.allSatisfy(isFlag) else { throw .of(.invalid, "a flag is empty or has a strange character") }
        return "(\(flags.joined(separator: " ")))"
    }

    private static func isFlag(_ flag: String) -> Bool {
        let name = flag.hasPrefix("\\") ? flag.dropFirst() : flag[...]
        return !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"(){%*\"\\]".utf8.contains($0) }
    }
}

extension IMAPSession {
    // MARK: Folders

    /// The folders of the account, with what the server marks them for.
    public func folders() async throws(MailFailure) -> [IMAPFolder] {
        try await cancellable { session throws(MailFailure) in
            let marks = session.capabilities.contains("SPECIAL-USE") ? " RETURN (SPECIAL-USE)" : ""
            return try session.command("LIST \"\" \"*\"\(marks)").data.compactMap(Self.folder)
        }
    }

    /// Opens a folder for reading and marking, or for reading only (`EXAMINE`).
    public func open(_ folder: String, readOnly: Bool = false) async throws(MailFailure) -> IMAPMailbox {
        try await cancellable { session throws(MailFailure) in
            let name = try Self.argument(folder)
            let outcome = try session.command("\(readOnly ? "EXAMINE" : "SELECT") \(name)", isAboutFolder: true)
            var mailbox = IMAPMailbox(
                name: folder, uidValidity: 0, uidNext: nil, messages: 0, isReadOnly: outcome.status.code == "READ-ONLY")
            for answer in outcome.data {
                switch answer {
                case .data(let count?, "EXISTS", _): mailbox.messages = Int(count)
                case .status(nil, let status) where status.code == "UIDVALIDITY":
                    mailbox.uidValidity = status.arguments.first.flatMap { UInt32($0) } ?? 0
                case .status(nil, let status) where status.code == "UIDNEXT":
                    mailbox.uidNext = status.arguments.first.flatMap { UInt32($0) }
                default: break
                }
            }
            guard mailbox.uidValidity != 0 else { throw .of(.nonsense, "the server gives no UIDVALIDITY for the folder") }
            return mailbox
        }
    }

    /// What a folder holds, without opening it.
    public func status(of folder: String) async throws(MailFailure) -> IMAPStatus {
        try await cancellable { session throws(MailFailure) in
            let name = try Self.argument(folder)
            let outcome = try session.command("STATUS \(name) (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)", isAboutFolder: true)
            for case .data(nil, "STATUS", let values) in outcome.data {
                let items = Self.pairs(values.last?.items ?? [])
                guard let next = items["UIDNEXT"]?.number, let validity = items["UIDVALIDITY"]?.number else { continue }
                return IMAPStatus(
                    messages: Int(items["MESSAGES"]?.number ?? 0), uidNext: next, uidValidity: validity,
                    unseen: Int(items["UNSEEN"]?.number ?? 0))
            }
            throw .of(.nonsense, "the server answered STATUS without a status")
        }
    }

    // MARK: Mails

    /// UIDs of the open folder that fit, ascending.
    public func search(_ criteria: IMAPSearch...) async throws(MailFailure) -> [UInt32] {
        try await cancellable { session throws(MailFailure) in
            var words: [String] = []
            for criterion in criteria { words.append(try Self.words(criterion)) }
            let outcome = try session.command("UID SEARCH \(words.isEmpty ? "ALL" : words.joined(separator: " "))")
            var found: Set<UInt32> = []
            for case .data(nil, "SEARCH", let values) in outcome.data { found.formUnion(values.compactMap(\.number)) }
            // `100:*` always names the last mail, though its UID be 7: RFC 3501, 6.4.8.
            return found.filter { uid in criteria.allSatisfy { Self.mayName(uid, $0) } }.sorted()
        }
    }

    /// What there is to know of these mails, ascending; those that are gone are left out.
    public func summaries(of uids: some Sequence<UInt32> & Sendable) async throws(MailFailure) -> [IMAPSummary] {
        try await cancellable { session throws(MailFailure) in
            let set = IMAPText.set(uids)
            guard !set.isEmpty else { return [] }
            return Self.fetched(try session.command("UID FETCH \(set) (UID FLAGS INTERNALDATE RFC822.SIZE)").data).compactMap {
                uid, items in
                items["RFC822.SIZE"]?.number.map {
                    IMAPSummary(
                        uid: uid, flags: Self.flags(items), internalDate: items["INTERNALDATE"]?.text ?? "", size: Int($0))
                }
            }
        }
    }

    /// The mails themselves, ascending, left unread; those that are gone are left out.
    /// - Parameter most: bytes of one mail; the server cuts longer ones there. Never more than `MailLimits.literalBytes`.
    public func fetch(_ uids: some Sequence<UInt32> & Sendable, most: Int? = nil) async throws(MailFailure) -> [IMAPMail] {
        try await cancellable { session throws(MailFailure) in
            let set = IMAPText.set(uids)
            guard !set.isEmpty else { return [] }
            let most = min(most ?? .max, session.settings.limits.literalBytes)
            let command = "UID FETCH \(set) (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.\(most)>)"
            return Self.fetched(try session.command(command).data).compactMap { uid, items in
                items["BODY[]"]?.bytes.map { bytes in
                    IMAPMail(
                        uid: uid, flags: Self.flags(items), internalDate: items["INTERNALDATE"]?.text ?? "",
                        size: items["RFC822.SIZE"]?.number.map { Int($0) } ?? bytes.count, bytes: bytes)
                }
            }
        }
    }

    /// Groups mails so that one `fetch` of a group stays within bytes and count; a mail larger than that goes alone.
    public static func batches(of mails: [IMAPSummary], bytes: Int = 8 << 20, count: Int = 100) -> [[UInt32]] {
        var batches: [[UInt32]] = []
        var room = 0
        for mail in mails {
            if let last = batches.last, last.count < count, mail.size <= room {
                batches[batches.count - 1].append(mail.uid)
            } else {
                batches.append([mail.uid])
                room = bytes
            }
            room -= min(room, mail.size)
        }
        return batches
    }
}

// MARK: - Words and answers

extension IMAPSession {
    static func argument(_ folder: String) throws(MailFailure) -> String {
        guard let argument = MailboxName.argument(folder) else {
            throw .of(.invalid, "a folder's name is empty or has a control character")
        }
        return argument
    }

    private static func folder(_ answer: IMAPResponse) -> IMAPFolder? {
        guard case .data(nil, "LIST", let values) = answer, values.count >= 3, let name = values[2].text else { return nil }
        return IMAPFolder(
            name: MailboxName.decoded(name), separator: values[1].text, attributes: (values[0].items ?? []).compactMap(\.text))
    }

    private static func words(_ criterion: IMAPSearch) throws(MailFailure) -> String {
        switch criterion {
        case .uids(let range): return "UID \(range.lowerBound):\(range.upperBound)"
        case .from(let uid): return "UID \(uid):*"
        case .unseen: return "UNSEEN"
        case .since(let year, let month, let day):
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            guard (1...12).contains(month), (1...31).contains(day), (1970...9999).contains(year) else {
                throw .of(.invalid, "a search has no right date")
            }
            return "SINCE \(day)-\(names[month - 1])-\(year)"
        case .messageID(let id):
            guard !id.isEmpty, id.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
                throw .of(.invalid, "a Message-ID is empty or has a strange character")
            }
            return "HEADER MESSAGE-ID \(IMAPText.quoted(id))"
        }
    }

    private static func mayName(_ uid: UInt32, _ criterion: IMAPSearch) -> Bool {
        switch criterion {
        case .uids(let range): range.contains(uid)
        case .from(let first): uid >= first
        case .since, .messageID, .unseen: true
        }
    }

    /// FETCH answers by UID, ascending: several about one mail are one, and those without a UID were not asked for.
    private static func fetched(_ answers: [IMAPResponse]) -> [(uid: UInt32, items: [String: IMAPValue])] {
        var found: [UInt32: [String: IMAPValue]] = [:]
        for case .data(_?, "FETCH", let values) in answers {
            let items = pairs(values.first?.items ?? [])
            guard let uid = items["UID"]?.number else { continue }
            found[uid, default: [:]].merge(items) { $1 }
        }
        return found.sorted { $0.key < $1.key }.map { (uid: $0.key, items: $0.value) }
    }

    private static func flags(_ items: [String: IMAPValue]) -> [String] { (items["FLAGS"]?.items ?? []).compactMap(\.text) }

    /// `NAME value NAME value` as a table; names upper case, the offset of a partial body dropped.
    private static func pairs(_ values: [IMAPValue]) -> [String: IMAPValue] {
        var items: [String: IMAPValue] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            guard case .atom(let name) = values[index] else { continue }
            items[name.uppercased().split(separator: "<").first.map { String($0) } ?? ""] = values[index + 1]
        }
        return items
    }
}

import FoundationEssentials

/// What customers do and the public sees: one thread for each status without a parent.
extension MastodonServer {
    var side: SideView {
        SideView(
            platform: .mastodon, title: "Mastodon: @\(us.username)", isSignedIn: isTokenGood,
            threads: roots.map { root in
                SideThread(
                    id: root.id, title: root.author == us ? "Our toot" : root.author.displayName,
                    note: root.visibility.rawValue,
                    items: ([root] + below(root.id)).map(item))
            })
    }

    private var roots: [MastodonStatus] {
        statuses.filter { status in !statuses.contains { $0.id == status.parent } }
    }

    private func below(_ id: String) -> [MastodonStatus] {
        statuses.filter { $0.parent == id }.flatMap { [$0] + below($0.id) }
    }

    private func item(_ status: MastodonStatus) -> SideItem {
        var reactions: [String] = []
        if !status.favouritedBy.isEmpty { reactions.append("★ \(status.favouritedBy.count)") }
        if !status.rebloggedBy.isEmpty { reactions.append("⟳ \(status.rebloggedBy.count)") }
        return SideItem(
            id: status.id, parent: status.parent, author: status.author.displayName, handle: "@\(status.author.acct)",
            isOurs: status.author == us, text: status.text, at: status.at, isEdited: status.editedAt != nil,
            mark: status.isDeleted ? "deleted" : status.visibility == .direct ? "direct" : nil, reactions: reactions)
    }

    /// A place is a status to answer below; `direct` begins a private mention.
    func write(_ person: Person, _ text: String, place: String?, parent: String?) -> String? {
        let author = account(person)
        let answered = (parent ?? place).flatMap { status($0) }
        var words = text
        // Whoever is to hear of it has to be named.
        if !MastodonText.handles(in: text).contains(us.acct) { words = "@\(us.acct) \(text)" }
        let isDirect = place == "direct" || answered?.visibility == .direct
        let made = MastodonStatus(
            id: nextStatus(), author: author, text: words, visibility: isDirect ? .direct : .public, language: person.language,
            parent: answered?.id, at: settings.now(), mentions: mentioned(in: words))
        statuses.append(made)
        notify("mention", author, about: made.id)
        return made.id
    }

    /// An edited mention notifies nobody.
    func edit(_ item: String, _ text: String) -> Bool {
        guard let index = theirs(item) else { return false }
        let isNamed = MastodonText.handles(in: text).contains(us.acct)
        statuses[index].text = isNamed ? text : "@\(us.acct) \(text)"
        statuses[index].mentions = mentioned(in: statuses[index].text)
        statuses[index].editedAt = settings.now()
        changes += 1
        return true
    }

    func remove(_ item: String) -> Bool {
        guard let index = theirs(item) else { return false }
        statuses[index].isDeleted = true
        changes += 1
        return true
    }

    func react(_ person: Person, _ item: String, _ sign: String) -> Bool {
        guard let index = statuses.firstIndex(where: { $0.id == item && !$0.isDeleted }) else { return false }
        let account = account(person)
        guard statuses[index].favouritedBy.insert(account.id).inserted else { return true }
        changes += 1
        if statuses[index].author == us { notify("favourite", account, about: item) }
        return true
    }

    private func theirs(_ item: String) -> Int? {
        statuses.firstIndex { $0.id == item && !$0.isDeleted && $0.author != us }
    }
}

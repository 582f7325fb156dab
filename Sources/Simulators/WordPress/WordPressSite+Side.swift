import FoundationEssentials

/// What visitors do and the public sees: one thread for each post. Held and trashed comments are shown with a mark, so that one
/// sees what hiding did.
extension WordPressSite {
    var side: SideView {
        SideView(
            platform: .wordpress, title: "WordPress: Lindwerk Blog", isSignedIn: isPasswordGood,
            threads: posts.map { post in
                SideThread(
                    id: String(post.id), title: post.title, note: post.isClosed ? "Closed for comments" : post.excerpt,
                    items: discussion(of: post.id).map(item))
            })
    }

    /// Depth first; what hangs under nothing counts as a beginning.
    private func discussion(of post: Int64) -> [WordPressComment] {
        let shown = comments.filter { $0.post == post }.suffix(SideView.window)
        let ids = Set(shown.map(\.id))
        let children = Dictionary(grouping: shown) { ids.contains($0.parent) ? $0.parent : 0 }
        func whole(_ comment: WordPressComment) -> [WordPressComment] {
            [comment] + (children[comment.id] ?? []).flatMap(whole)
        }
        return (children[0] ?? []).flatMap(whole)
    }

    private func item(_ comment: WordPressComment) -> SideItem {
        SideItem(
            id: String(comment.id), parent: comment.parent == 0 ? nil : String(comment.parent), author: comment.name,
            handle: comment.author == editor ? "Editor" : "Guest", isOurs: comment.author == editor,
            text: WordPressText.plain(comment.content), at: comment.at, isEdited: comment.isEdited,
            mark: comment.status == .approved ? nil : comment.status.rawValue)
    }

    func write(_ person: Person, _ text: String, place: String?, parent: String?) -> String? {
        let answered = parent.flatMap { id in comments.first { String($0.id) == id } }
        guard let post = posts.first(where: { $0.id == answered?.post || String($0.id) == place }) ?? posts.first,
            !post.isClosed
        else { return nil }
        let made = WordPressComment(
            id: nextComment(), post: post.id, parent: answered?.id ?? 0, name: person.name,
            email: "\(person.handle)@customer.example", content: WordPressText.filtered(text), at: settings.now())
        comments.append(made)
        changes += 1
        return String(made.id)
    }

    /// Closes a post for comments, or opens it again; false where there is no such post.
    func close(_ place: String, _ isClosed: Bool) -> Bool {
        guard let index = posts.firstIndex(where: { String($0.id) == place }) else { return false }
        posts[index].isClosed = isClosed
        changes += 1
        return true
    }

    func edit(_ item: String, _ text: String) -> Bool {
        guard let index = theirs(item) else { return false }
        comments[index].content = WordPressText.filtered(text)
        comments[index].isEdited = true
        changes += 1
        return true
    }

    func remove(_ item: String) -> Bool {
        guard let index = theirs(item) else { return false }
        comments[index].status = .trash
        changes += 1
        return true
    }

    /// Core has no likes.
    func react(_ person: Person, _ item: String, _ sign: String) -> Bool { false }

    private func theirs(_ item: String) -> Int? {
        comments.firstIndex { String($0.id) == item && $0.author != editor && $0.status != .trash }
    }
}

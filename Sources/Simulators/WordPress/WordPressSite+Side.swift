import FoundationEssentials

/// What visitors do and the public sees: one thread for each post. Held and trashed comments are shown with a mark, so that one
/// sees what hiding did.
extension WordPressSite {
    var side: SideView {
        SideView(
            platform: .wordpress, title: "WordPress: Lindwerk Blog", isSignedIn: isPasswordGood,
            threads: posts.map { post in
                SideThread(
                    id: String(post.id), title: post.title, note: post.excerpt,
                    items: below(0, of: post.id).map(item))
            })
    }

    /// Depth first; what hangs under nothing comes last.
    private func below(_ parent: Int64, of post: Int64) -> [WordPressComment] {
        let here = comments.filter { comment in
            guard comment.post == post, comment.id != parent else { return false }
            return comment.parent == parent || (parent == 0 && !comments.contains { $0.id == comment.parent })
        }
        return here.flatMap { [$0] + below($0.id, of: post) }
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

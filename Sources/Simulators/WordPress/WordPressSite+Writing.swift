import FoundationEssentials
import HTTPCore

/// What the editor does.
extension WordPressSite {
    /// The column's length in bytes.
    private static let longestComment = 65_525

    func create(_ call: WordPressCall) -> HTTPResponse {
        guard call.isEditor else {
            return failure(401, "rest_comment_login_required", "Sorry, you must be logged in to comment.")
        }
        let words = call.parameters
        guard let post = posts.first(where: { $0.id == words.whole("post") }) else {
            return failure(
                403, "rest_comment_invalid_post_id", "Sorry, you are not allowed to create this comment without a post.")
        }
        guard !post.isClosed else {
            return failure(403, "rest_comment_closed", "Sorry, comments are closed for this item.")
        }
        let content = words.text("content") ?? ""
        if let refused = refusal(of: content) { return refused }
        // A parent is not checked: it may point to nothing.
        let made = WordPressComment(
            id: nextComment(), post: post.id, parent: words.whole("parent") ?? 0, author: editor, name: "Lindwerk",
            email: "support@lindwerk.example", content: content, at: settings.now())
        guard !comments.contains(where: { isSame($0, made) }) else {
            return failure(
                409, "comment_duplicate", "Duplicate comment detected; it looks as though you&#8217;ve already said that!")
        }
        comments.append(made)
        changes += 1
        ledger.accept(
            .wordpress, target: "\(made.post)/\(made.parent)", text: WordPressText.plain(content), id: String(made.id),
            at: made.at)
        var response = HTTPResponse(201, document(made, call.forEditing))
        response.headers["Location"] = "\(origin)/wp-json/wp/v2/comments/\(made.id)"
        return response
    }

    /// The duplicate check: same post, parent, author and text.
    private func isSame(_ a: WordPressComment, _ b: WordPressComment) -> Bool {
        a.status != .trash && a.post == b.post && a.parent == b.parent && a.author == b.author && a.content == b.content
    }

    private func refusal(of content: String) -> HTTPResponse? {
        guard content.contains(where: { !$0.isWhitespace }) else {
            return failure(400, "rest_comment_content_invalid", "Invalid comment content.")
        }
        guard content.utf8.count <= Self.longestComment else {
            return failure(400, "comment_content_column_length", "<strong>Error:</strong> Your comment is too long.")
        }
        return nil
    }

    func change(_ id: String, _ call: WordPressCall) -> HTTPResponse {
        guard let index = comments.firstIndex(where: { String($0.id) == id }) else { return noSuchComment }
        guard call.isEditor else {
            return failure(401, "rest_cannot_edit", "Sorry, you are not allowed to edit this comment.")
        }
        if let word = call.parameters.text("status") {
            let words = ["approve": "approved", "unapprove": "hold", "0": "hold", "1": "approved"]
            guard let status = WordPressComment.Status(rawValue: words[word] ?? word) else {
                return failure(400, "rest_invalid_param", "Invalid parameter(s): status")
            }
            comments[index].status = status
        }
        if let content = call.parameters.text("content") {
            if let refused = refusal(of: content) { return refused }
            comments[index].content = content
            comments[index].isEdited = true
        }
        changes += 1
        return HTTPResponse(200, document(comments[index], call.forEditing))
    }

    /// To the trash; a second time there is nothing left to do. With `force` it is gone for good.
    func delete(_ id: String, _ call: WordPressCall) -> HTTPResponse {
        guard let index = comments.firstIndex(where: { String($0.id) == id }) else { return noSuchComment }
        guard call.isEditor else {
            return failure(401, "rest_cannot_delete", "Sorry, you are not allowed to delete this comment.")
        }
        changes += 1
        if call.parameters["force"]?.bool == true {
            let previous = document(comments.remove(at: index), call.forEditing)
            return HTTPResponse(200, ["deleted": true, "previous": previous])
        }
        guard comments[index].status != .trash else {
            return failure(410, "rest_already_trashed", "The comment has already been trashed.")
        }
        comments[index].status = .trash
        return HTTPResponse(200, document(comments[index], call.forEditing))
    }
}

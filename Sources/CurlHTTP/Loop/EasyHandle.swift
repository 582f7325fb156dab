internal import CCurl
internal import HTTPCore

/// One libcurl transfer handle and the memory its settings point to. It belongs to one thread at a time.
final class EasyHandle {
    /// Why a setting was not taken.
    struct Refusal: Error { let code: CURLcode }

    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var body: UnsafeMutableBufferPointer<UInt8>?

    init() throws(Refusal) {
        CurlLibrary.ready()
        guard let pointer = curl_easy_init() else { throw Refusal(code: CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        // First the handle, then what it points to.
        curl_easy_cleanup(pointer)
        lists.forEach(curl_slist_free_all)
        errorText.deallocate()
        body?.deallocate()
    }

    /// What libcurl says about the last failure; it names hosts and certificates, never a path.
    var lastError: String { String(cString: errorText) }

    func set(_ option: CURLoption, _ value: Int) throws(Refusal) { try check(stw_set_long(pointer, option, value)) }

    func set(_ option: CURLoption, _ value: Bool) throws(Refusal) { try set(option, value ? 1 : 0) }

    /// Milliseconds, at least one: zero would mean no limit.
    func set(_ option: CURLoption, _ value: Duration) throws(Refusal) { try set(option, max(1, value.milliseconds)) }

    /// libcurl copies texts.
    func set(_ option: CURLoption, _ value: String?) throws(Refusal) { try check(stw_set_text(pointer, option, value)) }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(Refusal) {
        try check(stw_set_pointer(pointer, option, value))
    }

    /// Keeps the list as long as itself.
    func set(_ option: CURLoption, list: [String]) throws(Refusal) {
        var head: UnsafeMutablePointer<curl_slist>?
        for text in list {
            guard let longer = curl_slist_append(head, text) else {
                curl_slist_free_all(head)
                throw Refusal(code: CURLE_OUT_OF_MEMORY)
            }
            head = longer
        }
        if let head { lists.append(head) }
        try set(option, UnsafeMutableRawPointer(head))
    }

    /// The bytes to send, kept as long as the handle.
    func set(body bytes: [UInt8]) throws(Refusal) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = copy.initialize(from: bytes)
        body?.deallocate()
        body = copy
        try check(stw_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        try set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(copy.baseAddress))
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return stw_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func check(_ code: CURLcode) throws(Refusal) {
        if code != CURLE_OK { throw Refusal(code: code) }
    }
}

extension Duration {
    /// Whole milliseconds, cut.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds.multipliedReportingOverflow(by: 1_000).partialValue + attoseconds / 1_000_000_000_000_000)
    }

    /// For people: `5 s`, `1.5 s`, `200 ms`.
    var text: String {
        let milliseconds = milliseconds
        if milliseconds < 1_000 { return "\(milliseconds) ms" }
        let tenths = milliseconds % 1_000 / 100
        return tenths == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds / 1_000).\(tenths) s"
    }
}

/// libcurl as a whole.
enum CurlLibrary {
    private static let started: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Starts libcurl once; it lives as long as the process.
    static func ready() {
        precondition(started == CURLE_OK, "libcurl cannot start: \(String(cString: curl_easy_strerror(started)))")
    }

    /// The certificates of the system, as libcurl was built to find them.
    static let systemCAFile: String? = version.cainfo.map { String(cString: $0) }
    static let systemCAFolder: String? = version.capath.map { String(cString: $0) }

    private static var version: curl_version_info_data { curl_version_info(CURLVERSION_TENTH).pointee }
}

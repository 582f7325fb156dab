// libcurl's header is where the compiler met `sigset_t` first.
internal import CCurl
internal import Glibc

/// A thread of our own for calls that block: the shared pool of Swift tasks is never held up by a library.
enum LoopThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the body on a new thread, which ends with it. `SIGPIPE` is blocked there (OpenSSL may write to a
    /// closed socket), and its locale is UTF-8: by it libcurl turns letters of a host name into punycode.
    static func start(_ run: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 512 << 10)
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &thread, &attributes,
            { context in
                // Balances passRetained above.
                let body = Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()
                let unicode = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
                let usual = uselocale(unicode)
                var broken = sigset_t()
                sigemptyset(&broken)
                sigaddset(&broken, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &broken, nil)
                body.run()
                uselocale(usual)
                if let unicode { freelocale(unicode) }
                return nil
            }, body.toOpaque())
        precondition(code == 0, "the system gives no thread (error \(code))")
    }
}

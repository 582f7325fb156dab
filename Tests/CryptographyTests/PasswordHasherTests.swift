import Testing

@testable import Cryptography

struct PasswordHasherTests {
    let cheap = Argon2(memory: 1024, passes: 1, lanes: 1)

    @Test func `a password fits its own hash and nothing fits nobody's`() async throws {
        let hasher = PasswordHasher(cost: cheap)
        let hash = try await hasher.hash("four words in line")
        #expect(try await hasher.isRight("four words in line", for: hash))
        #expect(try await !hasher.isRight("four words in lime", for: hash))
        #expect(try await !hasher.isRight("four words in line", for: nil))
        #expect(try await !hasher.isRight(String(repeating: "a", count: 1 << 20), for: hash))
    }

    @Test func `two run, sixteen wait, and the rest are sent away`() async throws {
        // Expensive enough that none is done before all have asked.
        let hasher = PasswordHasher(cost: Argon2(memory: 65_536, passes: 2, lanes: 1))
        let outcomes = await withTaskGroup(of: Result<Bool, CryptographyFailure>.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do throws(CryptographyFailure) {
                        return .success(try await hasher.isRight("whatever it is", for: nil))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let busy = CryptographyFailure(.busy, "too many sign-ins at once", advice: "Try again in a few seconds.")
        #expect(outcomes.count { $0 == .success(false) } >= 18)
        #expect(outcomes.count { $0 == .failure(busy) } + outcomes.count { $0 == .success(false) } == 40)
        #expect(outcomes.contains(.failure(busy)))
        // Every place was handed back.
        #expect(try await !hasher.isRight("whatever it is", for: nil))
    }
}

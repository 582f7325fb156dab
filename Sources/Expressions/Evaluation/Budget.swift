/// What one evaluation may cost. Counted is what it makes and touches, not the size of its input.
public struct Budget: Sendable, Hashable {
    /// Steps: every function, element and output is one, and every 32 bytes a function touches.
    public var steps: Int
    /// Further steps for each value in the input.
    public var stepsPerNode: Int
    /// Bytes of all texts, arrays and objects it makes.
    public var bytes: Int

    public init(steps: Int = 200_000, stepsPerNode: Int = 20, bytes: Int = 4 << 20) {
        self.steps = steps
        self.stepsPerNode = stepsPerNode
        self.bytes = bytes
    }

    /// 200,000 steps and 20 for each value of the input, 4 MiB.
    public static let standard = Budget()
}

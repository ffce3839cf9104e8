// ProcessPlace: where a process is, for who wants to find it again: its directory, its terminal, what it belongs to.

public import Bytes

public struct ProcessPlace: Hashable, Sendable {
    /// The working directory; nil where it may not be read.
    public var directory: ByteString?
    /// `pts/3`; nil where it has no controlling terminal.
    public var terminal: ByteString?
    /// The path of its control group below the root of those; nil at that root.
    public var controlGroup: ByteString?
    /// What a continuous integration, or a test runner, has said in the environment: `NAME=value`.
    public var job: [ByteString]

    public init(
        directory: ByteString? = nil, terminal: ByteString? = nil, controlGroup: ByteString? = nil,
        job: [ByteString] = []
    ) {
        self.directory = directory
        self.terminal = terminal
        self.controlGroup = controlGroup
        self.job = job
    }

    /// The identity of the container that the control group is of: 64 hexadecimal digits.
    public var container: ByteString? {
        for part in (controlGroup ?? "").split(on: UInt8(ascii: "/")).reversed() {
            // `docker-ID.scope`, `cri-containerd-ID.scope`, or the ID alone.
            let bare = part.hasSuffix(".scope") ? part.prefix(part.count &- 6) : part
            let digits = bare.split(on: UInt8(ascii: "-")).last ?? bare
            if digits.count == 64, digits.allSatisfy({ $0.digitValue ?? 16 < 16 }) { return digits }
        }
        return nil
    }

    /// The last part of the control group: a unit of systemd, or what another has called it.
    public var unit: ByteString? { controlGroup?.split(on: UInt8(ascii: "/")).last }
}

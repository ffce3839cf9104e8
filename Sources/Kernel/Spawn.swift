// Spawn: a process from a complete description.
//
// Everything that happens between the start of the process and its program is in the request, so that C can do it in a
// child that borrows the parent's memory: see spawn.c. The actions are performed strictly in order; the planner ensures that
// they do not overwrite each other's sources.

public import Bytes
import CSeesh
import Glibc
public import Wiring

/// The process group of a new process.
public enum ProcessGroupPolicy: Hashable, Sendable {
    case inherit
    /// A new group, which it leads.
    case lead
    case join(Int32)
}

/// What a new process needs to log what it does before it becomes the command.
public struct SpawnTrace {
    /// Close-on-exec.
    public var log: Int32
    /// `Event.context`
    public var context: ByteString
    /// What each action copies or closes; for one that opens, nothing is asked.
    public var objects: [ByteString]

    public init(log: Int32, context: ByteString, objects: [ByteString]) {
        self.log = log
        self.context = context
        self.objects = objects
    }
}

public struct SpawnRequest {
    public var path: ByteString
    public var arguments: [ByteString]
    public var environment: EnvironmentBlock
    public var actions: [DescriptorAction]
    public var processGroup: ProcessGroupPolicy
    /// The terminal whose foreground group the new process makes its own; not with `.inherit`.
    public var terminal: Int32?
    /// Ignored in the child. What else the shell catches or ignores becomes as it was when the shell began.
    public var ignoredSignals: SignalSet
    /// Default in the child, even where they were ignored when the shell began.
    public var initialSignals = SignalSet()
    /// What the shell is called where it executes a file that is no program but may be a script.
    public var shellName: ByteString = "seesh"
    /// nil where nothing is logged.
    public var trace: SpawnTrace?

    public init(
        path: ByteString, arguments: [ByteString], environment: EnvironmentBlock, actions: [DescriptorAction] = [],
        processGroup: ProcessGroupPolicy = .inherit, terminal: Int32? = nil, ignoredSignals: SignalSet = SignalSet()
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.actions = actions
        self.processGroup = processGroup
        self.terminal = terminal
        self.ignoredSignals = ignoredSignals
    }
}

/// Why a process did not become the command.
public struct SpawnFailure: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case processGroup
        /// The index in `SpawnRequest.actions`.
        case action(index: Int)
        case execute
    }

    public let errno: Errno
    public let step: Step
}

extension SpawnFailure {
    fileprivate init(_ failure: seesh_spawn_failure) {
        let step: Step =
            switch Int(failure.step) {
            case Int(SEESH_STEP_PROCESS_GROUP): .processGroup
            case Int(SEESH_STEP_ACTION): .action(index: Int(failure.index))
            default: .execute
            }
        self.init(errno: Errno(failure.error), step: step)
    }
}

/// Strings laid out as execve wants them: an array of pointers with NULL at its end, and the bytes behind it.
///
/// A string with a NUL in it, which no shell value has, ends there. Nothing changes the memory once it is filled.
@safe
public final class EnvironmentBlock: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    public init(_ entries: [ByteString]) {
        let pointers = (entries.count + 1) * MemoryLayout<UInt>.stride
        var size = pointers
        for entry in entries { size += entry.count + 1 }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: size, alignment: MemoryLayout<UInt>.alignment)
        unsafe pointer = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: entries.count + 1)
        var text = unsafe (memory + pointers).bindMemory(to: CChar.self, capacity: size - pointers)
        var index = 0
        for entry in entries {
            unsafe pointer[index] = text
            unsafe entry.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress { unsafe memcpy(text, start, bytes.count) }
            }
            unsafe text[entry.count] = 0
            unsafe text += entry.count + 1
            index += 1
        }
        unsafe pointer[index] = nil
    }

    deinit {
        unsafe UnsafeMutableRawPointer(pointer).deallocate()
    }
}

extension Kernel {
    /// Starts a command and returns its pid. The signal mask is that of the shell's start.
    ///
    /// Where a step fails, `fail` is called in the new process, says why, and returns the exit status. It may borrow the
    /// memory of this process, and must leave it as a function call does.
    public static func spawn(
        _ request: SpawnRequest, fail: (SpawnFailure) -> Int32
    ) throws(Errno) -> Int32 {
        let arguments = EnvironmentBlock(request.arguments)
        let paths = EnvironmentBlock(
            request.actions.map {
                if case .open(let path, _, _) = $0 { path } else { ByteString() }
            })
        let strings = EnvironmentBlock([request.path, ownExecutable, request.shellName])
        let objects = EnvironmentBlock(request.trace?.encodedObjects(of: request.actions) ?? [])
        let encoded = EnvironmentBlock(request.trace.map { [$0.context, Event.encodedName(request.path)] } ?? [])
        let result = unsafe withUnsafeTemporaryAllocation(of: seesh_action.self, capacity: request.actions.count) {
            actions in
            for (index, action) in request.actions.enumerated() {
                unsafe actions.initializeElement(at: index, to: seesh_action(action, path: paths.pointer[index]))
            }
            return unsafe withFailure(fail) { call, context in
                var description = unsafe seesh_spawn_request(
                    path: strings.pointer[0], arguments: arguments.pointer, environment: request.environment.pointer,
                    actions: actions.baseAddress, action_count: actions.count,
                    process_group: request.processGroup.number, terminal: request.terminal ?? -1,
                    ignored_signals: request.ignoredSignals.bits, initial_signals: request.initialSignals.bits,
                    trace: seesh_trace(fd: -1, context: nil, objects: objects.pointer, path: nil),
                    shell: strings.pointer[1], shell_name: strings.pointer[2], fail: call, context: context)
                if let trace = request.trace {
                    unsafe description.trace.fd = trace.log
                    unsafe description.trace.context = UnsafePointer(encoded.pointer[0])
                    unsafe description.trace.path = UnsafePointer(encoded.pointer[1])
                }
                return unsafe seesh_spawn(&description)
            }
        }
        return try check(result)
    }

    private typealias Failed = (SpawnFailure) -> Int32
    private typealias FailedCall =
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<seesh_spawn_failure>?) -> Int32

    /// Gives C a function and a context for a Swift closure.
    private static func withFailure(
        _ fail: Failed, _ body: (FailedCall, UnsafeMutableRawPointer) -> Int32
    ) -> Int32 {
        withoutActuallyEscaping(fail) { fail in
            var fail = fail
            return unsafe withUnsafeMutablePointer(to: &fail) { pointer in
                unsafe body(
                    { context, failure in
                        guard let context = unsafe context, let failure = unsafe failure else { return 127 }
                        return unsafe context.assumingMemoryBound(to: Failed.self).pointee(
                            SpawnFailure(failure.pointee))
                    }, UnsafeMutableRawPointer(pointer))
            }
        }
    }
}

extension SpawnTrace {
    fileprivate func encodedObjects(of actions: [DescriptorAction]) -> [ByteString] {
        actions.enumerated().map { index, action in
            if case .open(let path, _, _) = action { return Event.encodedName(path) }
            return Event.encodedName(index < objects.count ? objects[index] : "")
        }
    }
}

extension ProcessGroupPolicy {
    fileprivate var number: Int32 {
        switch self {
        case .inherit: Int32(SEESH_GROUP_INHERIT)
        case .lead: Int32(SEESH_GROUP_LEAD)
        case .join(let group): group
        }
    }
}

extension seesh_action {
    fileprivate init(_ action: DescriptorAction, path: UnsafePointer<CChar>?) {
        switch action {
        case .open(_, let mode, let to):
            unsafe self.init(path: path, kind: Int32(SEESH_ACTION_OPEN), from: mode.rawValue, to: to)
        case .duplicate(let from, let to):
            unsafe self.init(path: nil, kind: Int32(SEESH_ACTION_DUPLICATE), from: from, to: to)
        case .close(let fd):
            unsafe self.init(path: nil, kind: Int32(SEESH_ACTION_CLOSE), from: 0, to: fd)
        }
    }
}

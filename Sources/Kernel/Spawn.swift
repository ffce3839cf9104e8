// Spawn: a process from a complete description.
//
// Everything that happens between the start of the process and its program is in the request, so that C can do it in a
// child that borrows the parent's memory (vfork). What failed comes back as a value: the step and its errno, and no process
// is left. The actions are performed strictly in order; that they do not overwrite each other's sources is the planner's
// business.
//
// Two cases cannot be told to the parent. A child that opens a FIFO waits for its other end, which the same shell may be
// about to start, so that the parent must not wait for the child. And what a child with noclobber has made would be in the
// way of another attempt. They are started by fork, and report or go on themselves.

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
public struct SpawnFailure: Error, Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case fork
        case processGroup
        /// The index in `SpawnRequest.actions`.
        case action(index: Int)
        case execute
    }

    public let errno: Errno
    public let step: Step

    public init(errno: Errno, step: Step) {
        self.errno = errno
        self.step = step
    }

    init(_ failure: seesh_spawn_failure) {
        errno = Errno(failure.error)
        switch Int(failure.step) {
        case Int(SEESH_STEP_FORK): step = .fork
        case Int(SEESH_STEP_PROCESS_GROUP): step = .processGroup
        case Int(SEESH_STEP_ACTION): step = .action(index: Int(failure.index))
        default: step = .execute
        }
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
    /// Where an action may have to wait for another process (a FIFO, a device that waits for a carrier), or makes a file that
    /// must be new, the command is started by fork, and what fails later is reported by the new process itself, on its standard error.
    public static func spawn(_ request: SpawnRequest) throws(SpawnFailure) -> Int32 {
        try spawn(request) { failure in
            var message = ByteString("seesh: ")
            switch failure.step {
            case .action(let index):
                switch request.actions[index] {
                case .open(let path, _, _): message += path
                case .duplicate(let fd, _), .close(let fd): message += ByteString(decimal: fd)
                }
            case .fork, .processGroup, .execute: message += request.path
            }
            message += ": " + failure.errno.message + "\n"
            // Nobody is left to be told where this fails.
            try? writeAll(2, message.array)
            switch failure.step {
            case .execute: return failure.errno == .ENOENT ? 127 : 126
            case .fork, .processGroup, .action: return 2
            }
        }
    }

    /// As `spawn(_:)`; `reportInChild` is called in the new process where an action fails there after the parent went on. It
    /// reports the failure and returns the exit status. `noteFailed` is told of a child that failed and has been reaped.
    public static func spawn(
        _ request: SpawnRequest, noteFailed: (_ child: Int32) -> Void = { _ in },
        reportInChild: (SpawnFailure) -> Int32
    ) throws(SpawnFailure) -> Int32 {
        let arguments = EnvironmentBlock(request.arguments)
        let paths = EnvironmentBlock(
            request.actions.map {
                if case .open(let path, _, _) = $0 { path } else { ByteString() }
            })
        var failure = seesh_spawn_failure()
        let pid = unsafe withUnsafeTemporaryAllocation(of: seesh_action.self, capacity: request.actions.count) {
            actions in
            for (index, action) in request.actions.enumerated() {
                unsafe actions.initializeElement(at: index, to: seesh_action(action, path: paths.pointer[index]))
            }
            return unsafe request.path.withCString { path in
                var description = unsafe seesh_spawn_request(
                    path: path, arguments: arguments.pointer, environment: request.environment.pointer,
                    actions: actions.baseAddress, action_count: actions.count,
                    process_group: request.processGroup.number, terminal: request.terminal ?? -1,
                    ignored_signals: request.ignoredSignals.bits,
                    initial_signals: request.initialSignals.bits, trace: nil)
                func start() -> Int32 {
                    guard unsafe seesh_needs_copy(&description) else {
                        return unsafe seesh_spawn(&description, &failure)
                    }
                    let pid = unsafe seesh_spawn_by_fork(&description, &failure)
                    if pid == 0 { exit(reportInChild(SpawnFailure(failure))) }
                    return pid
                }
                guard let trace = request.trace else { return start() }
                let objects = EnvironmentBlock(trace.encodedObjects(of: request.actions))
                return unsafe trace.context.withCString { context in
                    unsafe Event.encodedName(request.path).withCString { path in
                        var log = unsafe seesh_trace(
                            fd: trace.log, context: context, objects: objects.pointer, path: path)
                        return unsafe withUnsafePointer(to: &log) { pointer in
                            unsafe description.trace = pointer
                            return start()
                        }
                    }
                }
            }
        }
        if pid > 0 { return pid }
        if failure.child > 0 { noteFailed(failure.child) }
        throw SpawnFailure(failure)
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
            unsafe self.init(path: path, kind: Int32(SEESH_ACTION_OPEN), from: mode.number, to: to)
        case .duplicate(let from, let to):
            unsafe self.init(path: nil, kind: Int32(SEESH_ACTION_DUPLICATE), from: from, to: to)
        case .close(let fd):
            unsafe self.init(path: nil, kind: Int32(SEESH_ACTION_CLOSE), from: 0, to: fd)
        }
    }
}

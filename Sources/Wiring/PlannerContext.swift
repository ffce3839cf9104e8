// What the Planner asks of the shell, so that a plan is made without knowing the shell.

public import Bytes
public import Syntax

/// What the Planner has to ask of the shell.
///
/// None of the functions may have an effect.
public struct PlannerContext {
    /// The shell's own table, with the names of what is inherited.
    public var table: DescriptorTable
    public var jobControl: Bool
    public var noclobber: Bool
    public var lastpipe = false
    public var isPosix = false
    /// The table is not that of whoever will execute the script: it may have more descriptors.
    public var isOpenEnded = false
    /// The fields of a command's word; nil where it has to wait.
    public var fields: (Word) -> [ByteString]?
    /// The one value of an operand, an assignment, or the body of a here-document; nil where it has to wait.
    public var value: (Word) -> ByteString?
    /// The descriptor that the variable `name` holds, for `{name}>&-`; nil where it holds none.
    public var held: (ByteString) -> Int32?
    /// What a command name stands for now.
    public var target: (ByteString) -> CommandKind
    /// What a look at a path finds; nil where there is nothing.
    public var path: (ByteString) -> PathStatus?
    /// How each stage is executed, and why.
    public var ways: (Wiring, [CommandKind]) -> [(Way, WayReason)?]

    public init(
        table: DescriptorTable, jobControl: Bool, noclobber: Bool, fields: @escaping (Word) -> [ByteString]?,
        value: @escaping (Word) -> ByteString?, held: @escaping (ByteString) -> Int32?,
        target: @escaping (ByteString) -> CommandKind, path: @escaping (ByteString) -> PathStatus?,
        ways: @escaping (Wiring, [CommandKind]) -> [(Way, WayReason)?]
    ) {
        self.table = table
        self.jobControl = jobControl
        self.noclobber = noclobber
        self.fields = fields
        self.value = value
        self.held = held
        self.target = target
        self.path = path
        self.ways = ways
    }
}

// The plan of a script: its pipelines in their lists, so that it is known what stands around each, and what follows it.
//
// A list is the script itself, or what a command holds: the body of a loop or function, a branch, `$( )`. The views show the
// pipelines in the order of the source.

public import Bytes

/// The pipelines of one list.
public struct ListPlan: Sendable {
    public enum Role: Hashable, Sendable {
        case script
        /// `{ }`
        case group
        case subshell
        /// Of `if`, `while` and `until`.
        case condition
        case loop
        case branch
        case function(ByteString)
        case coprocess
        /// `$( )`
        case substitution
        /// `<( )` and `>( )`
        case process
    }

    public let role: Role
    public var pipelines: [PipelinePlan] = []
    /// The command that holds the list is one utility: the pipelines are parts of its plan, and have none of their own to show.
    public var isHidden = false
    /// The list is left at its end: by `exit`, `return`, `break` or `continue`.
    public var isLeft = false

    init(_ role: Role) { self.role = role }
}

public struct ScriptPlan: Sendable {
    public let list: ListPlan

    /// The pipelines that are shown, in the order of the source, those inside a command after the one that it stands in.
    public var pipelines: [PipelinePlan] {
        var all: [PipelinePlan] = []
        list.append(to: &all)
        return all
    }
}

extension ListPlan {
    fileprivate func append(to all: inout [PipelinePlan]) {
        guard !isHidden else { return }
        for pipeline in pipelines {
            all.append(pipeline)
            for command in pipeline.commands {
                for list in command.lists { list.append(to: &all) }
            }
        }
    }
}

/// When a pipeline of a list is executed.
public enum Joint: Hashable, Sendable {
    case always
    /// After `&&`.
    case onSuccess
    /// After `||`.
    case onFailure
}

// The functions that a script defines, and what its parts may do to the descriptors of the shell.
//
// A call is one of the script's function wherever the name is called, also in front of the definition: the function that calls
// may be called later itself.

import Bytes
import Syntax

final class ScriptFunctions {
    /// A name may be defined more than once.
    private(set) var bodies: [ByteString: [CompoundCommand]] = [:]
    private var known: [ByteString: DescriptorEffects] = [:]
    /// Calls that are being followed, and how many pipelines may still be planned for calls.
    var depth = 0
    var budget = 2000

    init(_ lists: [List] = []) {
        for list in lists { collect(list) }
    }

    private func collect(_ list: List) {
        for command in list.commands {
            if case .function(let definition) = command {
                definition.keepBody()
                bodies[definition.name.bytes, default: []].append(definition.body)
            }
            for inner in command.lists { collect(inner) }
        }
    }

    func mayBeCalled(by command: CommandPlan) -> Bool {
        guard !bodies.isEmpty, command.words.first?.value != nil, let name = command.knownFields.first,
            bodies[name] != nil
        else { return false }
        switch command.target {
        case .builtin, .external, .notFound: return true
        case .specialBuiltin, .function, .nothing, .deferred, .compound, .subshell, .definition: return false
        }
    }
}

// Effects on descriptors.
extension ScriptFunctions {
    func effects(_ list: List) -> DescriptorEffects {
        var effects = DescriptorEffects()
        for andOr in list.andOrLists where !andOr.isAsynchronous {
            for pipeline in [andOr.first] + andOr.rest.map(\.pipeline) {
                // The stages of a longer one are processes, but for the last one with lastpipe.
                effects.add(self.effects(pipeline.commands[pipeline.commands.count &- 1]))
            }
        }
        return effects
    }

    private func effects(_ command: Command) -> DescriptorEffects {
        switch command {
        case .simple(let simple): return effects(simple)
        case .function: return DescriptorEffects()
        case .compound(let compound): return effects(compound)
        }
    }

    private func effects(_ compound: CompoundCommand) -> DescriptorEffects {
        var effects = compound.redirections.lasting
        switch compound.kind {
        case .subshell, .coprocess: break
        case .braceGroup, .forClause, .caseClause, .ifClause, .whileClause, .untilClause, .conditional:
            for list in compound.lists { effects.add(self.effects(list)) }
        }
        return effects
    }

    private func effects(_ simple: SimpleCommand) -> DescriptorEffects {
        var effects = simple.redirections.lasting
        guard let first = simple.words.first else { return effects }
        guard var name = first.unquotedLiteral else {
            for name in bodies.keys { effects.add(self.effects(ofFunction: name)) }
            return effects
        }
        if ["command", "builtin"].contains(name) {
            guard let word = simple.words.dropFirst().first, let second = word.unquotedLiteral else { return effects }
            name = second
        }
        switch name {
        case "eval", ".", "source": return .unbounded
        case "exec":
            for redirection in simple.redirections {
                guard let target = redirection.target else { continue }
                effects.numbers.insert(target)
                if redirection.operator.includesError { effects.numbers.insert(2) }
                if case .duplicateOutput = redirection.operator, target == 1 { effects.numbers.insert(2) }
            }
        default: effects.add(self.effects(ofFunction: name))
        }
        return effects
    }

    /// What a call may do.
    func effects(ofFunction name: ByteString) -> DescriptorEffects {
        guard let bodies = bodies[name] else { return DescriptorEffects() }
        if let effects = known[name] { return effects }
        known[name] = DescriptorEffects()
        var effects = DescriptorEffects()
        for body in bodies { effects.add(self.effects(body)) }
        known[name] = effects
        return effects
    }
}

extension [Redirection] {
    /// `{name}>file` stays open behind every command.
    fileprivate var lasting: DescriptorEffects {
        let picks = contains { if case .variable = $0.descriptor { true } else { false } }
        return picks ? .unbounded : DescriptorEffects()
    }
}

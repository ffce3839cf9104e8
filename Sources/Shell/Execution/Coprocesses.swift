// Coprocesses, an extension as in bash: `coproc [NAME] command` runs the command with a pipe to it and one from it, whose
// other ends are NAME[1] and NAME[0]. They are private: no other child inherits them.

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    func startCoprocess(_ name: Name, _ command: Command) -> Completion {
        do {
            let toChild = try makePipe()
            let fromChild = try openSecondPipe(after: toChild)
            defer {
                closeEnd(toChild.read)
                closeEnd(fromChild.write)
            }
            let stage = Stage(command: command, input: toChild.read, output: fromChild.write, unused: fromChild.read)
            let hasOwnGroup = state.options.contains(.monitor)
            var job = Job(isForeground: false, hasOwnGroup: hasOwnGroup)
            do throws(Errno) {
                let policy = LaunchPolicy(isAsynchronous: true, hasOwnGroup: hasOwnGroup, terminal: nil)
                coprocessDescriptors.append(toChild.write)
                defer { coprocessDescriptors.removeLast() }
                job.add(try start(stage, policy, group: 0), text: .command(command))
            } catch {
                closeEnd(toChild.write)
                closeEnd(fromChild.read)
                throw ShellError.noProcess(error)
            }
            coprocessDescriptors += [fromChild.read, toChild.write]
            let ends = [fromChild.read, toChild.write].map { ByteString(decimal: $0) }
            try assign(name, .array(IndexedArray(ends)))
            try assign(names.intern(name.bytes + "_PID"), ByteString(decimal: job.lastProcess))
            state.lastAsynchronousProcess = job.lastProcess
            _ = jobs.add(job)
            state.status = .success
            return .normal
        } catch let error as ShellError {
            return redirectionFailed(error)
        } catch {
            return .normal
        }
    }

    private func openSecondPipe(after first: PipeEnds) throws(ShellError) -> PipeEnds {
        do {
            return try makePipe()
        } catch {
            closeEnds(first)
            throw error
        }
    }
}

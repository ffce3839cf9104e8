// ulimit: the resource limits of Linux, for this process and those that it starts.
//
// The letters are those of POSIX, and for other limits those of bash; `-p` is the number of processes, as in dash and mksh,
// because the size of pipes cannot be set, and `-w` the locks, as in dash. Blocks are of 512 bytes.
//
// POSIX: XCU ulimit

import Bytes
import Kernel

private struct Resource {
    /// The letter, and the name that it has in other shells.
    let letters: ByteString
    /// RLIMIT_ of the kernel.
    let number: Int32
    /// The size of one unit of the utility in units of the kernel.
    let unit: UInt64
    let name: ByteString

    static let all = [
        Resource(letters: "c", number: 4, unit: 512, name: "core file (512-byte blocks)"),
        Resource(letters: "d", number: 2, unit: 1024, name: "data segment (KiB)"),
        Resource(letters: "e", number: 13, unit: 1, name: "nice value (20 minus it)"),
        Resource(letters: "f", number: 1, unit: 512, name: "file size (512-byte blocks)"),
        Resource(letters: "i", number: 11, unit: 1, name: "pending signals"),
        Resource(letters: "l", number: 8, unit: 1024, name: "locked memory (KiB)"),
        Resource(letters: "m", number: 5, unit: 1024, name: "resident memory (KiB)"),
        Resource(letters: "n", number: 7, unit: 1, name: "file descriptors"),
        Resource(letters: "q", number: 12, unit: 1, name: "message queues (bytes)"),
        Resource(letters: "r", number: 14, unit: 1, name: "real-time priority"),
        Resource(letters: "R", number: 15, unit: 1, name: "real-time without a wait (us)"),
        Resource(letters: "s", number: 3, unit: 1024, name: "stack (KiB)"),
        Resource(letters: "t", number: 0, unit: 1, name: "processor time (seconds)"),
        Resource(letters: "up", number: 6, unit: 1, name: "processes"),
        Resource(letters: "v", number: 9, unit: 1024, name: "address space (KiB)"),
        Resource(letters: "xw", number: 10, unit: 1, name: "file locks"),
    ]
}

extension Shell {
    /// Writes a limit, or sets it: both the soft and the hard one without `-S` and `-H`.
    func ulimitUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "HSacdefilmnpqrRstuvwx")
        let (isHard, isSoft, listsAll) = (options.contains("H"), options.contains("S"), options.contains("a"))
        let named = options.compactMap { letter in Resource.all.first { $0.letters.contains(letter) } }
        let resources = named.isEmpty ? Resource.all.filter { $0.letters == "f" } : named
        guard let operand = operands.first else {
            return showLimits(listsAll ? Resource.all : resources, isHard: isHard && !isSoft)
        }
        guard operands.count == 1, !listsAll, resources.count == 1 else {
            return misuse("ulimit", "only one limit can be set")
        }
        return setLimit(resources[0], operand, isHard: isHard || !isSoft, isSoft: isSoft || !isHard)
    }

    private func showLimits(_ resources: [Resource], isHard: Bool) -> ExitStatus {
        var status = ExitStatus.success
        for resource in resources {
            do {
                let limit = try Kernel.resourceLimit(resource.number)
                let value = isHard ? limit.hard : limit.soft
                if resources.count > 1 {
                    var label = "-" + resource.letters.prefix(1) + "  " + resource.name
                    while label.count < 36 { label += " " }
                    write(label)
                }
                write(value == UInt64.max ? "unlimited" : ByteString(value / resource.unit, radix: 10))
                write("\n")
            } catch {
                status = fail("ulimit", resource.name + ": " + error.message)
            }
        }
        return status
    }

    private func setLimit(_ resource: Resource, _ operand: ByteString, isHard: Bool, isSoft: Bool) -> ExitStatus {
        do throws(Errno) {
            let old = try Kernel.resourceLimit(resource.number)
            guard let value = Self.limit(operand, resource, old) else {
                return fail("ulimit", operand + ": not a limit", .usage)
            }
            try Kernel.setResourceLimit(
                resource.number, soft: isSoft ? value : old.soft, hard: isHard ? value : old.hard)
            return .success
        } catch {
            return fail("ulimit", resource.name + ": " + error.message)
        }
    }

    /// `unlimited`, a number of units, or, as in bash and ksh93, `soft` and `hard` for the current limits.
    private static func limit(
        _ operand: ByteString, _ resource: Resource, _ old: (soft: UInt64, hard: UInt64)
    ) -> UInt64? {
        switch operand {
        case "unlimited": return UInt64.max
        case "soft": return old.soft
        case "hard": return old.hard
        default:
            guard let number = operand.unsignedDecimalValue else { return nil }
            let (value, overflow) = UInt64(number).multipliedReportingOverflow(by: resource.unit)
            return overflow || value == UInt64.max ? nil : value
        }
    }
}

// ulimit: the resource limits of Linux, for this process and those that it starts.
//
// The letters are those of POSIX, and for other limits those of bash; `-p` is the number of processes, as in dash and mksh,
// because the size of pipes cannot be set, and `-w` the locks, as in dash. Blocks are of 512 bytes.
//
// POSIX: XCU ulimit

import Bytes
import Kernel

private struct Resource {
    let letter: UInt8
    /// RLIMIT_ of the kernel.
    let number: Int32
    /// The size of one unit of the utility in units of the kernel.
    let unit: UInt64
    let name: ByteString

    init(_ letter: Character, _ number: Int32, _ unit: UInt64, _ name: ByteString) {
        self.letter = letter.asciiValue ?? 0
        self.number = number
        self.unit = unit
        self.name = name
    }

    static let all = [
        Resource("c", 4, 512, "core file (512-byte blocks)"),
        Resource("d", 2, 1024, "data segment (KiB)"),
        Resource("e", 13, 1, "nice value (20 minus it)"),
        Resource("f", 1, 512, "file size (512-byte blocks)"),
        Resource("i", 11, 1, "pending signals"),
        Resource("l", 8, 1024, "locked memory (KiB)"),
        Resource("m", 5, 1024, "resident memory (KiB)"),
        Resource("n", 7, 1, "file descriptors"),
        Resource("q", 12, 1, "message queues (bytes)"),
        Resource("r", 14, 1, "real-time priority"),
        Resource("R", 15, 1, "real-time without a wait (us)"),
        Resource("s", 3, 1024, "stack (KiB)"),
        Resource("t", 0, 1, "processor time (seconds)"),
        Resource("u", 6, 1, "processes"),
        Resource("v", 9, 1024, "address space (KiB)"),
        Resource("x", 10, 1, "file locks"),
    ]

    static func withLetter(_ letter: UInt8) -> Resource? {
        let letter =
            switch letter {
            case UInt8(ascii: "p"): UInt8(ascii: "u")
            case UInt8(ascii: "w"): UInt8(ascii: "x")
            default: letter
            }
        return all.first { $0.letter == letter }
    }
}

extension Shell {
    /// Writes a limit, or sets it: both the soft and the hard one without `-S` and `-H`.
    func ulimitUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "HSacdefilmnpqrRstuvwx")
        let (isHard, isSoft, listsAll) = (options.contains("H"), options.contains("S"), options.contains("a"))
        var resources = options.compactMap(Resource.withLetter)
        if resources.isEmpty, let file = Resource.withLetter(UInt8(ascii: "f")) { resources = [file] }
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
                    var label = "-" + ByteString(byte: resource.letter) + "  " + resource.name
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
        default: break
        }
        guard let number = operand.unsignedDecimalValue else { return nil }
        let (value, overflow) = UInt64(number).multipliedReportingOverflow(by: resource.unit)
        return overflow || value == UInt64.max ? nil : value
    }
}

// Which operands of a utility are files that it reads, and which it writes.

import Bytes
import Wiring

struct FileOperands {
    /// The letters of options that take an argument.
    var taking: ByteString = ""
    /// Of these, those whose argument is a file that is written.
    var outputs: ByteString = ""
    /// The first operand is no file but a pattern or a script, unless one of these options gives it.
    var scriptOptions: ByteString?
    /// Long options with arguments, and how many.
    var long: [ByteString: Int] = [:]
    /// Long options whose argument is a file that is written.
    var longOutputs: [ByteString] = []
    /// It has read all before it writes.
    var collects = false
    /// tee: it writes them.
    var writes = false
    /// The second operand is written.
    var writesSecond = false
    /// Options are words: `-in f`, `if=f`.
    var words: (input: ByteString, output: ByteString)?
    /// Without operands it reads standard input to its end.
    var readsAll = true

    /// A file that is read or written.
    struct Use {
        let name: FileName
        let source: ByteString
        let mode: OpenMode
        let word: Int?
    }

    /// `python3 -m json.tool in out`
    static let jsonTool = FileOperands(taking: "m", collects: true, writesSecond: true)

    private static let longOfJq: [ByteString: Int] = [
        "--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1,
    ]

    static func named(_ name: ByteString) -> FileOperands? {
        switch name {
        case "cat", "rev", "zcat", "bzcat", "xzcat", "zstdcat", "gunzip", "b2sum": FileOperands()
        case "comm", "more", "less": FileOperands(readsAll: false)
        case "tac", "wc", "cksum", "md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "tsort":
            FileOperands(collects: true)
        case "cmp": FileOperands(collects: true, readsAll: false)
        case "sort": FileOperands(taking: "koStT", collects: true)
        case "shuf": FileOperands(taking: "ino", collects: true, readsAll: false)
        case "tail": FileOperands(taking: "nc", collects: true)
        case "head": FileOperands(taking: "nc", readsAll: false)
        case "uniq": FileOperands(taking: "fsw", writesSecond: true)
        case "cut": FileOperands(taking: "bcdf")
        case "paste": FileOperands(taking: "d", readsAll: false)
        case "join": FileOperands(taking: "12aejotv", readsAll: false)
        case "fold", "fmt", "base64": FileOperands(taking: "w")
        case "expand", "unexpand": FileOperands(taking: "t")
        case "column": FileOperands(taking: "csoNRHTO", collects: true)
        case "nl": FileOperands(taking: "bdfhilnsvw")
        case "od": FileOperands(taking: "AjNSt")
        case "diff": FileOperands(taking: "CFIUWxX", readsAll: false)
        case "gzip", "bzip2", "xz", "zstd": FileOperands(taking: "STM")
        case "grep", "egrep", "fgrep": FileOperands(taking: "ABCDdefm", scriptOptions: "ef")
        case "sed": FileOperands(taking: "efl", scriptOptions: "ef")
        case "awk", "gawk", "mawk": FileOperands(taking: "Ffv", scriptOptions: "f")
        case "perl": FileOperands(taking: "eEI", scriptOptions: "eE", readsAll: false)
        case "jq": FileOperands(taking: "fL", scriptOptions: "f", long: longOfJq)
        case "yq": FileOperands(scriptOptions: "")
        case "xmllint": FileOperands(long: ["--output": 1, "--xpath": 1, "--schema": 1, "--encode": 1], collects: true)
        case "iconv": FileOperands(taking: "fto", outputs: "o", longOutputs: ["--output"])
        case "gpg", "xsltproc": FileOperands(taking: "oru", outputs: "o", longOutputs: ["--output"], readsAll: false)
        case "cc", "gcc", "clang", "c++", "g++": FileOperands(taking: "oIDLlx", outputs: "o", readsAll: false)
        case "tee": FileOperands(writes: true)
        case "openssl": FileOperands(words: ("-in", "-out"), readsAll: false)
        case "dd": FileOperands(words: ("if=", "of="), readsAll: false)
        default: nil
        }
    }

    /// The files of the arguments.
    func uses(_ arguments: ArraySlice<Argument>) -> [Use] {
        if let words { return uses(arguments, words.input, words.output) }
        let parsed = separate(arguments)
        let mode: OpenMode = !writes ? .read : parsed.options.contains(0x61) ? .append : .write
        var uses: [Use] = []
        for (index, operand) in parsed.operands.enumerated() {
            guard let name = operand.name, operand.text != "-", !name.pieces.isEmpty else { continue }
            let own: OpenMode = writesSecond && index == 1 ? .write : mode
            uses.append(Use(name: name, source: operand.source, mode: own, word: operand.word))
        }
        for output in parsed.outputs {
            guard let name = output.name else { continue }
            uses.append(Use(name: name, source: output.source, mode: .write, word: output.word))
        }
        return uses
    }

    /// `-in f -out f` and `if=f of=f`.
    private func uses(_ arguments: ArraySlice<Argument>, _ input: ByteString, _ output: ByteString) -> [Use] {
        if arguments.contains(where: { $0.start.contains("notrunc" as ByteString) }) { return [] }
        var uses: [Use] = []
        var rest = arguments
        while let next = rest.popFirst() {
            for (option, mode) in [(input, OpenMode.read), (output, .write)] where next.start.hasPrefix(option) {
                let file =
                    option.last == 0x3D ? next.dropFirst(option.count) : next.text == option ? rest.popFirst() : nil
                guard let file, let name = file.name else { continue }
                uses.append(Use(name: name, source: file.source, mode: mode, word: file.word))
            }
        }
        return uses
    }

    /// The operands that are files, the files that options write, and the letters of all options.
    func separate(
        _ arguments: ArraySlice<Argument>
    ) -> (operands: [Argument], outputs: [Argument], options: ByteString) {
        var operands: [Argument] = []
        var written: [Argument] = []
        var options: ByteString = ""
        var rest = arguments
        while let next = rest.popFirst() {
            let start = next.start
            guard start.count > 1, start[0] == 0x2D else {
                operands.append(next)
                continue
            }
            if next.text == "--" {
                operands += rest
                break
            }
            if start[1] == 0x2D {
                for _ in 0..<(next.text.flatMap { long[$0] } ?? 0) { _ = rest.popFirst() }
                for option in longOutputs where start.hasPrefix(option) {
                    let file = next.text == option ? rest.popFirst() : next.dropFirst(option.count &+ 1)
                    if let file { written.append(file) }
                }
                continue
            }
            let letters = start.dropFirst(1)
            // An option's argument is the rest of the word, or the next one.
            let end = letters.firstIndex { taking.contains($0) }
            options += letters.prefix(end.map { $0 &+ 1 } ?? letters.count)
            guard let end else { continue }
            let isJoined = end &+ 1 < letters.count || next.text == nil
            let argument = isJoined ? next.dropFirst(end &+ 2) : rest.popFirst()
            if outputs.contains(letters[end]), let argument { written.append(argument) }
        }
        if let scriptOptions, !scriptOptions.contains(where: { options.contains($0) }), !operands.isEmpty {
            operands.removeFirst()
        }
        return (operands, written, options)
    }
}

// SpecialVariable: the variables that the shell itself reads or computes. They are interned first, so that the number of
// a name alone says whether it is one of them.
//
// POSIX: XCU 2.5.3

import Bytes
import Syntax

// The cases are spelled as the variables are.
// swift-format-ignore: AlwaysUseLowerCamelCase
enum SpecialVariable: Int {
    // Assigning to these changes something that the shell keeps elsewhere.
    case IFS, PATH, OPTIND, LC_ALL, LC_CTYPE, LANG, POSIXLY_CORRECT
    // Reading these computes their value; RANDOM and SECONDS take an assignment as their start.
    case LINENO, PIPESTATUS, RANDOM, SECONDS, EPOCHREALTIME, EPOCHSECONDS, BASHPID
    // These are just read.
    case HOME, PWD, OLDPWD, CDPATH, PS2, PS4, PPID, OPTARG, REPLY, ENV, OPTERR

    var bytes: ByteString {
        switch self {
        case .IFS: "IFS"
        case .PATH: "PATH"
        case .OPTIND: "OPTIND"
        case .LC_ALL: "LC_ALL"
        case .LC_CTYPE: "LC_CTYPE"
        case .LANG: "LANG"
        case .POSIXLY_CORRECT: "POSIXLY_CORRECT"
        case .LINENO: "LINENO"
        case .PIPESTATUS: "PIPESTATUS"
        case .RANDOM: "RANDOM"
        case .SECONDS: "SECONDS"
        case .EPOCHREALTIME: "EPOCHREALTIME"
        case .EPOCHSECONDS: "EPOCHSECONDS"
        case .BASHPID: "BASHPID"
        case .HOME: "HOME"
        case .PWD: "PWD"
        case .OLDPWD: "OLDPWD"
        case .CDPATH: "CDPATH"
        case .PS2: "PS2"
        case .PS4: "PS4"
        case .PPID: "PPID"
        case .OPTARG: "OPTARG"
        case .REPLY: "REPLY"
        case .ENV: "ENV"
        case .OPTERR: "OPTERR"
        }
    }

    /// The name with this variable's number.
    var name: Name { Self.names[rawValue] }

    /// True for a name whose assignment has an effect beyond the value.
    @inline(__always)
    static func watchesAssignment(_ name: Name) -> Bool {
        name.number <= SpecialVariable.BASHPID.rawValue
    }

    /// True for a name whose value is computed.
    @inline(__always)
    static func computesValue(_ name: Name) -> Bool {
        name.number <= SpecialVariable.BASHPID.rawValue && name.number >= SpecialVariable.LINENO.rawValue
    }

    /// A table in which every special variable has its own number.
    static func makeNameTable() -> NameTable {
        NameTable(beginningWith: names)
    }

    private static let names = Name.numbered { SpecialVariable(rawValue: $0)?.bytes }
}

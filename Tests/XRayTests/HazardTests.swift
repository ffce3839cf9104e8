import Bytes
import Syntax
import Testing
import Wiring

@testable import XRay

/// The warnings of a script whose commands are all in /bin.
private func findings(_ script: ByteString, facts: PlannerContext = facts()) throws -> [PlanWarning] {
    let parser = Parser(source: StringSource(script), names: NameTable(), dialect: Dialect(), stackLimit: .none)
    var lists: [List] = []
    while let list = try parser.nextCompleteCommand() { lists.append(list) }
    return PlanFindings(Planner(facts).script(lists)).all
}

/// Facts without job control, as those of a script.
private var script: PlannerContext { facts(jobControl: false) }

@Suite struct HazardTests {
    @Test(
        arguments: [
            ("while read l; do ssh h; done <f", .loopInput), ("a | while read l; do cat; done", .loopInput),
            ("a | read x; b $x", .lostVariable), ("a >f 2>f", .twoOffsets), ("a 2>1", .digitFile),
            ("a >f | b", .emptyPipe), ("a | b <f", .unreadPipe), ("sort f >f", .sameFile), ("cat *.c >a.c", .sameFile),
            ("cat $f >$f", .sameFile), ("sort f | tee f", .truncated), ("mkfifo p; a >p; b <p", .fifo),
            ("exec 9>l; flock 9; a &", .heldLock), ("x=$(a & b)", .heldPipe), ("exec >f 3>&1; exec >&3", .restore),
            ("exec 3>&1; exec 3>&- 1>&3", .restore), ("exec 3>&1; exec 3>&-; exec 1>&3", .restore),
        ] as [(ByteString, PlanWarning.Kind)])
    func `a hazard is found by its kind`(line: ByteString, kind: PlanWarning.Kind) throws {
        #expect(try findings(line, facts: script).map(\.kind) == [kind])
    }

    @Test(
        arguments: [
            "while read l; do ssh -n h; done <f", "while read l; do ssh h; done",
            "while read l <&3; do ssh h; done 3<f",
            "while read l; do ssh h & done <f", "a | read x; x=1; b $x", "a | { read x; b $x; }", "a >f 2>&1",
            "a >>f 2>>f",
            "a 2>&1 >/dev/null | b", "a | b 3<&0 <f", "cat *.c >a.h", "cat d/*.c >a.c", "cat $f >$g", "sort -o f f",
            "mkfifo p; a >p & b <p", "cd d; mkfifo p; cd e; a >p; b <p", "exec 9>l; flock 9; a 9>&- &",
            "exec 9>l; a & flock 9", "x=$(a >f & b)", "x=$(a & wait)", "exec 3>&1 >f; exec >&3",
            "exec 3>&1; exec 1>&3 3>&-",
        ] as [ByteString])
    func `what looks like a hazard and is right is left in peace`(line: ByteString) throws {
        #expect(try findings(line, facts: script).isEmpty)
    }

    @Test func `a warning has the line of its command`() throws {
        let found = try findings("a\nwhile read l; do\n  ssh h\ndone <f\n{\n  b\n} >f 2>f", facts: script)
        #expect(found.map(\.line) == [3, 7])
    }

    @Test func `lines for editors`() throws {
        let parser = Parser(source: StringSource("a 2>1"), names: NameTable(), dialect: Dialect(), stackLimit: .none)
        let list = try #require(try parser.nextCompleteCommand())
        let found = PlanFindings(Planner(script).script([list]))
        #expect(
            text(PlanView.lines(found, file: "x\u{1B}y"))
                == "x\\x1By:1: digit-file: 1 is here the name of a file, and not descriptor 1; try: a 2>&1\n")
        #expect(PlanView.status(found) == 1)
    }

    @Test func `a warning about a command inside one utility stands at that utility`() throws {
        let list = try parsed("while read l; do (ssh h); done <f")
        let plan = Planner(script).script([list])
        let shown = text(PlanView.text(plan, PlanFindings(plan), style: .plain))
        #expect(shown.contains("  ! loop-input: ssh reads the loop's standard input"))
    }
}

@Suite struct FileNameTests {
    private func name(_ text: ByteString) throws -> FileName {
        guard case .simple(let command) = try parsed("x " + text).commands[0] else { throw Unexpected() }
        return try #require(FileName(command.words[1]))
    }

    private struct Unexpected: Error {}

    @Test func `a name is the same however it is quoted`() throws {
        #expect(try name("\"$d\"/f") == name("${d}/f"))
        #expect(try name("./f") == name("'f'"))
        #expect(try name("$d") != name("'$d'"))
    }

    @Test func `a word that gives another name each time has none`() throws {
        guard case .simple(let command) = try parsed("x $(mktemp) $RANDOM ${x=1} <(a)").commands[0] else { return }
        #expect(command.words.dropFirst().allSatisfy { FileName($0) == nil })
    }

    @Test(
        arguments: [
            ("*", "f", true), ("*", ".f", false), (".*", ".f", true), ("*.txt", "a.txt", true),
            ("*.txt", "d/a.txt", false),
            ("d/*", "d/a", true), ("[a-c]?", "bx", true), ("[!a-c]?", "bx", false), ("$d/*", "$d/a", true),
            ("$d/*", "$e/a", false), ("*a*b*", "xaybz", true), ("a*", "b", false), ("./*", "f", true),
        ] as [(ByteString, ByteString, Bool)])
    func `a pattern may give a name`(pattern: ByteString, other: ByteString, matches: Bool) throws {
        #expect(try name(pattern).matches(name(other)) == matches)
    }
}

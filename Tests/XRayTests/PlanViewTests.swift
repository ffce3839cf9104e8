import Bytes
import Syntax
import Testing
import Wiring

@testable import XRay

@Suite struct PlanViewTests {
    let misordered = pipeline(
        simple("a", redirections: [redirect(2, .duplicateOutput, "1"), redirect(nil, .output, "log")]),
        simple("b"))

    @Test func `a pipeline with a misleading order is shown with its table and a warning`() {
        let expected = """
            pipe P1  a -> b                     forks 2, new process group, foreground
            1 a   1 = P1.w    2 = copy of 1 (P1.w)    1 = open log (write, create, truncate)  => 0 tty  1 log  2 P1.w
              ! order: standard error goes into the pipe and standard output to log; both to log is: >log 2>&1
            2 b   0 = P1.r                                                                    => 0 P1.r  1 tty  2 tty
            ways 1 spawn, 2 spawn
            shell closes P1.r P1.w, then waits for 1 and 2; status is that of 2
              a --P1--> b

            """
        #expect(text(PlanView.text(plan(misordered), style: .plain)) == expected)
        #expect(PlanView.status(plan(misordered)) == 1)
    }

    @Test func `the JSON of the same plan has the keys of the specification`() {
        let expected = """
            {"v":1,"line":1,"depth":0,"background":false,"negated":false,"forks":2,"process_group":"new",\
            "pipes":[{"id":"P1","from":{"stage":1,"fd":1},"to":{"stage":2,"fd":0}}],\
            "stages":[{"stage":1,"command":"a 2>&1 >log","words":["a"],"deferred":false,"target":"external","path":"/bin/a",\
            "way":"spawn","reason":"utility",\
            "actions":[{"op":"dup2","from":"P1.w","to":1},{"op":"dup2","from":1,"to":2},\
            {"op":"open","path":"log","flags":["write","create","truncate"],"to":1}],\
            "closes":["P1.r","P1.w"],"substitutions":[],"table":{"0":"inherited","1":"log","2":"P1.w"}},\
            {"stage":2,"command":"b","words":["b"],"deferred":false,"target":"external","path":"/bin/b",\
            "way":"spawn","reason":"utility","actions":[{"op":"dup2","from":"P1.r","to":0}],\
            "closes":["P1.r"],"substitutions":[],"table":{"0":"P1.r","1":"inherited","2":"inherited"}}],\
            "steps":[{"op":"pipe","id":"P1"},{"op":"fork","stage":1},{"op":"close","fd":"P1.w"},\
            {"op":"fork","stage":2},{"op":"close","fd":"P1.r"}],\
            "warnings":[{"kind":"order","stage":1,"line":1,"text":"standard error goes into the pipe and standard output to log; \
            both to log is: >log 2>&1"}],"src":"plan"}

            """
        #expect(text(PlanView.json(plan(misordered))) == expected)
    }

    @Test func `a deferred word stands in angle quotes and a name with controls is escaped`() {
        let plans = plan(
            pipeline(simple("sort", "$(date)", redirections: [redirect(nil, .output, "a\u{1B}[2J\n")])))
        let expected = """
            no pipe                             forks 1, new process group, foreground
            1 sort ‹$(date)›   1 = open a\\x1B[2J\\x0A (write, create, truncate)  => 0 tty  1 a\\x1B[2J\\x0A  2 tty
              words  [sort] ‹$(date)›  runs /bin/sort
            ways 1 spawn
            shell waits for 1; status is that of 1

            """
        #expect(text(PlanView.text(plans, words: true, style: .plain)) == expected)
        #expect(PlanView.status(plans) == 0)
    }

    @Test func `a background builtin without job control reads from the null device`() {
        let plans = plan(
            pipeline(simple("echo", "x"), negated: true), isAsynchronous: true,
            facts: facts(jobControl: false))
        let expected = """
            no pipe                             forks 1, process group of the shell, background
            1 echo x   0 = open /dev/null (read)  => 0 /dev/null  1 tty  2 tty
            ways 1 fork
            shell does not wait; status is 0

            """
        #expect(text(PlanView.text(plans, style: .plain)) == expected)
    }

    @Test func `two hundred stages are planned and drawn in lines of the terminal's width`() {
        let commands = OneOrMore(simple("cat"), (2...200).map { _ in simple("cat") })
        let long = Pipeline(prefix: .none, isNegated: false, commands: commands, position: here)
        let shown = text(PlanView.text(plan(long), style: Style(width: 80)))
        #expect(
            shown.contains(
                "shell closes both ends of P1 to P199, then waits for 1 to 200; status is that of 200\n"))
        let diagram = shown.split(separator: "\n").filter { $0.contains("-->") }
        #expect(diagram.count > 10)
        #expect(diagram.allSatisfy { $0.count <= 80 })
    }
}

@Suite struct PlanWarningTests {
    private func warnings(_ pipeline: Pipeline, facts: PlannerContext = facts()) -> [PlanWarning] {
        plan(pipeline, facts: facts)[0].warnings
    }

    @Test func `standard error alone into the pipe is an idiom and no mistake`() {
        let idiom = pipeline(
            simple(
                "a", redirections: [redirect(2, .duplicateOutput, "1"), redirect(nil, .output, "/dev/null")]),
            simple("b"))
        #expect(warnings(idiom).isEmpty)
    }

    @Test func `the swap of standard output and standard error is no mistake`() {
        let swap = pipeline(
            simple(
                "a",
                redirections: [
                    redirect(3, .duplicateOutput, "1"), redirect(1, .duplicateOutput, "2"),
                    redirect(2, .duplicateOutput, "3"), redirect(3, .duplicateOutput, "-"),
                ]))
        #expect(warnings(swap).isEmpty)
        #expect(
            text(PlanView.text(plan(swap), style: .plain)).contains(
                "3 = copy of 1 (tty)    1 = copy of 2 (tty)    2 = copy of 3 (tty)    close 3"))
        #expect(
            text(PlanView.json(plan(swap))).contains(
                #""table":{"0":"inherited","1":"inherited:2","2":"inherited:1"}"#))
    }

    @Test func `a command that reads the file it empties is told what to type`() {
        let found = warnings(pipeline(simple("sort", "f", redirections: [redirect(nil, .output, "f")])))
        #expect(found.map(\.kind) == [.sameFile])
        #expect(
            found.first?.text
                == "f is both read and written by sort: it is emptied before sort starts; try: sort f >f.new && mv f.new f"
        )
    }

    @Test(
        arguments: [
            "sort f >f", "sort ./f >f", "sort -o x -- f >f", "/usr/bin/sort f >f", "cut -d, -f1 f >f", "head -5 f >f",
            "head -n 5 f >f", "grep p f >f", "grep -e p f >f", "sed s/a/b/ f >f", "awk -f p f >f", "wc f 2>f",
            "cat f >>f", "cat <f >f", "while read x; do echo; done <f >f", "grep $p f >f", "cat g f >f",
        ] as [ByteString])
    func `a command that reads a file and empties it is warned of`(line: ByteString) throws {
        #expect(try plans(line)[0].warnings.map(\.kind) == [.sameFile])
    }

    @Test(
        arguments: [
            "grep f x >f", "grep -e f x >f", "sed f x >f", "awk f x >f", "cut -d f -f 1 >f", "sort -t f x >f",
            "tr f x >f",
            "sort - >f", "make f 2>f", "rm f >f", "git f >f", "echo f >f", "sort f >>f", "wc -l f >>f",
            "cat f | tee -a f",
            "sort $f >f", "$sort f >f", "cat --f >f", "sort >f", "f() { f f >f; }",
        ] as [ByteString])
    func `a word that is no file that is read is not taken for one`(line: ByteString) throws {
        #expect(try plans(line).flatMap(\.warnings).isEmpty)
    }

    @Test func `tee empties the files that it writes`() throws {
        #expect(try plans("cat f | tee f")[0].warnings.map(\.kind) == [.truncated])
    }

    @Test func `a script may call the functions that it defines`() throws {
        let lists = [try parsed("f() { g | h; }"), try parsed("f x; \\f; $f")]
        let plans = Planner(facts()).plans(lists)
        #expect(
            plans.map { $0.commands[0].target.shown } == [
                "function definition", "/bin/g", "function", "function", "deferred",
            ])
        #expect(plans.map(\.forks.count) == [0, 2, 0, 0, 1])
    }

    @Test func `the same file under two names is known by its inode`() {
        let same = facts(paths: { _ in PathStatus(kind: .file, inode: 7, device: 1) })
        let found = warnings(
            pipeline(simple("cat", redirections: [redirect(nil, .input, "a"), redirect(nil, .append, "b")])),
            facts: same)
        #expect(found.map(\.kind) == [.sameFile])
    }

    @Test func `devices and builtins are not taken for the same file`() {
        let device = facts(paths: { _ in PathStatus(kind: .device, inode: 7, device: 1) })
        #expect(
            warnings(
                pipeline(
                    simple(
                        "cat", redirections: [redirect(nil, .input, "/dev/null"), redirect(nil, .output, "/dev/null")])),
                facts: device
            ).isEmpty)
        #expect(warnings(pipeline(simple("echo", "f", redirections: [redirect(nil, .output, "f")]))).isEmpty)
    }

    @Test func `a later stage that empties what an earlier one reads is named`() {
        let found = warnings(
            pipeline(simple("sort", "f"), simple("uniq", redirections: [redirect(nil, .output, "f")])))
        #expect(found.map(\.kind) == [.truncated])
        #expect(found.first?.stage == 2)
    }

    @Test func `FIFOs opened in opposite order never meet`() {
        let fifos = facts(paths: { PathStatus(kind: .fifo, inode: $0 == "p" ? 1 : 2, device: 1) })
        let opposite = pipeline(
            simple("a", redirections: [redirect(nil, .input, "p"), redirect(nil, .output, "q")]),
            simple("b", redirections: [redirect(nil, .input, "q"), redirect(nil, .output, "p")]))
        #expect(warnings(opposite, facts: fifos).map(\.kind) == [.fifo, .fifo])
        let same = pipeline(
            simple("a", redirections: [redirect(nil, .input, "p"), redirect(nil, .output, "q")]),
            simple("b", redirections: [redirect(nil, .output, "p"), redirect(nil, .input, "q")]))
        #expect(warnings(same, facts: fifos).isEmpty)
        let own = pipeline(simple("a", redirections: [redirect(nil, .input, "p"), redirect(nil, .output, "p")]))
        #expect(warnings(own, facts: fifos).map(\.kind) == [.fifo])
        let outside = pipeline(
            simple("a", redirections: [redirect(nil, .input, "p"), redirect(nil, .output, "q")]))
        #expect(warnings(outside, facts: fifos).isEmpty)
    }

    @Test func `a copy of a closed descriptor and a word that is none are faults`() {
        let closed = pipeline(simple("a", redirections: [redirect(nil, .duplicateInput, "7")]))
        #expect(
            warnings(closed).map(\.text) == ["descriptor 7 is not open when it is copied: a does not run"]
        )
        let name = pipeline(simple("a", redirections: [redirect(2, .duplicateOutput, "log")]))
        #expect(
            warnings(name).map(\.text) == [
                "after & stands log, which is neither a number nor -: a does not run; try: a 2>log"
            ])
    }
}

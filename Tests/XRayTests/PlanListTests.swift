import Bytes
import Syntax
import Testing
import Wiring

@testable import XRay

@Suite struct PlanListTests {
    @Test func `the pipelines of a list stand in the order of the source with those inside them`() throws {
        let all = try plans("a | { b; c & } && ! (d)\nx")
        #expect(
            all.map { Printer.print(AndOrList(first: $0.pipeline, rest: [], isAsynchronous: false)) } == [
                "a | { b; c & }", "b", "c", "! (d)", "d",
            ])
        #expect(all.map(\.depth) == [0, 1, 1, 0, 1])
        #expect(all.map(\.wiring.isAsynchronous) == [false, false, true, false, false])
    }

    @Test func `the last utility of a copy of the shell takes its place, but of a loop that is not known`() throws {
        let script: ByteString =
            "(a; b) | (c; (d; e)); (f; for v in 1 2; do g; done); ($x; h); (i) 2>j; { k; } 2>l | (m); (if $x; then n; fi)"
        let ways = try plans(script).filter { $0.depth > 0 && $0.commands.count == 1 }.map { plan in
            let way = plan.commands[0].way
            return (Printer.print(plan.commands[0].command), way.map { "\($0.way) \($0.reason)" } ?? "unknown")
        }
        let utilities = ways.filter { $0.0.count == 1 }.map { $0.0.text + " " + $0.1 }
        #expect(
            utilities == [
                "a spawn utility", "b replace last", "c spawn utility", "d spawn utility", "e replace last",
                "f spawn utility", "g unknown", "h unknown", "i replace last", "k spawn utility", "m replace last",
                "n unknown",
            ])
    }

    @Test func `compound commands, functions and conditions are looked into`() throws {
        let script: ByteString = """
            if a; then b; elif c; then d; else e; fi; while f; do g; done; until h; do i; done; \
            for v in 1; do j; done; case x in (y) k ;; esac; n() { l; }; { m; }
            """
        let inner = try plans(script).filter { $0.depth == 1 }.map {
            Printer.print(AndOrList(first: $0.pipeline, rest: [], isAsynchronous: false))
        }
        #expect(inner == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"])
    }

    @Test func `blocks of a list say their line`() throws {
        let all = try plans("{ echo x\nsort <in; } 2>err")
        let expected = """
            line 1
            no pipe                             forks as its commands need, process group of the shell, foreground
            1 { echo x; sort <in; } 2>err   2 = open err (write, create, truncate)  => 0 tty  1 tty  2 err
            ways 1 here
            shell runs it itself; status is that of 1

            line 1
            no pipe                             forks 0, process group of the shell, foreground
            1 echo x     => 0 tty  1 tty  2 err
            ways 1 here
            shell runs it itself; status is that of 1

            line 2
            no pipe                             forks 1, new process group, foreground
            1 sort   0 = open in (read)  => 0 in  1 tty  2 err
            ways 1 spawn
            shell waits for 1; status is that of 1

            """
        #expect(text(PlanView.text(all, style: Style(width: 100))) == expected)
    }

    @Test func `here-documents, here-strings and picked descriptors are planned`() throws {
        let all = try plans("cat <<E 3<<<word {new}>f {fd}>&- <&$n\nbody\nE\n")
        let shown = text(PlanView.text(all, style: .plain))
        #expect(
            shown.contains(
                "1 cat   0 = here-document of 5 bytes    3 = here-document of 5 bytes    "
                    + "{new} 10 = open f (write, create, truncate)    close {fd} 12    0 = copy of ‹$n›"))
        #expect(shown.contains("=> 0 ‹$n›  1 tty  2 tty  3 here-document  10 f\n"))
        #expect(all[0].commands[0].isDeferred)
    }

    @Test func `a deferred name and assignments are planned`() throws {
        let all = try plans("v=$(date) w=1 $cmd x >$f")
        let shown = text(PlanView.text(all, words: true, style: .plain))
        #expect(shown.contains("1 v=‹$(date)› w=1 ‹$cmd› x   1 = open ‹$f› (write, create, truncate)"))
        #expect(shown.contains("  words  [v=‹$(date)›] [w=1] ‹$cmd› [x]  runs deferred\n"))
        #expect(text(PlanView.json(all)).contains(#""words":["‹$cmd›","x"],"deferred":true,"target":"deferred""#))
    }
}

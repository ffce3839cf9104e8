// Usage: what `--help` and the message of a wrong call say about each utility of the shell. One table, so that a utility
// cannot exist without its row; the rows of the utilities that are special, intrinsic and extensions stand in
// UsageTexts.swift. Numbers of options and their meaning are the utilities' own.
//
// Utilities for which POSIX gives `--help` the meaning of an operand (echo, test, [, :, true, false) have no row.

import Bytes

struct Usage {
    /// Each way to call the utility, without its name.
    let forms: [ByteString]
    /// One sentence.
    let summary: ByteString
    let options: [(option: ByteString, meaning: ByteString)]

    init(_ forms: [ByteString], _ summary: ByteString, _ options: [(option: ByteString, meaning: ByteString)] = []) {
        self.forms = forms
        self.summary = summary
        self.options = options
    }

    /// The lines `usage: name ...`.
    func synopsis(of name: ByteString) -> ByteString {
        var text = ByteString()
        for (index, form) in forms.enumerated() {
            text += index == 0 ? "usage: " : "       "
            text += name
            if !form.isEmpty { text += " " + form }
            text += "\n"
        }
        return text
    }

    /// The synopsis, the summary, and a line for each option.
    func help(for name: ByteString) -> ByteString {
        var text = synopsis(of: name) + summary + "\n"
        let width = (options.map(\.option.count).max() ?? 0) + 2
        for (option, meaning) in options {
            text += "  " + option
            for _ in option.count..<width { text += " " }
            text += meaning + "\n"
        }
        return text
    }
}

extension Builtin {
    /// The texts about this utility; nil where `--help` is an operand.
    var usage: Usage? {
        switch self {
        case .colon, .bracket, .echo, .false, .test, .true:
            nil
        case .break, .continue, .dot, .eval, .exec, .exit, .export, .readonly, .return, .set, .shift, .times, .trap,
            .unset:
            specialUsage
        case .alias, .cd, .command, .fc, .getopts, .hash, .printf, .pwd, .read, .type, .ulimit, .umask, .unalias:
            regularUsage
        case .bg, .disown, .fg, .jobs, .kill, .suspend, .wait:
            jobUsage
        case .bind, .compgen, .complete, .dirs, .history, .let, .local, .mapfile, .popd, .pushd, .see, .source:
            extensionUsage
        }
    }
}

extension Shell {
    /// `--help`: writes the texts about the utility `name` to standard output.
    func showHelp(_ name: ByteString) -> ExitStatus {
        guard let usage = Builtin(named: name)?.usage else { return .failure }
        write(usage.help(for: name))
        return .success
    }
}

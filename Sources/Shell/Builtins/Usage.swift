// Usage: the texts that `--help` and the message of a usage error write: a line for each form of a call, a sentence, a line
// for each option. An empty line ends a text. Options that POSIX does not have are extensions.
//
// Utilities for which POSIX gives `--help` the meaning of an operand (echo, test, [, :, true, false) have none.
//
// POSIX: XCU 1.7, 2.15

import Bytes

extension Builtin {
    /// The lines of `--help`; none where `--help` is an operand.
    var help: [ByteString] {
        let start = "usage: " + name
        let lines = Self.helpTexts.split(on: UInt8(ascii: "\n"))
        let first = lines.firstIndex { $0 == start || $0.hasPrefix(start + " ") } ?? lines.endIndex
        return Array(lines[first...].prefix { !$0.isEmpty })
    }

    /// The first lines of `help`: the forms of a call.
    var synopsis: [ByteString] {
        help.filter { $0.hasPrefix("usage: ") || $0.hasPrefix("       ") }
    }

    /// The meaning of each option: `  -a  meaning`.
    var optionMeanings: [ByteString] {
        help.dropFirst(synopsis.count + 1).map { line in
            let gap = line.indices.dropFirst(2).last { line[$0 - 1] == 0x20 && line[$0] == 0x20 } ?? 1
            return line.dropFirst(gap + 1)
        }
    }
}

extension Shell {
    /// Writes the help of the utility `name`.
    func showHelp(_ name: ByteString) -> ExitStatus {
        let help = Builtin(named: name)?.help ?? []
        for line in help { write(line + "\n") }
        return help.isEmpty ? .failure : .success
    }
}

extension Builtin {
    private static var helpTexts: ByteString {
        """
        usage: break [n]
        Leaves the innermost loop, or the n innermost ones.

        usage: continue [n]
        Goes on with the next turn of the innermost loop, or of the n-th outwards.

        usage: . file [argument...]
        Executes the commands of a file in this shell; searches PATH for it.

        usage: eval [argument...]
        Executes its arguments, joined by spaces, as a command.

        usage: exec [-c] [-a name] [command [argument...]]
        Replaces the shell by a command; without one, keeps the redirections.
          -a name  give the command this name as its argument 0
          -c       with an empty environment

        usage: exit [n]
        Ends the shell with the status n, or that of the last command.

        usage: export [-n] name[=value]...
               export -p
        Puts variables into the environment of commands.
          -n  take them out again
          -p  list the exported variables as commands

        usage: readonly name[=value]...
               readonly -p
        Protects variables against assignment and unset.
          -p  list the protected variables as commands

        usage: return [n]
        Leaves a function or a sourced file, with the status n.

        usage: set [-abCefhmnuvx] [-o option] [--] [argument...]
               set [+abCefhmnuvx] [+o option] [--] [argument...]
               set -o
               set +o
        Sets options and positional parameters; lists the variables when called alone.
          -a       allexport: export what is assigned
          -b       notify: report the end of jobs at once
          -C       noclobber: > leaves existing files alone
          -e       errexit: leave the shell when a command fails
          -f       noglob: no pathname expansion
          -h       hashall: remember the locations of utilities
          -m       monitor: job control
          -n       noexec: read commands, and do not execute them
          -u       nounset: expanding an unset parameter is an error
          -v       verbose: write the input as it is read
          -x       xtrace: write each command before it is executed
          -o name  set the option with this name; +o unsets it
          -o, +o   list the options, +o as commands

        usage: shift [n]
        Drops the first positional parameter, or the first n.

        usage: times
        Writes the times that the shell and its children have used.

        usage: trap action condition...
               trap n [condition...]
               trap -p [condition...]
               trap
        Says what happens when a signal arrives or the shell exits; without operands lists it.
          -p         list the actions of all conditions, or of these
          action -   reset the conditions to their default
          action ''  ignore the signals

        usage: unset [-fv] name...
        Removes variables or functions.
          -f  names are functions
          -v  names are variables

        usage: alias [-p] [name[=value]...]
        Defines aliases, or writes them.
          -p  write them as commands

        usage: cd [-L|-P [-e]] [directory]
               cd -
        Changes the working directory; to HOME without an operand.
          -L  take dot-dot as a step back in the name (the default)
          -P  take dot-dot as it is in the file system, and keep no symbolic links in PWD
          -e  with -P, fail where the new directory has no name
          -   go to OLDPWD, and write it

        usage: command [-p] command [argument...]
               command [-p] -v|-V name...
        Executes a command and passes over functions; or says what a name stands for.
          -p  search the standard utilities only
          -v  write the path or the definition
          -V  write a sentence

        usage: fc [-r] [-e editor] [first [last]]
               fc -l [-nr] [first [last]]
               fc -s [old=new] [first]
        Lists, edits and executes commands of the history.
          -e editor  edit with this utility instead of FCEDIT or ed
          -l         list the commands
          -n         list without numbers
          -r         in reverse order
          -s         execute again without editing, old replaced by new

        usage: getopts optstring name [argument...]
        Gets the next option of the arguments into a variable.

        usage: hash [name...]
               hash -r
        Lists the remembered locations of utilities, or searches for some.
          -r  forget all locations

        usage: printf [-v name] format [argument...]
        Writes its arguments as the format says.
          -v name  into a variable

        usage: pwd [-L|-P]
        Writes the working directory.
          -L  as it was reached (the default)
          -P  without symbolic links

        usage: read [-rs] [-d delimiter] [-n count | -N count] [-p prompt] [-t seconds] [-u fd] name...
               read [-rs] [-d delimiter] [...] -a name
        Reads a line, and assigns its fields to variables.
          -r            backslashes are ordinary
          -d delimiter  read up to this byte instead of a newline; up to NUL where it is empty
          -a name       into an array
          -n count      at most so many characters
          -N count      so many characters, whatever they are
          -p prompt     write a prompt at a terminal
          -s            do not echo what is typed
          -t seconds    give up after so long
          -u fd         read from this file descriptor

        usage: type [-afpt] name...
        Says what each name would be as a command.
          -a  all that it stands for
          -f  with the definition of a function
          -p  only the path of a utility
          -t  one word: alias, keyword, builtin, function or file

        usage: ulimit [-HS] [-a | -cdefilmnpqrRstuvwx] [limit]
        Writes or sets the limits of this process and its children, that of the file size without a letter.
          -H  the hard limit
          -S  the soft limit
          -a  list all limits, with their letters

        usage: umask [-pS] [mask]
        Writes or sets the permissions that new files do not get.
          -S  write it in symbols
          -p  write it as a command

        usage: unalias name...
               unalias -a
        Removes aliases.
          -a  all of them

        usage: bg [job...]
        Lets stopped jobs go on in the background.

        usage: disown [-ahr] [job...]
        Forgets jobs.
          -a  all jobs
          -h  keep them, but send them no SIGHUP
          -r  running ones only

        usage: fg [job]
        Brings a job to the foreground.

        usage: jobs [-l|-p] [job...]
        Writes the state of jobs.
          -l  with process IDs
          -p  only the process ID of each process group leader

        usage: kill -s signal pid|job...
               kill [-signal] pid|job...
               kill -l [status]
        Sends a signal.
          -s signal  by name, TERM being the default
          -l         write the names of signals

        usage: suspend [-f]
        Stops the shell until it gets SIGCONT.
          -f  a login shell too

        usage: wait [-fn] [-p name] [pid|job...]
        Waits for processes, and gives their status.
          -f       until they have ended, which is so without it too
          -n       for one of them
          -p name  store the process ID in a variable

        usage: bind [-m keymap] [-lpPsSvVX] [-f file] [-q function] [-u function] [-r keys]
               bind [-m keymap] -x '"keys": command'
               bind [-m keymap] line...
        Binds keys for the editing of lines, or tells what they do; a line is one of an init file.
          -f file      read an init file
          -l           list the names of functions
          -m keymap    emacs, emacs-meta, emacs-ctlx, vi, vi-insert: the keys that are meant
          -p, -P       list functions with their keys, as lines of an init file, as text
          -q function  tell the keys that do this
          -r keys      remove what these keys do
          -s, -S       list macros, as lines of an init file, as text
          -u function  remove it from all its keys
          -v, -V       list variables, as lines of an init file, as text
          -x line      have keys execute a command, which may change READLINE_LINE and READLINE_POINT
          -X           list such commands

        usage: compgen [-W words | -F function | -C command] [word]
        Writes what `complete` with these options would find for a word.

        usage: complete [-o option] -W words | -F function | -C command name...
               complete -p [name...]
               complete -r [name...]
        Says how the operands of a command are completed at a terminal.
          -W words      to one of these words, which are expanded then
          -F function   to what this function puts into COMPREPLY
          -C command    to a line that this command writes
          -o default    to a file where nothing is found
          -o filenames  the candidates are files
          -o nospace    put no blank behind it
          -p            list what was said as commands, of all or of these
          -r            forget it

        usage: dirs [-clpv] [+n|-n]
        Writes the stack of directories.
          -c      empty it
          -l      write HOME in full
          -p      a line for each
          -v      with numbers
          +n, -n  only the n-th from the front, from the back

        usage: history [-v] [n]
               history -c
               history -d number
        Writes the history of commands, or its last n.
          -c         empty it
          -d number  remove this entry
          -v         show when, how long, with which statuses and where each was executed

        usage: let expression...
        Evaluates arithmetic expressions; the status is 1 where the last is zero. `((expression))' is the same.

        usage: local [-ar] [name[=value]...]
        Makes variables that end with the function; alone, lists them.
          -a  for arrays: every variable can be one
          -r  readonly ones

        usage: mapfile [-t] [-d delimiter] [-n count] [-O index] [-s count] [-u fd] [name]
        Reads lines into an array, MAPFILE if none is named.
          -t            without their delimiters
          -d delimiter  lines end in this byte; in NUL where it is empty
          -n count      at most so many lines
          -O index      keep the array, and begin at this index
          -s count      pass over so many lines
          -u fd         read from this file descriptor

        usage: popd [-n] [+n|-n]
        Removes a directory from the stack, the first if none is named, and goes there.
          -n      stay in the working directory
          +n, -n  the n-th from the front, from the back

        usage: pushd [-n] [directory|+n|-n]
        Puts a directory on the stack and goes there; alone, swaps the first two.
          -n      stay in the working directory
          +n, -n  turn the stack so that the n-th is first

        usage: see fds|plan|trace|waits|graph [option...] [operand...]
        Shows what is wired; `see help` tells more.

        usage: source file [argument...]
        Executes the commands of a file in this shell.
        """
    }
}

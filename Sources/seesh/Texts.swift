// The texts of --help and --version.

import Bytes

extension Invocation {
    static let version: ByteString = "seesh 0.1.0\n"

    static let help: ByteString = """
        usage: seesh [-abCefhimnuvx] [-o option]... [script [argument...]]
               seesh [option...] -c command_string [name [argument...]]
               seesh [option...] -s [argument...]
        A POSIX shell that can show what it wires: type `see help` in it.

          -c             execute the commands in command_string
          -s             read commands from standard input
          -i             be interactive
          -l, --login    be a login shell, as under a name that begins with `-`
          -o option      switch an option on by its name (`set -o` lists them), +o off
          -abCefhmnuvx   switch options on as `set` does, + off
          --noediting    read lines at a terminal without editing
          --plan [--json]  show what each pipeline would be wired to, and execute nothing
          --posix        switch off what is beyond POSIX, as under the name sh
          --help         this text
          --version      the version

        """
}

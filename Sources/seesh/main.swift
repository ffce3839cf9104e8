// seesh: invocation. What the command line asks for, then the read-eval loop until its end.

import Kernel
import Shell

Signals.installCrashHandler()
Kernel.runOnLargeStack { bytes in
    Invocation(Kernel.rawArguments).run(stackBytes: bytes)
}

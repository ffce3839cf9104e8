// Stand-ins for parts of the Swift runtime that a shell never uses, and that cost it its start.
//
// The runtime looks for its backtracer in seven places and reads /proc/self/maps to find the arguments before main begins:
// 17 system calls and 20 page faults in a process that has 50 and 120 in all. Both live in object files of the static
// library that are only linked in where one of these names is still undefined. The shell has a crash handler of its own,
// and takes its arguments from main. A debug build links the runtime dynamically, and keeps all of it.

#ifdef SEESH_STATIC_RUNTIME

#include "internal.h"

// All zero: off.
const long _swift_backtraceSettings[64];

bool _swift_spawnBacktracer(const void *crash) {
    (void)crash;
    return false;
}

bool _swift_backtrace_isThunkFunction(const char *name) {
    (void)name;
    return false;
}

void _swift_displayCrashMessage(int signal, const void *address) {
    (void)signal;
    (void)address;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
    static char *none[] = {0};
    *count = 0;
    return none;
}

#endif

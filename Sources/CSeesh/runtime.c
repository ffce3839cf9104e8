// Stand-ins for parts of the Swift runtime that a shell never uses, and that cost it its start.
//
// The runtime looks for its backtracer in seven places and reads /proc/self/maps to find the arguments before main begins:
// 17 system calls and 20 page faults in a process that has 50 and 120 in all. Both live in object files of the static
// library that are only linked in where one of these names is still undefined. The shell has a crash handler of its own,
// and takes its arguments from main. A debug build links the runtime dynamically, and keeps all of it.

#ifdef SEESH_STATIC_RUNTIME

#include "internal.h"

#include <stdlib.h>
#include <unistd.h>

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

// Not a stand-in but another end: `ulimit -v` makes an allocation fail, which is no error of the shell's own.
_Noreturn void __wrap__ZN5swift28swift_abortAllocationFailureEmm(size_t size, size_t alignment) {
    (void)size;
    (void)alignment;
    static const char text[] = "seesh: not enough memory\n";
    // Nothing is left to be done where even this cannot be written.
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(2);
}

// The unwinder finds the tables of a static program by its program headers; telling it of them at the start as well touches
// three places of the file.
void __wrap___register_frame_info(const void *tables, void *object) {
    (void)tables;
    (void)object;
}

void *__wrap___deregister_frame_info(const void *tables) {
    (void)tables;
    return 0;
}

// The C++ library sets memory for exceptions aside at the start. The runtime throws none.
void *__cxa_allocate_exception(size_t size) {
    (void)size;
    abort();
}

void __cxa_free_exception(void *exception) { (void)exception; }

char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
    static char *none[] = {0};
    *count = 0;
    return none;
}

#endif

// Replacements for parts of the Swift runtime that a shell does not need and that slow its start.
//
// Before main the runtime looks for its backtracer and reads /proc/self/maps to find the arguments. Both are in object files
// of the static library that are linked only where one of these names is undefined. The shell has a crash handler of its
// own and takes its arguments from main. A debug build links the runtime dynamically and keeps all of it.

#ifdef SEESH_STATIC_RUNTIME

#include "internal.h"

#include <stdlib.h>
#include <unistd.h>

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

// `ulimit -v` makes an allocation fail, which is no crash.
_Noreturn void __wrap__ZN5swift28swift_abortAllocationFailureEmm(size_t size, size_t alignment) {
    (void)size;
    (void)alignment;
    static const char text[] = "seesh: not enough memory\n";
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(2);
}

// The unwinder finds the tables of a static program by its program headers. Registering them as well would touch pages.
void __wrap___register_frame_info(const void *tables, void *object) {
    (void)tables;
    (void)object;
}

void *__wrap___deregister_frame_info(const void *tables) {
    (void)tables;
    return 0;
}

// The C++ library reserves memory for exceptions at the start. The runtime throws none.
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

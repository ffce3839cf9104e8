// Crashes: the message of a shell that dies by an error of its own.
//
// Swift executes an illegal instruction where an index or a number is out of range; recursion that outgrows the stack is a
// fault at an address near the stack pointer. The handler runs on its own stack, calls nothing but write(2), and lets the
// process die by the same signal. Such a signal from another process is no crash and is treated like any other signal.

#include "internal.h"

#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

bool seesh_crash_handler_installed;

// In a section of its own, so that its pages stay untouched. The kernel saves the registers of the processor here.
__attribute__((section(".bss.crash_stack"))) static _Alignas(16) unsigned char crash_stack[64 * 1024];

static uintptr_t stack_pointer(const void *context) {
    const ucontext_t *user = context;
#if defined(__x86_64__)
    return (uintptr_t)user->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    return (uintptr_t)user->uc_mcontext.sp;
#else
    (void)user;
    return 0;
#endif
}

static bool is_stack_overflow(int number, const siginfo_t *info, const void *context) {
    if (number != SIGSEGV && number != SIGBUS) return false;
    uintptr_t pointer = stack_pointer(context);
    uintptr_t address = (uintptr_t)info->si_addr;
    // The first write of a large frame may lie far below the old stack pointer or a little above the new one.
    return pointer != 0 && address + (1 << 20) >= pointer && address < pointer + (64 << 10);
}

void seesh_fault_handler(int number, siginfo_t *info, void *context) {
    if (info->si_code <= 0) {
        if (seesh_signal_is_caught(number)) {
            seesh_signal_note(number);
            return;
        }
    } else {
        char text[64] = "seesh: recursion too deep\n";
        if (!is_stack_overflow(number, info, context)) {
            strcpy(text, "seesh: internal error (SIG");
            strcat(text, sigabbrev_np(number));
            strcat(text, "); please report it\n");
        }
        ssize_t written = write(STDERR_FILENO, text, strlen(text));
        (void)written;
    }
    // The signal is blocked in its own handler, and kills when that returns.
    signal(number, SIG_DFL);
    raise(number);
}

void seesh_install_crash_handler(void) {
    static const int faults[] = {SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP};
    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    if (sigaltstack(&stack, NULL) != 0) return;
    seesh_crash_handler_installed = true;
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        if (!seesh_signal_is_caught(faults[index])) seesh_signal_default(faults[index]);
        // A signal that was ignored at entry stays ignored; a real fault kills nevertheless.
        if (seesh_signal_was_ignored_at_entry(faults[index])) seesh_signal_ignore(faults[index]);
    }
}

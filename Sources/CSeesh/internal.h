// Declarations that the C files share.

#ifndef SEESH_INTERNAL_H
#define SEESH_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CSeesh.h"

#include <errno.h>
#include <time.h>

/// The result of a call, or -errno.
static inline int seesh_result(int result) { return result >= 0 ? result : -errno; }

/// CLOCK_MONOTONIC in nanoseconds.
static inline int64_t seesh_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// Blocks one signal; `before` gets the mask.
static inline void seesh_block(int number, sigset_t *before) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_BLOCK, &set, before);
}

static inline void seesh_block_all(sigset_t *before) {
    sigset_t set;
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, before);
}

static inline uint64_t seesh_signal_bit(int number) { return UINT64_C(1) << (number - 1); }

/// The signal mask at entry, which commands get.
extern sigset_t seesh_entry_mask;
/// Called before main.
void seesh_signals_note_entry(void);
/// Handlers of caught signals must not run between vfork and execve.
void seesh_signals_reset_before_execute(uint64_t ignoring, uint64_t initial);
/// The shell never ignores SIGCHLD in the kernel; a program that replaces it may have to.
void seesh_signals_adopt_child_disposition(void);
void seesh_signals_restore_child_disposition(void);
void seesh_fault_handler(int number, siginfo_t *info, void *context);
extern bool seesh_crash_handler_installed;
/// Records a caught signal.
bool seesh_signal_is_caught(int number);
void seesh_signal_note(int number);
/// Installs the handler of SIGCHLD.
void seesh_signals_hear_of_children(void);
/// Notes the time for each watched child that has ended. Async-signal-safe.
void seesh_watch_look(void);

void seesh_raise_stack_limit_again(void);

/// Lines of the log. `result` is a descriptor or -errno.
void seesh_trace_open(const struct seesh_trace *trace, int result, int mode, const char *path);
void seesh_trace_duplicate(const struct seesh_trace *trace, int from, int to, const char *object);
void seesh_trace_close(const struct seesh_trace *trace, int fd, const char *object);
void seesh_trace_group(const struct seesh_trace *trace, int group);
void seesh_trace_exec(const struct seesh_trace *trace, const char *path);
void seesh_trace_exec_failure(const struct seesh_trace *trace, const char *path, int error);

#endif

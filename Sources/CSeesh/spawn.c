// Starting processes.
//
// A plain command is started between vfork and execve: the child borrows the parent's memory, so that nothing is copied, and
// the failing step and its errno come back through the parent's stack without a descriptor. Law of the child: it calls
// nothing that is not async-signal-safe, writes no memory but its own frame and the failure, and runs no handler: all
// signals stay blocked until its dispositions are reset.
//
// The parent stands still until execve, so that a child that waits for another process (the other end of a FIFO, which the
// same shell may be about to start) would hang both. And a child that fails is not tried again where its actions can be
// performed only once: with noclobber. seesh_needs_copy finds these, and they are started by fork.

#include "internal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int seesh_perform(const struct seesh_action *action) {
    switch (action->kind) {
    case SEESH_ACTION_OPEN: {
        int fd = seesh_open(action->path, action->from, false);
        if (fd < 0 || fd == action->to) return fd < 0 ? fd : 0;
        int result = seesh_duplicate(fd, action->to);
        close(fd);
        return result;
    }
    case SEESH_ACTION_DUPLICATE: return seesh_duplicate(action->from, action->to);
    // Closing what is not open is no error in a redirection.
    case SEESH_ACTION_CLOSE: close(action->to); return 0;
    default: return -EINVAL;
    }
}

// Names that mean a descriptor of whoever opens them: what they are in the parent says nothing about the child, whose
// earlier actions may have put a FIFO there.
static bool names_descriptor(const char *path) {
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/dev/std", 8) == 0 || strncmp(path, "/proc/", 6) == 0;
}

static bool open_may_block(const char *path) {
    if (strcmp(path, "/dev/null") == 0) return false;
    if (names_descriptor(path)) return true;
    struct stat status;
    // A file that is not there is made, as a regular one, or cannot be opened: neither waits.
    if (stat(path, &status) != 0) return false;
    switch (status.st_mode & S_IFMT) {
    case S_IFREG:
    case S_IFDIR: return false;
    case S_IFCHR:
        switch (major(status.st_rdev)) {
        case 1:    // null, zero, full, random, urandom
        case 5:    // tty, console, ptmx
        case 136 ... 143:    // pts
            return false;
        default: return true;    // A serial line waits for its carrier, others for whatever they like.
        }
    default: return true;
    }
}

static bool makes_new(const struct seesh_action *action) {
    struct stat status;
    return action->from == SEESH_MODE_WRITE_NEW && stat(action->path, &status) != 0;
}

bool seesh_needs_copy(const struct seesh_spawn_request *request) {
    for (size_t index = 0; index < request->action_count; index++) {
        const struct seesh_action *action = &request->actions[index];
        if (action->kind == SEESH_ACTION_OPEN && (makes_new(action) || open_may_block(action->path))) return true;
    }
    return false;
}

// Between vfork and exec the shell waits for the child, whatever happens to it: Ctrl-Z then would leave both waiting for ever.
// So it only sets a flag, and the shell sends the signal again when the program is there. Exec makes the disposition default.
static volatile sig_atomic_t stop_has_come;

static void note_stop(int number) {
    (void)number;
    stop_has_come = 1;
}

static void put_off_stop(void) {
    struct sigaction action = {.sa_handler = note_stop};
    struct sigaction before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, &before);
    if (before.sa_handler == SIG_IGN) sigaction(SIGTSTP, &before, NULL);
}

// All that a child does. Returns only where a step failed. `interruptible`: in a process of its own, which may wait for a
// FIFO and must be stoppable then.
static void become_command(const struct seesh_spawn_request *request, bool interruptible,
                           volatile struct seesh_spawn_failure *failure) {
    if (request->process_group != SEESH_GROUP_INHERIT) {
        if (setpgid(0, request->process_group) != 0) {
            failure->error = errno;
            failure->step = SEESH_STEP_PROCESS_GROUP;
            return;
        }
        if (request->trace) seesh_trace_group(request->trace, request->process_group);
        // SIGTTOU is blocked. Where the terminal has gone, the command finds out by itself.
        if (request->terminal >= 0) (void)tcsetpgrp(request->terminal, getpgrp());
    }
    seesh_signals_reset_before_execute(request->ignored_signals, request->initial_signals);
    if (interruptible) {
        sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
    } else if (request->process_group != SEESH_GROUP_INHERIT) {
        put_off_stop();
    }
    for (size_t index = 0; index < request->action_count; index++) {
        const struct seesh_action *action = &request->actions[index];
        int result = request->trace ? seesh_perform_traced(action, request->trace, request->trace->objects[index])
                                    : seesh_perform(action);
        if (result < 0) {
            failure->error = -result;
            failure->index = (int32_t)index;
            failure->step = SEESH_STEP_ACTION;
            return;
        }
    }
    seesh_restore_stack_limit();
    sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
    if (request->trace) seesh_trace_exec(request->trace);
    execve(request->path, request->arguments, request->environment);
    failure->error = errno;
    failure->step = SEESH_STEP_EXECUTE;
    if (request->trace) seesh_trace_exec_failure(request->trace, failure->error);
}

pid_t seesh_spawn(const struct seesh_spawn_request *request, struct seesh_spawn_failure *failure) {
    sigset_t all;
    sigset_t before;
    volatile struct seesh_spawn_failure shared = {SEESH_STEP_NONE, 0, 0, 0};
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    stop_has_come = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        become_command(request, false, &shared);
        _exit(127);
    }
    int error = errno;
    if (pid < 0) {
        shared.step = SEESH_STEP_FORK;
        shared.error = error;
    } else if (shared.step != SEESH_STEP_NONE) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
    } else if (stop_has_come) {
        kill(pid, SIGTSTP);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (shared.step == SEESH_STEP_NONE) return pid;
    failure->step = shared.step;
    failure->index = shared.index;
    failure->error = shared.error;
    failure->child = pid > 0 ? pid : 0;
    return 0;
}

pid_t seesh_spawn_by_fork(const struct seesh_spawn_request *request, struct seesh_spawn_failure *failure) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        become_command(request, true, failure);
        sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
        return 0;
    }
    if (pid < 0) {
        failure->step = SEESH_STEP_FORK;
        failure->index = 0;
        failure->error = errno;
        sigprocmask(SIG_SETMASK, &before, NULL);
        return -1;
    }
    // The child does the same: whoever comes first, the group is there before either goes on. EACCES and ESRCH say that
    // the child was quicker.
    if (request->process_group != SEESH_GROUP_INHERIT) {
        (void)setpgid(pid, request->process_group == SEESH_GROUP_LEAD ? pid : request->process_group);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid;
}

int seesh_execute(const char *path, char *const *arguments, char *const *environment) {
    sigset_t before;
    seesh_restore_stack_limit();
    seesh_signals_adopt_child_disposition();
    sigprocmask(SIG_SETMASK, &seesh_entry_mask, &before);
    execve(path, arguments, environment);
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    seesh_signals_restore_child_disposition();
    seesh_raise_stack_limit_again();
    return -error;
}

pid_t seesh_fork(void) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    int error = errno;
    // The child keeps them blocked: until its dispositions are reset, a signal meant for a command would only set a flag.
    if (pid != 0) sigprocmask(SIG_SETMASK, &before, NULL);
    return pid >= 0 ? pid : -error;
}

int seesh_set_terminal_group(int fd, pid_t group) {
    sigset_t output;
    sigset_t before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    sigprocmask(SIG_BLOCK, &output, &before);
    int result = tcsetpgrp(fd, group) < 0 ? -errno : 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}

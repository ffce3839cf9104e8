// Starting processes.
//
// Between vfork and execve the child borrows the parent's memory, and the parent stands still. So the child calls nothing that
// is not async-signal-safe, writes no memory but its own frame, and runs no handler: all signals stay blocked until its
// dispositions are reset. Where a step fails, the child itself says so, by the caller's function, which may use the memory
// as a function call does; a command is one process, whatever happens to it.
//
// A child that waits for another process (the other end of a FIFO, which the same shell may be about to start) would hang
// both, and is started by fork.

#include "internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int duplicate(int from, int to, const struct seesh_trace *trace, const char *object) {
    int result = seesh_duplicate(from, to);
    if (result >= 0) seesh_trace_duplicate(trace, from, to, object);
    return result;
}

// `object` is NULL where nothing is logged.
static int perform(const struct seesh_action *action, const struct seesh_trace *trace, const char *object) {
    switch (action->kind) {
    case SEESH_ACTION_OPEN: {
        int fd = seesh_open(action->path, action->from, false);
        seesh_trace_open(trace, fd, action->from, object);
        if (fd < 0 || fd == action->to) return fd < 0 ? fd : 0;
        int result = duplicate(fd, action->to, trace, object);
        close(fd);
        seesh_trace_close(trace, fd, object);
        return result;
    }
    case SEESH_ACTION_DUPLICATE: return duplicate(action->from, action->to, trace, object);
    // Closing what is not open is no error in a redirection, and not done.
    default:
        if (fcntl(action->to, F_GETFD) < 0) return 0;
        close(action->to);
        seesh_trace_close(trace, action->to, object);
        return 0;
    }
}

static bool open_may_block(const char *path) {
    if (strcmp(path, "/dev/null") == 0) return false;
    // Names of descriptors: what they are in the parent says nothing about the child, whose earlier actions may have put a
    // FIFO there.
    if (strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/dev/std", 8) == 0) return true;
    if (strncmp(path, "/proc/", 6) == 0) return true;
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

static bool may_block(const struct seesh_spawn_request *request) {
    for (size_t index = 0; index < request->action_count; index++) {
        const struct seesh_action *action = &request->actions[index];
        if (action->kind == SEESH_ACTION_OPEN && open_may_block(action->path)) return true;
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

// The end of a child that could not become the command.
static _Noreturn void fail(const struct seesh_spawn_request *request, int step, size_t index, int error) {
    seesh_block_all(NULL);
    struct seesh_spawn_failure failure = {.step = step, .index = (int32_t)index, .error = error};
    _exit(request->fail(request->context, &failure));
}

// `name` is the path as it is logged.
static int execute(const struct seesh_spawn_request *request, const char *path, const char *name, char *const *arguments) {
    seesh_trace_exec(&request->trace, name);
    execve(path, arguments, request->environment);
    int error = errno;
    seesh_trace_exec_failure(&request->trace, name, error);
    return error;
}

// The first line of the file has a NUL: it is no script.
static bool looks_binary(const struct seesh_spawn_request *request) {
    char start[256];
    int fd = open(request->path, O_RDONLY | O_CLOEXEC);
    seesh_trace_open(&request->trace, fd < 0 ? -errno : fd, SEESH_MODE_READ, request->trace.path);
    if (fd < 0) return false;
    ssize_t count = read(fd, start, sizeof start);
    close(fd);
    seesh_trace_close(&request->trace, fd, request->trace.path);
    if (count <= 0) return false;
    const char *end = memchr(start, '\n', (size_t)count);
    return memchr(start, 0, end ? (size_t)(end - start) : (size_t)count) != NULL;
}

// POSIX: XCU 2.9.1.6
static int execute_script(const struct seesh_spawn_request *request) {
    size_t count = 0;
    while (request->arguments[count]) count++;
    char *arguments[count + 3];
    arguments[0] = (char *)request->shell_name;
    arguments[1] = "--";
    arguments[2] = (char *)request->path;
    for (size_t index = 1; index <= count; index++) arguments[index + 2] = request->arguments[index];
    return execute(request, request->shell, request->shell, arguments);
}

// All that a child does. `copied`: it has memory of its own, may wait for a FIFO, and must be stoppable then.
static _Noreturn void become_command(const struct seesh_spawn_request *request, bool copied) {
    if (request->process_group != SEESH_GROUP_INHERIT) {
        if (setpgid(0, request->process_group) != 0) fail(request, SEESH_STEP_PROCESS_GROUP, 0, errno);
        seesh_trace_group(&request->trace, request->process_group);
        // SIGTTOU is blocked. Where the terminal has gone, the command finds out by itself.
        if (request->terminal >= 0) (void)tcsetpgrp(request->terminal, getpgrp());
    }
    seesh_signals_reset_before_execute(request->ignored_signals, request->initial_signals);
    if (copied) {
        sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
    } else if (request->process_group != SEESH_GROUP_INHERIT) {
        put_off_stop();
    }
    for (size_t index = 0; index < request->action_count; index++) {
        const struct seesh_action *action = &request->actions[index];
        int result = perform(action, &request->trace, request->trace.fd < 0 ? NULL : request->trace.objects[index]);
        if (result < 0) fail(request, SEESH_STEP_ACTION, index, -result);
    }
    seesh_restore_stack_limit();
    sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
    int error = execute(request, request->path, request->trace.path, request->arguments);
    if (error == ENOEXEC && !looks_binary(request)) error = execute_script(request);
    fail(request, SEESH_STEP_EXECUTE, 0, error);
}

pid_t seesh_spawn(const struct seesh_spawn_request *request) {
    sigset_t before;
    const bool copies = may_block(request);
    seesh_block_all(&before);
    stop_has_come = 0;
    pid_t pid = copies ? fork() : vfork();
    if (pid == 0) become_command(request, copies);
    int error = errno;
    // The child does the same: whichever comes first, the group is there before either goes on. EACCES and ESRCH say that
    // the child was quicker.
    if (pid > 0 && copies && request->process_group != SEESH_GROUP_INHERIT) {
        (void)setpgid(pid, request->process_group == SEESH_GROUP_LEAD ? pid : request->process_group);
    }
    if (pid > 0 && stop_has_come) kill(pid, SIGTSTP);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid > 0 ? pid : -error;
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
    sigset_t before;
    seesh_block_all(&before);
    pid_t pid = fork();
    int error = errno;
    // The child keeps them blocked: until its dispositions are reset, a signal meant for a command would only set a flag.
    if (pid != 0) sigprocmask(SIG_SETMASK, &before, NULL);
    return pid >= 0 ? pid : -error;
}

int seesh_set_terminal_group(int fd, pid_t group) {
    sigset_t before;
    seesh_block(SIGTTOU, &before);
    int result = tcsetpgrp(fd, group) < 0 ? -errno : 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}

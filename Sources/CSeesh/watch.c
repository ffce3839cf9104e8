// The times at which children end.
//
// wait4 tells when a child was reaped, not when it ended. While watching is on, each child has a pidfd, which becomes
// readable at its end. The handler of SIGCHLD polls all of them and notes the time, even where the shell reaps the child
// later. Outside the handler the table changes only with SIGCHLD blocked.

#include "internal.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LOWEST_DESCRIPTOR = 10 };

bool seesh_watching;
static struct pollfd *descriptors;    // fd is -1 once the child has ended
static pid_t *pids;
static int64_t *exit_times;
static size_t count;
static size_t capacity;
// The last answer, for a caller that asks twice.
static pid_t last_pid;
static int64_t last_time;

void seesh_watch_look(void) {
    if (count == 0) return;
    int error = errno;
    if (poll(descriptors, count, 0) > 0) {
        int64_t now = seesh_now();
        for (size_t index = 0; index < count; index++) {
            if (descriptors[index].fd < 0 || descriptors[index].revents == 0) continue;
            exit_times[index] = now;
            close(descriptors[index].fd);
            descriptors[index].fd = -1;
        }
    }
    errno = error;
}

static bool grow(void) {
    size_t larger = capacity == 0 ? 64 : capacity * 2;
    struct pollfd *more_descriptors = realloc(descriptors, larger * sizeof *descriptors);
    if (more_descriptors) descriptors = more_descriptors;
    pid_t *more_pids = realloc(pids, larger * sizeof *pids);
    if (more_pids) pids = more_pids;
    int64_t *more_times = realloc(exit_times, larger * sizeof *exit_times);
    if (more_times) exit_times = more_times;
    if (!more_descriptors || !more_pids || !more_times) return false;
    capacity = larger;
    return true;
}

static int open_child(pid_t pid) {
    int low = (int)syscall(SYS_pidfd_open, pid, 0);
    if (low < 0 || low >= LOWEST_DESCRIPTOR) return low;
    int fd = fcntl(low, F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR);
    close(low);
    return fd;
}

void seesh_watch_begin(void) {
    seesh_watching = true;
    seesh_signals_hear_of_children();
}

void seesh_watch_child(pid_t pid) {
    if (pid == last_pid) last_pid = 0;
    int fd = open_child(pid);
    if (fd < 0) return;
    sigset_t before;
    seesh_block(SIGCHLD, &before);
    if (count < capacity || grow()) {
        descriptors[count] = (struct pollfd){.fd = fd, .events = POLLIN};
        pids[count] = pid;
        exit_times[count] = 0;
        count++;
        // The child may have ended before it was watched.
        seesh_watch_look();
    } else {
        close(fd);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

int64_t seesh_watch_exit_time(pid_t pid) {
    if (pid == last_pid) return last_time;
    sigset_t before;
    int64_t time = 0;
    seesh_block(SIGCHLD, &before);
    seesh_watch_look();
    for (size_t index = 0; index < count; index++) {
        if (pids[index] != pid) continue;
        time = exit_times[index];
        if (time == 0) break;
        last_pid = pid;
        last_time = time;
        count--;
        descriptors[index] = descriptors[count];
        pids[index] = pids[count];
        exit_times[index] = exit_times[count];
        break;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return time;
}

void seesh_watch_end(void) {
    sigset_t before;
    seesh_block(SIGCHLD, &before);
    for (size_t index = 0; index < count; index++) {
        if (descriptors[index].fd >= 0) close(descriptors[index].fd);
    }
    count = 0;
    seesh_watching = false;
    sigprocmask(SIG_SETMASK, &before, NULL);
}

// The links in /proc/PID/fd, which name the object of each descriptor of a process.
//
// The search for the other end of a pipe reads the links of all processes. So the directory is opened once for each process,
// and the links are read relative to it, without allocations.

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

// False where this process may read the directory but not its links.
static bool tell_links(int directory, const char *entries, long size, void *context, seesh_link_function *tell) {
    char target[PATH_MAX + 1];
    for (long place = 0; place < size;) {
        const struct entry *entry = (const struct entry *)(entries + place);
        place += entry->length;
        if (entry->name[0] == '.') continue;
        ssize_t length = readlinkat(directory, entry->name, target, sizeof target - 1);
        if (length < 0 && errno == EACCES) return false;
        // The descriptor was closed in the meantime. A name that is too long is told as empty.
        if (length < 0 && errno != ENAMETOOLONG) continue;
        target[length < 0 ? 0 : length] = 0;
        tell(context, atoi(entry->name), target);
    }
    return true;
}

int seesh_read_links(pid_t pid, void *context, seesh_link_function *tell) {
    char path[32];
    _Alignas(struct entry) char entries[8192];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -errno;
    long size;
    int result = 0;
    while (result == 0 && (size = syscall(SYS_getdents64, directory, entries, sizeof entries)) != 0) {
        if (size < 0) {
            result = -errno;
        } else if (!tell_links(directory, entries, size, context, tell)) {
            result = -EACCES;
        }
    }
    close(directory);
    return result;
}

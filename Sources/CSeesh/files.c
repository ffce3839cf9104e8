// Opening as redirections do, and the calls on descriptors that are macros or missing in Swift's Glibc.

#include "internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const mode_t new_file_mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

// `>` with noclobber. O_EXCL lets one of two shells win. An existing file that is not regular is opened without truncation,
// and refused where it has become regular in the meantime. A dangling symbolic link is refused, as POSIX allows, because
// O_EXCL must not follow it.
static int open_new(const char *path, int extra) {
    for (int attempt = 0; attempt < 16; attempt++) {
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | extra, new_file_mode);
        if (fd >= 0) return fd;
        if (errno != EEXIST) return -errno;
        struct stat status;
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) return -EEXIST;
        fd = open(path, O_WRONLY | extra);
        if (fd >= 0) {
            if (fstat(fd, &status) == 0 && !S_ISREG(status.st_mode)) return fd;
            close(fd);
            return -EEXIST;
        }
        if (errno == EINTR) return -EINTR;
        int error = errno;
        if (error == ENOENT) {
            // The file was removed between the two calls, unless it is a dangling link.
            if (lstat(path, &status) == 0) return -EEXIST;
            continue;
        }
        return -error;
    }
    return -EEXIST;
}

int seesh_open(const char *path, int mode, bool close_on_exec) {
    int extra = close_on_exec ? O_CLOEXEC : 0;
    int flags = O_RDONLY;
    switch (mode) {
    case SEESH_MODE_READ: break;
    case SEESH_MODE_WRITE: flags = O_WRONLY | O_CREAT | O_TRUNC; break;
    case SEESH_MODE_WRITE_NEW: return open_new(path, extra);
    case SEESH_MODE_APPEND: flags = O_WRONLY | O_CREAT | O_APPEND; break;
    case SEESH_MODE_READ_WRITE: flags = O_RDWR | O_CREAT; break;
    default: return -EINVAL;
    }
    return seesh_result(open(path, flags | extra, new_file_mode));
}

int seesh_duplicate(int from, int to) {
    if (from == to) {
        int flags = fcntl(from, F_GETFD);
        if (flags < 0) return -errno;
        if ((flags & FD_CLOEXEC) == 0) return 0;
        return fcntl(from, F_SETFD, flags & ~FD_CLOEXEC) < 0 ? -errno : 0;
    }
    for (;;) {
        if (dup2(from, to) >= 0) return 0;
        if (errno != EINTR && errno != EBUSY) return -errno;
    }
}

int seesh_temporary_file(void) {
    char name[] = "/tmp/seesh.XXXXXX";
    int fd = memfd_create("here-document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0) return fd;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0) return -errno;
    unlink(name);
    return fd;
}

int seesh_pipe(int ends[2]) { return seesh_result(pipe2(ends, O_CLOEXEC)); }

int seesh_copy_pipe(int from, int to, size_t limit) { return seesh_result((int)tee(from, to, limit, 0)); }

int seesh_memory_file_seal(int fd) {
    return seesh_result(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
}

int seesh_pipe_capacity(int fd) { return seesh_result(fcntl(fd, F_GETPIPE_SZ)); }

const char *seesh_entry_name(const struct dirent *entry) { return entry->d_name; }

unsigned int seesh_device_major(uint64_t device) { return major(device); }

unsigned int seesh_device_minor(uint64_t device) { return minor(device); }

int seesh_flag_path(void) { return O_PATH; }

int seesh_flag_direct(void) { return O_DIRECT; }

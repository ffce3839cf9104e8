/* The descriptor table of this process, as the kernel has it, in one line of a report.
 *
 *     table REPORT NAME [GATE]
 *
 * The line is NAME, the pid, then for each descriptor `fd,flags,same,link,text`, all separated by tabs: the flags of its open
 * file description in octal, the lowest descriptor with the same open file description, what /proc calls it, and in
 * hexadecimal what can be read from it now where it is a pipe or a file without a name: a here-document. The line
 * is one write to a file opened for appending, so that the lines of many processes never mix. With GATE, a FIFO, the
 * process then waits until somebody has opened that for writing.
 *
 *     table - copy
 *
 * copies standard input to standard output, opening nothing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { most = 256 };

static char line[1 << 16];
static int descriptors[most];
static size_t count;

/* The lowest descriptor that shares the open file description of descriptors[index]. */
static int same(size_t index) {
    struct stat mine, other;
    fstat(descriptors[index], &mine);
    for (size_t earlier = 0; earlier < index; earlier++) {
        fstat(descriptors[earlier], &other);
        if (mine.st_dev != other.st_dev || mine.st_ino != other.st_ino) continue;
        if (syscall(SYS_kcmp, getpid(), getpid(), 0, descriptors[earlier], descriptors[index]) == 0)
            return descriptors[earlier];
    }
    return descriptors[index];
}

static size_t add_text(int fd, const char *link, size_t end) {
    int available = 0;
    unsigned char text[512];
    if ((strncmp(link, "pipe:", 5) != 0 && strstr(link, " (deleted)") == NULL)
        || (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY || ioctl(fd, FIONREAD, &available) != 0 || available <= 0)
        return end;
    ssize_t length = read(fd, text, sizeof text);
    for (ssize_t index = 0; index < length; index++) end += (size_t)sprintf(line + end, "%02x", text[index]);
    return end;
}

static void list(void) {
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL) exit(120);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd != dirfd(folder) && count < most) descriptors[count++] = fd;
    }
    closedir(folder);
    for (size_t left = 1; left < count; left++)
        for (size_t place = left; place > 0 && descriptors[place] < descriptors[place - 1]; place--) {
            int swap = descriptors[place];
            descriptors[place] = descriptors[place - 1];
            descriptors[place - 1] = swap;
        }
}

static int copy(void) {
    ssize_t length;
    while ((length = read(0, line, sizeof line)) > 0)
        if (write(1, line, (size_t)length) != length) return 1;
    return length < 0;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    if (strcmp(argv[1], "-") == 0) return copy();
    list();
    size_t end = (size_t)snprintf(line, 4096, "%s\t%ld", argv[2], (long)getpid());
    for (size_t index = 0; index < count; index++) {
        char path[64], link[1024];
        snprintf(path, sizeof path, "/proc/self/fd/%d", descriptors[index]);
        ssize_t length = readlink(path, link, sizeof link - 1);
        link[length < 0 ? 0 : length] = 0;
        if (end > sizeof line - 4096) return 121;
        end += (size_t)sprintf(line + end, "\t%d,%o,%d,%s,", descriptors[index], fcntl(descriptors[index], F_GETFL),
                               same(index), link);
        end = add_text(descriptors[index], link, end);
    }
    line[end++] = '\n';
    int report = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (report < 0 || write(report, line, end) != (ssize_t)end) return 122;
    close(report);
    return argc > 3 && open(argv[3], O_RDONLY) < 0 ? 123 : 0;
}

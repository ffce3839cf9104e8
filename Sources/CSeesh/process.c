// The arguments and the environment at entry, and the C library's user database in a static executable.
//
// Static glibc loads libraries to look users up, and crashes where their version differs. So the functions are defined here
// over /etc/passwd, for the shell and for readline. For users in other databases (LDAP, systemd) the caller asks `getent`.

#include "internal.h"

#include <linux/kcmp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char **arguments;

extern char **environ;

// glibc calls constructors with what main gets.
__attribute__((constructor)) static void note_entry(int count, char **values) {
    (void)count;
    arguments = values;
    seesh_signals_note_entry();
}

char *const *seesh_arguments(void) { return arguments; }

char *const *seesh_environment(void) { return environ; }

const char *seesh_error_name(int error) {
    const char *name = strerrorname_np(error);
    return name ? name : "error";
}

const char *seesh_error_text(int error) { return strerrordesc_np(error); }

int seesh_compare_files(pid_t first, int first_fd, pid_t second, int second_fd) {
    return seesh_result((int)syscall(SYS_kcmp, first, second, KCMP_FILE, (long)first_fd, (long)second_fd));
}

static cpu_set_t usual_processors;

bool seesh_enter_processor(int processor) {
    cpu_set_t only;
    if (processor < 0 || processor >= CPU_SETSIZE) return false;
    if (sched_getaffinity(0, sizeof usual_processors, &usual_processors) != 0) return false;
    CPU_ZERO(&only);
    CPU_SET(processor, &only);
    return sched_setaffinity(0, sizeof only, &only) == 0;
}

void seesh_leave_processor(void) { sched_setaffinity(0, sizeof usual_processors, &usual_processors); }

static FILE *passwd_file;

void setpwent(void) {
    endpwent();
    passwd_file = fopen("/etc/passwd", "re");
}

void endpwent(void) {
    if (passwd_file) fclose(passwd_file);
    passwd_file = NULL;
}

struct passwd *getpwent(void) {
    if (!passwd_file) setpwent();
    return passwd_file ? fgetpwent(passwd_file) : NULL;
}

// The entry lies in a buffer of the C library that outlives the file.
static struct passwd *find_user(const char *login, uid_t user) {
    FILE *file = fopen("/etc/passwd", "re");
    if (!file) return NULL;
    struct passwd *entry;
    while ((entry = fgetpwent(file)) != NULL) {
        if (login ? strcmp(entry->pw_name, login) == 0 : entry->pw_uid == user) break;
    }
    fclose(file);
    return entry;
}

struct passwd *getpwnam(const char *login) { return find_user(login, 0); }

struct passwd *getpwuid(uid_t user) { return find_user(NULL, user); }

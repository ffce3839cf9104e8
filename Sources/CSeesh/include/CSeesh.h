// CSeesh: what Swift cannot express.
//
// Macros of the C library, calls that return twice or run between vfork and execve, and signal handlers. The module Kernel
// wraps these functions with Swift types. Functions that can fail return -errno. The process has one thread.

#ifndef CSEESH_H
#define CSEESH_H

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>

// ---- files.c

/// The numbers are those of Swift's OpenMode.
enum { SEESH_MODE_READ, SEESH_MODE_WRITE, SEESH_MODE_WRITE_NEW, SEESH_MODE_APPEND, SEESH_MODE_READ_WRITE };

/// Opens `path` as a redirection does. Returns the descriptor; -EINTR where a signal came first.
int seesh_open(const char *path, int mode, bool close_on_exec);
/// dup2 that takes close-on-exec away from `to` also where both numbers are the same.
int seesh_duplicate(int from, int to);
/// A file without a name, in memory or else in /tmp.
int seesh_temporary_file(void);
/// Makes a memory file unchangeable.
int seesh_memory_file_seal(int fd);
int seesh_pipe(int ends[2]);
/// tee: copies the contents of one pipe to another. Waits for data; returns 0 at the end of the file.
int seesh_copy_pipe(int from, int to, size_t limit);
int seesh_pipe_capacity(int fd);
const char *seesh_entry_name(const struct dirent *entry);
/// O_PATH and O_DIRECT.
int seesh_flag_path(void);
int seesh_flag_direct(void);
unsigned int seesh_device_major(uint64_t device);
unsigned int seesh_device_minor(uint64_t device);

// ---- spawn.c

enum { SEESH_ACTION_OPEN, SEESH_ACTION_DUPLICATE, SEESH_ACTION_CLOSE };

/// One DescriptorAction. `from` is the open mode where `kind` is SEESH_ACTION_OPEN.
struct seesh_action {
    const char *path;
    int32_t kind;
    int32_t from;
    int32_t to;
};

enum { SEESH_GROUP_INHERIT = -1, SEESH_GROUP_LEAD = 0 };

/// The log of a child: lines `TIME PID CONTEXT NAME FIELD...`, each written by one write(2). The strings are encoded.
struct seesh_trace {
    /// Close-on-exec; -1 where nothing is logged.
    int32_t fd;
    const char *context;
    /// The object of each action.
    char *const *objects;
    /// The program.
    const char *path;
};

enum { SEESH_STEP_PROCESS_GROUP, SEESH_STEP_ACTION, SEESH_STEP_EXECUTE };

struct seesh_spawn_failure {
    int32_t step;
    int32_t index;
    int32_t error;
};

/// See SpawnRequest. The sets of signals have bit n-1 for signal n.
struct seesh_spawn_request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const struct seesh_action *actions;
    size_t action_count;
    /// SEESH_GROUP_INHERIT, SEESH_GROUP_LEAD, or the group to join.
    int32_t process_group;
    /// -1 for none.
    int32_t terminal;
    uint64_t ignored_signals;
    uint64_t initial_signals;
    struct seesh_trace trace;
    /// The shell itself, for a file that is no program but a script, and the name that it gets.
    const char *shell;
    const char *shell_name;
    /// Called in the new process where a step failed: says so, and returns the exit status.
    int (*fail)(void *context, const struct seesh_spawn_failure *failure);
    void *context;
};

/// The name of an errno: `ENOENT`.
const char *seesh_error_name(int error);
/// Starts a process: by vfork, or by fork where an action may have to wait for another process. Returns its pid or -errno.
pid_t seesh_spawn(const struct seesh_spawn_request *request);
/// execve with the limits, the mask and the dispositions that a command gets. Returns -errno.
int seesh_execute(const char *path, char *const *arguments, char *const *environment);
/// fork; the child has all signals blocked until seesh_signals_reset_after_fork.
pid_t seesh_fork(void);
/// tcsetpgrp with SIGTTOU blocked.
int seesh_set_terminal_group(int fd, pid_t group);

// ---- report.c

/// The most bytes that a report has.
enum { SEESH_REPORT_SIZE = 16384 };

/// To be called before the first copy of the shell is made.
void seesh_report_prepare(void);
/// To be called in a copy of the shell.
void seesh_report_enter(void);
/// Replaces what this process tells of itself. `time` is that of the monotonic clock.
void seesh_report_own(const char *bytes, size_t count, int64_t time);
/// Adds a line on a process that this one has started.
void seesh_report_append(const char *bytes, size_t count, int64_t time);
/// What a process has told; 0 where there is nothing, or only from before `since`, when the number was another process's.
size_t seesh_report_read(int32_t pid, int64_t since, char *bytes, size_t size);

// ---- signals.c

/// True where a caught signal has arrived and was not taken.
extern volatile sig_atomic_t seesh_signal_arrived;
static inline bool seesh_signals_pending(void) { return seesh_signal_arrived != 0; }
/// The caught signals that have arrived since they were taken last: bit n-1 is signal n.
uint64_t seesh_signals_take(void);
/// True where the kernel sent the last caught signal of this number: a key was pressed.
bool seesh_signal_came_from_terminal(int number);
void seesh_signal_catch(int number);
void seesh_signal_ignore(int number);
void seesh_signal_default(int number);
bool seesh_signal_was_ignored_at_entry(int number);
/// Treats the signal as one that had its default disposition at entry.
void seesh_signal_forget_entry(int number);
void seesh_signals_reset_after_fork(uint64_t ignoring, uint64_t initial);
/// Waits until a caught signal has arrived or a child has changed its state. No wake-up is lost.
void seesh_wait_for_signal(void);
/// The same until `end`, in nanoseconds of CLOCK_MONOTONIC. Unless `heeds_all`, only a child ends the wait. Returns false
/// after `end`.
bool seesh_wait_for_signal_until(int64_t end, bool heeds_all);
/// Waits until `fd` or `other` (unless -1) is readable, `nanoseconds` have passed (unless negative) or a caught signal has
/// arrived. Returns 1 for `fd`, 2 for `other` alone, 0 or -EINTR; `remaining` gets the time left.
int seesh_wait_readable(int fd, int other, int64_t nanoseconds, int64_t *remaining);
_Noreturn void seesh_die_by_signal(int number);

// ---- watch.c

extern bool seesh_watching;
static inline bool seesh_is_watching(void) { return seesh_watching; }
void seesh_watch_begin(void);
/// Watches a child, unless no descriptor is left.
void seesh_watch_child(pid_t pid);
/// The time at which the child ended, in nanoseconds of CLOCK_MONOTONIC, or 0. Forgets the child.
int64_t seesh_watch_exit_time(pid_t pid);
void seesh_watch_end(void);
/// The name without SIG, NULL for a real-time signal.
const char *seesh_signal_name(int number);
const char *seesh_signal_description(int number);
void seesh_install_crash_handler(void);

// ---- limits.c

/// Lets the main stack grow to `wanted` bytes where possible; commands do not inherit that. Returns the number of bytes that
/// it may grow from the caller's frame.
size_t seesh_grow_stack(size_t wanted);
/// For use between fork and execve.
void seesh_restore_stack_limit(void);
int seesh_resource_limit(int resource, uint64_t *soft, uint64_t *hard);
int seesh_set_resource_limit(int resource, uint64_t soft, uint64_t hard);

// ---- process.c

char *const *seesh_arguments(void);
char *const *seesh_environment(void);
const char *seesh_error_text(int error);
/// kcmp KCMP_FILE: 0 where both are the same open file description, 1 less, 2 greater, 3 neither, -errno.
int seesh_compare_files(pid_t first, int first_fd, pid_t second, int second_fd);
/// Binds this process to one processor, numbered from 0; false where that is not permitted.
bool seesh_enter_processor(int processor);
void seesh_leave_processor(void);

// ---- peers.c

/// The protocol of the socket that a link in /proc leads to: `TCP`, `UDPv6`, `NETLINK`. Returns its length, or -errno.
int seesh_socket_protocol(const char *path, char *name, size_t size);

typedef void seesh_peer_function(void *context, uint32_t inode, uint32_t peer, bool is_queued);

/// Calls `tell` with the inodes of each connected unix socket and its peer, and with those of each that waits in the queue of a
/// listening one and of that.
int seesh_unix_peers(void *context, seesh_peer_function *tell);

typedef void seesh_file_function(void *context, uint32_t inode, uint32_t file, uint64_t device);

/// Calls `tell` with the inode of each unix socket that is bound to a file, the low 32 bits of the inode of that, and its
/// device.
int seesh_unix_files(void *context, seesh_file_function *tell);

// ---- characters.c

/// Sets whether the C library, also in regular expressions, takes a byte or a UTF-8 sequence for a character.
void seesh_characters_are_utf8(bool are_utf8);

/// The classes alnum to xdigit have the numbers from 0 on in the order of their names.
bool seesh_character_is(uint32_t character, int class);
int seesh_character_width(uint32_t character);

// ---- formatting.c

/// snprintf of one number by `conversion`, a letter of aefgAEFG, with at most six `flags`; a negative precision is none.
int seesh_format_double(char *buffer, size_t size, const char *flags, int width, int precision, char conversion,
                        double value);

#endif

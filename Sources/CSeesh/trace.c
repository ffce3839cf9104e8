// The log of a child between fork and exec.
//
// Each step is one line of the form that Wiring's EventEncoding gives, in one write(2) of at most PIPE_BUF bytes, so that
// lines of many processes never tear. All that is known before the child starts was encoded before. Async-signal-safe, and
// no memory is written but the own frame, because the child may share the parent's.

#include "internal.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

struct line {
    char bytes[PIPE_BUF];
    size_t length;
};

static void add_bytes(struct line *line, const char *bytes, size_t count) {
    size_t room = sizeof line->bytes - 1 - line->length;    // the newline keeps its place
    if (count > room) count = room;
    memcpy(line->bytes + line->length, bytes, count);
    line->length += count;
}

static void add(struct line *line, const char *text) { add_bytes(line, text, strlen(text)); }

static void add_field(struct line *line, const char *text) {
    if (!text) return;
    add(line, " ");
    add(line, text);
}

static void add_number(struct line *line, int64_t number) {
    char digits[24];
    size_t start = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--start] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) digits[--start] = '-';
    add_bytes(line, digits + start, sizeof digits - start);
}

// Writes a line with its numbers, and then up to two names, which are encoded; NULL for none.
static void write_event(const struct seesh_trace *trace, const char *name, size_t count, const int *numbers,
                        const char *first, const char *second) {
    if (trace->fd < 0) return;
    int error = errno;
    struct line line;
    line.length = 0;
    add_number(&line, seesh_now());
    add(&line, " ");
    add_number(&line, getpid());
    add_field(&line, trace->context);
    add_field(&line, name);
    for (size_t index = 0; index < count; index++) {
        add(&line, " ");
        add_number(&line, numbers[index]);
    }
    add_field(&line, first);
    add_field(&line, second);
    line.bytes[line.length++] = '\n';
    // A log that cannot be written must not stop the command.
    ssize_t written = write(trace->fd, line.bytes, line.length);
    (void)written;
    errno = error;
}

void seesh_trace_group(const struct seesh_trace *trace, int group) {
    write_event(trace, "setpgid", 2, (int[]){0, group}, NULL, NULL);
}

void seesh_trace_duplicate(const struct seesh_trace *trace, int from, int to, const char *object) {
    if (from == to) {
        write_event(trace, "inherit", 1, &to, object, NULL);
    } else {
        write_event(trace, "dup2", 2, (int[]){from, to}, object, NULL);
    }
}

void seesh_trace_close(const struct seesh_trace *trace, int fd, const char *object) {
    write_event(trace, "close", 1, &fd, object, NULL);
}

void seesh_trace_open(const struct seesh_trace *trace, int result, int mode, const char *path) {
    const char *error = result < 0 ? seesh_error_name(-result) : "\\-";
    write_event(trace, "open", 2, (int[]){result < 0 ? -1 : result, mode}, error, path);
}

void seesh_trace_exec(const struct seesh_trace *trace, const char *path) {
    write_event(trace, "exec", 0, NULL, path, NULL);
}

void seesh_trace_exec_failure(const struct seesh_trace *trace, const char *path, int error) {
    write_event(trace, "exec-fail", 0, NULL, seesh_error_name(error), path);
}

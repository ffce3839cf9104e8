// The log of a child between fork and exec.
//
// Each step is one line of the form that Wiring's EventEncoding gives, in one write(2) of at most PIPE_BUF bytes, so that
// lines of many processes never tear. All that is known before the child starts was encoded before. Async-signal-safe, and
// no memory is written but the own frame, because the child may share the parent's.

#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>
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

static void begin(struct line *line, const struct seesh_trace *trace, const char *name) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    line->length = 0;
    add_number(line, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
    add(line, " ");
    add_number(line, getpid());
    add(line, " ");
    add(line, trace->context);
    add(line, " ");
    add(line, name);
}

static void add_field(struct line *line, int64_t number) {
    add(line, " ");
    add_number(line, number);
}

static void add_name(struct line *line, const char *name) {
    add(line, " ");
    add(line, name);
}

static void end(struct line *line, const struct seesh_trace *trace) {
    int error = errno;
    line->bytes[line->length++] = '\n';
    // A log that cannot be written must not stop the command.
    ssize_t written = write(trace->fd, line->bytes, line->length);
    (void)written;
    errno = error;
}

void seesh_trace_group(const struct seesh_trace *trace, int group) {
    struct line line;
    begin(&line, trace, "setpgid");
    add_field(&line, 0);
    add_field(&line, group);
    end(&line, trace);
}

void seesh_trace_duplicate(const struct seesh_trace *trace, int from, int to, const char *object) {
    struct line line;
    begin(&line, trace, from == to ? "inherit" : "dup2");
    if (from != to) add_field(&line, from);
    add_field(&line, to);
    add_name(&line, object);
    end(&line, trace);
}

void seesh_trace_close(const struct seesh_trace *trace, int fd, const char *object) {
    struct line line;
    begin(&line, trace, "close");
    add_field(&line, fd);
    add_name(&line, object);
    end(&line, trace);
}

void seesh_trace_open(const struct seesh_trace *trace, int result, int mode, const char *path) {
    struct line line;
    begin(&line, trace, "open");
    add_field(&line, result < 0 ? -1 : result);
    add_field(&line, mode);
    add_name(&line, result < 0 ? seesh_error_name(-result) : "\\-");
    add_name(&line, path);
    end(&line, trace);
}

// A path is encoded already where it is the utility's own; that of the shell has nothing to encode.
static void add_path(struct line *line, const struct seesh_trace *trace, const char *path) {
    add_name(line, path == trace->raw_path ? trace->path : path);
}

void seesh_trace_exec(const struct seesh_trace *trace, const char *path) {
    struct line line;
    begin(&line, trace, "exec");
    add_path(&line, trace, path);
    end(&line, trace);
}

void seesh_trace_exec_failure(const struct seesh_trace *trace, const char *path, int error) {
    struct line line;
    begin(&line, trace, "exec-fail");
    add_name(&line, seesh_error_name(error));
    add_path(&line, trace, path);
    end(&line, trace);
}

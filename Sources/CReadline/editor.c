// The editor: readline's callback interface, with signals and waiting left to the caller.
//
// readline installs no signal handlers here and reads no environment: the shell's own variables are what it gets. For that
// the few functions of readline's shell.c are defined below instead, so that a static link takes none of it.

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

static char *variables[SEESH_VARIABLE_COUNT];
static bool (*wait_for_byte)(void);
static char *line;
static int line_state;
static bool is_hidden;

// ---- what readline asks a shell

char *sh_get_env_value(const char *name) {
    if (strcmp(name, "TERM") == 0) return variables[SEESH_VARIABLE_TERM];
    if (strcmp(name, "HOME") == 0) return variables[SEESH_VARIABLE_HOME];
    if (strcmp(name, "INPUTRC") == 0) return variables[SEESH_VARIABLE_INPUTRC];
    if (strcmp(name, "LC_ALL") == 0) return variables[SEESH_VARIABLE_LOCALE];
    return NULL;
}

char *sh_get_home_dir(void) { return variables[SEESH_VARIABLE_HOME]; }

void sh_set_lines_and_columns(int lines, int columns) {
    (void)lines;
    (void)columns;
}

char *sh_single_quote(char *string) {
    char *quoted = malloc(3 + 4 * strlen(string));
    if (!quoted) return NULL;
    char *end = quoted;
    *end++ = '\'';
    for (; *string; string++) {
        if (*string == '\'') {
            memcpy(end, "'\\''", 4);
            end += 4;
        } else {
            *end++ = *string;
        }
    }
    *end++ = '\'';
    *end = 0;
    return quoted;
}

int sh_unset_nodelay_mode(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || !(flags & O_NONBLOCK)) return 0;
    return fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

// ---- beginning

void seesh_editor_set_variable(int variable, const char *value) {
    free(variables[variable]);
    variables[variable] = value ? strdup(value) : NULL;
}

// A byte, or at the end of the input EOF. Given up, a key is one that aborts whatever it would have completed.
static int read_byte(FILE *stream) {
    unsigned char byte;
    for (;;) {
        if (!wait_for_byte()) return CTRL('G');
        ssize_t count = read(fileno(stream), &byte, 1);
        if (count == 1) return byte;
        if (count < 0 && errno == EAGAIN && sh_unset_nodelay_mode(fileno(stream)) == 0) continue;
        if (count == 0 || errno != EINTR) return EOF;
    }
}

// readline writes a newline behind an end of file only with bracketed paste, and then behind the next line as well.
static void put_modes_back(void) {
    bool ended = rl_eof_found != 0;
    rl_eof_found = 0;
    rl_deprep_terminal();
    if (ended) rl_crlf();
}

static void (*show_preview)(const char *line);

void seesh_editor_set_preview(void (*show)(const char *line)) { show_preview = show; }

// The command see-plan, by Meta-p.
static int preview(int count, int key) {
    (void)count;
    (void)key;
    int point = rl_point;
    rl_point = rl_end;
    rl_redisplay();
    rl_crlf();
    fflush(rl_outstream);
    if (show_preview) show_preview(rl_line_buffer);
    rl_point = point;
    rl_on_new_line();
    rl_redisplay();
    return 0;
}

void seesh_editor_initialize(bool (*wait)(void)) {
    wait_for_byte = wait;
    rl_readline_name = "seesh";
    rl_instream = stdin;
    rl_outstream = stderr;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_getc_function = read_byte;
    rl_deprep_term_function = put_modes_back;
    seesh_completion_initialize();
    // In front of the init file, which may bind it otherwise.
    rl_add_defun("see-plan", preview, -1);
    rl_bind_key_in_map('p', preview, emacs_meta_keymap);
    rl_initialize();
    using_history();
}

void seesh_editor_reset_terminal(void) { rl_reset_terminal(variables[SEESH_VARIABLE_TERM]); }

// ---- a line

static void line_entered(char *entered) {
    // Here, not later: the modes are put back before anything else is written.
    rl_callback_handler_remove();
    line = entered;
    line_state = entered ? SEESH_LINE_COMPLETE : SEESH_LINE_END;
}

void seesh_editor_begin(const char *prompt) {
    free(line);
    line = NULL;
    line_state = SEESH_LINE_PENDING;
    is_hidden = false;
    sh_unset_nodelay_mode(0);
    rl_reset_screen_size();
    rl_callback_handler_install(prompt, line_entered);
}

int seesh_editor_take_key(void) {
    rl_callback_read_char();
    return line_state;
}

const char *seesh_editor_line(void) { return line; }

void seesh_editor_abandon(void) {
    if (rl_readline_state & RL_STATE_CALLBACK) rl_callback_sigcleanup();
    rl_free_line_state();
    rl_point = rl_end;
    rl_redisplay();
    fputs("^C", rl_outstream);
    rl_crlf();
    fflush(rl_outstream);
    rl_cleanup_after_signal();
    rl_callback_handler_remove();
    rl_clear_pending_input();
}

void seesh_editor_hide(void) {
    if (is_hidden) return;
    is_hidden = true;
    rl_clear_visible_line();
    fflush(rl_outstream);
    put_modes_back();
}

void seesh_editor_show(void) {
    if (!is_hidden) return;
    is_hidden = false;
    if (rl_prep_term_function) rl_prep_term_function(1);
    rl_on_new_line();
    rl_redisplay();
}

void seesh_editor_resize(void) { rl_resize_terminal(); }

bool seesh_editor_is_vi(void) { return rl_editing_mode == 0; }

void seesh_editor_set_vi(bool on) {
    if (on == seesh_editor_is_vi()) return;
    rl_variable_bind("editing-mode", on ? "vi" : "emacs");
}

// ---- history

void seesh_editor_add_history(const char *text) { add_history(text); }

void seesh_editor_clear_history(void) { clear_history(); }

// The editor: readline's callback interface. The caller waits for keys and handles signals.
//
// readline installs no signal handlers and reads no environment: it uses the variables of the shell. For that the functions of
// readline's shell.c are replaced below, so that a static link does not take its originals.

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termcap.h>
#include <unistd.h>

#include <readline/history.h>

static char *variables[SEESH_VARIABLE_COUNT];
struct seesh_editor_callbacks seesh_callbacks;
static char *line;
static bool has_ended;

// ---- the functions of shell.c

char *sh_get_env_value(const char *name) {
    if (strcmp(name, "TERM") == 0) return variables[SEESH_VARIABLE_TERM];
    if (strcmp(name, "HOME") == 0) return variables[SEESH_VARIABLE_HOME];
    if (strcmp(name, "INPUTRC") == 0) return variables[SEESH_VARIABLE_INPUTRC];
    if (strcmp(name, "LC_ALL") == 0) return variables[SEESH_VARIABLE_LOCALE];
    return NULL;
}

char *sh_get_home_dir(void) { return variables[SEESH_VARIABLE_HOME]; }

void sh_set_lines_and_columns(int lines, int columns) { (void)lines, (void)columns; }

// For history expansions only, which are not used.
char *sh_single_quote(char *string) { return strdup(string); }

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

// A byte, or EOF at the end of the input. A key that is given up becomes one that aborts the command of several keys.
static int read_byte(FILE *stream) {
    unsigned char byte;
    for (;;) {
        if (!seesh_callbacks.wait()) return CTRL('G');
        ssize_t count = read(fileno(stream), &byte, 1);
        if (count == 1) {
            seesh_painting_erase_suggestion();
            return byte;
        }
        if (count < 0 && errno == EAGAIN && sh_unset_nodelay_mode(fileno(stream)) == 0) continue;
        if (count == 0 || errno != EINTR) return EOF;
    }
}

// readline writes a newline after an end of file only with bracketed paste, and then after the next line as well.
static void put_modes_back(void) {
    bool ended = rl_eof_found != 0;
    rl_eof_found = 0;
    rl_deprep_terminal();
    if (ended) rl_crlf();
}

static void follow_terminal(void) {
    seesh_commands_take_suggestions();
    seesh_painting_follow_terminal(variables[SEESH_VARIABLE_TERM]);
    fflush(rl_outstream);
}

void seesh_editor_initialize(struct seesh_editor_callbacks callbacks) {
    seesh_callbacks = callbacks;
    rl_readline_name = "seesh";
    rl_instream = stdin;
    rl_outstream = seesh_painting_stream();
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_getc_function = read_byte;
    rl_deprep_term_function = put_modes_back;
    seesh_completion_initialize();
    // Before the init file, which may change the keys.
    seesh_commands_initialize();
    rl_initialize();
    follow_terminal();
}

void seesh_editor_reset_terminal(void) {
    // readline reads the terminal's description only with its own redisplay function.
    rl_redisplay_function = rl_redisplay;
    rl_reset_terminal(variables[SEESH_VARIABLE_TERM]);
    follow_terminal();
}

// ---- a line

static void line_entered(char *entered) {
    // Here, because the modes must be restored before any other output.
    rl_callback_handler_remove();
    line = entered;
    has_ended = true;
}

void seesh_editor_begin(const char *prompt, bool paints) {
    free(line);
    line = NULL;
    has_ended = false;
    seesh_painting_begin(paints);
    // `set keymap` selects the keymap for bindings, not that of the next line.
    rl_set_keymap_from_edit_mode();
    sh_unset_nodelay_mode(0);
    rl_reset_screen_size();
    rl_callback_handler_install(prompt, line_entered);
    fflush(rl_outstream);
}

bool seesh_editor_take_key(void) {
    rl_callback_read_char();
    // Where a command with an argument enters the line, readline notices that at the next key only.
    if (rl_done && !has_ended) line_entered(strdup(rl_line_buffer));
    fflush(rl_outstream);
    return has_ended;
}

const char *seesh_editor_line(void) { return line; }

void seesh_editor_abandon(void) {
    seesh_painting_erase_suggestion();
    // The redisplay below must not suggest anything.
    rl_redisplay_function = rl_redisplay;
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
    fflush(rl_outstream);
}

void seesh_editor_hide(void) {
    seesh_painting_erase_suggestion();
    rl_clear_visible_line();
    put_modes_back();
    fflush(rl_outstream);
}

void seesh_editor_show(void) {
    if (rl_prep_term_function) rl_prep_term_function(1);
    rl_on_new_line();
    (*rl_redisplay_function)();
    fflush(rl_outstream);
}

void seesh_editor_resize(void) {
    seesh_painting_erase_suggestion();
    rl_voidfunc_t *redisplay = rl_redisplay_function;
    rl_redisplay_function = rl_redisplay;
    rl_resize_terminal();
    rl_redisplay_function = redisplay;
    (*redisplay)();
    fflush(rl_outstream);
}

// ---- output without a final newline, or over the line

static int put(int byte) { return putc(byte, rl_outstream); }

static void put_capability(char *name) {
    char *text = tgetstr(name, NULL);
    if (text) tputs(text, 1, put);
}

// The mark is that of zsh. The answer of a terminal about its cursor would be mixed with typed keys. So a mark and blanks are
// written that fill a row exactly: from the first column they end at the right margin of the same row, which is then cleared;
// from any other column they continue in the next row, and the mark stays behind the text.
bool seesh_editor_mark_unfinished_line(void) {
    int rows, columns;
    rl_reset_screen_size();
    rl_get_screen_size(&rows, &columns);
    // The cursor must stay at the margin until the next character.
    if (columns < 2 || tgetflag("am") <= 0 || tgetflag("xn") <= 0 || !tgetstr("ce", NULL)) return false;
    put_capability("so");
    put('%');
    put_capability("se");
    fprintf(rl_outstream, "%*s\r", columns - 1, "");
    put_capability("ce");
    fflush(rl_outstream);
    return true;
}

void seesh_editor_show_again(void) {
    seesh_painting_erase_suggestion();
    if (!seesh_editor_mark_unfinished_line()) rl_crlf();
    // Clears the rows below the old line.
    put_capability("cd");
    rl_on_new_line();
    (*rl_redisplay_function)();
    fflush(rl_outstream);
}

// ---- what the caller sets and asks

bool seesh_editor_is_vi(void) { return rl_editing_mode == 0; }

void seesh_editor_set_vi(bool on) {
    if (on == seesh_editor_is_vi()) return;
    rl_variable_bind("editing-mode", on ? "vi" : "emacs");
}

void seesh_editor_replace_line(const char *text, size_t point) {
    rl_begin_undo_group();
    rl_delete_text(0, rl_end);
    rl_point = 0;
    rl_insert_text(text);
    rl_end_undo_group();
    rl_point = point < (size_t)rl_end ? (int)point : rl_end;
}

const char *seesh_editor_buffer(void) { return rl_line_buffer; }

size_t seesh_editor_point(void) { return (size_t)rl_point; }

void seesh_editor_add_history(const char *text) { add_history(text); }

void seesh_editor_clear_history(void) { clear_history(); }

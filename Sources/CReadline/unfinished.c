// Unfinished lines: output that has no newline at its end, or has come upon a line that is being edited.
//
// The mark of output without a final newline is as of zsh. Nobody can ask a terminal where its cursor is without taking
// what was typed meanwhile. So a mark and as many blanks are written as fill a row exactly: from the first column they end
// at the right margin of the same row, which is then cleared; from any other they go on in the next row, and the mark
// stays behind the text.

#include "internal.h"

#include <stdio.h>

#include <readline/readline.h>

extern int tgetflag(char *name);
extern char *tgetstr(char *name, char **area);
extern int tputs(const char *text, int lines, int (*put)(int));

static int put(int byte) { return putc(byte, rl_outstream); }

static void put_capability(char *name) {
    char buffer[2048];
    char *area = buffer;
    char *text = tgetstr(name, &area);
    if (text) tputs(text, 1, put);
}

bool seesh_editor_mark_unfinished_line(void) {
    int rows, columns;
    rl_reset_screen_size();
    rl_get_screen_size(&rows, &columns);
    // The cursor must wait at the margin for the next character: margins that wrap, but not at once.
    char buffer[2048];
    char *area = buffer;
    if (columns < 2 || tgetflag("am") <= 0 || tgetflag("xn") <= 0 || !tgetstr("ce", &area)) return false;
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
    // What was below the line before.
    put_capability("cd");
    rl_on_new_line();
    (*rl_redisplay_function)();
    fflush(rl_outstream);
}

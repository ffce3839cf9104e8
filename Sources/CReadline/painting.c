// Painting: colours over what readline shows, and the suggestion behind it.
//
// readline tells the screen what has changed, and knows nothing of colours. So its output for the line is discarded; the changes
// are written here instead, in colours, with each character and the cursor where readline believes them to be. Where that is
// not certain, because something else was written or a part of the line cannot be measured, readline's own output goes out,
// and the line is painted over. The suggestion is erased as soon as a key comes.

#define _GNU_SOURCE
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <termcap.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static const char *const colour_codes[] = {
    [SEESH_COLOUR_NONE] = "",        [SEESH_COLOUR_MISSING] = "31",   [SEESH_COLOUR_RESERVED] = "1",
    [SEESH_COLOUR_REDIRECTION] = "36", [SEESH_COLOUR_COMMENT] = "2",  [SEESH_COLOUR_UNCLOSED] = "33",
    [SEESH_COLOUR_MISPLACED] = "4;31", [SEESH_COLOUR_SUGGESTION] = "2",
};

static bool terminal_has_colours;

// A place on the screen: rows count from that of the prompt's last line, columns from 0.
struct place {
    int row;
    int column;
};

// Where the line begins, where the cursor is and where the line ends.
struct layout {
    struct place start;
    struct place point;
    struct place end;
};

// A line with its colours.
struct picture {
    char *line;
    unsigned char *colours;
    size_t length;
    bool has_colours;
};

// The picture that the caller wants, and the one on the screen. `line` is NULL where there is none.
static struct picture wanted;
static struct picture shown;
static struct layout shown_layout;
static char *suggestion;
static bool shows_suggestion;

// ---- the output of readline

// The kind of the output: after other output the place of the line is unknown.
static enum { OTHER, DISCARDED, PAINTED } output;

static void forget(struct picture *picture) {
    free(picture->line);
    free(picture->colours);
    *picture = (struct picture){0};
}

static ssize_t write_out(void *cookie, const char *bytes, size_t count) {
    (void)cookie;
    if (output == DISCARDED) return (ssize_t)count;
    if (output == OTHER) forget(&shown);
    return write(STDERR_FILENO, bytes, count);
}

FILE *seesh_painting_stream(void) {
    FILE *stream = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_out});
    return stream ? stream : stderr;
}

// ---- places of characters

static int rows;
static int columns;

// The cursor, while something is written; otherwise the places are only measured.
static struct place cursor;
static bool is_writing;

static void go_to(struct place target) {
    if (cursor.row == target.row && cursor.column == target.column) return;
    fputc('\r', rl_outstream);
    for (; cursor.row < target.row; cursor.row++) fputc('\n', rl_outstream);
    if (cursor.row > target.row) fprintf(rl_outstream, "\033[%dA", cursor.row - target.row);
    if (target.column > 0) fprintf(rl_outstream, "\033[%dC", target.column);
    cursor = target;
}

// Moves to the next row. readline leaves traces behind where characters of several columns have moved.
static void leave_row(struct place *place) {
    if (is_writing) {
        go_to(*place);
        fputs("\033[K", rl_outstream);
    }
    *place = (struct place){place->row + 1, 0};
}

// Puts a character of `width` columns behind `place`. readline is on the next row as soon as a row is full.
static void put(struct place *place, const char *bytes, size_t count, int width) {
    if (width == 0) {
        // It joins the last character, wherever the cursor is.
        if (is_writing) fwrite(bytes, 1, count, rl_outstream);
        return;
    }
    if (place->column + width > columns) leave_row(place);
    if (is_writing) {
        // The terminal itself continues from a full row in the next.
        bool continues = cursor.column == columns && place->row == cursor.row + 1 && place->column == 0;
        if (!continues) go_to(*place);
        fwrite(bytes, 1, count, rl_outstream);
        cursor = (struct place){place->row, place->column + width};
    }
    place->column += width;
    if (place->column >= columns) *place = (struct place){place->row + 1, 0};
}

// Puts the character at `text`, as readline shows it. Returns its length, or 0 where its width is unknown.
static size_t put_character(struct place *place, const char *text, size_t left) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '\n') {
        leave_row(place);
    } else if (byte == '\t') {
        for (int spaces = 8 - place->column % 8; spaces > 0; spaces--) put(place, " ", 1, 1);
    } else if (byte < 0x20 || byte == 0x7F) {
        char letter = (char)(byte ^ 0x40);
        put(place, "^", 1, 1);
        put(place, &letter, 1, 1);
    } else if (byte < 0x80) {
        put(place, text, 1, 1);
    } else {
        wchar_t character;
        mbstate_t state = {0};
        size_t count = mbrtowc(&character, text, left, &state);
        int width = count == 0 || count > left ? -1 : wcwidth(character);
        if (width < 0) return 0;
        put(place, text, count, width);
        return count;
    }
    return 1;
}

// Moves `place` behind the text. Returns the length of the beginning that has a known place on the screen.
static size_t measure(const char *text, size_t count, struct place *place) {
    is_writing = false;
    size_t index = 0;
    while (index < count) {
        struct place next = *place;
        size_t step = put_character(&next, text + index, count - index);
        if (step == 0 || next.row >= rows) break;
        *place = next;
        index += step;
    }
    return index;
}

// Moves `place` behind a prompt's last line, in which the bytes 1 and 2 enclose text without width.
static bool measure_prompt(const char *prompt, struct place *place) {
    const char *newline = strrchr(prompt, '\n');
    for (const char *text = newline ? newline + 1 : prompt; *text;) {
        if (*text == RL_PROMPT_START_IGNORE) {
            while (*text && *text != RL_PROMPT_END_IGNORE) text++;
            if (*text) text++;
            continue;
        }
        if ((unsigned char)*text < 0x20 || *text == 0x7F) return false;
        size_t plain = strcspn(text, "\001\n");
        if (measure(text, plain, place) < plain) return false;
        text += plain;
    }
    return true;
}

static bool is_on(const char *variable) {
    const char *value = rl_variable_value(variable);
    return value && strcmp(value, "on") == 0;
}

static bool measure_prompts(struct place *place) {
    if (is_on("show-mode-in-prompt")) {
        const char *mode = rl_editing_mode == 1                                      ? "emacs-mode-string"
                           : rl_get_keymap() == rl_get_keymap_by_name("vi-insert") ? "vi-ins-mode-string"
                                                                                     : "vi-cmd-mode-string";
        const char *text = rl_variable_value(mode);
        if (!text || !measure_prompt(text, place)) return false;
    }
    return measure_prompt(rl_prompt ? rl_prompt : "", place);
}

// The layout of the wanted line. False where it is unknown, or where the line does not fit on the screen.
static bool measure_wanted(struct layout *layout) {
    size_t before = (size_t)rl_point, behind = wanted.length - before;
    rl_get_screen_size(&rows, &columns);
    layout->start = (struct place){0, 0};
    if (columns < 2 || !measure_prompts(&layout->start)) return false;
    layout->point = layout->start;
    if (measure(wanted.line, before, &layout->point) < before) return false;
    // Before a wide character that moves to the next row the cursor does so too.
    struct place next = layout->point;
    put_character(&next, wanted.line + before, behind);
    bool is_wide = (unsigned char)wanted.line[before] >= 0x80;
    if (is_wide && next.row > layout->point.row && next.column > 0) layout->point = (struct place){next.row, 0};
    layout->end = layout->point;
    return measure(wanted.line + before, behind, &layout->end) == behind;
}

// ---- what is wanted

void seesh_painting_follow_terminal(const char *name) {
    terminal_has_colours =
        name && strcmp(name, "dumb") != 0 && tgetent(NULL, name) > 0 && tgetnum("Co") >= 8 && tgetflag("am");
}

void seesh_editor_paint(size_t start, size_t end, int colour) {
    for (size_t place = start; colour != SEESH_COLOUR_NONE && place < end && place < wanted.length; place++) {
        if (wanted.colours[place] != SEESH_COLOUR_NONE) continue;
        wanted.colours[place] = (unsigned char)colour;
        wanted.has_colours = true;
    }
}

void seesh_editor_suggest(const char *rest) {
    free(suggestion);
    suggestion = rest ? strdup(rest) : NULL;
}

static bool is_wanted_line(void) { return wanted.line && strcmp(wanted.line, rl_line_buffer) == 0; }

const char *seesh_painting_suggestion(void) {
    return suggestion && rl_point == rl_end && is_wanted_line() ? suggestion : NULL;
}

static bool begin_picture(struct picture *picture) {
    forget(picture);
    picture->length = strlen(rl_line_buffer);
    picture->line = strdup(rl_line_buffer);
    picture->colours = calloc(picture->length + 1, 1);
    if (!picture->line || !picture->colours) forget(picture);
    return picture->line != NULL;
}

static bool ask(void) {
    if (is_wanted_line()) return true;
    seesh_editor_suggest(NULL);
    if (!begin_picture(&wanted)) return false;
    seesh_callbacks.paint(rl_line_buffer);
    return true;
}

// ---- painting

void seesh_painting_erase_suggestion(void) {
    if (!shows_suggestion) return;
    shows_suggestion = false;
    fflush(rl_outstream);
    output = PAINTED;
    // The cursor is at the end of the line.
    fputs("\033[J", rl_outstream);
    fflush(rl_outstream);
    output = OTHER;
}

// The index of the first character in which the two pictures differ.
static size_t first_difference(void) {
    size_t index = 0;
    while (index < wanted.length && index < shown.length && wanted.line[index] == shown.line[index] &&
           wanted.colours[index] == shown.colours[index])
        index++;
    // A combining character is written together with the one before it.
    while (index > 0 && ((unsigned char)wanted.line[index] >= 0x80 || (unsigned char)shown.line[index] >= 0x80)) {
        do index--;
        while (index > 0 && ((unsigned char)wanted.line[index] & 0xC0) == 0x80);
        if ((unsigned char)wanted.line[index] < 0x80) break;
    }
    return index;
}

// `colours` has one for each byte; where it is NULL, all have `colour`.
static void write_coloured(struct place place, const char *text, size_t count, const unsigned char *colours, int colour) {
    int current = SEESH_COLOUR_NONE;
    is_writing = true;
    for (size_t index = 0; index < count;) {
        int next = colours ? colours[index] : colour;
        if (next != current) fprintf(rl_outstream, "\033[%s%sm", current == SEESH_COLOUR_NONE ? "" : "0;", colour_codes[next]);
        current = next;
        size_t step = put_character(&place, text + index, count - index);
        if (step == 0) break;
        index += step;
    }
    if (current != SEESH_COLOUR_NONE) fputs("\033[m", rl_outstream);
}

// Shows the wanted picture, after readline's redisplay. With `is_known`, the screen has the picture `shown`.
static void paint(const struct layout *layout, bool is_known) {
    // Otherwise readline has just shown the line without colours.
    size_t first = is_known ? first_difference() : wanted.has_colours ? 0 : wanted.length;
    cursor = is_known ? shown_layout.point : layout->point;
    if (first < wanted.length || (is_known && wanted.length != shown.length)) {
        struct place place = layout->start;
        measure(wanted.line, first, &place);
        write_coloured(place, wanted.line + first, wanted.length - first, wanted.colours + first, 0);
        go_to(layout->end);
        fputs("\033[J", rl_outstream);
    }
    // A pending key would not erase the suggestion.
    const char *rest = rl_pending_input == 0 ? seesh_painting_suggestion() : NULL;
    struct place behind = layout->end;
    size_t fitting = rest ? measure(rest, strlen(rest), &behind) : 0;
    if (fitting > 0) {
        go_to(layout->end);
        write_coloured(layout->end, rest, fitting, NULL, SEESH_COLOUR_SUGGESTION);
        shows_suggestion = true;
    }
    go_to(layout->point);
}

static void redisplay(void) {
    seesh_painting_erase_suggestion();
    fflush(rl_outstream);
    // readline alone shows a message in place of the prompt, a region, and a line that scrolls sideways.
    bool can_paint = rl_display_prompt == rl_prompt && !rl_mark_active_p() && !is_on("horizontal-scroll-mode");
    struct layout layout;
    bool paints = can_paint && ask() && measure_wanted(&layout);
    struct place start = shown_layout.start;
    bool is_known = paints && shown.line && start.row == layout.start.row && start.column == layout.start.column;
    if (!paints && shown.has_colours) {
        rl_clear_visible_line();
        rl_on_new_line();
    }
    output = is_known ? DISCARDED : OTHER;
    rl_redisplay();
    fflush(rl_outstream);
    if (paints) {
        output = PAINTED;
        paint(&layout, is_known);
        fflush(rl_outstream);
    }
    output = OTHER;
    forget(&shown);
    if (!paints || !begin_picture(&shown)) return;
    memcpy(shown.colours, wanted.colours, wanted.length);
    shown.has_colours = wanted.has_colours;
    shown_layout = layout;
}

void seesh_painting_begin(bool paints) {
    forget(&wanted);
    forget(&shown);
    seesh_editor_suggest(NULL);
    shows_suggestion = false;
    // Where the terminal does not echo, readline shows no line, and the prompt only with its own redisplay function.
    struct termios modes;
    bool echoes = tcgetattr(STDIN_FILENO, &modes) == 0 && (modes.c_lflag & ECHO);
    rl_redisplay_function = paints && terminal_has_colours && echoes ? redisplay : rl_redisplay;
}

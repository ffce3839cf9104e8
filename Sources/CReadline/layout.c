// Layout: where on the screen readline has the characters of the line, and writing them there.
//
// Rows count from that of the prompt's last line, columns from 0. Where nobody can tell how something is shown, the answer is that it
// is not known.

#define _GNU_SOURCE
#include "internal.h"

#include <string.h>
#include <wchar.h>

static int columns;

// Where the cursor is, while something is written; otherwise only the places are told.
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

// readline leaves traces behind where characters of several columns have moved.
static void clear_row(struct place from) {
    go_to(from);
    fputs("\033[K", rl_outstream);
}

// Puts a character of `width` columns behind `place`. readline is on the next row as soon as a row is full.
static void put(struct place *place, const char *bytes, size_t count, int width) {
    if (width == 0) {
        // It joins what was written last, wherever the cursor is.
        if (is_writing) fwrite(bytes, 1, count, rl_outstream);
        return;
    }
    if (place->column + width > columns) {
        if (is_writing) clear_row(*place);
        *place = (struct place){place->row + 1, 0};
    }
    if (is_writing) {
        // The terminal itself goes on from a full row to the next.
        bool continues = cursor.column == columns && place->row == cursor.row + 1 && place->column == 0;
        if (!continues) go_to(*place);
        fwrite(bytes, 1, count, rl_outstream);
        cursor = (struct place){place->row, place->column + width};
    }
    place->column += width;
    if (place->column >= columns) *place = (struct place){place->row + 1, 0};
}

// Puts the character at `text`, as readline shows it. Returns its length, 0 where nobody knows how it is shown.
static size_t put_character(struct place *place, const char *text, size_t left) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '\n') {
        if (is_writing) clear_row(*place);
        *place = (struct place){place->row + 1, 0};
    } else if (byte == '\t') {
        for (int spaces = 8 - place->column % 8; spaces > 0; spaces--) put(place, " ", 1, 1);
    } else if (byte < 0x20 || byte == 0x7F) {
        char shown = (char)(byte ^ 0x40);
        put(place, "^", 1, 1);
        put(place, &shown, 1, 1);
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

// The end of `text`, which begins at `place`; false where it is not known.
static bool measure(const char *text, size_t count, struct place *place) {
    is_writing = false;
    for (size_t index = 0; index < count;) {
        size_t step = put_character(place, text + index, count - index);
        if (step == 0) return false;
        index += step;
    }
    return true;
}

// The end of a prompt's last line, in which the bytes 1 and 2 enclose what has no width.
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
        if (!measure(text, plain, place)) return false;
        text += plain;
    }
    return true;
}

bool seesh_is_on(const char *variable) {
    const char *value = rl_variable_value(variable);
    return value && strcmp(value, "on") == 0;
}

// The place where the line begins.
static bool find_start(struct place *place) {
    if (seesh_is_on("show-mode-in-prompt")) {
        const char *mode = rl_editing_mode == 1                                      ? "emacs-mode-string"
                           : rl_get_keymap() == rl_get_keymap_by_name("vi-insert") ? "vi-ins-mode-string"
                                                                                     : "vi-cmd-mode-string";
        const char *shown = rl_variable_value(mode);
        if (!shown || !measure_prompt(shown, place)) return false;
    }
    return measure_prompt(rl_prompt ? rl_prompt : "", place);
}

bool seesh_layout_measure(const char *line, size_t count, size_t point, struct layout *layout) {
    rl_get_screen_size(&layout->rows, &columns);
    layout->start = (struct place){0, 0};
    if (columns < 2 || !find_start(&layout->start)) return false;
    layout->point = layout->start;
    if (!measure(line, point, &layout->point)) return false;
    // In front of a wide character that goes to the next row the cursor does so too.
    struct place next = layout->point;
    put_character(&next, line + point, count - point);
    bool is_wide = point < count && (unsigned char)line[point] >= 0x80;
    if (is_wide && next.row > layout->point.row && next.column > 0) layout->point = (struct place){next.row, 0};
    layout->end = layout->point;
    return measure(line + point, count - point, &layout->end) && layout->end.row < layout->rows;
}

struct place seesh_layout_behind(const char *text, size_t count, struct place place) {
    measure(text, count, &place);
    return place;
}

size_t seesh_layout_fitting(const char *text, const struct layout *layout) {
    size_t count = strlen(text), index = 0;
    struct place place = layout->end;
    is_writing = false;
    while (index < count) {
        size_t step = put_character(&place, text + index, count - index);
        if (step == 0 || place.row >= layout->rows) break;
        index += step;
    }
    return index;
}

void seesh_layout_begin(struct place at) {
    cursor = at;
    is_writing = true;
}

void seesh_layout_go_to(struct place target) { go_to(target); }

size_t seesh_layout_write(struct place *place, const char *text, size_t count) {
    is_writing = true;
    return put_character(place, text, count);
}

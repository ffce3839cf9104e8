// Completion: readline inserts and lists, the caller finds the matches.
//
// readline's idea of words and quotes is too simple for the shell's language. So the word that it completes is the whole line up
// to the cursor, and a match is a whole line as well, in which everything is quoted already.

#define _GNU_SOURCE
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include <readline/readline.h>

static char **matches;
static struct entry {
    char *line;
    char *description;
} *entries;
static size_t match_count;
static size_t match_capacity;
static size_t match_start;
static bool has_descriptions;

static void forget_entries(void) {
    for (size_t index = 0; index < match_count; index++) {
        free(entries[index].line);
        free(entries[index].description);
    }
    free(entries);
    entries = NULL;
    match_count = match_capacity = 0;
    has_descriptions = false;
}

void seesh_editor_begin_matches(size_t start) { match_start = start; }

void seesh_editor_add_match(const char *line, const char *description) {
    if (match_count + 1 >= match_capacity) {
        size_t capacity = match_capacity ? 2 * match_capacity : 64;
        char **more = realloc(matches, capacity * sizeof *more);
        if (!more) return;
        matches = more;
        struct entry *more_entries = realloc(entries, capacity * sizeof *more_entries);
        if (!more_entries) return;
        entries = more_entries;
        match_capacity = capacity;
    }
    if (*description) has_descriptions = true;
    matches[match_count] = strdup(line);
    // readline takes the matches over, sorts and frees them: the list needs its own.
    entries[match_count] = (struct entry){.line = strdup(line), .description = strdup(description)};
    match_count++;
    matches[match_count] = NULL;
}

static char *no_word_breaks(void) { return ""; }

static char **find_matches(const char *text, int start, int end) {
    (void)start;
    (void)end;
    rl_attempted_completion_over = 1;
    rl_completion_suppress_append = 1;
    forget_entries();
    seesh_callbacks.complete(text);
    char **found = matches;
    matches = NULL;
    return found;
}

// The length of the character at `text`; a byte that is none is taken for one that cannot be shown.
static size_t decode(const char *text, wchar_t *character) {
    mbstate_t state = {0};
    size_t length = mbrtowc(character, text, MB_CUR_MAX, &state);
    if (length > 0 && length <= MB_CUR_MAX) return length;
    *character = (wchar_t)WEOF;
    return 1;
}

// Columns of a text that holds no controls.
static int width_of(const char *text) {
    int columns = 0;
    while (*text) {
        wchar_t character;
        text += decode(text, &character);
        int width = wcwidth(character);
        columns += width < 0 ? 1 : width;
    }
    return columns;
}

static const char *description_of(const char *match) {
    for (size_t index = 1; index < match_count; index++) {
        if (strcmp(entries[index].line, match) == 0) return entries[index].description;
    }
    return "";
}

static bool wants_all(int count) {
    if (rl_completion_query_items <= 0 || count < rl_completion_query_items) return true;
    fprintf(rl_outstream, "Display all %d possibilities? (y or n)", count);
    fflush(rl_outstream);
    for (;;) {
        int key = rl_read_key();
        if (key == 'y' || key == 'Y' || key == ' ') return true;
        if (key == 'n' || key == 'N' || key == RUBOUT || key == CTRL('G') || key == EOF) return false;
    }
}

// Puts the descriptions behind what is shown, cut to the width of the window; returns the width of a column, which is the
// window's where few are shown. The texts are to be freed.
static int describe(char **shown, char **found, int count) {
    int rows, columns, names = 0, widest = 0;
    rl_get_screen_size(&rows, &columns);
    for (int index = 1; index <= count; index++) {
        int width = width_of(shown[index]);
        if (width > names) names = width;
    }
    for (int index = 1; index <= count; index++) {
        const char *description = description_of(found[index]);
        int padding = names - width_of(shown[index]) + 2;
        size_t size = strlen(shown[index]) + (size_t)padding + strlen(description) + 1;
        char *text = malloc(size);
        if (!text) abort();
        snprintf(text, size, "%s%*s%s", shown[index], padding, "", description);
        size_t name = strlen(shown[index]);
        while (width_of(text) >= columns && strlen(text) > name) {
            size_t last = strlen(text) - 1;
            while ((text[last] & 0xC0) == 0x80 && last > 0) last--;
            text[last] = 0;
        }
        free(shown[index]);
        shown[index] = text;
        if (width_of(text) > widest) widest = width_of(text);
    }
    return count < rows / 2 ? columns : widest;
}

// A copy in which what readline would write as it is, though the terminal acts on it or it is no character, is `?`.
static char *harmless(const char *text) {
    char *copy = strdup(text), *end = copy;
    if (!copy) abort();
    if (MB_CUR_MAX == 1) return copy;
    while (*text) {
        wchar_t character;
        size_t length = decode(text, &character);
        if ((wint_t)character >= 0x80 && !iswprint((wint_t)character)) {
            *end++ = '?';
        } else {
            memcpy(end, text, length);
            end += length;
        }
        text += length;
    }
    *end = 0;
    return copy;
}

// The list under the line, in columns.
static void list_matches(char **found, int count, int longest) {
    char **shown = malloc(((size_t)count + 2) * sizeof *shown);
    if (!shown) return;
    longest = 0;
    for (int index = 0; index <= count; index++) {
        size_t length = strlen(found[index]);
        shown[index] = harmless(found[index] + (length < match_start ? length : match_start));
        if (index > 0 && width_of(shown[index]) > longest) longest = width_of(shown[index]);
    }
    shown[count + 1] = NULL;
    rl_crlf();
    if (wants_all(count)) {
        if (rl_completion_query_items > 0 && count >= rl_completion_query_items) rl_crlf();
        if (has_descriptions) longest = describe(shown, found, count);
        rl_display_match_list(shown, count, longest);
    } else {
        rl_crlf();
    }
    for (int index = 0; index <= count; index++) free(shown[index]);
    free(shown);
    rl_forced_update_display();
}

void seesh_completion_initialize(void) {
    rl_sort_completion_matches = 0;
    rl_completion_word_break_hook = no_word_breaks;
    rl_attempted_completion_function = find_matches;
    rl_completion_display_matches_hook = list_matches;
}

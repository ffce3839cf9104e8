// Completion: the caller finds the matches, readline inserts and lists them.
//
// readline's idea of words and quotes is too simple for the shell's language. So the word that it completes is the whole line up
// to the cursor, and a match is a whole line as well, in which everything is quoted already.

#define _GNU_SOURCE
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

// The matches are owned by readline.
static char **matches;
static char **descriptions;
static size_t match_count;
static size_t match_start;
static bool has_descriptions;
static const char *completed;

void seesh_editor_begin_matches(size_t start, size_t count) {
    matches = calloc(count + 1, sizeof *matches);
    descriptions = calloc(count + 1, sizeof *descriptions);
    if (!matches || !descriptions) abort();
    match_start = start;
}

void seesh_editor_add_match(const char *text, const char *description) {
    if (*description) has_descriptions = true;
    if (asprintf(&matches[match_count], "%.*s%s", (int)match_start, completed, text) < 0) abort();
    descriptions[match_count++] = strdup(description);
}

static char *no_word_breaks(void) { return ""; }

static char **find_matches(const char *text, int start, int end) {
    (void)start, (void)end;
    rl_attempted_completion_over = 1;
    rl_completion_suppress_append = 1;
    while (match_count > 0) free(descriptions[--match_count]);
    free(descriptions);
    descriptions = NULL;
    matches = NULL;
    has_descriptions = false;
    completed = text;
    seesh_callbacks.complete(text);
    return matches;
}

// The length of the character at `text`, and how many columns it has: -1 where it cannot be shown, or is none.
static size_t decode(const char *text, int *width) {
    wchar_t character;
    mbstate_t state = {0};
    size_t length = mbrtowc(&character, text, MB_CUR_MAX, &state);
    bool is_character = length > 0 && length <= MB_CUR_MAX;
    *width = is_character ? wcwidth(character) : -1;
    return is_character ? length : 1;
}

// Columns of a text that holds no controls.
static int width_of(const char *text) {
    int columns = 0, width;
    while (*text) {
        text += decode(text, &width);
        columns += width < 0 ? 1 : width;
    }
    return columns;
}

static bool wants_all(int count) {
    if (rl_completion_query_items <= 0 || count < rl_completion_query_items) return true;
    fprintf(rl_outstream, "Display all %d possibilities? (y or n)", count);
    fflush(rl_outstream);
    for (;;) {
        int key = rl_read_key();
        if (key == 'y' || key == 'Y' || key == ' ') {
            rl_crlf();
            return true;
        }
        if (key == 'n' || key == 'N' || key == RUBOUT || key == CTRL('G') || key == EOF) return false;
    }
}

// A copy with `?` for each byte or character beyond ASCII that the terminal cannot show. readline shows controls itself.
static char *harmless(const char *text) {
    char *copy = strdup(text), *end = copy;
    if (!copy) abort();
    if (MB_CUR_MAX == 1) return copy;
    while (*text) {
        int width;
        size_t length = decode(text, &width);
        if ((unsigned char)*text >= 0x80 && width < 0) {
            *end++ = '?';
        } else {
            end = mempcpy(end, text, length);
        }
        text += length;
    }
    *end = 0;
    return copy;
}

// Adds the description to a name of the list, cut to the width of the window.
static char *described(char *name, int names, const char *description, int columns) {
    char *text;
    int padding = names - width_of(name) + 2;
    if (asprintf(&text, "%s%*s%s", name, padding, "", description) < 0) abort();
    size_t end = strlen(name);
    for (int total = width_of(name), width; text[end]; total += width < 0 ? 1 : width) {
        size_t length = decode(text + end, &width);
        if (total + (width < 0 ? 1 : width) >= columns) break;
        end += length;
    }
    text[end] = 0;
    free(name);
    return text;
}

// Lists the matches below the line, in columns; in one column where descriptions need less than half of the window.
static void list_matches(char **found, int count, int longest) {
    char **shown = calloc((size_t)count + 2, sizeof *shown);
    if (!shown) return;
    int rows, columns, names = 0;
    rl_get_screen_size(&rows, &columns);
    for (int index = 0; index <= count; index++) {
        shown[index] = harmless(found[index] + strnlen(found[index], match_start));
        int width = width_of(shown[index]);
        if (index > 0 && width > names) names = width;
    }
    longest = names;
    for (int index = 1; has_descriptions && index <= count; index++) {
        shown[index] = described(shown[index], names, descriptions[index], columns);
        int width = width_of(shown[index]);
        if (width > longest) longest = width;
    }
    if (has_descriptions && count < rows / 2) longest = columns;
    rl_crlf();
    if (wants_all(count)) {
        rl_display_match_list(shown, count, longest);
    } else {
        rl_crlf();
    }
    for (int index = 0; index <= count; index++) free(shown[index]);
    free(shown);
    rl_forced_update_display();
}

void seesh_completion_initialize(void) {
    // `descriptions` has the order of the matches.
    rl_sort_completion_matches = 0;
    rl_ignore_completion_duplicates = 0;
    rl_completion_word_break_hook = no_word_breaks;
    rl_attempted_completion_function = find_matches;
    rl_completion_display_matches_hook = list_matches;
}

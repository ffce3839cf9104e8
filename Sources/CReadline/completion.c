// Completion: readline inserts and lists, the caller finds the matches.
//
// readline's idea of words and quotes is too simple for the shell's language. So the word that it completes is the whole line up
// to the cursor, and a match is a whole line as well, in which everything is quoted already.

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

static void (*complete_line)(const char *line);
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

void seesh_editor_set_completer(void (*complete)(const char *line)) { complete_line = complete; }

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
    if (complete_line) complete_line(text);
    char **found = matches;
    matches = NULL;
    return found;
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

// The list under the line: in columns, or a line for each where there are descriptions.
static void list_matches(char **found, int count, int longest) {
    char **shown = malloc(((size_t)count + 2) * sizeof *shown);
    if (!shown) return;
    for (int index = 0; index <= count; index++) {
        size_t length = strlen(found[index]);
        shown[index] = found[index] + (length < match_start ? length : match_start);
    }
    shown[count + 1] = NULL;
    longest -= (int)match_start;
    rl_crlf();
    if (wants_all(count)) {
        if (rl_completion_query_items > 0 && count >= rl_completion_query_items) rl_crlf();
        if (has_descriptions) {
            for (int index = 1; index <= count; index++) {
                const char *description = description_of(found[index]);
                fprintf(rl_outstream, "%-*s  %s", longest, shown[index], description);
                rl_crlf();
            }
        } else {
            rl_display_match_list(shown, count, longest);
        }
    } else {
        rl_crlf();
    }
    free(shown);
    rl_forced_update_display();
}

void seesh_completion_initialize(void) {
    rl_completion_word_break_hook = no_word_breaks;
    rl_attempted_completion_function = find_matches;
    rl_completion_display_matches_hook = list_matches;
}

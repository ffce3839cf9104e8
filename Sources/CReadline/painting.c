// Painting: colours over what readline shows, and the suggestion behind it.
//
// readline tells the screen what has changed, and knows nothing of colours. So what it writes to show the line is kept back; the
// changes are written here instead, in colours, with each character and the cursor where readline believes them to be. Where that is
// not certain, because something else has been written or the line has parts nobody can measure, readline's own output goes out, and
// the line is painted over. The suggestion is erased as soon as a key comes.

#define _GNU_SOURCE
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>
#include <termcap.h>
#include <termios.h>

static const char *const colour_codes[] = {
    [SEESH_COLOUR_NONE] = "",        [SEESH_COLOUR_MISSING] = "31",   [SEESH_COLOUR_RESERVED] = "1",
    [SEESH_COLOUR_REDIRECTION] = "36", [SEESH_COLOUR_COMMENT] = "2",  [SEESH_COLOUR_UNCLOSED] = "33",
    [SEESH_COLOUR_MISPLACED] = "4;31", [SEESH_COLOUR_SUGGESTION] = "2",
};

static bool terminal_has_colours;

// A line with its colours.
struct picture {
    char *line;
    unsigned char *colours;
    size_t length;
    bool has_colours;
};

// What the painter has said, and what is on the screen: nothing is where `line` is NULL.
static struct picture wanted;
static struct picture shown;
static struct place shown_start;
static struct place shown_point;
static char *suggestion;
static bool shows_suggestion;

// ---- readline's output

// While the line is redisplayed, what readline writes is kept back.
static bool keeps_back;
static bool is_painting;
static char *kept;
static size_t kept_count;
static size_t kept_capacity;

static void forget(struct picture *picture) {
    free(picture->line);
    free(picture->colours);
    *picture = (struct picture){0};
}

static bool keep_back(const char *bytes, size_t count) {
    if (kept_count + count > kept_capacity) {
        size_t capacity = 2 * (kept_count + count);
        char *more = realloc(kept, capacity);
        if (!more) return false;
        kept = more;
        kept_capacity = capacity;
    }
    memcpy(kept + kept_count, bytes, count);
    kept_count += count;
    return true;
}

static ssize_t write_out(void *cookie, const char *bytes, size_t count) {
    (void)cookie;
    if (keeps_back && keep_back(bytes, count)) return (ssize_t)count;
    // Whatever else is written may have moved the line.
    if (!is_painting) forget(&shown);
    return write(STDERR_FILENO, bytes, count);
}

FILE *seesh_painting_stream(void) {
    return fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_out});
}

// ---- the painter

void seesh_painting_follow_terminal(const char *name) {
    static char description[4096];
    terminal_has_colours =
        name && strcmp(name, "dumb") != 0 && tgetent(description, name) > 0 && tgetnum("Co") >= 8 && tgetflag("am");
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
    suggestion = strdup(rest);
}

const char *seesh_painting_suggestion(void) {
    bool holds = wanted.line && suggestion && rl_point == rl_end && strcmp(wanted.line, rl_line_buffer) == 0;
    return holds ? suggestion : NULL;
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
    if (wanted.line && strcmp(wanted.line, rl_line_buffer) == 0) return true;
    free(suggestion);
    suggestion = NULL;
    if (!begin_picture(&wanted)) return false;
    seesh_callbacks.paint(rl_line_buffer);
    return true;
}

// ---- painting

void seesh_painting_erase_suggestion(void) {
    if (!shows_suggestion) return;
    shows_suggestion = false;
    fflush(rl_outstream);
    is_painting = true;
    // The cursor is at the end of the line.
    fputs("\033[J", rl_outstream);
    fflush(rl_outstream);
    is_painting = false;
}

// A message in place of the prompt, a region and a line that scrolls sideways are left to readline.
static bool can_paint(void) {
    return rl_display_prompt == rl_prompt && !rl_mark_active_p() &&
           !seesh_is_on("horizontal-scroll-mode");
}

// Where the picture that is wanted begins to differ from the one on the screen: at a character that begins a place.
static size_t first_difference(void) {
    size_t index = 0;
    while (index < wanted.length && index < shown.length && wanted.line[index] == shown.line[index] &&
           wanted.colours[index] == shown.colours[index])
        index++;
    // What joins a character is written together with it.
    while (index > 0 && ((unsigned char)wanted.line[index] >= 0x80 || (unsigned char)shown.line[index] >= 0x80)) {
        do index--;
        while (index > 0 && ((unsigned char)wanted.line[index] & 0xC0) == 0x80);
        if ((unsigned char)wanted.line[index] < 0x80) break;
    }
    return index;
}

static void write_coloured(struct place place, const char *text, size_t count, const unsigned char *colours, int colour) {
    int current = SEESH_COLOUR_NONE;
    for (size_t index = 0; index < count;) {
        int next = colours ? colours[index] : colour;
        if (next != current) fprintf(rl_outstream, "\033[%s%sm", current == SEESH_COLOUR_NONE ? "" : "0;", colour_codes[next]);
        current = next;
        size_t step = seesh_layout_write(&place, text + index, count - index);
        if (step == 0) break;
        index += step;
    }
    if (current != SEESH_COLOUR_NONE) fputs("\033[m", rl_outstream);
}

static void paint(const struct layout *layout, size_t first) {
    if (first < wanted.length || wanted.length != shown.length) {
        struct place place = seesh_layout_behind(wanted.line, first, layout->start);
        write_coloured(place, wanted.line + first, wanted.length - first, wanted.colours + first, 0);
        seesh_layout_go_to(layout->end);
        fputs("\033[J", rl_outstream);
    }
    // A key that has been read already would leave a suggestion behind.
    const char *rest = rl_pending_input == 0 ? seesh_painting_suggestion() : NULL;
    size_t fitting = rest ? seesh_layout_fitting(rest, layout) : 0;
    if (fitting > 0) {
        seesh_layout_go_to(layout->end);
        write_coloured(layout->end, rest, fitting, NULL, SEESH_COLOUR_SUGGESTION);
        shows_suggestion = true;
    }
    seesh_layout_go_to(layout->point);
}

// Shows what is wanted, once readline has done its part.
static void show_wanted(const struct layout *layout) {
    bool is_known = shown.line && shown_start.row == layout->start.row && shown_start.column == layout->start.column;
    if (!is_known) fwrite(kept, 1, kept_count, rl_outstream);
    size_t first = 0;
    if (is_known) {
        first = first_difference();
    } else {
        forget(&shown);
        // readline has just shown it without colours.
        if (!wanted.has_colours && begin_picture(&shown)) first = wanted.length;
    }
    seesh_layout_begin(is_known ? shown_point : layout->point);
    paint(layout, first);
    forget(&shown);
    if (!begin_picture(&shown)) return;
    memcpy(shown.colours, wanted.colours, wanted.length);
    shown.has_colours = wanted.has_colours;
    shown_start = layout->start;
    shown_point = layout->point;
}

// The line is about to be shown without colours.
static void leave_colours(void) {
    if (shown.has_colours) {
        rl_clear_visible_line();
        rl_on_new_line();
    }
    forget(&shown);
}

static void redisplay(void) {
    seesh_painting_erase_suggestion();
    fflush(rl_outstream);
    struct layout layout;
    bool paints = can_paint() && ask() && seesh_layout_measure(wanted.line, wanted.length, (size_t)rl_point, &layout);
    if (!paints) leave_colours();
    kept_count = 0;
    keeps_back = paints;
    rl_redisplay();
    fflush(rl_outstream);
    keeps_back = false;
    if (!paints) return;
    is_painting = true;
    show_wanted(&layout);
    fflush(rl_outstream);
    is_painting = false;
}

void seesh_painting_begin(bool paints) {
    forget(&wanted);
    forget(&shown);
    free(suggestion);
    suggestion = NULL;
    shows_suggestion = false;
    // Where the terminal does not echo, readline shows no line, and the prompt only where the redisplay is its own.
    struct termios modes;
    bool echoes = tcgetattr(STDIN_FILENO, &modes) == 0 && (modes.c_lflag & ECHO);
    rl_redisplay_function = paints && terminal_has_colours && echoes ? redisplay : rl_redisplay;
}

// CReadline: GNU readline as a line editor that never waits.
//
// readline's callback interface takes a byte when there is one; who waits, and for what else, is the caller's business. Nothing
// of readline is touched before seesh_editor_initialize, so that a shell that edits no line pays nothing for it.
// One editor in a process: readline's state is global.

#ifndef CREADLINE_H
#define CREADLINE_H

#include <stdbool.h>
#include <stddef.h>

/// The variables that readline asks for, as the shell has them; NULL where one is unset. The locale is one that a static program
/// can load: C.UTF-8, or NULL for C.
enum { SEESH_VARIABLE_TERM, SEESH_VARIABLE_HOME, SEESH_VARIABLE_INPUTRC, SEESH_VARIABLE_LOCALE, SEESH_VARIABLE_COUNT };
void seesh_editor_set_variable(int variable, const char *value);

/// What keys ask the shell for. The screen is ready for output, the line is shown again behind it.
enum { SEESH_COMMAND_PLAN, SEESH_COMMAND_WAITS, SEESH_COMMAND_EDIT, SEESH_COMMAND_RUN };

struct seesh_editor_callbacks {
    /// Where readline needs a byte of a key that has not come as a whole; false gives the key up.
    bool (*wait)(void);
    /// With the line up to the cursor; calls seesh_editor_begin_matches, and seesh_editor_add_match for what all matches have in
    /// common, then each, or for a single one.
    void (*complete)(const char *line);
    /// With a line that is shown for the first time; calls seesh_editor_paint for parts of it, of which the first to cover a
    /// byte counts, and seesh_editor_suggest with what might follow. Nothing is asked where that is not wanted.
    void (*paint)(const char *line);
    /// With what is to be shown, edited or run; true where the line was replaced: after SEESH_COMMAND_EDIT it is entered.
    bool (*perform)(int command, const char *text);
};

/// Reads the terminal's description and the init file, once. Input is descriptor 0, output descriptor 2.
void seesh_editor_initialize(struct seesh_editor_callbacks callbacks);
/// TERM has another value.
void seesh_editor_reset_terminal(void);

/// Shows the prompt, and sets the terminal's modes for editing. The line is painted where that is wanted.
void seesh_editor_begin(const char *prompt, bool paints);
/// Takes a key that can be read. True where the line has ended.
bool seesh_editor_take_key(void);
/// The line that was entered, NULL at the end of the file; owned by the editor until the next call.
const char *seesh_editor_line(void);
/// Gives up the line: it stays to be seen, with ^C behind it, and the modes are put back.
void seesh_editor_abandon(void);
/// Takes the line off the screen and puts the modes back, for output of others; and shows it again.
void seesh_editor_hide(void);
void seesh_editor_show(void);
/// Begins a line, with a mark where the cursor stands behind text. False, and nothing, on terminals that cannot.
bool seesh_editor_mark_unfinished_line(void);
/// Shows the line below what others have written.
void seesh_editor_show_again(void);
/// The window has another size.
void seesh_editor_resize(void);

bool seesh_editor_is_vi(void);
void seesh_editor_set_vi(bool on);

/// What takes the place of the line from `start` up to the cursor is one of `count` texts.
void seesh_editor_begin_matches(size_t start, size_t count);
void seesh_editor_add_match(const char *text, const char *description);

/// Changes what is being edited, and where in it the cursor is.
void seesh_editor_replace_line(const char *text, size_t point);
const char *seesh_editor_buffer(void);
size_t seesh_editor_point(void);

enum {
    SEESH_COLOUR_NONE,
    SEESH_COLOUR_MISSING,
    SEESH_COLOUR_RESERVED,
    SEESH_COLOUR_REDIRECTION,
    SEESH_COLOUR_COMMENT,
    SEESH_COLOUR_UNCLOSED,
    SEESH_COLOUR_MISPLACED,
    SEESH_COLOUR_SUGGESTION,
};
void seesh_editor_paint(size_t start, size_t end, int colour);
void seesh_editor_suggest(const char *rest);

/// Does what an option of the builtin `bind` asks for, named by its letter, 0 for a line of an init file; in `keymap`, or
/// where that is NULL in the keymap at hand. Returns what is wrong, "" for a failure that needs no more words, or NULL; what
/// it lists is in seesh_bind_text. Both are owned by the editor until the next call.
const char *seesh_bind(int action, const char *argument, const char *keymap);
const char *seesh_bind_text(void);

void seesh_editor_add_history(const char *line);
void seesh_editor_clear_history(void);

#endif

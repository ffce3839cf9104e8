// CReadline: GNU readline as a line editor that never waits.
//
// readline's callback interface takes a byte when there is one; the caller waits. Nothing of readline is touched before
// seesh_editor_initialize. There is one editor in a process, because readline's state is global.

#ifndef CREADLINE_H
#define CREADLINE_H

#include <stdbool.h>
#include <stddef.h>

/// The variables that readline asks for, as the shell has them; NULL where one is unset. The locale is one that a static program
/// can load: C.UTF-8, or NULL for C.
enum { SEESH_VARIABLE_TERM, SEESH_VARIABLE_HOME, SEESH_VARIABLE_INPUTRC, SEESH_VARIABLE_LOCALE, SEESH_VARIABLE_COUNT };
void seesh_editor_set_variable(int variable, const char *value);

/// The commands of keys that the shell performs. The screen is ready for output; the line is shown again after it.
enum { SEESH_COMMAND_PLAN, SEESH_COMMAND_WAITS, SEESH_COMMAND_EDIT, SEESH_COMMAND_RUN };

struct seesh_editor_callbacks {
    /// Waits for the next byte of a key; false gives up the key.
    bool (*wait)(void);
    /// Completes the line up to the cursor: calls seesh_editor_begin_matches, and seesh_editor_add_match for the common beginning
    /// and then each completion, or for a single one.
    void (*complete)(const char *line);
    /// Called with a line that is shown for the first time: calls seesh_editor_paint for its parts, of which the first to cover
    /// a byte counts, and seesh_editor_suggest.
    void (*paint)(const char *line);
    /// Performs a command with a line, or a text to run. True where the line was replaced; SEESH_COMMAND_EDIT then enters it.
    bool (*perform)(int command, const char *text);
};

/// Reads the terminal's description and the init file, once. Input is descriptor 0, output descriptor 2.
void seesh_editor_initialize(struct seesh_editor_callbacks callbacks);
/// Adapts to the new value of TERM.
void seesh_editor_reset_terminal(void);

/// Shows the prompt, and sets the terminal's modes for editing. The line is painted where that is wanted.
void seesh_editor_begin(const char *prompt, bool paints);
/// Takes a key that can be read. True where the line has ended.
bool seesh_editor_take_key(void);
/// The line that was entered, NULL at the end of the file; owned by the editor until the next call.
const char *seesh_editor_line(void);
/// Gives up the line: it stays on the screen, followed by ^C, and the terminal modes are restored.
void seesh_editor_abandon(void);
/// Removes the line from the screen and restores the terminal modes; and shows the line again.
void seesh_editor_hide(void);
void seesh_editor_show(void);
/// Begins a line, with a mark where the cursor is behind text. Returns false where the terminal cannot do that.
bool seesh_editor_mark_unfinished_line(void);
/// Shows the line below the output of other processes.
void seesh_editor_show_again(void);
/// Adapts to the new size of the window.
void seesh_editor_resize(void);

bool seesh_editor_is_vi(void);
void seesh_editor_set_vi(bool on);

/// Announces `count` completions of the line from `start` up to the cursor.
void seesh_editor_begin_matches(size_t start, size_t count);
void seesh_editor_add_match(const char *text, const char *description);

/// Replaces the edited line and sets the cursor.
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

/// Performs an option of the builtin `bind`, named by its letter, or 0 for a line of an init file; in `keymap`, or where that
/// is NULL in the current keymap. Returns the error message, "" for a failure without one, or NULL; seesh_bind_text returns the
/// output. Both are owned by the editor until the next call.
const char *seesh_bind(int action, const char *argument, const char *keymap);
const char *seesh_bind_text(void);

void seesh_editor_add_history(const char *line);
void seesh_editor_clear_history(void);

#endif

// CReadline: GNU readline as a line editor that never waits.
//
// readline's callback interface takes a byte when there is one; who waits, and for what else, is the caller's business. Nothing
// of readline is touched before seesh_editor_initialize, so that a shell that edits no line pays nothing for it.
// One editor in a process: readline's state is global.

#ifndef CREADLINE_H
#define CREADLINE_H

#include <stdbool.h>
#include <stddef.h>

enum { SEESH_LINE_PENDING, SEESH_LINE_COMPLETE, SEESH_LINE_END };

/// The variables that readline asks for, as the shell has them; NULL where one is unset. The locale is one that a static program
/// can load: C.UTF-8, or NULL for C.
enum { SEESH_VARIABLE_TERM, SEESH_VARIABLE_HOME, SEESH_VARIABLE_INPUTRC, SEESH_VARIABLE_LOCALE, SEESH_VARIABLE_COUNT };
void seesh_editor_set_variable(int variable, const char *value);

/// Reads the terminal's description and the init file, once. Input is descriptor 0, output descriptor 2.
/// `wait` is called where readline needs a byte of a key that has not come as a whole; false gives the key up.
void seesh_editor_initialize(bool (*wait)(void));
/// TERM has another value.
void seesh_editor_reset_terminal(void);

/// Shows the prompt, and sets the terminal's modes for editing.
void seesh_editor_begin(const char *prompt);
/// Takes a key that can be read. Returns SEESH_LINE_COMPLETE where the line is entered, SEESH_LINE_END at its end of file.
int seesh_editor_take_key(void);
/// The line that was entered; owned by the editor until the next call.
const char *seesh_editor_line(void);
/// Gives up the line: it stays to be seen, with ^C behind it, and the modes are put back.
void seesh_editor_abandon(void);
/// Takes the line off the screen and puts the modes back, for output of others; and shows it again.
void seesh_editor_hide(void);
void seesh_editor_show(void);
/// Begins a line, with a mark where the cursor stands behind text. Nothing on terminals that cannot.
void seesh_editor_mark_unfinished_line(void);
/// The window has another size.
void seesh_editor_resize(void);

bool seesh_editor_is_vi(void);
void seesh_editor_set_vi(bool on);

/// `complete` is called with the line up to the cursor; it calls seesh_editor_begin_matches and seesh_editor_add_match, with
/// whole lines up to the cursor: first what all have in common, then each, or a single one.
void seesh_editor_set_completer(void (*complete)(const char *line));
/// The lines differ from `start` on.
void seesh_editor_begin_matches(size_t start);
void seesh_editor_add_match(const char *line, const char *description);

/// Meta-p calls `show` with the line, to write about it below; the line is shown again then.
void seesh_editor_set_preview(void (*show)(const char *line));

void seesh_editor_add_history(const char *line);
void seesh_editor_clear_history(void);

#endif

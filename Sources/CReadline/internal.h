// What the files of CReadline share.

#ifndef CREADLINE_INTERNAL_H
#define CREADLINE_INTERNAL_H

#include "CReadline.h"

#include <stdio.h>

#include <readline/readline.h>

extern struct seesh_editor_callbacks seesh_callbacks;

/// Tells readline where its matches come from.
void seesh_completion_initialize(void);

/// Makes the commands that readline has not, and their keys.
void seesh_commands_initialize(void);
/// Lets the commands that go to the right take the suggestion, whatever keys they are bound to.
void seesh_commands_take_suggestions(void);

/// `bind -x`: the keys, with escapes as in the init file, run a command of the shell. False where they are wrong.
bool seesh_commands_bind(Keymap map, const char *text, const char *command);
/// `bind -X`
void seesh_commands_list_bindings(Keymap map, FILE *stream);

/// Where readline writes to.
FILE *seesh_painting_stream(void);
/// Takes the suggestion off the screen; the cursor is at the end of the line.
void seesh_painting_erase_suggestion(void);
/// What may be taken behind the cursor; NULL where nothing is suggested.
const char *seesh_painting_suggestion(void);
/// A line begins.
void seesh_painting_begin(bool paints);
/// The terminal is of this type.
void seesh_painting_follow_terminal(const char *name);

/// A place on the screen, from the first column of the prompt's last line.
struct place {
    int row;
    int column;
};

/// Where the line begins, where the cursor is and where it ends; how many rows the screen has.
struct layout {
    struct place start;
    struct place point;
    struct place end;
    int rows;
};

/// Whether a variable of readline is on.
bool seesh_is_on(const char *variable);
/// False where it is not known, or where the line does not fit on the screen.
bool seesh_layout_measure(const char *line, size_t count, size_t point, struct layout *layout);
/// The place behind a text that begins at `place`.
struct place seesh_layout_behind(const char *text, size_t count, struct place place);
/// How much of a text fits on the screen behind the line.
size_t seesh_layout_fitting(const char *text, const struct layout *layout);
/// The cursor is at this place, and what is written goes on from there.
void seesh_layout_begin(struct place at);
void seesh_layout_go_to(struct place target);
/// Writes a character at `place`, which moves behind it. Returns its length, 0 where nobody knows how it is shown.
size_t seesh_layout_write(struct place *place, const char *text, size_t count);

#endif

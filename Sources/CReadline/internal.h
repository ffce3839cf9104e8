// What the files of CReadline share.

#ifndef CREADLINE_INTERNAL_H
#define CREADLINE_INTERNAL_H

#include "CReadline.h"

#include <stdio.h>

#include <readline/readline.h>

extern struct seesh_editor_callbacks seesh_callbacks;

/// Sets readline's hooks for completion.
void seesh_completion_initialize(void);

/// Adds the commands of seesh, and their keys.
void seesh_commands_initialize(void);
/// Makes the commands that move to the right accept the suggestion.
void seesh_commands_take_suggestions(void);

/// The stream that readline writes to.
FILE *seesh_painting_stream(void);
/// Erases the suggestion from the screen; the cursor is at the end of the line.
void seesh_painting_erase_suggestion(void);
/// The suggestion for the end of the line, or NULL.
const char *seesh_painting_suggestion(void);
/// Begins a line.
void seesh_painting_begin(bool paints);
/// Adapts to the type of the terminal.
void seesh_painting_follow_terminal(const char *name);

#endif

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

#endif

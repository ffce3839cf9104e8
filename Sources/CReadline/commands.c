// Commands: the commands of keys that readline does not have.
//
// The shell performs them; this file has their names and keys, and prepares the screen.

#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include <readline/history.h>

// Shows output below the line, then the line again.
static int show_below(int command) {
    int point = rl_point;
    rl_point = rl_end;
    (*rl_redisplay_function)();
    seesh_painting_erase_suggestion();
    rl_crlf();
    fflush(rl_outstream);
    seesh_callbacks.perform(command, rl_line_buffer);
    rl_point = point;
    rl_on_new_line();
    (*rl_redisplay_function)();
    return 0;
}

static int see_plan(int count, int key) {
    (void)count, (void)key;
    return show_below(SEESH_COMMAND_PLAN);
}

static int see_waits(int count, int key) {
    (void)count, (void)key;
    return show_below(SEESH_COMMAND_WAITS);
}

// Opens the line in an editor, or with an argument the entry of the history with that number, and enters the result.
static int edit(int count, int key) {
    (void)key;
    HIST_ENTRY *entry = rl_explicit_arg ? history_get(count) : NULL;
    if (rl_explicit_arg && !entry) return rl_ding();
    seesh_editor_hide();
    bool is_edited = seesh_callbacks.perform(SEESH_COMMAND_EDIT, entry ? entry->line : rl_line_buffer);
    if (is_edited) rl_point = rl_end;
    seesh_editor_show();
    return is_edited ? rl_newline(1, '\n') : 0;
}

static bool take_suggestion(void) {
    const char *suggestion = seesh_painting_suggestion();
    if (!suggestion) return false;
    char *copy = strdup(suggestion);
    if (copy) rl_insert_text(copy);
    free(copy);
    return true;
}

static int forward_char(int count, int key) { return take_suggestion() ? 0 : rl_forward_char(count, key); }

static int end_of_line(int count, int key) { return take_suggestion() ? 0 : rl_end_of_line(count, key); }

static rl_command_func_t *taking(rl_command_func_t *function) {
    return function == rl_forward_char ? forward_char : function == rl_end_of_line ? end_of_line : function;
}

static void take_in_map(Keymap map) {
    for (int key = 0; key < KEYMAP_SIZE; key++) {
        if (map[key].type == ISFUNC) map[key].function = taking(map[key].function);
        if (map[key].type == ISKMAP) take_in_map((Keymap)map[key].function);
    }
}

void seesh_commands_take_suggestions(void) {
    // `bind` finds the functions by their names here.
    for (int index = 0; funmap[index]; index++) funmap[index]->function = taking(funmap[index]->function);
    take_in_map(emacs_standard_keymap);
    take_in_map(vi_insertion_keymap);
    take_in_map(vi_movement_keymap);
}

void seesh_commands_initialize(void) {
    rl_add_defun("see-plan", see_plan, -1);
    rl_add_defun("see-waits", see_waits, -1);
    rl_add_defun("edit-and-execute-command", edit, -1);
    rl_add_defun("vi-edit-and-execute-command", edit, -1);
    rl_bind_key_in_map('p', see_plan, emacs_meta_keymap);
    rl_bind_key_in_map('w', see_waits, emacs_meta_keymap);
    rl_bind_key_in_map(CTRL('E'), edit, emacs_ctlx_keymap);
    rl_bind_key_in_map('v', edit, vi_movement_keymap);
}

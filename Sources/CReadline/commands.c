// Commands: what keys can do in seesh besides what readline knows.
//
// Their meaning is the shell's: here they get their names and keys, and the screen is made ready for them.

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

// ---- looking

// Shows something below the line, which is shown again then.
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

// ---- an editor

// Leaves the line, or with an argument the entry of the history with that number, to an editor. What comes back is entered.
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

// ---- bind -x

static struct binding {
    Keymap map;
    char *sequence;
    int length;
    char *text;
    char *command;
} *bindings;
static size_t binding_count;

static struct binding *find_binding(Keymap map, const char *sequence, int length) {
    for (size_t index = 0; index < binding_count; index++) {
        struct binding *binding = &bindings[index];
        if (binding->map == map && binding->length == length && memcmp(binding->sequence, sequence, (size_t)length) == 0)
            return binding;
    }
    return NULL;
}

// The binding of the keys that were typed: in the keymap at hand, or in one that a prefix has led to.
static struct binding *find_executed(void) {
    struct binding *found = find_binding(rl_get_keymap(), rl_executing_keyseq, rl_key_sequence_length);
    for (size_t index = 0; !found && index < binding_count; index++) {
        int prefix = rl_key_sequence_length - bindings[index].length;
        if (prefix < 0) continue;
        if (memcmp(bindings[index].sequence, rl_executing_keyseq + prefix, (size_t)bindings[index].length) == 0)
            found = &bindings[index];
    }
    return found;
}

static int run_command(int count, int key) {
    (void)count, (void)key;
    struct binding *binding = find_executed();
    if (!binding) return rl_ding();
    seesh_editor_hide();
    seesh_callbacks.perform(SEESH_COMMAND_RUN, binding->command);
    seesh_editor_show();
    return 0;
}

bool seesh_commands_bind(Keymap map, const char *text, const char *command) {
    char sequence[256];
    int length;
    if (strlen(text) >= sizeof sequence || rl_translate_keyseq(text, sequence, &length) != 0 || length == 0) return false;
    if (rl_bind_keyseq_in_map(text, run_command, map) != 0) return false;
    struct binding *binding = find_binding(map, sequence, length);
    if (!binding) {
        struct binding *more = realloc(bindings, (binding_count + 1) * sizeof *more);
        if (!more) return false;
        bindings = more;
        binding = &bindings[binding_count++];
        *binding = (struct binding){.map = map, .length = length, .sequence = malloc((size_t)length)};
        memcpy(binding->sequence, sequence, (size_t)length);
    }
    free(binding->text);
    free(binding->command);
    binding->text = strdup(text);
    binding->command = strdup(command);
    return true;
}

void seesh_commands_list_bindings(Keymap map, FILE *stream) {
    for (size_t index = 0; index < binding_count; index++) {
        struct binding *binding = &bindings[index];
        // What was bound to something else since is not listed.
        bool is_bound = rl_function_of_keyseq_len(binding->sequence, (size_t)binding->length, map, NULL) == run_command;
        if (binding->map == map && is_bound) fprintf(stream, "\"%s\": \"%s\"\n", binding->text, binding->command);
    }
}

// ---- taking the suggestion

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
    // The names mean these functions too, so that `bind` shows and binds them as ever.
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

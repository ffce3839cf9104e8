// Binding: what the builtin `bind` asks of readline.
//
// readline writes its lists to its output stream; here that is memory, and what was written goes back to the caller.

#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

static char *text;

static int list_functions(FILE *stream) {
    const char **names = rl_funmap_names();
    for (int index = 0; names && names[index]; index++) fprintf(stream, "%s\n", names[index]);
    free(names);
    return SEESH_BIND_DONE;
}

static int query(const char *name, FILE *stream) {
    rl_command_func_t *function = rl_named_function(name);
    if (!function) return SEESH_BIND_UNKNOWN_FUNCTION;
    char **keys = rl_invoking_keyseqs(function);
    if (!keys) {
        fprintf(stream, "%s is not bound to any keys.\n", name);
        return SEESH_BIND_FAILED;
    }
    fprintf(stream, "%s can be invoked via ", name);
    for (int index = 0; keys[index]; index++) {
        fprintf(stream, "\"%s\"%s", keys[index], keys[index + 1] ? ", " : ".\n");
        free(keys[index]);
    }
    free(keys);
    return SEESH_BIND_DONE;
}

static int unbind_function(const char *name, Keymap map) {
    rl_command_func_t *function = rl_named_function(name);
    if (!function) return SEESH_BIND_UNKNOWN_FUNCTION;
    rl_unbind_function_in_map(function, map);
    return SEESH_BIND_DONE;
}

// `"keys": command`; the keys keep their escapes, the command may stand in quotes.
static int bind_command(const char *argument, Keymap map) {
    const char *end = *argument == '"' ? argument + 1 : NULL;
    while (end && *end && *end != '"') end += *end == '\\' && end[1] ? 2 : 1;
    if (!end || *end != '"') return SEESH_BIND_MALFORMED;
    const char *command = end + 1 + strspn(end + 1, " \t");
    if (*command != ':') return SEESH_BIND_MALFORMED;
    command += 1 + strspn(command + 1, " \t");
    size_t length = strlen(command);
    bool is_quoted = length > 1 && (*command == '"' || *command == '\'') && command[length - 1] == *command;
    char *keys = strndup(argument + 1, (size_t)(end - argument - 1));
    char *bare = is_quoted ? strndup(command + 1, length - 2) : strdup(command);
    bool is_bound = keys && bare && seesh_commands_bind(map, keys, bare);
    free(keys);
    free(bare);
    return is_bound ? SEESH_BIND_DONE : SEESH_BIND_MALFORMED;
}

static int bind_line(const char *argument) {
    char *line = strdup(argument);
    int failed = line ? rl_parse_and_bind(line) : 1;
    free(line);
    return failed ? SEESH_BIND_FAILED : SEESH_BIND_DONE;
}

static int perform(int action, const char *argument, Keymap map, FILE *stream) {
    switch (action) {
    case 'l': return list_functions(stream);
    case 'p':
    case 'P': rl_function_dumper(action == 'p'); return SEESH_BIND_DONE;
    case 'v':
    case 'V': rl_variable_dumper(action == 'v'); return SEESH_BIND_DONE;
    case 's':
    case 'S': rl_macro_dumper(action == 's'); return SEESH_BIND_DONE;
    case 'X': seesh_commands_list_bindings(map, stream); return SEESH_BIND_DONE;
    case 'q': return query(argument, stream);
    case 'u': return unbind_function(argument, map);
    case 'r': return rl_bind_keyseq_in_map(argument, NULL, map) == 0 ? SEESH_BIND_DONE : SEESH_BIND_MALFORMED;
    case 'f': return rl_read_init_file(argument) == 0 ? SEESH_BIND_DONE : SEESH_BIND_FAILED;
    case 'x': return bind_command(argument, map);
    default: return bind_line(argument);
    }
}

int seesh_bind(int action, const char *argument, const char *keymap) {
    free(text);
    text = NULL;
    Keymap previous = rl_get_keymap();
    Keymap map = keymap ? rl_get_keymap_by_name(keymap) : previous;
    if (!map) return SEESH_BIND_UNKNOWN_KEYMAP;
    size_t size;
    FILE *terminal = rl_outstream;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) return SEESH_BIND_FAILED;
    rl_outstream = stream;
    rl_set_keymap(map);
    int result = perform(action, argument, map, stream);
    // Otherwise an init file may have switched to other keys.
    if (keymap) rl_set_keymap(previous);
    rl_outstream = terminal;
    fclose(stream);
    return result;
}

const char *seesh_bind_text(void) { return text ? text : ""; }

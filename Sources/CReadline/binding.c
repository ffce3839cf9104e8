// Binding: what the builtin `bind` asks of readline, and the keys that run commands of the shell (`bind -x`).
//
// readline writes its lists to its output stream; meanwhile that is a stream in memory, whose text goes to the caller.

#define _GNU_SOURCE
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static char *text;
static char *problem;

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
    for (struct binding *binding = bindings; binding < bindings + binding_count; binding++) {
        if (binding->map == map && binding->length == length && memcmp(binding->sequence, sequence, (size_t)length) == 0)
            return binding;
    }
    return NULL;
}

// The binding of the typed keys: in the current keymap, or in that of a prefix.
static struct binding *find_executed(void) {
    struct binding *found = find_binding(rl_get_keymap(), rl_executing_keyseq, rl_key_sequence_length);
    for (struct binding *binding = bindings; !found && binding < bindings + binding_count; binding++) {
        int prefix = rl_key_sequence_length - binding->length;
        bool ends = prefix >= 0 && memcmp(binding->sequence, rl_executing_keyseq + prefix, (size_t)binding->length) == 0;
        if (ends) found = binding;
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

// Binds keys, with escapes as in the init file, to a command. False where the keys are wrong.
static bool bind_keys(Keymap map, const char *keys, const char *command) {
    char sequence[256];
    int length;
    if (strlen(keys) >= sizeof sequence || rl_translate_keyseq(keys, sequence, &length) != 0 || length == 0) return false;
    if (rl_bind_keyseq_in_map(keys, run_command, map) != 0) return false;
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
    binding->text = strdup(keys);
    binding->command = strdup(command);
    return true;
}

// `"keys": command`; the keys keep their escapes, the command may stand in quotes.
static bool bind_command(const char *argument, Keymap map) {
    const char *end = *argument == '"' ? argument + 1 : NULL;
    while (end && *end && *end != '"') end += *end == '\\' && end[1] ? 2 : 1;
    if (!end || *end != '"') return false;
    const char *command = end + 1 + strspn(end + 1, " \t");
    if (*command != ':') return false;
    command += 1 + strspn(command + 1, " \t");
    size_t length = strlen(command);
    bool is_quoted = length > 1 && (*command == '"' || *command == '\'') && command[length - 1] == *command;
    char *keys = strndup(argument + 1, (size_t)(end - argument - 1));
    char *bare = is_quoted ? strndup(command + 1, length - 2) : strdup(command);
    bool is_bound = keys && bare && bind_keys(map, keys, bare);
    free(keys);
    free(bare);
    return is_bound;
}

static void list_bindings(Keymap map) {
    for (struct binding *binding = bindings; binding < bindings + binding_count; binding++) {
        // The keys may have another binding since.
        bool is_bound = rl_function_of_keyseq_len(binding->sequence, (size_t)binding->length, map, NULL) == run_command;
        if (binding->map == map && is_bound) fprintf(rl_outstream, "\"%s\": \"%s\"\n", binding->text, binding->command);
    }
}

// ---- the other options

// Lists the keys of a function; false where there are none.
static bool query(const char *name, rl_command_func_t *function) {
    char **keys = rl_invoking_keyseqs(function);
    if (!keys) {
        fprintf(rl_outstream, "%s is not bound to any keys.\n", name);
        return false;
    }
    fprintf(rl_outstream, "%s can be invoked via ", name);
    for (int index = 0; keys[index]; index++) {
        fprintf(rl_outstream, "\"%s\"%s", keys[index], keys[index + 1] ? ", " : ".\n");
        free(keys[index]);
    }
    free(keys);
    return true;
}

static bool bind_line(const char *argument) {
    char *line = strdup(argument);
    bool is_bound = line && rl_parse_and_bind(line) == 0;
    free(line);
    return is_bound;
}

// Returns the error message, "" for a failure without one, or NULL.
static const char *perform(int action, const char *argument, Keymap map) {
    const char *malformed = "wrong keys, or not of the form \"keys\": command";
    rl_command_func_t *function = action == 'q' || action == 'u' ? rl_named_function(argument) : NULL;
    switch (action) {
    case 'l': rl_list_funmap_names(); return NULL;
    case 'p':
    case 'P': rl_function_dumper(action == 'p'); return NULL;
    case 'v':
    case 'V': rl_variable_dumper(action == 'v'); return NULL;
    case 's':
    case 'S': rl_macro_dumper(action == 's'); return NULL;
    case 'X': list_bindings(map); return NULL;
    case 'q':
        if (!function) return "unknown function";
        return query(argument, function) ? NULL : "";
    case 'u':
        if (!function) return "unknown function";
        rl_unbind_function_in_map(function, map);
        return NULL;
    case 'r': return rl_bind_keyseq_in_map(argument, NULL, map) == 0 ? NULL : malformed;
    case 'f': return rl_read_init_file(argument) == 0 ? NULL : "";
    case 'x': return bind_command(argument, map) ? NULL : malformed;
    default: return bind_line(argument) ? NULL : "";
    }
}

static const char *fail(const char *what, const char *why) {
    free(problem);
    if (asprintf(&problem, "%s: %s", what, why) < 0) problem = NULL;
    return problem ? problem : "";
}

const char *seesh_bind(int action, const char *argument, const char *keymap) {
    free(text);
    text = NULL;
    Keymap previous = rl_get_keymap();
    Keymap map = keymap ? rl_get_keymap_by_name(keymap) : previous;
    if (!map) return fail(keymap, "unknown keymap");
    size_t size;
    FILE *terminal = rl_outstream;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) return "";
    rl_outstream = stream;
    rl_set_keymap(map);
    const char *failure = perform(action, argument, map);
    // Without `keymap`, an init file may switch between emacs and vi.
    if (keymap) rl_set_keymap(previous);
    rl_outstream = terminal;
    fclose(stream);
    return failure && *failure ? fail(argument, failure) : failure;
}

const char *seesh_bind_text(void) { return text ? text : ""; }

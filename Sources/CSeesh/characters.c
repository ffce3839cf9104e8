// Classes of characters beyond ASCII, from the C library's table for C.UTF-8, which is loaded when first needed. Where the
// table is not installed, only ASCII characters belong to a class.

#include "internal.h"

#include <locale.h>
#include <wchar.h>
#include <wctype.h>

static enum { NOT_LOADED, LOADED, MISSING } table;

static void load_table(void) {
    if (table != NOT_LOADED) return;
    table = setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "C.utf8") ? LOADED : MISSING;
}

void seesh_characters_are_utf8(bool are_utf8) {
    if (are_utf8) {
        load_table();
    } else if (table == LOADED) {
        setlocale(LC_CTYPE, "C");
        table = NOT_LOADED;
    }
}

bool seesh_character_is(uint32_t character, int class) {
    static int (*const classes[])(wint_t) = {
        iswalnum, iswalpha, iswblank, iswcntrl, iswdigit, iswgraph, iswlower, iswprint, iswpunct, iswspace, iswupper, iswxdigit,
    };
    if (character >= 0x80) load_table();
    return classes[class](character) != 0;
}

int seesh_character_width(uint32_t character) {
    if (character >= 0x80) load_table();
    return wcwidth((wchar_t)character);
}

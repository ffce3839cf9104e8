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
    if (character >= 0x80) load_table();
    wint_t wide = character;
    switch (class) {
    case SEESH_CLASS_ALNUM: return iswalnum(wide);
    case SEESH_CLASS_ALPHA: return iswalpha(wide);
    case SEESH_CLASS_BLANK: return iswblank(wide);
    case SEESH_CLASS_CNTRL: return iswcntrl(wide);
    case SEESH_CLASS_DIGIT: return iswdigit(wide);
    case SEESH_CLASS_GRAPH: return iswgraph(wide);
    case SEESH_CLASS_LOWER: return iswlower(wide);
    case SEESH_CLASS_PRINT: return iswprint(wide);
    case SEESH_CLASS_PUNCT: return iswpunct(wide);
    case SEESH_CLASS_SPACE: return iswspace(wide);
    case SEESH_CLASS_UPPER: return iswupper(wide);
    case SEESH_CLASS_XDIGIT: return iswxdigit(wide);
    default: return false;
    }
}

int seesh_character_width(uint32_t character) {
    if (character >= 0x80) load_table();
    return wcwidth((wchar_t)character);
}

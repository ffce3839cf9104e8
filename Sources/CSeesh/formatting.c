// The text of floating-point numbers for printf, by the rules of the C library in the POSIX locale.

#include "internal.h"

#include <stdio.h>

int seesh_format_double(char *buffer, size_t size, const char *flags, int width, int precision, char conversion,
                        double value) {
    char format[16];
    snprintf(format, sizeof format, "%%%.6s*.*%c", flags, conversion);
    return snprintf(buffer, size, format, width, precision, value);
}

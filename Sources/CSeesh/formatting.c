// Floating-point numbers to and from text for printf, by the rules of the C library in the POSIX locale.

#include "internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int seesh_format_double(char *buffer, size_t size, const char *flags, int width, int precision, char conversion,
                        double value) {
    char format[16];
    snprintf(format, sizeof format, "%%%.6s*.*%c", flags, conversion);
    return snprintf(buffer, size, format, width, precision, value);
}

double seesh_parse_double(const char *text, size_t *consumed, bool *in_range) {
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    *in_range = errno != ERANGE;
    *consumed = (size_t)(end - text);
    return value;
}

// What the files of CReadline share.

#ifndef CREADLINE_INTERNAL_H
#define CREADLINE_INTERNAL_H

#include "CReadline.h"

/// Tells readline where its matches come from.
void seesh_completion_initialize(void);

#endif

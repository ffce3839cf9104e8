#include "CSeesh.h"

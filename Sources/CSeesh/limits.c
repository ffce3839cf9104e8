// Resource limits, and a stack deep enough for nested commands.
//
// The main stack of a Linux process grows up to the current soft limit, so that raising the limit is enough; memory of its
// own would count in full against `ulimit -v`. The user's limit is kept here: commands get it back before they run, and
// `ulimit -s` shows and changes it.

#include "internal.h"

#include <sys/auxv.h>
#include <sys/mman.h>

static bool raised;
static struct rlimit user_limit;
static rlim_t raised_to;

// The kernel keeps at least 128 MiB free below the stack, plus the range of the stack's random offset that it did not use.
// Where that rest alone is enough, no probe is needed.
static bool room_is_certain(uintptr_t top) {
#if defined(__x86_64__)
    const uintptr_t randomised = UINT64_C(16) << 30;
#elif defined(__aarch64__)
    const uintptr_t randomised = UINT64_C(1) << 30;
#else
    const uintptr_t randomised = 0;
#endif
    if (top == 0) return false;
    uintptr_t distance = (UINT64_C(1) << (64 - __builtin_clzll(top))) - top;
    // Almost no distance means that addresses are not randomised.
    return distance > (64 << 20) && distance + (512 << 20) < randomised;
}

// True where the address space below the stack is free.
static bool room_below(uintptr_t here, size_t size) {
    const uintptr_t already = 8 << 20;
    if (size <= already || here <= size + (2 << 20)) return size <= already;
    uintptr_t lowest = (here - size - (1 << 20)) & ~(uintptr_t)0xFFFF;
    uintptr_t highest = (here - already) & ~(uintptr_t)0xFFFF;
    void *probe = mmap((void *)lowest, highest - lowest, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (probe == MAP_FAILED) return false;
    munmap(probe, highest - lowest);
    return (uintptr_t)probe == lowest;
}

size_t seesh_grow_stack(size_t wanted) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0) return 1 << 20;
    size_t size = wanted;
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < size) size = limit.rlim_max;
    // The limit counts from the top, where the arguments and the environment lie.
    uintptr_t top = getauxval(AT_EXECFN);
    if (size > (256 << 20) || !room_is_certain(top)) {
        while (size > (16 << 20) && !room_below(here, size)) size /= 2;
    }
    if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < size) {
        struct rlimit larger = {.rlim_cur = size, .rlim_max = limit.rlim_max};
        if (setrlimit(RLIMIT_STACK, &larger) == 0) {
            user_limit = limit;
            raised_to = size;
            raised = true;
        } else {
            size = limit.rlim_cur;
        }
    }
    // Functions called at the greatest depth and signal handlers need room too.
    size_t kept = size / 4 < (1 << 20) ? size / 4 : 1 << 20;
    size_t used = (top > here ? top - here : 0) + kept;
    return used < size ? size - used : 0;
}

void seesh_restore_stack_limit(void) {
    if (raised) setrlimit(RLIMIT_STACK, &user_limit);
}

void seesh_raise_stack_limit_again(void) {
    if (!raised) return;
    struct rlimit larger = user_limit;
    if (larger.rlim_cur < raised_to) larger.rlim_cur = raised_to;
    if (larger.rlim_cur > larger.rlim_max) larger.rlim_cur = larger.rlim_max;
    setrlimit(RLIMIT_STACK, &larger);
}

_Static_assert(RLIM_INFINITY == UINT64_MAX, "an unlimited resource is the largest number");

int seesh_resource_limit(int resource, uint64_t *soft, uint64_t *hard) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -errno;
    if (resource == RLIMIT_STACK && raised) limit.rlim_cur = user_limit.rlim_cur;
    *soft = limit.rlim_cur;
    *hard = limit.rlim_max;
    return 0;
}

int seesh_set_resource_limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    if (setrlimit(resource, &limit) != 0) return -errno;
    if (resource == RLIMIT_STACK && raised) {
        user_limit = limit;
        seesh_raise_stack_limit_again();
    }
    return 0;
}

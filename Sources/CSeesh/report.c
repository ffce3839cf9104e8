// The reports of the copies of a shell: what each has done to its own descriptors, and which processes it has started.
//
// All copies share this memory with the shell that they were made from. So a copy tells by writing here, without a descriptor
// and without a system call, and what it has told is there when a utility has taken its place.

#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOTS = 256, PROBES = 8, SLOT_SIZE = 16384 };

/// First what the process tells of itself, `own` bytes, then what it tells of those it has started.
struct slot {
    _Atomic int32_t pid;
    _Atomic uint32_t length;
    uint32_t own;
    int64_t time;
    char bytes[SLOT_SIZE - 24];
};

static struct slot *slots;
static struct slot *mine;

void seesh_report_prepare(void) {
    if (slots != NULL) return;
    void *memory =
        mmap(NULL, SLOTS * sizeof *slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) slots = memory;
}

void seesh_report_enter(void) { mine = NULL; }

static struct slot *slot_of(int32_t pid, int probe) { return &slots[(uint32_t)(pid + probe) % SLOTS]; }

/// The slot of this process: its own, one that nobody has, or that of a process that has gone; else the first.
static struct slot *claim(int64_t time) {
    if (mine != NULL || slots == NULL) return mine;
    int32_t pid = getpid();
    mine = slot_of(pid, 0);
    for (int probe = 0; probe < PROBES; probe++) {
        struct slot *slot = slot_of(pid, probe);
        int32_t owner = atomic_load(&slot->pid);
        if (owner != 0 && owner != pid && (kill(owner, 0) == 0 || errno != ESRCH)) continue;
        if (!atomic_compare_exchange_strong(&slot->pid, &owner, pid)) continue;
        mine = slot;
        break;
    }
    atomic_store(&mine->length, 0);
    mine->own = 0;
    mine->time = time;
    atomic_store(&mine->pid, pid);
    return mine;
}

void seesh_report_own(const char *bytes, size_t count, int64_t time) {
    struct slot *slot = claim(time);
    if (slot == NULL || count > sizeof slot->bytes / 2) return;
    uint32_t others = slot->length - slot->own;
    // Who looks meanwhile sees nothing.
    atomic_store(&slot->length, 0);
    if (count + others > sizeof slot->bytes) others = 0;
    memmove(slot->bytes + count, slot->bytes + slot->own, others);
    memcpy(slot->bytes, bytes, count);
    slot->own = (uint32_t)count;
    atomic_store(&slot->length, slot->own + others);
}

void seesh_report_append(const char *bytes, size_t count, int64_t time) {
    struct slot *slot = claim(time);
    if (slot == NULL || count > sizeof slot->bytes / 2) return;
    uint32_t length = slot->length;
    // What was started long ago has to go: it has most likely ended.
    if (length + count > sizeof slot->bytes) length = slot->own;
    memcpy(slot->bytes + length, bytes, count);
    atomic_store(&slot->length, length + (uint32_t)count);
}

size_t seesh_report_read(int32_t pid, int64_t since, char *bytes, size_t size) {
    for (int probe = 0; slots != NULL && probe < PROBES; probe++) {
        struct slot *slot = slot_of(pid, probe);
        if (atomic_load(&slot->pid) != pid || slot->time < since) continue;
        size_t length = atomic_load(&slot->length);
        if (length > size) return 0;
        memcpy(bytes, slot->bytes, length);
        bool is_whole = atomic_load(&slot->length) == length && atomic_load(&slot->pid) == pid;
        return is_whole ? length : 0;
    }
    return 0;
}

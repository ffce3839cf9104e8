// The reports of the copies of a shell: what each has done to its own descriptors, and which processes it has started.
//
// All copies share this memory with the shell that they were made from. So a copy tells by writing here, without a descriptor,
// and what it has told is still there when a utility has taken its place.

#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOTS = 2048, SLOT_SIZE = 8192 };

/// First what the process tells of itself, `own` bytes, then what it tells of those it has started. Only the process with this
/// number writes; `changes` is odd while it does.
struct slot {
    _Atomic int32_t pid;
    _Atomic uint32_t changes;
    uint32_t length;
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

void seesh_report_enter(void) {
    // A write would make this process a page of its own.
    if (mine != NULL) mine = NULL;
}

static struct slot *slot_of(int32_t pid, int probe) { return &slots[(uint32_t)(pid + probe) % SLOTS]; }

static bool has_gone(int32_t pid) { return kill(pid, 0) != 0 && errno == ESRCH; }

/// The slot of this process: one without an owner, or that of a process that has gone; NULL where there is none.
static struct slot *claim(int64_t time) {
    if (mine != NULL || slots == NULL) return mine;
    int32_t pid = getpid();
    for (int probe = 0; probe < SLOTS; probe++) {
        struct slot *slot = slot_of(pid, probe);
        int32_t owner = atomic_load(&slot->pid);
        if (owner != 0 && owner != pid && !has_gone(owner)) continue;
        if (!atomic_compare_exchange_strong(&slot->pid, &owner, pid)) continue;
        // Odd until something is told.
        atomic_store(&slot->changes, 1);
        slot->length = slot->own = 0;
        slot->time = time;
        return mine = slot;
    }
    return NULL;
}

static void begin(struct slot *slot) { atomic_store(&slot->changes, atomic_load(&slot->changes) | 1); }

static void end(struct slot *slot) { atomic_fetch_add(&slot->changes, 1); }

void seesh_report_own(const char *bytes, size_t count, int64_t time) {
    struct slot *slot = claim(time);
    if (slot == NULL || count > sizeof slot->bytes / 2) return;
    uint32_t others = slot->length - slot->own;
    begin(slot);
    if (count + others > sizeof slot->bytes) others = 0;
    memmove(slot->bytes + count, slot->bytes + slot->own, others);
    memcpy(slot->bytes, bytes, count);
    slot->own = (uint32_t)count;
    slot->length = slot->own + others;
    end(slot);
}

void seesh_report_append(const char *bytes, size_t count, int64_t time) {
    struct slot *slot = claim(time);
    if (slot == NULL || count > sizeof slot->bytes / 2) return;
    begin(slot);
    // What was started long ago has to go: it has most likely ended.
    if (slot->length + count > sizeof slot->bytes) slot->length = slot->own;
    memcpy(slot->bytes + slot->length, bytes, count);
    slot->length += (uint32_t)count;
    end(slot);
}

/// 0 also where the process is just telling more.
static size_t read_slot(struct slot *slot, int32_t pid, char *bytes, size_t size) {
    uint32_t changes = atomic_load(&slot->changes);
    uint32_t length = slot->length;
    if (changes % 2 != 0 || length > sizeof slot->bytes || length > size) return 0;
    memcpy(bytes, slot->bytes, length);
    atomic_thread_fence(memory_order_acquire);
    return atomic_load(&slot->changes) == changes && atomic_load(&slot->pid) == pid ? length : 0;
}

size_t seesh_report_read(int32_t pid, int64_t since, char *bytes, size_t size) {
    for (int probe = 0; slots != NULL && probe < SLOTS; probe++) {
        struct slot *slot = slot_of(pid, probe);
        if (atomic_load(&slot->pid) != pid || slot->time < since) continue;
        size_t length = 0;
        for (int attempt = 0; length == 0 && attempt < 100; attempt++) length = read_slot(slot, pid, bytes, size);
        return length;
    }
    return 0;
}

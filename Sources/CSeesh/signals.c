// Signals: dispositions, handlers that set a flag, and waiting that loses no signal.
//
// All changes of dispositions are made here, so that a child can undo them: signals that the shell catches or ignores for
// itself become default again, and those ignored at entry stay ignored. SIGCHLD is never ignored in the kernel, which would
// then keep no status of a child.
//
// POSIX: XCU 2.12

#include "internal.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { HIGHEST_SIGNAL = 64 };

volatile sig_atomic_t seesh_signal_arrived;
static volatile sig_atomic_t arrived[HIGHEST_SIGNAL + 1];
static volatile sig_atomic_t from_kernel[HIGHEST_SIGNAL + 1];
static volatile sig_atomic_t child_arrived;

sigset_t seesh_entry_mask;
static uint64_t caught;           // the handler sets a flag
static uint64_t ignored;          // ignored by the shell
static uint64_t touched;          // the disposition at entry is known
static uint64_t entry_ignored;    // ignored at entry
static bool child_handler_installed;

static void flag_handler(int number, siginfo_t *info, void *context) {
    (void)context;
    from_kernel[number] = info->si_code == SI_KERNEL;
    seesh_signal_note(number);
}

static void child_handler(int number, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    child_arrived = 1;
    if (seesh_watching) seesh_watch_look();
    if (caught & seesh_signal_bit(number)) seesh_signal_note(number);
}

void seesh_signal_note(int number) {
    arrived[number] = 1;
    seesh_signal_arrived = 1;
}

bool seesh_signal_is_caught(int number) { return (caught & seesh_signal_bit(number)) != 0; }

static bool is_signal(int number) { return number >= 1 && number <= HIGHEST_SIGNAL; }

static bool is_fault(int number) {
    return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE || number == SIGTRAP;
}

// Sets a disposition. The first call for a signal notes the disposition at entry.
static void set_disposition(int number, const struct sigaction *action) {
    struct sigaction old;
    if (sigaction(number, action, &old) != 0) return;
    uint64_t bit = seesh_signal_bit(number);
    if (touched & bit) return;
    touched |= bit;
    if (old.sa_handler == SIG_IGN) entry_ignored |= bit;
}

// SIG_DFL or SIG_IGN.
static void set_constant(int number, void (*constant)(int)) {
    struct sigaction action = {.sa_handler = constant};
    sigemptyset(&action.sa_mask);
    set_disposition(number, &action);
}

static void set_handler(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
    sigemptyset(&action.sa_mask);
    set_disposition(number, &action);
}

// Reads restart after the end of a child, unless there is a trap on SIGCHLD, which must interrupt them.
static void install_child_handler(void) {
    set_handler(SIGCHLD, child_handler, (caught & seesh_signal_bit(SIGCHLD)) ? 0 : SA_RESTART);
    child_handler_installed = true;
}

void seesh_signals_hear_of_children(void) {
    if (child_handler_installed) return;
    install_child_handler();
    // A child may have ended before the handler was installed.
    child_arrived = 1;
}

void seesh_signals_note_entry(void) {
    struct sigaction action;
    sigprocmask(SIG_SETMASK, NULL, &seesh_entry_mask);
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN) set_constant(SIGCHLD, SIG_DFL);
}

static void set_treatment(int number, bool catches, bool ignores) {
    if (!is_signal(number)) return;
    uint64_t bit = seesh_signal_bit(number);
    caught = catches ? caught | bit : caught & ~bit;
    ignored = ignores ? ignored | bit : ignored & ~bit;
    if (number == SIGCHLD) {
        if (catches || child_handler_installed) install_child_handler();
    } else if (ignores) {
        set_constant(number, SIG_IGN);
    } else if (is_fault(number) && (catches || seesh_crash_handler_installed)) {
        set_handler(number, seesh_fault_handler, SA_ONSTACK);
    } else if (catches) {
        set_handler(number, flag_handler, 0);
    } else {
        set_constant(number, SIG_DFL);
    }
}

void seesh_signal_catch(int number) { set_treatment(number, true, false); }

void seesh_signal_ignore(int number) { set_treatment(number, false, true); }

void seesh_signal_default(int number) { set_treatment(number, false, false); }

static bool is_ignored(int number) {
    uint64_t bit = seesh_signal_bit(number);
    if (number == SIGCHLD) return (ignored & bit) || ((entry_ignored & bit) && !(caught & bit));
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void seesh_signal_forget_entry(int number) {
    if (!is_signal(number)) return;
    touched |= seesh_signal_bit(number);
    entry_ignored &= ~seesh_signal_bit(number);
}

bool seesh_signal_was_ignored_at_entry(int number) {
    if (!is_signal(number)) return false;
    uint64_t bit = seesh_signal_bit(number);
    if (!(touched & bit)) {
        if (number == SIGCHLD) return is_ignored(number);
        touched |= bit;
        if (is_ignored(number)) entry_ignored |= bit;
    }
    return (entry_ignored & bit) != 0;
}

uint64_t seesh_signals_take(void) {
    uint64_t taken = 0;
    // Reset before the flags are read: a signal in between is seen now or sets it again.
    seesh_signal_arrived = 0;
    for (int number = 1; number <= HIGHEST_SIGNAL; number++) {
        if (!arrived[number]) continue;
        arrived[number] = 0;
        taken |= seesh_signal_bit(number);
    }
    return taken;
}

bool seesh_signal_came_from_terminal(int number) { return is_signal(number) && from_kernel[number]; }

// Runs in a child that may share the parent's memory, so that no variable may change.
void seesh_signals_reset_before_execute(uint64_t ignoring, uint64_t initial) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    uint64_t rest = caught | ignored | ignoring | initial;
    if (child_handler_installed || (touched & seesh_signal_bit(SIGCHLD))) rest |= seesh_signal_bit(SIGCHLD);
    while (rest != 0) {
        int number = __builtin_ctzll(rest) + 1;
        rest &= rest - 1;
        action.sa_handler = ((ignoring | (entry_ignored & ~initial)) & seesh_signal_bit(number)) ? SIG_IGN : SIG_DFL;
        sigaction(number, &action, NULL);
    }
}

void seesh_signals_reset_after_fork(uint64_t ignoring, uint64_t initial) {
    uint64_t rest = caught | ignored | ignoring | initial;
    touched |= initial;
    entry_ignored &= ~initial;
    while (rest != 0) {
        int number = __builtin_ctzll(rest) + 1;
        rest &= rest - 1;
        uint64_t bit = seesh_signal_bit(number);
        if (ignoring & bit) {
            seesh_signal_ignore(number);
        } else if ((entry_ignored & bit) && number != SIGCHLD) {
            seesh_signal_ignore(number);
            ignored &= ~bit;
        } else {
            seesh_signal_default(number);
        }
    }
    (void)seesh_signals_take();
    child_arrived = 0;
    sigprocmask(SIG_SETMASK, &seesh_entry_mask, NULL);
}

void seesh_signals_adopt_child_disposition(void) {
    if ((ignored | entry_ignored) & seesh_signal_bit(SIGCHLD)) set_constant(SIGCHLD, SIG_IGN);
}

void seesh_signals_restore_child_disposition(void) {
    if (!((ignored | entry_ignored) & seesh_signal_bit(SIGCHLD))) return;
    if (child_handler_installed) {
        install_child_handler();
    } else {
        set_constant(SIGCHLD, SIG_DFL);
    }
}

// Blocks all signals. `during` is the mask to wait with: the former mask without the caught signals.
static void block_for_wait(sigset_t *before, sigset_t *during) {
    seesh_block_all(before);
    *during = *before;
    sigdelset(during, SIGCHLD);
    for (uint64_t rest = caught; rest != 0; rest &= rest - 1) sigdelset(during, __builtin_ctzll(rest) + 1);
}

void seesh_wait_for_signal(void) {
    sigset_t before;
    sigset_t during;
    block_for_wait(&before, &during);
    seesh_signals_hear_of_children();
    while (!seesh_signal_arrived && !child_arrived) sigsuspend(&during);
    child_arrived = 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
}

// sigtimedwait takes the signals instead of their handlers, so that /proc shows a process that waits for a signal and not for
// a timeout.
bool seesh_wait_for_signal_until(int64_t end, bool heeds_all) {
    sigset_t before;
    sigset_t during;
    sigset_t awaited;
    block_for_wait(&before, &during);
    seesh_signals_hear_of_children();
    sigemptyset(&awaited);
    for (int number = 1; number <= HIGHEST_SIGNAL; number++) {
        bool is_wanted = number == SIGCHLD || (caught & seesh_signal_bit(number));
        if (!is_wanted || is_fault(number) || sigismember(&during, number)) continue;
        sigaddset(&awaited, number);
        sigaddset(&during, number);
    }
    sigprocmask(SIG_SETMASK, &during, NULL);
    int64_t rest = 0;
    while (!child_arrived && !(heeds_all && seesh_signal_arrived) && (rest = end - seesh_now()) > 0) {
        struct timespec timeout = {.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
        siginfo_t info;
        int number = sigtimedwait(&awaited, &info, &timeout);
        if (number > 0) (number == SIGCHLD ? child_handler : flag_handler)(number, &info, NULL);
    }
    bool has_arrived = child_arrived || (heeds_all && seesh_signal_arrived);
    child_arrived = 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return has_arrived;
}

int seesh_wait_readable(int fd, int other, int64_t nanoseconds, int64_t *remaining) {
    sigset_t before;
    sigset_t during;
    struct pollfd descriptors[] = {{.fd = fd, .events = POLLIN}, {.fd = other, .events = POLLIN}};
    int64_t end;
    if (__builtin_add_overflow(seesh_now(), nanoseconds, &end)) end = INT64_MAX;
    int64_t rest = nanoseconds;
    int result;
    block_for_wait(&before, &during);
    for (;;) {
        if (seesh_signal_arrived) {
            result = -EINTR;
            break;
        }
        struct timespec timeout = {.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
        int count = ppoll(descriptors, 2, nanoseconds < 0 ? NULL : &timeout, &during);
        result = count < 0 ? -errno : descriptors[0].revents ? 1 : descriptors[1].revents ? 2 : 0;
        if (nanoseconds >= 0) {
            rest = end - seesh_now();
            if (rest < 0) rest = 0;
        }
        if (result != -EINTR) break;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    *remaining = result == 0 ? 0 : rest;
    return result;
}

void seesh_die_by_signal(int number) {
    sigset_t only;
    signal(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    kill(getpid(), number);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    // The default action of the signal does not kill.
    _exit(128 + number);
}

const char *seesh_signal_name(int number) { return number == SIGIO ? "IO" : sigabbrev_np(number); }

const char *seesh_signal_description(int number) { return sigdescr_np(number); }

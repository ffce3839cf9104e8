// crowd COUNT: forks COUNT children that wait for a signal, writes a line, and waits for its standard input to end.
//
// Small, so that thousands of processes are cheap. They end with it.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    char byte;
    int wanted = count > 1 ? atoi(arguments[1]) : 0;
    int made = 0;
    for (; made < wanted; made++) {
        pid_t pid = fork();
        if (pid < 0) break;
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;) pause();
        }
    }
    printf("%d\n", made);
    fflush(stdout);
    while (read(0, &byte, 1) > 0) continue;
    return 0;
}

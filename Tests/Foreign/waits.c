/* Waits for standard input by a call of one's choice: waits poll|ppoll|select|pselect|epoll|nested|high|writer */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/resource.h>
#include <unistd.h>

static int within(int fd, unsigned events) {
    int set = epoll_create1(0);
    struct epoll_event event = {.events = events, .data.u64 = 0};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    return set;
}

int main(int count, char **words) {
    const char *mode = count > 1 ? words[1] : "";
    struct pollfd one = {.fd = 0, .events = POLLIN};
    struct epoll_event event;
    char byte;
    fd_set set;
    FD_ZERO(&set);
    FD_SET(0, &set);
    if (!strcmp(mode, "poll")) poll(&one, 1, -1);
    if (!strcmp(mode, "ppoll")) ppoll(&one, 1, NULL, NULL);
    if (!strcmp(mode, "select")) select(1, &set, NULL, NULL, NULL);
    if (!strcmp(mode, "pselect")) pselect(1, &set, NULL, NULL, NULL, NULL);
    if (!strcmp(mode, "epoll")) epoll_wait(within(0, EPOLLIN), &event, 1, -1);
    if (!strcmp(mode, "nested")) epoll_wait(within(within(0, EPOLLIN), EPOLLIN), &event, 1, -1);
    if (!strcmp(mode, "high")) {
        FD_ZERO(&set);
        FD_SET(dup2(0, 700), &set);
        select(701, &set, NULL, NULL, NULL);
    }
    if (!strcmp(mode, "writer")) {
        one = (struct pollfd){.fd = 1, .events = POLLOUT};
        while (poll(&one, 1, -1) > 0) write(1, &byte, 1);
    }
    return 0;
}

/* Threads that wait for each other, or for nobody: locked mutexes|again|condition|fifo|pipe|barrier|fork|busy|works */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier, both;

static void *crosswise(void *unused) {
    pthread_mutex_lock(&two);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&one);
    return unused;
}

static void *opens(void *path) {
    open(path, O_RDONLY);
    return path;
}

static void *reads(void *unused) {
    char byte;
    read(0, &byte, 1);
    return unused;
}

static void *arrives(void *unused) {
    pthread_barrier_wait(&barrier);
    return unused;
}

static void *holds(void *unused) {
    pthread_mutex_lock(&one);
    pthread_barrier_wait(&both);
    usleep(100000);
    pthread_mutex_unlock(&one);
    return unused;
}

static void *hands(void *unused) {
    for (;;) {
        pthread_mutex_lock(&one);
        usleep(1000);
        pthread_mutex_unlock(&one);
        usleep(1000);
    }
    return unused;
}

int main(int count, char **words) {
    const char *mode = count > 1 ? words[1] : "";
    pthread_t thread;
    pthread_barrier_init(&barrier, NULL, 3);
    pthread_barrier_init(&both, NULL, 2);
    if (!strcmp(mode, "mutexes")) {
        pthread_mutex_lock(&one);
        pthread_create(&thread, NULL, crosswise, NULL);
        pthread_barrier_wait(&both);
        pthread_mutex_lock(&two);
    } else if (!strcmp(mode, "again")) {
        pthread_mutex_lock(&one);
        pthread_mutex_lock(&one);
    } else if (!strcmp(mode, "condition")) {
        pthread_mutex_lock(&one);
        pthread_cond_wait(&condition, &one);
    } else if (!strcmp(mode, "fifo")) {
        pthread_create(&thread, NULL, opens, "f1");
        pthread_join(thread, NULL);
    } else if (!strcmp(mode, "pipe")) {
        pthread_create(&thread, NULL, reads, NULL);
        pthread_join(thread, NULL);
    } else if (!strcmp(mode, "barrier")) {
        pthread_create(&thread, NULL, arrives, NULL);
        pthread_barrier_wait(&barrier);
    } else if (!strcmp(mode, "fork")) {
        pthread_create(&thread, NULL, holds, NULL);
        pthread_barrier_wait(&both);
        if (fork() == 0) pthread_mutex_lock(&one);
        pthread_join(thread, NULL);
        wait(NULL);
    } else if (!strcmp(mode, "works")) {
        pthread_create(&thread, NULL, hands, NULL);
        hands(NULL);
    }
    return 0;
}

/* Loaded before the C library (LD_PRELOAD): a disk that makes a limited number of writes durable per second, one after
 * another. The time one of them takes is in SLOW_DISK_US. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;

static int slowly(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *us = getenv("SLOW_DISK_US");
    long wait = us ? atol(us) : 0;
    struct timespec end;
    pthread_mutex_lock(&disk);
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += wait * 1000;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    int result = real(file);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) != 0) {
    }
    pthread_mutex_unlock(&disk);
    return result;
}

int fsync(int file) { return slowly("fsync", file); }

int fdatasync(int file) { return slowly("fdatasync", file); }

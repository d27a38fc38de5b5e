/* Loaded before the C library (LD_PRELOAD): a drive that knows of the files in DRIVE_FOLDER what was made durable. At
 * each sync the file is copied to DRIVE_DURABLE; the machine's own disk is not waited for, as only the process will die.
 * DRIVE_FAILS_AT says at which step the power fails: a sync has two, one before it is done and one after. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t drive = PTHREAD_MUTEX_INITIALIZER;

static void step(void) {
    static long steps;
    const char *last = getenv("DRIVE_FAILS_AT");
    steps += 1;
    if (last && atol(last) == steps) {
        dprintf(STDERR_FILENO, "the power fails\n");
        kill(getpid(), SIGKILL);
    }
}

/* The name of an open file in the folder; nothing for all others. */
static const char *name_of(int file, char path[PATH_MAX]) {
    char link[64];
    const char *folder = getenv("DRIVE_FOLDER");
    size_t under = folder ? strlen(folder) : 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (under == 0 || length < 0) return NULL;
    path[length] = 0;
    if (strncmp(path, folder, under) != 0 || path[under] != '/') return NULL;
    return strchr(path + under + 1, '/') ? NULL : path + under + 1;
}

/* Reads from the open file itself: closing another one of it would end the process's locks. */
static void keep(int file, const char *name) {
    static char piece[1 << 16];
    const char *durable = getenv("DRIVE_DURABLE");
    char begun[PATH_MAX + 8], kept[2 * PATH_MAX];
    snprintf(begun, sizeof begun, "%s.new", durable);
    snprintf(kept, sizeof kept, "%s/%s", durable, name);
    int copy = open(begun, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    off_t at = 0;
    ssize_t got;
    while ((got = pread(file, piece, sizeof piece, at)) > 0) {
        if (write(copy, piece, got) != got) abort();
        at += got;
    }
    if (copy < 0 || got < 0 || close(copy) != 0 || rename(begun, kept) != 0) abort();
}

static int made_durable(long call, int file) {
    char path[PATH_MAX];
    const char *name = name_of(file, path);
    if (!name) return (int)syscall(call, file);
    pthread_mutex_lock(&drive);
    step();
    keep(file, name);
    step();
    pthread_mutex_unlock(&drive);
    return 0;
}

int fsync(int file) { return made_durable(SYS_fsync, file); }

int fdatasync(int file) { return made_durable(SYS_fdatasync, file); }

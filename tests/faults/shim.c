/* Preloaded into a process of the trials: it records what goes to the files of one folder, in order, and it
   can make the disk full or read-only and move the wall clock, as a control page says. Without a record and
   without a control page it only passes on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MOST_HANDLES 4096
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct control { int32_t write_errno; int32_t sync_errno; int64_t wall_offset_ns; };

static struct control nothing, *control = &nothing;
static char watched[512];            /* the folder, with its slash; empty: nothing is watched */
static int record = -1;
static char kinds[MOST_HANDLES];     /* f: a file of the folder, d: the folder itself */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

struct __attribute__((packed)) head { char op; uint64_t inode; uint64_t offset; uint32_t length; };

static void put(char op, uint64_t inode, uint64_t offset, const void *data, uint32_t length) {
    struct head head = {op, inode, offset, length};
    if (record < 0) return;
    NEXT(write)(record, &head, sizeof head);
    if (length) NEXT(write)(record, data, length);
}

static uint64_t inode_of(int handle) {
    struct stat facts;
    return fstat(handle, &facts) ? 0 : (uint64_t)facts.st_ino;
}

__attribute__((constructor)) static void begin(void) {
    const char *page = getenv("FAULTS_CONTROL"), *folder = getenv("FAULTS_WATCH");
    if (folder) strncpy(watched, folder, sizeof watched - 1);
    if (page) {
        int handle = NEXT(open)(page, O_RDONLY);
        void *found = handle < 0 ? MAP_FAILED : mmap(0, sizeof *control, PROT_READ, MAP_SHARED, handle, 0);
        if (found != MAP_FAILED) control = found;
    }
}

/* Called by the recorded program: from now on everything below `folder` is recorded into `log`. */
int faults_record(const char *folder, const char *log) {
    strncpy(watched, folder, sizeof watched - 1);
    record = NEXT(open)(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return record;
}

/* Called by the recorded program: a word of its own, in the order of the writes. */
void faults_mark(const char *data, uint32_t length) {
    pthread_mutex_lock(&turn);
    put('A', 0, 0, data, length);
    pthread_mutex_unlock(&turn);
}

static char kind_of(const char *path) {
    size_t length = strlen(watched), size = strlen(path);
    if (!length || strncmp(path, watched, length - 1)) return 0;
    if (size + 1 == length || size == length) return 'd';
    if (path[length - 1] != '/' || (size > 4 && !strcmp(path + size - 4, "-shm"))) return 0;
    return 'f';
}

static int opened(int handle, const char *path, int flags) {
    if (handle < 0 || handle >= MOST_HANDLES) return handle;
    kinds[handle] = kind_of(path);
    if (kinds[handle] == 'f') {
        pthread_mutex_lock(&turn);
        put((flags & O_TRUNC) ? 'Z' : 'O', inode_of(handle), 0, path, strlen(path));
        pthread_mutex_unlock(&turn);
    }
    return handle;
}

static int refused(const char *path, int flags) {
    if (control->write_errno && kind_of(path) == 'f' && (flags & O_CREAT) && access(path, F_OK)) {
        errno = control->write_errno;
        return 1;
    }
    return 0;
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (refused(path, flags)) return -1; \
    return opened(NEXT(name)(path, flags, mode), path, flags); }
OPEN(open)
OPEN(open64)

int close(int handle) {
    if (handle >= 0 && handle < MOST_HANDLES) kinds[handle] = 0;
    return NEXT(close)(handle);
}

static int is_file(int handle) { return handle >= 0 && handle < MOST_HANDLES && kinds[handle] == 'f'; }

static int blocked(int handle, int error) {
    if (!error || !is_file(handle)) return 0;
    errno = error;
    return 1;
}

ssize_t write(int handle, const void *data, size_t length) {
    if (!is_file(handle)) return NEXT(write)(handle, data, length);
    if (blocked(handle, control->write_errno)) return -1;
    pthread_mutex_lock(&turn);
    off_t offset = lseek(handle, 0, SEEK_CUR);
    ssize_t done = NEXT(write)(handle, data, length);
    if (done > 0) put('W', inode_of(handle), offset, data, done);
    pthread_mutex_unlock(&turn);
    return done;
}

#define PWRITE(name) ssize_t name(int handle, const void *data, size_t length, off_t offset) { \
    if (!is_file(handle)) return NEXT(name)(handle, data, length, offset); \
    if (blocked(handle, control->write_errno)) return -1; \
    pthread_mutex_lock(&turn); \
    ssize_t done = NEXT(name)(handle, data, length, offset); \
    if (done > 0) put('W', inode_of(handle), offset, data, done); \
    pthread_mutex_unlock(&turn); \
    return done; }
PWRITE(pwrite)
PWRITE(pwrite64)

#define TRUNCATE(name) int name(int handle, off_t size) { \
    if (!is_file(handle)) return NEXT(name)(handle, size); \
    if (blocked(handle, control->write_errno)) return -1; \
    pthread_mutex_lock(&turn); \
    int failed = NEXT(name)(handle, size); \
    if (!failed) put('T', inode_of(handle), size, 0, 0); \
    pthread_mutex_unlock(&turn); \
    return failed; }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

/* Recorded after it has returned: until then nothing is promised. */
#define SYNC(name) int name(int handle) { \
    if (handle < 0 || handle >= MOST_HANDLES || !kinds[handle]) return NEXT(name)(handle); \
    if (blocked(handle, control->sync_errno)) return -1; \
    int failed = NEXT(name)(handle); \
    if (!failed) { \
        pthread_mutex_lock(&turn); \
        put(kinds[handle] == 'd' ? 'D' : 'S', inode_of(handle), 0, 0, 0); \
        pthread_mutex_unlock(&turn); \
    } \
    return failed; }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    int failed = NEXT(unlink)(path);
    if (!failed && kind_of(path) == 'f') {
        pthread_mutex_lock(&turn);
        put('U', 0, 0, path, strlen(path));
        pthread_mutex_unlock(&turn);
    }
    return failed;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = NEXT(clock_gettime)(clock, now);
    if (!failed && clock == CLOCK_REALTIME && control->wall_offset_ns) {
        int64_t nanoseconds = now->tv_nsec + control->wall_offset_ns % 1000000000;
        now->tv_sec += control->wall_offset_ns / 1000000000 + nanoseconds / 1000000000;
        now->tv_nsec = nanoseconds % 1000000000;
        if (now->tv_nsec < 0) { now->tv_nsec += 1000000000; now->tv_sec--; }
    }
    return failed;
}

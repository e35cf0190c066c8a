// Loaded before the C library (LD_PRELOAD) into the product's own programs: tells every call by
// which they change one folder, and lets one of them go wrong. Nothing of it is in the product.
//
//   CRASH_ROOT   the folder, absolute; calls on other files are not counted
//   CRASH_LOG    appended to, one line per call before it is made: CALL PATH ORDINAL [FAULT];
//                ORDINAL counts this call on this path; and what LMDB is asked to change:
//                # put TABLE
//   CRASH_CALL, CRASH_PATH, CRASH_COUNT   which one goes wrong; * for any call or path
//   CRASH_FAULT  kill-before, kill-after, fail, persisted (done, and an error all the same), short
//                (half of it is written), torn (half of it is written, then killed)
//   CRASH_ERROR  errno of fail and persisted, a number
//
// Needs no /proc: paths of descriptors are remembered from open(). C, because it must come before
// everything else that the programs load.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
  kFilesMax = 1024,
  kPlacesMax = 4096,
  kTablesMax = 64,
  kLineMax = 2 * PATH_MAX,
  kPartsMax = 64
};
enum { kLogFile = 900 };  // a number that the programs do not reach

typedef enum { kNone, kKillBefore, kKillAfter, kFail, kPersisted, kShort, kTorn } Fault;
static const char* const kFaultNames[] = {"none",      "kill-before", "kill-after", "fail",
                                          "persisted", "short",       "torn"};

typedef struct {
  char* name;  // "CALL PATH"
  unsigned count;
} Place;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char* file_paths[kFilesMax];  // relative to the root; NULL: not ours
static Place places[kPlacesMax];
static unsigned reached_in_all;
static char* tables[kTablesMax];  // by LMDB's handle
static int log_file = -1;

static void die(void) {
  syscall(SYS_kill, (pid_t)syscall(SYS_getpid), SIGKILL);
  for (;;)
    pause();
}

// The test is wrong, not the product: said aloud, with a code that no program of ours has.
static void refuse(const char* why) {
  dprintf(STDERR_FILENO, "fault shim: %s\n", why);
  syscall(SYS_exit_group, 99);
}

// Of digits that the test has written.
static unsigned number_in(const char* digits) {
  unsigned number = 0;
  for (; *digits >= '0' && *digits <= '9'; ++digits)
    number = 10 * number + (unsigned)(*digits - '0');
  return number;
}

static void tell(const char* format, ...) {
  char line[kLineMax];
  va_list values;
  va_start(values, format);
  const int size = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  if (size > 0 && log_file >= 0) syscall(SYS_write, log_file, line, (size_t)size);
}

__attribute__((constructor)) static void begin(void) {
  const char* name = getenv("CRASH_LOG");
  if (name == NULL) return;
  const int file =
      (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) refuse("CRASH_LOG cannot be opened");
  log_file = (int)syscall(SYS_dup3, file, kLogFile, O_CLOEXEC);
  syscall(SYS_close, file);
}

// The next definition of a function behind this one.
static void* next(const char* name) {
  void* found = dlsym(RTLD_NEXT, name);
  if (found == NULL) refuse(name);
  return found;
}
#define NEXT(name, type, ...)           \
  static type (*real)(__VA_ARGS__);     \
  if (real == NULL) {                   \
    void* const found = next(name);     \
    memcpy(&real, &found, sizeof real); \
  }

// --- paths

// Of a folder that mkdtemp() named: every run is to give it the same name.
static void hide_random_letters(char* path) {
  static const char kBefore[] = ".partial-";
  char* const found = strstr(path, kBefore);
  if (found == NULL) return;
  char* letter = found + strlen(kBefore);
  for (int i = 0; i < 6 && *letter != '\0'; ++i)
    *letter++ = 'X';
}

// The path below the root, in `buffer`; NULL if it is not.
static const char* below_root(int folder, const char* path, char* buffer) {
  const char* root = getenv("CRASH_ROOT");
  if (root == NULL || path == NULL) return NULL;
  if (path[0] == '/') {
    snprintf(buffer, PATH_MAX, "%s", path);
  } else if (folder == AT_FDCWD) {
    char here[PATH_MAX];
    if (getcwd(here, sizeof here) == NULL) return NULL;
    if (snprintf(buffer, PATH_MAX, "%s/%s", here, path) >= PATH_MAX) return NULL;
  } else {
    if (folder < 0 || folder >= kFilesMax || file_paths[folder] == NULL) return NULL;
    if (snprintf(buffer, PATH_MAX, "%s/%s/%s", root, file_paths[folder], path) >= PATH_MAX)
      return NULL;
  }
  const size_t length = strlen(root);
  if (strncmp(buffer, root, length) != 0) return NULL;
  hide_random_letters(buffer + length);
  if (buffer[length] == '\0') return ".";
  return buffer[length] == '/' ? buffer + length + 1 : NULL;
}

static const char* path_of(int file) {
  return file >= 0 && file < kFilesMax ? file_paths[file] : NULL;
}

static void remember(int file, const char* path) {
  if (file < 0 || file >= kFilesMax) return;
  pthread_mutex_lock(&mutex);
  free(file_paths[file]);
  file_paths[file] = path != NULL ? strdup(path) : NULL;
  pthread_mutex_unlock(&mutex);
}

// --- one call

static unsigned count_of(const char* name) {
  for (int i = 0; i < kPlacesMax; ++i) {
    if (places[i].name == NULL) places[i].name = strdup(name);
    if (strcmp(places[i].name, name) == 0) return ++places[i].count;
  }
  refuse("more different calls than the shim can count");
  return 0;
}

static int is_wanted(const char* variable, const char* what) {
  const char* wanted = getenv(variable);
  return wanted != NULL && (strcmp(wanted, "*") == 0 || strcmp(wanted, what) == 0);
}

static Fault fault_at(const char* call, const char* path, unsigned count) {
  if (!is_wanted("CRASH_CALL", call) || !is_wanted("CRASH_PATH", path)) return kNone;
  const char* number = getenv("CRASH_COUNT");
  const char* name = getenv("CRASH_FAULT");
  const unsigned here = strcmp(getenv("CRASH_CALL"), "*") == 0 ? reached_in_all : count;
  if (number == NULL || name == NULL || here != number_in(number)) return kNone;
  for (int i = 0; i <= kTorn; ++i) {
    if (strcmp(name, kFaultNames[i]) == 0) return (Fault)i;
  }
  refuse("CRASH_FAULT is none");
  return kNone;
}

// Counts the call, tells it, and says what is to become of it.
static Fault reached(const char* call, const char* path) {
  if (path == NULL) return kNone;
  char name[kLineMax];
  snprintf(name, sizeof name, "%s %s", call, path);
  pthread_mutex_lock(&mutex);
  ++reached_in_all;
  const unsigned count = count_of(name);
  const Fault fault = fault_at(call, path, count);
  tell("%s %u%s%s\n", name, count, fault == kNone ? "" : " ",
       fault == kNone ? "" : kFaultNames[fault]);
  pthread_mutex_unlock(&mutex);
  if (fault == kKillBefore) die();
  return fault;
}

static void set_error(void) {
  const char* number = getenv("CRASH_ERROR");
  errno = number == NULL ? EIO : (int)number_in(number);
}

// After a call that was made: the result, or an error all the same.
#define AFTER(fault, result, bad)               \
  do {                                          \
    if ((fault) == kKillAfter) die();           \
    if ((fault) != kPersisted) return (result); \
    set_error();                                \
    return (bad);                               \
  } while (0)
#define CALL(name, path, type, bad, expression) \
  do {                                          \
    const Fault fault = reached(name, path);    \
    if (fault == kFail) {                       \
      set_error();                              \
      return (bad);                             \
    }                                           \
    type const result = (expression);           \
    AFTER(fault, result, bad);                  \
  } while (0)

// --- opening and closing

// Opening to read changes nothing; opening a folder to sync it is part of a write. opendir() has
// O_NONBLOCK, and does not come by here.
static int may_write(int flags) {
  if ((flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0) return 1;
  return (flags & O_DIRECTORY) == O_DIRECTORY && (flags & O_NONBLOCK) == 0;
}

static int open_at(int folder, const char* path, int flags, mode_t mode) {
  NEXT("openat", int, int, const char*, int, ...)
  char buffer[PATH_MAX];
  const char* ours = may_write(flags) ? below_root(folder, path, buffer) : NULL;
  const Fault fault = reached("openat", ours);
  if (fault == kFail) {
    set_error();
    return -1;
  }
  const int file = real(folder, path, flags, mode);
  if (file >= 0) remember(file, ours);
  if (fault == kPersisted && file >= 0) {  // the name is there, the descriptor is not
    remember(file, NULL);
    syscall(SYS_close, file);
  }
  AFTER(fault, file, -1);
}

static mode_t mode_of(int flags, va_list values) {
  const int has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? va_arg(values, mode_t) : 0;
}
#define OPEN(folder, path, flags)             \
  va_list values;                             \
  va_start(values, flags);                    \
  const mode_t mode = mode_of(flags, values); \
  va_end(values);                             \
  return open_at(folder, path, flags, mode)

int open(const char* path, int flags, ...) {
  OPEN(AT_FDCWD, path, flags);
}
int open64(const char* path, int flags, ...) {
  OPEN(AT_FDCWD, path, flags);
}
int openat(int folder, const char* path, int flags, ...) {
  OPEN(folder, path, flags);
}
int openat64(int folder, const char* path, int flags, ...) {
  OPEN(folder, path, flags);
}
int creat(const char* path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

// Linux closes the descriptor whatever it answers.
int close(int file) {
  NEXT("close", int, int)
  const Fault fault = reached("close", path_of(file));
  remember(file, NULL);
  const int result = real(file);
  AFTER(fault == kFail ? kPersisted : fault, result, -1);
}

int closedir(DIR* folder) {
  NEXT("closedir", int, DIR*)
  const int file = dirfd(folder);
  const Fault fault = reached("close", path_of(file));
  remember(file, NULL);
  const int result = real(folder);
  AFTER(fault == kFail ? kPersisted : fault, result, -1);
}

// --- writing

typedef struct {
  struct iovec parts[kPartsMax];
  int count;
} Parts;

static Parts half_of(const struct iovec* parts, int count) {
  size_t all = 0;
  for (int i = 0; i < count; ++i)
    all += parts[i].iov_len;
  size_t rest = all / 2;
  Parts half = {.count = 0};
  for (int i = 0; i < count && i < kPartsMax && rest > 0; ++i) {
    half.parts[i] = parts[i];
    if (half.parts[i].iov_len > rest) half.parts[i].iov_len = rest;
    rest -= half.parts[i].iov_len;
    half.count = i + 1;
  }
  return half;
}

// offset -1: where the file stands.
static ssize_t write_parts(const char* call, int file, const struct iovec* parts, int count,
                           off_t offset) {
  NEXT("writev", ssize_t, int, const struct iovec*, int)
  const Fault fault = reached(call, path_of(file));
  if (fault == kFail) {
    set_error();
    return -1;
  }
  const Parts half =
      fault == kShort || fault == kTorn ? half_of(parts, count) : (Parts){.count = 0};
  if (fault == kShort || fault == kTorn) {
    parts = half.parts;
    count = half.count;
  }
  ssize_t result;
  if (offset >= 0 && count == 1) {  // as it was called: strace is to see the same
    result = syscall(SYS_pwrite64, file, parts[0].iov_base, parts[0].iov_len, offset);
  } else if (offset >= 0) {
    result = syscall(SYS_pwritev, file, parts, count, offset, 0);
  } else if (count == 1 && strcmp(call, "write") == 0) {
    result = syscall(SYS_write, file, parts[0].iov_base, parts[0].iov_len);
  } else {
    result = real(file, parts, count);
  }
  if (fault == kTorn) die();
  AFTER(fault, result, -1);
}

static struct iovec one_part(const void* data, size_t size) {
  struct iovec part = {.iov_len = size};
  memcpy(&part.iov_base, &data, sizeof data);  // writev does not change it
  return part;
}

ssize_t write(int file, const void* data, size_t size) {
  NEXT("write", ssize_t, int, const void*, size_t)
  if (path_of(file) == NULL) return real(file, data, size);
  const struct iovec part = one_part(data, size);
  return write_parts("write", file, &part, 1, -1);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  NEXT("pwrite", ssize_t, int, const void*, size_t, off_t)
  if (path_of(file) == NULL) return real(file, data, size, offset);
  const struct iovec part = one_part(data, size);
  return write_parts("pwrite64", file, &part, 1, offset);
}
ssize_t pwrite64(int file, const void* data, size_t size, off_t offset) {
  return pwrite(file, data, size, offset);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  return write_parts("writev", file, parts, count, -1);
}
ssize_t pwritev(int file, const struct iovec* parts, int count, off_t offset) {
  NEXT("pwritev", ssize_t, int, const struct iovec*, int, off_t)
  if (path_of(file) == NULL) return real(file, parts, count, offset);
  return write_parts("pwritev", file, parts, count, offset);
}
ssize_t pwritev64(int file, const struct iovec* parts, int count, off_t offset) {
  return pwritev(file, parts, count, offset);
}

int fsync(int file) {
  NEXT("fsync", int, int)
  CALL("fsync", path_of(file), int, -1, real(file));
}
int fdatasync(int file) {
  NEXT("fdatasync", int, int)
  CALL("fdatasync", path_of(file), int, -1, real(file));
}
int ftruncate(int file, off_t size) {
  NEXT("ftruncate", int, int, off_t)
  CALL("ftruncate", path_of(file), int, -1, real(file, size));
}
int ftruncate64(int file, off_t size) {
  return ftruncate(file, size);
}
int fallocate(int file, int mode, off_t offset, off_t size) {
  NEXT("fallocate", int, int, int, off_t, off_t)
  CALL("fallocate", path_of(file), int, -1, real(file, mode, offset, size));
}
int fallocate64(int file, int mode, off_t offset, off_t size) {
  return fallocate(file, mode, offset, size);
}

// --- names, rights, locks, maps

int rename(const char* from, const char* to) {
  NEXT("rename", int, const char*, const char*)
  char buffer[PATH_MAX];
  CALL("rename", below_root(AT_FDCWD, to, buffer), int, -1, real(from, to));
}
int unlink(const char* path) {
  NEXT("unlink", int, const char*)
  char buffer[PATH_MAX];
  CALL("unlink", below_root(AT_FDCWD, path, buffer), int, -1, real(path));
}
int rmdir(const char* path) {
  NEXT("rmdir", int, const char*)
  char buffer[PATH_MAX];
  CALL("rmdir", below_root(AT_FDCWD, path, buffer), int, -1, real(path));
}
// The C library's own would not come by here with its two calls.
int remove(const char* path) {
  if (unlink(path) == 0) return 0;
  return errno == EISDIR ? rmdir(path) : -1;
}
int unlinkat(int folder, const char* path, int flags) {
  NEXT("unlinkat", int, int, const char*, int)
  char buffer[PATH_MAX];
  CALL("unlinkat", below_root(folder, path, buffer), int, -1, real(folder, path, flags));
}
int mkdir(const char* path, mode_t mode) {
  NEXT("mkdir", int, const char*, mode_t)
  char buffer[PATH_MAX];
  CALL("mkdir", below_root(AT_FDCWD, path, buffer), int, -1, real(path, mode));
}
char* mkdtemp(char* path) {
  NEXT("mkdtemp", char*, char*)
  char buffer[PATH_MAX];
  CALL("mkdir", below_root(AT_FDCWD, path, buffer), char*, NULL, real(path));
}
int chmod(const char* path, mode_t mode) {
  NEXT("chmod", int, const char*, mode_t)
  char buffer[PATH_MAX];
  CALL("chmod", below_root(AT_FDCWD, path, buffer), int, -1, real(path, mode));
}
int fchmod(int file, mode_t mode) {
  NEXT("fchmod", int, int, mode_t)
  CALL("fchmod", path_of(file), int, -1, real(file, mode));
}
int fchmodat(int folder, const char* path, mode_t mode, int flags) {
  NEXT("fchmodat", int, int, const char*, mode_t, int)
  char buffer[PATH_MAX];
  CALL("fchmodat", below_root(folder, path, buffer), int, -1, real(folder, path, mode, flags));
}
int flock(int file, int operation) {
  NEXT("flock", int, int, int)
  CALL("flock", path_of(file), int, -1, real(file, operation));
}

// Of fcntl() only what takes or gives up a lock.
int fcntl(int file, int command, ...) {
  NEXT("fcntl", int, int, int, ...)
  va_list values;
  va_start(values, command);
  void* const argument = va_arg(values, void*);
  va_end(values);
  const int locks = command == F_SETLK || command == F_SETLKW;
  CALL("fcntl", locks ? path_of(file) : NULL, int, -1, real(file, command, argument));
}
int fcntl64(int file, int command, ...) {
  va_list values;
  va_start(values, command);
  void* const argument = va_arg(values, void*);
  va_end(values);
  return fcntl(file, command, argument);
}

void* mmap(void* address, size_t size, int rights, int flags, int file, off_t offset) {
  const char* path =
      (flags & MAP_SHARED) != 0 && (flags & MAP_ANONYMOUS) == 0 ? path_of(file) : NULL;
  const Fault fault = reached("mmap", path);
  if (fault == kFail) {
    set_error();
    return MAP_FAILED;
  }
  void* const mapped = (void*)syscall(SYS_mmap, address, size, rights, flags, file, offset);
  AFTER(fault, mapped, MAP_FAILED);
}
void* mmap64(void* address, size_t size, int rights, int flags, int file, off_t offset) {
  return mmap(address, size, rights, flags, file, offset);
}
int msync(void* address, size_t size, int flags) {
  NEXT("msync", int, void*, size_t, int)
  CALL("msync", "map", int, -1, real(address, size, flags));
}

// --- what LMDB is asked to change: gives each transaction its name

typedef struct {  // MDB_val
  size_t size;
  const char* data;
} Value;
enum { kMdbCreate = 0x40000 };

int mdb_dbi_open(void* transaction, const char* name, unsigned flags, unsigned* table) {
  NEXT("mdb_dbi_open", int, void*, const char*, unsigned, unsigned*)
  const int result = real(transaction, name, flags, table);
  if (result == 0 && name != NULL && *table < kTablesMax) {
    free(tables[*table]);
    tables[*table] = strdup(name);
    if ((flags & kMdbCreate) != 0) tell("# make %s\n", name);
  }
  return result;
}
int mdb_put(void* transaction, unsigned table, Value* key, Value* value, unsigned flags) {
  NEXT("mdb_put", int, void*, unsigned, Value*, Value*, unsigned)
  const char* name = table < kTablesMax && tables[table] != NULL ? tables[table] : "?";
  const int is_text = strcmp(name, "meta") == 0;
  tell("# put %s %.*s\n", name, is_text ? (int)key->size : 0, key->data);
  return real(transaction, table, key, value, flags);
}
int mdb_del(void* transaction, unsigned table, Value* key, Value* value) {
  NEXT("mdb_del", int, void*, unsigned, Value*, Value*)
  const char* name = table < kTablesMax && tables[table] != NULL ? tables[table] : "?";
  const int is_text = strcmp(name, "meta") == 0;
  tell("# del %s %.*s\n", name, is_text ? (int)key->size : 0, key->data);
  return real(transaction, table, key, value);
}

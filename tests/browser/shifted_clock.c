// Loaded before the C library (LD_PRELOAD) into the product's own programs: their real time is
// later by CLOCK_SHIFT seconds, so that evidence grows old within a test.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static time_t shift(void) {
  const char* digits = getenv("CLOCK_SHIFT");
  time_t seconds = 0;
  for (; digits != NULL && *digits >= '0' && *digits <= '9'; ++digits) {
    seconds = 10 * seconds + (*digits - '0');
  }
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  static int (*real)(clockid_t, struct timespec*);
  if (real == NULL) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += shift();
  return result;
}

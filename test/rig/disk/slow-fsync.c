/* Makes every fsync of a process take SLOW_FSYNC_MS longer, as a worn SD card does: LD_PRELOAD for slow-disk.test.ts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static int after_a_while(const char *name, int fd) {
  const char *setting = getenv("SLOW_FSYNC_MS");
  long ms = setting == NULL ? 0 : strtol(setting, NULL, 10);
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000L};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(fd);
}

int fsync(int fd) { return after_a_while("fsync", fd); }
int fdatasync(int fd) { return after_a_while("fdatasync", fd); }

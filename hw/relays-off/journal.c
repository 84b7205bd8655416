/* The journal that is the fake bank's only relay, as `relay-journal.ts` keeps it. */
#include "relays-off.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int off_note_in_journal(const char *file, const char *relay) {
  int journal = open(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
  if (journal < 0) return errno;
  char line[OFF_PLAN_BYTES_MAX + 64];
  int length = snprintf(line, sizeof line, "{\"atUs\":%lld,\"relay\":\"%s\",\"on\":false}\n", (long long)off_now_us(), relay);
  /* One write a line: appended lines of a few dozen bytes do not tear. */
  ssize_t written = write(journal, line, (size_t)length);
  int failed = written < 0 ? errno : written < length ? ENOSPC : 0;
  close(journal);
  return failed;
}

/* The time that is left, by CLOCK_MONOTONIC. It waits for nothing. */
#include "relays-off.h"

#include <time.h>

static int64_t deadline_ms;

int64_t off_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void off_begin(void) { deadline_ms = off_now_us() / 1000 + OFF_WITHIN_MS; }

int off_left_ms(void) {
  int64_t left_ms = deadline_ms - off_now_us() / 1000;
  return left_ms > 0 ? (int)left_ms : 0;
}

/* CLOCK_MONOTONIC, the one clock that sound cards stamp their positions with and that every process of a machine shares. */
#define _POSIX_C_SOURCE 200809L
#include "native.h"

#include <time.h>

double loa_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* nowUs(): µs of CLOCK_MONOTONIC, fractions included. */
static napi_value now_us(napi_env env, napi_callback_info info) {
  (void)info;
  return loa_answer(env, loa_now_us());
}

void loa_clock_part(napi_env env, napi_value part) { loa_function(env, part, "nowUs", now_us); }

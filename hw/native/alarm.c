/*
 * An alarm: a timer of the kernel that can be set to another instant without anybody being woken for the old one, which a timer of
 * libuv cannot as Node uses it. It waits on a thread of its own and knows nothing of what it is set for.
 */
#define _GNU_SOURCE
#include "native.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

static const char *const ALARM = "alarm";
/* One that has rung and is not heard yet rings no second time. */
enum { RINGS_MAX = 1, US_PER_S = 1000000, NS_PER_US = 1000 };

struct alarm {
  const char *kind;
  int timer;
  /* A byte into it ends the thread. */
  int stop[2];
  pthread_t thread;
  napi_threadsafe_function ring;
};

static void close_alarm(struct alarm *alarm) {
  if (alarm->timer < 0) return;
  if (write(alarm->stop[1], "", 1) == 1) pthread_join(alarm->thread, NULL);
  napi_release_threadsafe_function(alarm->ring, napi_tsfn_abort);
  close(alarm->stop[0]);
  close(alarm->stop[1]);
  close(alarm->timer);
  alarm->timer = -1;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  close_alarm(data);
  free(data);
}

static void *wait_for_time(void *data) {
  struct alarm *alarm = data;
  struct pollfd waits[2] = {{.fd = alarm->timer, .events = POLLIN}, {.fd = alarm->stop[0], .events = POLLIN}};
  uint64_t times;
  while (poll(waits, 2, -1) >= 0 || errno == EINTR) {
    if (waits[1].revents != 0) break;
    /* Set anew between the two calls, it has not come yet. */
    if (read(alarm->timer, &times, sizeof times) != (ssize_t)sizeof times) continue;
    napi_call_threadsafe_function(alarm->ring, NULL, napi_tsfn_nonblocking);
  }
  return NULL;
}

static void ring(napi_env env, napi_value callback, void *context, void *data) {
  (void)context, (void)data;
  napi_value nobody;
  if (env == NULL) return;
  napi_get_undefined(env, &nobody);
  napi_call_function(env, nobody, callback, 0, NULL, NULL);
}

/* Whatever was made of it is taken back where it cannot be made whole. */
static int make(napi_env env, napi_value callback, struct alarm *alarm) {
  alarm->kind = ALARM;
  alarm->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (alarm->timer < 0) return -errno;
  int code = pipe2(alarm->stop, O_CLOEXEC) < 0 ? -errno : 0;
  if (code == 0) {
    napi_value name = loa_answer_text(env, "loa alarm");
    napi_create_threadsafe_function(env, callback, NULL, name, RINGS_MAX, 1, NULL, NULL, NULL, ring, &alarm->ring);
    code = -pthread_create(&alarm->thread, NULL, wait_for_time, alarm);
    if (code == 0) return 0;
    napi_release_threadsafe_function(alarm->ring, napi_tsfn_abort);
    close(alarm->stop[0]);
    close(alarm->stop[1]);
  }
  close(alarm->timer);
  alarm->timer = -1;
  return code;
}

/* open(ring): a handle, or a negative errno. Calls ring() once for each time that it was set for; keeps the process alive until it is closed. */
static napi_value open_alarm(napi_env env, napi_callback_info info) {
  napi_value callback;
  napi_valuetype type;
  if (!loa_arguments(env, info, 1, &callback)) return NULL;
  if (napi_typeof(env, callback, &type) != napi_ok || type != napi_function) return loa_bug(env, "not a function");
  struct alarm *alarm = calloc(1, sizeof *alarm);
  if (alarm == NULL) return loa_answer(env, -ENOMEM);
  int code = make(env, callback, alarm);
  if (code == 0) return loa_wrap(env, alarm, release);
  free(alarm);
  return loa_answer(env, code);
}

/* set(alarm, inUs): in place of whatever it was set for; below 0 it is set for nothing. 0, or a negative errno. */
static napi_value set(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  struct alarm *alarm;
  double in_us;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], ALARM, &alarm) ||
      !loa_number(env, arguments[1], &in_us)) {
    return NULL;
  }
  const int64_t us = in_us < 0 ? 0 : (int64_t)in_us;
  struct itimerspec once = {.it_value = {.tv_sec = us / US_PER_S, .tv_nsec = us % US_PER_S * NS_PER_US}};
  /* Zero would be never. */
  if (in_us >= 0 && us == 0) once.it_value.tv_nsec = 1;
  return loa_answer(env, timerfd_settime(alarm->timer, 0, &once, NULL) < 0 ? -errno : 0);
}

/* close(alarm): 0. It rings no more. */
static napi_value close_it(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct alarm *alarm;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, ALARM, &alarm)) return NULL;
  close_alarm(alarm);
  return loa_answer(env, 0);
}

void loa_alarm_part(napi_env env, napi_value part) {
  loa_function(env, part, "open", open_alarm);
  loa_function(env, part, "set", set);
  loa_function(env, part, "close", close_it);
}

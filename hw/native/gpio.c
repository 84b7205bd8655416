/*
 * GPIO lines by the kernel's character device, uAPI v2 (linux/gpio.h): a line is asked for by its chip and offset, set, read back,
 * and watched for edges. It knows no relay and no button, and waits for nothing but edges, on a thread of its own.
 */
#define _GNU_SOURCE
#include "native.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const LINE = "gpio line";
/* Edges that the event loop has not taken; on overflow the newest is dropped, and whoever hears of an edge reads the level. */
enum { EDGES_MAX = 64 };

struct line {
  const char *kind;
  int fd;
  /* A byte into it ends the watch. */
  int stop[2];
  bool is_watched;
  pthread_t watch;
  napi_threadsafe_function edge;
};

struct edge {
  bool rising;
  double at_us;
};

static napi_value refused(napi_env env, int code, const char *step) {
  napi_value answer;
  napi_create_object(env, &answer);
  loa_set(env, answer, "code", loa_answer(env, code));
  loa_set(env, answer, "step", loa_answer_text(env, step));
  return answer;
}

static void unwatch(struct line *line) {
  if (!line->is_watched) return;
  line->is_watched = false;
  if (write(line->stop[1], "", 1) == 1) pthread_join(line->watch, NULL);
  close(line->stop[0]);
  close(line->stop[1]);
  napi_release_threadsafe_function(line->edge, napi_tsfn_abort);
}

static void close_line(struct line *line) {
  unwatch(line);
  if (line->fd >= 0) close(line->fd);
  line->fd = -1;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  close_line(data);
  free(data);
}

static int open_chip(const char *path) {
  int chip = open(path, O_RDWR | O_CLOEXEC);
  return chip < 0 ? -errno : chip;
}

/* request(chip, offset, consumer, flags): { line }, or { code, step } with what failed: `chip` or `line`. An output begins inactive. */
static napi_value request(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  char path[256], consumer[GPIO_MAX_NAME_SIZE];
  double offset, flags;
  if (!loa_arguments(env, info, 4, arguments) || !loa_text(env, arguments[0], path, sizeof path) ||
      !loa_number(env, arguments[1], &offset) || !loa_text(env, arguments[2], consumer, sizeof consumer) ||
      !loa_number(env, arguments[3], &flags)) {
    return NULL;
  }
  int chip = open_chip(path);
  if (chip < 0) return refused(env, chip, "chip");
  struct gpio_v2_line_request wish = {.num_lines = 1, .offsets = {(uint32_t)offset}};
  wish.config.flags = (uint64_t)flags;
  memcpy(wish.consumer, consumer, sizeof consumer);
  if (wish.config.flags & GPIO_V2_LINE_FLAG_OUTPUT) {
    /* Stated, not left to the driver: 0 is inactive, whichever level that is. */
    wish.config.num_attrs = 1;
    wish.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
    wish.config.attrs[0].attr.values = 0;
    wish.config.attrs[0].mask = 1;
  }
  int code = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &wish) < 0 ? -errno : 0;
  close(chip);
  if (code < 0) return refused(env, code, "line");
  struct line *line = calloc(1, sizeof *line);
  if (line == NULL) {
    close(wish.fd);
    return refused(env, -ENOMEM, "line");
  }
  line->kind = LINE;
  line->fd = wish.fd;
  napi_value answer, handle = loa_wrap(env, line, release);
  if (handle == NULL) return NULL;
  napi_create_object(env, &answer);
  loa_set(env, answer, "line", handle);
  return answer;
}

/* info(chip, offset): { name, consumer, isUsed }, or { code, step }. */
static napi_value line_info(napi_env env, napi_callback_info info) {
  napi_value arguments[2], answer, is_used;
  char path[256];
  double offset;
  if (!loa_arguments(env, info, 2, arguments) || !loa_text(env, arguments[0], path, sizeof path) ||
      !loa_number(env, arguments[1], &offset)) {
    return NULL;
  }
  int chip = open_chip(path);
  if (chip < 0) return refused(env, chip, "chip");
  struct gpio_v2_line_info found = {.offset = (uint32_t)offset};
  int code = ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, &found) < 0 ? -errno : 0;
  close(chip);
  if (code < 0) return refused(env, code, "line");
  napi_create_object(env, &answer);
  loa_set(env, answer, "name", loa_answer_text(env, found.name));
  loa_set(env, answer, "consumer", loa_answer_text(env, found.consumer));
  napi_get_boolean(env, found.flags & GPIO_V2_LINE_FLAG_USED, &is_used);
  loa_set(env, answer, "isUsed", is_used);
  return answer;
}

/* lines(chip): how many it has, or a negative errno. */
static napi_value chip_lines(napi_env env, napi_callback_info info) {
  napi_value argument;
  char path[256];
  struct gpiochip_info found = {0};
  if (!loa_arguments(env, info, 1, &argument) || !loa_text(env, argument, path, sizeof path)) return NULL;
  int chip = open_chip(path);
  if (chip < 0) return loa_answer(env, chip);
  int code = ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &found) < 0 ? -errno : (int)found.lines;
  close(chip);
  return loa_answer(env, code);
}

/* set(line, active): 0, or a negative errno. */
static napi_value set(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  struct line *line;
  bool active;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], LINE, &line) ||
      !loa_flag(env, arguments[1], &active)) {
    return NULL;
  }
  struct gpio_v2_line_values values = {.bits = active, .mask = 1};
  return loa_answer(env, ioctl(line->fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0 ? -errno : 0);
}

/* get(line): 1 active, 0 inactive, or a negative errno. */
static napi_value get(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct line *line;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, LINE, &line)) return NULL;
  struct gpio_v2_line_values values = {.mask = 1};
  int failed = ioctl(line->fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0;
  return loa_answer(env, failed ? -errno : (double)(values.bits & 1));
}

static void tell(napi_env env, napi_value callback, void *context, void *data) {
  (void)context;
  struct edge edge = *(struct edge *)data;
  free(data);
  if (env == NULL) return;
  napi_value arguments[2], nobody;
  napi_get_boolean(env, edge.rising, &arguments[0]);
  arguments[1] = loa_answer(env, edge.at_us);
  napi_get_undefined(env, &nobody);
  napi_call_function(env, nobody, callback, 2, arguments, NULL);
}

static void *wait_for_edges(void *data) {
  struct line *line = data;
  struct pollfd waits[2] = {{.fd = line->fd, .events = POLLIN}, {.fd = line->stop[0], .events = POLLIN}};
  struct gpio_v2_line_event event;
  while (poll(waits, 2, -1) >= 0 || errno == EINTR) {
    /* A chip that is pulled out ends the watch; reading the level then says so. */
    if (waits[1].revents != 0 || (waits[0].revents & (POLLERR | POLLHUP | POLLNVAL))) break;
    if (read(line->fd, &event, sizeof event) != (ssize_t)sizeof event) break;
    struct edge *edge = malloc(sizeof *edge);
    if (edge == NULL) continue;
    edge->rising = event.id == GPIO_V2_LINE_EVENT_RISING_EDGE;
    edge->at_us = (double)event.timestamp_ns / 1e3;
    if (napi_call_threadsafe_function(line->edge, edge, napi_tsfn_nonblocking) != napi_ok) free(edge);
  }
  return NULL;
}

/* watch(line, edge): calls edge(rising, atUs) of CLOCK_MONOTONIC from now on; 0, or a negative errno. Keeps no process alive. */
static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value arguments[2], name;
  struct line *line;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], LINE, &line)) return NULL;
  if (line->is_watched) return loa_bug(env, "the line is watched already");
  if (pipe2(line->stop, O_CLOEXEC) < 0) return loa_answer(env, -errno);
  name = loa_answer_text(env, "loa gpio edge");
  if (napi_create_threadsafe_function(env, arguments[1], NULL, name, EDGES_MAX, 1, NULL, NULL, NULL, tell,
                                      &line->edge) != napi_ok) {
    close(line->stop[0]);
    close(line->stop[1]);
    return loa_bug(env, "not a function");
  }
  napi_unref_threadsafe_function(env, line->edge);
  int code = pthread_create(&line->watch, NULL, wait_for_edges, line);
  line->is_watched = code == 0;
  if (code == 0) return loa_answer(env, 0);
  napi_release_threadsafe_function(line->edge, napi_tsfn_abort);
  close(line->stop[0]);
  close(line->stop[1]);
  return loa_answer(env, -code);
}

/* close(line): gives it back; idempotent. */
static napi_value line_close(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct line *line;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, LINE, &line)) return NULL;
  close_line(line);
  return loa_answer(env, 0);
}

void loa_gpio_part(napi_env env, napi_value part) {
  loa_function(env, part, "request", request);
  loa_function(env, part, "info", line_info);
  loa_function(env, part, "lines", chip_lines);
  loa_function(env, part, "set", set);
  loa_function(env, part, "get", get);
  loa_function(env, part, "watch", watch);
  loa_function(env, part, "close", line_close);
}

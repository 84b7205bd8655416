/*
 * Switches relays off by a plan that the agent has written (`agent/shell/relays/off-plan.ts`), without Node: for the moment at which the
 * agent has died, on a machine that takes seconds to begin a program of Node. It decides nothing: it takes step after step, goes on
 * with the next whatever became of the one before, and is done within `OFF_WITHIN_MS`.
 *
 *     relays-off PLAN      exit status: 0 all are off; 1 not all, or there is no plan, as it says on standard error; 2 misused;
 *                          3 a board was told, and nobody has asked it whether it obeyed
 */
#include "relays-off.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ALL_OFF = 0, NOT_ALL_OFF = 1, MISUSED = 2, NOT_ASKED = 3 };

/* False where the deadline came first. */
static bool let_pass(uint32_t ms) {
  uint32_t left_ms = (uint32_t)off_left_ms();
  bool is_whole = ms <= left_ms;
  uint32_t pass_ms = is_whole ? ms : left_ms;
  struct timespec rest = {.tv_sec = pass_ms / 1000, .tv_nsec = (long)(pass_ms % 1000) * 1000000};
  while (nanosleep(&rest, &rest) < 0 && errno == EINTR) continue;
  return is_whole;
}

static int take(const struct off_step *step) {
  switch (step->word) {
  case OFF_GPIO: return off_gpio_line(step->path, step->number, step->is_active_low);
  case OFF_PORT: return off_open_port(step->path, step->number);
  case OFF_SEND: return off_send(step->frame, step->frame_bytes);
  case OFF_WAIT: return let_pass(step->number) ? 0 : ETIMEDOUT;
  case OFF_JOURNAL: return off_note_in_journal(step->path, step->relay);
  }
  return EINVAL;
}

/* Its length, or -1 with errno. A plan that is too long is cut. */
static ssize_t read_plan(const char *file, char *text, size_t size) {
  int plan = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (plan < 0) return -1;
  ssize_t length = 0, got;
  while ((got = read(plan, text + length, size - (size_t)length)) > 0) length += got;
  int failed = errno;
  close(plan);
  errno = failed;
  return got < 0 ? -1 : length;
}

static void say(const char *file, int line, const char *what, const char *path) {
  fprintf(stderr, "relays-off: line %d of %s: %s%s%s\n", line, file, path == NULL ? "" : path, path == NULL ? "" : ": ", what);
}

/* Takes every line that is a step; answers the exit status. */
static int play(const char *file, char *text, size_t length) {
  bool is_whole = true, has_sent = false;
  int number = 0;
  char *end = text + length;
  for (char *line = text, *next; line < end; line = next) {
    number++;
    char *newline = memchr(line, '\n', (size_t)(end - line));
    next = newline == NULL ? end : newline + 1;
    struct off_step step;
    const char *wrong = "cut short";
    if (newline != NULL && memchr(line, '\0', (size_t)(newline - line)) != NULL) wrong = "not text";
    else if (newline != NULL) {
      *newline = '\0';
      wrong = off_read_step(line, &step);
    }
    if (wrong != NULL) {
      say(file, number, wrong, NULL);
      is_whole = false;
      continue;
    }
    has_sent = has_sent || step.word == OFF_SEND;
    int failed = off_left_ms() == 0 ? ETIMEDOUT : take(&step);
    if (failed == 0) continue;
    is_whole = false;
    /* That there is no port was said when it was to be opened. */
    if (failed != ENOTCONN) say(file, number, strerror(failed), step.path);
  }
  if (!is_whole) return NOT_ALL_OFF;
  return has_sent ? NOT_ASKED : ALL_OFF;
}

int main(int count, char **words) {
  if (count != 2 || words[1][0] == '-') {
    fputs("Usage: relays-off PLAN\nSwitches relays off by the plan that the agent has left, such as /var/lib/loa/relays.off.\n", stderr);
    return MISUSED;
  }
  off_begin();
  signal(SIGPIPE, SIG_IGN);
  const char *file = words[1];
  /* One byte more than a plan may have, so that one that is longer is known. */
  static char text[OFF_PLAN_BYTES_MAX + 1];
  ssize_t length = read_plan(file, text, sizeof text);
  if (length < 0) {
    if (errno == ENOENT) fprintf(stderr, "relays-off: there is no plan %s: nothing was switched\n", file);
    else fprintf(stderr, "relays-off: %s: %s\n", file, strerror(errno));
    return NOT_ALL_OFF;
  }
  int status = play(file, text, (size_t)length);
  off_close_port();
  if (length > 0 && length <= OFF_PLAN_BYTES_MAX) return status;
  /* An empty one may be what a power cut has left of it. */
  fprintf(stderr, "relays-off: %s %s\n", file, length == 0 ? "is empty" : "is longer than a plan may be");
  return NOT_ALL_OFF;
}

/*
 * A GPIO chip in user space: loaded before libc, it answers the ioctls of linux/gpio.h, v2, for a file that begins with its mark.
 * As the kernel does, it lets one program have a line, knows which is active low, keeps a line's level when its holder dies, and
 * tells edges on the line's descriptor. The file is the pins: a test reads and writes them. What outputs did is appended beside it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MARK "loa gpio"
enum { LINES_MAX = 64, HELD_MAX = 64 };

/* As `rig-chip.ts` writes and reads it: 64 bytes a line, behind a head of 16. */
struct pin {
  int32_t holder;
  uint32_t level;
  /* 0: moves; 1: stuck low, 2: stuck high. */
  uint32_t stuck;
  uint32_t flags;
  char consumer[GPIO_MAX_NAME_SIZE];
  char spare[16];
};
struct head {
  char mark[8];
  uint32_t lines;
  uint32_t spare;
};

struct held {
  int fd;
  int peer;
  int chip;
  uint32_t offset;
  uint64_t flags;
  uint32_t level;
  volatile int is_over;
  pthread_t watch;
  char journal[280];
};
static struct held held[HELD_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static off_t place(uint32_t offset) { return (off_t)(sizeof(struct head) + offset * sizeof(struct pin)); }

static int is_chip(int fd, struct head *head) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && pread(fd, head, sizeof *head, 0) == sizeof *head &&
         memcmp(head->mark, MARK, sizeof head->mark) == 0;
}

/* Pulled out: its file has no name any more. */
static int is_gone(int chip) {
  struct stat status;
  return fstat(chip, &status) < 0 || status.st_nlink == 0;
}

static struct pin read_pin(int chip, uint32_t offset) {
  struct pin pin = {0};
  if (pread(chip, &pin, sizeof pin, place(offset)) != sizeof pin) memset(&pin, 0, sizeof pin);
  if (pin.holder != 0 && kill(pin.holder, 0) < 0 && errno == ESRCH) pin.holder = 0;
  return pin;
}

static void write_pin(int chip, uint32_t offset, const struct pin *pin) {
  if (pwrite(chip, pin, sizeof *pin, place(offset)) != sizeof *pin) perror("gpio chip");
}

static uint32_t level_of(const struct pin *pin) { return pin->stuck != 0 ? pin->stuck - 1 : pin->level; }

static void drive(struct held *line, uint32_t active) {
  struct pin pin = read_pin(line->chip, line->offset);
  uint32_t level = active ^ ((line->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) != 0);
  if (pin.level == level) return;
  pin.level = level;
  write_pin(line->chip, line->offset, &pin);
  char said[32];
  int length = snprintf(said, sizeof said, "%u %u\n", line->offset, level);
  int journal = open(line->journal, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (journal < 0 || write(journal, said, (size_t)length) != length) perror("gpio journal");
  syscall(SYS_close, journal);
}

static void *tell_edges(void *data) {
  struct held *line = data;
  uint32_t before = line->level, count = 0;
  while (!line->is_over) {
    struct timespec pause = {.tv_nsec = 1000000};
    nanosleep(&pause, NULL);
    struct pin pin = read_pin(line->chip, line->offset);
    uint32_t level = level_of(&pin);
    if (level == before) continue;
    before = level;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint32_t active = level ^ ((line->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) != 0);
    uint64_t wanted = active ? GPIO_V2_LINE_FLAG_EDGE_RISING : GPIO_V2_LINE_FLAG_EDGE_FALLING;
    struct gpio_v2_line_event event = {
        .timestamp_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
        .id = active ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE,
        .offset = line->offset,
        .seqno = ++count,
        .line_seqno = count};
    if ((line->flags & wanted) && write(line->peer, &event, sizeof event) < 0) break;
  }
  return NULL;
}

static int fails(int code) {
  errno = code;
  return -1;
}

static int get_line(int chip, const struct head *head, struct gpio_v2_line_request *wish) {
  uint32_t offset = wish->offsets[0];
  if (wish->num_lines != 1 || offset >= head->lines) return fails(EINVAL);
  struct pin pin = read_pin(chip, offset);
  if (pin.holder != 0) return fails(EBUSY);
  struct held *line = NULL;
  for (int at = 0; at < HELD_MAX && line == NULL; at++)
    if (held[at].fd == 0) line = &held[at];
  int ends[2];
  if (line == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return fails(ENOMEM);
  memset(line, 0, sizeof *line);
  line->fd = ends[0];
  line->peer = ends[1];
  line->chip = dup(chip);
  line->offset = offset;
  line->flags = wish->config.flags;
  line->level = level_of(&pin);
  char self[64], name[256];
  snprintf(self, sizeof self, "/proc/self/fd/%d", chip);
  ssize_t length = readlink(self, name, sizeof name - 1);
  snprintf(line->journal, sizeof line->journal, "%.*s.journal", (int)(length < 0 ? 0 : length), name);
  pin.holder = getpid();
  pin.flags = (uint32_t)line->flags;
  memcpy(pin.consumer, wish->consumer, sizeof pin.consumer);
  write_pin(chip, offset, &pin);
  if (line->flags & GPIO_V2_LINE_FLAG_OUTPUT) {
    const struct gpio_v2_line_config *config = &wish->config;
    int is_stated = config->num_attrs > 0 && config->attrs[0].attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
    drive(line, is_stated ? (uint32_t)(config->attrs[0].attr.values & 1) : 0);
  } else if (line->flags & (GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING)) {
    pthread_create(&line->watch, NULL, tell_edges, line);
  }
  wish->fd = line->fd;
  return 0;
}

static int on_chip(int fd, const struct head *head, unsigned long command, void *argument) {
  if (command == GPIO_GET_CHIPINFO_IOCTL) {
    struct gpiochip_info *info = argument;
    memset(info, 0, sizeof *info);
    strcpy(info->name, "rig");
    info->lines = head->lines;
    return 0;
  }
  if (command == GPIO_V2_GET_LINEINFO_IOCTL) {
    struct gpio_v2_line_info *info = argument;
    if (info->offset >= head->lines) return fails(EINVAL);
    struct pin pin = read_pin(fd, info->offset);
    info->flags = pin.holder != 0 ? GPIO_V2_LINE_FLAG_USED : 0;
    if (pin.holder != 0) memcpy(info->consumer, pin.consumer, sizeof info->consumer);
    return 0;
  }
  return command == GPIO_V2_GET_LINE_IOCTL ? get_line(fd, head, argument) : fails(ENOTTY);
}

static int on_line(struct held *line, unsigned long command, struct gpio_v2_line_values *values) {
  if (command == GPIO_V2_LINE_SET_VALUES_IOCTL) {
    if (!(line->flags & GPIO_V2_LINE_FLAG_OUTPUT)) return fails(EPERM);
    if (values->mask & 1) drive(line, (uint32_t)(values->bits & 1));
    return 0;
  }
  if (command != GPIO_V2_LINE_GET_VALUES_IOCTL) return fails(ENOTTY);
  struct pin pin = read_pin(line->chip, line->offset);
  values->bits = level_of(&pin) ^ ((line->flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) != 0);
  return 0;
}

static struct held *held_by(int fd) {
  for (int at = 0; fd > 0 && at < HELD_MAX; at++)
    if (held[at].fd == fd) return &held[at];
  return NULL;
}

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (_IOC_TYPE(command) != 0xb4) return (int)syscall(SYS_ioctl, fd, command, argument);
  struct head head;
  pthread_mutex_lock(&lock);
  struct held *line = held_by(fd);
  int answer = 0;
  if (line != NULL) answer = is_gone(line->chip) ? fails(ENODEV) : on_line(line, command, argument);
  else answer = is_chip(fd, &head) ? on_chip(fd, &head, command, argument) : fails(ENOTTY);
  pthread_mutex_unlock(&lock);
  return answer;
}

__attribute__((visibility("default"))) int close(int fd) {
  pthread_mutex_lock(&lock);
  struct held *line = held_by(fd);
  if (line != NULL) {
    line->is_over = 1;
    if (line->watch != 0) pthread_join(line->watch, NULL);
    struct pin pin = read_pin(line->chip, line->offset);
    pin.holder = 0;
    write_pin(line->chip, line->offset, &pin);
    syscall(SYS_close, line->peer);
    syscall(SYS_close, line->chip);
    line->fd = 0;
  }
  pthread_mutex_unlock(&lock);
  return (int)syscall(SYS_close, fd);
}

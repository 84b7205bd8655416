#define _GNU_SOURCE
#include "horn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void stamp_start(struct horn *horn) {
  dprintf(horn->stamps, "{\"firstSample\":%llu,\"startsAtUs\":%.3f,\"samplesPerS\":%.6f}\n",
          (unsigned long long)horn->captured, horn->base_us, horn->samples_per_us * 1e6);
}

/* Nothing leaves any more, and nothing is kept of what does not. */
static void run_dry(struct horn *horn, double at_us) {
  horn_keep(horn);
  horn->running = false;
  dprintf(horn->stamps, "{\"xrunAtSample\":%llu,\"lostSamples\":0,\"atUs\":%.3f}\n",
          (unsigned long long)horn->captured, at_us);
}

/* Samples that have left by then, were there enough of them. */
static uint64_t due(const struct horn *horn, double at_us) {
  if (!horn->running || at_us < horn->base_us) return horn->base;
  return horn->base + (uint64_t)((at_us - horn->base_us) * horn->samples_per_us);
}

static size_t frame_bytes(const struct horn *horn) { return sizeof *horn->ring * (size_t)horn->channels; }

void horn_keep(struct horn *horn) {
  while (horn->kept < horn->played) {
    const uint64_t at = horn->kept % horn->ring_samples;
    const uint64_t left = horn->played - horn->kept;
    const uint64_t samples = left < horn->ring_samples - at ? left : horn->ring_samples - at;
    const size_t bytes = samples * frame_bytes(horn);
    if (write(horn->capture, horn->ring + at * (size_t)horn->channels, bytes) != (ssize_t)bytes) abort();
    horn->kept += samples;
    horn->captured += samples;
  }
}

/* What is due at that instant has left, as far as it was there. */
static uint64_t let_out(struct horn *horn, double at_us) {
  const uint64_t wanted = due(horn, at_us);
  const uint64_t there = wanted < horn->written ? wanted : horn->written;
  if (there > horn->played) horn->played = there;
  return wanted;
}

static bool read_command(const struct horn *horn, char *command, size_t size) {
  const int file = horn->control_file == NULL ? -1 : open(horn->control_file, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t bytes = read(file, command, size - 1);
  close(file);
  command[bytes < 0 ? 0 : bytes] = '\0';
  return bytes > 0;
}

static bool is(const char *command, const char *name) { return strncmp(command, name, strlen(name)) == 0; }

static enum horn_state obey(struct horn *horn) {
  char command[64];
  long stall_ms;
  if (!read_command(horn, command, sizeof command)) return HORN_PLAYS;
  if (is(command, "vanish")) {
    horn_stop(horn);
    return HORN_GONE;
  }
  if (!horn->running) return HORN_PLAYS;
  unlink(horn->control_file);
  const double at_us = now_us();
  let_out(horn, at_us);
  if (sscanf(command, "stall %ld", &stall_ms) == 1) {
    horn_keep(horn);
    horn->base = horn->played;
    horn->base_us = at_us + (double)stall_ms * 1e3;
    stamp_start(horn);
  }
  if (!is(command, "xrun")) return HORN_PLAYS;
  run_dry(horn, at_us);
  return HORN_DRY;
}

enum horn_state horn_pass(struct horn *horn, bool may_end) {
  horn_keep(horn);
  const enum horn_state state = obey(horn);
  if (state != HORN_PLAYS) return state;
  const uint64_t wanted = let_out(horn, now_us());
  if (!horn->running || wanted < horn->written || may_end) return HORN_PLAYS;
  run_dry(horn, horn->base_us + (double)(horn->written - horn->base) / horn->samples_per_us);
  return HORN_DRY;
}

uint64_t horn_position(const struct horn *horn) {
  const uint64_t granule = (uint64_t)horn->granule;
  return horn->played / granule * granule;
}

int16_t *horn_next(struct horn *horn) {
  const uint64_t at = horn->written++ % horn->ring_samples;
  return horn->ring + at * (size_t)horn->channels;
}

void horn_reset(struct horn *horn) {
  horn_keep(horn);
  horn->running = false;
  horn->base = horn->written = horn->played = horn->kept = 0;
}

int horn_start(struct horn *horn) {
  if (horn->written == 0) return -EPIPE;
  horn->base_us = now_us();
  horn->running = true;
  stamp_start(horn);
  return 0;
}

void horn_stop(struct horn *horn) {
  let_out(horn, now_us());
  horn_keep(horn);
  horn->running = false;
}

int horn_hold(struct horn *horn, uint64_t samples) {
  horn_reset(horn);
  free(horn->ring);
  horn->ring = calloc(samples, frame_bytes(horn));
  horn->ring_samples = samples;
  return horn->ring == NULL ? -ENOMEM : 0;
}

int horn_open(struct horn *horn) {
  const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  char command[64];
  if (read_command(horn, command, sizeof command) && is(command, "vanish")) return -ENODEV;
  if (horn->capture_file == NULL || horn->stamps_file == NULL) return -EINVAL;
  if ((horn->capture = open(horn->capture_file, flags, 0644)) < 0) return -errno;
  if (flock(horn->capture, LOCK_EX | LOCK_NB) < 0) return -EBUSY;
  if ((horn->stamps = open(horn->stamps_file, flags, 0644)) < 0) return -errno;
  horn->captured = (uint64_t)lseek(horn->capture, 0, SEEK_END) / frame_bytes(horn);
  return 0;
}

void horn_close(struct horn *horn) {
  horn_keep(horn);
  if (horn->capture >= 0) close(horn->capture);
  if (horn->stamps >= 0) close(horn->stamps);
  free(horn->capture_file);
  free(horn->stamps_file);
  free(horn->control_file);
  free(horn->ring);
}

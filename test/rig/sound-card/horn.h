/*
 * A sound card's clockwork without ALSA: samples wait in a ring, leave at a rate of their own by CLOCK_MONOTONIC, and are kept
 * in a file with the instants at which they left. It knows nothing of formats, polling or states of a PCM.
 */
#ifndef LOA_RIG_HORN_H
#define LOA_RIG_HORN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum horn_state { HORN_PLAYS, HORN_DRY, HORN_GONE };

struct horn {
  /* Settings, before `horn_open`. The files' names belong to the horn. */
  double samples_per_us;
  long channels, granule, ring_wanted;
  char *capture_file, *stamps_file, *control_file;

  int capture, stamps;
  bool running;
  /* Counted since `horn_reset`: sample `base` leaves at `base_us`, those behind it at the rate; `kept` are in the file. */
  double base_us;
  uint64_t base, written, played, kept;
  /* Samples in the capture file. */
  uint64_t captured;
  int16_t *ring;
  uint64_t ring_samples;
};

/* 0, or a negative errno: -ENODEV while it is unplugged, -EBUSY while somebody else has it open. */
int horn_open(struct horn *horn);
void horn_close(struct horn *horn);
/* A ring of that size, empty. 0, or -ENOMEM. */
int horn_hold(struct horn *horn, uint64_t samples);
/* Nothing waits, nothing runs. */
void horn_reset(struct horn *horn);
/* The first sample that waits leaves now. 0, or -EPIPE where none does. */
int horn_start(struct horn *horn);
void horn_stop(struct horn *horn);
/* What has left goes to the file: to be called before its place in the ring is written to. */
void horn_keep(struct horn *horn);
/* The place of the next sample to be written, all channels of it; the caller sees to it that there is room. */
int16_t *horn_next(struct horn *horn);
/*
 * Obeys the control file and lets time pass, in this order, so that the position is of the moment of the return. A horn that
 * has run dry stands still until it is reset; one that `may_end` does so in order.
 */
enum horn_state horn_pass(struct horn *horn, bool may_end);
/* Samples that have left, as far as its user can see. */
uint64_t horn_position(const struct horn *horn);

#endif

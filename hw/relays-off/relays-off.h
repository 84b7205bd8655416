/*
 * What the parts of relays-off share: a step of the plan, as it is read, and the means by which it is taken. Whoever takes a step
 * answers 0, or an errno; none of them waits beyond the deadline.
 */
#ifndef LOA_RELAYS_OFF_H
#define LOA_RELAYS_OFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of it together; `off-plan.ts` makes plans that fit. */
enum { OFF_WITHIN_MS = 800 };
enum { OFF_PLAN_BYTES_MAX = 4096, OFF_PATH_BYTES_MAX = 255, OFF_FRAME_BYTES_MAX = 64 };

enum off_word { OFF_GPIO, OFF_PORT, OFF_SEND, OFF_WAIT, OFF_JOURNAL };

struct off_step {
  enum off_word word;
  /* gpio: the line's offset; port: bits a second; wait: ms. */
  uint32_t number;
  bool is_active_low;
  /* journal: the relay's name. */
  const char *relay;
  const char *path;
  uint8_t frame[OFF_FRAME_BYTES_MAX];
  size_t frame_bytes;
};

/* Reads one line, which it cuts up and the step points into; answers what is wrong with it, or NULL. */
const char *off_read_step(char *line, struct off_step *step);

/* Of CLOCK_MONOTONIC. */
int64_t off_now_us(void);
/* The deadline is OFF_WITHIN_MS from now. */
void off_begin(void);
/* From now until the deadline, at least 0. */
int off_left_ms(void);

/* An output at its inactive level. When it is given back the kernel leaves it so. */
int off_gpio_line(const char *chip, uint32_t offset, bool is_active_low);
/* Opens a serial port, 8N1, in place of the one that was open. What the dead have left in it is dropped. */
int off_open_port(const char *path, uint32_t baud);
/* To the open port. ENOTCONN where there is none. */
int off_send(const uint8_t *frame, size_t bytes);
void off_close_port(void);
/* What a relay of the fake bank did, as `relay-journal.ts` writes it. */
int off_note_in_journal(const char *file, const char *relay);

#endif

/*
 * Reads one line of a plan. A word that it does not know, a number that is none and a path that does not begin at the root are said
 * to be so; nothing is guessed. It opens nothing.
 *
 *     gpio OFFSET active-high|active-low CHIP      port BAUD PATH      send HEX      wait MS      journal RELAY FILE
 */
#include "relays-off.h"

#include <string.h>

/* Cuts the next word off; "" where there is none. */
static char *next_word(char **rest) {
  char *word = *rest;
  size_t length = strcspn(word, " ");
  *rest = word + length;
  if (**rest == ' ') *(*rest)++ = '\0';
  return word;
}

static bool read_number(const char *word, uint32_t *number) {
  size_t digits = strlen(word);
  if (digits == 0 || digits > 9) return false;
  *number = 0;
  for (; *word != '\0'; word++) {
    if (*word < '0' || *word > '9') return false;
    *number = *number * 10 + (uint32_t)(*word - '0');
  }
  return true;
}

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool read_frame(const char *word, struct off_step *step) {
  size_t digits = strlen(word);
  if (digits == 0 || digits % 2 != 0 || digits / 2 > OFF_FRAME_BYTES_MAX) return false;
  for (size_t at = 0; at < digits; at += 2) {
    int high = hex_digit(word[at]), low = hex_digit(word[at + 1]);
    if (high < 0 || low < 0) return false;
    step->frame[at / 2] = (uint8_t)(high * 16 + low);
  }
  step->frame_bytes = digits / 2;
  return true;
}

/* A path may hold blanks, so it is the last of its line. */
static const char *read_path(const char *rest, struct off_step *step) {
  step->path = rest;
  if (rest[0] != '/') return "a path from the root is missing";
  return strlen(rest) > OFF_PATH_BYTES_MAX ? "the path is too long" : NULL;
}

static const char *read_gpio(char *rest, struct off_step *step) {
  if (!read_number(next_word(&rest), &step->number)) return "a line is a number";
  const char *level = next_word(&rest);
  step->is_active_low = strcmp(level, "active-low") == 0;
  if (!step->is_active_low && strcmp(level, "active-high") != 0) return "a line is active-high or active-low";
  return read_path(rest, step);
}

static const char *read_port(char *rest, struct off_step *step) {
  if (!read_number(next_word(&rest), &step->number) || step->number == 0) return "bits a second are a number";
  return read_path(rest, step);
}

static const char *read_send(char *rest, struct off_step *step) {
  return read_frame(rest, step) ? NULL : "bytes are pairs of 0 to f, up to 64";
}

static const char *read_wait(char *rest, struct off_step *step) {
  return read_number(rest, &step->number) ? NULL : "a wait is a number of ms";
}

static const char *read_journal(char *rest, struct off_step *step) {
  step->relay = next_word(&rest);
  /* It goes into JSON as it is. */
  bool is_name = step->relay[0] != '\0' && step->relay[strspn(step->relay, "abcdefghijklmnopqrstuvwxyz")] == '\0';
  return is_name ? read_path(rest, step) : "a relay is a word of small letters";
}

static const struct {
  const char *name;
  enum off_word word;
  const char *(*read)(char *rest, struct off_step *step);
} WORDS[] = {
    {"gpio", OFF_GPIO, read_gpio},          {"port", OFF_PORT, read_port}, {"send", OFF_SEND, read_send},
    {"wait", OFF_WAIT, read_wait},          {"journal", OFF_JOURNAL, read_journal},
};

const char *off_read_step(char *line, struct off_step *step) {
  memset(step, 0, sizeof *step);
  const char *name = next_word(&line);
  for (size_t at = 0; at < sizeof WORDS / sizeof WORDS[0]; at++) {
    if (strcmp(name, WORDS[at].name) != 0) continue;
    step->word = WORDS[at].word;
    return WORDS[at].read(line, step);
  }
  return "not a word of a plan";
}

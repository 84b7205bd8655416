/*
 * Playback by ALSA, mono, 48 kHz, 16 bit, one function of the library for one of ours. Nothing here waits for the card, and
 * nothing here decides: when to start, what to do after an xrun and what an error means is told by the caller.
 *
 * Codes are as the library's: 0 or a count, or a negative errno (-EPIPE: xrun; -ENODEV: unplugged).
 */
#define _DEFAULT_SOURCE
#include "native.h"

#include <alloca.h>
#include <alsa/asoundlib.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char CARD[] = "card";

struct card {
  const char *kind;
  snd_pcm_t *pcm; /* NULL once closed */
};

/* What the library said since the last `open`, its first words: they name the cause, what follows only repeats it. */
static _Thread_local char said[256];

static void listen(const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error;
  if (said[0] != '\0') return;
  va_list words;
  va_start(words, format);
  vsnprintf(said, sizeof said, format, words);
  va_end(words);
}

/* What the card is asked for, and what it granted. */
struct wish {
  snd_pcm_uframes_t period;
  snd_pcm_uframes_t buffer;
};

static const char *set_hardware(snd_pcm_t *pcm, struct wish *wish, int *code) {
  snd_pcm_hw_params_t *params;
  snd_pcm_hw_params_alloca(&params);
  if ((*code = snd_pcm_hw_params_any(pcm, params)) < 0) return "configure";
  if ((*code = snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED)) < 0) return "access";
  if ((*code = snd_pcm_hw_params_set_format(pcm, params, SND_PCM_FORMAT_S16)) < 0) return "format";
  if ((*code = snd_pcm_hw_params_set_channels(pcm, params, 1)) < 0) return "channels";
  if ((*code = snd_pcm_hw_params_set_rate(pcm, params, 48000, 0)) < 0) return "rate";
  if ((*code = snd_pcm_hw_params_set_buffer_size_near(pcm, params, &wish->buffer)) < 0) return "buffer";
  if ((*code = snd_pcm_hw_params_set_period_size_near(pcm, params, &wish->period, NULL)) < 0) return "period";
  if ((*code = snd_pcm_hw_params(pcm, params)) < 0) return "configure";
  return NULL;
}

static const char *set_software(snd_pcm_t *pcm, int *code) {
  snd_pcm_sw_params_t *params;
  snd_pcm_uframes_t never;
  snd_pcm_sw_params_alloca(&params);
  if ((*code = snd_pcm_sw_params_current(pcm, params)) < 0) return "configure";
  snd_pcm_sw_params_get_boundary(params, &never);
  if ((*code = snd_pcm_sw_params_set_start_threshold(pcm, params, never)) < 0) return "start threshold";
  /* A plugin that has no timestamps, or only those of another clock, is known by what it answers. */
  snd_pcm_sw_params_set_tstamp_mode(pcm, params, SND_PCM_TSTAMP_ENABLE);
  snd_pcm_sw_params_set_tstamp_type(pcm, params, SND_PCM_TSTAMP_TYPE_MONOTONIC);
  *code = snd_pcm_sw_params(pcm, params);
  return *code < 0 ? "configure" : NULL;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct card *card = data;
  if (card->pcm != NULL) snd_pcm_close(card->pcm);
  free(card);
}

static napi_value refused(napi_env env, int code, const char *step) {
  napi_value answer;
  napi_create_object(env, &answer);
  loa_set(env, answer, "code", loa_answer(env, code));
  loa_set(env, answer, "step", loa_answer_text(env, step));
  loa_set(env, answer, "said", loa_answer_text(env, said));
  return answer;
}

/*
 * open(device, periodSamples, bufferSamples): { card, periodSamples, bufferSamples } with what the card granted, or
 * { code, step, said } with what failed. The card does not play before `start`.
 */
static napi_value card_open(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  char device[256];
  double period, buffer;
  if (!loa_arguments(env, info, 3, arguments) || !loa_text(env, arguments[0], device, sizeof device) ||
      !loa_number(env, arguments[1], &period) || !loa_number(env, arguments[2], &buffer)) {
    return NULL;
  }
  said[0] = '\0';
  snd_lib_error_set_handler(listen);
  snd_pcm_t *pcm;
  int code = snd_pcm_open(&pcm, device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
  if (code < 0) return refused(env, code, "open");
  struct wish wish = {(snd_pcm_uframes_t)period, (snd_pcm_uframes_t)buffer};
  const char *failed = set_hardware(pcm, &wish, &code);
  if (failed == NULL) failed = set_software(pcm, &code);
  struct card *card = failed == NULL ? malloc(sizeof *card) : NULL;
  if (card == NULL) {
    snd_pcm_close(pcm);
    return failed == NULL ? refused(env, -ENOMEM, "memory") : refused(env, code, failed);
  }
  *card = (struct card){CARD, pcm};
  napi_value handle = loa_wrap(env, card, release);
  if (handle == NULL) return NULL;
  napi_value answer;
  napi_create_object(env, &answer);
  loa_set(env, answer, "card", handle);
  loa_set(env, answer, "periodSamples", loa_answer(env, (double)wish.period));
  loa_set(env, answer, "bufferSamples", loa_answer(env, (double)wish.buffer));
  return answer;
}

/* write(card, pcm): how many samples it took, 0 where it has no room. */
static napi_value card_write(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  struct card *card;
  void *pcm;
  size_t samples;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], CARD, &card) ||
      !loa_array(env, arguments[1], napi_int16_array, &pcm, &samples)) {
    return NULL;
  }
  if (card->pcm == NULL) return loa_answer(env, -EBADFD);
  snd_pcm_sframes_t taken = samples == 0 ? 0 : snd_pcm_writei(card->pcm, pcm, samples);
  return loa_answer(env, taken == -EAGAIN ? 0 : (double)taken);
}

enum { STATE, DELAY, AVAILABLE, STAMP, BEFORE, AFTER, NUMBERS };

/*
 * status(card, numbers): fills a Float64Array of 6: state (snd_pcm_state_t), delay and room in samples, the status's own
 * timestamp in µs (0: none), and CLOCK_MONOTONIC in µs before and after it was read.
 */
static napi_value card_status(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  struct card *card;
  void *data;
  size_t length;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], CARD, &card) ||
      !loa_array(env, arguments[1], napi_float64_array, &data, &length)) {
    return NULL;
  }
  if (length < NUMBERS) return loa_bug(env, "an array of six numbers is filled");
  if (card->pcm == NULL) return loa_answer(env, -EBADFD);
  double *numbers = data;
  snd_pcm_status_t *status;
  snd_pcm_status_alloca(&status);
  numbers[BEFORE] = loa_now_us();
  int code = snd_pcm_status(card->pcm, status);
  numbers[AFTER] = loa_now_us();
  if (code < 0) return loa_answer(env, code);
  snd_htimestamp_t stamp;
  snd_pcm_status_get_htstamp(status, &stamp);
  numbers[STATE] = snd_pcm_status_get_state(status);
  numbers[DELAY] = (double)snd_pcm_status_get_delay(status);
  numbers[AVAILABLE] = (double)snd_pcm_status_get_avail(status);
  numbers[STAMP] = (double)stamp.tv_sec * 1e6 + (double)stamp.tv_nsec / 1e3;
  return loa_answer(env, 0);
}

/* Calls that take the card alone and answer a code. */
static napi_value with_card(napi_env env, napi_callback_info info, int (*act)(struct card *)) {
  napi_value argument;
  struct card *card;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, CARD, &card)) return NULL;
  return loa_answer(env, card->pcm == NULL ? -EBADFD : act(card));
}

static int act_prepare(struct card *card) { return snd_pcm_prepare(card->pcm); }
static int act_start(struct card *card) { return snd_pcm_start(card->pcm); }
static int act_drop(struct card *card) { return snd_pcm_drop(card->pcm); }
static int act_close(struct card *card) {
  int code = snd_pcm_close(card->pcm);
  card->pcm = NULL;
  return code;
}

/* prepare(card): what was written and not yet played is gone; the card waits for sound and `start`. */
static napi_value card_prepare(napi_env env, napi_callback_info info) { return with_card(env, info, act_prepare); }
/* start(card): the first sample written leaves now. */
static napi_value card_start(napi_env env, napi_callback_info info) { return with_card(env, info, act_start); }
/* drop(card): stops at once. */
static napi_value card_drop(napi_env env, napi_callback_info info) { return with_card(env, info, act_drop); }
static napi_value card_close(napi_env env, napi_callback_info info) { return with_card(env, info, act_close); }

/* explain(code): the library's words for a negative code. */
static napi_value explain(napi_env env, napi_callback_info info) {
  napi_value argument;
  double code;
  if (!loa_arguments(env, info, 1, &argument) || !loa_number(env, argument, &code)) return NULL;
  return loa_answer_text(env, snd_strerror((int)code));
}

void loa_alsa_part(napi_env env, napi_value part) {
  loa_set(env, part, "version", loa_answer_text(env, snd_asoundlib_version()));
  loa_function(env, part, "open", card_open);
  loa_function(env, part, "write", card_write);
  loa_function(env, part, "status", card_status);
  loa_function(env, part, "prepare", card_prepare);
  loa_function(env, part, "start", card_start);
  loa_function(env, part, "drop", card_drop);
  loa_function(env, part, "close", card_close);
  loa_function(env, part, "explain", explain);
}

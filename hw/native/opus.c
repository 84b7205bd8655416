/*
 * Decoding by libopus, mono, 48 kHz, 16 bit, one function of the library for one of ours. Codes are as the library's:
 * samples, or a negative OPUS_ error.
 */
#include "native.h"

#include <opus/opus.h>
#include <stdlib.h>

static const char DECODER[] = "decoder";
enum { RATE_HZ = 48000, CHANNELS = 1, FRAMES_MAX = 48 };

struct decoder {
  const char *kind;
  OpusDecoder *opus;
};

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct decoder *decoder = data;
  opus_decoder_destroy(decoder->opus);
  free(decoder);
}

/* create(): a decoder, or a code. */
static napi_value create(napi_env env, napi_callback_info info) {
  (void)info;
  int code = OPUS_ALLOC_FAIL;
  struct decoder *decoder = malloc(sizeof *decoder);
  if (decoder != NULL) {
    *decoder = (struct decoder){DECODER, opus_decoder_create(RATE_HZ, CHANNELS, &code)};
    if (code == OPUS_OK) return loa_wrap(env, decoder, release);
    free(decoder);
  }
  return loa_answer(env, code);
}

static bool packet_of(napi_env env, napi_value value, void **bytes, size_t *length) {
  return loa_array(env, value, napi_uint8_array, bytes, length);
}

/*
 * decode(decoder, packet, pcm, fec): samples written to `pcm`, an Int16Array. A packet of null conceals as many as `pcm`
 * holds. With `fec`, what the packet repeats of the one before it is decoded, or concealed where it repeats nothing.
 */
static napi_value decode(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  struct decoder *decoder;
  napi_valuetype type;
  void *packet = NULL, *pcm;
  size_t bytes = 0, samples;
  bool fec;
  if (!loa_arguments(env, info, 4, arguments) || !loa_handle(env, arguments[0], DECODER, &decoder) ||
      !loa_array(env, arguments[2], napi_int16_array, &pcm, &samples) || !loa_flag(env, arguments[3], &fec)) {
    return NULL;
  }
  napi_typeof(env, arguments[1], &type);
  if (type != napi_null && !packet_of(env, arguments[1], &packet, &bytes)) return NULL;
  /* To libopus an empty packet is a lost one: it would conceal, and say nothing. */
  if (type != napi_null && bytes == 0) return loa_answer(env, OPUS_INVALID_PACKET);
  return loa_answer(env, opus_decode(decoder->opus, packet, (opus_int32)bytes, pcm, (int)samples, fec));
}

/* reset(decoder): the next packet is the first. */
static napi_value reset(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct decoder *decoder;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, DECODER, &decoder)) return NULL;
  return loa_answer(env, opus_decoder_ctl(decoder->opus, OPUS_RESET_STATE));
}

static napi_value of_packet(napi_env env, napi_callback_info info, int (*ask)(const unsigned char *, opus_int32)) {
  napi_value argument;
  void *packet;
  size_t bytes;
  if (!loa_arguments(env, info, 1, &argument) || !packet_of(env, argument, &packet, &bytes)) return NULL;
  return loa_answer(env, bytes == 0 ? OPUS_INVALID_PACKET : ask(packet, (opus_int32)bytes));
}

/*
 * Whether the first frame repeats the one before it. The SILK layer begins with a VAD flag for each 20 ms and one LBRR
 * flag, for the middle and then for the side channel, each a whole bit at the top of the first byte (RFC 6716 §4.2.3, §4.2.4).
 */
static int has_fec(const unsigned char *packet, opus_int32 bytes) {
  const unsigned char *frames[FRAMES_MAX];
  opus_int16 sizes[FRAMES_MAX];
  const bool celt = (packet[0] & 0x80) != 0;
  const int frame_samples = opus_packet_get_samples_per_frame(packet, RATE_HZ);
  const int silk_frames = frame_samples <= RATE_HZ / 50 ? 1 : frame_samples / (RATE_HZ / 50);
  int code = opus_packet_parse(packet, bytes, NULL, frames, sizes, NULL);
  if (code < 0) return code;
  if (celt || sizes[0] <= 1) return 0;
  for (int channel = 0; channel < opus_packet_get_nb_channels(packet); channel++) {
    if (frames[0][0] & (0x80 >> ((channel + 1) * (silk_frames + 1) - 1))) return 1;
  }
  return 0;
}

static int frames_of(const unsigned char *packet, opus_int32 bytes) { return opus_packet_get_nb_frames(packet, bytes); }

static int samples_of(const unsigned char *packet, opus_int32 bytes) {
  return opus_packet_get_nb_samples(packet, bytes, RATE_HZ);
}

/* frames(packet), samples(packet): how many it says it holds. hasFec(packet): 1 or 0. */
static napi_value packet_frames(napi_env env, napi_callback_info info) { return of_packet(env, info, frames_of); }
static napi_value packet_samples(napi_env env, napi_callback_info info) { return of_packet(env, info, samples_of); }
static napi_value packet_has_fec(napi_env env, napi_callback_info info) { return of_packet(env, info, has_fec); }

void loa_opus_part(napi_env env, napi_value part) {
  loa_set(env, part, "version", loa_answer_text(env, opus_get_version_string()));
  loa_function(env, part, "create", create);
  loa_function(env, part, "decode", decode);
  loa_function(env, part, "reset", reset);
  loa_function(env, part, "frames", packet_frames);
  loa_function(env, part, "samples", packet_samples);
  loa_function(env, part, "hasFec", packet_has_fec);
}

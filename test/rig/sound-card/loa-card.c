/*
 * A sound card in user space, as an ALSA ioplug plugin: it lets samples out at 48 kHz of CLOCK_MONOTONIC, apart by a stated
 * skew, keeps what left its horn in a file, and says when each of it left. It runs dry, stalls and is unplugged on command.
 * Nothing runs beside its user: what has left since the last call is worked out at the next one.
 *
 *   pcm.NAME { type loa_card  ppm 40  channels 1  granule 1  ring 0  capture "F.raw"  stamps "F.jsonl"  control "F.do" }
 *
 * capture  s16, interleaved: what left the horn, in order; appended to. Locked while open, so a second user gets EBUSY.
 * stamps   {"firstSample":N,"startsAtUs":T,"samplesPerS":R} sample N of the capture left at T, those behind it at that rate
 *          {"xrunAtSample":N,"lostSamples":0,"atUs":T}      the card had nothing to let out; silence is not captured
 * control  a file of one command, obeyed at the next call: `xrun` and `stall MILLISECONDS` are taken away once done;
 *          `vanish` unplugs the card until it is taken away.
 * ring     samples that it holds, whatever it is asked for; 0: as it is asked.
 * granule  samples by which the position moves as far as its user can see, as a USB card's or a slow DMA's does.
 */
#define _GNU_SOURCE
#include "horn.h"

#include <alloca.h>
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <sys/timerfd.h>

enum { RATE_HZ = 48000, TICK_NS = 5 * 1000 * 1000, BUFFER_SAMPLES_MAX = 65536 };

struct loa_card {
  snd_pcm_ioplug_t io;
  struct horn horn;
  snd_pcm_uframes_t avail_min;
};

static struct horn *horn_of(const snd_pcm_ioplug_t *io) { return &((struct loa_card *)io->private_data)->horn; }

static snd_pcm_sframes_t card_pointer(snd_pcm_ioplug_t *io) {
  struct horn *horn = horn_of(io);
  const enum horn_state state = horn_pass(horn, io->state == SND_PCM_STATE_DRAINING);
  if (state == HORN_DRY) return -EPIPE;
  if (state == HORN_GONE) snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
  return (snd_pcm_sframes_t)(horn_position(horn) % io->buffer_size);
}

static int card_delay(snd_pcm_ioplug_t *io, snd_pcm_sframes_t *delay) {
  *delay = (snd_pcm_sframes_t)(horn_of(io)->written - horn_position(horn_of(io)));
  return 0;
}

static snd_pcm_sframes_t card_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                       snd_pcm_uframes_t offset, snd_pcm_uframes_t samples) {
  horn_keep(horn_of(io));
  for (snd_pcm_uframes_t sample = 0; sample < samples; sample++) {
    int16_t *frame = horn_next(horn_of(io));
    for (unsigned int channel = 0; channel < io->channels; channel++) {
      const snd_pcm_channel_area_t *area = &areas[channel];
      const size_t bit = area->first + area->step * (offset + sample);
      memcpy(&frame[channel], (const char *)area->addr + bit / 8, sizeof *frame);
    }
  }
  return (snd_pcm_sframes_t)samples;
}

static int card_hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params) {
  (void)params;
  return horn_hold(horn_of(io), io->buffer_size);
}

static int card_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *params) {
  return snd_pcm_sw_params_get_avail_min(params, &((struct loa_card *)io->private_data)->avail_min);
}

static int card_prepare(snd_pcm_ioplug_t *io) {
  horn_reset(horn_of(io));
  return 0;
}

static int card_start(snd_pcm_ioplug_t *io) { return horn_start(horn_of(io)); }

static int card_stop(snd_pcm_ioplug_t *io) {
  horn_stop(horn_of(io));
  return 0;
}

/* The timer ticks from the opening on, so that whoever waits for room asks again, started or not. */
static int card_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *files, unsigned int count, unsigned short *events) {
  (void)count;
  uint64_t ticks;
  if (read(files->fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) return -errno;
  const snd_pcm_sframes_t room = snd_pcm_avail_update(io->pcm);
  const snd_pcm_uframes_t wanted = ((struct loa_card *)io->private_data)->avail_min;
  if (room < 0 || io->state == SND_PCM_STATE_DISCONNECTED) *events = POLLOUT | POLLERR;
  else *events = (snd_pcm_uframes_t)room >= wanted ? POLLOUT : 0;
  return 0;
}

static int card_close(snd_pcm_ioplug_t *io) {
  if (io->poll_fd >= 0) close(io->poll_fd);
  horn_close(horn_of(io));
  free(io->private_data);
  return 0;
}

static const snd_pcm_ioplug_callback_t CALLBACKS = {
    .start = card_start,
    .stop = card_stop,
    .pointer = card_pointer,
    .transfer = card_transfer,
    .delay = card_delay,
    .hw_params = card_hw_params,
    .sw_params = card_sw_params,
    .prepare = card_prepare,
    .poll_revents = card_poll_revents,
    .close = card_close,
};

/* Ticks until it is closed; -1 where there can be none. */
static int ticking_timer(void) {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const struct itimerspec tick = {{0, TICK_NS}, {0, TICK_NS}};
  if (timer >= 0) timerfd_settime(timer, 0, &tick, NULL);
  return timer;
}

/* What it can play: every access there is, so that players which map its buffer, or convert for it, do not stall. */
static int constrain(struct loa_card *card) {
  static const unsigned int ACCESSES[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_RW_NONINTERLEAVED,
                                          SND_PCM_ACCESS_MMAP_INTERLEAVED, SND_PCM_ACCESS_MMAP_NONINTERLEAVED};
  static const unsigned int FORMAT = SND_PCM_FORMAT_S16;
  const unsigned int channels = (unsigned int)card->horn.channels;
  const unsigned int frame_bytes = channels * (unsigned int)sizeof(int16_t);
  const unsigned int ring = (unsigned int)card->horn.ring_wanted;
  const struct {
    int what;
    unsigned int least, most;
  } bounds[] = {
      {SND_PCM_IOPLUG_HW_CHANNELS, channels, channels},
      {SND_PCM_IOPLUG_HW_RATE, RATE_HZ, RATE_HZ},
      {SND_PCM_IOPLUG_HW_PERIOD_BYTES, 32 * frame_bytes, BUFFER_SAMPLES_MAX / 2 * frame_bytes},
      {SND_PCM_IOPLUG_HW_BUFFER_BYTES, (ring > 0 ? ring : 64) * frame_bytes,
       (ring > 0 ? ring : BUFFER_SAMPLES_MAX) * frame_bytes},
      {SND_PCM_IOPLUG_HW_PERIODS, 2, 1024},
  };
  int code = snd_pcm_ioplug_set_param_list(&card->io, SND_PCM_IOPLUG_HW_ACCESS, 4, ACCESSES);
  if (code >= 0) code = snd_pcm_ioplug_set_param_list(&card->io, SND_PCM_IOPLUG_HW_FORMAT, 1, &FORMAT);
  for (size_t at = 0; code >= 0 && at < sizeof bounds / sizeof bounds[0]; at++) {
    code = snd_pcm_ioplug_set_param_minmax(&card->io, bounds[at].what, bounds[at].least, bounds[at].most);
  }
  return code;
}

static int read_setting(struct horn *horn, const char *id, snd_config_t *node) {
  const char *text;
  double ppm;
  if (strcmp(id, "comment") == 0 || strcmp(id, "type") == 0 || strcmp(id, "hint") == 0) return 0;
  if (strcmp(id, "channels") == 0) return snd_config_get_integer(node, &horn->channels);
  if (strcmp(id, "granule") == 0) return snd_config_get_integer(node, &horn->granule);
  if (strcmp(id, "ring") == 0) return snd_config_get_integer(node, &horn->ring_wanted);
  if (strcmp(id, "ppm") == 0) {
    if (snd_config_get_ireal(node, &ppm) < 0) return -EINVAL;
    horn->samples_per_us = RATE_HZ * (1 + ppm / 1e6) / 1e6;
    return 0;
  }
  char **file = strcmp(id, "capture") == 0   ? &horn->capture_file
                : strcmp(id, "stamps") == 0  ? &horn->stamps_file
                : strcmp(id, "control") == 0 ? &horn->control_file
                                             : NULL;
  if (file == NULL || snd_config_get_string(node, &text) < 0) return -EINVAL;
  *file = strdup(text);
  return *file == NULL ? -ENOMEM : 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(loa_card) {
  (void)root;
  struct loa_card *card = stream == SND_PCM_STREAM_PLAYBACK ? calloc(1, sizeof *card) : NULL;
  if (card == NULL) return stream == SND_PCM_STREAM_PLAYBACK ? -ENOMEM : -EINVAL;
  card->horn = (struct horn){
      .samples_per_us = RATE_HZ / 1e6, .channels = 1, .granule = 1, .capture = -1, .stamps = -1};
  card->avail_min = 1;
  card->io = (snd_pcm_ioplug_t){
      .version = SND_PCM_IOPLUG_VERSION,
      .name = "Loa's card in user space",
      .flags = SND_PCM_IOPLUG_FLAG_MONOTONIC,
      .poll_fd = ticking_timer(),
      .poll_events = POLLIN,
      .callback = &CALLBACKS,
      .private_data = card,
  };
  int code = card->io.poll_fd < 0 ? -EMFILE : 0;
  snd_config_iterator_t at, next;
  snd_config_for_each(at, next, conf) {
    const char *id;
    snd_config_t *node = snd_config_iterator_entry(at);
    if (code >= 0 && snd_config_get_id(node, &id) >= 0) code = read_setting(&card->horn, id, node);
  }
  if (code >= 0) code = horn_open(&card->horn);
  if (code >= 0) code = snd_pcm_ioplug_create(&card->io, name, stream, mode);
  if (code < 0) {
    card_close(&card->io);
    return code;
  }
  if ((code = constrain(card)) < 0) {
    snd_pcm_ioplug_delete(&card->io);
    return code;
  }
  *pcmp = card->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(loa_card);

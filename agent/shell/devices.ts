/** Finds the card and the decoder that the configuration names; the relays are `relay-bank.ts`. */
import { AlsaCard } from '../../hw/audio/alsa-card.ts';
import { nullCard } from '../../hw/audio/null-card.ts';
import { SpeakerCard } from '../../hw/audio/speaker/speaker-card.ts';
import { wavCard } from '../../hw/audio/wav/wav-card.ts';
import { LibopusDecoder } from '../../hw/codec/libopus-decoder.ts';
import { OpusscriptDecoder } from '../../hw/codec/opusscript-decoder.ts';
import { KernelAlarm } from '../../hw/clock/kernel-alarm.ts';
import { KernelTimeSocket } from '../../hw/clock/kernel-time-socket.ts';
import { LoopAlarm } from '../../hw/clock/loop-alarm.ts';
import { LoopTimeSocket } from '../../hw/clock/loop-time-socket.ts';
import { nativeAlarm, nativeAlsa, nativeDatagram, nativeOpus } from '../../hw/native/load.ts';
import {
  DeviceError,
  type Alarm,
  type AudioSink,
  type Clock,
  type OpenTimeSocket,
} from '../../hw/ports.ts';
import { SAMPLES_PER_MS } from '../core/vocabulary.ts';
import type { AgentConfig, AudioConfig, DecoderChoice } from '../config/agent-config.ts';
import type { OpusDecoder } from '../core/playout/opus-decoder.ts';

export interface Devices {
  /** Closed; the core asks for it to be opened. */
  readonly sink: AudioSink;
  readonly decoder: OpusDecoder;
  readonly openTimeSocket: OpenTimeSocket;
  /** Which they are, for the log. */
  readonly described: Readonly<Record<string, string>>;
}

/** @throws {DeviceError} where a device cannot be had. */
export const openDevices = (config: AgentConfig, clock: Clock): Devices => {
  const { audio } = config;
  const sink = cardOf(audio, clock);
  const { decoder, described } = decoderOf(audio.decoder);
  const openTimeSocket = timeSocketsOf(clock);
  const relays = config.relays.bank;
  return { sink, decoder, openTimeSocket, described: { sink: audio.sink, relays, ...described } };
};

/** By the addon where it is built: its stamps do not wait for the event loop. */
export const timeSocketsOf = (clock: Clock): OpenTimeSocket => {
  const { part } = nativeDatagram;
  return part === undefined
    ? (peer) => LoopTimeSocket.open(clock, peer)
    : (peer) => KernelTimeSocket.open(part, peer);
};

/** By the addon where it is built: one that is set anew wakes nobody at the old instant. */
export const openAlarm = (ring: () => void): Alarm =>
  nativeAlarm.part === undefined ? new LoopAlarm(ring) : new KernelAlarm(nativeAlarm.part, ring);

const cardOf = (audio: AudioConfig, clock: Clock): AudioSink => {
  const bufferSamples = audio.bufferMs * SAMPLES_PER_MS;
  switch (audio.sink) {
    case 'alsa': {
      const alsa = nativeAlsa.part ?? missing('audio.sink = "alsa"', nativeAlsa.absent);
      return new AlsaCard({ clock, alsa, device: audio.device, bufferSamples });
    }
    case 'wav':
      return wavCard({ clock, bufferSamples, file: audio.wavFile });
    case 'null':
      return nullCard({ clock, bufferSamples });
    case 'speaker':
      return new SpeakerCard({ clock });
  }
};

const decoderOf = (choice: DecoderChoice): Pick<Devices, 'decoder' | 'described'> => {
  if (choice === 'opusscript' || (choice === 'auto' && nativeOpus.part === undefined)) {
    const why = choice === 'auto' && { noLibopus: nativeOpus.absent ?? '' };
    return {
      decoder: new OpusscriptDecoder(),
      described: { decoder: 'opusscript', ...why },
    };
  }
  const opus = nativeOpus.part ?? missing('audio.decoder = "libopus"', nativeOpus.absent);
  return { decoder: new LibopusDecoder(opus), described: { decoder: opus.version } };
};

const missing = (setting: string, absent: string | undefined): never => {
  const [cause = '', ...remedy] = (absent ?? '').split('; ');
  throw new DeviceError(`${setting} cannot be had: ${cause}`, remedy.join('; '));
};

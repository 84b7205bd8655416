/** Opens the devices that the configuration names. The only place of the agent that knows one driver from another. */
import { OpusscriptDecoder } from '../../hw/codec/opusscript-decoder.ts';
import { nullCard } from '../../hw/audio/null-card.ts';
import { SpeakerCard } from '../../hw/audio/speaker-card.ts';
import { wavCard } from '../../hw/audio/wav-card.ts';
import { FakeBank } from '../../hw/relay/fake-bank.ts';
import type { AudioSink, Clock, RelayBank } from '../../hw/ports.ts';
import { SAMPLES_PER_MS } from '../core/vocabulary.ts';
import type { AgentConfig, AudioConfig } from '../config/agent-config.ts';
import type { OpusDecoder } from '../core/playout/opus-decoder.ts';

export interface Devices {
  /** Closed; the core asks for it to be opened. */
  readonly sink: AudioSink;
  /** Open, every relay off. */
  readonly relays: RelayBank;
  readonly decoder: OpusDecoder;
}

/** @throws {DeviceError} where a device cannot be had. */
export const openDevices = async (config: AgentConfig, clock: Clock): Promise<Devices> => {
  const { journalFile } = config.relays;
  const relays = new FakeBank({ clock, ...(journalFile === undefined ? {} : { journalFile }) });
  await relays.open();
  return { sink: cardOf(config.audio, clock), relays, decoder: new OpusscriptDecoder() };
};

const cardOf = (audio: AudioConfig, clock: Clock): AudioSink => {
  const bufferSamples = audio.bufferMs * SAMPLES_PER_MS;
  switch (audio.sink) {
    case 'wav':
      return wavCard({ clock, bufferSamples, file: audio.wavFile });
    case 'null':
      return nullCard({ clock, bufferSamples });
    case 'speaker':
      return new SpeakerCard({ clock });
  }
};

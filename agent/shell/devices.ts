/** Opens the devices that the configuration names. The only place of the agent that knows one driver from another. */
import { OpusscriptDecoder } from '../../hw/codec/opusscript-decoder.ts';
import { openSink } from '../../hw/audio/open-sink.ts';
import { FakeRelayBank } from '../../hw/relay/fake-bank.ts';
import type { AudioSink, Clock, RelayBank } from '../../hw/ports.ts';
import type { AgentConfig } from '../config/agent-config.ts';
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
  const relays = new FakeRelayBank({ clock, ...(journalFile === undefined ? {} : { journalFile }) });
  await relays.open();
  return { sink: openSink(config.audio, clock), relays, decoder: new OpusscriptDecoder() };
};

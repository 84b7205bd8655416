/** The configuration file of a simulated box, spelled as `loa-agent check-config` wants it. It starts nothing. */
import { stringify } from 'smol-toml';
import type { BoxFiles } from './box-files.ts';

/** What all boxes of a village have in common. */
export interface VillageSettings {
  /** Dotted, most general level first. */
  readonly area: string;
  readonly brokerUrl: string;
  readonly caFile: string;
  /** Public key of the root: 32 bytes in base64url. */
  readonly root: string;
  /** Whom the boxes ask for the time; absent: the machine’s own clock. */
  readonly timeServer?: string;
}

/** Four reports a second: enough for a live line, and for the report to show a buffer emptying. */
export const HEARTBEAT_S = 0.25;

/**
 * More than a box of its own would need (250 ms), because many boxes share this machine; still so little that a line may
 * stall for 0.7 s under a group delay of 1.2 s in bundles of 0.2 s.
 */
const CARD_BUFFER_MS = 300;

/** `aloud`: to this machine's sound card instead of a WAV file. */
export const boxConfigToml = (
  village: VillageSettings,
  boxId: string,
  files: BoxFiles,
  horn: 'wav' | 'aloud',
): string =>
  stringify({
    box: { id: boxId, area: village.area },
    broker: {
      url: village.brokerUrl,
      ca_file: village.caFile,
      cert_file: files.certificateFile,
      key_file: files.privateKeyFile,
    },
    ...(village.timeServer !== undefined && { time: { server: village.timeServer } }),
    trust: { roots: [village.root] },
    audio: {
      // The evidence decodes what was sent by opusscript too, and compares to the last bit.
      decoder: 'opusscript',
      buffer_ms: CARD_BUFFER_MS,
      ...(horn === 'aloud' ? { sink: 'speaker' } : { sink: 'wav', wav_file: files.wavFile }),
    },
    amplifier: { relays: 'fake', journal_file: files.relaysFile },
    heartbeat: { every_s: HEARTBEAT_S },
    // What a village does must not depend on the time of day.
    self_test: { daily_at: 'never' },
    store: { file: files.storeFile },
  });

/**
 * The process that holds the `speaker` package, because that may abort, leaks, and blocks while it closes. Plays what
 * comes by stdin (mono, 48 kHz, s16 of this machine) and says by IPC what the card took. Decides nothing, and dies with its
 * parent.
 */
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import type { SpeakerMessage } from './speaker-message.ts';

interface SpeakerFormat {
  readonly channels: number;
  readonly bitDepth: number;
  readonly sampleRate: number;
  readonly signed: boolean;
}
/** As much of the package as is used: it is optional, so the compiler may not find its own declarations. */
type SpeakerClass = new (format: SpeakerFormat) => Writable;

const BYTES_PER_SAMPLE = 2;
const FORMAT: SpeakerFormat = { channels: 1, bitDepth: 16, sampleRate: 48_000, signed: true };
/** 10 ms of silence, to know that the card plays at all. */
const PROOF = Buffer.alloc(960);
/** The parent hears of progress after so much at the latest: 100 ms. */
const REPORT_BYTES = 4_800 * BYTES_PER_SAMPLE;

const tell = (message: SpeakerMessage): void => {
  // Where the parent is gone, so is this process in a moment.
  process.send?.(message, undefined, {}, () => undefined);
};

/** Says why and ends, once it is said. */
const fail = (cause: 'absent' | 'refused', error: unknown): void => {
  const detail = isNativeError(error) ? error.message : String(error);
  const message: SpeakerMessage = { says: 'failed', cause, detail };
  process.send?.(message, undefined, {}, () => process.exit(1));
};

const load = (): SpeakerClass | undefined => {
  try {
    return createRequire(import.meta.url)('speaker') as SpeakerClass;
  } catch (error) {
    fail('absent', error);
    return undefined;
  }
};

const play = async (card: Writable): Promise<void> => {
  const write = (bytes: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      card.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  await write(PROOF);
  tell({ says: 'opened' });
  let samples = 0;
  let odd: Buffer = Buffer.alloc(0);
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    const bytes = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % BYTES_PER_SAMPLE);
    odd = bytes.subarray(whole);
    for (let at = 0; at < whole; at += REPORT_BYTES) {
      const part = bytes.subarray(at, Math.min(whole, at + REPORT_BYTES));
      await write(part);
      samples += part.length / BYTES_PER_SAMPLE;
      tell({ says: 'accepted', samples });
    }
  }
};

// Nothing gentler: an exit would wait for a write that the card holds back.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C and a stopping service reach the whole process group; the parent still wants to fade out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const Speaker = load();
if (Speaker !== undefined) {
  const card = new Speaker(FORMAT);
  card.on('error', (error) => fail('refused', error));
  play(card).catch((error: unknown) => fail('refused', error));
}

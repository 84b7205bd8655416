/**
 * The process that holds the `speaker` package, because that may abort, leaks, and blocks while it closes. Plays what its
 * parent sends and says what the card took. Decides nothing, and dies with its parent.
 */
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import type { PlayMessage, SpeakerMessage } from './speaker-message.ts';

interface SpeakerFormat {
  readonly channels: number;
  readonly bitDepth: number;
  readonly sampleRate: number;
  readonly signed: boolean;
}
/** As much of the package as is used: it is optional, so the compiler may not find its own declarations. */
type SpeakerClass = new (format: SpeakerFormat) => Writable;

const SAMPLES_PER_US = 0.048;
const FORMAT: SpeakerFormat = { channels: 1, bitDepth: 16, sampleRate: 48_000, signed: true };
/** 1 ms of silence, to know that the card plays at all. */
const PROOF = new Int16Array(48);
/** The parent hears of progress after so much at the latest: 100 ms. */
const REPORT_SAMPLES = 4_800;

const nowUs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
};

const tell = (message: SpeakerMessage, then: () => void = () => undefined): void => {
  // Where it cannot be sent the parent is gone, and so is this process in a moment.
  process.send?.(message, undefined, {}, then);
};

const fail = (cause: 'absent' | 'refused', error: unknown): void => {
  const detail = isNativeError(error) ? error.message : String(error);
  tell({ says: 'failed', cause, detail }, () => process.exit(1));
};

const load = (): SpeakerClass | undefined => {
  try {
    return createRequire(import.meta.url)('speaker') as SpeakerClass;
  } catch (error) {
    fail('absent', error);
    return undefined;
  }
};

/** Plays messages one after the other; the parent bounds how many may wait. */
class Player {
  readonly #card: Writable;
  #played: Promise<void> = Promise.resolve();
  #acceptedSamples = 0;

  constructor(card: Writable) {
    this.#card = card;
  }

  async prove(): Promise<void> {
    await this.#write(PROOF);
    tell({ says: 'opened' });
  }

  play(message: PlayMessage): void {
    this.#played = this.#played
      .then(() => this.#play(message))
      .catch((error: unknown) => fail('refused', error));
  }

  async #play({ pcm, startsAtUs }: PlayMessage): Promise<void> {
    let at = 0;
    if (startsAtUs !== undefined) {
      // The card stands still and starts with the first sample it gets: what is missing until then is silence.
      const early = Math.round((startsAtUs - nowUs()) * SAMPLES_PER_US);
      if (early > 0) await this.#write(new Int16Array(early));
      else at = Math.min(-early, pcm.length);
    }
    this.#acceptedSamples += at;
    while (at < pcm.length) {
      const part = pcm.subarray(at, at + REPORT_SAMPLES);
      await this.#write(part);
      at += part.length;
      this.#acceptedSamples += part.length;
      tell({ says: 'accepted', samples: this.#acceptedSamples });
    }
  }

  #write(pcm: Int16Array): Promise<void> {
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    return new Promise((resolve, reject) => {
      this.#card.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

// Nothing gentler: an exit would wait for a write that the card holds back.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C and a stopping service reach the whole process group; the parent still wants to fade out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const Speaker = load();
if (Speaker !== undefined) {
  const card = new Speaker(FORMAT);
  card.on('error', (error) => fail('refused', error));
  const player = new Player(card);
  process.on('message', (message) => player.play(message as PlayMessage));
  player.prove().catch((error: unknown) => fail('refused', error));
}

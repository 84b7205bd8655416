/**
 * A real sound card by the `speaker` package, which neither tells its delay nor its xruns. So both are reckoned: the card
 * is taken to play at exactly 48 kHz from the moment it is first fed. Owns that reckoning and the bound on what is under way;
 * the process that plays is `SpeakerProcess`. How far off it may be: docs/HARDWARE.md.
 */
import type { AudioSink, Clock, SinkOpened, SinkStatus } from '../../ports.ts';
import { inOneLine } from '../../file-failure.ts';
import { PacedBuffer } from '../paced-buffer.ts';
import { SpeakerProcess } from './speaker-process.ts';

/** The package asks ALSA for half a second, and cannot be asked for less. */
const CARD_SAMPLES = 24_000;
/** Kept waiting in the child, so that the card's buffer is always full. */
const AHEAD_SAMPLES = 2_880;
const BUFFER_SAMPLES = CARD_SAMPLES + AHEAD_SAMPLES;
/** A card that plays, but takes nothing for so long, does not play. */
const STALLED_US = 3e6;

export class SpeakerCard implements AudioSink {
  readonly #clock: Clock;
  readonly #paced = new PacedBuffer(BUFFER_SAMPLES);
  #opened = false;
  #process: SpeakerProcess | undefined;
  #closing: Promise<void> | undefined;
  #sentSamples = 0;
  /** When the card last took something, or had nothing to take. */
  #progress = { acceptedSamples: 0, atUs: 0 };

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  async open(): Promise<SinkOpened> {
    if (this.#opened) throw new Error('the speaker is open already');
    this.#opened = true;
    try {
      await this.#closing;
      this.#process = await SpeakerProcess.start();
    } catch (error) {
      this.#opened = false;
      throw error;
    }
    const nowUs = this.#clock.nowUs();
    this.#sentSamples = 0;
    this.#progress = { acceptedSamples: 0, atUs: nowUs };
    this.#paced.start(nowUs);
    return { bufferSamples: BUFFER_SAMPLES };
  }

  status(): SinkStatus {
    const atUs = this.#clock.nowUs();
    this.#passTo(atUs);
    const reason = this.#brokenBecause(atUs);
    const { delaySamples, xruns } = this.#paced;
    return reason === undefined
      ? { state: 'running', atUs, delaySamples, roomSamples: this.#roomSamples(), xruns }
      : { state: 'failed', atUs, delaySamples: 0, roomSamples: 0, xruns, reason };
  }

  write(pcm: Int16Array): number {
    const nowUs = this.#clock.nowUs();
    this.#passTo(nowUs);
    if (this.#brokenBecause(nowUs) !== undefined) return 0;
    const { standsStill, nextLeavesUs } = this.#paced;
    const taken = this.#paced.write(Math.min(pcm.length, this.#roomSamples()));
    if (taken === 0) return 0;
    const sent = pcm.slice(0, taken);
    this.#process?.send(standsStill ? { pcm: sent, startsAtUs: nextLeavesUs } : { pcm: sent });
    this.#sentSamples += taken;
    return taken;
  }

  async close(): Promise<void> {
    if (this.#opened) {
      this.#opened = false;
      this.#closing = this.#process?.end();
    }
    await this.#closing;
  }

  #passTo(nowUs: number): void {
    this.#paced.passTo(nowUs);
    const acceptedSamples = this.#process?.acceptedSamples ?? 0;
    if (acceptedSamples !== this.#progress.acceptedSamples || this.#pendingSamples() === 0) {
      this.#progress = { acceptedSamples, atUs: nowUs };
    }
  }

  /** Sent, and not yet in the card. */
  #pendingSamples(): number {
    return this.#sentSamples - (this.#process?.acceptedSamples ?? 0);
  }

  /** Bounded twice: by what the card ought to hold, and by what the child really has got rid of. */
  #roomSamples(): number {
    const boundSamples = BUFFER_SAMPLES - this.#pendingSamples();
    return Math.max(0, Math.min(this.#paced.roomSamples, boundSamples));
  }

  #brokenBecause(nowUs: number): string | undefined {
    if (!this.#opened) return 'the sound card is not open';
    if (this.#process?.failure !== undefined) return inOneLine(this.#process.failure);
    if (nowUs - this.#progress.atUs > STALLED_US) {
      return 'the sound card takes no sound; see that nothing else holds it';
    }
    return undefined;
  }
}

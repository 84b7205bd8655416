/**
 * A sound card by ALSA. It runs from `open` on, on silence until something is written, so the instant of the next sample is
 * the card's own word from the first status on. Owns that silence and what is done after an xrun; the words for what a
 * card can fail of are `alsa-failure.ts`.
 *
 *   open ── silence, half a buffer ──┬── sound … ──┬─ dry: xrun, counted ── silence, half a buffer ──┬── sound …
 *                               first write     at the next status                              next write
 */
import { STATE, STATUS, STATUS_NUMBERS } from '../native/load.ts';
import type { NativeAlsa, NativeCard, NativeGranted, NativeOpened } from '../native/load.ts';
import type { AudioSink, Clock, MonoUs, SinkOpened, SinkStatus } from '../ports.ts';
import { brokeOff, cannotOpen, hasStopped, isFormatRefused, UNPLUGGED } from './alsa-failure.ts';

/** 10 ms: a card that moves its position by periods moves it this often. */
const PERIOD_SAMPLES = 480;
/** A card that runs, but lets nothing out for so long, does not play. */
const STALLED_US = 3e6;
/** A reading that took longer was interrupted, and its timestamp may belong to another moment: it is made again. */
const READING_US_MAX = 100;
const READINGS_MAX = 3;
/** A timestamp older than this, or of the future, is of another clock, or none. */
const STAMP_AGE_US_MAX = 1e6;

export interface AlsaCardOptions {
  readonly clock: Clock;
  readonly alsa: NativeAlsa;
  /** As `aplay -L` names it. */
  readonly device: string;
  /** How much the card is to hold ahead of the horn; it may grant less. */
  readonly bufferSamples: number;
}

export class AlsaCard implements AudioSink {
  readonly #clock: Clock;
  readonly #alsa: NativeAlsa;
  readonly #device: string;
  readonly #wantedSamples: number;
  readonly #numbers = new Float64Array(STATUS_NUMBERS);
  #granted: NativeGranted | undefined;
  #bufferSamples = 0;
  #silence = new Int16Array(0);
  #failure: string | undefined;
  #xruns = 0;
  /** Nothing but our own silence since it was opened or ran dry: if that runs dry nobody has missed anything. */
  #isSilent = true;
  #roomSamples = 0;
  #writtenSamples = 0;
  /** How far the card had come, and when it was last seen to move. */
  #playedSamples = Number.NaN;
  #movedUs = 0;

  constructor({ clock, alsa, device, bufferSamples }: AlsaCardOptions) {
    this.#clock = clock;
    this.#alsa = alsa;
    this.#device = device;
    this.#wantedSamples = bufferSamples;
  }

  async open(): Promise<SinkOpened> {
    if (this.#granted !== undefined) throw new Error('the sound card is open already');
    const granted = this.#find();
    this.#granted = granted;
    this.#bufferSamples = Math.min(granted.bufferSamples, this.#wantedSamples);
    this.#silence = new Int16Array(Math.floor(this.#bufferSamples / 2));
    this.#failure = undefined;
    this.#xruns = 0;
    this.#isSilent = true;
    const code = this.#restart(granted.card);
    this.#ask(granted);
    this.#movedUs = this.#statusUs();
    if (code < 0) {
      this.#release(granted.card);
      throw cannotOpen(this.#device, code, this.#alsa.explain(code));
    }
    return { bufferSamples: this.#bufferSamples };
  }

  status(): SinkStatus {
    const granted = this.#granted;
    if (granted === undefined) return this.#failed('the sound card is not open');
    if (!this.#ask(granted)) this.#recover(granted);
    if (this.#isSilent) this.#prolongSilence(granted);
    const atUs = this.#statusUs();
    if (atUs - this.#movedUs > STALLED_US) {
      this.#failure ??= 'the sound card takes no sound; see that nothing else holds it';
    }
    if (this.#failure !== undefined) return this.#failed(this.#failure);
    const delaySamples = this.#number('delaySamples');
    const roomSamples = this.#roomSamples;
    return { state: 'running', atUs, delaySamples, roomSamples, xruns: this.#xruns };
  }

  write(pcm: Int16Array): number {
    if (this.#granted === undefined || this.#failure !== undefined) return 0;
    const wanted = Math.min(pcm.length, this.#roomSamples);
    const taken = this.#alsa.write(this.#granted.card, pcm.subarray(0, wanted));
    // It ran dry or broke since its last status: what was meant for another instant is not played, and the next one tells.
    if (taken <= 0) return 0;
    this.#isSilent = false;
    this.#roomSamples -= taken;
    this.#writtenSamples += taken;
    return taken;
  }

  async close(): Promise<void> {
    if (this.#granted !== undefined) this.#release(this.#granted.card);
  }

  #release(card: NativeCard): void {
    this.#alsa.drop(card);
    this.#alsa.close(card);
    this.#granted = undefined;
  }

  /** Where the card itself cannot play one channel of 48 kHz, ALSA's plug layer converts. */
  #find(): NativeGranted {
    const opened = this.#tryOpen(this.#device);
    if ('card' in opened) return opened;
    if (isFormatRefused(opened)) {
      const converted = this.#tryOpen(`plug:SLAVE='${this.#device}'`);
      if ('card' in converted) return converted;
    }
    const words = opened.said === '' ? this.#alsa.explain(opened.code) : opened.said;
    throw cannotOpen(this.#device, opened.code, words);
  }

  #tryOpen(device: string): NativeOpened {
    return this.#alsa.open(device, PERIOD_SAMPLES, this.#wantedSamples);
  }

  /** Reads the card. False where it does not run: it has stopped, and can be started again, or it has failed. */
  #ask({ card, bufferSamples: ringSamples }: NativeGranted): boolean {
    const code = this.#read(card);
    if (code < 0 && !hasStopped(code)) this.#break(code);
    if (this.#number('state') === STATE.disconnected) this.#break(UNPLUGGED);
    if (code < 0 || this.#number('state') !== STATE.running) {
      this.#roomSamples = 0;
      return false;
    }
    const heldSamples = ringSamples - this.#number('roomSamples');
    this.#roomSamples = Math.max(0, this.#bufferSamples - heldSamples);
    const playedSamples = this.#writtenSamples - this.#number('delaySamples');
    if (playedSamples !== this.#playedSamples) this.#movedUs = this.#statusUs();
    this.#playedSamples = playedSamples;
    return true;
  }

  /** @returns 0, or the code by which the library refused. */
  #read(card: NativeCard): number {
    for (let reading = 1; ; reading += 1) {
      const code = this.#alsa.status(card, this.#numbers);
      const tookUs = this.#number('afterUs') - this.#number('beforeUs');
      if (code < 0 || tookUs < READING_US_MAX || reading === READINGS_MAX) return code;
    }
  }

  /** The card ran dry, or was stopped by somebody else: it goes on with silence, and with what is written behind that. */
  #recover(granted: NativeGranted): void {
    if (this.#failure !== undefined) return;
    if (!this.#isSilent) this.#xruns += 1;
    this.#isSilent = true;
    const code = this.#restart(granted.card);
    if (code < 0 && !hasStopped(code)) this.#break(code);
    this.#ask(granted);
  }

  /** Before anything is written the instant of the next sample may move, but there always is one. */
  #prolongSilence(granted: NativeGranted): void {
    const lackingSamples = this.#silence.length - this.#number('delaySamples');
    if (lackingSamples < this.#silence.length / 2 || this.#failure !== undefined) return;
    const taken = this.#alsa.write(granted.card, this.#silence.subarray(0, lackingSamples));
    if (taken > 0) this.#writtenSamples += taken;
    this.#ask(granted);
  }

  /** @returns 0, or the code of what failed. */
  #restart(card: NativeCard): number {
    const prepared = this.#alsa.prepare(card);
    const written = prepared < 0 ? prepared : this.#alsa.write(card, this.#silence);
    this.#writtenSamples = written;
    this.#playedSamples = Number.NaN;
    return written < 0 ? written : this.#alsa.start(card);
  }

  /** When the numbers were true: by the card's own timestamp, or else half-way through the reading of them. */
  #statusUs(): MonoUs {
    const ageUs = this.#number('afterUs') - this.#number('stampUs');
    const readUs = (this.#number('beforeUs') + this.#number('afterUs')) / 2;
    return (ageUs >= 0 && ageUs < STAMP_AGE_US_MAX ? this.#number('stampUs') : readUs) as MonoUs;
  }

  #number(name: keyof typeof STATUS): number {
    return this.#numbers[STATUS[name]] ?? Number.NaN;
  }

  #break(code: number): void {
    this.#failure ??= brokeOff(code, this.#alsa.explain(code));
  }

  #failed(reason: string): SinkStatus {
    const atUs = this.#clock.nowUs();
    const xruns = this.#xruns;
    return { state: 'failed', atUs, delaySamples: 0, roomSamples: 0, xruns, reason };
  }
}

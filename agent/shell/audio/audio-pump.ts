/**
 * Keeps the card filled. The card's clock says how much it wants and when it will be heard; a timer only says when to
 * ask again, and paces nothing. Opening and closing are done one after the other, whatever order they are asked in.
 */
import type { Input } from '../../core/input.ts';
import type { LifeSign } from '../../core/liveness.ts';
import type { Receiver } from '../../core/receiver.ts';
import { CardClock } from '../../core/playout/step/card-clock.ts';
import {
  askAgainInUs,
  isWorthFilling,
  renderByFrames,
} from '../../core/playout/step/card-filling.ts';
import type { MonoUs } from '../../core/vocabulary.ts';
import type { Alarm, AudioSink, Clock, OpenAlarm } from '../../../hw/ports.ts';
import type { CardTried } from '../../core/console/diagnosis/probes.ts';
import { tryCard } from './card-trial.ts';
import { describeFailure } from '../failure.ts';

/** In one filling: one that makes up, one that fades, and what follows them. */
const PIECES_MAX = 4;

export interface PumpParts {
  readonly sink: AudioSink;
  readonly receiver: Pick<Receiver, 'fillingSamples' | 'isUnsettled' | 'render'>;
  readonly clock: Pick<Clock, 'nowUs'>;
  readonly post: (input: Input) => void;
  readonly openAlarm: OpenAlarm;
  /** The card is closed, and not wanted: what would disturb sound may be done now. */
  readonly rested?: () => void;
}

export class AudioPump {
  readonly #parts: PumpParts;
  #block = new Int16Array(0);
  #bufferSamples = 0;
  /** When the card was asked last. */
  #askedUs = 0;
  /** Rings when the card has to be asked again, unless it was asked before. */
  readonly #alarm: Alarm;
  /** The card is open and given sound. */
  #isFilling = false;
  /** Raised by each `start` and `stop`: what belongs to an older one is dropped. */
  #turn = 0;
  /** Between a `start` and what ends it. */
  #isWanted = false;
  /** Times that the card was asked and filled. */
  #fillings = 0;
  #queue: Promise<void> = Promise.resolve();
  #xruns = 0;
  #xrunsBefore = 0;
  readonly #cardClock = new CardClock();
  /** Since the card was opened. */
  #writtenSamples = 0;

  constructor(parts: PumpParts) {
    this.#parts = parts;
    this.#alarm = parts.openAlarm(() => {
      if (this.#isFilling) this.#pump();
    });
  }

  /** Asks no card any more, and keeps no process alive. */
  close(): void {
    this.#isFilling = false;
    this.#alarm.close();
  }

  /** Posts `sink-opened` and begins to fill, or posts `sink-failed`. */
  start(): void {
    const turn = ++this.#turn;
    this.#isWanted = true;
    this.#queue = this.#queue.then(async () => {
      if (turn !== this.#turn) return;
      try {
        const { bufferSamples } = await this.#parts.sink.open();
        if (turn !== this.#turn) return;
        this.#block = new Int16Array(bufferSamples);
        this.#bufferSamples = bufferSamples;
        this.#xruns = 0;
        this.#writtenSamples = 0;
        this.#cardClock.restart();
        this.#parts.post({ on: 'sink-opened', bufferSamples });
        if (turn === this.#turn) this.#pump();
      } catch (error) {
        this.#fail(describeFailure(error));
      }
    });
  }

  stop(): void {
    this.#turn += 1;
    this.#isWanted = false;
    this.#alarm.clear();
    this.#isFilling = false;
    this.#queue = this.#queue.then(async () => {
      await this.#parts.sink.close();
      if (!this.#isWanted) this.#parts.rested?.();
    });
  }

  /** The box is awake for something else: the card is filled now where it soon would be, and the box not woken for that. */
  awake(): void {
    if (!this.#isFilling) return;
    const sinceUs = this.#parts.clock.nowUs() - this.#askedUs;
    if (!isWorthFilling(sinceUs, this.#bufferSamples)) return;
    this.#pump();
  }

  /** Tries the card while nothing is played, in silence; `busy` where it is, which is a better try than any. */
  tryCard(): Promise<CardTried> {
    const trial = this.#queue.then((): Promise<CardTried> | CardTried => {
      if (this.#isWanted) return { went: 'busy' };
      return tryCard(this.#parts.sink, () => this.#isWanted);
    });
    this.#queue = trial.then(() => undefined);
    return trial;
  }

  /** For whoever watches whether it is alive. */
  get sign(): LifeSign {
    const phase = this.#isFilling ? 'running' : this.#isWanted ? 'busy' : 'idle';
    return { phase, turns: this.#turn + this.#fillings };
  }

  /** Resolves when everything that was asked for has been done. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  #pump(): void {
    const turn = this.#turn;
    this.#fillings += 1;
    const { sink, clock, post } = this.#parts;
    this.#askedUs = clock.nowUs();
    const status = sink.status();
    if (status.state === 'failed') return this.#fail(status.reason ?? 'the card failed');
    if (status.xruns > this.#xruns) {
      this.#xrunsBefore += status.xruns - this.#xruns;
      this.#xruns = status.xruns;
      this.#cardClock.restart();
      post({ on: 'xrun', times: this.#xrunsBefore });
    }
    this.#cardClock.observe(this.#writtenSamples - status.delaySamples, status.atUs);
    const roomSamples = Math.min(Math.floor(status.roomSamples), this.#bufferSamples);
    const card = {
      bufferSamples: this.#bufferSamples,
      heldSamples: this.#bufferSamples - roomSamples,
    };
    // What is rendered may give the speaker to somebody else, who has more in hand.
    for (let piece = 0; piece < PIECES_MAX && turn === this.#turn && this.#fill(card); piece += 1) {
      post({ on: 'wake' });
    }
    // The core may have closed the card.
    if (turn !== this.#turn) return;
    this.#isFilling = true;
    this.#alarm.setIn(askAgainInUs(card, this.#cardClock.errorUs(card.heldSamples)));
  }

  /** Gives the card what the core has for it now. Answers whether the core must be told. */
  #fill(card: { readonly bufferSamples: number; heldSamples: number }): boolean {
    const { sink, receiver } = this.#parts;
    const wantedSamples = receiver.fillingSamples(card, this.#instantOf(0));
    if (wantedSamples === 0) return false;
    const pcm = this.#block.subarray(0, wantedSamples);
    renderByFrames(pcm, this.#instantOf, this.#render);
    const taken = sink.write(pcm);
    this.#writtenSamples += taken;
    card.heldSamples += taken;
    return receiver.isUnsettled;
  }

  /** When the sample leaves that is written after `at` others. */
  readonly #instantOf = (at: number): MonoUs =>
    this.#cardClock.instantOf(this.#writtenSamples + at);

  readonly #render = (dacUs: MonoUs, pcm: Int16Array): void => {
    this.#parts.receiver.render(dacUs, pcm);
  };

  #fail(reason: string): void {
    this.#alarm.clear();
    this.#isFilling = false;
    this.#parts.post({ on: 'sink-failed', reason });
  }
}

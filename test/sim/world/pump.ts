/** Keeps the card of one box filled, as `agent/shell/audio/audio-pump.ts` does: the same questions in the same order, no sound of its own. */
import { CardClock } from '../../../agent/core/playout/step/card-clock.ts';
import { askAgainInUs, renderByFrames } from '../../../agent/core/playout/step/card-filling.ts';
import type { Box } from './box.ts';
import type { Card } from './card.ts';
import type { Appointment } from './timeline.ts';

/** As the agent's own. */
const PIECES_MAX = 4;

export class Pump {
  readonly #box: Box;
  readonly #card: Card;
  readonly #openingUs: () => number;
  #next: Appointment | undefined;
  /** Raised by each opening and closing: what belongs to an older one is dropped. */
  #turn = 0;
  #xruns = 0;
  #xrunsBefore = 0;
  /** Since the card was opened. */
  #writtenSamples = 0;
  #cardClock = new CardClock();

  constructor(box: Box, card: Card, openingUs: () => number) {
    this.#box = box;
    this.#card = card;
    this.#openingUs = openingUs;
  }

  start(): void {
    const turn = ++this.#turn;
    const { timeline } = this.#box.parts;
    timeline.after(this.#openingUs(), () => {
      if (turn !== this.#turn) return;
      this.#xruns = 0;
      this.#writtenSamples = 0;
      this.#cardClock.restart();
      const { bufferSamples } = this.#card;
      if (!this.#card.open()) {
        this.#box.post({ on: 'sink-failed', reason: 'no such card' });
        return;
      }
      this.#box.trace.sinks.push({ atUs: timeline.nowUs, open: true });
      this.#box.post({ on: 'sink-opened', bufferSamples });
      this.#askAfter(0);
    });
  }

  stop(cause: 'closed' | 'power'): void {
    this.#turn += 1;
    this.#next?.cancel();
    if (!this.#card.isOpen) return;
    this.#card.close(cause);
    this.#box.trace.sinks.push({ atUs: this.#box.parts.timeline.nowUs, open: false });
  }

  /** What a process knows ends with it. */
  forget(): void {
    this.#xrunsBefore = 0;
    this.#cardClock = new CardClock();
  }

  #askAfter(waitUs: number): void {
    const turn = this.#turn;
    this.#next = this.#box.parts.timeline.after(waitUs, () => {
      this.#box.run(() => {
        if (turn === this.#turn) this.#ask(turn);
      });
    });
  }

  #ask(turn: number): void {
    const box = this.#box;
    const { isFailed, xruns, delaySamples, roomSamples } = this.#card.status();
    if (isFailed) {
      box.post({ on: 'sink-failed', reason: 'the card is gone' });
      return;
    }
    if (xruns > this.#xruns) {
      this.#xrunsBefore += xruns - this.#xruns;
      this.#xruns = xruns;
      this.#cardClock.restart();
      box.post({ on: 'xrun', times: this.#xrunsBefore });
    }
    box.run(() => {
      if (turn === this.#turn) this.#fill(delaySamples, roomSamples);
    });
  }

  #fill(delaySamples: number, roomSamples: number): void {
    const box = this.#box;
    const nowUs = box.clock.monoAt(box.parts.timeline.nowUs);
    this.#cardClock.observe(this.#writtenSamples - delaySamples, nowUs);
    const { bufferSamples } = this.#card;
    this.#give({ bufferSamples, heldSamples: bufferSamples - roomSamples }, PIECES_MAX);
  }

  #give(card: { readonly bufferSamples: number; heldSamples: number }, pieces: number): void {
    const box = this.#box;
    const instantOf = (at: number) => this.#cardClock.instantOf(this.#writtenSamples + at);
    const samples = pieces > 0 ? box.receiver.fillingSamples(card, instantOf(0)) : 0;
    if (samples > 0) {
      this.#card.write(samples, (pcm) => {
        renderByFrames(pcm, instantOf, (dacUs, piece) => {
          box.receiver.render(dacUs, piece);
        });
      });
      this.#writtenSamples += samples;
      card.heldSamples += samples;
      if (box.receiver.isUnsettled) {
        const turn = this.#turn;
        box.post({ on: 'wake' });
        box.run(() => {
          if (turn === this.#turn) this.#give(card, pieces - 1);
        });
        return;
      }
    }
    this.#askAfter(
      askAgainInUs(card, this.#cardClock.errorUs(card.heldSamples)) + box.parts.timerLateUs(),
    );
  }
}

/**
 * A box at a gateway for days: a whole receiver with the real packets of its time server, a crystal of its own, and power cuts. What its
 * horn gave, and when, is kept. Nothing of it waits.
 */
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import {
  askAgainInUs,
  renderByFrames,
  type CardLevel,
} from '../../../agent/core/playout/step/card-filling.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import {
  US_PER_S,
  after,
  monoUs,
  samplesToUs,
  usToSamples,
} from '../../../agent/core/vocabulary.ts';
import { CONFIG } from '../../core/control/announcement-builder.ts';
import { FRESH_PROOF, ackInput, sha256 } from '../../core/report/proof-parts.ts';
import { ToneDecoder } from '../../core/playout/tone-decoder.ts';
import { toyEd25519 } from '../../core/trust/toy-signature.ts';
import type { Chance } from '../world/chance.ts';
import type { Arrival } from './emergency.ts';
import type { Gateway } from './gateway.ts';

/** As a box asks for (`audio.buffer_ms`), and the silence in it when it is opened. */
const CARD_SAMPLES = 19_200;
const OPENED_AHEAD_US = 100_000;
/** As `agent/shell/audio/audio-pump.ts` has it. */
const PIECES_MAX = 4;

export interface BoxPlan {
  readonly gateway: Gateway;
  readonly chance: Chance;
  readonly crystalPpm: number;
  /** Power comes back then, after some seconds without. */
  readonly powerCutsUs: readonly number[];
}

/** One sound of a horn, from the first sample that was not silence to the last, in µs of the world. */
export interface Sound {
  readonly fromUs: number;
  toUs: number;
}

const OFF_US = 20 * US_PER_S;
/** What is nearer is the same sound, with a zero of its wave in it. */
const APART_US = 50_000;

export class CutOffBox {
  readonly sounds: Sound[] = [];
  readonly reports: Record<string, unknown>[] = [];
  readonly refused: { readonly worldUs: number; readonly code: string }[] = [];
  readonly played: { readonly inStep: boolean; readonly why: string }[] = [];
  /** Of each heartbeat. */
  readonly clocks: {
    readonly worldUs: number;
    readonly trusted: boolean;
    readonly errorUs: number;
    readonly sync: { readonly state: string; readonly adrift: boolean };
  }[] = [];
  readonly #plan: BoxPlan;
  #receiver: Receiver;
  #bornUs = 0;
  #nowUs = 0;
  #stored: StoredState = EMPTY_STATE;
  #nonce = 0n;
  #pending: { readonly atUs: number; readonly input: Input }[] = [];
  /** Instant of the next sample that is written, by the box's clock; undefined while the card is closed. */
  #dacUs: number | undefined;
  #relays = { supply: false, line: false };
  readonly #pcm = new Int16Array(CARD_SAMPLES);
  #askAtUs = Infinity;

  constructor(plan: BoxPlan) {
    this.#plan = plan;
    this.#receiver = this.#start();
  }

  /** Takes what comes until `untilUs`, and lives through its power cuts. `arrivals` in order of time. */
  live(arrivals: readonly Arrival[], untilUs: number): this {
    for (const cutUs of [...this.#plan.powerCutsUs, Infinity]) {
      const endUs = Math.min(cutUs - OFF_US, untilUs);
      for (const { worldUs, input } of arrivals) {
        if (worldUs < this.#bornUs || worldUs >= endUs) continue;
        const lateUs = 500 + this.#plan.chance.waitUs(2_000);
        this.#pending.push({ atUs: this.#monoAt(worldUs + lateUs), input });
      }
      this.#run(this.#monoAt(endUs));
      if (cutUs >= untilUs) break;
      this.#bornUs = cutUs;
      this.#receiver = this.#start();
    }
    return this;
  }

  #start(): Receiver {
    this.#nowUs = 0;
    this.#pending = [];
    this.#dacUs = undefined;
    this.#relays = { supply: false, line: false };
    this.#receiver = new Receiver({
      config: { ...CONFIG, timeServer: { name: 'ntp://gateway', precisionUs: 500 } },
      stored: this.#stored,
      proof: FRESH_PROOF,
      sha256,
      ed25519: toyEd25519,
      decoder: new ToneDecoder(),
      random: () => this.#plan.chance.real(),
      clock: { utcMinusMonoUs: 0, errorUs: 0, trusted: false },
      nowUs: monoUs(0),
    });
    this.#take({ on: 'boot' });
    return this.#receiver;
  }

  #monoAt(worldUs: number): number {
    return (worldUs - this.#bornUs) * (1 + this.#plan.crystalPpm / 1e6);
  }

  #worldAt(mono: number): number {
    return this.#bornUs + mono / (1 + this.#plan.crystalPpm / 1e6);
  }

  #run(untilUs: number): void {
    this.#pending.sort((one, other) => one.atUs - other.atUs);
    for (;;) {
      const nextUs = this.#pending[0]?.atUs ?? Infinity;
      const cardUs = this.#dacUs === undefined ? Infinity : this.#askAtUs;
      const dueUs = Math.min(this.#receiver.nextWakeUs(), nextUs, cardUs);
      if (dueUs > untilUs) return;
      this.#nowUs = Math.max(this.#nowUs, dueUs);
      if (nextUs <= this.#nowUs) this.#take(this.#pending.shift()?.input ?? { on: 'wake' });
      else if (cardUs <= this.#nowUs) this.#pump();
      else this.#take({ on: 'wake' });
    }
  }

  /** A card that is never late and never wrong: what it is given leaves when the core was told that it would. */
  #pump(): void {
    for (let piece = 0; piece < PIECES_MAX && this.#fill(); piece += 1) this.#take({ on: 'wake' });
    this.#askAtUs = this.#nowUs + askAgainInUs(this.#level, 0);
  }

  get #level(): CardLevel {
    const heldUs = Math.max(0, (this.#dacUs ?? 0) - this.#nowUs);
    return { bufferSamples: CARD_SAMPLES, heldSamples: Math.ceil(usToSamples(heldUs)) };
  }

  /** Answers whether the core must be told. */
  #fill(): boolean {
    if (this.#dacUs === undefined) return false;
    const dacUs = this.#dacUs;
    const samples = this.#receiver.fillingSamples(this.#level, monoUs(dacUs));
    const pcm = this.#pcm.subarray(0, samples);
    const instantOf = (at: number) => monoUs(dacUs + samplesToUs(at));
    renderByFrames(pcm, instantOf, (atUs, piece) => {
      this.#receiver.render(atUs, piece);
    });
    this.#dacUs = instantOf(samples);
    pcm.forEach((sample, at) => {
      if (sample !== 0) this.#note(this.#worldAt(instantOf(at)));
    });
    return samples > 0 && this.#receiver.isUnsettled;
  }

  #note(worldUs: number): void {
    const last = this.sounds.at(-1);
    if (last !== undefined && worldUs - last.toUs < APART_US) last.toUs = worldUs;
    else this.sounds.push({ fromUs: worldUs, toUs: worldUs });
  }

  #take(input: Input): void {
    for (const effect of this.#receiver.handle(input, monoUs(this.#nowUs))) this.#perform(effect);
    if (input.on === 'message' && this.#dacUs !== undefined) this.#pump();
  }

  #soon(input: Input, inUs = 1_000): void {
    this.#pending.push({ atUs: this.#nowUs + inUs, input });
    this.#pending.sort((one, other) => one.atUs - other.atUs);
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'connect':
        return this.#soon({ on: 'link-up', session: effect.session });
      case 'publish':
        return this.#hear(effect.publication.topic, effect.publication.payload);
      case 'relay':
        this.#relays = { ...this.#relays, [effect.relay]: effect.on };
        return;
      case 'read-relays':
        return this.#soon({ on: 'relays-read', reading: this.#relays });
      case 'open-sink':
        this.#dacUs = this.#nowUs + OPENED_AHEAD_US;
        this.#askAtUs = this.#nowUs + 1_000;
        return this.#soon({ on: 'sink-opened', bufferSamples: CARD_SAMPLES });
      case 'close-sink':
        this.#dacUs = undefined;
        return;
      case 'store': {
        this.#stored = effect.state;
        const through = effect.records.at(-1)?.number;
        return this.#soon({ on: 'stored', ...(through !== undefined && { through }) });
      }
      case 'log':
        if (effect.event === 'refused') {
          const code = String(effect.fields['code']);
          this.refused.push({ worldUs: this.#worldAt(this.#nowUs), code });
        }
        return;
      case 'ask-time':
        return this.#askTime();
      default:
        return;
    }
  }

  #hear(topic: string, payload: string): void {
    const report = JSON.parse(payload) as Record<string, unknown>;
    if (topic.endsWith('/played')) {
      this.reports.push(report);
      this.#soon(ackInput(payload));
      if (report['record'] === 'played' || report['record'] === undefined) {
        this.played.push({ inStep: report['inStep'] === true, why: String(report['why']) });
      }
    } else if (topic.endsWith('/telemetry')) {
      const clock = report['clock'] as Omit<CutOffBox['clocks'][number], 'worldUs'>;
      this.clocks.push({ ...clock, worldUs: this.#worldAt(this.#nowUs) });
    }
  }

  #askTime(): void {
    const nonce = ++this.#nonce;
    const { chance, gateway } = this.#plan;
    const [thereUs, backUs] = [200 + chance.waitUs(50), 200 + chance.waitUs(50)];
    const sentUs = monoUs(this.#nowUs);
    this.#take({ on: 'time-asked', nonce, sentUs });
    const bytes = gateway.answer(nonce, this.#worldAt(sentUs), thereUs);
    if (bytes === undefined) return;
    const receivedUs = after(sentUs, thereUs + 20 + backUs);
    this.#take({ on: 'time-answer', bytes, receivedUs });
  }
}

/**
 * Boxes around one gateway for days, each a whole receiver with the real packets of its time server, a crystal of its own and power
 * cuts; and a head-end on the same line. What each horn gave of each announcement, and when, is kept. Nothing of it waits.
 */
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import { US_PER_S, after, monoUs, samplesToUs, utcUs } from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import {
  CONFIG,
  announcement,
  audioInput,
  controlInput,
  toneBundle,
} from '../../core/announcement-builder.ts';
import { FRESH_PROOF, ackInput, sha256 } from '../../core/proof-parts.ts';
import { ToneDecoder } from '../../core/tone-decoder.ts';
import { toyEd25519 } from '../../core/toy-signature.ts';
import type { Chance } from '../world/chance.ts';
import type { Gateway } from './gateway.ts';

const BLOCK_SAMPLES = 960;
const CARD_AHEAD_US = 100_000;
const GROUP_DELAY_US = 1_200_000;
const BUNDLE_FRAMES = 10;
const BUNDLE_US = 200_000;

/** An input that comes to a box at an instant of the world. */
export interface Arrival {
  readonly worldUs: number;
  readonly input: Input;
}

/** An announcement as it is said, by the head-end's clock. */
export interface Said {
  readonly message: Announcement;
  readonly arrivals: readonly Arrival[];
  readonly saidUs: number;
}

/** `number` counts from 1; the head-end's UTC is `headEndAt`. */
export const say = (
  number: number,
  saidUs: number,
  headEndAt: (worldUs: number) => number,
  frames = 50,
): Said => {
  const issuedAt = utcUs(headEndAt(saidUs));
  const startAt = after(issuedAt, 3 * US_PER_S);
  const message = announcement(number, {
    sequence: number * 1_000_000,
    issuedAt,
    startAt,
    expiresAt: after(issuedAt, 60 * US_PER_S),
    class: 'emergency',
  });
  const arrivals: Arrival[] = [{ worldUs: saidUs, input: controlInput(message) }];
  for (let first = 0; first < frames; first += BUNDLE_FRAMES) {
    const isLast = first + BUNDLE_FRAMES >= frames;
    const worldUs = saidUs + 3 * US_PER_S - GROUP_DELAY_US + (first / BUNDLE_FRAMES) * BUNDLE_US;
    const packets = toneBundle(message, first, BUNDLE_FRAMES, isLast);
    arrivals.push({ worldUs, input: audioInput(message, packets) });
  }
  return { message, arrivals, saidUs };
};

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
  readonly #pcm = new Int16Array(BLOCK_SAMPLES);

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
      const cardUs = this.#dacUs === undefined ? Infinity : this.#dacUs - CARD_AHEAD_US;
      const dueUs = Math.min(this.#receiver.nextWakeUs(), nextUs, cardUs);
      if (dueUs > untilUs) return;
      this.#nowUs = Math.max(this.#nowUs, dueUs);
      if (nextUs <= this.#nowUs) this.#take(this.#pending.shift()?.input ?? { on: 'wake' });
      else if (cardUs <= this.#nowUs) this.#render();
      else this.#take({ on: 'wake' });
    }
  }

  #render(): void {
    const dacUs = this.#dacUs ?? 0;
    this.#receiver.render(monoUs(dacUs), this.#pcm);
    this.#dacUs = dacUs + samplesToUs(BLOCK_SAMPLES);
    this.#pcm.forEach((sample, at) => {
      if (sample === 0) return;
      const worldUs = this.#worldAt(dacUs + samplesToUs(at));
      const last = this.sounds.at(-1);
      if (last !== undefined && worldUs - last.toUs < APART_US) last.toUs = worldUs;
      else this.sounds.push({ fromUs: worldUs, toUs: worldUs });
    });
    this.#take({ on: 'wake' });
  }

  #take(input: Input): void {
    for (const effect of this.#receiver.handle(input, monoUs(this.#nowUs))) this.#perform(effect);
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
        this.#dacUs = this.#nowUs + CARD_AHEAD_US;
        return this.#soon({ on: 'sink-opened', bufferSamples: 4_800 });
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

/**
 * One box on its pole, under a clock that only the test moves: the whole core, a card of which every sample is kept, a
 * relay journal, a broker that can be out of reach. It performs effects as the shell does, and holds the core to the contract
 * of `nextWakeUs` at every step. Instants are seconds since the process started.
 */
import assert from 'node:assert/strict';
import type { Ed25519 } from '../../../agent/core/ed25519.ts';
import type { Effect, Publication } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import type { StoredProof } from '../../../agent/core/receiver-rooms.ts';
import type { ReceiverConfig } from '../../../agent/core/receiver-config.ts';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { US_PER_S, monoUs, type MonoUs, type RelayName } from '../../../agent/core/vocabulary.ts';
import type { SealedRecord } from '../../../agent/core/wire/proof/proof-record.ts';
import { CONFIG, MORNING } from '../control/announcement-builder.ts';
import { PoleCard } from './pole-card.ts';
import { ToneDecoder, toneAt } from '../playout/tone-decoder.ts';
import { FRESH_PROOF, ackInput, sha256 } from '../report/proof-parts.ts';
import { toyEd25519 } from '../trust/toy-signature.ts';

const PUMP_EVERY_US = 30_000;
const LINK_ANSWERS_US = 50_000;
const CARD_OPENS_US = 20_000;
const ACKNOWLEDGED_US = 80_000;

export interface PoleOptions {
  readonly canReboot?: boolean;
  readonly config?: Partial<ReceiverConfig>;
  readonly stored?: StoredState;
  readonly proof?: Partial<StoredProof>;
  readonly random?: () => number;
  readonly cardSamples?: number;
  readonly isBrokerThere?: boolean;
  /** What it knows of UTC; right to 100 µs unless stated. */
  readonly clock?: ClockReading;
  /** The toy unless stated. */
  readonly ed25519?: Ed25519;
}

/** `supply+` is the supply relay commanded on. */
export type Switching = `${RelayName}${'+' | '-'}`;

interface Pending {
  readonly atUs: number;
  readonly input: Input;
}

export class Pole {
  readonly receiver: Receiver;
  readonly card: PoleCard;
  readonly journal: { readonly atS: number; readonly what: Switching }[] = [];
  readonly published: { readonly atS: number; readonly publication: Publication }[] = [];
  readonly logged: { readonly atS: number; readonly event: string; readonly fields: object }[] = [];
  readonly stored: StoredState[] = [];
  readonly sessions: number[] = [];
  /** What the disk holds of the proof, oldest first. */
  readonly records: SealedRecord[] = [];
  /** What a save comes to: it is done, it fails, or the disk hangs. */
  disk: 'good' | 'full' | 'hangs' = 'good';
  /** What a command asked of the shell: the test answers. */
  readonly asked: { readonly atS: number; readonly what: Effect }[] = [];
  exitedAtS: number | undefined;
  isBrokerThere: boolean;
  /** Whatever proof it is sent it acknowledges. */
  isHeadEndThere: boolean;
  /** The next this many commands to a relay fail. */
  relayFailures = 0;
  lamp = 'dark';
  /** How the contacts really stand. */
  readonly contacts = { supply: false, line: false };
  /** Those that do not move, whatever they are told. */
  readonly weldedRelays = new Set<RelayName>();
  #session: number | undefined;
  #clock: ClockReading;
  #nowUs = 0;
  #pumpAtUs = Infinity;
  #pending: Pending[] = [];

  constructor(options: PoleOptions = {}) {
    const { config, stored = EMPTY_STATE, random, cardSamples = 4_800 } = options;
    this.isBrokerThere = options.isBrokerThere ?? true;
    // It signs as the toys do.
    this.isHeadEndThere = options.ed25519 === undefined;
    this.#clock = options.clock ?? { utcMinusMonoUs: MORNING, errorUs: 100, trusted: true };
    this.card = new PoleCard(cardSamples);
    this.receiver = new Receiver({
      config: { ...CONFIG, ...config },
      canReboot: options.canReboot ?? false,
      stored,
      proof: { ...FRESH_PROOF, ...options.proof },
      sha256,
      ed25519: options.ed25519 ?? toyEd25519,
      decoder: new ToneDecoder(),
      random: random ?? (() => 0.5),
      clock: this.#clock,
      nowUs: monoUs(0),
    });
    this.take({ on: 'boot' });
  }

  get nowS(): number {
    return this.#nowUs / US_PER_S;
  }

  get switchings(): string[] {
    return this.journal.map(({ atS, what }) => `${what} ${atS}`);
  }

  /** Parsed reports on one of the box's own topics, oldest first. */
  reports(
    topic: 'state' | 'telemetry' | 'played' | 'reply' | 'reported',
  ): Record<string, unknown>[] {
    return this.published
      .filter(({ publication }) => publication.topic.endsWith(`/${topic}`))
      .map(({ publication }) => JSON.parse(publication.payload) as Record<string, unknown>)
      .filter(({ record = 'played' }) => record === 'played');
  }

  /** Records of the proof of every kind, as they were sent, oldest first. */
  get proved(): Record<string, unknown>[] {
    return this.published
      .filter(({ publication }) => publication.topic.endsWith('/played'))
      .map(({ publication }) => JSON.parse(publication.payload) as Record<string, unknown>);
  }

  events(): string[] {
    return this.logged.map(({ event }) => event);
  }

  /** From `fromS` to `untilS` the horn gave the stream that starts at `startS`: in its place, at full level. */
  assertHeard(fromS: number, untilS: number, startS: number): void {
    const first = Math.round((fromS - startS) * 48_000);
    this.card.heard(fromS, untilS).forEach((sample, index) => {
      const expected = toneAt(first + index);
      if (sample !== expected)
        assert.equal(sample, expected, `sample ${first + index} of the stream`);
    });
  }

  assertQuiet(fromS: number, untilS: number): void {
    const at = this.card.heard(fromS, untilS).findIndex((sample) => sample !== 0);
    assert.equal(at, -1, `a sound at ${fromS + at / 48_000} s`);
  }

  take(input: Input): Effect[] {
    const effects = this.receiver.handle(input, monoUs(this.#nowUs));
    const wakeUs = this.receiver.nextWakeUs();
    assert.ok(!Number.isNaN(wakeUs), 'the next wake-up is a number');
    assert.ok(wakeUs >= this.#nowUs, `a wake-up ${this.#nowUs - wakeUs} µs ago, after ${input.on}`);
    for (const effect of effects) this.#perform(effect);
    return effects;
  }

  /** The clock is set: from now on UTC is `us` more, and is trusted as before or as stated. */
  setClock(us: number, trusted = this.#clock.trusted): void {
    const utcMinusMonoUs = this.#clock.utcMinusMonoUs + us;
    this.#clock = { ...this.#clock, utcMinusMonoUs, trusted };
    this.take({ on: 'clock', clock: this.#clock });
  }

  /** The broker goes out of reach, or the connection breaks. */
  breakLink(reason = 'reset'): void {
    if (this.#session === undefined) return;
    const session = this.#session;
    this.#session = undefined;
    this.take({ on: 'link-down', session, reason });
  }

  /** The card is pulled out; the pump finds that out the next time it asks. */
  pullCard(): void {
    this.card.isPresent = false;
  }

  /** Lets time pass; each input of `timetable` (seconds, input) is taken at its time. */
  until(s: number, ...timetable: readonly (readonly [number, Input])[]): this {
    for (const [atS, input] of timetable) this.#pending.push({ atUs: atS * US_PER_S, input });
    let atOnce = 0;
    for (;;) {
      const [next] = this.#pending.sort((a, b) => a.atUs - b.atUs);
      const wakeUs: MonoUs = this.receiver.nextWakeUs();
      const dueUs = Math.max(this.#nowUs, Math.min(wakeUs, this.#pumpAtUs, next?.atUs ?? Infinity));
      if (this.exitedAtS !== undefined || dueUs > s * US_PER_S) break;
      atOnce = dueUs === this.#nowUs ? atOnce + 1 : 0;
      assert.ok(atOnce < 100, 'a wake-up that is answered makes progress');
      this.#nowUs = dueUs;
      if (next !== undefined && next.atUs <= dueUs) {
        this.#pending.shift();
        this.take(next.input);
      } else if (this.#pumpAtUs <= dueUs) this.#pump();
      else this.take({ on: 'wake' });
    }
    this.#nowUs = s * US_PER_S;
    return this;
  }

  /** The machine is too busy for the process: time passes, and nothing is done. */
  standStill(s: number): this {
    this.#nowUs += s * US_PER_S;
    return this;
  }

  #pump(): void {
    const xruns = this.card.passTo(this.#nowUs);
    if (!this.card.isPresent) {
      this.#pumpAtUs = Infinity;
      this.take({ on: 'sink-failed', reason: 'it is gone' });
      return;
    }
    if (xruns !== undefined) this.take({ on: 'xrun', times: xruns });
    if (!this.card.isOpen) return;
    this.#pumpAtUs = this.#nowUs + PUMP_EVERY_US;
    while (this.card.isOpen && this.card.feed(this.receiver)) this.take({ on: 'wake' });
  }

  #store({ state, records }: Extract<Effect, { do: 'store' }>): void {
    if (this.disk === 'hangs') return;
    if (this.disk === 'full') {
      this.#answer(0, { on: 'store-failed', reason: 'the disk is full' });
      return;
    }
    this.stored.push(state);
    const last = this.records.at(-1)?.number ?? 0;
    this.records.push(...records.filter(({ number }) => number > last));
    const through = records.at(-1)?.number;
    this.#answer(0, { on: 'stored', ...(through !== undefined && { through }) });
  }

  #answer(afterUs: number, input: Input): void {
    this.#pending.push({ atUs: this.#nowUs + afterUs, input });
  }

  #perform(effect: Effect): void {
    const atS = this.nowS;
    switch (effect.do) {
      case 'connect': {
        const { session } = effect;
        const isUp = this.isBrokerThere;
        const refused = { on: 'link-down', session, reason: 'refused' } as const;
        this.sessions.push(session);
        this.#session = isUp ? session : undefined;
        this.#answer(LINK_ANSWERS_US, isUp ? { on: 'link-up', session } : refused);
        break;
      }
      case 'publish':
        this.published.push({ atS, publication: effect.publication });
        if (effect.publication.topic.endsWith('/played') && this.isHeadEndThere) {
          this.#answer(ACKNOWLEDGED_US, ackInput(effect.publication.payload));
        }
        break;
      case 'relay':
        this.journal.push({ atS, what: `${effect.relay}${effect.on ? '+' : '-'}` });
        if (this.relayFailures > 0) {
          this.relayFailures -= 1;
          this.#answer(0, { on: 'relay-failed', relay: effect.relay, reason: 'stuck' });
        } else if (!this.weldedRelays.has(effect.relay)) this.contacts[effect.relay] = effect.on;
        break;
      case 'lamp':
        this.lamp = effect.pattern;
        break;
      case 'read-relays':
        this.#answer(0, { on: 'relays-read', reading: { ...this.contacts } });
        break;
      case 'open-sink':
        if (this.card.isPresent) {
          this.card.open(this.#nowUs);
          this.#pumpAtUs = this.#nowUs + CARD_OPENS_US;
          this.#answer(CARD_OPENS_US, { on: 'sink-opened', bufferSamples: this.card.size });
        } else this.#answer(CARD_OPENS_US, { on: 'sink-failed', reason: 'there is none' });
        break;
      case 'close-sink':
        this.card.close(this.#nowUs);
        this.#pumpAtUs = Infinity;
        break;
      case 'store':
        this.#store(effect);
        break;
      case 'log':
        this.logged.push({ atS, event: effect.event, fields: effect.fields });
        break;
      case 'disconnect':
        this.#session = undefined;
        break;
      case 'exit':
        this.exitedAtS = atS;
        break;
      case 'leave':
      case 'load-test':
      case 'self-test':
      case 'collect-logs':
        this.asked.push({ atS, what: effect });
        break;
      case 'ask-time':
        // This box goes by the system's clock; a box that keeps time itself has a pole of its own.
        break;
    }
  }
}

/**
 * The amplifier as it really is: drives its table of states, has its relays switched, and compares what they do with what they were
 * told. What does not obey is a fault, and is told again. It knows nothing of who wants the amplifier.
 */
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import type { FaultCode } from '../fault.ts';
import type { AmplifierConfig } from '../receiver-config.ts';
import {
  NEVER,
  US_PER_S,
  after,
  monoUs,
  type MonoUs,
  type RelayName,
  type RelayReading,
} from '../vocabulary.ts';
import { Amplifier, type AmplifierEvent, type AmplifierState } from './amplifier.ts';
import type { FaultLedger } from '../report/fault-ledger.ts';
import { RelayWatch } from './relay-watch.ts';

/** A relay that could not be switched is tried again after this. */
const RETRY_US = US_PER_S;

export type RelayInput = Extract<
  Input,
  { readonly on: 'relay-failed' | 'relays-read' | 'relays-unread' }
>;

export interface AmplifierChainParts {
  readonly config: AmplifierConfig;
  readonly faults: FaultLedger;
  readonly effects: EffectQueue;
  readonly nowUs: MonoUs;
}

export class AmplifierChain {
  readonly #parts: AmplifierChainParts;
  readonly #amplifier: Amplifier;
  readonly #watch: RelayWatch;
  #againAtUs: MonoUs = NEVER;
  /** Times that the supply was found off though it was on. */
  supplyLosses = 0;

  constructor(parts: AmplifierChainParts) {
    this.#parts = parts;
    this.#amplifier = new Amplifier(parts.config, parts.nowUs);
    this.#watch = new RelayWatch(parts.nowUs);
  }

  get state(): AmplifierState {
    return this.#amplifier.state;
  }

  /** Supply and line, as commanded. */
  get relays(): Readonly<Record<RelayName, boolean>> {
    return this.#amplifier.relays;
  }

  /** Both relays were read back as they were commanded, since they were. */
  get isConfirmed(): boolean {
    return this.#watch.isConfirmed(this.relays);
  }

  /** A relay could not be switched, and is tried again. */
  get hasFailed(): boolean {
    return this.#againAtUs !== NEVER;
  }

  /** By the last word of the board or line; null where that cannot be told. */
  get relaysRead(): Readonly<Record<RelayName, boolean | null>> {
    const { reading } = this.#watch;
    return { supply: reading?.supply ?? null, line: reading?.line ?? null };
  }

  get disagreements(): number {
    return this.#watch.disagreements;
  }

  /** When it will be warm and its line closed, or was; NEVER while neither is to come. */
  get warmFromUs(): MonoUs {
    return this.#amplifier.warmFromUs;
  }

  /** Until when it would be held, and then rest, if nobody wanted it from now on. */
  restedFromUs(nowUs: MonoUs): MonoUs {
    return this.#amplifier.restedFromUs(nowUs);
  }

  get nextWakeUs(): MonoUs {
    const { nextWakeUs } = this.#amplifier;
    return monoUs(Math.min(this.#againAtUs, this.#watch.nextWakeUs, nextWakeUs));
  }

  /** Lets one thing happen to it. */
  drive(event: AmplifierEvent, nowUs: MonoUs): void {
    for (const [relay, on] of this.#amplifier.handle(event, nowUs)) this.#switch(relay, on, nowUs);
  }

  /** What time alone brings, before anybody wants something of it. */
  settle(nowUs: MonoUs): void {
    if (nowUs >= this.#againAtUs) this.commandAsItShouldBe(nowUs);
  }

  /** Asks how the relays stand, when that is due: after all that was commanded. */
  look(nowUs: MonoUs): void {
    if (this.#watch.ask(nowUs)) this.#parts.effects.push({ do: 'read-relays' });
  }

  /** Somebody wants to know how the relays stand now, not when it is due. */
  hurry(nowUs: MonoUs): void {
    this.#watch.hurry(nowUs);
  }

  /** It was wanted to be known, and is not yet. */
  get isHurried(): boolean {
    return this.#watch.isHurried;
  }

  /** Commands both relays to be as they ought to be, whatever was commanded before: at boot, off. */
  commandAsItShouldBe(nowUs: MonoUs): void {
    this.#againAtUs = NEVER;
    const { supply, line } = this.relays;
    // The line is never closed onto a supply that is yet to come, or to go.
    if (line) this.#switch('supply', supply, nowUs);
    this.#switch('line', line, nowUs);
    if (!line) this.#switch('supply', supply, nowUs);
  }

  take(input: RelayInput, nowUs: MonoUs): void {
    if (input.on === 'relays-read') return this.#read(input.reading, nowUs);
    if (input.on === 'relay-failed') return this.#failed(input.relay, input.reason, nowUs);
    // The board does not answer.
    this.#parts.faults.raise('relay.failed', { reason: input.reason }, nowUs);
    this.#watch.unread(nowUs);
  }

  /** The bank could not switch: everything is commanded again, as it ought to be, in a second. */
  #failed(relay: RelayName, reason: string, nowUs: MonoUs): void {
    this.#parts.faults.raise('relay.failed', { relay, reason }, nowUs);
    this.#againAtUs = after(nowUs, RETRY_US);
  }

  /** What does not stand as it was commanded is commanded again; an amplifier that lost its supply warms from the beginning. */
  #read(reading: RelayReading, nowUs: MonoUs): void {
    const { relays } = this;
    const wrong = this.#watch.take(reading, relays, nowUs);
    if (this.#againAtUs === NEVER) this.#parts.faults.clear('relay.failed', nowUs);
    const stuckOn = wrong.filter((relay) => !relays[relay]);
    const stuckOff = wrong.filter((relay) => relays[relay]);
    this.#judge('relay.stuck-on', stuckOn, nowUs);
    this.#judge('relay.stuck-off', stuckOff, nowUs);
    if (wrong.length === 0) return;
    // What is cold is not only told again.
    if (!stuckOff.includes('supply')) return this.commandAsItShouldBe(nowUs);
    this.#againAtUs = NEVER;
    this.supplyLosses += 1;
    this.drive('lost', nowUs);
  }

  #judge(code: FaultCode, relays: readonly RelayName[], nowUs: MonoUs): void {
    const { faults } = this.#parts;
    if (relays.length === 0) faults.clear(code, nowUs);
    else faults.raise(code, { relays: relays.join(' and ') }, nowUs);
  }

  #switch(relay: RelayName, on: boolean, nowUs: MonoUs): void {
    this.#watch.commanded(nowUs);
    this.#parts.effects.push({ do: 'relay', relay, on });
  }
}

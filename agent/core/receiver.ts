/**
 * The whole core of a box: takes an input and the time, answers effects; says when it wants to be woken; and renders
 * sound for a stated instant. It owns every decision and does no I/O. The shell owns every device and decides nothing.
 *
 * Rule of use: `handle` (perform all its effects, in order), then wait until `nextWakeUs` or the next input. While the
 * sink is open, `render` for what the card wants, then `handle({ on: 'wake' })`.
 */
import { assertNever } from './assert.ts';
import { AmplifierChain } from './control/amplifier-chain.ts';
import { FaultLedger } from './control/fault-ledger.ts';
import { Floor, type Silenced } from './control/floor.ts';
import { Hearing } from './control/hearing.ts';
import { KillSwitch } from './control/kill-switch.ts';
import { Memory } from './control/memory.ts';
import { Speaker } from './control/speaker.ts';
import { StopMemory } from './control/stop-memory.ts';
import type { Ed25519 } from './ed25519.ts';
import type { Effect } from './effect.ts';
import { EffectQueue } from './effect-queue.ts';
import type { Input } from './input.ts';
import { LevelMeter } from './playout/level-meter.ts';
import type { OpusDecoder } from './playout/opus-decoder.ts';
import type { ReceiverConfig } from './receiver-config.ts';
import type { StoredState } from './stored-state.ts';
import type { CoreSnapshot } from './console/snapshot.ts';
import { Connection } from './report/connection.ts';
import { Health } from './report/health.ts';
import { Reporting } from './report/reporting.ts';
import { BoxTime } from './time/box-time.ts';
import type { ClockReading } from './time/clock-reading.ts';
import { LastTrusted } from './time/last-trusted.ts';
import { AT_THE_BOX } from './trust/overrule.ts';
import { monoUs, type MonoUs } from './vocabulary.ts';

export interface ReceiverParts {
  readonly config: ReceiverConfig;
  readonly stored: StoredState;
  readonly ed25519: Ed25519;
  readonly decoder: OpusDecoder;
  /** 0 ≤ x < 1. For jitter only, never for anything that must not be guessed. */
  readonly random: () => number;
  /** The system's. */
  readonly clock: ClockReading;
  readonly nowUs: MonoUs;
}

export class Receiver {
  readonly #config: ReceiverConfig;
  readonly #effects = new EffectQueue();
  readonly #memory: Memory;
  readonly #connection: Connection;
  readonly #hearing: Hearing;
  readonly #killSwitch: KillSwitch;
  readonly #amplifier: AmplifierChain;
  readonly #speaker: Speaker;
  readonly #floor: Floor;
  readonly #time: BoxTime;
  readonly #lastTrusted: LastTrusted;
  readonly #reporting: Reporting;
  readonly #health = new Health();
  readonly #level = new LevelMeter();
  #clock: ClockReading;
  #phase: 'running' | 'stopping' | 'stopped' = 'running';

  constructor(parts: ReceiverParts) {
    const { config, stored, nowUs, random } = parts;
    const effects = this.#effects;
    this.#config = config;
    this.#killSwitch = new KillSwitch(effects);
    const emit = (effect: Effect): void => {
      effects.push(effect);
    };
    const faults = new FaultLedger(effects);
    this.#amplifier = new AmplifierChain({ config: config.amplifier, faults, emit, nowUs });
    this.#speaker = new Speaker({
      amplifier: this.#amplifier,
      config: config.amplifier,
      emit,
      nowUs,
    });
    this.#lastTrusted = new LastTrusted(stored.lastTrustedAt);
    const memory = new Memory({
      stored,
      passing: () => {
        const { driftPpb } = this.#time;
        return { ...this.#lastTrusted.stored(), ...(driftPpb === undefined ? {} : { driftPpb }) };
      },
      effects,
    });
    this.#memory = memory;
    const { session, trust, driftPpb } = stored;
    this.#connection = new Connection({ config, session, memory, effects, random, nowUs });
    const stops = new StopMemory(stored.stops ?? [], (remembered) => {
      memory.keep({ stops: remembered });
    });
    this.#hearing = new Hearing({
      config,
      ed25519: parts.ed25519,
      decoder: parts.decoder,
      effects,
      killSwitch: this.#killSwitch,
      stops,
      trust,
      lastTrustedAt: () => this.#lastTrusted.at,
      store: (changed) => {
        memory.keep({ trust: changed });
      },
    });
    this.#time = new BoxTime({
      server: config.timeServer,
      system: parts.clock,
      driftPpb,
      effects,
      refuse: (code, atUs, detail) => {
        this.#hearing.refuse(code, atUs, detail);
      },
      random,
      nowUs,
    });
    this.#clock = this.#time.reading;
    this.#reporting = new Reporting({
      config,
      connection: this.#connection,
      hearing: this.#hearing,
      amplifier: this.#amplifier,
      faults,
      speaker: this.#speaker,
      killSwitch: this.#killSwitch,
      time: this.#time,
      effects,
      random,
      nowUs,
    });
    this.#floor = new Floor({
      book: this.#hearing.book,
      speaker: this.#speaker,
      order: config.issuerOrder,
      stops,
      concluded: (session, why) => {
        this.#reporting.conclude(session, why);
      },
      nowUs,
    });
  }

  /** Takes one input at `nowUs` and answers what must be done about it, in order. */
  handle(input: Input, nowUs: MonoUs): Effect[] {
    this.#take(input, nowUs);
    this.#settle(nowUs);
    return this.#effects.drain();
  }

  /** The earliest instant at which time alone changes something. */
  nextWakeUs(): MonoUs {
    if (this.#phase === 'stopped') return monoUs(Infinity);
    const isRunning = this.#phase === 'running';
    return monoUs(
      Math.min(
        this.#speaker.nextWakeUs,
        this.#floor.nextWakeUs,
        this.#reporting.nextWakeUs,
        isRunning ? this.#time.nextWakeUs : Infinity,
        isRunning ? this.#lastTrusted.storeDueUs : Infinity,
        isRunning ? this.#connection.nextWakeUs : Infinity,
      ),
    );
  }

  /** Writes the samples whose first leaves the card at `dacUs`. Changes nothing but the players. */
  render(dacUs: MonoUs, pcm: Int16Array): void {
    this.#speaker.render(dacUs, pcm);
    this.#level.note(pcm);
  }

  /** What a technician at the console may know of the box. */
  snapshotAt(nowUs: MonoUs): CoreSnapshot {
    return {
      ...this.#reporting.telemetryAt(nowUs),
      ...this.#health.at(nowUs),
      link: this.#connection.snapshotAt(nowUs),
      levelDb: this.#speaker.isSinkOpen ? this.#level.db : null,
    };
  }

  #take(input: Input, nowUs: MonoUs): void {
    this.#health.take(input, nowUs);
    if (this.#phase === 'stopped' && input.on !== 'relay-failed') return;
    switch (input.on) {
      case 'boot':
        this.#amplifier.commandAsItShouldBe(nowUs);
        return this.#effects.log('info', 'started', {
          version: this.#config.version,
          ...input.devices,
        });
      case 'wake':
        return;
      case 'link-up':
      case 'link-down':
        if (!this.#connection.take(input, nowUs)) return;
        if (input.on === 'link-down' && input.refusal) this.#hearing.refuse(input.refusal, nowUs);
        this.#reporting.linkChanged(nowUs);
        return this.#time.linkChanged(this.#connection.isUp, nowUs);
      case 'message':
        return this.#hearing.hear(input, this.#clock, nowUs);
      case 'clock':
        return this.#time.tellSystem(input.clock);
      case 'time-asked':
      case 'time-answer':
      case 'time-failed':
        return this.#time.take(input, nowUs);
      case 'sink-opened':
        return this.#speaker.sinkOpened();
      case 'sink-failed':
        this.#effects.log('error', 'sink.failed', { reason: input.reason });
        return this.#speaker.sinkFailed(nowUs);
      case 'xrun':
        this.#effects.log('warn', 'sink.xrun', { times: input.times });
        return this.#speaker.xrun(input.times);
      case 'relay-failed':
        return this.#amplifier.relayFailed(input.relay, input.reason, nowUs);
      case 'relays-unread':
        return this.#amplifier.unread(input.reason, nowUs);
      case 'relays-read':
        return this.#amplifier.read(input.reading, nowUs);
      case 'console-failures':
        return this.#memory.keep({ consoleFailures: input.failures });
      case 'store-failed':
        return this.#effects.log('error', 'store.failed', { reason: input.reason });
      case 'switch':
        if (this.#killSwitch.take(input.isThrown)) this.#reporting.tell(nowUs);
        return;
      case 'stop-all':
        this.#floor.stopAll(input.by, AT_THE_BOX);
        return;
      case 'shutdown':
        if (this.#phase === 'running') this.#phase = 'stopping';
        return;
      default:
        return assertNever(input);
    }
  }

  /** Everything that follows from the state and the time. */
  #settle(nowUs: MonoUs): void {
    if (this.#phase === 'stopped') return;
    const isStopping = this.#phase === 'stopping';
    if (!isStopping) this.#time.settle(!this.#hearing.book.isEmpty, nowUs);
    this.#followClock();
    this.#floor.settle(this.#silenced, nowUs);
    this.#reporting.settle(nowUs);
    if (isStopping) return this.#stopWhenAtRest();
    this.#lastTrusted.note(this.#clock, nowUs);
    this.#connection.settle(nowUs);
    const isDue = nowUs >= this.#lastTrusted.storeDueUs;
    if (this.#time.mustStore(nowUs) || isDue) this.#memory.keep({});
  }

  /** Why nothing may sound at all, if so. */
  get #silenced(): Silenced | undefined {
    if (this.#phase === 'stopping') return 'shutdown';
    return this.#killSwitch.isThrown ? 'switch' : undefined;
  }

  /** Whatever has come of the time: the belief that holds now. */
  #followClock(): void {
    const clock = this.#time.reading;
    if (clock === this.#clock) return;
    this.#clock = clock;
    this.#floor.follow(clock);
  }

  #stopWhenAtRest(): void {
    if (!this.#speaker.isAtRest || !this.#hearing.book.isEmpty) return;
    this.#phase = 'stopped';
    this.#connection.leave();
    this.#effects.push({ do: 'exit' });
  }
}

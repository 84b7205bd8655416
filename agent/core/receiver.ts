/**
 * The whole core of a box: takes an input and the time, answers effects; says when it wants to be woken; and renders
 * sound for a stated instant. It owns every decision and does no I/O. The shell owns every device and decides nothing.
 *
 * Rule of use: `handle` (perform all its effects, in order), then wait until `nextWakeUs` or the next input. While the
 * sink is open, ask `fillingSamples`, `render` so many, then `handle({ on: 'wake' })` where that left it `isUnsettled`.
 */
import { assertNever } from './assert.ts';
import type { Body } from './body/body.ts';
import type { Lamp } from './body/lamp.ts';
import type { AmplifierChain } from './amplifier/amplifier-chain.ts';
import type { CertificateWatch } from './report/certificate-watch.ts';
import type { Floor, Silenced } from './control/floor.ts';
import type { Hearing } from './control/hearing.ts';
import type { KillSwitch } from './control/kill-switch.ts';
import type { Memory } from './control/memory.ts';
import type { Speaker } from './control/speaker.ts';
import type { Effect, Leave } from './effect.ts';
import { EffectQueue } from './effect-queue.ts';
import type { Input } from './input.ts';
import { fillingSamples, type CardLevel } from './playout/step/card-filling.ts';
import { LevelMeter } from './playout/level-meter.ts';
import type { ReceiverConfig } from './receiver-config.ts';
import { putTogether, type ReceiverParts } from './receiver-rooms.ts';
import type { CoreSnapshot } from './console/snapshot.ts';
import type { Connection } from './report/connection.ts';
import { Health } from './report/health.ts';
import type { Proof } from './report/proof.ts';
import type { Reporting } from './report/reporting.ts';
import type { Remote } from './remote/remote.ts';
import type { SelfTest } from './self-test/self-test.ts';
import type { BoxTime } from './time/box-time.ts';
import type { ClockReading } from './time/clock-reading.ts';
import type { LastTrusted } from './time/last-trusted.ts';
import { AT_THE_BOX } from './trust/overrule.ts';
import { monoUs, type MonoUs } from './vocabulary.ts';

export class Receiver {
  readonly #config: ReceiverConfig;
  readonly #effects = new EffectQueue();
  readonly #memory: Memory;
  readonly #connection: Connection;
  readonly #proof: Proof;
  readonly #hearing: Hearing;
  readonly #killSwitch: KillSwitch;
  readonly #amplifier: AmplifierChain;
  readonly #certificate: CertificateWatch;
  readonly #body: Body;
  readonly #lamp: Lamp;
  readonly #speaker: Speaker;
  readonly #floor: Floor;
  readonly #time: BoxTime;
  readonly #lastTrusted: LastTrusted;
  readonly #reporting: Reporting;
  readonly #remote: Remote;
  readonly #selfTest: SelfTest;
  readonly #health = new Health();
  readonly #level = new LevelMeter();
  #clock: ClockReading;
  #phase: 'running' | 'stopping' | 'stopped' = 'running';

  constructor(parts: ReceiverParts) {
    this.#config = parts.config;
    const rooms = putTogether(parts, this.#effects, (then) => {
      this.#leave(then);
    });
    this.#memory = rooms.memory;
    this.#connection = rooms.connection;
    this.#proof = rooms.proof;
    this.#hearing = rooms.hearing;
    this.#killSwitch = rooms.killSwitch;
    this.#amplifier = rooms.amplifier;
    this.#certificate = rooms.certificate;
    this.#body = rooms.body;
    this.#lamp = rooms.lamp;
    this.#speaker = rooms.speaker;
    this.#floor = rooms.floor;
    this.#time = rooms.time;
    this.#lastTrusted = rooms.lastTrusted;
    this.#reporting = rooms.reporting;
    this.#remote = rooms.remote;
    this.#selfTest = rooms.selfTest;
    this.#clock = rooms.time.reading;
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
        this.#body.nextWakeUs,
        this.#floor.nextWakeUs,
        this.#reporting.nextWakeUs,
        isRunning ? this.#time.nextWakeUs : Infinity,
        isRunning ? this.#lastTrusted.storeDueUs : Infinity,
        isRunning ? this.#connection.nextWakeUs : Infinity,
        isRunning ? this.#selfTest.nextWakeUs : Infinity,
        this.#proof.nextWakeUs,
      ),
    );
  }

  /** How many samples the card is given now, for the instants from `dacUs` on. */
  fillingSamples(card: CardLevel, dacUs: MonoUs): number {
    const mostSamples = card.bufferSamples - card.heldSamples;
    return fillingSamples(card, this.#speaker.readySamples(dacUs, mostSamples));
  }

  /** What was rendered may change what follows: time for `wake`. */
  get isUnsettled(): boolean {
    return this.#speaker.isUnsettled;
  }

  /** Writes the samples whose first leaves the card at `dacUs`. Changes nothing but the players. */
  render(dacUs: MonoUs, pcm: Int16Array): void {
    this.#speaker.render(dacUs, pcm);
    this.#level.note(pcm);
  }

  /** `look` was posted, and what it asks is not answered yet. */
  get isLooking(): boolean {
    return this.#amplifier.isHurried;
  }

  /** What a technician at the console may know of the box. */
  snapshotAt(nowUs: MonoUs): CoreSnapshot {
    return {
      ...this.#reporting.telemetryAt(nowUs),
      ...this.#health.at(nowUs),
      link: this.#connection.snapshotAt(nowUs),
      refused: this.#hearing.refusedAt(nowUs),
      volume: this.#remote.volume,
      levelDb: this.#speaker.isSinkOpen ? this.#level.db : null,
    };
  }

  #take(input: Input, nowUs: MonoUs): void {
    this.#health.take(input, nowUs);
    if (this.#phase === 'stopped' && input.on !== 'relay-failed') return;
    switch (input.on) {
      case 'boot':
        this.#amplifier.commandAsItShouldBe(nowUs);
        this.#proof.begin(nowUs);
        this.#body.begin(nowUs);
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
        this.#proof.linkChanged();
        if (this.#connection.isUp) this.#remote.linkUp();
        return this.#time.linkChanged(this.#connection.isUp, nowUs);
      case 'message':
        if (this.#proof.hears(input.topic)) return this.#proof.hear(input, nowUs);
        if (this.#remote.hear(input, this.#clock, nowUs)) return;
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
      case 'relays-unread':
      case 'relays-read':
        return this.#amplifier.take(input, nowUs);
      case 'look':
        return this.#amplifier.hurry(nowUs);
      case 'contacts':
      case 'sensors':
      case 'reset-latches':
        return this.#body.take(input, nowUs);
      case 'console-failures':
        return this.#memory.keep({ consoleFailures: input.failures });
      case 'test-sound':
        return this.#hearing.test(input, this.#clock, nowUs);
      case 'console-did': {
        const { what, by, detail } = input;
        const entry = { record: 'console', what, by } as const;
        return this.#proof.append(detail === undefined ? entry : { ...entry, detail }, nowUs);
      }
      case 'stored':
      case 'store-failed':
        return this.#proof.take(input, nowUs);
      case 'switch':
        return this.#switch(input.isThrown, nowUs);
      case 'stop-all':
        return this.#floor.stop(this.#floor.stoppable(AT_THE_BOX).mine, input.by, AT_THE_BOX);
      case 'volume':
        return this.#remote.setVolume(input.volumeDb, input.by, nowUs);
      case 'self-tested': {
        const findings = this.#selfTest.take(input, this.#clock, nowUs);
        this.#remote.selfTested(input.id, findings, this.#clock, nowUs);
        return this.#reporting.tell(nowUs);
      }
      case 'logs-collected':
        return this.#remote.take(input, this.#clock, nowUs);
      case 'shutdown':
        return this.#leave('end');
      case 'reboot':
        return this.#remote.reboot(input.by, nowUs);
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
    this.#certificate.settle(this.#clock, nowUs);
    const isThrown = this.#body.settle(nowUs);
    if (isThrown !== undefined) this.#switch(isThrown, nowUs);
    this.#floor.settle(this.#silenced, nowUs);
    // Behind the relays: what is short is off before it is written down.
    const { isLineLatched } = this.#body;
    if (this.#body.mustStore()) this.#memory.keep({ isLineLatched });
    this.#proof.settle(nowUs);
    this.#reporting.settle(nowUs);
    this.#lamp.settle();
    if (isStopping) return this.#stopWhenAtRest(nowUs);
    this.#selfTest.settle(this.#clock, nowUs);
    this.#lastTrusted.note(this.#clock, nowUs);
    this.#connection.settle(nowUs);
    const isDue = nowUs >= this.#lastTrusted.storeDueUs;
    if (isDue) this.#memory.keep({});
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

  #switch(isThrown: boolean, nowUs: MonoUs): void {
    if (!this.#killSwitch.take(isThrown)) return;
    const what = isThrown ? 'thrown' : 'released';
    this.#proof.append({ record: 'switch', what }, nowUs);
    this.#reporting.tell(nowUs);
  }

  #leave(then: Leave): void {
    if (this.#phase !== 'running') return;
    this.#phase = 'stopping';
    this.#effects.push({ do: 'leave', then });
  }

  #stopWhenAtRest(nowUs: MonoUs): void {
    if (!this.#speaker.isAtRest || !this.#hearing.book.isEmpty) return;
    if (!this.#proof.mayLeave(nowUs)) return;
    this.#phase = 'stopped';
    this.#connection.leave();
    this.#effects.push({ do: 'exit' });
  }
}

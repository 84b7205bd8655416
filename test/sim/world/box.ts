/**
 * One box: power, a process with the whole core in it, and the loop of `agent/shell/agent-loop.ts` under the world's clock.
 * It knows nothing of why its power fails or its network stands still.
 */
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import { Receiver } from '../../../agent/core/receiver.ts';
import type { ReceiverConfig } from '../../../agent/core/receiver-config.ts';
import { US_PER_MS } from '../../../agent/core/vocabulary.ts';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { FakeOpusDecoder } from '../sound/fake-opus.ts';
import type { FrameLibrary } from '../sound/frame-library.ts';
import type { BoxTrace, Life } from '../trace.ts';
import { BoxClock } from './box-clock.ts';
import type { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import { KEYED_HASH } from './keyed-hash.ts';
import { realSha256 } from './real-hash.ts';
import type { Appointment, Timeline } from './timeline.ts';

/** What the process does with an effect, and what it has open. */
export interface Devices {
  /** Now, and after what was heard before at the same instant. */
  readonly afterHeardUs: number;
  perform(effect: Effect): void;
  /** The process leaves: answers how long its relays still take. */
  leave(): number;
  losePower(): void;
  /** `dead`: neither end is told. */
  loseLink(how: 'reset' | 'dead'): void;
}

export interface BoxParts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly trace: BoxTrace;
  readonly config: ReceiverConfig;
  readonly library: FrameLibrary;
  /** How far its crystal is off. */
  readonly ppm: number;
  /** How wrong the time is that it is told now. */
  readonly clockErrorUs: () => { errorUs: number; boundUs: number; trusted: boolean };
  /** From a timer's time to its running. */
  readonly timerLateUs: () => number;
  readonly devices: (box: Box) => Devices;
}

export class Box {
  readonly parts: BoxParts;
  readonly trace: BoxTrace;
  readonly devices: Devices;
  readonly disk: Disk;
  #receiver: Receiver | undefined;
  #clock: BoxClock | undefined;
  #life: Life | undefined;
  #wake: Appointment | undefined;
  #isPerforming = false;
  readonly #todo: (() => void)[] = [];
  #stalledUntilUs = 0;
  #hasStalled = false;
  #isTerminated = false;
  #isThrown = false;
  /** In a row, for nothing. */
  #idleWakes = 0;
  /** Power goes after so many effects of the next step that has more. */
  cutAfterEffects: number | undefined;

  constructor(parts: BoxParts) {
    this.parts = parts;
    this.trace = parts.trace;
    this.disk = new Disk(parts.trace);
    this.devices = parts.devices(this);
  }

  get isOn(): boolean {
    return this.#receiver !== undefined;
  }

  get isStalled(): boolean {
    return this.parts.timeline.nowUs < this.#stalledUntilUs;
  }

  /** It was asked to stop and has not ended. */
  get isLeaving(): boolean {
    return this.isOn && this.#isTerminated;
  }

  get receiver(): Receiver {
    if (this.#receiver === undefined) throw new Error('a box without power was asked');
    return this.#receiver;
  }

  get clock(): BoxClock {
    if (this.#clock === undefined) throw new Error('a box without power was asked the time');
    return this.#clock;
  }

  boot(): void {
    if (this.isOn) return;
    const { timeline, chance, config, library } = this.parts;
    const { nowUs } = timeline;
    this.#clock = new BoxClock(chance.between(1e6, 5e9), nowUs, this.parts.ppm);
    this.#life = { fromUs: nowUs, toUs: Infinity, end: 'world', shutdownUs: undefined };
    this.trace.lives.push(this.#life);
    this.#receiver = new Receiver({
      config,
      stored: this.disk.state,
      proof: {
        records: this.disk.records,
        newChain: Array.from({ length: 16 }, () => chance.whole(0, 15).toString(16)).join(''),
      },
      sha256: realSha256,
      ed25519: KEYED_HASH,
      decoder: new FakeOpusDecoder(library),
      random: () => chance.real(),
      clock: this.#reading(),
      nowUs: this.#clock.monoAt(nowUs),
    });
    this.post({ on: 'boot' });
    if (this.#isThrown) this.throwSwitch(true);
  }

  /** Somebody stands at the box. A process that is not there learns of it as it starts. */
  throwSwitch(isThrown: boolean): void {
    this.#isThrown = isThrown;
    this.post({ on: 'switch', isThrown }, () => {
      this.trace.switches.push({ atUs: this.devices.afterHeardUs, isThrown });
    });
  }

  cutPower(): void {
    if (this.isOn) this.#end('cut');
    this.devices.losePower();
  }

  /** SIGTERM. */
  terminate(): void {
    const life = this.#life;
    if (life === undefined || !this.isOn || this.#isTerminated) return;
    this.#isTerminated = true;
    this.post({ on: 'shutdown' }, () => {
      life.shutdownUs = this.parts.timeline.nowUs;
    });
  }

  /** The process gets no processor for so long. */
  stall(forUs: number): void {
    const { timeline } = this.parts;
    this.#stalledUntilUs = Math.max(this.#stalledUntilUs, timeline.nowUs + forUs);
    if (this.#hasStalled) return;
    this.#hasStalled = true;
    this.#resumeAt(this.#stalledUntilUs);
  }

  #resumeAt(atUs: number): void {
    this.parts.timeline.at(atUs, () => {
      if (this.isStalled) {
        this.#resumeAt(this.#stalledUntilUs);
        return;
      }
      this.#hasStalled = false;
      this.#run();
    });
  }

  /** The time is measured again. */
  tellTime(): void {
    if (this.isOn)
      this.run(() => {
        this.#step({ on: 'clock', clock: this.#reading() });
      });
  }

  post(input: Input, before?: () => void): void {
    this.run(() => {
      before?.();
      this.#step(input);
    });
  }

  /** Wakes it though it did not ask for that: there must be nothing to do. */
  probe(): void {
    if (!this.isOn || this.isStalled || this.#isPerforming) return;
    const mono = this.clock.monoAt(this.parts.timeline.nowUs);
    if (this.receiver.nextWakeUs() <= mono) return;
    this.run(() => {
      for (const effect of this.#step({ on: 'wake' })) {
        // The routine look at the relays is for whatever wakes the box, and wakes it itself a little later.
        if (effect.do === 'read-relays') continue;
        const { nowUs } = this.parts.timeline;
        this.trace.overslept.push({ atUs: nowUs, effect: JSON.stringify(effect).slice(0, 120) });
      }
    });
  }

  /** What survives a power cut; `atUs`: after what was heard at this instant before. */
  store(effect: Extract<Effect, { do: 'store' }>, atUs: number): void {
    if (!this.disk.keep(effect, this.parts.timeline.nowUs, atUs)) {
      this.post({ on: 'store-failed', reason: 'no space left on device' });
      return;
    }
    const through = effect.records.at(-1)?.number;
    this.post({ on: 'stored', ...(through !== undefined && { through }) });
  }

  /** Everything is off and said. */
  exit(): void {
    const waitUs = this.devices.leave();
    const life = this.#life;
    this.#wake?.cancel();
    this.parts.timeline.after(waitUs, () => {
      if (this.#life === life && this.isOn) this.#end('exit');
    });
  }

  #end(end: 'cut' | 'exit'): void {
    if (this.#life !== undefined) {
      this.#life.toUs = this.parts.timeline.nowUs;
      this.#life.end = end;
    }
    this.#wake?.cancel();
    this.#todo.length = 0;
    this.#receiver = undefined;
    this.#isTerminated = false;
    this.cutAfterEffects = undefined;
  }

  #reading(): ClockReading {
    const { errorUs, boundUs, trusted } = this.parts.clockErrorUs();
    const { reading, truth } = this.clock.read(
      this.parts.timeline.nowUs,
      errorUs,
      boundUs,
      trusted,
    );
    this.trace.clock.push(truth);
    return reading;
  }

  /** Does it now; after what is being done; or once the process runs again. */
  run(act: () => void): void {
    if (!this.isOn) return;
    this.#todo.push(act);
    if (!this.#isPerforming && !this.isStalled) this.#run();
  }

  #run(): void {
    this.#isPerforming = true;
    for (let act = this.#todo.shift(); act !== undefined; act = this.#todo.shift()) act();
    this.#isPerforming = false;
    this.#sleep();
  }

  #step(input: Input): readonly Effect[] {
    if (!this.isOn) return [];
    const { timeline } = this.parts;
    let effects: readonly Effect[] = [];
    try {
      effects = this.receiver.handle(input, this.clock.monoAt(timeline.nowUs));
    } catch (error) {
      this.trace.crashes.push({ atUs: timeline.nowUs, error: String(error) });
      this.cutPower();
      return [];
    }
    const { most } = this.trace;
    most.effects = Math.max(most.effects, effects.length);
    for (const [done, effect] of effects.entries()) {
      if (this.cutAfterEffects !== undefined && done >= this.cutAfterEffects) {
        this.cutPower();
        return effects;
      }
      this.devices.perform(effect);
    }
    return effects;
  }

  #sleep(): void {
    this.#wake?.cancel();
    if (!this.isOn) return;
    const { timeline, timerLateUs } = this.parts;
    const waitUs = this.receiver.nextWakeUs() - this.clock.monoAt(timeline.nowUs);
    if (waitUs === Infinity) return;
    const waitMs = Math.max(0, Math.ceil(waitUs / US_PER_MS));
    this.#wake = timeline.after(waitMs * US_PER_MS + timerLateUs(), () => {
      this.run(() => {
        this.#wakeUp();
      });
    });
  }

  #wakeUp(): void {
    const effects = this.#step({ on: 'wake' });
    if (!this.isOn) return;
    const { nowUs } = this.parts.timeline;
    const isIdle = effects.length === 0 && this.receiver.nextWakeUs() <= this.clock.monoAt(nowUs);
    this.#idleWakes = isIdle ? this.#idleWakes + 1 : 0;
    if (this.#idleWakes > 1) this.trace.spins.push(nowUs);
  }
}

/**
 * The one loop: an input goes into the core, its effects come out and are performed in order, then the loop waits until
 * the core wants to be woken. Everything outside posts; nothing else calls the core's `handle`.
 */
import type { Effect } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { Receiver } from '../core/receiver.ts';
import { NEVER, type MonoUs } from '../core/vocabulary.ts';
import type { Alarm, Clock, OpenAlarm } from '../../hw/ports.ts';

export class AgentLoop {
  readonly #receiver: Pick<Receiver, 'handle' | 'nextWakeUs'>;
  readonly #clock: Clock;
  readonly #perform: (effect: Effect) => void;
  readonly #broke: (error: unknown) => void;
  /** Filled only while effects are being performed; drained before `post` returns. */
  readonly #inputs: Input[] = [];
  #isRunning = false;
  readonly #alarm: Alarm;
  /** What the alarm is set for; NEVER where it is not. */
  #alarmUs: MonoUs = NEVER;

  /** `broke` is told of a fault of our own, once: nothing is taken after it. */
  constructor(
    receiver: Pick<Receiver, 'handle' | 'nextWakeUs'>,
    clock: Clock,
    perform: (effect: Effect) => void,
    broke: (error: unknown) => void,
    openAlarm: OpenAlarm,
  ) {
    this.#receiver = receiver;
    this.#clock = clock;
    this.#perform = perform;
    this.#broke = broke;
    this.#alarm = openAlarm(() => {
      this.#alarmUs = NEVER;
      if (!this.#isRunning) this.#run(true);
    });
  }

  /**
   * Takes an input now. What is posted while effects are performed is taken after them. Never throws: whoever posts in the midst of
   * trying a device would take a fault of ours for one of the device, and nobody would switch anything off.
   */
  readonly post = (input: Input): void => {
    this.#inputs.push(input);
    if (!this.#isRunning) this.#run();
  };

  stop(): void {
    this.#alarm.close();
  }

  #run(isByAlarm = false): void {
    this.#isRunning = true;
    try {
      if (isByAlarm && this.#isDue) this.#inputs.push({ on: 'wake' });
      this.#takeAll();
      this.#sleep();
    } catch (error) {
      this.#broke(error);
      return;
    }
    this.#isRunning = false;
  }

  /** What the alarm was set for may have been done by the way, when something else came. */
  get #isDue(): boolean {
    return this.#receiver.nextWakeUs() <= this.#clock.nowUs();
  }

  #takeAll(): void {
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      for (const effect of this.#receiver.handle(next, this.#clock.nowUs())) this.#perform(effect);
    }
  }

  #sleep(): void {
    const wakeUs = this.#receiver.nextWakeUs();
    if (wakeUs === this.#alarmUs) return;
    this.#alarmUs = wakeUs;
    if (wakeUs === NEVER) this.#alarm.clear();
    else this.#alarm.setIn(wakeUs - this.#clock.nowUs());
  }
}

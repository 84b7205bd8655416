/**
 * The one loop: an input goes into the core, its effects come out and are performed in order, then the loop waits until
 * the core wants to be woken. Everything outside posts; nothing else calls the core's `handle`.
 */
import type { Effect } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { Receiver } from '../core/receiver.ts';
import { US_PER_MS } from '../core/vocabulary.ts';
import type { Clock } from '../../hw/ports.ts';

/** Node's timers overflow beyond 2^31 ms; the core is asked again before that. */
const WAIT_MS_MAX = 3_600_000;

export class AgentLoop {
  readonly #receiver: Pick<Receiver, 'handle' | 'nextWakeUs'>;
  readonly #clock: Clock;
  readonly #perform: (effect: Effect) => void;
  readonly #broke: (error: unknown) => void;
  /** Filled only while effects are being performed; drained before `post` returns. */
  readonly #inputs: Input[] = [];
  #isRunning = false;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires; Infinity while none is set. */
  #timerUs = Infinity;

  /** `broke` is told of a fault of our own, once: nothing is taken after it. */
  constructor(
    receiver: Pick<Receiver, 'handle' | 'nextWakeUs'>,
    clock: Clock,
    perform: (effect: Effect) => void,
    broke: (error: unknown) => void,
  ) {
    this.#receiver = receiver;
    this.#clock = clock;
    this.#perform = perform;
    this.#broke = broke;
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
    clearTimeout(this.#timer);
  }

  #run(isByTimer = false): void {
    this.#isRunning = true;
    try {
      if (isByTimer && this.#isDue) this.#inputs.push({ on: 'wake' });
      this.#takeAll();
      this.#sleep();
    } catch (error) {
      this.#broke(error);
      return;
    }
    this.#isRunning = false;
  }

  /** What a timer was set for may have been done by the way, when something else came. */
  get #isDue(): boolean {
    return this.#receiver.nextWakeUs() <= this.#clock.nowUs();
  }

  #takeAll(): void {
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      for (const effect of this.#receiver.handle(next, this.#clock.nowUs())) this.#perform(effect);
    }
  }

  /** A timer that fires sooner than wanted does no harm, and setting one anew after each input would cost more than most inputs. */
  #sleep(): void {
    const wakeUs = this.#receiver.nextWakeUs();
    if (wakeUs >= this.#timerUs) return;
    clearTimeout(this.#timer);
    const waitMs = Math.ceil((wakeUs - this.#clock.nowUs()) / US_PER_MS);
    this.#timerUs = wakeUs;
    this.#timer = setTimeout(this.#wake, Math.min(WAIT_MS_MAX, Math.max(0, waitMs)));
  }

  readonly #wake = (): void => {
    this.#timerUs = Infinity;
    if (!this.#isRunning) this.#run(true);
  };
}

/** A keeper of time with the real socket and the real clock, in a loop as small as can be: what the agent does, and no more. */
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import type { LogFields } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { utcOf } from '../../../agent/core/time/clock-reading.ts';
import { Timekeeper } from '../../../agent/core/time/timekeeper.ts';
import { US_PER_MS } from '../../../agent/core/vocabulary.ts';
import type { SyncState } from '../../../agent/core/wire/report.ts';
import { timeSocketsOf } from '../../../agent/shell/devices.ts';
import { NtpClient } from '../../../agent/shell/time/ntp-client.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { measureSystemUtc } from '../../../hw/clock/system-utc.ts';

const DEADLINE_MS = 20_000;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export class TimeAsker {
  readonly refusals: RefusalCode[] = [];
  readonly failures: string[] = [];
  readonly logged: { readonly event: string; readonly fields: LogFields }[] = [];
  readonly #clock = new MonotonicClock();
  readonly #effects = new EffectQueue();
  readonly #timekeeper: Timekeeper;
  readonly #client: NtpClient;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(server: ServerAddress) {
    this.#timekeeper = new Timekeeper({
      server: { name: 'the server', precisionUs: 500 },
      driftPpb: undefined,
      effects: this.#effects,
      refuse: (code) => {
        this.refusals.push(code);
      },
      random: Math.random,
      nowUs: this.#clock.nowUs(),
    });
    this.#client = new NtpClient({
      ...server,
      open: timeSocketsOf(this.#clock),
      post: (input) => {
        this.#post(input);
      },
    });
    this.#settle();
  }

  get state(): SyncState {
    return this.#timekeeper.reportAt(this.#clock.nowUs()).state;
  }

  get isAdrift(): boolean {
    return this.#timekeeper.reading?.isAdrift === true;
  }

  /** Against the machine's own UTC. */
  get missedUs(): number {
    const { reading } = this.#timekeeper;
    if (reading === undefined) return NaN;
    const { utcMinusMonoUs } = measureSystemUtc(this.#clock);
    const nowUs = this.#clock.nowUs();
    return utcOf(reading, nowUs) - nowUs - utcMinusMonoUs;
  }

  get errorUs(): number {
    return this.#timekeeper.errorUsAt(this.#clock.nowUs()) ?? Infinity;
  }

  /** Resolves once `holds`. @throws {Error} where it never does. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const deadlineMs = performance.now() + DEADLINE_MS;
    while (!holds()) {
      if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#client.close();
  }

  #post(input: Input): void {
    if (input.on === 'time-failed') this.failures.push(input.reason);
    const isOurs =
      input.on === 'time-asked' || input.on === 'time-answer' || input.on === 'time-failed';
    if (isOurs) this.#timekeeper.take(input, this.#clock.nowUs());
    this.#settle();
  }

  #settle(): void {
    if (this.#isClosed) return;
    this.#timekeeper.settle(false, this.#clock.nowUs());
    for (const effect of this.#effects.drain()) {
      if (effect.do === 'log') this.logged.push(effect);
      if (effect.do === 'ask-time') this.#client.ask();
    }
    clearTimeout(this.#timer);
    const waitUs = this.#timekeeper.nextWakeUs - this.#clock.nowUs();
    this.#timer = setTimeout(
      () => {
        this.#settle();
      },
      Math.max(0, Math.ceil(waitUs / US_PER_MS)),
    );
  }
}

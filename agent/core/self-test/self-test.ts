/**
 * The tests of the box: begins the silent one daily where nothing is on the air nor announced, says what was found, and proves it;
 * has the audible one played where somebody presses the button. How it is played is not its business.
 */
import type { AmplifierChain } from '../amplifier/amplifier-chain.ts';
import type { Body } from '../body/body.ts';
import type { Floor } from '../control/floor.ts';
import type { KillSwitch } from '../control/kill-switch.ts';
import type { Speaker } from '../control/speaker.ts';
import type { Effect } from '../effect.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import type { Connection } from '../report/connection.ts';
import type { Proof } from '../report/proof.ts';
import { utcOf, type ClockReading } from '../time/clock-reading.ts';
import { NEVER, type MonoUs } from '../vocabulary.ts';
import type { SelfTestReport } from '../wire/report.ts';
import { Daily } from './daily.ts';
import type { SelfTestFindings } from '../wire/report.ts';
import { findingsOf } from './findings.ts';

/** No id of a command has a colon. */
const DAILY_ID = 'daily:self-test';

export interface SelfTestParts {
  /** Time of day in UTC, in µs from its midnight; absent: never by itself. */
  readonly dailyAtUs?: number;
  readonly floor: Pick<Floor, 'isFree'>;
  readonly speaker: Pick<Speaker, 'isAtRest'>;
  readonly killSwitch: Pick<KillSwitch, 'isThrown'>;
  readonly amplifier: Pick<AmplifierChain, 'relays'>;
  readonly body: Pick<Body, 'report'>;
  readonly connection: Pick<Connection, 'isUp'>;
  readonly proof: Pick<Proof, 'append'>;
  readonly effects: EffectQueue;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly nowUs: MonoUs;
}

export class SelfTest {
  readonly #parts: SelfTestParts;
  readonly #daily: Daily | undefined;
  #clock: ClockReading | undefined;
  /** As commanded when the test under way was asked for; undefined once they were commanded otherwise. */
  #relays: AmplifierChain['relays'] | undefined;
  #last: SelfTestReport | undefined;
  #isWaiting = false;

  constructor(parts: SelfTestParts) {
    this.#parts = parts;
    const { dailyAtUs, random, nowUs } = parts;
    this.#daily =
      dailyAtUs === undefined ? undefined : new Daily({ atUs: dailyAtUs, random, nowUs });
  }

  /** The last of them, since the start of the process. */
  get report(): SelfTestReport | undefined {
    return this.#last;
  }

  /** One that is due and waits for quiet is woken by whatever makes it quiet. */
  get nextWakeUs(): MonoUs {
    return this.#isWaiting ? NEVER : (this.#daily?.dueUs ?? NEVER);
  }

  /** What must be asked of the shell for one under `id`. */
  ask(id: string): Effect {
    this.#relays = { ...this.#parts.amplifier.relays };
    return { do: 'self-test', id };
  }

  /** Somebody at the box wants to hear that it works. Over what is on the air or waits for it, it is not asked. */
  press(nowUs: MonoUs): void {
    const { floor, killSwitch, proof, effects } = this.#parts;
    const isHeard = floor.isFree && !killSwitch.isThrown;
    effects.log('info', 'self-test.button', { isHeard });
    if (!isHeard) return;
    proof.append({ record: 'self-test', what: 'audible', by: 'button' }, nowUs);
    effects.push({ do: 'load-test', test: 'tone', by: 'button' });
  }

  settle(clock: ClockReading, nowUs: MonoUs): void {
    const { amplifier, floor, speaker, effects } = this.#parts;
    const { supply, line } = amplifier.relays;
    if (this.#relays?.supply !== supply || this.#relays.line !== line) this.#relays = undefined;
    if (this.#daily === undefined) return;
    if (clock !== this.#clock) this.#daily.follow(clock, nowUs);
    this.#clock = clock;
    const isDue = nowUs >= this.#daily.dueUs;
    this.#isWaiting = isDue && !(floor.isFree && speaker.isAtRest);
    if (!isDue || this.#isWaiting) return;
    this.#daily.done(clock, nowUs);
    effects.push(this.ask(DAILY_ID));
  }

  /** The shell has tried what it can. */
  take(
    { id, tried }: Extract<Input, { on: 'self-tested' }>,
    clock: ClockReading,
    nowUs: MonoUs,
  ): SelfTestFindings {
    const { body, connection, proof, effects } = this.#parts;
    const findings = findingsOf(tried, {
      line: body.report,
      relays: this.#relays,
      isTimeTrusted: clock.trusted,
      isConnected: connection.isUp,
    });
    const by = id === DAILY_ID ? 'daily' : 'command';
    this.#last = { atUs: Math.round(utcOf(clock, nowUs)), by, ...findings };
    const what = findings.ok ? 'passed' : 'failed';
    proof.append({ record: 'self-test', what, by, detail: { ...findings } }, nowUs);
    effects.log(findings.ok ? 'info' : 'warn', 'self-test', { by, ...findings });
    return findings;
  }
}

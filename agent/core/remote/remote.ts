/**
 * Whatever is said to this box alone, on its own topics (PROTOCOL §9): hears commands and desired settings, has them carried out, and answers. There is
 * no command that runs or fetches anything.
 */
import type { Floor } from '../control/floor.ts';
import type { Hearing } from '../control/hearing.ts';
import type { KillSwitch } from '../control/kill-switch.ts';
import type { Leave } from '../effect.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import { LIMITS } from '../limits.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import type { Connection } from '../report/connection.ts';
import type { SelfTestFindings } from '../wire/report.ts';
import type { SelfTest } from '../self-test/self-test.ts';
import { utcOf, type ClockReading } from '../time/clock-reading.ts';
import type { Moment } from '../trust/standing.ts';
import type { MonoUs } from '../vocabulary.ts';
import { decodeCommand, type Deed } from '../wire/orders/command.ts';
import { decodeDesired } from '../wire/orders/desired.ts';
import { commandTopic, desiredTopic, replyTopic, reportedTopic } from '../wire/topic.ts';
import { BoxSettings } from './box-settings.ts';
import { Commands, type Outcome, type Plan } from './commands.ts';
import { OrderRate } from './order-rate.ts';
import type { StoredRemote } from './stored-remote.ts';
import type { Tuning } from './tuning.ts';

type Message = Extract<Input, { on: 'message' }>;
type Logs = Extract<Input, { on: 'logs-collected' }>;

export interface RemoteParts {
  readonly config: Pick<ReceiverConfig, 'boxId'>;
  readonly stored: StoredRemote;
  readonly store: (remote: StoredRemote) => void;
  readonly tuning: Tuning;
  readonly hearing: Hearing;
  readonly floor: Floor;
  readonly killSwitch: Pick<KillSwitch, 'isThrown'>;
  readonly connection: Connection;
  readonly selfTest: Pick<SelfTest, 'ask'>;
  readonly effects: EffectQueue;
  /** Settings hold from now on that did not before. */
  readonly tuned: () => void;
  /** Something was done that must be provable. */
  readonly prove: (what: string, by: string, nowUs: MonoUs) => void;
  /** The process is to end in good order, and it or the machine to be started again. */
  readonly leave: (then: Leave) => void;
  readonly canReboot: boolean;
  readonly nowUs: MonoUs;
}

const done = (result: Extract<Outcome, { ok: true }>['result'] = {}): Outcome => ({
  ok: true,
  status: 'done',
  result,
});
const STARTED: Outcome = { ok: true, status: 'started', result: {} };

export class Remote {
  readonly #parts: RemoteParts;
  readonly #commands: Commands;
  readonly #settings: BoxSettings;
  readonly #rate: OrderRate;
  #stored: StoredRemote;
  #heardUs: MonoUs;
  /** Replies that found no connection; the oldest falls out. */
  #unsent: string[] = [];

  constructor(parts: RemoteParts) {
    this.#parts = parts;
    this.#stored = parts.stored;
    this.#heardUs = parts.nowUs;
    const { boxId } = parts.config;
    this.#rate = new OrderRate(parts.nowUs);
    const rate = this.#rate;
    const stored = (): StoredRemote => this.#stored;
    const keep = (change: Partial<StoredRemote>): void => {
      this.#stored = { ...this.#stored, ...change };
      parts.store(this.#stored);
    };
    this.#commands = new Commands({
      boxId,
      stored,
      keep,
      plan: (deed, by, moment) => this.#provable(deed, by, moment),
      reply: (payload) => {
        this.#reply(payload);
      },
      emit: (effect) => {
        parts.effects.push(effect);
      },
      rate,
    });
    this.#settings = new BoxSettings({ boxId, tuning: parts.tuning, stored, keep, rate });
    parts.floor.silence(this.#stored.silentUntil);
  }

  /** Whether the message was for this box alone; then it is dealt with. */
  hear(message: Message, clock: ClockReading, nowUs: MonoUs): boolean {
    this.#heardUs = nowUs;
    const { boxId } = this.#parts.config;
    const { hearing } = this.#parts;
    if (message.topic === commandTopic(boxId)) {
      if (message.retained) hearing.refuse('retained.command', nowUs);
      else this.#hearCommand(message.payload, clock, nowUs);
      return true;
    }
    if (message.topic !== desiredTopic(boxId)) return false;
    this.#hearDesired(message.payload, clock, nowUs);
    return true;
  }

  /** The shell has answered what a command asked for. */
  take({ id, lines }: Logs, clock: ClockReading, nowUs: MonoUs): void {
    this.#commands.finish(id, done({ lines }), utcOf(clock, nowUs));
  }

  /** A self-test is over, by whomever it was asked for. */
  selfTested(id: string, findings: SelfTestFindings, clock: ClockReading, nowUs: MonoUs): void {
    this.#commands.finish(id, done({ ...findings }), utcOf(clock, nowUs));
  }

  /** Somebody at the box wants it so loud; what is beyond the cap is not done. */
  setVolume(volumeDb: number, by: string, nowUs: MonoUs): void {
    const { tuning, effects, prove, tuned } = this.#parts;
    if (!tuning.allows({ volumeDb })) return effects.log('warn', 'volume.cap', { volumeDb, by });
    prove('volume', by, nowUs);
    tuning.commandVolume(volumeDb);
    tuned();
    this.#report();
  }

  /** Somebody at the box wants the machine started again. */
  reboot(by: string, nowUs: MonoUs): void {
    const { canReboot, effects, prove } = this.#parts;
    if (!canReboot) return effects.log('warn', 'reboot.unavailable', { by });
    prove('reboot', by, nowUs);
    this.#reboot(by);
  }

  get volume(): Tuning['volume'] {
    return this.#parts.tuning.volume;
  }

  /** There is a connection again. */
  linkUp(): void {
    const replies = this.#unsent;
    this.#unsent = [];
    for (const reply of replies) this.#reply(reply);
    this.#report();
  }

  #hearCommand(payload: Uint8Array, clock: ClockReading, nowUs: MonoUs): void {
    const { hearing, effects } = this.#parts;
    const moment = hearing.momentOf(clock, nowUs);
    const order = hearing.believeOrder(payload, 'command', decodeCommand, moment);
    if (!order.ok) return hearing.refuse(order.code, nowUs, order.detail);
    const code = this.#commands.hear(order.value, moment, nowUs);
    if (code !== undefined) return hearing.refuse(code, nowUs);
    const { id, issuer } = order.value.message;
    effects.log('info', 'command', {
      id,
      issuer,
      do: String(order.value.payload['do']).slice(0, 40),
    });
  }

  #hearDesired(payload: Uint8Array, clock: ClockReading, nowUs: MonoUs): void {
    const { hearing, effects, tuned } = this.#parts;
    // An empty message is the broker's way to keep nothing: the settings stay as they are.
    if (payload.length === 0) return;
    const moment = hearing.momentOf(clock, nowUs);
    const order = hearing.believeOrder(payload, 'desired', decodeDesired, moment);
    if (!order.ok) return hearing.refuse(order.code, nowUs, order.detail);
    const before = this.#stored.desired;
    const code = this.#settings.hear(order.value, moment, nowUs);
    if (code !== undefined) hearing.refuse(code, nowUs);
    else {
      const { version, issuer } = order.value.message;
      effects.log('info', 'settings', { version, issuer });
      tuned();
    }
    // Old settings can be said again by anybody at the broker, and as often as they like.
    if (this.#stored.desired !== before || this.#rate.repeats(nowUs)) this.#report();
  }

  /** What is done is proved; what is refused is not done. */
  #provable(deed: Deed, by: string, moment: Moment): Plan {
    const plan = this.#plan(deed, by, moment);
    if (!plan.outcome.ok) return plan;
    const act = (): void => {
      this.#parts.prove(deed.do, by, this.#heardUs);
      plan.act?.();
    };
    return { ...plan, act };
  }

  #plan(deed: Deed, by: string, moment: Moment): Plan {
    const { tuning, floor, killSwitch, effects, tuned, leave, canReboot } = this.#parts;
    switch (deed.do) {
      case 'volume':
        if (!tuning.allows(deed)) return { outcome: { ok: false, code: 'volume.cap' } };
        return {
          outcome: done({ volumeDb: deed.volumeDb }),
          act: () => {
            tuning.commandVolume(deed.volumeDb);
            tuned();
            this.#report();
          },
        };
      case 'stop':
        return this.#planStop(deed.announcement, by);
      case 'silence':
        if (!moment.isTrusted) {
          return { outcome: { ok: false, code: 'command.unavailable', detail: 'time' } };
        }
        if (deed.untilAt - moment.nowAt > LIMITS.silenceUsMax) {
          return { outcome: { ok: false, code: 'command.field', detail: 'untilAt' } };
        }
        return {
          outcome: done({ silentUntil: deed.untilAt }),
          act: () => {
            this.#stored = { ...this.#stored, silentUntil: deed.untilAt };
            this.#parts.store(this.#stored);
            floor.silence(deed.untilAt);
          },
        };
      case 'self-test':
        if (killSwitch.isThrown) return { outcome: { ok: false, code: 'switch.thrown' } };
        if (!floor.isFree) return { outcome: { ok: false, code: 'command.busy' } };
        return { outcome: STARTED, ask: (id) => this.#parts.selfTest.ask(id) };
      case 'logs':
        return { outcome: STARTED, ask: (id) => ({ do: 'collect-logs', id, lines: deed.lines }) };
      case 'restart':
        return {
          outcome: done(),
          act: () => {
            effects.log('warn', 'restart', { by });
            leave('end');
          },
        };
      case 'reboot':
        if (!canReboot) {
          return { outcome: { ok: false, code: 'command.unavailable', detail: 'reboot' } };
        }
        return {
          outcome: done(),
          act: () => {
            this.#reboot(by);
          },
        };
    }
  }

  #planStop(announcement: string | undefined, by: string): Plan {
    const { floor } = this.#parts;
    const { mine, others } = floor.stoppable(by, announcement);
    const stop = (): void => {
      floor.stop(mine, by, by);
    };
    if (mine.length > 0) return { outcome: done({ stopped: mine }), act: stop, isUrgent: true };
    if (others.length > 0) return { outcome: { ok: false, code: 'session.authority' } };
    if (announcement === undefined) return { outcome: done({ stopped: [] }) };
    const remember = (): void => {
      floor.stop([announcement], by, by);
    };
    return { outcome: { ok: false, code: 'session.unknown' }, act: remember };
  }

  #reboot(by: string): void {
    this.#parts.effects.log('warn', 'reboot', { by });
    this.#parts.leave('reboot');
  }

  #reply(payload: string): void {
    const { connection, config } = this.#parts;
    const topic = replyTopic(config.boxId);
    if (connection.publish({ topic, payload, qos: 1, retain: false })) return;
    this.#unsent = [...this.#unsent, payload].slice(-LIMITS.commandsRemembered);
  }

  #report(): void {
    const payload = JSON.stringify(this.#settings.report);
    const topic = reportedTopic(this.#parts.config.boxId);
    this.#parts.connection.publish({ topic, payload, qos: 1, retain: true });
  }
}

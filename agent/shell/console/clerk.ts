/**
 * Answers what sessions ask: the PIN, the probes, the log. Whatever goes wrong with an answer is an answer; it knows no screen.
 */
import type { BrokerConfig } from '../../config/agent-config.ts';
import type { CardTried, Probes } from '../../core/console/diagnosis/probes.ts';
import type { Answer, ConfigOrder, Note, Question } from '../../core/console/effect.ts';
import type { LocalTest } from '../../core/control/local-test.ts';
import type { Input } from '../../core/input.ts';
import { utcText } from '../../core/console/view/utc-text.ts';
import type { BoxSnapshot } from '../../core/console/snapshot.ts';
import type { MonoUs } from '../../core/vocabulary.ts';
import type { LoginGate } from '../../core/console/login/login-gate.ts';
import type { Clock } from '../../../hw/ports.ts';
import { loadTest } from '../programme/load-test.ts';
import type { LogRing } from '../log/log-ring.ts';
import { bundle } from './bundle.ts';
import type { ConfigDesk } from './config/config-desk.ts';
import { logEntry, matches } from './log-entry.ts';
import { describeFailure } from '../failure.ts';
import { checkPin, hasPin, setPin } from './pin.ts';
import { probeLink } from './probe/probe-link.ts';
import { probeDisk, probeMobile, probeNetwork } from './probe/probe-machine.ts';

/** Lines of the log that fill a screen. */
const LOG_LINES = 20;

export interface ClerkParts {
  readonly broker: BrokerConfig;
  readonly storeFile: string;
  /** Absent: no PIN can be set. */
  readonly pinFile?: string;
  /** Absent: nothing measures the mobile signal. */
  readonly signalFile?: string;
  readonly configFile: string;
  readonly configDesk: ConfigDesk;
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  readonly post: (input: Input) => void;
  readonly gate: LoginGate;
  /** Makes the count of wrong PINs durable. */
  readonly keepFailures: (failures: number) => void;
  readonly tryCard: () => Promise<CardTried>;
  /** What is read of the box now and then is read now. Resolves when the core knows it. */
  readonly look: () => Promise<void>;
  readonly ring: LogRing;
  readonly clock: Clock;
}

type Judged = Pick<Extract<Answer, { about: 'pin' }>, 'came' | 'waitS'>;
type NewPin = Extract<Question, { about: 'new-pin' }>;
type Taker = (what: Note) => void;
type Tell = (answer: Answer) => void;

export class Clerk {
  readonly #parts: ClerkParts;

  constructor(parts: ClerkParts) {
    this.#parts = parts;
  }

  /** Calls `tell` with the answer, or with each, and `note` with what was done; answers what ends the former. */
  ask(question: Question, tell: Tell, note: Taker): () => void {
    switch (question.about) {
      case 'pin':
        return once(this.#checkPin(question.pin, note), tell);
      case 'new-pin':
        return once(this.#changePin(question, note), tell);
      case 'look':
        return once(this.#looked(), tell);
      case 'probes':
        return once(this.#probed(), tell);
      case 'export':
        return once(this.#export(), tell);
      case 'provision':
        return once(this.#provision(), tell);
      case 'test':
        return once(this.#playTest(question.test), tell);
      case 'config':
        return once(this.#configure(question.order), tell);
      case 'log':
        return this.#readLog(question, tell);
    }
  }

  async #checkPin(pin: string, note: Taker): Promise<Answer> {
    return { about: 'pin', ...(await this.#judge(pin, note)) };
  }

  /** Whoever guesses at the old one waits like anybody who guesses. */
  async #changePin({ old, pin }: NewPin, note: Taker): Promise<Answer> {
    const { pinFile } = this.#parts;
    const { came, waitS } = await this.#judge(old, note);
    if (came !== 'right' || pinFile === undefined) {
      return { about: 'new-pin', came: came === 'right' ? 'unset' : came, waitS };
    }
    try {
      await setPin(pinFile, pin);
      note({ did: 'pin-change' });
      return { about: 'new-pin', came: 'changed', waitS };
    } catch (error) {
      return { about: 'new-pin', came: 'not-kept', why: describeFailure(error) };
    }
  }

  async #judge(pin: string, note: Taker): Promise<Judged> {
    const { pinFile, gate, clock, keepFailures } = this.#parts;
    if (pinFile === undefined) return { came: 'unset', waitS: 0 };
    const waitS = gate.waitS(clock.nowUs());
    if (waitS > 0) return { came: 'locked', waitS };
    gate.tries(clock.nowUs());
    keepFailures(gate.failures);
    const came = await checkPin(pinFile, pin);
    if (came === 'wrong') {
      note({ did: 'wrong-pin' });
      return { came, waitS: gate.waitS(clock.nowUs()) };
    }
    gate.succeeds(clock.nowUs());
    keepFailures(gate.failures);
    return { came, waitS: 0 };
  }

  async #probed(): Promise<Answer> {
    return { about: 'probes', probes: await this.#probe() };
  }

  async #looked(): Promise<Answer> {
    await this.#parts.look();
    return { about: 'look' };
  }

  async #playTest(test: LocalTest): Promise<Answer> {
    const sound = await loadTest(test, 'console');
    this.#parts.post(sound);
    return { about: 'test', id: sound.id };
  }

  async #provision(): Promise<Answer> {
    const { pinFile } = this.#parts;
    return { about: 'provision', hasPin: pinFile !== undefined && (await hasPin(pinFile)) };
  }

  async #export(): Promise<Answer> {
    const { snapshot, clock, configFile, configDesk, ring } = this.#parts;
    const box = snapshot(clock.nowUs());
    const bytes = await bundle({
      status: box,
      probes: await this.#probe(),
      configFile,
      console: configDesk.settings,
      log: ring.lines.map((line) => line.trimEnd()),
    });
    // 20261125T1307: no character that a file system minds.
    const time = utcText(box.atUs).slice(0, 16).replaceAll(/[-:]/g, '').replace(' ', 'T');
    return { about: 'export', name: `${box.box}-${time}.json.gz`, bytes };
  }

  async #configure(order: ConfigOrder): Promise<Answer> {
    return { about: 'config', answer: await this.#parts.configDesk.handle(order) };
  }

  async #probe(): Promise<Probes> {
    const { broker, clock, tryCard, look, storeFile, signalFile } = this.#parts;
    const [link, card, disk, mobile] = await Promise.all([
      probeLink(broker, clock),
      tryCard(),
      probeDisk(storeFile),
      probeMobile(signalFile),
      look(),
    ]);
    return { ...probeNetwork(), ...link, mobile, card, disk };
  }

  #readLog({ filter, isFollowed }: Extract<Question, { about: 'log' }>, tell: Tell): () => void {
    const { ring } = this.#parts;
    const latest = ring.lines.filter((line) => matches(line, filter)).slice(-LOG_LINES);
    tell({ about: 'log', lines: latest.map(logEntry) });
    if (!isFollowed) return () => undefined;
    return ring.follow((line) => {
      if (matches(line, filter)) tell({ about: 'log', lines: [logEntry(line)] });
    });
  }
}

/** Tells it when it is there, unless nobody wants it any more. */
const once = (answer: Promise<Answer>, tell: Tell): (() => void) => {
  let isWanted = true;
  void answer.then((value) => {
    if (isWanted) tell(value);
  });
  return () => {
    isWanted = false;
  };
};

/**
 * Answers what sessions ask of a box that lives: the PIN, the probes, the log. Whatever goes wrong with an answer is an answer; it knows no screen.
 */
import type { BrokerConfig } from '../../config/agent-config.ts';
import type { CardTried, Probes } from '../../core/console/diagnosis/probes.ts';
import type { Answer, ConfigOrder, Note, Question } from '../../core/console/effect.ts';
import type { LocalTest } from '../../core/control/local-test.ts';
import type { Input } from '../../core/input.ts';
import { utcText } from '../../core/console/view/utc-text.ts';
import type { BoxSnapshot } from '../../core/console/snapshot.ts';
import type { MonoUs } from '../../core/vocabulary.ts';
import type { Clock } from '../../../hw/ports.ts';
import { loadTest } from '../programme/load-test.ts';
import type { LogRing } from '../log/log-ring.ts';
import { bundle } from './bundle.ts';
import type { ConfigDesk } from './config/config-desk.ts';
import { once, type Tell } from './answering.ts';
import { readLog } from './log-entry.ts';
import type { PinDesk } from './pin-desk.ts';
import { probeLink } from './probe/probe-link.ts';
import { probeDisk, probeMobile, probeNetwork } from './probe/probe-machine.ts';

export interface ClerkParts {
  readonly broker: BrokerConfig;
  readonly storeFile: string;
  readonly pinDesk: PinDesk;
  /** Absent: nothing measures the mobile signal. */
  readonly signalFile?: string;
  readonly configFile: string;
  readonly configDesk: ConfigDesk;
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  readonly post: (input: Input) => void;
  readonly tryCard: () => Promise<CardTried>;
  /** What is read of the box now and then is read now. Resolves when the core knows it. */
  readonly look: () => Promise<void>;
  readonly ring: LogRing;
  readonly clock: Clock;
}

export class Clerk {
  readonly #parts: ClerkParts;

  constructor(parts: ClerkParts) {
    this.#parts = parts;
  }

  /** Calls `tell` with the answer, or with each, and `note` with what was done; answers what ends the former. */
  ask(question: Question, tell: Tell, note: (what: Note) => void): () => void {
    const { pinDesk, ring } = this.#parts;
    switch (question.about) {
      case 'pin':
        return once(pinDesk.check(question.pin, note), tell);
      case 'new-pin':
        return once(pinDesk.change(question, note), tell);
      case 'first-pin':
        // A box that lives has been set: its first PIN comes from the machine.
        return once(Promise.resolve({ about: 'first-pin', came: 'guarded' }), tell);
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
        return readLog(ring, question, tell);
    }
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
    return { about: 'provision', hasPin: await this.#parts.pinDesk.isSet() };
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
}

/**
 * A box that keeps time in the virtual world: the core's own Timekeeper over a crystal, a network and a time server, with the
 * real packets between them. What it believes, and what is true, can be asked at any moment.
 */
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import type { LogFields } from '../../../agent/core/effect.ts';
import { utcOf } from '../../../agent/core/time/clock-reading.ts';
import { Timekeeper } from '../../../agent/core/time/timekeeper.ts';
import { utcUs, type UtcUs } from '../../../agent/core/vocabulary.ts';
import {
  decodeNtpQuestion,
  encodeNtpAnswer,
  encodeNtpQuestion,
} from '../../../agent/core/wire/ntp-packet.ts';
import type { SyncState } from '../../../agent/core/wire/report.ts';
import type { Chance } from '../world/chance.ts';
import type { Appointment, Timeline } from '../world/timeline.ts';
import type { Crystal } from './crystal.ts';
import type { DelayLaw } from './delay-law.ts';

export const EPOCH_US = 1_795_400_000_000_000;

/** UTC as the server tells it; it may be set, and be gone. */
export class VirtualTimeServer {
  errorUs = 0;
  isUp = true;

  utcAt(worldUs: number): UtcUs {
    return utcUs(EPOCH_US + worldUs + this.errorUs);
  }
}

export interface TimeBoxParts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly crystal: Crystal;
  readonly law: DelayLaw;
  readonly server: VirtualTimeServer;
  readonly driftPpb?: number;
  readonly precisionUs?: number;
  /** Something is being played, always. */
  readonly isBusy?: boolean;
}

export interface Belief {
  /** Against the server's UTC. */
  readonly errorUs: number;
  readonly sigmaUs: number;
  readonly boundUs: number;
  readonly state: SyncState;
}

export class TimeBox {
  readonly timekeeper: Timekeeper;
  readonly log: { readonly atUs: number; readonly event: string; readonly fields: LogFields }[] =
    [];
  questions = 0;
  readonly #parts: TimeBoxParts;
  readonly #effects = new EffectQueue();
  #wake: Appointment | undefined;

  constructor(parts: TimeBoxParts) {
    this.#parts = parts;
    const { chance, crystal, timeline, precisionUs = 500 } = parts;
    this.timekeeper = new Timekeeper({
      server: { name: 'ntp://sim', precisionUs },
      driftPpb: parts.driftPpb,
      effects: this.#effects,
      refuse: (code) => {
        throw new Error(`refused ${code}`);
      },
      random: () => chance.real(),
      nowUs: crystal.monoAt(timeline.nowUs),
    });
    this.#settle();
  }

  /** Undefined before the first answer. */
  get belief(): Belief | undefined {
    const { timeline, crystal, server } = this.#parts;
    const mono = crystal.monoAt(timeline.nowUs);
    const { reading } = this.timekeeper;
    const { sigmaUs, state } = this.timekeeper.reportAt(mono);
    const boundUs = this.timekeeper.errorUsAt(mono);
    if (reading === undefined || sigmaUs === null || boundUs === undefined) return undefined;
    return {
      errorUs: utcOf(reading, mono) - server.utcAt(timeline.nowUs),
      sigmaUs,
      boundUs,
      state,
    };
  }

  #settle(): void {
    const { timeline, crystal, chance } = this.#parts;
    this.timekeeper.settle(this.#parts.isBusy ?? false, crystal.monoAt(timeline.nowUs));
    for (const effect of this.#effects.drain()) {
      if (effect.do === 'ask-time') this.#ask();
      if (effect.do === 'log') this.log.push({ atUs: timeline.nowUs, ...effect });
    }
    this.#wake?.cancel();
    const wakeUs = crystal.worldAt(this.timekeeper.nextWakeUs);
    const waitUs = Math.ceil(Math.max(0, wakeUs - timeline.nowUs) / 1_000) * 1_000;
    this.#wake = timeline.after(waitUs + chance.waitUs(200), () => {
      this.#settle();
    });
  }

  #ask(): void {
    const { timeline, crystal, chance, server, law } = this.#parts;
    this.questions += 1;
    const nonce = new DataView(chance.bytes(8).buffer).getBigUint64(0);
    const question = decodeNtpQuestion(encodeNtpQuestion(nonce));
    if (question === undefined) throw new Error('a question that no server understands');
    const sentUs = crystal.monoAt(timeline.nowUs);
    this.timekeeper.take({ on: 'time-asked', nonce, sentUs }, sentUs);
    const thereUs = law(timeline.nowUs + chance.waitUs(10), 'there');
    if (thereUs === undefined) return;
    timeline.after(thereUs, () => {
      if (!server.isUp) return;
      const receivedAt = server.utcAt(timeline.nowUs);
      const workUs = 10 + chance.waitUs(20);
      const bytes = encodeNtpAnswer(question, {
        leap: 0,
        stratum: 2,
        referenceId: 'LOCL',
        precision: -20,
        rootErrorUs: 0,
        receivedAt,
        sentAt: utcUs(receivedAt + workUs),
      });
      const backUs = law(timeline.nowUs + workUs, 'back');
      if (backUs === undefined) return;
      timeline.after(workUs + backUs + chance.waitUs(15), () => {
        this.#take(bytes);
      });
    });
  }

  #take(bytes: Uint8Array): void {
    const { timeline, crystal } = this.#parts;
    const receivedUs = crystal.monoAt(timeline.nowUs);
    this.timekeeper.take({ on: 'time-answer', bytes, receivedUs }, receivedUs);
    this.#settle();
  }
}

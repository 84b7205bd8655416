/**
 * What the box says of itself and when: a heartbeat while it is connected, and of each announcement what was heard of it, as
 * a record of the proof. It looks at the others and changes none of them.
 */
import type { EffectQueue } from '../effect-queue.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import type { Tuning } from '../remote/tuning.ts';
import type { BoxTime } from '../time/box-time.ts';
import { utcOf } from '../time/clock-reading.ts';
import { US_PER_S, type MonoUs } from '../vocabulary.ts';
import type { EndReason, SelfTestReport, TelemetryReport } from '../wire/report.ts';
import type { Connection } from './connection.ts';
import type { Hearing } from '../control/hearing.ts';
import type { FaultLedger } from './fault-ledger.ts';
import type { Body } from '../body/body.ts';
import type { AmplifierChain } from '../amplifier/amplifier-chain.ts';
import { Heartbeat } from './heartbeat.ts';
import { playedEntry, presentReport, telemetryPublication } from './reports.ts';
import type { KillSwitch } from '../control/kill-switch.ts';
import type { Proof } from './proof.ts';
import type { Session } from '../control/session.ts';
import type { Speaker } from '../control/speaker.ts';

export interface ReportingParts {
  readonly config: Pick<ReceiverConfig, 'boxId'>;
  readonly tuning: Pick<Tuning, 'heartbeatEveryUs'>;
  readonly connection: Connection;
  readonly proof: Proof;
  readonly hearing: Pick<Hearing, 'book' | 'refusals' | 'trust'>;
  readonly amplifier: AmplifierChain;
  readonly body: Pick<Body, 'report'>;
  readonly speaker: Speaker;
  readonly killSwitch: Pick<KillSwitch, 'isThrown'>;
  readonly faults: Pick<FaultLedger, 'reportAt'>;
  readonly time: BoxTime;
  readonly selfTest: () => SelfTestReport | undefined;
  readonly effects: EffectQueue;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly nowUs: MonoUs;
}

export class Reporting {
  readonly #parts: ReportingParts;
  readonly #heartbeat: Heartbeat;

  constructor(parts: ReportingParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(parts.tuning.heartbeatEveryUs);
  }

  get nextWakeUs(): MonoUs {
    return this.#heartbeat.nextWakeUs;
  }

  /** The connection has come up or gone down. */
  linkChanged(nowUs: MonoUs): void {
    const { connection, random } = this.#parts;
    if (!connection.isUp) return this.#heartbeat.stop();
    this.#heartbeat.start(nowUs, random());
  }

  /** The settings are others. */
  tuned(): void {
    this.#heartbeat.pace(this.#parts.tuning.heartbeatEveryUs);
  }

  /** Something has happened that the head-end should not have to wait a heartbeat for. */
  tell(nowUs: MonoUs): void {
    this.#parts.connection.publish(telemetryPublication(this.telemetryAt(nowUs)));
  }

  settle(nowUs: MonoUs): void {
    if (this.#heartbeat.beat(nowUs)) this.tell(nowUs);
  }

  /** The session has ended on this box, and was let go. */
  conclude(session: Session, why: EndReason, nowUs: MonoUs): void {
    const { config, proof, effects } = this.#parts;
    proof.append(playedEntry(config.boxId, session, why), nowUs);
    const { samples, lateFrames, concealedFrames } = session.player.heard;
    const { id } = session.announcement;
    const heard = { samples, lateFrames, concealedFrames };
    effects.log('info', 'announcement.ended', { id, why, ...heard });
  }

  /** The box as it is at `nowUs`. */
  telemetryAt(nowUs: MonoUs): TelemetryReport {
    const { config, connection, proof, hearing, amplifier, speaker, killSwitch, time, faults } =
      this.#parts;
    const { nowUs: bootUs } = this.#parts;
    const { owner } = speaker;
    const [first] = hearing.book.all;
    return {
      box: config.boxId,
      session: connection.session,
      atUs: Math.round(utcOf(time.reading, nowUs)),
      uptimeS: Math.round((nowUs - bootUs) / US_PER_S),
      clock: time.reportAt(nowUs),
      killSwitch: killSwitch.isThrown,
      amplifier: amplifier.state,
      relays: amplifier.relays,
      relaysRead: amplifier.relaysRead,
      relayDisagreements: amplifier.disagreements,
      trust: hearing.trust,
      body: this.#parts.body.report,
      faults: faults.reportAt(nowUs),
      sink: {
        open: speaker.isSinkOpen,
        failures: speaker.sinkFailures,
        xruns: speaker.xruns,
        delayUs: speaker.delayUsAt(nowUs),
      },
      announcement: presentReport(owner ?? first, owner),
      proof: proof.report,
      selfTest: this.#parts.selfTest() ?? null,
      refusals: hearing.refusals.counts,
    };
  }
}

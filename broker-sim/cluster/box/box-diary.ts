/**
 * What one box said of itself over MQTT during a run, in order and within bounds. It believes what it is told: whether it
 * is true is for the evidence to say.
 */
import { RECORD_LIMITS } from '../../report/record/run-record.ts';
import type { MonoUs } from '../../../agent/core/vocabulary.ts';
import type {
  PlayedReport,
  StateReport,
  TelemetryReport,
} from '../../../agent/core/wire/report.ts';

export interface Heartbeat {
  readonly atUs: MonoUs;
  readonly report: TelemetryReport;
}

export interface LinkChange {
  readonly atUs: MonoUs;
  readonly up: boolean;
}

/** Played reports kept of one box; the oldest falls out. */
const PLAYED_MAX = 16;

export class BoxDiary {
  readonly heartbeats: Heartbeat[] = [];
  readonly link: LinkChange[] = [];
  readonly played: PlayedReport[] = [];
  #state: StateReport | undefined;

  /** The newest of the states it was in; a `lost` of an older session does not count. */
  get state(): StateReport['state'] | undefined {
    return this.#state?.state;
  }

  get latest(): TelemetryReport | undefined {
    return this.heartbeats.at(-1)?.report;
  }

  playedOf(announcementId: string): PlayedReport | undefined {
    return this.played.findLast(({ id }) => id === announcementId);
  }

  noteState(report: StateReport, atUs: MonoUs): void {
    if (this.#state !== undefined && report.session < this.#state.session) return;
    this.#state = report;
    const up = report.state === 'ready';
    // What is over the bound is left out: how a link broke first matters more than how it broke in the end.
    if (this.link.at(-1)?.up !== up && this.link.length < RECORD_LIMITS.link) {
      this.link.push({ atUs, up });
    }
  }

  /** Full, it drops every second heartbeat and goes on: an hour is kept whole, a day more coarsely. */
  noteHeartbeat(report: TelemetryReport, atUs: MonoUs): void {
    if (this.heartbeats.length >= RECORD_LIMITS.telemetry) {
      const kept = this.heartbeats.filter((_, index) => index % 2 === 0);
      this.heartbeats.splice(0, this.heartbeats.length, ...kept);
    }
    this.heartbeats.push({ report, atUs });
  }

  notePlayed(report: PlayedReport): void {
    if (this.played.length >= PLAYED_MAX) this.played.shift();
    this.played.push(report);
  }
}

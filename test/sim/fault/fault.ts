/** One fault in a trace that is good otherwise, who must complain of it, and the means to put it there. */
import assert from 'node:assert/strict';
import type { ORACLES } from '../oracle/verdict.ts';
import type { BoxTrace, Report, StreamTruth, Trace } from '../trace.ts';
import { goodTrace, played } from './good-trace.ts';

type Oracle = keyof typeof ORACLES;

export interface Fault {
  readonly oracle: Oracle;
  readonly says: RegExp;
  /** Oracles that cannot help but see it too. */
  readonly also?: readonly Oracle[];
  readonly spoil: (good: Good) => void;
}

export interface Good {
  readonly trace: Trace;
  readonly box: BoxTrace;
  /** The one from 10 to 12 s. */
  readonly stream: StreamTruth;
}

export const S = 1e6;

/** One more switching, in its place in time. */
export const relay = (box: BoxTrace, atS: number, name: 'supply' | 'line', on: boolean): void => {
  box.relays.push({ atUs: atS * S, relay: name, on });
  box.relays.sort((one, other) => one.atUs - other.atUs);
};

/** Moves the switchings of the first announcement. */
export const reschedule = (
  box: BoxTrace,
  name: 'supply' | 'line',
  onS: number,
  offS: number,
): void => {
  const others = box.relays.filter((one) => one.relay !== name || one.atUs > 20 * S);
  box.relays.splice(0, Infinity, ...others);
  relay(box, onS, name, true);
  relay(box, offS, name, false);
};

/** Changes what the box said of an announcement, to itself and to the head-end. */
export const retell = (
  { trace, box, stream }: Good,
  change: Partial<ReturnType<typeof played>>,
  of = stream,
): void => {
  const report = { ...played(of), ...change };
  const said = box.published.findIndex(
    ({ report: one }) => one.of === 'played' && one.id === of.id,
  );
  const heard = trace.arrived.findIndex((one) => one.report.id === of.id);
  box.published[said] = { atUs: of.startUs + 1.9 * S, report: { of: 'played', ...report } };
  trace.arrived[heard] = { atUs: of.startUs + 2 * S, report };
};

/** Takes back what the box has said. */
export const forget = (box: BoxTrace, isIt: (report: Report) => boolean): void => {
  const kept = box.published.filter(({ report }) => !isIt(report));
  box.published.splice(0, Infinity, ...kept);
};

/** The announcement that all must hear. */
export const finaleOf = ({ trace }: Good): StreamTruth => {
  const finale = trace.streams.find(({ stream }) => stream === trace.finale);
  assert.ok(finale !== undefined);
  return finale;
};

/** A good trace with this fault in it. */
export const spoilt = (spoil: Fault['spoil']): Trace => {
  const { trace, box } = goodTrace();
  const [stream] = trace.streams;
  assert.ok(stream !== undefined);
  spoil({ trace, box, stream });
  return trace;
};

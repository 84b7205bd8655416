/**
 * Which announcement a box had reason to play, from when to when: PROTOCOL §2 (belief, lease) and §7 (stop, switch), told once more
 * and more simply than the core does, from the messages that the box was given.
 */
import { readingsOver } from '../expected-place.ts';
import type { BoxTrace, HeardControl, Life, StreamTruth, Trace } from '../trace.ts';

const FRESH_US = 60_000_000;
const EARLY_US = 5_000_000;
const FRAME_US = 20_000;
/** What was heard at one instant was heard one after another. */
const AT_ONCE_US = 1;
/** A lease that has run out, a fade that has its time, a process that stood still: a renewal may come in between. */
const GIVEN_UP_WITHIN_US = 1_500_000;

export interface Tenure {
  readonly stream: StreamTruth;
  readonly life: Life;
  readonly fromUs: number;
  toUs: number;
  why: 'complete' | 'stopped' | 'lease' | 'switch' | 'shutdown' | 'cut' | 'world';
  /** False where the box may or may not hold it: its store failed, or a renewal came while it was giving it up. */
  isSure: boolean;
}

/** All tenures of a box, in the order in which they began. */
export const tenuresOf = (trace: Trace, box: BoxTrace): Tenure[] => {
  const streams = new Map(trace.streams.map((stream) => [stream.stream, stream]));
  const ledger: Ledger = { sequences: new Map(), over: new Set(), mayHaveForgotten: false };
  return box.lives.flatMap((life) => {
    const tenures = lifeTenures(box, life, streams, ledger);
    ledger.mayHaveForgotten ||= hasTroubleIn(box, 'store-fails', life.fromUs, life.toUs);
    return tenures;
  });
};

/** What outlasts a life. */
interface Ledger {
  /** The highest that was accepted, by issuer. */
  readonly sequences: Map<string, number>;
  /** Streams that were stopped from above, or by the switch. */
  readonly over: Set<number>;
  mayHaveForgotten: boolean;
}

const lifeTenures = (
  box: BoxTrace,
  life: Life,
  streams: ReadonlyMap<number, StreamTruth>,
  ledger: Ledger,
): Tenure[] => {
  const tenures: Tenure[] = [];
  const lifeEnd = { toUs: life.shutdownUs ?? life.toUs, why: endOf(life) };
  const isMeanwhile = ({ atUs }: { readonly atUs: number }): boolean =>
    atUs >= life.fromUs && atUs <= lifeEnd.toUs + AT_ONCE_US;
  const throws = box.switches.filter(isMeanwhile);
  for (const message of box.control.filter(isMeanwhile)) {
    const { atUs, sequence, type, by } = message;
    if (message.retained) continue;
    silence(box, tenures, ledger, throws, atUs);
    const isReplay = sequence <= (ledger.sequences.get(by) ?? -1);
    if (isReplay && !ledger.mayHaveForgotten) continue;
    if (!isFresh(box, message, life)) continue;
    // Power went in this very step: nobody knows whether it was made durable.
    if (atUs === life.toUs) ledger.mayHaveForgotten = true;
    ledger.sequences.set(by, Math.max(ledger.sequences.get(by) ?? -1, sequence));
    const stream = streams.get(message.stream);
    if (stream === undefined) continue;
    const tenure = tenures.findLast((one) => one.stream === stream);
    if (tenure !== undefined) complete(box, tenure, atUs);
    const isHeld = tenure !== undefined && atUs < tenure.toUs;
    if (type === 'stop') {
      if (!mayStop(by, stream.by)) continue;
      if (isHeld) Object.assign(tenure, { toUs: atUs, why: 'stopped' });
      if (!isHeld || by !== stream.by) ledger.over.add(stream.stream);
    } else if (isHeld) tenure.toUs = atUs + message.leaseUs;
    else if (throws.findLast((one) => one.atUs <= atUs)?.isThrown === true) continue;
    else if (tenure?.why === 'lease' && atUs < tenure.toUs + GIVEN_UP_WITHIN_US) {
      // It was renewed, or refused, or began anew: nobody can say.
      const toUs = atUs + message.leaseUs;
      Object.assign(tenure, { isSure: false, toUs });
      tenures.push({ stream, life, fromUs: atUs, toUs, why: 'lease', isSure: false });
    } else if (tenure === undefined || tenure.why === 'lease') {
      const isOver = ledger.over.has(stream.stream);
      if (isOver && !ledger.mayHaveForgotten) continue;
      // What was lost only for want of renewal comes back with it.
      const isSure = !isReplay && !ledger.mayHaveForgotten;
      const toUs = atUs + message.leaseUs;
      tenures.push({ stream, life, fromUs: atUs, toUs, why: 'lease', isSure });
    }
  }
  silence(box, tenures, ledger, throws, Infinity);
  // As for a message: power went in the very step in which it was thrown.
  if (throws.some(({ atUs, isThrown }) => isThrown && atUs === life.toUs)) {
    ledger.mayHaveForgotten = true;
  }
  for (const tenure of tenures) {
    complete(box, tenure, Infinity);
    if (tenure.toUs > lifeEnd.toUs) Object.assign(tenure, lifeEnd);
  }
  return tenures;
};

/** Their own, and whatever is said beneath them. */
export const mayStop = (by: string, path: string): boolean =>
  by === path || path.startsWith(`${by}/`);

/** The switch ends what it meets, up to `untilUs`, and for good. */
const silence = (
  box: BoxTrace,
  tenures: readonly Tenure[],
  ledger: Ledger,
  throws: BoxTrace['switches'],
  untilUs: number,
): void => {
  for (const { atUs, isThrown } of throws) {
    if (!isThrown || atUs > untilUs) continue;
    for (const tenure of tenures) {
      complete(box, tenure, atUs);
      if (atUs < tenure.fromUs || atUs >= tenure.toUs) continue;
      Object.assign(tenure, { toUs: atUs, why: 'switch' });
      ledger.over.add(tenure.stream.stream);
    }
  }
};

const endOf = (life: Life): Tenure['why'] => {
  if (life.shutdownUs !== undefined) return 'shutdown';
  return life.end === 'world' ? 'world' : 'cut';
};

/** Once a last bundle has said how long the stream is, it is over when it is over; told by what was heard until then. */
const complete = (box: BoxTrace, tenure: Tenure, untilUs: number): void => {
  const { stream, startUs, frames } = { ...tenure.stream };
  const told = (box.bundles.get(stream) ?? []).find(
    ({ atUs, last }) => last && atUs >= tenure.fromUs && atUs < Math.min(tenure.toUs, untilUs),
  );
  if (told === undefined) return;
  const overUs = Math.max(told.atUs, startUs + frames * FRAME_US);
  if (overUs < Math.min(tenure.toUs, untilUs))
    Object.assign(tenure, { toUs: overUs, why: 'complete' });
};

export const isFresh = (
  box: BoxTrace,
  { atUs, issuedUs, expiresUs, type }: HeardControl,
  life: Pick<Life, 'fromUs'>,
): boolean => {
  const reading = readingsOver(box.clock, atUs, atUs)[0];
  if (reading?.trusted !== true) return true;
  const believedUs = atUs + reading.range[0];
  // It may have been believed in the life before, and that have come to no disk.
  if (type !== 'stop' && issuedUs < life.fromUs + reading.range[0]) return false;
  return (
    believedUs - issuedUs <= FRESH_US && issuedUs - believedUs <= EARLY_US && believedUs < expiresUs
  );
};

/** Whether something of this kind was wrong in a stretch of time. */
export const hasTroubleIn = (
  box: BoxTrace,
  kind: BoxTrace['troubles'][number]['kind'],
  fromUs: number,
  toUs: number,
): boolean =>
  box.troubles.some(
    (trouble) => trouble.kind === kind && trouble.fromUs <= toUs && trouble.toUs >= fromUs,
  );

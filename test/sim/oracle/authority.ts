/**
 * Who stopped whom: what a box says of it is by somebody who may, and what was stopped from above is heard no more, whatever its speaker goes
 * on saying. It does not ask when an announcement was due; that is `speaker-owner`.
 */
import type { BoxTrace, HeardControl, Trace } from '../trace.ts';
import { hasTroubleIn, isFresh, mayStop } from './tenure.ts';
import { complaints, type Violation } from './violation.ts';

/** What the card holds, a fade, and a process that stood still. */
const SILENT_WITHIN_US = 250_000 + 1_500_000;

export const authority = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('authority');
  const byStream = new Map(trace.streams.map((stream) => [stream.stream, stream]));
  const byId = new Map(trace.streams.map((stream) => [stream.id, stream]));
  for (const box of trace.boxes) {
    for (const { atUs, report } of box.published) {
      if (report.of !== 'played' || report.endedBy === null) continue;
      const by = byId.get(report.id)?.by;
      if (by !== undefined && !mayStop(report.endedBy, by))
        complain(box.id, atUs, `${report.endedBy} stopped what ${by} said, and may not`);
    }
    for (const stop of stopsFromAbove(box, (stream) => byStream.get(stream)?.by)) {
      const after = box.spans.find(
        ({ stream, fromUs, source }) =>
          source === 'stream' && stream === stop.stream && fromUs > stop.atUs + SILENT_WITHIN_US,
      );
      // A disk that refuses may have forgotten it by the next life.
      const mayForget = hasTroubleIn(box, 'store-fails', 0, after?.fromUs ?? 0);
      if (after !== undefined && !mayForget)
        complain(box.id, after.fromUs, `stream ${stop.stream} sounds though ${stop.by} stopped it`);
    }
  }
  return found;
};

/** Those that the box had to believe: fresh, of an issuer's highest number until then, in the midst of a life. */
const stopsFromAbove = (
  box: BoxTrace,
  speakerOf: (stream: number) => string | undefined,
): HeardControl[] =>
  box.control.filter((message, index) => {
    const { type, by, atUs, sequence, stream, retained } = message;
    const speaker = speakerOf(stream);
    if (type !== 'stop' || retained || speaker === undefined || by === speaker) return false;
    const isNew = !box.control
      .slice(0, index)
      .some((one) => one.by === by && !one.retained && one.sequence >= sequence);
    const life = box.lives.find(
      ({ fromUs, toUs, shutdownUs = toUs }) => fromUs <= atUs && atUs < shutdownUs - 1,
    );
    return mayStop(by, speaker) && isNew && life !== undefined && isFresh(box, message, life);
  });

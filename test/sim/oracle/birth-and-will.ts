/** Birth, will and farewell: sessions rise for ever, and whoever reads by the session rule knows at last how each box is. */
import type { StateReport } from '../../../agent/core/wire/report.ts';
import type { BoxTrace, StateNews, Trace } from '../trace.ts';
import { hasTroubleIn } from './tenure.ts';
import { complaints, type Violation } from './violation.ts';

/** From the publishing of the farewell to its being read. */
const READ_WITHIN_US = 2_000_000;

export const birthAndWill = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('birth-and-will');
  for (const box of trace.boxes) {
    for (const { atUs, says } of [...sessions(box), ...births(box)]) complain(box.id, atUs, says);
    // A number that was not made durable is used again, and whoever reads by numbers takes the new birth for old news.
    if (hasTroubleIn(box, 'store-fails', 0, trace.closingUs) && box.lives.length > 1) continue;
    const up = box.links.findLast(({ state, atUs }) => state === 'up' && atUs < trace.closingUs);
    const known = read(trace.news, box.id, trace.closingUs);
    if (known?.state !== 'ready' || known.session !== up?.session) {
      complain(
        box.id,
        trace.closingUs,
        `is read as ${told(known)}, and is ready in session ${up?.session ?? 'none'}`,
      );
    }
    const atLast = read(trace.news, box.id, trace.closingUs + READ_WITHIN_US);
    if (atLast?.state !== 'sleeping')
      complain(box.id, trace.closingUs, `is read as ${told(atLast)}, and sleeps`);
  }
  return found;
};

const told = (report: StateReport | undefined): string =>
  report === undefined ? 'nothing' : `${report.state} in session ${report.session}`;

/** What a reader believes who takes no news of an older session than it knows. */
export const read = (
  news: readonly StateNews[],
  box: string,
  untilUs: number,
): StateReport | undefined => {
  let known: StateReport | undefined;
  for (const { atUs, report } of news) {
    if (report.box !== box || atUs > untilUs) continue;
    if (known === undefined || report.session >= known.session) known = report;
  }
  return known;
};

interface Fault {
  readonly atUs: number;
  readonly says: string;
}

const sessions = (box: BoxTrace): Fault[] => {
  const faults: Fault[] = [];
  let highest = 0;
  for (const { atUs, session, state } of box.links) {
    if (state !== 'connecting') continue;
    const mayHaveForgotten = hasTroubleIn(box, 'store-fails', 0, atUs);
    if (session <= highest && !mayHaveForgotten)
      faults.push({ atUs, says: `session ${session} after ${highest}` });
    highest = Math.max(highest, session);
  }
  return faults;
};

/** Each connection that is up is told of at once, under its own number; nothing else is told before. */
const births = (box: BoxTrace): Fault[] => {
  const states = box.published.flatMap(({ atUs, report }) =>
    report.of === 'state' ? [{ atUs, report }] : [],
  );
  const ups = box.links.filter(({ state }) => state === 'up');
  const unborn = ups.filter(
    (up) =>
      !states.some(
        ({ atUs, report }) =>
          atUs === up.atUs && report.state === 'ready' && report.session === up.session,
      ) &&
      !box.lives.some(({ toUs, shutdownUs = toUs }) => up.atUs >= shutdownUs && up.atUs <= toUs),
  );
  const false_ = states.filter(
    ({ atUs, report }) => !ups.some((up) => up.session === report.session && up.atUs <= atUs),
  );
  return [
    ...unborn.map(({ atUs, session }) => ({ atUs, says: `no birth in session ${session}` })),
    ...false_.map(({ atUs, report }) => ({
      atUs,
      says: `${report.state} in session ${report.session}, which is not up`,
    })),
  ];
};

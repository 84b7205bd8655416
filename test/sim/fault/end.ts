/** Faults of the end: the last announcement, which all must hear, and the leaving. */
import { S, finaleOf, forget, relay, retell, type Fault } from './fault.ts';
import { span } from './good-trace.ts';

export const FAULTS_OF_END: Readonly<Record<string, Fault>> = {
  'a last announcement with frames late': {
    oracle: 'recovery',
    says: /reported as complete, late 3, concealed 3/,
    spoil: (good) => retell(good, { lateFrames: 3, concealedFrames: 3 }, finaleOf(good)),
  },
  'a last announcement that is not heard whole': {
    oracle: 'recovery',
    says: /960 samples of the last announcement were not heard/,
    also: ['nothing-lost'],
    spoil: (good) => {
      const finale = finaleOf(good);
      good.box.spans.splice(1, 1, span(finale, 0, 48_000), span(finale, 48_960, 96_000));
      retell(good, { heardS: 1.98 }, finale);
    },
  },
  'a last announcement whose report never arrives': {
    oracle: 'recovery',
    says: /no report of the last announcement arrived/,
    spoil: ({ trace }) => void trace.arrived.pop(),
  },
  'a box that leaves unasked': {
    oracle: 'farewell',
    says: /left though nobody asked it to/,
    spoil: ({ box }) => void Object.assign(box.lives[0] ?? {}, { shutdownUs: undefined }),
  },
  'a box that takes its time to leave': {
    oracle: 'farewell',
    says: /took 3\.00 s to leave/,
    spoil: ({ box }) => void Object.assign(box.lives[0] ?? {}, { toUs: 98 * S }),
  },
  'a box that leaves its amplifier on': {
    oracle: 'farewell',
    says: /left with its supply on/,
    also: ['amplifier'],
    spoil: ({ box }) => relay(box, 94, 'supply', true),
  },
  'a box that leaves its card open': {
    oracle: 'farewell',
    says: /left with its card open/,
    spoil: ({ box }) => void box.sinks.push({ atUs: 94 * S, open: true }),
  },
  'a box that leaves without a word': {
    oracle: 'farewell',
    says: /left without a word/,
    spoil: ({ box }) =>
      forget(box, (report) => report.of === 'state' && report.state === 'sleeping'),
  },
};
